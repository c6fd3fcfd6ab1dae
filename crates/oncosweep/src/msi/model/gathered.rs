//! The ratios of many sites, gathered so that the likelihood of a fraction costs no more for more sites.

use super::{
    ratio::{LnRatios, SHARES, Shares},
    target::KINDS,
};

/// Steps in `ln` by which sites' ratios are gathered. Within one the mean of their logarithms stands for them: what that changes is of second order.
const BIN: f64 = 1.0 / 16.0;
/// Logarithms of ratios from which on a site is certainly stable, and certainly unstable.
const SURE: [f64; 2] = [-30.0, 60.0];

/// A site's ratios over kinds of shift, by share.
#[derive(Debug, Clone, Copy)]
pub(super) struct OverKinds {
    /// Logarithm of the scale.
    most: f64,
    /// Ratios by share, over the scale.
    relative: Shares,
}

impl OverKinds {
    /// `ratios` with each kind `weights` as common, relative to its prior.
    pub(super) fn of(ratios: &LnRatios, weights: &[f64; KINDS]) -> Self {
        let most = ratios.as_flattened().iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut relative = [0.0; SHARES];
        for (ratios, weight) in ratios.iter().zip(weights) {
            for (sum, ln) in relative.iter_mut().zip(ratios) {
                if ln - most > SURE[0] {
                    *sum += weight * (ln - most).exp();
                }
            }
        }
        Self { most, relative }
    }

    /// `ln Σ_f h(f) Λ(f)` with `weights` of the shares.
    pub(super) fn ln_average(&self, weights: &Shares) -> f64 {
        let sum: f64 = self.relative.iter().zip(weights).map(|(ratio, weight)| ratio * weight).sum();
        self.most + sum.max(f64::MIN_POSITIVE).ln()
    }
}

/// Sites gathered by `ln Σ_f h(f) Λ(f)`.
pub(super) struct Gathered {
    /// Ratio minus 1, and number.
    sites: Vec<(f64, f64)>,
    /// Number of sites that are certainly unstable, and the sum of their logarithms.
    loud: (f64, f64),
}

impl Gathered {
    pub(super) fn of(sites: &[OverKinds], weights: &Shares) -> Self {
        let [low, high] = SURE;
        let mut bins = vec![(0u32, 0.0); ((high - low) / BIN) as usize + 1];
        let mut loud = (0.0, 0.0);
        for site in sites {
            let ln = site.ln_average(weights);
            if ln > high {
                loud = (loud.0 + 1.0, loud.1 + ln);
            } else {
                let ln = ln.max(low);
                let bin = &mut bins[((ln - low) / BIN) as usize];
                *bin = (bin.0 + 1, bin.1 + ln);
            }
        }
        let seen = bins.into_iter().filter(|(count, _)| *count > 0);
        Self { sites: seen.map(|(count, sum)| ((sum / f64::from(count)).exp_m1(), f64::from(count))).collect(), loud }
    }

    /// `Σ_i ln(1 − π + π Λ_i)` at a fraction `π`.
    pub(super) fn ln_likelihood(&self, fraction: f64) -> f64 {
        let (loud, sum) = self.loud;
        let certain = if loud > 0.0 { loud * fraction.max(1e-15).ln() + sum } else { 0.0 };
        certain + self.sites.iter().map(|(excess, count)| count * (1.0 + fraction * excess).max(1e-15).ln()).sum::<f64>()
    }
}

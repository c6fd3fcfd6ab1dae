//! How far the tumour's library stutters like the one its stutter was learnt from.
//!
//! METHOD: at sites of one germline length with losses `x_N` of `n_N` reads in the normal and `x_T` of `n_T` in the tumour, and a class rate `r`, the site's
//! factor `θ` is gamma around 1 ([`super::rates`]); the tumour's is `λ θ e^(σ z)`, `z` standard normal, with probability `κ`, and else `λ θ'` with another `θ'` of the class: what made the normal's site
//! deviate (its few molecules) may be gone from the tumour's library. `λ` (cycles of amplification), `σ` and `κ` have their most probable values over [`FACTORS`],
//! [`DEVIATIONS`] and [`KEPT`]. A share of
//! the sites ([`UNSTABLE`]) may have lost copies in a share of the fragments around any, so that unstable sites do not widen the deviation: what share and around which is averaged
//! over.

use serde::Serialize;

use super::{
    fraction::around,
    rates::{STEPS, grid, ln_gamma_weights, ln_passed_on},
    ratio::{SHARES, Shares},
};
use crate::stats::phred::ln_sum;

const FACTORS: [f64; 7] = [0.5, 0.65, 0.8, 1.0, 1.25, 1.55, 2.0];
const DEVIATIONS: [f64; 4] = [0.1, 0.2, 0.4, 0.7];
const KEPT: [f64; 4] = [0.1, 0.4, 0.7, 0.95];
/// Prior probabilities of the factors, the deviations and the probabilities to be kept. METHOD: a choice: libraries are mostly prepared alike, and pairs whose sites tell show a factor of 1,
/// deviations of 0.1 and 0.2, and 0.7 and 0.95 kept. In an unstable tumour few sites tell, and the likelihood is nearly flat.
const FACTOR_PRIORS: [f64; 7] = [0.02, 0.06, 0.17, 0.5, 0.17, 0.06, 0.02];
const DEVIATION_PRIORS: [f64; 4] = [0.4, 0.35, 0.2, 0.05];
const KEPT_PRIORS: [f64; 4] = [0.1, 0.2, 0.35, 0.35];
const UNSTABLE: [f64; 6] = [0.01, 0.05, 0.12, 0.25, 0.4, 0.6];
/// Standard deviation of the logarithm of the shifted share among unstable sites.
const SHARE_DEVIATION: f64 = 0.45;
/// Share of unstable sites that may have lost copies in any number of fragments.
const ANY_COUNT: f64 = 0.2;
/// Fewer sites than this say nothing.
const MIN_SITES: usize = 30;
/// Least probability of a site; the product of two is still a number.
const LEAST: f64 = 1e-100;
/// Of more sites, these many are taken evenly.
const MAX_SITES: usize = 2_000;

/// The tumour's library against the normal's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Library {
    /// How much more often it slips.
    pub factor: f64,
    /// Standard deviation of the logarithm of a site's factor between both.
    pub deviation: f64,
    /// Probability that a site keeps the normal's factor but for that deviation.
    pub kept: f64,
}

impl Default for Library {
    fn default() -> Self {
        Self { factor: 1.0, deviation: 0.4, kept: 0.7 }
    }
}

/// Reads of a site with one germline length.
#[derive(Debug, Clone, Copy)]
pub(in crate::msi) struct Losses {
    /// Reads that lost copies, and reads: of the normal.
    pub(in crate::msi) normal: [u32; 2],
    /// The same of the tumour.
    pub(in crate::msi) tumor: [u32; 2],
    /// The class's probability of a loss.
    pub(in crate::msi) rate: f64,
    /// The class's spread `ν`.
    pub(in crate::msi) spread: f64,
}

fn ln_binomial([k, n]: [u32; 2], rate: f64) -> f64 {
    let rate = rate.clamp(1e-9, 0.9);
    f64::from(k) * rate.ln() + f64::from(n - k) * (-rate).ln_1p()
}

impl Library {
    /// The most likely one.
    pub(in crate::msi) fn learn(sites: &[Losses], shares: &Shares) -> Self {
        if sites.len() < MIN_SITES {
            return Self::default();
        }
        let step = sites.len().div_ceil(MAX_SITES);
        let passed: Vec<Vec<Vec<f64>>> = DEVIATIONS
            .iter()
            .map(|&deviation| (-STEPS..=STEPS).map(|from| ln_passed_on(from, deviation).into_iter().map(f64::exp).collect()).collect())
            .collect();
        let weights_around: [Shares; SHARES] = shares.map(|centre| around(shares, centre, SHARE_DEVIATION));
        // By setting: logarithms, and the product of the probabilities whose logarithm is not taken yet.
        let mut sums = vec![(0.0, 1.0); DEVIATIONS.len() * KEPT.len() * FACTORS.len() * SHARES * UNSTABLE.len()];
        for site in sites.iter().step_by(step) {
            let class = ln_gamma_weights(site.spread);
            let mut normal: Vec<f64> =
                grid().zip(&class).map(|(factor, prior)| prior + ln_binomial(site.normal, factor * site.rate)).collect();
            let total = ln_sum(&normal);
            for ln in &mut normal {
                *ln = (*ln - total).exp();
            }
            let [k, n] = site.tumor;
            let ln_ways = statrs::function::factorial::ln_binomial(u64::from(n), u64::from(k));
            let probability = |rate: f64| (ln_ways + ln_binomial(site.tumor, rate)).exp();
            let stable: Vec<Vec<f64>> =
                FACTORS.iter().map(|library| grid().map(|factor| probability(factor * library * site.rate)).collect()).collect();
            // Where a site is unstable its own stutter matters little: the class's stands for it.
            let shifted = shares.map(|f| probability(f + (1.0 - f) * site.rate));
            let any = ANY_COUNT / f64::from(n + 1);
            let of_shares = |weights: &Shares| any + (1.0 - ANY_COUNT) * weights.iter().zip(&shifted).map(|(w, p)| w * p).sum::<f64>();
            let unstable: Vec<f64> = weights_around.iter().map(of_shares).collect();
            let mut sums = sums.iter_mut();
            for passed in &passed {
                let mut weights = vec![0.0; normal.len()];
                for (share, row) in normal.iter().zip(passed) {
                    weights.iter_mut().zip(row).for_each(|(weight, passed)| *weight += share * passed);
                }
                let parts: Vec<[f64; 2]> = stable
                    .iter()
                    .map(|stable| {
                        let kept = weights.iter().zip(stable).map(|(weight, likelihood)| weight * likelihood).sum();
                        let anew = class.iter().zip(stable).map(|(ln, likelihood)| ln.exp() * likelihood).sum();
                        [kept, anew]
                    })
                    .collect();
                for kept in KEPT {
                    for [alike, anew] in &parts {
                        let stable = kept * alike + (1.0 - kept) * anew;
                        for unstable in &unstable {
                            for (share, (ln, product)) in UNSTABLE.iter().zip(&mut sums) {
                                *product *= ((1.0 - share) * stable + share * unstable).max(LEAST);
                                if *product < LEAST {
                                    *ln += product.ln();
                                    *product = 1.0;
                                }
                            }
                        }
                    }
                }
            }
        }
        let mut best = (f64::NEG_INFINITY, Self::default());
        let mut sums = sums.chunks(SHARES * UNSTABLE.len());
        for (deviation, of_deviation) in DEVIATIONS.into_iter().zip(DEVIATION_PRIORS) {
            for (kept, of_kept) in KEPT.into_iter().zip(KEPT_PRIORS) {
                for (factor, of_factor) in FACTORS.into_iter().zip(FACTOR_PRIORS) {
                    let lns: Vec<f64> = sums.next().into_iter().flatten().map(|(ln, product)| ln + product.ln()).collect();
                    let most = ln_sum(&lns) + (of_deviation * of_kept * of_factor).ln();
                    if most > best.0 {
                        best = (most, Self { factor, deviation, kept });
                    }
                }
            }
        }
        best.1
    }
}

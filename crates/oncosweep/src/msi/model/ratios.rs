//! The likelihood ratios of one site, by kind of shift and share.

use super::{
    ratio::{SHARES, Shares},
    target::KINDS,
};

/// What lies this far below the greatest (in `ln`) is left out of averages.
const NOTHING: f64 = -30.0;

/// Λ by kind of shift and share, summed over the shifts of that kind with their prior probabilities. As numbers over a scale: averages over kinds and shares, which every
/// site and every draw ask for, need no logarithm but one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::msi) struct Ratios {
    /// Logarithm of the scale.
    pub(super) ln_scale: f64,
    /// Ratios over the scale, by kind and share; none is greater than 1.
    pub(super) parts: [Shares; KINDS],
}

impl Ratios {
    /// A site where every shift is as likely, by `ln` of its ratio.
    pub(in crate::msi) fn even(ln: f64) -> Self {
        Self { ln_scale: ln, parts: [[1.0; SHARES]; KINDS] }
    }

    /// By share, over the scale: with each kind `weights` as common, relative to its prior.
    pub(super) fn over_kinds(&self, weights: &[f64; KINDS]) -> Shares {
        let least = self.parts.as_flattened().iter().copied().fold(0.0, f64::max) * NOTHING.exp();
        let mut sums = [0.0; SHARES];
        for (parts, weight) in self.parts.iter().zip(weights) {
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum += weight * if *part > least { *part } else { 0.0 };
            }
        }
        sums
    }
}

//! What the unstable sites of a sample have in common.

use super::{
    ratio::{LnRatios, SHARES, Shares},
    target::KINDS,
};
use crate::stats::phred::ln_sum;

/// How common each kind of shift is, relative to its prior, and each share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::msi) struct Alternative {
    pub(super) kinds: [f64; KINDS],
    pub(super) shares: Shares,
    ln_kinds: [f64; KINDS],
    ln_shares: Shares,
}

impl Alternative {
    pub(super) fn new(kinds: [f64; KINDS], shares: Shares) -> Self {
        // Every site and every draw asks for the logarithms.
        Self { kinds, shares, ln_kinds: kinds.map(f64::ln), ln_shares: shares.map(f64::ln) }
    }

    /// `ln` of Λ averaged over kinds and shares.
    pub(super) fn ln_average(&self, ln_ratios: &LnRatios) -> f64 {
        let mut terms = [[0.0; SHARES]; KINDS];
        for ((terms, ratios), kind) in terms.iter_mut().zip(ln_ratios).zip(self.ln_kinds) {
            for ((term, ratio), share) in terms.iter_mut().zip(ratios).zip(&self.ln_shares) {
                *term = ratio + share + kind;
            }
        }
        ln_sum(terms.as_flattened())
    }
}

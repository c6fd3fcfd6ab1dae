//! What the unstable sites of a sample have in common.

use super::{ratio::Shares, ratios::Ratios, target::KINDS};

/// How common each kind of shift is, relative to its prior, and each share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::msi) struct Alternative {
    pub(super) kinds: [f64; KINDS],
    pub(super) shares: Shares,
}

impl Alternative {
    pub(super) fn new(kinds: [f64; KINDS], shares: Shares) -> Self {
        Self { kinds, shares }
    }

    /// `ln` of Λ averaged over kinds and shares.
    pub(super) fn ln_average(&self, ratios: &Ratios) -> f64 {
        let of_kind = |parts: &Shares| parts.iter().zip(&self.shares).map(|(part, share)| part * share).sum::<f64>();
        let average: f64 = ratios.parts.iter().zip(self.kinds).map(|(parts, kind)| kind * of_kind(parts)).sum();
        ratios.ln_scale + average.ln()
    }
}

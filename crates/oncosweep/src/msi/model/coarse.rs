//! The likelihood of a fraction over all angles `t`, `π = sin² t`, in few points.

use std::f64::consts::FRAC_PI_2;

use super::gathered::Gathered;

/// Steps from no site to all.
pub(super) const COARSE: usize = 64;
/// What is this far below the greatest (in `ln`) does not matter.
pub(super) const NEGLIGIBLE: f64 = 25.0;

/// The angle's fraction: `sin² t`.
pub(super) fn fraction_at(angle: f64) -> f64 {
    angle.sin().powi(2)
}

/// Logarithms of a likelihood over the coarse grid of angles. It has one top, as `ln(1 − π + π Λ)` bends downwards everywhere.
pub(super) struct Coarse {
    pub(super) lns: Vec<f64>,
    /// Place of the highest.
    best: usize,
    /// The greatest, on the grid or beside that place.
    pub(super) greatest: f64,
}

/// The angle of a place.
pub(super) fn coarse_angle(place: usize) -> f64 {
    FRAC_PI_2 * place as f64 / COARSE as f64
}

impl Coarse {
    pub(super) fn of(sites: &Gathered) -> Self {
        /// Rounds in which the top is found, to a thousandth of a step.
        const ROUNDS: usize = 14;
        let at = |angle: f64| sites.ln_likelihood(fraction_at(angle));
        let lns: Vec<f64> = (0..=COARSE).map(|place| at(coarse_angle(place))).collect();
        let best = (0..lns.len()).fold(0, |best, place| if lns[place] > lns[best] { place } else { best });
        let mut greatest = lns[best];
        // Of many sites the likelihood may be far higher between two points than at either. Golden section (Kiefer, Proc. Am. Math. Soc. 4:502, 1953).
        let (mut low, mut high) = (coarse_angle(best.saturating_sub(1)), coarse_angle((best + 1).min(COARSE)));
        let golden = 0.5 * (5f64.sqrt() - 1.0);
        let mut inner = [high - golden * (high - low), low + golden * (high - low)];
        let mut values = inner.map(at);
        for _ in 0..ROUNDS {
            greatest = values.iter().copied().fold(greatest, f64::max);
            if values[0] > values[1] {
                high = inner[1];
                inner = [high - golden * (high - low), inner[0]];
                values = [at(inner[0]), values[0]];
            } else {
                low = inner[0];
                inner = [inner[1], low + golden * (high - low)];
                values = [values[1], at(inner[1])];
            }
        }
        Self { lns, best, greatest }
    }

    /// The places between which it matters beside `greatest`.
    pub(super) fn reach(&self, greatest: f64) -> [usize; 2] {
        let matters = |place: &usize| *place == self.best || self.lns[*place] >= greatest - NEGLIGIBLE;
        let first = (0..self.lns.len()).find(matters).unwrap_or(0);
        let last = (0..self.lns.len()).rev().find(matters).unwrap_or(COARSE);
        [first.saturating_sub(1), (last + 1).min(COARSE)]
    }
}

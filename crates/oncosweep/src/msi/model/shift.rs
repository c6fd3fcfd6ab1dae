//! The shift that the reads speak for most: its size, and its share with an interval.
//!
//! The share is that of the greatest likelihood `L(f) = Σ_b v_b Π_l ((1 − f) q_b(l) + f s_b(l))^t_l` of a shifted allele ([`super::ratio`]); its
//! profile-likelihood interval has all `f` whose `ln L` is within half of χ²₁(0.95) = 3.84 of it (Venzon & Moolgavkar, Applied Statistics 37:87, 1988).

use super::lengths::Seen;
use crate::stats::logarithm::ln_each;

/// Half of the 95 % quantile of χ² with one degree of freedom.
const INTERVAL_DROP: f64 = 1.920_729;
/// Most steps to a root.
const STEPS: usize = 40;
/// Shares are found to this part of them.
const PRECISION: f64 = 1e-4;
/// Components that are mostly enough.
const MOST_COMPONENTS: usize = 8;
/// The greatest share that is tried.
const GREATEST: f64 = 1.0 - 1e-9;

/// The most likely shifted allele.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::msi) struct Shift {
    /// Copies gained (positive) or lost (negative) against the nearest germline length; 0 when no share is more likely than none.
    pub(in crate::msi) copies: i32,
    /// Share of the tumour's fragments that carry it.
    pub(in crate::msi) fraction: f64,
    /// 95 % interval of that share.
    pub(in crate::msi) fraction_ci95: [f64; 2],
}

impl Shift {
    /// None of `fragments` has another length than the germline's: `L(f) = (1 − f)^n`.
    pub(super) fn none(fragments: f64) -> Self {
        Self { copies: 0, fraction: 0.0, fraction_ci95: [0.0, -(-INTERVAL_DROP / fragments.max(1.0)).exp_m1()] }
    }
}

/// `ln L` of one shifted allele by its share.
pub(super) struct Profile {
    counts: Vec<f64>,
    /// By component: the logarithm of its likelihood without a shift.
    bases: Vec<f64>,
    /// By component and length seen: `s/q − 1`.
    excesses: Vec<f64>,
    /// By component and length seen: `1 + f (s/q − 1)` at the share that was last looked at, then its logarithm.
    relative: Vec<f64>,
    /// By component: `ln L(f)` and its first two derivatives.
    parts: Vec<[f64; 3]>,
}

impl Profile {
    pub(super) fn new(seen: &Seen) -> Self {
        Self {
            counts: seen.iter().map(|(_, count)| *count).collect(),
            bases: Vec::with_capacity(MOST_COMPONENTS),
            excesses: Vec::with_capacity(MOST_COMPONENTS * seen.len()),
            relative: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Adds a component.
    pub(super) fn add(&mut self, base: f64, excesses: impl Iterator<Item = f64>) {
        self.bases.push(base);
        self.excesses.extend(excesses);
    }

    /// `ln L(f)` and its first two derivatives.
    fn at(&mut self, share: f64) -> [f64; 3] {
        let Self { counts, bases, excesses, relative, parts } = self;
        relative.clear();
        relative.extend(excesses.iter().map(|excess| (1.0 + share * excess).max(1e-12)));
        let rows = excesses.chunks(counts.len()).zip(relative.chunks(counts.len()));
        parts.clear();
        parts.extend(bases.iter().zip(rows).map(|(base, (excesses, relative))| {
            let mut part = [*base, 0.0, 0.0];
            for ((count, excess), relative) in counts.iter().zip(excesses).zip(relative) {
                let slope = excess / relative;
                part[1] += count * slope;
                part[2] -= count * slope * slope;
            }
            part
        }));
        ln_each(relative);
        for (part, lns) in parts.iter_mut().zip(relative.chunks(counts.len())) {
            counts.iter().zip(lns).for_each(|(count, ln)| part[0] += count * ln);
        }
        if let [only] = parts[..] {
            return only;
        }
        let most = parts.iter().map(|part| part[0]).fold(f64::NEG_INFINITY, f64::max);
        let (mut sum, mut slope, mut curvature) = (0.0, 0.0, 0.0);
        for part in parts.iter() {
            let weight = (part[0] - most).exp();
            sum += weight;
            slope += weight * part[1];
            curvature += weight * (part[2] + part[1] * part[1]);
        }
        slope /= sum;
        [most + sum.ln(), slope, curvature / sum - slope * slope]
    }

    /// The most likely share in `around`, with its interval, of an allele that is `copies` away.
    pub(super) fn shift(&mut self, copies: i32, around: [f64; 2]) -> Shift {
        let top = self.top(around);
        let [none, most] = [0.0, top].map(|share| self.at(share)[0]);
        let (fraction, most) = if none >= most { (0.0, none) } else { (top, most) };
        let bound = most - INTERVAL_DROP;
        let mut below = |share: f64| {
            let [ln, slope, _] = self.at(share);
            [ln - bound, slope]
        };
        let low = if none >= bound { 0.0 } else { root([0.0, fraction], &mut below) };
        // Towards 1 the likelihood falls like a power of 1 − f: in the logarithm of that it is nearly straight.
        let mut above = |ln_unshifted: f64| {
            let unshifted = ln_unshifted.exp();
            let [difference, slope] = below(1.0 - unshifted);
            [difference, -slope * unshifted]
        };
        let ends = [1.0 - GREATEST, (1.0 - fraction).max(1.0 - GREATEST)].map(f64::ln);
        let high = if above(ends[0])[0] >= 0.0 { 1.0 } else { 1.0 - root(ends, above).exp() };
        Shift { copies: if fraction > 0.0 { copies } else { 0 }, fraction, fraction_ci95: [low.min(fraction), high.max(fraction)] }
    }

    /// The greatest likelihood in a range that holds it.
    fn top(&mut self, [low, high]: [f64; 2]) -> f64 {
        let high = high.min(GREATEST);
        let mut falls = |share: f64| {
            let [_, slope, curvature] = self.at(share);
            [-slope, -curvature]
        };
        if falls(low)[0] >= 0.0 {
            low
        } else if falls(high)[0] <= 0.0 {
            high
        } else {
            root([low, high], falls)
        }
    }
}

/// The root of a function that is below 0 at `out` and not at `inside`, given with its derivative: by Newton's steps from `out`, and by halving where they
/// leave the bracket.
fn root([mut out, mut inside]: [f64; 2], mut at: impl FnMut(f64) -> [f64; 2]) -> f64 {
    let mut x = out;
    for _ in 0..STEPS {
        let [value, slope] = at(x);
        if value < 0.0 {
            out = x;
        } else {
            inside = x;
        }
        let mut next = x - value / slope;
        if !(next > out.min(inside) && next < out.max(inside)) {
            next = 0.5 * (out + inside);
        }
        if (next - x).abs() < PRECISION * (x.abs() + PRECISION) {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_and_its_interval_are_the_likelihoods() {
        // 20 of 50 fragments at a length that is shown only with a shift, and is all that one shows: binomial.
        let mut profile = Profile::new(&vec![(0, 20.0), (1, 30.0)]);
        profile.add(0.0, [1e6 - 1.0, -1.0].into_iter());
        let shift = profile.shift(-1, [0.0, 1.0]);
        assert!((shift.fraction - 0.4).abs() < 1e-4 && shift.copies == -1);
        let ln = |f: f64| 20.0 * f.ln() + 30.0 * (1.0 - f).ln();
        for edge in shift.fraction_ci95 {
            assert!((ln(0.4) - ln(edge) - INTERVAL_DROP).abs() < 1e-2, "{edge}");
        }
    }

    #[test]
    fn no_shift_leaves_what_could_have_gone_unseen() {
        // 0.95^n = e^-1.92 at n = 37.4.
        assert!((Shift::none(37.44).fraction_ci95[1] - 0.05).abs() < 1e-4);
        let mut profile = Profile::new(&vec![(0, 40.0)]);
        profile.add(0.0, std::iter::once(-1.0));
        let shift = profile.shift(-1, [0.0, 0.2]);
        assert_eq!((shift.copies, shift.fraction), (0, 0.0));
        assert!((shift.fraction_ci95[1] - Shift::none(40.0).fraction_ci95[1]).abs() < 1e-4);
    }
}

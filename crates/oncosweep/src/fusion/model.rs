//! How likely the chimeric background makes a junction with the support seen.
//!
//! Model: a library of `F` fragments holds `B` chimeric ones, each of which joins two fragments drawn at random. At a breakend through which `a` fragments
//! come, and another through which `b` come, the number of chimeric fragments that join the two is Poisson with mean `2 · B · (a / F) · (b / F)`.
//!
//! A split read shows the break to the base. Breaks lie anywhere along a fragment of `L` bases, and those within `w` bases of each other are taken for
//! one, so of that number a share `min(1, w / L)` is taken for the same junction:
//!
//! `λs = 2 · B · (a / F) · (b / F) · min(1, w / L)`.
//!
//! METHOD: breaks at both ends are not independent (template switching needs homology), so the share enters once, not squared.
//!
//! In DNA more is known ([`Background::of_dna`]). Of the chimeras of two places a quarter joins the sides that a junction joins, and `L²` places of breaks bring
//! fragments through both. Pairs show a break that lies between their mates, at most an insert of `R` bases from the outer ends of both together; mates of `r`
//! bases leave `t = R − 2 r` of it. Beside a split read that gives a triangle: `λp = (B / 2) · (a / F) · (b / F) · t² / (2 L²)`. Another pair that some break explains
//! together with the first lies up to `t` bases from it at both ends, and where one of them is farther out at both, the two distances share `t`:
//! `λp = (B / 2) · (a / F) · (b / F) · 3 t² / L²`. (Over an RNA's introns mates lie anywhere in a gene; there `λp` stands as it is.)
//!
//! How independent the breaks are the sample may tell: of `D` pairs of split fragments between the same places, `n` break at the same place within `w`. Where
//! there are many, `(n + 1) / (D + L / w)` takes the place of `w / L`, if it is less ([`Background::of_coincidences`]). In the same way pairs that were seen beside split
//! reads or each other, where more were expected, lower `λp` ([`Background::of_company`]): fragments lie around a panel's exons less evenly than depth at one place says.
//!
//! There are at most about `B / λs` pairs of places like this one. The number of junctions anywhere in the sample that the background alone supports with `s` or more
//! split reads and `p` or more pairs is therefore expected to be at most
//!
//! `E = B / λs · P(X ≥ s | λs) · P(Y ≥ p)`,
//!
//! with `P(X ≥ k | λ)` the regularised lower incomplete gamma function `P(k, λ)`; it is `B` for one split read and no pair, as it must be. Without a split
//! read `λp` takes the place of `λs`. The quality is the phred value of the probability that there is one at all, `1 − exp(−E)` (the form of
//! BLAST's E-value: Karlin & Altschul, PNAS 87:2264, 1990). `B` is measured: fragments whose junction is not called, plus one because none seen does
//! not mean none.

use statrs::function::gamma::gamma_lr;

use super::Crowds;
use crate::stats::phred;

/// Qualities are cut here: an E-value of 1e-20 is beyond what any model of a library can promise, and more than that says nothing.
pub const MAX_QUALITY: f64 = 200.0;
/// Ways to join two places: either side of one to either of the other.
const SIDES: f64 = 4.0;

/// The chimeric background of a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Background {
    /// Chimeric fragments that belong to no call, plus one.
    pub chimeric_fragments: f64,
    /// Fragments of the sample.
    pub fragments: f64,
    /// The share of chimeras between two places whose breaks are taken for the same junction.
    pub same_place: f64,
    /// The share of them that as pairs would be counted beside a split read.
    pub beside_split: f64,
    /// Those that as pairs would be grouped with another pair, as a share of them; more than one where pairs from farther away are.
    pub beside_pair: f64,
}

/// What a junction is supported by, and where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Support {
    /// Molecules with a split read.
    pub split_reads: u32,
    /// Molecules that only join the two sides by their mates.
    pub pairs: u32,
    /// Fragments that come through either breakend, supporting ones included.
    pub depths: [f64; 2],
    /// Chimeric ends in the surroundings of both.
    pub crowds: Crowds,
}

/// Fragments that chance is expected to bring to a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Means {
    /// Split reads of one junction: `λs`.
    pub splits: f64,
    /// Pairs beside a split read: `λp`.
    pub beside_split: f64,
    /// Pairs beside a pair: `λp` without a split read.
    pub beside_pair: f64,
}

impl Background {
    /// The background of a sample with `uncalled` chimeric fragments that belong to no call, among `fragments` of `fragment_bp` bases, where breaks
    /// within `same_bp` bases are one.
    pub fn new(uncalled: u64, fragments: u64, fragment_bp: f64, same_bp: f64) -> Self {
        let same_place = (same_bp / fragment_bp.max(1.0)).clamp(1e-3, 1.0);
        Self {
            chimeric_fragments: uncalled as f64 + 1.0,
            fragments: fragments.max(1) as f64,
            same_place,
            beside_split: 1.0,
            beside_pair: 1.0,
        }
    }

    /// The same for DNA: of fragments of `fragment_bp` bases, pairs of `mate_bp` bases each support a junction within `insert_bp` bases.
    ///
    /// ```
    /// use oncosweep::fusion::Background;
    /// let background = Background::new(9, 1_000_000, 400.0, 20.0).of_dna(400.0, 600.0, 150.0);
    /// // A quarter of 20 of 400 bases; 300² / 2 and 3 · 300², of 4 · 400².
    /// assert!((background.same_place - 0.0125).abs() < 1e-12);
    /// assert!((background.beside_split - 45_000.0 / 640_000.0).abs() < 1e-12);
    /// assert!((background.beside_pair - 270_000.0 / 640_000.0).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn of_dna(self, fragment_bp: f64, insert_bp: f64, mate_bp: f64) -> Self {
        let whole = SIDES * fragment_bp.max(1.0).powi(2);
        // Mates that overlap leave no room between; that some is needed they show by being pairs.
        let room = (insert_bp - 2.0 * mate_bp).max(insert_bp / SIDES);
        Self {
            same_place: self.same_place / SIDES,
            beside_split: room.powi(2) / 2.0 / whole,
            beside_pair: 3.0 * room.powi(2) / whole,
            ..self
        }
    }

    /// The same where `coincidences` pairs of split fragments were seen to break at one place, of `meetings` that chance brings between the same sides.
    ///
    /// ```
    /// use oncosweep::fusion::Background;
    /// let background = Background::new(9, 1_000_000, 400.0, 20.0).of_dna(400.0, 600.0, 150.0);
    /// // 4 + 1 of 980 + 400 / 20, and a quarter of that.
    /// assert!((background.of_coincidences(4, 980.0).same_place - 0.00125).abs() < 1e-12);
    /// // Too few to tell, or more than by homology: the share stays.
    /// assert_eq!(background.of_coincidences(0, 0.0), background);
    /// assert_eq!(background.of_coincidences(500, 980.0), background);
    /// ```
    #[must_use]
    pub fn of_coincidences(self, coincidences: u64, meetings: f64) -> Self {
        let share = self.same_place * SIDES;
        let seen = (coincidences as f64 + 1.0) / (meetings + 1.0 / share);
        Self { same_place: seen.min(share) / SIDES, ..self }
    }

    /// The same where beside split reads, and beside other pairs, so many pairs were seen as the first of each says and so many expected as the second does, if
    /// these are more.
    ///
    /// ```
    /// use oncosweep::fusion::Background;
    /// let background = Background::new(9, 1_000_000, 400.0, 20.0);
    /// let fewer = background.of_company((4, 9.0), (50, 9.0));
    /// // 4 + 1 of 9 + 1; more than expected is what crowded places tell, and changes nothing here.
    /// assert!((fewer.beside_split - 0.5).abs() < 1e-12 && (fewer.beside_pair - 1.0).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn of_company(self, beside_split: (u64, f64), beside_pair: (u64, f64)) -> Self {
        let share = |(seen, expected): (u64, f64)| ((seen as f64 + 1.0) / (expected + 1.0)).min(1.0);
        Self { beside_split: self.beside_split * share(beside_split), beside_pair: self.beside_pair * share(beside_pair), ..self }
    }

    /// Chimeras that chance is expected to bring between the same sides of the same places.
    pub(super) fn meetings(&self, support: &Support) -> f64 {
        self.by_depth(support).splits / self.same_place / SIDES
    }

    /// Junctions with such support or more that the background is expected to make anywhere in the sample.
    ///
    /// ```
    /// use oncosweep::fusion::{Background, Crowds, Support};
    /// let crowds = Crowds { others: [0.0, 0.0], ends: 1e12 };
    /// let background = Background::new(9, 1_000_000, 400.0, 400.0);
    /// let seen = |split_reads, pairs| Support { split_reads, pairs, depths: [100.0, 100.0], crowds };
    /// // One split read: as many as the background has.
    /// assert!((background.expected_false(&seen(1, 0)) - 10.0).abs() < 1e-5);
    /// // Two: λ = 2·10·1e-4·1e-4 = 2e-7; E = 10/λ · λ²/2 = 1e-6.
    /// assert!((background.expected_false(&seen(2, 0)) - 1e-6).abs() < 1e-9);
    /// // One and a pair: E = 10 · λ = 2e-6.
    /// assert!((background.expected_false(&seen(1, 1)) - 2e-6).abs() < 1e-9);
    /// ```
    pub fn expected_false(&self, support: &Support) -> f64 {
        let by_depth = self.by_depth(support);
        let poisson = |count: u32, mean: f64| if count == 0 { 1.0 } else { gamma_lr(f64::from(count), mean) };
        let pairs_at_least = |count: u32, mean: f64| poisson(count, mean).max(support.crowds.at_least(count));
        match (support.split_reads, support.pairs) {
            (0, 0) => f64::INFINITY,
            (0, count) => {
                self.chimeric_fragments / by_depth.beside_pair.max(support.crowds.mean()) * pairs_at_least(count, by_depth.beside_pair)
            }
            (count, more) => {
                self.chimeric_fragments / by_depth.splits * poisson(count, by_depth.splits) * pairs_at_least(more, by_depth.beside_split)
            }
        }
    }

    /// What is expected at a place by its depth.
    pub(super) fn by_depth(&self, support: &Support) -> Means {
        let [first, second] = support.depths.map(|depth| (depth.max(1.0) / self.fragments).min(1.0));
        let all = 2.0 * self.chimeric_fragments * first * second;
        Means { splits: all * self.same_place, beside_split: all * self.beside_split, beside_pair: all * self.beside_pair }
    }

    /// What is expected at a place, by its depth and by how crowded it is.
    pub(super) fn means(&self, support: &Support) -> Means {
        let by_depth = self.by_depth(support);
        let crowded = support.crowds.mean();
        Means { beside_split: by_depth.beside_split.max(crowded), beside_pair: by_depth.beside_pair.max(crowded), ..by_depth }
    }

    /// Phred-scaled probability that the background makes such a junction anywhere in the sample, were all its places like this one, cut at [`MAX_QUALITY`].
    pub fn quality(&self, support: &Support) -> f64 {
        Self::quality_of(self.expected_false(support))
    }

    /// Phred-scaled probability of at least one where `expected` are expected.
    pub(super) fn quality_of(expected: f64) -> f64 {
        // Adding zero turns a negative zero into a positive one.
        phred::from_probability(-(-expected).exp_m1(), MAX_QUALITY) + 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quality_grows_with_support_and_falls_with_background() {
        let seen = |split_reads, pairs, depth, ends: f64| Support {
            split_reads,
            pairs,
            depths: [depth, 50.0],
            crowds: Crowds { others: [ends, ends], ends: 1_000.0 },
        };
        let quiet = Background::new(0, 10_000, 300.0, 21.0);
        let noisy = Background::new(500, 10_000, 300.0, 21.0);
        assert!(quiet.quality(&seen(3, 0, 50.0, 0.0)) > quiet.quality(&seen(2, 0, 50.0, 0.0)));
        assert!(quiet.quality(&seen(2, 1, 50.0, 0.0)) > quiet.quality(&seen(2, 0, 50.0, 0.0)));
        assert!(quiet.quality(&seen(3, 0, 50.0, 0.0)) > noisy.quality(&seen(3, 0, 50.0, 0.0)));
        assert!(quiet.quality(&seen(3, 0, 50.0, 0.0)) > quiet.quality(&seen(3, 0, 5_000.0, 0.0)));
        assert!(noisy.quality(&seen(1, 0, 50.0, 0.0)) < 1.0);
        // Twenty pairs between genes of 140 ends each are what chance makes of them: 140² / 1000; between genes of two ends they are not.
        assert!(noisy.quality(&seen(1, 20, 50.0, 140.0)) < 1.0 && noisy.quality(&seen(1, 20, 50.0, 2.0)) > 100.0);
        assert!(quiet.quality(&seen(0, 0, 50.0, 0.0)) < f64::EPSILON);
        assert!((quiet.quality(&seen(5_000, 0, 50.0, 0.0)) - MAX_QUALITY).abs() < f64::EPSILON);
    }
}

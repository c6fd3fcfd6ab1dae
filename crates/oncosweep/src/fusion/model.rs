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
//! In DNA the places that a candidate leaves open are known, too ([`Background::of_dna`]). Of the chimeras of two places a quarter joins the sides that
//! a junction joins; `L²` times the mean are then the places of breaks that bring fragments through both. Beside a split read, a pair counts whose mates lie on
//! their sides of the break and together at most an insert of `R` bases from it, which with mates of `r` bases leaves a triangle: `λp = (B / 2) · (a / F) · (b / F) ·
//! t² / (2 L²)`, `t = R − 2 r`. Pairs without one are grouped where both mates lie within `R` bases of those of another: `λp = (B / 2) · (a / F) · (b / F) · (2 R / L)²`.
//! (Over an RNA's introns mates lie anywhere in a gene; there `λp` stands as it is.)
//!
//! Pairs only show that two surroundings are joined. For them the sample itself says how crowded both are ([`Crowds`]): in RNA a
//! mate lies anywhere in a gene, and highly expressed genes, repeats and relatives attract chimeras beyond their depth. `P(Y ≥ p)` is the larger of that
//! probability and the Poisson one with mean `λp = 2 · B · (a / F) · (b / F)`.
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
    /// // A quarter of 20 of 400 bases; (600 − 300)² / 2 and (2 · 600)², of 4 · 400².
    /// assert!((background.same_place - 0.0125).abs() < 1e-12);
    /// assert!((background.beside_split - 45_000.0 / 640_000.0).abs() < 1e-12);
    /// assert!((background.beside_pair - 2.25).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn of_dna(self, fragment_bp: f64, insert_bp: f64, mate_bp: f64) -> Self {
        let whole = SIDES * fragment_bp.max(1.0).powi(2);
        // Mates that overlap leave no room between; that some is needed they show by being pairs.
        let room = (insert_bp - 2.0 * mate_bp).max(insert_bp / SIDES);
        Self {
            same_place: self.same_place / SIDES,
            beside_split: room.powi(2) / 2.0 / whole,
            beside_pair: (2.0 * insert_bp).powi(2) / whole,
            ..self
        }
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
    fn by_depth(&self, support: &Support) -> Means {
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

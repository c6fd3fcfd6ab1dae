//! How surprising a junction's support is, given the sample's own chimeric background.
//!
//! Library preparation and alignment join unrelated fragments at random. With `B` such background fragments among the `F` fragments of
//! the sample, joined without preference, the number that joins the two loci of a junction, of which `a` and `b` fragments come, is
//! Poisson with mean
//!
//! `λ = 2 · B · (a / F) · (b / F)`
//!
//! and there are about `(F / a) · (F / b) / 2` such pairs of loci. The number of junctions anywhere in the sample that the background
//! alone supports with `k` or more fragments is therefore expected to be
//!
//! `E = F² / (2·a·b) · P(X ≥ k | λ)`, with `P(X ≥ k | λ)` the regularised lower incomplete gamma function `P(k, λ)`,
//!
//! which is `B` for `k = 1`, as it must be. The quality is the phred value of the probability that there is one at all, `1 − exp(−E)`
//! (the form of BLAST's E-value: Karlin & Altschul, PNAS 87:2264, 1990). `B` is measured: fragments whose junction no other fragment
//! shares, plus one because none seen does not mean none.
//!
//! The model knows nothing of loci that attract chimeras (repeats, homologous or highly expressed genes beyond their depth).

use statrs::function::gamma::gamma_lr;

use crate::stats::phred;

/// Qualities are cut here.
pub const MAX_QUALITY: f64 = 200.0;

/// The chimeric background of a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Background {
    /// Chimeric fragments that no other fragment agrees with, plus one.
    pub chimeric_fragments: f64,
    /// Fragments of the sample.
    pub fragments: f64,
}

impl Background {
    /// The background of a sample with `lone` chimeric fragments that no other agrees with, among `fragments`.
    pub fn new(lone: u64, fragments: u64) -> Self {
        Self { chimeric_fragments: lone as f64 + 1.0, fragments: fragments.max(1) as f64 }
    }

    /// Junctions with `support` or more fragments that the background is expected to make anywhere in the sample, at loci of which
    /// `first_depth` and `second_depth` fragments come.
    ///
    /// ```
    /// use oncosweep::fusion::Background;
    /// let background = Background::new(9, 1_000_000);
    /// // One fragment: as many as the background has.
    /// assert!((background.expected_false(1, 100.0, 100.0) - 10.0).abs() < 1e-5);
    /// // Two: λ = 2·10·1e-4·1e-4 = 2e-7; E = 1e12/(2·1e4) · λ²/2 = 1e-6.
    /// assert!((background.expected_false(2, 100.0, 100.0) - 1e-6).abs() < 1e-9);
    /// ```
    pub fn expected_false(&self, support: u32, first_depth: f64, second_depth: f64) -> f64 {
        if support == 0 {
            return f64::INFINITY;
        }
        let share = (first_depth.max(1.0) / self.fragments).min(1.0) * (second_depth.max(1.0) / self.fragments).min(1.0);
        let mean = 2.0 * self.chimeric_fragments * share;
        gamma_lr(f64::from(support), mean) / (2.0 * share)
    }

    /// Phred-scaled probability that the background makes such a junction anywhere in the sample, cut at [`MAX_QUALITY`].
    pub fn quality(&self, support: u32, first_depth: f64, second_depth: f64) -> f64 {
        let expected = self.expected_false(support, first_depth, second_depth);
        // Adding zero turns a negative zero into a positive one.
        phred::from_probability(-(-expected).exp_m1(), MAX_QUALITY) + 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quality_grows_with_support_and_falls_with_background() {
        let quiet = Background::new(0, 10_000);
        let noisy = Background::new(500, 10_000);
        assert!(quiet.quality(3, 50.0, 50.0) > quiet.quality(2, 50.0, 50.0));
        assert!(quiet.quality(3, 50.0, 50.0) > noisy.quality(3, 50.0, 50.0));
        assert!(quiet.quality(3, 50.0, 50.0) > quiet.quality(3, 5_000.0, 50.0));
        assert!(noisy.quality(1, 50.0, 50.0) < 1.0);
        assert!(quiet.quality(0, 50.0, 50.0) < f64::EPSILON);
        assert!((quiet.quality(5_000, 50.0, 50.0) - MAX_QUALITY).abs() < f64::EPSILON);
    }
}

//! How many chimeric fragments chance leads from one place into another, told by those that lead elsewhere.
//!
//! Model: the configuration model of random graphs (Bollobás, Eur. J. Combin. 1:311, 1980): ends of chimeric fragments are joined at random. Let `a` ends lie
//! in the surroundings of one side and `b` in those of the other, whose fragments lead elsewhere, of `M` ends of fragments that do not join the two. An end at
//! the second side finds the first with probability `π = a / M`, so the number that do before `b` have gone elsewhere is negative binomial with `r = b`
//! and `π`: how little `b` may tell is in its tail, as it would not be in that of a Poisson count with the mean of it. Half an end is added to `a` and `b`, so
//! that none seen does not mean none. The same holds the other way round; the likelier of both is taken.

use statrs::function::beta::beta_reg;

/// Chimeric ends around both sides of a junction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crowds {
    /// Ends at the first and at the second side whose fragments lead elsewhere.
    pub others: [f64; 2],
    /// Ends of all chimeric fragments but those that join the two sides.
    pub ends: f64,
}

impl Crowds {
    /// `π` and `r`: from the second side into the first, and the other way round.
    fn ways(&self) -> [(f64, f64); 2] {
        let [a, b] = self.others.map(|others| others + 0.5);
        let share = |ends: f64| (ends / self.ends.max(1.0)).min(0.999);
        [(share(a), b), (share(b), a)]
    }

    /// Expected number of fragments that chance leads from one side into the other: `r π / (1 − π)`.
    ///
    /// ```
    /// use oncosweep::fusion::Crowds;
    /// // 99.5 + ½ of 10,000 ends here, 9.5 + ½ there: 10 · 0.01 / 0.99, and 100 · 0.001 / 0.999.
    /// let crowds = Crowds { others: [99.5, 9.5], ends: 10_000.0 };
    /// assert!((crowds.mean() - 0.1010101).abs() < 1e-6);
    /// ```
    pub fn mean(&self) -> f64 {
        self.ways().map(|(share, others)| others * share / (1.0 - share)).into_iter().fold(0.0, f64::max)
    }

    /// Probability that chance leads `count` fragments or more from one side into the other: `I_π(count, r)`, the regularised incomplete beta function.
    ///
    /// ```
    /// use oncosweep::fusion::Crowds;
    /// let crowds = Crowds { others: [99.5, 9.5], ends: 10_000.0 };
    /// // One or more: 1 − (1 − 0.01)¹⁰ = 0.0956.
    /// assert!((crowds.at_least(1) - 0.0956).abs() < 1e-4);
    /// assert!(crowds.at_least(0) == 1.0);
    /// ```
    pub fn at_least(&self, count: u32) -> f64 {
        if count == 0 {
            return 1.0;
        }
        self.ways().map(|(share, others)| beta_reg(f64::from(count), others, share)).into_iter().fold(0.0, f64::max)
    }
}

//! How many somatic variants there are, when each call is one only with some probability; and the interval of a rate they came at.
//!
//! Of the calls a rule counts, call `i` is not somatic with posterior probability `e_i`; of those that only their posterior kept from counting, `j`
//! is somatic with probability `1 − e_j`. So the true count is `T = Σ_i (1 − B(e_i)) + Σ_j B(1 − e_j)`, a sum of independent Bernoulli variables,
//! whose distribution `P(T = t)` is the Poisson-binomial one (Wang, Statistica Sinica 3:295, 1993). A rate `λ` that gave exactly `t` events has Garwood's
//! interval; over the distribution of `t` its bounds become the roots of
//!
//! ```text
//! Σ_t P(T = t)·P(Poisson(λ_low) ≥ t) = α/2        Σ_t P(T = t)·P(Poisson(λ_high) ≤ t) = α/2
//! ```
//!
//! which are Garwood's own where every call is sure. `P(λ ≥ threshold)` is Jeffreys' posterior, averaged alike.

use statrs::distribution::{ContinuousCDF, Gamma};

use crate::stats::interval::{Bounds, poisson, poisson_rate_at_least};

/// Probabilities nearer to certainty than this are taken for certain.
const CERTAIN: f64 = 1e-9;

/// The distribution of a true count.
#[derive(Debug, Clone, PartialEq)]
pub struct TrueCount {
    /// Smallest count of the distribution.
    first: u64,
    /// Probabilities from the smallest count on.
    probabilities: Vec<f64>,
}

impl TrueCount {
    /// The count of events of these probabilities.
    ///
    /// ```
    /// use oncosweep::tmb::TrueCount;
    /// let count = TrueCount::new([1.0, 1.0, 0.5, 0.0]);
    /// assert_eq!((count.probability(2), count.probability(3), count.mean()), (0.5, 0.5, 2.5));
    /// ```
    pub fn new(probabilities: impl IntoIterator<Item = f64>) -> Self {
        let (mut first, mut distribution) = (0, vec![1.0]);
        for p in probabilities {
            if p >= 1.0 - CERTAIN {
                first += 1;
            } else if p > CERTAIN {
                distribution.push(0.0);
                for t in (0..distribution.len()).rev() {
                    let before = if t > 0 { distribution[t - 1] } else { 0.0 };
                    distribution[t] = distribution[t] * (1.0 - p) + before * p;
                }
                // Tails that cannot be seen are not carried on.
                while distribution.len() > 1 && distribution.last().is_some_and(|&last| last < 1e-18) {
                    distribution.pop();
                }
            }
        }
        Self { first, probabilities: distribution }
    }

    /// `P(T = count)`.
    pub fn probability(&self, count: u64) -> f64 {
        count.checked_sub(self.first).and_then(|index| self.probabilities.get(index as usize)).copied().unwrap_or(0.0)
    }

    /// The expected count.
    pub fn mean(&self) -> f64 {
        self.iter().map(|(count, p)| count as f64 * p).sum()
    }

    fn iter(&self) -> impl Iterator<Item = (u64, f64)> {
        (self.first..).zip(self.probabilities.iter().copied())
    }

    /// The count, where it is certain.
    fn certain(&self) -> Option<u64> {
        (self.probabilities.len() == 1).then_some(self.first)
    }

    /// The interval of the mean of a Poisson count whose value is so distributed; Garwood's where it is certain.
    ///
    /// ```
    /// use oncosweep::{stats::interval::poisson, tmb::TrueCount};
    /// assert_eq!(TrueCount::new([1.0; 13]).interval(0.95), poisson(13, 0.95));
    /// // Ten or eleven: the ends lie between those of both.
    /// let [low, high] = TrueCount::new([1.0; 10].into_iter().chain([0.5])).interval(0.95);
    /// assert!(poisson(10, 0.95)[0] < low && low < poisson(11, 0.95)[0]);
    /// assert!(poisson(10, 0.95)[1] < high && high < poisson(11, 0.95)[1]);
    /// ```
    pub fn interval(&self, level: f64) -> Bounds {
        if let Some(count) = self.certain() {
            return poisson(count, level);
        }
        let tail = (1.0 - level) / 2.0;
        let seen: Vec<(u64, f64)> = self.iter().filter(|(_, p)| *p > 1e-12).collect();
        let (Some(&(least, _)), Some(&(most, _))) = (seen.first(), seen.last()) else { return [f64::NAN; 2] };
        // P(Poisson(λ) ≥ t) is the gamma distribution function of shape t, P(Poisson(λ) ≤ t) the complement of that of shape t + 1.
        let at_least = |rate: f64| seen.iter().map(|&(t, p)| p * gamma_below(t as f64, rate)).sum::<f64>();
        let at_most = |rate: f64| seen.iter().map(|&(t, p)| p * (1.0 - gamma_below(t as f64 + 1.0, rate))).sum::<f64>();
        let (lowest, highest) = (poisson(least, level)[0], poisson(most, level)[1]);
        let low = if at_least(0.0) >= tail { 0.0 } else { root(|rate| at_least(rate) - tail, lowest, highest) };
        [low, root(|rate| tail - at_most(rate), lowest, highest)]
    }

    /// Posterior probability that the rate is at least `rate`, under Jeffreys' prior.
    pub fn rate_at_least(&self, rate: f64) -> f64 {
        self.iter().filter(|(_, p)| *p > 0.0).map(|(count, p)| p * poisson_rate_at_least(count, rate)).sum()
    }
}

/// The gamma distribution function of scale 1; that of shape 0 is 1.
fn gamma_below(shape: f64, value: f64) -> f64 {
    if shape == 0.0 {
        return 1.0;
    }
    if value <= 0.0 {
        return 0.0;
    }
    Gamma::new(shape, 1.0).map_or(f64::NAN, |gamma| gamma.cdf(value))
}

/// The root of a rising function between `low` and `high`.
fn root(rising: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if rising(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
        if high - low <= 1e-12 * high {
            break;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubt_widens_an_interval() {
        let sure = poisson(20, 0.95);
        let doubted = TrueCount::new([0.8; 25]);
        assert!((doubted.mean() - 20.0).abs() < 1e-9);
        let [low, high] = doubted.interval(0.95);
        assert!(low < sure[0] && sure[1] < high, "{low} {high}");
        // A mixture of Poisson tails, checked by the definition.
        let below: f64 = (0..=25u64).map(|t| doubted.probability(t) * gamma_below(t as f64, low)).sum();
        assert!((below - 0.025).abs() < 1e-9);
    }

    #[test]
    fn none_at_all_has_the_lower_bound_zero() {
        let [low, high] = TrueCount::new([0.05; 3]).interval(0.95);
        assert!(low == 0.0 && high > poisson(0, 0.95)[1]);
        assert!((TrueCount::new([]).rate_at_least(1.0) - poisson_rate_at_least(0, 1.0)).abs() < 1e-12);
    }
}

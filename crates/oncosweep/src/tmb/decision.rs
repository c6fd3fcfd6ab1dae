//! Between which burdens a territory of a given size lets a status be decided.

use serde::Serialize;

use super::TmbConfig;
use crate::stats::interval::poisson_rate_at_least;

/// The burdens from which on a status is given, over one size of territory.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Decision {
    /// The smallest burden that is high, in variants per Mb.
    pub high_from: f64,
    /// The greatest burden that is low, in variants per Mb; `None` when not even no variant at all is.
    pub low_to: Option<f64>,
}

/// The burdens that `callable_mb` of territory lets be called high and low; between them the status is indeterminate. `None` for no territory.
///
/// A count `k` is high when `P(λ ≥ threshold · L | k) ≥ min_probability_high` and low when it is at most `max_probability_low`
/// ([`poisson_rate_at_least`]), which grows with `k`.
///
/// ```
/// use oncosweep::tmb::{TmbConfig, decision};
/// // 1 Mb at a threshold of 10 per Mb: R: which(pgamma(10, 0:40 + 0.5, lower = FALSE) >= 0.95)[1] - 1 is 16; the last one at most 0.05 is 5.
/// let at_one_mb = decision(1.0, &TmbConfig::default()).unwrap();
/// assert_eq!((at_one_mb.high_from, at_one_mb.low_to), (16.0, Some(5.0)));
/// // 0.1 Mb: without any variant the burden may still be 10 per Mb.
/// assert_eq!(decision(0.1, &TmbConfig::default()).unwrap().low_to, None);
/// ```
pub fn decision(callable_mb: f64, config: &TmbConfig) -> Option<Decision> {
    let expected = config.threshold_per_mb * callable_mb;
    if !(expected > 0.0 && expected.is_finite()) {
        return None;
    }
    // Far above the threshold every count is high.
    let ceiling = (expected + 10.0 * expected.sqrt() + 100.0) as u64;
    // The first count whose probability passes `limit`.
    let first = |passes: &dyn Fn(f64) -> bool| {
        let (mut low, mut high) = (0, ceiling);
        while low < high {
            let middle = u64::midpoint(low, high);
            if passes(poisson_rate_at_least(middle, expected)) { high = middle } else { low = middle + 1 }
        }
        low
    };
    let high = first(&|probability| probability >= config.min_probability_high);
    let low = first(&|probability| probability > config.max_probability_low);
    Some(Decision { high_from: high as f64 / callable_mb, low_to: low.checked_sub(1).map(|count| count as f64 / callable_mb) })
}

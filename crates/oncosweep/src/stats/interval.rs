//! Exact intervals for counts.

use statrs::distribution::{Beta, ContinuousCDF, Gamma};

/// An interval `[low, high]`.
pub type Bounds = [f64; 2];

/// Exact (Garwood) interval for the mean of a Poisson count.
///
/// `low = χ²(α/2; 2k)/2`, `high = χ²(1 − α/2; 2k + 2)/2`, written with the gamma quantile; low is 0 for `k = 0`
/// (Garwood, Biometrika 28:437, 1936). `level` is the coverage, for example 0.95.
///
/// ```
/// use oncosweep::stats::interval::poisson;
/// // R: poisson.test(13)$conf.int
/// let [low, high] = poisson(13, 0.95);
/// assert!((low - 6.921952).abs() < 1e-6 && (high - 22.230396).abs() < 1e-6);
/// assert_eq!(poisson(0, 0.95)[0], 0.0);
/// ```
pub fn poisson(count: u64, level: f64) -> Bounds {
    let alpha = 1.0 - level;
    let quantile = |shape: f64, p: f64| Gamma::new(shape, 1.0).map_or(f64::NAN, |g| g.inverse_cdf(p));
    let low = if count == 0 { 0.0 } else { quantile(count as f64, alpha / 2.0) };
    [low, quantile(count as f64 + 1.0, 1.0 - alpha / 2.0)]
}

/// Exact (Clopper–Pearson) interval for a proportion `successes / trials`.
///
/// `low = B(α/2; k, n − k + 1)`, `high = B(1 − α/2; k + 1, n − k)` (Clopper & Pearson, Biometrika 26:404, 1934); `[0, 1]` for no trial.
///
/// ```
/// use oncosweep::stats::interval::binomial;
/// // R: binom.test(3, 20)$conf.int
/// let [low, high] = binomial(3, 20, 0.95);
/// assert!((low - 0.03207094).abs() < 1e-7 && (high - 0.3789268).abs() < 1e-7);
/// assert_eq!(binomial(0, 0, 0.95), [0.0, 1.0]);
/// ```
pub fn binomial(successes: u64, trials: u64, level: f64) -> Bounds {
    let alpha = 1.0 - level;
    let (k, n) = (successes.min(trials) as f64, trials as f64);
    let quantile = |a: f64, b: f64, p: f64| Beta::new(a, b).map_or(f64::NAN, |d| d.inverse_cdf(p));
    let low = if successes == 0 { 0.0 } else { quantile(k, n - k + 1.0, alpha / 2.0) };
    let high = if successes >= trials { 1.0 } else { quantile(k + 1.0, n - k, 1.0 - alpha / 2.0) };
    [low, high]
}

/// Posterior probability that a Poisson rate is at least `rate`, given `count` events, under Jeffreys' prior:
/// `P(λ ≥ rate | k) = 1 − F(rate; Gamma(k + ½, 1))`.
///
/// ```
/// use oncosweep::stats::interval::poisson_rate_at_least;
/// // R: 1 - pgamma(8, 10.5)
/// assert!((poisson_rate_at_least(10, 8.0) - 0.769651).abs() < 1e-6);
/// ```
pub fn poisson_rate_at_least(count: u64, rate: f64) -> f64 {
    Gamma::new(count as f64 + 0.5, 1.0).map_or(f64::NAN, |g| g.sf(rate))
}

//! Exact intervals for counts.

use statrs::distribution::{Beta, Continuous, ContinuousCDF, Gamma};

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
    let quantile = |shape: f64, p: f64| Gamma::new(shape, 1.0).map_or(f64::NAN, |g| quantile(&g, p));
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
    let quantile = |a: f64, b: f64, p: f64| Beta::new(a, b).map_or(f64::NAN, |d| quantile(&d, p));
    let low = if successes == 0 { 0.0 } else { quantile(k, n - k + 1.0, alpha / 2.0) };
    let high = if successes >= trials { 1.0 } else { quantile(k + 1.0, n - k, 1.0 - alpha / 2.0) };
    [low, high]
}

/// The value below which `distribution` has the probability `p`.
///
/// METHOD: the library's search stops at nine digits, at a place that the last bit of a logarithm decides, so that two builds could differ in the
/// tenth. Newton's steps from there go on to the last digits; they are taken only where they are as small as the search leaves them.
fn quantile(distribution: &(impl ContinuousCDF<f64, f64> + Continuous<f64, f64>), p: f64) -> f64 {
    let mut x = distribution.inverse_cdf(p);
    for _ in 0..4 {
        let step = (distribution.cdf(x) - p) / distribution.pdf(x);
        if step.is_nan() || step.abs() > 1e-6 * x.abs() || step.abs() <= f64::EPSILON * x.abs() {
            break;
        }
        x -= step;
    }
    x
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_agree_with_others_to_the_last_digits() {
        let agrees = |ours: Bounds, theirs: Bounds| ours.iter().zip(theirs).all(|(a, b)| (a - b).abs() <= 1e-13 * b);
        // scipy 1.16: gamma.ppf(0.025, k), gamma.ppf(0.975, k + 1)
        for (count, bounds) in [
            (1, [0.025_317_807_984_289_876, 5.571_643_390_938_898]),
            (5, [1.623_486_390_118_420_7, 11.668_332_079_322_67]),
            (13, [6.921_952_491_003_801, 22.230_395_918_158_873]),
            (400, [361.756_296_631_143_47, 441.186_648_096_675_9]),
        ] {
            assert!(agrees(poisson(count, 0.95), bounds), "{count}: {:?}", poisson(count, 0.95));
        }
        // beta.ppf(0.025, k, n - k + 1), beta.ppf(0.975, k + 1, n - k)
        for (successes, trials, bounds) in [
            (1, 10, [0.002_528_578_544_461_784_8, 0.445_016_117_028_195_4]),
            (3, 20, [0.032_070_937_185_463_7, 0.378_926_826_545_313_96]),
            (71, 185, [0.313_383_330_319_399_7, 0.457_972_416_682_015_44]),
            (500, 501, [0.988_929_562_823_384_5, 0.999_949_466_729_973_9]),
        ] {
            assert!(agrees(binomial(successes, trials, 0.95), bounds), "{successes}/{trials}: {:?}", binomial(successes, trials, 0.95));
        }
    }
}

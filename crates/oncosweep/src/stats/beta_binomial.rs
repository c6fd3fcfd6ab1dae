//! The beta-binomial distribution: a binomial count whose rate differs from place to place.

use statrs::function::{beta::ln_beta, factorial::ln_binomial};

/// Natural logarithm of `P(K = k)` for `K ~ BetaBinomial(n, alpha, beta)`:
/// `ln C(n, k) + ln B(k + α, n − k + β) − ln B(α, β)` (Skellam, J. R. Statist. Soc. B 10:257, 1948).
///
/// ```
/// use oncosweep::stats::beta_binomial::ln_pmf;
/// // With alpha = beta = 1 every count is as likely.
/// assert!((ln_pmf(3, 10, 1.0, 1.0) - (1.0f64 / 11.0).ln()).abs() < 1e-9);
/// ```
pub fn ln_pmf(k: u32, n: u32, alpha: f64, beta: f64) -> f64 {
    if k > n {
        return f64::NEG_INFINITY;
    }
    ln_binomial(u64::from(n), u64::from(k)) + ln_beta(f64::from(k) + alpha, f64::from(n - k) + beta) - ln_beta(alpha, beta)
}

/// `P(K ≥ k)` for `K ~ BetaBinomial(n, alpha, beta)`, summed from `k` upwards so that small tails keep their precision.
///
/// ```
/// use oncosweep::stats::beta_binomial::upper_tail;
/// assert!((upper_tail(4, 10, 1.0, 1.0) - 7.0 / 11.0).abs() < 1e-9);
/// assert_eq!(upper_tail(0, 10, 2.0, 3.0), 1.0);
/// // scipy.stats.betabinom.sf(5, 60, 2, 398)
/// assert!((upper_tail(6, 60, 2.0, 398.0) - 2.5033388e-5).abs() < 1e-11);
/// ```
pub fn upper_tail(k: u32, n: u32, alpha: f64, beta: f64) -> f64 {
    if k == 0 {
        return 1.0;
    }
    let mut term = ln_pmf(k, n, alpha, beta).exp();
    let mut sum = 0.0;
    for i in k..=n {
        sum += term;
        // Terms may rise before they fall: stop only when what is left cannot matter.
        let ratio = f64::from(n - i) * (f64::from(i) + alpha) / (f64::from(i + 1) * (f64::from(n - i) - 1.0 + beta));
        if i == n || (ratio < 1.0 && term * f64::from(n - i) < sum * 1e-16) {
            break;
        }
        term *= ratio;
    }
    sum.min(1.0)
}

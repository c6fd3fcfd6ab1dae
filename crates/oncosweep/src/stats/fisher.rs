//! Fisher's exact test (Fisher, J. R. Statist. Soc. 85:87, 1922).

use statrs::function::factorial::ln_factorial;

/// Two-sided Fisher's exact test on `[[a, b], [c, d]]`: the sum of the probabilities of all tables with the same margins that are no more
/// likely than the one seen (R's `fisher.test`).
///
/// ```
/// use oncosweep::stats::fisher::exact_test;
/// // R: fisher.test(matrix(c(3, 1, 1, 3), 2))$p.value
/// assert!((exact_test(3, 1, 1, 3) - 0.4857143).abs() < 1e-6);
/// ```
pub fn exact_test(a: u32, b: u32, c: u32, d: u32) -> f64 {
    /// As likely, within rounding, counts as no more likely.
    const SLACK: f64 = 1e-7;
    let (row_a, row_b, column) = (u64::from(a) + u64::from(b), u64::from(c) + u64::from(d), u64::from(a) + u64::from(c));
    let total = row_a + row_b;
    let ln_choose = |n: u64, k: u64| ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
    let ln_probability = |x: u64| ln_choose(row_a, x) + ln_choose(row_b, column - x) - ln_choose(total, column);
    let seen = ln_probability(u64::from(a));
    let tables = column.saturating_sub(row_b)..=column.min(row_a);
    tables.map(ln_probability).filter(|&ln| ln <= seen + SLACK).map(f64::exp).sum::<f64>().min(1.0)
}

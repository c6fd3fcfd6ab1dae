//! False discovery rate.

/// Benjamini–Hochberg adjusted p-values (q-values), in the order of the input.
///
/// With `p_(1) ≤ … ≤ p_(n)`: `q_(k) = min over j ≥ k of min(1, p_(j) · n / j)` (Benjamini & Hochberg, J. R. Statist. Soc. B 57:289,
/// 1995, their step-up procedure, in the adjusted form of R's `p.adjust(method = "BH")`). Equal p-values get equal q-values.
///
/// ```
/// use oncosweep::stats::fdr::benjamini_hochberg;
/// // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "BH")
/// let q = benjamini_hochberg(&[0.01, 0.04, 0.03, 0.005]);
/// assert_eq!(q, vec![0.02, 0.04, 0.04, 0.02]);
/// ```
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let n = p_values.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut q_values = vec![1.0; n];
    let mut smallest = 1.0f64;
    for (rank, &index) in order.iter().enumerate().rev() {
        smallest = smallest.min(p_values[index] * n as f64 / (rank + 1) as f64);
        q_values[index] = smallest;
    }
    q_values
}

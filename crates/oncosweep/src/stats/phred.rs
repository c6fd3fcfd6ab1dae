//! Phred-scaled probabilities: `Q = -10 · log10(p)` (Ewing & Green, Genome Research 8:186, 1998).

/// Error probability of a phred quality.
///
/// ```
/// use oncosweep::stats::phred::to_probability;
/// assert!((to_probability(20.0) - 0.01).abs() < 1e-12);
/// ```
pub fn to_probability(phred: f64) -> f64 {
    10f64.powf(-phred / 10.0)
}

/// Phred quality of a probability, cut at `max_phred`; a probability of 0 gives `max_phred`.
///
/// ```
/// use oncosweep::stats::phred::from_probability;
/// assert!((from_probability(0.001, 99.0) - 30.0).abs() < 1e-9);
/// assert_eq!(from_probability(0.0, 99.0), 99.0);
/// ```
pub fn from_probability(probability: f64, max_phred: f64) -> f64 {
    if probability <= 0.0 { max_phred } else { (-10.0 * probability.log10()).clamp(0.0, max_phred).abs() }
}

/// Phred quality of a probability given as its natural logarithm, cut at `max_phred`.
///
/// ```
/// use oncosweep::stats::phred::from_ln;
/// assert!((from_ln(0.001f64.ln(), 99.0) - 30.0).abs() < 1e-9);
/// assert!(from_ln(0.0, 99.0).is_sign_positive());
/// ```
pub fn from_ln(ln_probability: f64, max_phred: f64) -> f64 {
    // `abs` turns the -0 of a certain event into 0.
    (-10.0 / std::f64::consts::LN_10 * ln_probability).clamp(0.0, max_phred).abs()
}

/// `ln(exp(a) + exp(b))` without overflow.
///
/// ```
/// use oncosweep::stats::phred::ln_add;
/// assert!((ln_add(0.25f64.ln(), 0.5f64.ln()) - 0.75f64.ln()).abs() < 1e-12);
/// assert_eq!(ln_add(f64::NEG_INFINITY, 1.0), 1.0);
/// ```
pub fn ln_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a >= b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

/// `ln(Σ exp(x))` without overflow; `-∞` for no term.
///
/// ```
/// use oncosweep::stats::phred::ln_sum;
/// assert!((ln_sum(&[0.25f64.ln(), f64::NEG_INFINITY, 0.5f64.ln(), 0.25f64.ln()])).abs() < 1e-12);
/// assert_eq!(ln_sum(&[]), f64::NEG_INFINITY);
/// ```
pub fn ln_sum(terms: &[f64]) -> f64 {
    /// Terms below the largest by more than this add less than the last digit.
    const NEGLIGIBLE: f64 = -40.0;
    let largest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    let sum: f64 = terms.iter().map(|term| term - largest).filter(|&below| below > NEGLIGIBLE).map(f64::exp).sum();
    largest + sum.ln()
}

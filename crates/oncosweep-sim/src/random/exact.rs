//! Exponential, logarithm and normal quantile from additions, multiplications and square roots alone.
//!
//! IEEE 754 fixes those operations to the last bit; the functions of a platform's mathematical library may differ there, and one bit is
//! enough for another read to be drawn. Accurate to about 1e-14, which is far more than a draw needs.

/// eˣ by halving the argument until it is small, a Taylor series, and squaring back.
///
/// ```
/// use oncosweep_sim::random::exact::exp;
/// assert!((exp(1.0) - 2.718281828459045).abs() < 1e-13);
/// assert_eq!(exp(0.0), 1.0);
/// assert_eq!(exp(-800.0), 0.0);
/// ```
pub fn exp(x: f64) -> f64 {
    if x < -745.0 {
        return 0.0;
    }
    if x > 709.0 {
        return f64::INFINITY;
    }
    let whole = (x / std::f64::consts::LN_2).round();
    let rest = x - whole * std::f64::consts::LN_2;
    let (mut term, mut sum) = (1.0, 1.0);
    for n in 1..=14 {
        term *= rest / f64::from(n);
        sum += term;
    }
    // Two steps, so that the smallest results do not underflow on the way.
    let half = (whole / 2.0).trunc();
    sum * power_of_two(half as i32) * power_of_two((whole - half) as i32)
}

fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((exponent + 1023).clamp(1, 2046) as u64) << 52)
}

/// Natural logarithm of a positive number: exponent and mantissa apart, the mantissa by the series of the inverse hyperbolic tangent.
///
/// ```
/// use oncosweep_sim::random::exact::ln;
/// assert!((ln(10.0) - 2.302585092994046).abs() < 1e-14);
/// assert_eq!(ln(1.0), 0.0);
/// ```
pub fn ln(x: f64) -> f64 {
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    // Numbers too small to be normal do not occur in draws; they are brought up to one that is.
    let bits = x.max(f64::MIN_POSITIVE).to_bits();
    let mut exponent = ((bits >> 52) & 0x7ff) as i32 - 1023;
    let mut mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | (1023 << 52));
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa /= 2.0;
        exponent += 1;
    }
    let z = (mantissa - 1.0) / (mantissa + 1.0);
    let square = z * z;
    let (mut power, mut sum) = (z, 0.0);
    for n in 0..14 {
        sum += power / f64::from(2 * n + 1);
        power *= square;
    }
    2.0 * sum + f64::from(exponent) * std::f64::consts::LN_2
}

/// The value below which a standard normal number lies with probability `p` (0 < p < 1): Acklam's rational approximation ("An algorithm
/// for computing the inverse normal cumulative distribution function", 2003), relative error below 1.2e-9.
///
/// ```
/// use oncosweep_sim::random::exact::normal_quantile;
/// assert!((normal_quantile(0.975) - 1.959963985).abs() < 1e-8);
/// assert!((normal_quantile(0.001) + 3.090232306).abs() < 1e-8);
/// ```
pub fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 6] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
        1.0,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 5] = [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416, 1.0];
    const TAIL: f64 = 0.02425;
    let polynomial = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    if !(TAIL..=1.0 - TAIL).contains(&p) {
        let q = (-2.0 * ln(p.min(1.0 - p))).sqrt();
        let value = polynomial(&C, q) / polynomial(&D, q);
        return if p < TAIL { value } else { -value };
    }
    let q = p - 0.5;
    let r = q * q;
    polynomial(&A, r) * q / polynomial(&B, r)
}

//! The paired test of MSIsensor (Niu et al., Bioinformatics 30:1015, 2014) and of MSIsensor-pro's `msi` mode, with their arithmetic.
//!
//! A Pearson chi-square over the lengths seen in either sample, and a p-value from a series of their own: `P = 1 − igf(K, X)/Γ*(K)` with
//! `K = dof/2`, `X = χ²/2`, `igf(K, X) = X^K e^−X/K · (1 + Σ_{i ≤ 200} X^i/((K + 1)…(K + i)))` and
//! `Γ*(z) = ((z + 1/(12z − 1/(10z)))/e)^z · √(2π/z)`. `Γ*(½)` is 0.53 % short, so that with two lengths p tends to 0.0053, not to 0, as a site
//! gets clearer (until at χ² of about 69 the series overflows and p is set to 1e-14): these tools miss many of their clearest sites. Reproduced for comparison, not for use: our own test is [`crate::msi::call`]'s.

use super::{CountedSite, LegacyConfig, Percentage};
use crate::msi::{LengthCounts, Site};

/// Slots of counts: lengths of 1 to 100 copies.
const SLOTS: usize = 100;
/// Terms of the series.
const TERMS: u32 = 200;
/// The power of `TERMS` of a smaller number is finite.
const CERTAINLY_FINITE: f64 = 34.0;

/// One site of MSIsensor-pro's `_all`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairRow {
    /// The site.
    pub site: Site,
    /// Distance of the two distributions, 0 to 1 ([`difference`]).
    pub difference: f64,
    /// P-value of the chi-square ([`p_value`]).
    pub p_value: f64,
    /// `p · n / rank`, each site by itself: neither monotone nor cut at 1.
    pub fdr: f64,
}

type Slots = [f64; SLOTS];

fn slots(lengths: &LengthCounts, from: u32) -> Slots {
    let mut slots = [0.0; SLOTS];
    for (length, count) in lengths.iter().filter(|&(length, _)| length >= from) {
        if let Some(slot) = (length as usize).checked_sub(1).and_then(|index| slots.get_mut(index)) {
            *slot = f64::from(count);
        }
    }
    slots
}

/// `(A_max − A_min)/A_max`, where `A = Σ_i (v_i + v_{i+1})` over the larger and over the smaller of both samples' shares at each length.
///
/// ```
/// use oncosweep::msi::{LengthCounts, legacy::difference};
/// let of = |lengths: &[(u32, u32)]| lengths.iter().copied().collect::<LengthCounts>();
/// // Larger shares 0.5 + 1.0, smaller 0.5: (1.5 − 0.5)/1.5.
/// let d = difference(&of(&[(11, 10), (12, 10)]), &of(&[(12, 30)]));
/// assert!((d - 2.0 / 3.0).abs() < 1e-12);
/// ```
pub fn difference(tumor: &LengthCounts, normal: &LengthCounts) -> f64 {
    slot_difference(&slots(tumor, 1), &slots(normal, 1))
}

fn slot_difference(tumor: &Slots, normal: &Slots) -> f64 {
    let (n_tumor, n_normal): (f64, f64) = (tumor.iter().sum(), normal.iter().sum());
    let (mut largest, mut smallest) = (0.0, 0.0);
    let mut before = [0.0; 2];
    for (index, (tumor, normal)) in tumor.iter().zip(normal).enumerate() {
        let (tumor, normal) = (tumor / n_tumor, normal / n_normal);
        let here = [tumor.max(normal), tumor.min(normal)];
        if index > 0 {
            largest += before[0] + here[0];
            smallest += before[1] + here[1];
        }
        before = here;
    }
    (largest - smallest) / largest
}

/// The chi-square's p-value in MSIsensor-pro's arithmetic.
///
/// ```
/// use oncosweep::msi::{LengthCounts, legacy::p_value};
/// let of = |lengths: &[(u32, u32)]| lengths.iter().copied().collect::<LengthCounts>();
/// // 1 degree of freedom: an exact chi-square of 60 has p = 9.5e-15.
/// let p = p_value(&of(&[(10, 30)]), &of(&[(12, 30)]));
/// assert!((p - 0.0053).abs() < 1e-4);
/// // 2 degrees of freedom: exp(-x/2), with x = 8/3 by hand.
/// let p = p_value(&of(&[(10, 1), (11, 1), (12, 2)]), &of(&[(12, 4)]));
/// assert!((p - (-8.0f64 / 6.0).exp()).abs() < 1e-12);
/// ```
pub fn p_value(tumor: &LengthCounts, normal: &LengthCounts) -> f64 {
    slot_p_value(&slots(tumor, 1), &slots(normal, 1))
}

fn slot_p_value(tumor: &Slots, normal: &Slots) -> f64 {
    let (n_tumor, n_normal): (f64, f64) = (tumor.iter().sum(), normal.iter().sum());
    let total = n_tumor + n_normal;
    let (mut chi_square, mut lengths) = (0.0, 0u32);
    for (t, n) in tumor.iter().zip(normal).filter(|(t, n)| *t + *n > 0.0) {
        let (expected_t, expected_n) = ((t + n) * n_tumor / total, (t + n) * n_normal / total);
        chi_square += (n - expected_n).powi(2) / expected_n + (t - expected_t).powi(2) / expected_t;
        lengths += 1;
    }
    let dof = lengths.saturating_sub(1);
    if dof == 0 || chi_square <= 0.0 {
        return 1.0;
    }
    let (k, x) = (f64::from(dof) * 0.5, chi_square * 0.5);
    if dof == 2 {
        return (-x).exp();
    }
    // Numerator and denominator grow apart, as theirs do: from χ² of about 69 on they overflow, and p is their floor.
    let (mut sum, mut numerator, mut denominator) = (1.0, 1.0, 1.0);
    for i in 1..=TERMS {
        numerator *= x;
        denominator *= k + f64::from(i);
        let term = numerator / denominator;
        sum += term;
        // Where nothing overflows, terms that fall below the last digit change nothing any more.
        if x < CERTAINLY_FINITE && x < k + f64::from(i) && term < 1e-17 * sum {
            break;
        }
    }
    let igf = x.powf(k) * (-x).exp() / k * sum;
    if !igf.is_finite() || igf <= 1e-8 {
        return 1e-14;
    }
    let gamma = ((k + 1.0 / (12.0 * k - 1.0 / (10.0 * k))) / std::f64::consts::E).powf(k) * (2.0 * std::f64::consts::PI / k).sqrt();
    (1.0 - igf / gamma).abs()
}

/// `-z 1`: the smaller sample scaled up to the larger one's total, whole reads only.
fn scaled(tumor: &Slots, normal: &Slots) -> [Slots; 2] {
    let (n_tumor, n_normal): (f64, f64) = (tumor.iter().sum(), normal.iter().sum());
    let up = |slots: &Slots, factor: f64| slots.map(|count| (count * factor).trunc());
    if n_tumor > n_normal { [*tumor, up(normal, n_tumor / n_normal)] } else { [up(tumor, n_normal / n_tumor), *normal] }
}

fn rows(sites: impl Iterator<Item = (Site, Slots, Slots)>, min_reads: u32, config: &LegacyConfig) -> Vec<PairRow> {
    let enough = |slots: &Slots| slots.iter().sum::<f64>() >= f64::from(min_reads.max(1));
    let mut rows: Vec<PairRow> = sites
        .filter(|(_, tumor, normal)| enough(tumor) && enough(normal))
        .map(|(site, tumor, normal)| {
            let [tumor, normal] = if config.msisensor_normalize { scaled(&tumor, &normal) } else { [tumor, normal] };
            PairRow { site, difference: slot_difference(&tumor, &normal), p_value: slot_p_value(&tumor, &normal), fdr: 0.0 }
        })
        .collect();
    rows.sort_by(|a, b| a.p_value.total_cmp(&b.p_value));
    let n = rows.len() as f64;
    for (index, row) in rows.iter_mut().enumerate() {
        row.fdr = row.p_value * n / (index + 1) as f64;
    }
    rows
}

/// The rows of MSIsensor-pro's `_all`, sorted by p-value and then by site.
pub(super) fn pairs(sites: &[CountedSite<'_>], config: &LegacyConfig) -> Vec<PairRow> {
    let counted = sites.iter().map(|(site, tumor, normal)| (**site, slots(tumor, 1), slots(normal, 1)));
    rows(counted, config.msisensor_pro_min_reads, config)
}

/// MSIsensor's score: homopolymers of 10 to 50 copies with reads of 5 copies on, units of 2 to 5 bases of 5 to 40 copies with reads of 3 on.
pub(super) fn original(sites: &[CountedSite<'_>], config: &LegacyConfig) -> Percentage {
    let counted = sites.iter().filter_map(|(site, tumor, normal)| {
        let (copies, from) = match site.unit.len() {
            1 => (10..=50, 5),
            2..=5 => (5..=40, 3),
            _ => return None,
        };
        copies.contains(&site.copies).then(|| (**site, slots(tumor, from), slots(normal, from)))
    });
    Percentage::of(rows(counted, config.msisensor_min_reads, config).iter().map(|row| row.fdr <= config.msisensor_max_fdr))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lengths: &[(u32, u32)]) -> LengthCounts {
        lengths.iter().copied().collect()
    }

    #[test]
    fn values_published_with_msisensor_pro() {
        // chr1:170362151 and chr1:160758213 of megSAP's example; difference and p-value as MSIsensor-pro 1.3.0 printed them.
        let (tumor, normal) = (of(&[(9, 5), (10, 323), (11, 2)]), of(&[(10, 22), (11, 45), (12, 2)]));
        assert!((difference(&tumor, &normal) - 0.80604).abs() < 5e-6);
        assert!((p_value(&tumor, &normal) - 1e-14).abs() < 1e-20);
        let (tumor, normal) = (of(&[(5, 2), (6, 445), (8, 12)]), of(&[(6, 17), (8, 35)]));
        assert!((difference(&tumor, &normal) - 0.78562).abs() < 5e-6);
        assert!((p_value(&tumor, &normal) / 1.4677e-51 - 1.0).abs() < 1e-4);
    }

    #[test]
    fn equal_samples_have_a_p_value_of_one() {
        assert!((p_value(&of(&[(9, 2), (10, 37)]), &of(&[(9, 2), (10, 37)])) - 1.0).abs() < 1e-12);
        assert!((p_value(&of(&[(10, 37)]), &of(&[(10, 30)])) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn scaling_takes_whole_reads() {
        let [_, normal] = scaled(&slots(&of(&[(10, 45)]), 1), &slots(&of(&[(9, 3), (10, 17)]), 1));
        assert!((normal[8] - 6.0).abs() < 1e-12 && (normal[9] - 38.0).abs() < 1e-12);
    }
}

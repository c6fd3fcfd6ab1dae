//! The tumour without its normal: the germline is unknown, and a shifted length must be told from an inherited one.
//!
//! METHOD: with a baseline, the tumour's lengths are tested as if each genotype made of known germline lengths were its own, with the site's
//! stutter in the panel in the place of the normal's ([`super::excess`]). The best-explaining one counts, whichever it is: under the true
//! genotype its p-value is at most that. With probability `novelty` the person has inherited a length the panel lacks; then the genotypes with such
//! a length are tested likewise. So `p = max_known p_g + novelty · max_novel p_g` bounds the probability of lengths as extreme as these without
//! instability. A stable tumour can therefore hardly have a significant site of large share unless many sites are significant together.
//!
//! Two inherited lengths must be in balance where the panel does not know both: the reads of the one are beta-binomial with shapes [`BALANCE`],
//! which allows the imbalance that common changes of copy number make. Where it knows both, any balance is explained, as by loss of
//! heterozygosity.
//!
//! Without a baseline any length with a tenth of the commonest one's reads may be inherited, in balance. Shifts that look balanced go unseen.

use super::{super::LengthCounts, Genotype, StutterModel, site_p_value};
use crate::stats::beta_binomial;

/// Shapes of the share of one of two inherited lengths: mean ½, standard deviation 0.11.
const BALANCE: f64 = 10.0;

/// The test of a tumour alone.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::msi) struct AloneTest {
    pub(in crate::msi) p_value: f64,
    /// The germline that explains most.
    pub(in crate::msi) genotype: Genotype,
    /// Fragments the panel lets expect around it, in the place of a normal's.
    pub(in crate::msi) expected: LengthCounts,
}

/// Tests against known germline lengths (`alleles`, `slips` of the panel).
pub(in crate::msi) fn against_panel(
    tumor: &LengthCounts,
    alleles: &[u32],
    slips: &[(i32, u32)],
    novelty: f64,
    unit_bp: u32,
    stutter: &StutterModel,
) -> AloneTest {
    let seen = common(tumor);
    let (mut known, mut novel) = (AloneTest::none(), AloneTest::none());
    let mut lengths: Vec<u32> = alleles.iter().chain(&seen).copied().collect();
    lengths.sort_unstable();
    lengths.dedup();
    let is_known = |length: u32| alleles.binary_search(&length).is_ok();
    for (i, &short) in lengths.iter().enumerate() {
        for &long in &lengths[i..] {
            let expected = around(short, long, slips);
            if is_known(short) && is_known(long) {
                known.take_better(tumor, short, long, expected, false, (unit_bp, stutter));
            } else if seen.contains(&short) && seen.contains(&long) {
                novel.take_better(tumor, short, long, expected, true, (unit_bp, stutter));
            }
        }
    }
    let p_value = (known.p_value.max(0.0) + novelty * novel.p_value.max(0.0)).min(1.0);
    AloneTest { p_value, ..known }
}

/// Lengths with a tenth of the reads of the commonest one.
fn common(tumor: &LengthCounts) -> Vec<u32> {
    let top = tumor.iter().map(|(_, count)| count).max().unwrap_or(0);
    tumor.iter().filter(|&(_, count)| count * 10 >= top).map(|(length, _)| length).collect()
}

impl AloneTest {
    fn none() -> Self {
        Self { p_value: -1.0, genotype: Genotype::Unknown, expected: LengthCounts::default() }
    }

    /// Takes the genotype of two lengths when it explains `tumor` better; two lengths must be in balance when `balanced`.
    fn take_better(
        &mut self,
        tumor: &LengthCounts,
        short: u32,
        long: u32,
        expected: LengthCounts,
        balanced: bool,
        (unit_bp, stutter): (u32, &StutterModel),
    ) {
        let genotype = if short == long { Genotype::Homozygous(short) } else { Genotype::Heterozygous(short, long) };
        let excess = site_p_value(tumor, &expected, genotype, unit_bp, stutter);
        let p_value =
            if balanced && short != long { (2.0 * excess.min(balance(tumor.get(short), tumor.get(long)))).min(1.0) } else { excess };
        if p_value > self.p_value {
            *self = Self { p_value, genotype, expected };
        }
    }
}

/// The panel's slips, from each of two lengths alike.
fn around(short: u32, long: u32, slips: &[(i32, u32)]) -> LengthCounts {
    let mut counts = LengthCounts::default();
    for &(slip, count) in slips {
        let halves = if short == long { [count, 0] } else { [count.div_ceil(2), count / 2] };
        for (from, half) in [short, long].into_iter().zip(halves) {
            if let Ok(length) = u32::try_from(from as i32 + slip) {
                counts.add(length, half);
            }
        }
    }
    counts
}

/// Tests with nothing but the tumour and its own stutter.
pub(in crate::msi) fn against_itself(tumor: &LengthCounts, unit_bp: u32, stutter: &StutterModel) -> AloneTest {
    let alleles = common(tumor);
    let mut best = AloneTest::none();
    for (i, &short) in alleles.iter().enumerate() {
        for &long in &alleles[i..] {
            best.take_better(tumor, short, long, LengthCounts::default(), true, (unit_bp, stutter));
        }
    }
    best.p_value = best.p_value.clamp(0.0, 1.0);
    best
}

/// Two-sided p-value of the reads of two inherited lengths.
pub(in crate::msi) fn balance(a: u32, b: u32) -> f64 {
    let (fewer, n) = (a.min(b), a + b);
    // P(K ≤ k) of a symmetric distribution is P(K ≥ n − k).
    (2.0 * beta_binomial::upper_tail(n - fewer, n, BALANCE, BALANCE)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lengths: &[(u32, u32)]) -> LengthCounts {
        lengths.iter().copied().collect()
    }

    #[test]
    fn a_length_the_panel_knows_is_inherited_and_another_is_not() {
        let stutter = StutterModel::default();
        let slips = [(-1, 10), (0, 500), (1, 2)];
        let test = |tumor: &[(u32, u32)], alleles: &[u32]| against_panel(&of(tumor), alleles, &slips, 1e-3, 1, &stutter);
        let shifted = test(&[(9, 20), (12, 40)], &[12]);
        assert!(shifted.p_value < 1e-3 && shifted.genotype == Genotype::Homozygous(12), "{shifted:?}");
        let inherited = test(&[(9, 20), (12, 40)], &[9, 12]);
        assert!(inherited.p_value > 0.5 && inherited.genotype == Genotype::Heterozygous(9, 12));
        assert!(test(&[(11, 1), (12, 50)], &[12]).p_value > 0.05);
    }

    #[test]
    fn without_a_panel_balance_speaks() {
        let stutter = StutterModel::default().without_normal();
        let p = |tumor: &[(u32, u32)]| against_itself(&of(tumor), 1, &stutter).p_value;
        assert!(p(&[(9, 30), (12, 30)]) > 0.5);
        assert!(p(&[(9, 15), (12, 100)]) < 0.01);
        assert!(p(&[(8, 20), (10, 20), (12, 40)]) < 0.02);
        // P(K ≥ 2) among 2 reads with shapes 10 and 10: (10 · 11)/(20 · 21), twice.
        assert!((balance(0, 2) - 2.0 * 110.0 / 420.0).abs() < 1e-12);
    }
}

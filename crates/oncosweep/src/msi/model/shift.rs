//! The size of a change: how many copies, in what share of the tumour's fragments.

use super::{super::LengthCounts, Genotype, StutterModel};

/// Rounds of expectation–maximisation; the share changes by less than 1e-3 after these on counts of up to thousands.
const ROUNDS: usize = 40;

/// A shifted allele.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::msi) struct Shift {
    /// Copies gained (positive) or lost (negative) against the nearest germline allele.
    pub copies: i32,
    /// Share of the tumour's fragments that carry it.
    pub fraction: f64,
}

/// The maximum-likelihood shifted allele: the tumour's lengths as a mixture of the germline alleles, in free proportions, and one more
/// allele among the lengths seen, each with its stutter. Proportions by expectation–maximisation (Dempster, Laird & Rubin, J. R.
/// Statist. Soc. B 39:1, 1977). `None` when only germline lengths were seen.
pub(in crate::msi) fn estimate_shift(tumor: &LengthCounts, genotype: Genotype, unit_bp: u32, stutter: &StutterModel) -> Option<Shift> {
    let (short, long) = genotype.alleles()?;
    let germline = [stutter.allele(unit_bp, short), stutter.allele(unit_bp, long)];
    let mut best: Option<(f64, Shift)> = None;
    for (length, _) in tumor.iter().filter(|&(l, _)| l != short && l != long) {
        let shifted = stutter.allele(unit_bp, length);
        let mut weights = [0.4, 0.4, 0.2];
        let mut ln_likelihood = f64::NEG_INFINITY;
        for _ in 0..ROUNDS {
            let mut sums = [0.0; 3];
            ln_likelihood = 0.0;
            for (l, count) in tumor.iter() {
                let parts = [weights[0] * germline[0].at(l), weights[1] * germline[1].at(l), weights[2] * shifted.at(l)];
                let total: f64 = parts.iter().sum();
                ln_likelihood += f64::from(count) * total.ln();
                sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += f64::from(count) * part / total);
            }
            let reads: f64 = sums.iter().sum();
            weights = sums.map(|sum| sum / reads);
        }
        if best.is_none_or(|(so_far, _)| ln_likelihood > so_far) {
            let (from_short, from_long) = (length as i32 - short as i32, length as i32 - long as i32);
            let copies = if from_short.abs() < from_long.abs() { from_short } else { from_long };
            best = Some((ln_likelihood, Shift { copies, fraction: weights[2] }));
        }
    }
    best.map(|(_, shift)| shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_size_direction_and_share() {
        let stutter = StutterModel::default();
        let tumor: LengthCounts = [(9, 2), (10, 30), (11, 3), (12, 65)].into_iter().collect();
        let shift = estimate_shift(&tumor, Genotype::Homozygous(12), 1, &stutter).unwrap();
        assert_eq!(shift.copies, -2);
        assert!((shift.fraction - 0.32).abs() < 0.02, "{shift:?}");
        let shift = estimate_shift(&tumor, Genotype::Heterozygous(9, 12), 1, &stutter).unwrap();
        assert_eq!(shift.copies, 1);
        assert_eq!(estimate_shift(&[(12, 9)].into_iter().collect(), Genotype::Homozygous(12), 1, &stutter), None);
    }
}

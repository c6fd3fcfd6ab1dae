//! The germline genotype of a site: one length or two.

use super::{super::LengthCounts, StutterModel, stutter::Allele};

/// Prior probability that a site is heterozygous. METHOD: one in ten, between the few percent of short and the half of long repeats
/// (Willems et al., Genome Research 24:1894, 2014); at 15 reads and more the reads decide.
const HETEROZYGOUS: f64 = 0.1;

/// The alleles, in copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::msi) enum Genotype {
    /// One length.
    Homozygous(u32),
    /// Two lengths, the shorter first.
    Heterozygous(u32, u32),
    /// No read.
    Unknown,
}

impl Genotype {
    /// The most probable genotype of `lengths`.
    ///
    /// `P(reads | a, b) = Π_l (½ p_a(l) + ½ p_b(l))^count`. Alleles are among the lengths with at least a tenth of the reads of the
    /// commonest one.
    pub(in crate::msi) fn of(lengths: &LengthCounts, unit_bp: u32, stutter: &StutterModel) -> Self {
        let Some(top) = lengths.iter().map(|(_, count)| count).max() else { return Self::Unknown };
        let mut possible = lengths.iter().filter(|&(_, count)| count * 10 >= top);
        if let (Some((only, _)), None) = (possible.next(), possible.next()) {
            return Self::Homozygous(only);
        }
        let alleles: Vec<(u32, Allele)> =
            lengths.iter().filter(|&(_, count)| count * 10 >= top).map(|(length, _)| (length, stutter.allele(unit_bp, length))).collect();
        let pairs = (alleles.len() * (alleles.len() - 1) / 2).max(1) as f64;
        let mut best = (f64::NEG_INFINITY, Self::Unknown);
        for (i, (a, from_a)) in alleles.iter().enumerate() {
            for (b, from_b) in &alleles[i..] {
                let reads: f64 = lengths.iter().map(|(l, count)| f64::from(count) * (0.5 * (from_a.at(l) + from_b.at(l))).ln()).sum();
                let (prior, genotype) =
                    if a == b { (1.0 - HETEROZYGOUS, Self::Homozygous(*a)) } else { (HETEROZYGOUS / pairs, Self::Heterozygous(*a, *b)) };
                let score = reads + prior.ln();
                if score > best.0 {
                    best = (score, genotype);
                }
            }
        }
        best.1
    }

    /// The alleles, shorter and longer (equal when there is one).
    pub(in crate::msi) fn alleles(self) -> Option<(u32, u32)> {
        match self {
            Self::Homozygous(a) => Some((a, a)),
            Self::Heterozygous(a, b) => Some((a, b)),
            Self::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stutter_is_not_an_allele_and_half_the_reads_are() {
        let stutter = StutterModel::default();
        let of = |lengths: &[(u32, u32)]| Genotype::of(&lengths.iter().copied().collect(), 1, &stutter);
        assert_eq!(of(&[(11, 2), (12, 40)]), Genotype::Homozygous(12));
        assert_eq!(of(&[(10, 1), (11, 21), (12, 20)]), Genotype::Heterozygous(11, 12));
        assert_eq!(of(&[(10, 14), (14, 20)]), Genotype::Heterozygous(10, 14));
        assert_eq!(of(&[]), Genotype::Unknown);
    }
}

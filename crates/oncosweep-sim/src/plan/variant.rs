//! A planted small variant.

use oncosweep::genome::ContigId;

use super::{SOURCES, allele::AlleleRange};
use crate::random::threshold;

/// Where a variant comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Origin {
    /// Inherited: present on the chromosomes given.
    Inherited([bool; SOURCES]),
    /// Somatic, on one of the patient's two chromosomes (0 or 1), at this allele fraction in pure tumour. A fraction above a half means
    /// that the other chromosome has it in some cells too.
    Somatic {
        /// The chromosome.
        haplotype: u8,
        /// Allele fraction in pure tumour.
        fraction: f32,
    },
}

/// A planted small variant. Coordinates are 0-based and without the anchor base of VCF.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlannedVariant {
    /// The contig.
    pub contig: ContigId,
    /// First replaced base, or the base before which others are inserted.
    pub position: u32,
    /// Number of replaced bases.
    pub reference_bases: u32,
    /// Bases in their place.
    pub alternate: AlleleRange,
    /// Where it comes from.
    pub origin: Origin,
}

impl Origin {
    /// For each source the share of its fragments that carry it, in a sample with this share of tumour cells.
    pub fn shares(self, tumor_fraction: f64) -> [f64; SOURCES] {
        match self {
            Self::Inherited(on) => on.map(|present| f64::from(u8::from(present))),
            Self::Somatic { haplotype, fraction } => {
                let twice = 2.0 * f64::from(fraction);
                let mut shares = [0.0; SOURCES];
                shares[usize::from(haplotype & 1)] = twice.min(1.0) * tumor_fraction;
                shares[usize::from(1 - (haplotype & 1))] = (twice - 1.0).max(0.0) * tumor_fraction;
                shares
            }
        }
    }

    /// [`Origin::shares`] as thresholds on a fragment's rank.
    pub fn thresholds(self, tumor_fraction: f64) -> [u32; SOURCES] {
        self.shares(tumor_fraction).map(threshold)
    }

    /// Expected allele fraction in a sample.
    pub fn expected_fraction(self, tumor_fraction: f64, contamination: f64) -> f64 {
        let shares = self.shares(tumor_fraction);
        (1.0 - contamination) * (shares[0] + shares[1]) / 2.0 + contamination * (shares[2] + shares[3]) / 2.0
    }

    /// Whether it is somatic.
    pub fn is_somatic(self) -> bool {
        matches!(self, Self::Somatic { .. })
    }
}

impl PlannedVariant {
    /// Whether it changes the number of bases.
    pub fn is_indel(&self) -> bool {
        self.reference_bases != self.alternate.len()
    }
}

//! The depth of a case's samples.

use serde::{Deserialize, Serialize};

use super::BinnedDepth;
use crate::{
    genome::{ContigId, Span},
    sweep::Merge,
};

/// Length of a bin, a power of two.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BinSize(u8);

/// Territory from which on bins are long.
const LARGE_BASES: u64 = 100_000_000;

impl BinSize {
    /// 128 bases: shorter than an exon.
    pub const FINE: Self = Self(7);
    /// 512 bases: of a whole genome, bins of 128 would be more than all other evidence.
    pub const COARSE: Self = Self(9);

    /// The size for a territory (the targets, else the genome): [`BinSize::FINE`] up to 100 Mb.
    pub fn for_territory(bases: u64) -> Self {
        if bases <= LARGE_BASES { Self::FINE } else { Self::COARSE }
    }

    /// Bases in a bin.
    ///
    /// ```
    /// use oncosweep::coverage::BinSize;
    /// assert_eq!([BinSize::for_territory(40_000_000), BinSize::for_territory(3_000_000_000)].map(BinSize::bp), [128, 512]);
    /// ```
    pub fn bp(self) -> u32 {
        1 << self.0
    }

    /// The bin that holds `position` (0-based).
    #[inline]
    pub(super) fn bin(self, position: u32) -> u32 {
        position >> self.0
    }
}

/// Depth in bins: what one sweep gathered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageEvidence {
    /// Length of the bins; one base where nothing was counted.
    pub size: BinSize,
    /// The tumour's.
    pub tumor: BinnedDepth,
    /// The normal's.
    pub normal: BinnedDepth,
}

impl CoverageEvidence {
    /// The bins that hold bases of `span`, as bases from the first to the last.
    pub fn bins_over(&self, span: Span) -> Span {
        let bp = u64::from(self.size.bp());
        let end = (u64::from(span.end).div_ceil(bp) * bp).min(u64::from(u32::MAX));
        Span::new(self.size.bin(span.start) * self.size.bp(), end as u32)
    }

    /// Mean depth of every bin over `span` of a contig with `length` bases, of the tumour's reads or the normal's.
    ///
    /// ```
    /// use oncosweep::{coverage::CoverageEvidence, genome::Span};
    /// assert_eq!(CoverageEvidence::default().depths(true, 0, Span::new(3, 5), 10), [0.0, 0.0]);
    /// ```
    pub fn depths(&self, of_tumor: bool, contig: ContigId, span: Span, length: u32) -> Vec<f64> {
        let (first, end) = (self.size.bin(span.start), span.end.div_ceil(self.size.bp()));
        let counted = if of_tumor { &self.tumor } else { &self.normal }.over(contig, first, end);
        let bases_of = |bin: u32| {
            let start = u64::from(bin) * u64::from(self.size.bp());
            u64::from(length).saturating_sub(start).clamp(1, u64::from(self.size.bp()))
        };
        (first..end).zip(counted).map(|(bin, bases)| f64::from(bases) / bases_of(bin) as f64).collect()
    }
}

impl Merge for CoverageEvidence {
    fn merge(&mut self, other: Self) {
        // Parts of a case have one size, and windows without reads have none.
        self.size = self.size.max(other.size);
        self.tumor.merge(other.tumor);
        self.normal.merge(other.normal);
    }
}

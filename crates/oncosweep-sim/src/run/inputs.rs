//! The files a run reads.

use std::path::{Path, PathBuf};

/// Files a case is made from.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// Reference: FASTA, plain or bgzip.
    pub reference: PathBuf,
    /// Captured regions (BED); whole genome without.
    pub targets: Option<PathBuf>,
    /// Regions to simulate (BED); everything without.
    pub regions: Option<PathBuf>,
    /// Regions whose reads have mapping quality 0 (BED).
    pub ambiguous: Option<PathBuf>,
    /// Genes (GTF or GFF3): random junctions then join introns, and the truth tells consequences and the mutational burden.
    pub genes: Option<PathBuf>,
    /// Small variants to plant (VCF).
    pub variants: Option<PathBuf>,
    /// Rearrangements to plant (table).
    pub junctions: Option<PathBuf>,
    /// Fusion transcripts to plant (table), for RNA.
    pub fusions: Option<PathBuf>,
}

impl Inputs {
    /// A reference and nothing else.
    pub fn new(reference: impl AsRef<Path>) -> Self {
        Self { reference: reference.as_ref().into(), ..Self::default() }
    }
}

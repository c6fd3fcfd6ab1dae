//! A case: the files that belong together, opened, checked against each other, and swept.

mod agreement;
mod annotate;
mod baseline;
mod collect;
mod junctions;
mod microsatellites;
mod open;
mod report;

pub use baseline::{baseline, fusion_baseline, variant_baseline};
pub use collect::{RunOptions, collect};
pub use report::{CheckReport, check};

pub use crate::evidence::Biomarkers;

use std::path::PathBuf;

/// The files of a case and the part of the genome asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseInputs {
    /// The tumour's alignments (DNA).
    pub tumor: Option<PathBuf>,
    /// The matched normal's alignments.
    pub normal: Option<PathBuf>,
    /// The tumour's RNA alignments, for fusions.
    pub rna: Option<PathBuf>,
    /// The reference the alignments were made with: FASTA, plain or bgzip.
    pub reference: Option<PathBuf>,
    /// Target regions: BED.
    pub targets: Option<PathBuf>,
    /// Genes: GTF or GFF3.
    pub genes: Option<PathBuf>,
    /// Keep where coding bases are callable, at the depths of the burden's rule.
    pub keeps_callable: bool,
    /// Alleles of a population with their frequencies: VCF; what tells inherited variants where there is no normal.
    pub germline: Option<PathBuf>,
    /// INFO tag of `germline` with the allele frequency; `AF` by default.
    pub germline_af: Option<String>,
    /// Known recurrent variants: VCF with alleles, or BED with places.
    pub hotspots: Option<PathBuf>,
    /// Microsatellites: a list in MSIsensor-pro's, MSIsensor's or MANTIS' form; by default the reference is scanned.
    pub sites: Option<PathBuf>,
    /// Known fusions, which need less support: a table of pairs of genes, or BEDPE.
    pub known_fusions: Option<PathBuf>,
    /// Protein domains on the genome: BED with names.
    pub domains: Option<PathBuf>,
    /// Pairs of genes (`EML4::ALK`) whose chimeric fragments are all kept, to explain what was decided on them.
    pub explained_fusions: Vec<String>,
    /// Regions as samtools writes them (`chr1:1001-2000`, `*` for unplaced reads); none means everything.
    pub regions: Vec<String>,
    /// Read in one ordered stream even when indices are there.
    pub stream: bool,
}

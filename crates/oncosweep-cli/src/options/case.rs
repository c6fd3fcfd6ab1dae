//! The files of a case.

use std::path::{Path, PathBuf};

use oncosweep::case::CaseInputs;

use super::EngineOptions;

/// The tumour, where it is required.
#[derive(clap::Args)]
pub struct TumorOption {
    /// Alignments of the tumour's DNA: BAM, CRAM or SAM, sorted by coordinate
    #[arg(value_name = "TUMOR")]
    pub path: PathBuf,
}

/// The other files of a case, and the part of the genome to look at.
#[derive(clap::Args)]
#[command(next_help_heading = "Inputs")]
pub struct CaseOptions {
    /// Alignments of the matched normal
    #[arg(long, value_name = "NORMAL")]
    normal: Option<PathBuf>,
    /// Alignments of the tumour's RNA, spliced and with chimeric alignments (STAR: --chimOutType WithinBAM)
    #[arg(long, value_name = "RNA")]
    rna: Option<PathBuf>,
    /// Reference genome the alignments were made with: FASTA, plain or compressed by bgzip
    #[arg(short, long, value_name = "FASTA")]
    reference: Option<PathBuf>,
    /// Regions that were sequenced: BED; the whole genome by default
    #[arg(long, value_name = "BED")]
    targets: Option<PathBuf>,
    /// Gene annotation with CDS: GTF or GFF3
    #[arg(long, value_name = "GTF")]
    genes: Option<PathBuf>,
    /// Write callable.bed: where coding bases of the targets reach the depths that the TMB's rule asks for
    #[arg(long)]
    callable_bed: bool,
    /// Alleles of a population with their frequencies, for example gnomAD's sites: VCF. Without a normal it tells inherited variants
    #[arg(long, value_name = "VCF")]
    germline: Option<PathBuf>,
    /// INFO tag of --germline with the allele frequency [default: AF]
    #[arg(long, value_name = "TAG", requires = "germline")]
    germline_af: Option<String>,
    /// Known recurrent variants: VCF with alleles, or BED with places. Each is looked at whatever the reads show and answered in hotspots.tsv; some TMB rules leave them out
    #[arg(long, value_name = "LIST")]
    hotspots: Option<PathBuf>,
    /// Microsatellites: a list in MSIsensor-pro's or MSIsensor's format, or BED; scanned from the reference by default
    #[arg(long, value_name = "LIST")]
    sites: Option<PathBuf>,
    /// Known fusions, called with less support: gene1 and gene2 in columns, or BEDPE
    #[arg(long, value_name = "LIST")]
    known_fusions: Option<PathBuf>,
    /// Protein domains, to tell which a fusion keeps: BED with names, one line for each stretch within an exon
    #[arg(long, value_name = "BED")]
    domains: Option<PathBuf>,
    /// Look only at this region: chr1 or chr1:1001-2000 (1-based, inclusive), or * for reads without a place; may be given again
    #[arg(long = "region", value_name = "REGION")]
    regions: Vec<String>,
}

impl CaseOptions {
    /// The reference.
    pub fn reference(&self) -> Option<&Path> {
        self.reference.as_deref()
    }

    /// The genes.
    pub fn genes(&self) -> Option<&Path> {
        self.genes.as_deref()
    }

    /// The targets.
    pub fn targets(&self) -> Option<&Path> {
        self.targets.as_deref()
    }

    /// The list of recurrent variants.
    pub fn hotspots(&self) -> Option<&Path> {
        self.hotspots.as_deref()
    }

    /// The case as the library takes it.
    pub fn inputs(&self, tumor: Option<&Path>, engine: &EngineOptions, explained_fusions: &[String]) -> CaseInputs {
        CaseInputs {
            tumor: tumor.map(Path::to_path_buf),
            normal: self.normal.clone(),
            rna: self.rna.clone(),
            reference: self.reference.clone(),
            targets: self.targets.clone(),
            genes: self.genes.clone(),
            keeps_callable: self.callable_bed,
            germline: self.germline.clone(),
            germline_af: self.germline_af.clone(),
            hotspots: self.hotspots.clone(),
            sites: self.sites.clone(),
            known_fusions: self.known_fusions.clone(),
            domains: self.domains.clone(),
            explained_fusions: explained_fusions.to_vec(),
            regions: self.regions.clone(),
            stream: engine.stream,
        }
    }
}

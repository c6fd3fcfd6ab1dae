//! A caller's VCF file in place of alignments.

use std::path::{Path, PathBuf};

use oncosweep::tmb::VcfInputs;

use super::CaseOptions;

/// Options that no VCF file goes with: they are about alignments, or about other biomarkers.
const OF_ALIGNMENTS: [&str; 14] = [
    "tumor",
    "normal",
    "rna",
    "sites",
    "germline",
    "callable_bed",
    "known_fusions",
    "domains",
    "regions",
    "baseline",
    "stream",
    "shard_bp",
    "pairs",
    "compat",
];

/// The calls, and what the burden needs to know of them.
#[derive(clap::Args)]
#[command(next_help_heading = "Burden of a VCF file")]
pub struct VcfOptions {
    /// Count the burden of these calls instead of reading alignments: VCF of Mutect2, Strelka2, VarDict, DRAGEN and others, annotated by VEP, SnpEff,
    /// Funcotator or bcftools csq, or annotated here by --genes and --reference
    #[arg(long, value_name = "VCF", conflicts_with_all = OF_ALIGNMENTS)]
    vcf: Option<PathBuf>,
    /// The tumour's sample in the VCF file [default: as its header says]
    #[arg(long, value_name = "NAME", requires = "vcf")]
    tumor_sample: Option<String>,
    /// The normal's sample in the VCF file [default: as its header says]
    #[arg(long, value_name = "NAME", requires = "vcf")]
    normal_sample: Option<String>,
    /// INFO tag or annotation field with a population's allele frequency, for example gnomADe_AF; may be given again
    #[arg(long = "population-af", value_name = "TAG", requires = "vcf", value_delimiter = ',')]
    population_af: Vec<String>,
    /// Count records to which no filter was applied (FILTER is '.') as if they had passed
    #[arg(long, requires = "vcf")]
    unfiltered: bool,
    /// Size of the callable coding territory in Mb, instead of that of --targets and --genes
    #[arg(long, value_name = "MB", requires = "vcf")]
    callable_mb: Option<f64>,
}

impl VcfOptions {
    /// The inputs as the library takes them, when there is a VCF file.
    pub fn inputs(&self, case: &CaseOptions) -> Option<VcfInputs> {
        let own = |path: Option<&Path>| path.map(Path::to_path_buf);
        Some(VcfInputs {
            vcf: self.vcf.clone()?,
            tumor_sample: self.tumor_sample.clone(),
            normal_sample: self.normal_sample.clone(),
            reference: own(case.reference()),
            genes: own(case.genes()),
            targets: own(case.targets()),
            callable_mb: self.callable_mb,
            unfiltered: self.unfiltered,
            population_af: self.population_af.clone(),
            hotspots: own(case.hotspots()),
        })
    }
}

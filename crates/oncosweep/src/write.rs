//! All knowledge of output formats: from results to files, and nothing else.

pub mod msi_tsv;
pub mod bgzip;
pub mod fusion_tsv;
pub mod fusion_vcf;

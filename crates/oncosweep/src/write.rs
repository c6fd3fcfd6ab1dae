//! All knowledge of output formats: from results to files, and nothing else.

pub mod bgzip;
pub mod callable_bed;
pub mod cohort;
pub mod fusion_arriba;
pub mod fusion_bedpe;
mod fusion_drawings;
pub mod fusion_tsv;
pub mod fusion_vcf;
pub mod hotspot_tsv;
pub mod json;
pub mod msi_tsv;
pub mod msisensor_pro;
pub mod report;
pub mod tmb_tsv;
pub mod variant_vcf;

mod folder;
mod saved;

pub use folder::{burden_texts, write_all, write_burden, write_texts};
pub use json::profile_json;

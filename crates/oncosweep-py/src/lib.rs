//! The Python module `oncosweep._core`: arguments are converted, the GIL is released, errors become Python's. The typed, documented
//! face is the package in `python/oncosweep`.

#![allow(clippy::needless_pass_by_value, reason = "arguments from Python arrive as owned values")]

mod baseline;
mod burden;
mod cohort;
mod columns;
mod errors;
mod evidence;
mod fusion_baseline;
mod inputs;
mod panel;
mod profile;
mod rows;
mod running;
mod sites;
mod spectra;
mod variant_baseline;

use pyo3::prelude::*;

/// The native half of the oncosweep package.
#[pymodule]
mod _core {
    #[pymodule_export]
    use crate::{
        baseline::{Baseline, baseline_of_bytes, load_baseline, make_baseline},
        burden::{burden_of_vcf, report_of_texts, write_texts},
        cohort::{cohort_json, cohort_multiqc},
        columns::{Columns, columns, columns_of_kinds},
        evidence::{Evidence, collect, default_config, evidence_of_bytes, load_evidence, merge_evidence, tmb_decisions},
        fusion_baseline::{FusionBaseline, fusion_baseline_of_bytes, load_fusion_baseline, make_fusion_baseline},
        inputs::{Inputs, check},
        profile::{Profile, profile_of_parts},
        sites::list_sites,
        spectra::quality_bins,
        variant_baseline::{VariantBaseline, load_variant_baseline, make_variant_baseline, variant_baseline_of_bytes},
    };

    use super::{Bound, PyModule, PyModuleMethods, PyResult};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}

//! The Python module `oncosweep._core`: arguments are converted, the GIL is released, errors become Python's. The typed, documented
//! face is the package in `python/oncosweep`.

#![allow(clippy::needless_pass_by_value, reason = "arguments from Python arrive as owned values")]

mod cohort;
mod errors;
mod evidence;
mod profile;
mod rows;
mod running;
mod table;

use pyo3::prelude::*;

/// The native half of the oncosweep package.
#[pymodule]
mod _core {
    #[pymodule_export]
    use crate::{
        cohort::{cohort_json, cohort_multiqc},
        evidence::{Evidence, collect, default_config, load_evidence, merge_evidence},
        profile::Profile,
        table::arrow_stream,
    };

    use super::{Bound, PyModule, PyModuleMethods, PyResult};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}

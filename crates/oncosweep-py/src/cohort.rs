//! Many profiles as one table.

use std::path::PathBuf;

use oncosweep::write::cohort::{Cohort, RowNames};
use pyo3::prelude::*;

use crate::errors::{self, to_python};

/// The rows of many profiles as a JSON array. Each entry is a results folder and, where it is at hand, the document of its profile.json.
#[pyfunction]
pub fn cohort_json(py: Python<'_>, entries: Vec<(PathBuf, Option<String>)>, names: &str) -> PyResult<String> {
    let names = row_names(names)?;
    py.detach(|| Cohort::read_or_take(&entries, names)?.to_json()).map_err(to_python)
}

/// MultiQC's files of many profiles: name and text of each.
#[pyfunction]
pub fn cohort_multiqc(py: Python<'_>, entries: Vec<(PathBuf, Option<String>)>, names: &str) -> PyResult<Vec<(&'static str, String)>> {
    let names = row_names(names)?;
    py.detach(|| Cohort::read_or_take(&entries, names)).map(|cohort| cohort.multiqc()).map_err(to_python)
}

fn row_names(names: &str) -> PyResult<RowNames> {
    match names {
        "sample" => Ok(RowNames::Sample),
        "folder" => Ok(RowNames::Folder),
        other => Err(errors::raise("ConfigError", &format!("names is '{other}'; it must be sample or folder"))),
    }
}

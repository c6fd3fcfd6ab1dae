//! The inputs of a case, and what would be made of them.

use std::path::PathBuf;

use oncosweep::{
    case::{self, CaseInputs},
    evidence::Biomarkers,
};
use pyo3::prelude::*;

use crate::{errors, evidence::parse_config, running::interruptible};

/// The files of a case, and what of them to read.
#[pyclass(frozen, module = "oncosweep._core")]
pub struct Inputs(CaseInputs);

#[pymethods]
impl Inputs {
    #[new]
    #[pyo3(signature = (*, tumor, normal, rna, reference, targets, genes, keeps_callable, germline, germline_af, hotspots, sites, known_fusions, domains, explained_fusions, regions, stream))]
    #[allow(clippy::too_many_arguments, reason = "the Python function's keywords, one for one")]
    fn new(
        tumor: Option<PathBuf>,
        normal: Option<PathBuf>,
        rna: Option<PathBuf>,
        reference: Option<PathBuf>,
        targets: Option<PathBuf>,
        genes: Option<PathBuf>,
        keeps_callable: bool,
        germline: Option<PathBuf>,
        germline_af: Option<String>,
        hotspots: Option<PathBuf>,
        sites: Option<PathBuf>,
        known_fusions: Option<PathBuf>,
        domains: Option<PathBuf>,
        explained_fusions: Vec<String>,
        regions: Vec<String>,
        stream: bool,
    ) -> Self {
        Self(CaseInputs {
            tumor,
            normal,
            rna,
            reference,
            targets,
            genes,
            keeps_callable,
            germline,
            germline_af,
            hotspots,
            sites,
            known_fusions,
            domains,
            explained_fusions,
            regions,
            stream,
        })
    }
}

impl Inputs {
    /// The library's inputs.
    pub fn inner(&self) -> &CaseInputs {
        &self.0
    }
}

/// What to look for, by its name.
pub fn biomarkers(name: &str) -> PyResult<Biomarkers> {
    match name {
        "all" => Ok(Biomarkers::all()),
        "tmb" => Ok(Biomarkers::tmb()),
        "msi" => Ok(Biomarkers::msi()),
        "fusions" => Ok(Biomarkers::fusions()),
        other => Err(errors::raise("ConfigError", &format!("biomarkers is '{other}'; it must be all, tmb, msi or fusions"))),
    }
}

/// Opens and checks every input, and says what a sweep would do: names and what is to be said of each.
#[pyfunction]
pub fn check(py: Python<'_>, inputs: Py<Inputs>, wanted: &str, config: &str) -> PyResult<Vec<(String, String)>> {
    let (config, wanted, inputs) = (parse_config(config)?, biomarkers(wanted)?, inputs.get());
    let report = interruptible(py, None, |_, _| case::check(inputs.inner(), wanted, &config))?;
    Ok(report.lines().to_vec())
}

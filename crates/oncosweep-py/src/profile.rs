//! The results of a case.

use std::{path::PathBuf, sync::Arc};

use oncosweep::{evidence::Evidence, write};
use pyo3::{exceptions::PyValueError, prelude::*};

use crate::{errors::to_python, rows};

/// What was concluded from a case's evidence; never changes.
#[pyclass(frozen, module = "oncosweep._core")]
pub struct Profile {
    profile: oncosweep::profile::Profile,
    evidence: Arc<Evidence>,
}

impl Profile {
    /// Joins results and the evidence they rest on.
    pub fn new(profile: oncosweep::profile::Profile, evidence: Arc<Evidence>) -> Self {
        Self { profile, evidence }
    }
}

#[pymethods]
impl Profile {
    /// The document of profile.json.
    fn to_json(&self) -> PyResult<String> {
        write::profile_json(&self.profile).map_err(to_python)
    }

    /// The small variants, as a JSON array of rows.
    fn variants_json(&self) -> PyResult<String> {
        rows::variants_json(&self.profile).map_err(|e| PyValueError::new_err(e.to_string()))
    }

    /// The microsatellite sites, as a JSON array of rows.
    fn msi_sites_json(&self) -> PyResult<String> {
        rows::sites_json(&self.profile).map_err(|e| PyValueError::new_err(e.to_string()))
    }

    /// Writes every file of the contract into a folder.
    fn save(&self, py: Python<'_>, folder: PathBuf) -> PyResult<()> {
        py.detach(|| write::write_all(&self.profile, &self.evidence, &folder)).map_err(to_python)
    }

    /// Writes the results as one page.
    fn report(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| write::report::write_profile(&self.profile, &path)).map_err(to_python)
    }
}

//! Normals that tumours without their own are compared with.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use oncosweep::{
    case::{self, CaseInputs, RunOptions},
    msi,
};
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyBytes, PyTuple},
};

use crate::{errors::to_python, evidence::parse_config, running::interruptible};

/// What messages call a baseline that was not read from a file.
pub const IN_MEMORY: &str = "baseline in memory";

/// A baseline; never changes.
#[pyclass(frozen, module = "oncosweep._core")]
pub struct Baseline(Arc<msi::Baseline>);

impl Baseline {
    /// The library's baseline.
    pub fn shared(&self) -> Arc<msi::Baseline> {
        Arc::clone(&self.0)
    }

    /// A baseline for Python.
    pub fn of(baseline: Arc<msi::Baseline>) -> Self {
        Self(baseline)
    }
}

#[pymethods]
impl Baseline {
    /// What a profile tells of it, as JSON.
    fn summary_json(&self) -> PyResult<String> {
        serde_json::to_string(&self.0.summary()).map_err(|e| PyValueError::new_err(e.to_string()))
    }

    /// Writes it to a file.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| self.0.save(&path)).map_err(to_python)
    }

    fn __eq__(&self, other: &Self) -> bool {
        let samples = |baseline: &Self| (baseline.0.sites.clone(), baseline.0.samples.clone());
        samples(self) == samples(other)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let bytes = py.detach(|| self.0.to_bytes()).map_err(to_python)?;
        let parts = (PyBytes::new(py, &bytes), self.0.path.clone()).into_pyobject(py)?;
        Ok((py.import("oncosweep._core")?.getattr("baseline_of_bytes")?, parts))
    }
}

/// The way back from a pickle.
#[pyfunction]
pub fn baseline_of_bytes(py: Python<'_>, bytes: Vec<u8>, path: PathBuf) -> PyResult<Baseline> {
    let baseline = py.detach(|| msi::Baseline::from_bytes(&bytes, &path)).map_err(to_python)?;
    Ok(Baseline(Arc::new(baseline)))
}

/// Reads a baseline that was saved.
#[pyfunction]
pub fn load_baseline(py: Python<'_>, path: PathBuf) -> PyResult<Baseline> {
    let baseline = py.detach(|| msi::Baseline::load(&path)).map_err(to_python)?;
    Ok(Baseline(Arc::new(baseline)))
}

/// Makes a baseline of normals: alignments or saved evidence. `progress(fraction, contig, reads)` is called while they are swept.
#[pyfunction]
#[pyo3(signature = (*, normals, reference, targets, sites, stream, threads, shard_bp, config, progress))]
#[allow(clippy::too_many_arguments, reason = "the Python function's keywords, one for one")]
pub fn make_baseline(
    py: Python<'_>,
    normals: Vec<PathBuf>,
    reference: Option<PathBuf>,
    targets: Option<PathBuf>,
    sites: Option<PathBuf>,
    stream: bool,
    threads: usize,
    shard_bp: Option<u32>,
    config: &str,
    progress: Option<Py<PyAny>>,
) -> PyResult<Baseline> {
    let config = parse_config(config)?;
    let inputs = CaseInputs { reference, targets, sites, stream, ..CaseInputs::default() };
    let baseline = interruptible(py, progress.as_ref(), |progress, cancel| {
        let options = RunOptions { threads: threads.max(1), shard_bp, progress: Some(progress), cancel: Some(cancel) };
        case::baseline(&normals, &inputs, &config, &options)
    })?;
    Ok(Baseline(Arc::new(msi::Baseline { path: Path::new(IN_MEMORY).into(), ..baseline })))
}

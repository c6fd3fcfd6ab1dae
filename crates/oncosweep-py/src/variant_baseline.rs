//! Normals whose alleles are no somatic variants.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use oncosweep::{
    case::{self, CaseInputs, RunOptions},
    variant,
};
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyBytes, PyTuple},
};

use crate::{baseline::IN_MEMORY, errors::to_python, evidence::parse_config, running::interruptible};

/// A baseline of alleles; never changes.
#[pyclass(frozen, module = "oncosweep._core")]
pub struct VariantBaseline(Arc<variant::VariantBaseline>);

impl VariantBaseline {
    /// The library's baseline.
    pub fn shared(&self) -> Arc<variant::VariantBaseline> {
        Arc::clone(&self.0)
    }

    /// A baseline for Python.
    pub fn of(baseline: Arc<variant::VariantBaseline>) -> Self {
        Self(baseline)
    }
}

#[pymethods]
impl VariantBaseline {
    /// What a profile tells of it, as JSON.
    fn summary_json(&self) -> PyResult<String> {
        serde_json::to_string(&self.0.summary()).map_err(|e| PyValueError::new_err(e.to_string()))
    }

    /// Writes it to a file.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| self.0.save(&path)).map_err(to_python)
    }

    fn __eq__(&self, other: &Self) -> bool {
        (&self.0.contigs, &self.0.samples, &self.0.alleles) == (&other.0.contigs, &other.0.samples, &other.0.alleles)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let bytes = py.detach(|| self.0.to_bytes()).map_err(to_python)?;
        let parts = (PyBytes::new(py, &bytes), self.0.path.clone()).into_pyobject(py)?;
        Ok((py.import("oncosweep._core")?.getattr("variant_baseline_of_bytes")?, parts))
    }
}

/// The way back from a pickle.
#[pyfunction]
pub fn variant_baseline_of_bytes(py: Python<'_>, bytes: Vec<u8>, path: PathBuf) -> PyResult<VariantBaseline> {
    let baseline = py.detach(|| variant::VariantBaseline::from_bytes(&bytes, &path)).map_err(to_python)?;
    Ok(VariantBaseline(Arc::new(baseline)))
}

/// Reads a baseline that was saved.
#[pyfunction]
pub fn load_variant_baseline(py: Python<'_>, path: PathBuf) -> PyResult<VariantBaseline> {
    let baseline = py.detach(|| variant::VariantBaseline::load(&path)).map_err(to_python)?;
    Ok(VariantBaseline(Arc::new(baseline)))
}

/// Makes a baseline of the alleles of normals: alignments, or evidence of sweeps of them alone. `progress(fraction, contig, reads)` is called while they are swept.
#[pyfunction]
#[pyo3(signature = (*, normals, reference, targets, stream, threads, shard_bp, config, progress))]
#[allow(clippy::too_many_arguments, reason = "the Python function's keywords, one for one")]
pub fn make_variant_baseline(
    py: Python<'_>,
    normals: Vec<PathBuf>,
    reference: Option<PathBuf>,
    targets: Option<PathBuf>,
    stream: bool,
    threads: usize,
    shard_bp: Option<u32>,
    config: &str,
    progress: Option<Py<PyAny>>,
) -> PyResult<VariantBaseline> {
    let config = parse_config(config)?;
    let inputs = CaseInputs { reference, targets, stream, ..CaseInputs::default() };
    let baseline = interruptible(py, progress.as_ref(), |progress, cancel| {
        let options = RunOptions { threads: threads.max(1), shard_bp, progress: Some(progress), cancel: Some(cancel) };
        case::variant_baseline(&normals, &inputs, &config, &options)
    })?;
    Ok(VariantBaseline(Arc::new(variant::VariantBaseline { path: Path::new(IN_MEMORY).into(), ..baseline })))
}

//! Normals whose junctions are no fusions.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use oncosweep::{
    case::{self, CaseInputs, RunOptions},
    fusion::{self, Assay},
};
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyBytes, PyTuple},
};

use crate::{
    baseline::IN_MEMORY,
    errors::{self, to_python},
    evidence::parse_config,
    running::interruptible,
};

/// A baseline of junctions; never changes.
#[pyclass(frozen, module = "oncosweep._core")]
pub struct FusionBaseline(Arc<fusion::FusionBaseline>);

impl FusionBaseline {
    /// The library's baseline.
    pub fn shared(&self) -> Arc<fusion::FusionBaseline> {
        Arc::clone(&self.0)
    }

    /// A baseline for Python.
    pub fn of(baseline: Arc<fusion::FusionBaseline>) -> Self {
        Self(baseline)
    }
}

/// The library's baselines of those Python holds.
pub fn shared(baselines: &[Py<FusionBaseline>]) -> Vec<Arc<fusion::FusionBaseline>> {
    baselines.iter().map(|baseline| baseline.get().shared()).collect()
}

#[pymethods]
impl FusionBaseline {
    /// What a profile tells of it, as JSON.
    fn summary_json(&self) -> PyResult<String> {
        serde_json::to_string(&self.0.summary()).map_err(|e| PyValueError::new_err(e.to_string()))
    }

    /// Writes it to a file.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| self.0.save(&path)).map_err(to_python)
    }

    fn __eq__(&self, other: &Self) -> bool {
        (self.0.assay, &self.0.contigs, &self.0.samples) == (other.0.assay, &other.0.contigs, &other.0.samples)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let bytes = py.detach(|| self.0.to_bytes()).map_err(to_python)?;
        let parts = (PyBytes::new(py, &bytes), self.0.path.clone()).into_pyobject(py)?;
        Ok((py.import("oncosweep._core")?.getattr("fusion_baseline_of_bytes")?, parts))
    }
}

/// The way back from a pickle.
#[pyfunction]
pub fn fusion_baseline_of_bytes(py: Python<'_>, bytes: Vec<u8>, path: PathBuf) -> PyResult<FusionBaseline> {
    let baseline = py.detach(|| fusion::FusionBaseline::from_bytes(&bytes, &path)).map_err(to_python)?;
    Ok(FusionBaseline(Arc::new(baseline)))
}

/// Reads a baseline that was saved.
#[pyfunction]
pub fn load_fusion_baseline(py: Python<'_>, path: PathBuf) -> PyResult<FusionBaseline> {
    let baseline = py.detach(|| fusion::FusionBaseline::load(&path)).map_err(to_python)?;
    Ok(FusionBaseline(Arc::new(baseline)))
}

/// Makes a baseline of the junctions of normals: alignments or saved evidence. `assay` is DNA or RNA; `progress(fraction, contig, reads)` is called while they
/// are swept.
#[pyfunction]
#[pyo3(signature = (*, normals, assay, reference, targets, stream, threads, shard_bp, config, progress))]
#[allow(clippy::too_many_arguments, reason = "the Python function's keywords, one for one")]
pub fn make_fusion_baseline(
    py: Python<'_>,
    normals: Vec<PathBuf>,
    assay: &str,
    reference: Option<PathBuf>,
    targets: Option<PathBuf>,
    stream: bool,
    threads: usize,
    shard_bp: Option<u32>,
    config: &str,
    progress: Option<Py<PyAny>>,
) -> PyResult<FusionBaseline> {
    let config = parse_config(config)?;
    let assay = match assay {
        "DNA" => Assay::Dna,
        "RNA" => Assay::Rna,
        other => return Err(errors::raise("ConfigError", &format!("assay is '{other}'; it must be DNA or RNA"))),
    };
    let inputs = CaseInputs { reference, targets, stream, ..CaseInputs::default() };
    let baseline = interruptible(py, progress.as_ref(), |progress, cancel| {
        let options = RunOptions { threads: threads.max(1), shard_bp, progress: Some(progress), cancel: Some(cancel) };
        case::fusion_baseline(&normals, assay, &inputs, &config, &options)
    })?;
    Ok(FusionBaseline(Arc::new(fusion::FusionBaseline { path: Path::new(IN_MEMORY).into(), ..baseline })))
}

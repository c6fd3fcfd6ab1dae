//! Normals that tumours without their own are compared with.

use std::path::PathBuf;

use oncosweep::{
    case::{self, CaseInputs, RunOptions},
    msi,
};
use pyo3::prelude::*;

use crate::{evidence::parse_config, panel::panel, running::interruptible};

panel!(
    /// A baseline; never changes.
    Baseline of msi::Baseline,
    equal by |a, b| (&a.sites, &a.samples) == (&b.sites, &b.samples),
    load_baseline,
    baseline_of_bytes
);

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
    Ok(Baseline::made(baseline))
}

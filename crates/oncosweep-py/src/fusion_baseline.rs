//! Normals whose junctions are no fusions.

use std::{path::PathBuf, sync::Arc};

use oncosweep::{
    case::{self, CaseInputs, RunOptions},
    fusion::{self, Assay},
};
use pyo3::prelude::*;

use crate::{errors, evidence::parse_config, panel::panel, running::interruptible};

panel!(
    /// A baseline of junctions; never changes.
    FusionBaseline of fusion::FusionBaseline,
    equal by |a, b| (a.assay, &a.contigs, &a.samples) == (b.assay, &b.contigs, &b.samples),
    load_fusion_baseline,
    fusion_baseline_of_bytes
);

/// The library's baselines of those Python holds.
pub fn shared(baselines: &[Py<FusionBaseline>]) -> Vec<Arc<fusion::FusionBaseline>> {
    baselines.iter().map(|baseline| baseline.get().shared()).collect()
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
    Ok(FusionBaseline::made(baseline))
}

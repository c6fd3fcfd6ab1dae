//! Normals whose alleles are no somatic variants.

use std::path::PathBuf;

use oncosweep::{
    case::{self, CaseInputs, RunOptions},
    variant,
};
use pyo3::prelude::*;

use crate::{evidence::parse_config, panel::panel, running::interruptible};

panel!(
    /// A baseline of alleles; never changes.
    VariantBaseline of variant::VariantBaseline,
    equal by |a, b| (&a.contigs, &a.samples, &a.alleles) == (&b.contigs, &b.samples, &b.alleles),
    load_variant_baseline,
    variant_baseline_of_bytes
);

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
    Ok(VariantBaseline::made(baseline))
}

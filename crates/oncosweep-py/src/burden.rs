//! The burden of a caller's VCF file.

use std::path::PathBuf;

use oncosweep::{
    tmb::{self, VcfInputs},
    write,
};
use pyo3::prelude::*;

use crate::{columns::Columns, errors::to_python, evidence::parse_config, rows, running::interruptible};

/// Names and texts of files.
type Texts = Vec<(String, String)>;

/// Counts the burden of a VCF file: the results' files by name, and its alleles with their verdicts.
#[pyfunction]
#[pyo3(signature = (*, vcf, tumor_sample, normal_sample, reference, genes, targets, callable_mb, unfiltered, population_af, hotspots, config))]
#[allow(clippy::too_many_arguments, reason = "the Python function's keywords, one for one")]
pub fn burden_of_vcf(
    py: Python<'_>,
    vcf: PathBuf,
    tumor_sample: Option<String>,
    normal_sample: Option<String>,
    reference: Option<PathBuf>,
    genes: Option<PathBuf>,
    targets: Option<PathBuf>,
    callable_mb: Option<f64>,
    unfiltered: bool,
    population_af: Vec<String>,
    hotspots: Option<PathBuf>,
    config: &str,
) -> PyResult<(Texts, Columns)> {
    let config = parse_config(config)?;
    let inputs =
        VcfInputs { vcf, tumor_sample, normal_sample, reference, genes, targets, callable_mb, unfiltered, population_af, hotspots };
    let (burden, texts) = interruptible(py, None, |_, cancel| {
        let burden = tmb::from_vcf_until(&inputs, &config.tmb, cancel)?;
        let texts = write::burden_texts(&burden, &config)?;
        Ok((burden, texts))
    })?;
    Ok((texts, rows::alleles(&burden)?))
}

/// Writes files of the output contract into a folder.
#[pyfunction]
pub fn write_texts(py: Python<'_>, texts: Texts, folder: PathBuf) -> PyResult<()> {
    py.detach(|| write::write_texts(&texts, &folder)).map_err(to_python)
}

/// Writes the page on results that are files in memory.
#[pyfunction]
pub fn report_of_texts(py: Python<'_>, texts: Texts, path: PathBuf) -> PyResult<()> {
    py.detach(|| write::report::write_of_texts(&texts, &path)).map_err(to_python)
}

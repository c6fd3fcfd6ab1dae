//! Collecting, loading, merging and calling evidence.

use std::{path::PathBuf, sync::Arc};

use oncosweep::{
    case::{self, CaseInputs, RunOptions},
    config::Config,
    evidence::Biomarkers,
    msi::Baseline,
    profile,
};
use pyo3::{exceptions::PyValueError, prelude::*};

use crate::{
    errors::{self, to_python},
    profile::Profile,
    running::interruptible,
};

/// What a sweep collected; never changes.
#[pyclass(frozen, module = "oncosweep._core")]
pub struct Evidence(Arc<oncosweep::evidence::Evidence>);

#[pymethods]
impl Evidence {
    /// The settings of the sweep, as JSON.
    fn config_json(&self) -> PyResult<String> {
        to_json(self.0.config())
    }

    /// Decides on the evidence; `config` is JSON, as `config_json` gives it, `baseline` a file of normals for microsatellites.
    #[pyo3(signature = (config, baseline=None))]
    fn call(&self, py: Python<'_>, config: &str, baseline: Option<PathBuf>) -> PyResult<Profile> {
        let config = parse_config(config)?;
        if config.sweep != self.0.config().sweep {
            return Err(errors::raise(
                "ConfigError",
                "the settings under 'sweep' act while alignments are read; change them with a new sweep",
            ));
        }
        let evidence = Arc::clone(&self.0);
        let called = py.detach(|| {
            let baseline = baseline.as_deref().map(Baseline::load).transpose()?;
            profile::call_with_baseline(&evidence, &config, baseline.as_ref())
        });
        let profile = called.map_err(to_python)?;
        Ok(Profile::new(profile, evidence))
    }

    /// Says what the evidence holds on a pair of genes and what decided; `config` is JSON, as `config_json` gives it.
    fn explain_fusion(&self, pair: &str, config: &str) -> PyResult<String> {
        let explanations = profile::explain_fusion(&self.0, &parse_config(config)?, pair).map_err(to_python)?;
        Ok(explanations.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }

    /// Writes the evidence to a file.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| self.0.save(&path)).map_err(to_python)
    }
}

fn to_json(config: &Config) -> PyResult<String> {
    serde_json::to_string(config).map_err(|e| PyValueError::new_err(e.to_string()))
}

fn parse_config(json: &str) -> PyResult<Config> {
    Config::from_json(json).map_err(to_python)
}

/// All settings with their defaults, as JSON.
#[pyfunction]
pub fn default_config() -> PyResult<String> {
    to_json(&Config::default())
}

/// Sweeps a case. `biomarkers` is one of all, tmb, msi, fusions; `progress(fraction, contig, reads)` is called while it runs.
#[pyfunction]
#[pyo3(signature = (*, tumor, normal, rna, reference, targets, genes, sites, known_fusions, domains, explained_fusions, regions, stream, biomarkers, threads, shard_bp, config, progress))]
#[allow(clippy::too_many_arguments, reason = "the Python function's keywords, one for one")]
pub fn collect(
    py: Python<'_>,
    tumor: Option<PathBuf>,
    normal: Option<PathBuf>,
    rna: Option<PathBuf>,
    reference: Option<PathBuf>,
    targets: Option<PathBuf>,
    genes: Option<PathBuf>,
    sites: Option<PathBuf>,
    known_fusions: Option<PathBuf>,
    domains: Option<PathBuf>,
    explained_fusions: Vec<String>,
    regions: Vec<String>,
    stream: bool,
    biomarkers: &str,
    threads: usize,
    shard_bp: Option<u32>,
    config: &str,
    progress: Option<Py<PyAny>>,
) -> PyResult<Evidence> {
    let config = parse_config(config)?;
    let biomarkers = match biomarkers {
        "all" => Biomarkers::all(),
        "tmb" => Biomarkers::tmb(),
        "msi" => Biomarkers::msi(),
        "fusions" => Biomarkers::fusions(),
        other => return Err(errors::raise("ConfigError", &format!("biomarkers is '{other}'; it must be all, tmb, msi or fusions"))),
    };
    let inputs = CaseInputs {
        tumor,
        normal,
        rna,
        reference,
        targets,
        genes,
        keeps_callable: false,
        germline: None,
        germline_af: None,
        hotspots: None,
        sites,
        known_fusions,
        domains,
        explained_fusions,
        regions,
        stream,
    };
    let evidence = interruptible(py, progress.as_ref(), |progress, cancel| {
        let options = RunOptions { threads: threads.max(1), shard_bp, progress: Some(progress), cancel: Some(cancel) };
        case::collect(&inputs, biomarkers, &config, &options)
    })?;
    Ok(Evidence(Arc::new(evidence)))
}

/// Reads evidence that was saved.
#[pyfunction]
pub fn load_evidence(py: Python<'_>, path: PathBuf) -> PyResult<Evidence> {
    let evidence = py.detach(|| oncosweep::evidence::Evidence::load(&path)).map_err(to_python)?;
    Ok(Evidence(Arc::new(evidence)))
}

/// Reads the saved evidence of parts of one case and joins it.
#[pyfunction]
pub fn merge_evidence(py: Python<'_>, paths: Vec<PathBuf>) -> PyResult<Evidence> {
    let merged = py.detach(|| {
        let mut paths = paths.iter();
        let Some(first) = paths.next() else {
            return Err(oncosweep::Error::Config("merge: give at least one evidence file".into()));
        };
        let mut merged = oncosweep::evidence::Evidence::load(first)?;
        for path in paths {
            merged.merge(oncosweep::evidence::Evidence::load(path)?)?;
        }
        Ok(merged)
    });
    Ok(Evidence(Arc::new(merged.map_err(to_python)?)))
}

//! Collecting, loading, merging and calling evidence.

use std::{path::PathBuf, sync::Arc};

use numpy::{PyArray2, PyArray3};
use oncosweep::{
    case::{self, RunOptions},
    config::Config,
    profile::{self, Normals},
    tmb,
};
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyBytes, PyTuple},
};

use crate::{
    baseline::Baseline,
    errors::{self, to_python},
    fusion_baseline::{self, FusionBaseline},
    inputs::{self, Inputs},
    profile::{Panels, Profile},
    running::interruptible,
    spectra,
    variant_baseline::VariantBaseline,
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

    /// Decides on the evidence; `config` is JSON, as `config_json` gives it, `baseline` normals for microsatellites, `fusion_baselines` those for fusions,
    /// `variant_baseline` those for small variants; `progress(fraction, subject, 0)` is called while it runs.
    #[pyo3(signature = (config, baseline=None, fusion_baselines=vec![], variant_baseline=None, progress=None))]
    fn call(
        slf: &Bound<'_, Self>,
        config: &str,
        baseline: Option<Py<Baseline>>,
        fusion_baselines: Vec<Py<FusionBaseline>>,
        variant_baseline: Option<Py<VariantBaseline>>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Profile> {
        let py = slf.py();
        let config = parse_config(config)?;
        if config.sweep != slf.get().0.config().sweep {
            return Err(errors::raise(
                "ConfigError",
                "the settings under 'sweep' act while alignments are read; change them with a new sweep",
            ));
        }
        let panels = Panels {
            msi: baseline.map(|baseline| baseline.get().shared()),
            fusions: fusion_baseline::shared(&fusion_baselines),
            variants: variant_baseline.map(|baseline| baseline.get().shared()),
        };
        Profile::call(py, slf.clone().unbind(), config, panels, progress.as_ref())
    }

    /// This evidence joined with that of other regions of the same case.
    fn merge(&self, py: Python<'_>, others: Vec<Py<Self>>) -> PyResult<Self> {
        let others: Vec<&Self> = others.iter().map(Py::get).collect();
        let merged = py.detach(|| {
            let mut merged = oncosweep::evidence::Evidence::clone(&self.0);
            others.iter().try_for_each(|other| merged.merge(oncosweep::evidence::Evidence::clone(&other.0))).map(|()| merged)
        });
        Ok(Self(Arc::new(merged.map_err(to_python)?)))
    }

    /// Names of the samples that were swept: tumour, normal, RNA.
    fn samples(&self) -> (Option<String>, Option<String>, Option<String>) {
        let name = |sample: &Option<oncosweep::evidence::SampleInput>| sample.as_ref().map(|sample| sample.name.clone());
        (name(&self.0.tumor), name(&self.0.normal), name(&self.0.rna))
    }

    /// Records read, of all samples.
    fn reads(&self) -> u64 {
        [&self.0.tumor, &self.0.normal, &self.0.rna].into_iter().flatten().map(|sample| sample.counts.reads).sum()
    }

    /// What was swept for.
    fn biomarkers(&self) -> Vec<&'static str> {
        let wanted = self.0.biomarkers;
        [("tmb", wanted.variants), ("msi", wanted.msi), ("fusions", wanted.fusions)]
            .iter()
            .filter(|(_, on)| *on)
            .map(|&(name, _)| name)
            .collect()
    }

    /// Bases that were swept.
    fn swept_bases(&self) -> u64 {
        self.0.plan.regions.total_bases()
    }

    /// Sequencing errors of a sample (0 tumour, 1 normal): bases, mismatches, rates, and indels in repeats.
    #[allow(clippy::type_complexity, reason = "four arrays")]
    fn errors<'py>(
        &self,
        py: Python<'py>,
        sample: usize,
    ) -> (Bound<'py, PyArray2<u64>>, Bound<'py, PyArray3<u64>>, Bound<'py, PyArray3<f64>>, Bound<'py, PyArray3<u64>>) {
        let (evidence, sample) = (&self.0, sample.min(1));
        (
            spectra::bases(py, evidence, sample),
            spectra::mismatches(py, evidence, sample),
            spectra::rates(py, evidence, sample),
            spectra::indels(py, evidence, sample),
        )
    }

    /// Says what the evidence holds on a pair of genes and what decided; `config` and `fusion_baselines` are as for `call`.
    #[pyo3(signature = (pair, config, fusion_baselines=vec![]))]
    fn explain_fusion(&self, py: Python<'_>, pair: &str, config: &str, fusion_baselines: Vec<Py<FusionBaseline>>) -> PyResult<String> {
        let config = parse_config(config)?;
        let panels = fusion_baseline::shared(&fusion_baselines);
        let normals = Normals { fusions: &panels, ..Normals::default() };
        let explanations = py.detach(|| profile::explain_fusion_with_normals(&self.0, &config, &normals, pair)).map_err(to_python)?;
        Ok(explanations.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }

    /// Writes the evidence to a file.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| self.0.save(&path)).map_err(to_python)
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let bytes = py.detach(|| self.0.to_bytes()).map_err(to_python)?;
        let parts = (PyBytes::new(py, &bytes),).into_pyobject(py)?;
        Ok((py.import("oncosweep._core")?.getattr("evidence_of_bytes")?, parts))
    }
}

impl Evidence {
    /// The library's evidence.
    pub fn inner(&self) -> &oncosweep::evidence::Evidence {
        &self.0
    }
}

/// The way back from a pickle.
#[pyfunction]
pub fn evidence_of_bytes(py: Python<'_>, bytes: Vec<u8>) -> PyResult<Evidence> {
    let evidence = py.detach(|| oncosweep::evidence::Evidence::from_bytes(&bytes)).map_err(to_python)?;
    Ok(Evidence(Arc::new(evidence)))
}

/// The burdens from which on a territory of each size (Mb) is called high, and up to which low; NaN where there is none. `config` is JSON.
#[pyfunction]
pub fn tmb_decisions(sizes_mb: Vec<f64>, config: &str) -> PyResult<Vec<(f64, f64)>> {
    let config = parse_config(config)?.tmb;
    let of = |size: f64| tmb::decision(size, &config).map_or((f64::NAN, f64::NAN), |d| (d.high_from, d.low_to.unwrap_or(f64::NAN)));
    Ok(sizes_mb.into_iter().map(of).collect())
}

/// Settings as JSON.
pub fn to_json(config: &Config) -> PyResult<String> {
    serde_json::to_string(config).map_err(|e| PyValueError::new_err(e.to_string()))
}

/// Settings from JSON.
pub fn parse_config(json: &str) -> PyResult<Config> {
    Config::from_json(json).map_err(to_python)
}

/// All settings with their defaults, as JSON.
#[pyfunction]
pub fn default_config() -> PyResult<String> {
    to_json(&Config::default())
}

/// Sweeps a case. `wanted` is one of all, tmb, msi, fusions; `progress(fraction, contig, reads)` is called while it runs.
#[pyfunction]
#[pyo3(signature = (inputs, wanted, *, threads, shard_bp, config, progress))]
pub fn collect(
    py: Python<'_>,
    inputs: Py<Inputs>,
    wanted: &str,
    threads: usize,
    shard_bp: Option<u32>,
    config: &str,
    progress: Option<Py<PyAny>>,
) -> PyResult<Evidence> {
    let (config, wanted, inputs) = (parse_config(config)?, inputs::biomarkers(wanted)?, inputs.get());
    let evidence = interruptible(py, progress.as_ref(), |progress, cancel| {
        let options = RunOptions { threads: threads.max(1), shard_bp, progress: Some(progress), cancel: Some(cancel) };
        case::collect(inputs.inner(), wanted, &config, &options)
    })?;
    Ok(Evidence(Arc::new(evidence)))
}

/// Reads evidence that was saved.
#[pyfunction]
pub fn load_evidence(py: Python<'_>, path: PathBuf) -> PyResult<Evidence> {
    let evidence = interruptible(py, None, |_, cancel| oncosweep::evidence::Evidence::load_until(&path, cancel))?;
    Ok(Evidence(Arc::new(evidence)))
}

/// Reads the saved evidence of parts of one case and joins it.
#[pyfunction]
pub fn merge_evidence(py: Python<'_>, paths: Vec<PathBuf>) -> PyResult<Evidence> {
    use oncosweep::evidence::Evidence as Library;
    let merged = interruptible(py, None, |_, cancel| {
        let mut paths = paths.iter();
        let Some(first) = paths.next() else {
            return Err(oncosweep::Error::Config("merge: give at least one evidence file".into()));
        };
        let mut merged = Library::load_until(first, cancel)?;
        for path in paths {
            merged.merge(Library::load_until(path, cancel)?)?;
        }
        Ok(merged)
    })?;
    Ok(Evidence(Arc::new(merged)))
}

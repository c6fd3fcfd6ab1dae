//! The results of a case.

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use numpy::PyArray1;
use oncosweep::{
    config::Config,
    fusion::FusionBaseline,
    msi::Baseline,
    profile::{self, CallOptions, Normals, fusion_drawing},
    variant::VariantBaseline,
    write,
};
use pyo3::{
    exceptions::{PyIndexError, PyValueError},
    prelude::*,
    types::PyTuple,
};

use crate::{
    baseline,
    columns::Columns,
    errors::to_python,
    evidence::{Evidence, parse_config, to_json},
    fusion_baseline, rows,
    running::interruptible,
    variant_baseline,
};

/// What was concluded from a case's evidence; never changes. A profile that comes out of a pickle is called again when it is first asked.
#[pyclass(frozen, module = "oncosweep._core")]
pub struct Profile {
    called: OnceLock<profile::Profile>,
    evidence: Py<Evidence>,
    config: Config,
    panels: Panels,
}

/// Panels of normals a case is compared with.
#[derive(Default)]
pub struct Panels {
    /// For microsatellites.
    pub msi: Option<Arc<Baseline>>,
    /// For fusions.
    pub fusions: Vec<Arc<FusionBaseline>>,
    /// For small variants.
    pub variants: Option<Arc<VariantBaseline>>,
}

impl Profile {
    /// Decides on `evidence`.
    pub fn call(py: Python<'_>, evidence: Py<Evidence>, config: Config, panels: Panels, progress: Option<&Py<PyAny>>) -> PyResult<Self> {
        let profile = Self { called: OnceLock::new(), evidence, config, panels };
        profile.called(py, progress)?;
        Ok(profile)
    }

    fn called(&self, py: Python<'_>, progress: Option<&Py<PyAny>>) -> PyResult<&profile::Profile> {
        if let Some(called) = self.called.get() {
            return Ok(called);
        }
        let evidence = self.evidence.get().inner();
        let called = interruptible(py, progress, |progress, cancel| {
            let options = CallOptions {
                normals: Normals {
                    msi: self.panels.msi.as_deref(),
                    fusions: &self.panels.fusions,
                    variants: self.panels.variants.as_deref(),
                },
                progress: Some(progress),
                cancel: Some(cancel),
            };
            profile::call_with(evidence, &self.config, &options)
        })?;
        Ok(self.called.get_or_init(|| called))
    }

    fn get(&self, py: Python<'_>) -> PyResult<&profile::Profile> {
        self.called(py, None)
    }
}

#[pymethods]
impl Profile {
    /// What it was called from.
    fn evidence(&self, py: Python<'_>) -> Py<Evidence> {
        self.evidence.clone_ref(py)
    }

    /// The document of profile.json.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        write::profile_json(self.get(py)?).map_err(to_python)
    }

    /// The small variants.
    fn variants(&self, py: Python<'_>) -> PyResult<Columns> {
        rows::variants(self.get(py)?)
    }

    /// The answer on each listed allele.
    fn hotspots(&self, py: Python<'_>) -> PyResult<Columns> {
        rows::hotspots(self.get(py)?)
    }

    /// The microsatellite sites.
    fn sites(&self, py: Python<'_>) -> PyResult<Columns> {
        rows::sites(self.get(py)?)
    }

    /// Repeat lengths of all sites for a sample (0 tumour, 1 normal): where each site's begin, lengths in copies, fragments. Site `i` has those
    /// from `offsets[i]` to `offsets[i + 1]`.
    #[allow(clippy::type_complexity, reason = "three arrays")]
    fn site_lengths<'py>(
        &self,
        py: Python<'py>,
        sample: usize,
    ) -> PyResult<(Bound<'py, PyArray1<u64>>, Bound<'py, PyArray1<u32>>, Bound<'py, PyArray1<u32>>)> {
        let sites = self.get(py)?.msi.as_ref().map_or(&[][..], |msi| &msi.sites);
        let (mut offsets, mut lengths, mut counts) = (Vec::with_capacity(sites.len() + 1), Vec::new(), Vec::new());
        offsets.push(0);
        for site in sites {
            for (length, count) in if sample == 0 { site.tumor.iter() } else { site.normal.iter() } {
                lengths.push(length);
                counts.push(count);
            }
            offsets.push(lengths.len() as u64);
        }
        Ok((PyArray1::from_vec(py, offsets), PyArray1::from_vec(py, lengths), PyArray1::from_vec(py, counts)))
    }

    /// What a drawing of the fusion at `index` of the document's list needs, as JSON.
    fn fusion_diagram_json(&self, py: Python<'_>, index: usize) -> PyResult<String> {
        let (profile, evidence) = (self.get(py)?, self.evidence.get().inner());
        let fusion = profile.listed_fusions().nth(index).ok_or_else(|| PyIndexError::new_err("fusion out of range"))?;
        let drawing = py.detach(|| fusion_drawing(evidence, profile, fusion));
        serde_json::to_string(&drawing).map_err(|e| PyValueError::new_err(e.to_string()))
    }

    /// Writes every file of the contract into a folder.
    fn save(&self, py: Python<'_>, folder: PathBuf) -> PyResult<()> {
        let (profile, evidence) = (self.get(py)?, self.evidence.get().inner());
        py.detach(|| write::write_all(profile, evidence, &folder)).map_err(to_python)
    }

    /// Writes the results as one page.
    fn report(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let (profile, evidence) = (self.get(py)?, self.evidence.get().inner());
        py.detach(|| write::report::write_profile(profile, evidence, &path)).map_err(to_python)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let baseline = self.panels.msi.clone().map(|baseline| Py::new(py, baseline::Baseline::of(baseline))).transpose()?;
        let fusions = self.panels.fusions.iter().map(|panel| Py::new(py, fusion_baseline::FusionBaseline::of(Arc::clone(panel))));
        let variants = self.panels.variants.clone().map(|panel| Py::new(py, variant_baseline::VariantBaseline::of(panel))).transpose()?;
        let parts = (self.evidence.clone_ref(py), to_json(&self.config)?, baseline, fusions.collect::<PyResult<Vec<_>>>()?, variants);
        let parts = parts.into_pyobject(py)?;
        Ok((py.import("oncosweep._core")?.getattr("profile_of_parts")?, parts))
    }
}

/// The way back from a pickle.
#[pyfunction]
pub fn profile_of_parts(
    evidence: Py<Evidence>,
    config: &str,
    baseline: Option<Py<baseline::Baseline>>,
    fusion_baselines: Vec<Py<fusion_baseline::FusionBaseline>>,
    variant_baseline: Option<Py<variant_baseline::VariantBaseline>>,
) -> PyResult<Profile> {
    let panels = Panels {
        msi: baseline.map(|baseline| baseline.get().shared()),
        fusions: fusion_baseline::shared(&fusion_baselines),
        variants: variant_baseline.map(|baseline| baseline.get().shared()),
    };
    Ok(Profile { called: OnceLock::new(), evidence, config: parse_config(config)?, panels })
}

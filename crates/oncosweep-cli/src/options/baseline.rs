//! The panels of normals a tumour is compared with.

use std::{path::PathBuf, sync::Arc};

use anyhow::Result;
use oncosweep::{fusion::FusionBaseline, msi::Baseline, profile::Normals, variant::VariantBaseline};

/// The baselines.
#[derive(clap::Args)]
pub struct BaselineOption {
    /// Normals to compare a tumour without matched normal with, for microsatellites (oncosweep baseline makes it)
    #[arg(long, value_name = "BASELINE", help_heading = "Inputs")]
    baseline: Option<PathBuf>,
    /// Normals whose junctions are no fusions (oncosweep baseline --fusions makes it); may be given again, one of DNA and one of RNA
    #[arg(long = "fusion-baseline", value_name = "BASELINE", help_heading = "Inputs")]
    fusions: Vec<PathBuf>,
    /// Normals whose alleles are no somatic variants (oncosweep baseline --variants makes it)
    #[arg(long = "variant-baseline", value_name = "BASELINE", help_heading = "Inputs")]
    variants: Option<PathBuf>,
}

/// Panels of normals that were read.
pub struct Baselines {
    msi: Option<Baseline>,
    fusions: Vec<Arc<FusionBaseline>>,
    variants: Option<VariantBaseline>,
}

impl BaselineOption {
    /// Reads those there are.
    pub fn load(&self) -> Result<Baselines> {
        Ok(Baselines {
            msi: self.baseline.as_deref().map(Baseline::load).transpose()?,
            fusions: self.fusions.iter().map(|path| FusionBaseline::load(path).map(Arc::new)).collect::<oncosweep::Result<_>>()?,
            variants: self.variants.as_deref().map(VariantBaseline::load).transpose()?,
        })
    }
}

impl Baselines {
    /// What the call takes.
    pub fn normals(&self) -> Normals<'_> {
        Normals { msi: self.msi.as_ref(), fusions: &self.fusions, variants: self.variants.as_ref() }
    }
}

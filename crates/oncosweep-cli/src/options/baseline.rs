//! The panel of normals a tumour without its own is compared with.

use std::path::PathBuf;

use anyhow::Result;
use oncosweep::msi::Baseline;

/// The baseline.
#[derive(clap::Args)]
pub struct BaselineOption {
    /// Normals to compare a tumour without matched normal with, for microsatellites (oncosweep baseline makes it)
    #[arg(long, value_name = "BASELINE", help_heading = "Inputs")]
    baseline: Option<PathBuf>,
}

impl BaselineOption {
    /// Reads it, when there is one.
    pub fn load(&self) -> Result<Option<Baseline>> {
        Ok(self.baseline.as_deref().map(Baseline::load).transpose()?)
    }
}

//! `oncosweep msi`: microsatellite instability only.

use anyhow::Result;
use oncosweep::evidence::Biomarkers;

pub use super::sweep::Args;

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    args.execute(Biomarkers::msi())
}

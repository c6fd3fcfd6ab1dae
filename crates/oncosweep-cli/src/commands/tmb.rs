//! `oncosweep tmb`: small variants and tumour mutational burden only.

use anyhow::Result;
use oncosweep::evidence::Biomarkers;

pub use super::sweep::Args;

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    args.execute(Biomarkers::tmb())
}

//! `oncosweep msi`: microsatellite instability only.

use anyhow::Result;
use oncosweep::evidence::Biomarkers;

use super::sweep::Run;
use crate::options::TumorOption;

/// Arguments of `oncosweep msi`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    tumor: TumorOption,
    #[command(flatten)]
    run: Run,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    args.run.execute(Some(&args.tumor.path), Biomarkers::msi())
}

//! `oncosweep tmb`: small variants and tumour mutational burden only.

use anyhow::Result;
use oncosweep::evidence::Biomarkers;

use super::sweep::Run;
use crate::options::TumorOption;

/// Arguments of `oncosweep tmb`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    tumor: TumorOption,
    #[command(flatten)]
    run: Run,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    args.run.execute(Some(&args.tumor.path), Biomarkers::tmb())
}

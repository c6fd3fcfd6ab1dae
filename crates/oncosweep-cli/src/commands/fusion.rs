//! `oncosweep fusion`: gene fusions only, from DNA, RNA or both.

use std::path::PathBuf;

use anyhow::Result;
use oncosweep::evidence::Biomarkers;

use super::sweep::Run;

/// Arguments of `oncosweep fusion`.
#[derive(clap::Args)]
pub struct Args {
    /// Alignments of the tumour's DNA: BAM, CRAM or SAM; may be left out when --rna is given
    #[arg(value_name = "TUMOR", required_unless_present = "rna")]
    tumor: Option<PathBuf>,
    #[command(flatten)]
    run: Run,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    args.run.execute(args.tumor.as_deref(), Biomarkers::fusions())
}

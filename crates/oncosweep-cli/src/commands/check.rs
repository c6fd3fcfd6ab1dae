//! `oncosweep check`: validate all inputs and say what would run.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use anyhow::Result;
use oncosweep::{case, evidence::Biomarkers};

use crate::options::{CaseOptions, EngineOptions, SettingOptions};

/// Arguments of `oncosweep check`.
#[derive(clap::Args)]
pub struct Args {
    /// Alignments of the tumour's DNA: BAM, CRAM or SAM; may be left out when --rna is given
    #[arg(value_name = "TUMOR", required_unless_present = "rna")]
    tumor: Option<PathBuf>,
    #[command(flatten)]
    case: CaseOptions,
    #[command(flatten)]
    engine: EngineOptions,
    #[command(flatten)]
    settings: SettingOptions,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let config = args.settings.config()?;
    let biomarkers = if args.tumor.is_some() { Biomarkers::all() } else { Biomarkers::fusions() };
    let report = case::check(&args.case.inputs(args.tumor.as_deref(), &args.engine, &[]), biomarkers, &config)?;
    Ok(write!(io::stdout(), "{report}")?)
}

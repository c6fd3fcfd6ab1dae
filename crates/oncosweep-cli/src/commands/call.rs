//! `oncosweep call`: decide again from saved evidence, without reading alignments.

use std::path::PathBuf;

use anyhow::Result;
use oncosweep::{evidence::Evidence, profile, write};

use crate::{
    options::{BaselineOption, ExplainOption, SettingOptions},
    output::OutputFolder,
    summary,
};

/// Arguments of `oncosweep call`.
#[derive(clap::Args)]
pub struct Args {
    /// Evidence that a sweep saved: evidence.osw
    #[arg(value_name = "EVIDENCE")]
    evidence: PathBuf,
    #[command(flatten)]
    baseline: BaselineOption,
    #[command(flatten)]
    settings: SettingOptions,
    #[command(flatten)]
    explain: ExplainOption,
    /// Folder for the results; made when missing
    #[arg(short, long, value_name = "DIR", help_heading = "Results")]
    output: PathBuf,
    /// Write report.html too: the results as one page
    #[arg(long, help_heading = "Results")]
    report: bool,
}

/// Runs the command. What is not set on the command line stays as it was in the sweep.
pub fn run(args: &Args) -> Result<()> {
    let evidence = Evidence::load(&args.evidence)?;
    let config = args.settings.config_for_call(evidence.config())?;
    args.explain.pairs(evidence.biomarkers)?;
    let output = OutputFolder::prepare(&args.output)?;
    let baselines = args.baseline.load()?;
    let profile = profile::call_with_normals(&evidence, &config, &baselines.normals())?;
    write::write_all(&profile, &evidence, output.path())?;
    if args.report {
        write::report::write(output.path(), &output.path().join(write::report::FILE))?;
    }
    output.keep();
    summary::print(&profile, &args.output)?;
    args.explain.print(&evidence, &config, &baselines.normals())
}

//! `oncosweep sweep`: every biomarker in one pass; and the run that `tmb`, `msi` and `fusion` share with it.

use std::path::Path;

use anyhow::Result;
use oncosweep::{
    case::{self, RunOptions},
    evidence::Biomarkers,
    profile, write,
};

use crate::{
    options::{BaselineOption, CaseOptions, EngineOptions, ExplainOption, SettingOptions, TumorOption},
    output::OutputFolder,
    progress::Bar,
    summary,
};

/// Arguments of `sweep` and `msi`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    tumor: TumorOption,
    #[command(flatten)]
    run: Run,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    args.execute(Biomarkers::all())
}

impl Args {
    /// Runs on the tumour's DNA.
    pub fn execute(&self, biomarkers: Biomarkers) -> Result<()> {
        self.run.execute(Some(&self.tumor.path), biomarkers)
    }
}

/// Arguments that all sweeping commands share.
#[derive(clap::Args)]
pub struct Run {
    #[command(flatten)]
    pub case: CaseOptions,
    #[command(flatten)]
    baseline: BaselineOption,
    #[command(flatten)]
    engine: EngineOptions,
    #[command(flatten)]
    pub settings: SettingOptions,
    #[command(flatten)]
    explain: ExplainOption,
    /// Folder for the results; made when missing
    #[arg(short, long, value_name = "DIR", help_heading = "Results")]
    pub output: std::path::PathBuf,
    /// Write report.html too: the results as one page
    #[arg(long, help_heading = "Results")]
    report: bool,
}

impl Run {
    /// Collects the evidence of the case, calls it, writes all files and prints the summary.
    pub fn execute(&self, tumor: Option<&Path>, biomarkers: Biomarkers) -> Result<()> {
        let config = self.settings.config()?;
        let baselines = self.baseline.load()?;
        let inputs = self.case.inputs(tumor, &self.engine, self.explain.pairs(biomarkers)?);
        let output = OutputFolder::prepare(&self.output)?;
        let bar = Bar::new(self.engine.verbose);
        let options = RunOptions { threads: self.engine.threads(), shard_bp: self.engine.shard_bp, progress: Some(&bar), cancel: None };
        let evidence = case::collect(&inputs, biomarkers, &config, &options)?;
        bar.finish();
        let profile = profile::call_with_normals(&evidence, &config, &baselines.normals())?;
        write::write_all(&profile, &evidence, output.path())?;
        self.write_report(output.path())?;
        output.keep();
        summary::print(&profile, &self.output)?;
        self.explain.print(&evidence, &config, &baselines.normals())
    }

    /// Writes the page on the results in `folder` when it was asked for.
    pub fn write_report(&self, folder: &Path) -> Result<()> {
        if self.report {
            write::report::write(folder, &folder.join(write::report::FILE))?;
        }
        Ok(())
    }
}

//! `oncosweep tmb`: small variants and tumour mutational burden only, from alignments or from a caller's VCF file.

use std::path::PathBuf;

use anyhow::Result;
use oncosweep::{
    evidence::Biomarkers,
    profile::Profile,
    tmb::{self, VcfInputs},
    write,
};

use super::sweep::Run;
use crate::{options::VcfOptions, output::OutputFolder, summary};

/// Arguments of `oncosweep tmb`.
#[derive(clap::Args)]
pub struct Args {
    /// Alignments of the tumour's DNA: BAM, CRAM or SAM, sorted by coordinate; left out when --vcf is given
    #[arg(value_name = "TUMOR", required_unless_present = "vcf")]
    tumor: Option<PathBuf>,
    #[command(flatten)]
    vcf: VcfOptions,
    #[command(flatten)]
    run: Run,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    match args.vcf.inputs(&args.run.case) {
        Some(inputs) => of_vcf(&inputs, &args.run),
        None => args.run.execute(args.tumor.as_deref(), Biomarkers::tmb()),
    }
}

fn of_vcf(inputs: &VcfInputs, run: &Run) -> Result<()> {
    let config = run.settings.config()?;
    let output = OutputFolder::prepare(&run.output)?;
    let burden = tmb::from_vcf(inputs, &config.tmb)?;
    write::write_burden(&burden, &config, output.path())?;
    run.write_report(output.path())?;
    output.keep();
    summary::print(&Profile::of_vcf(&burden, &config), &run.output)
}

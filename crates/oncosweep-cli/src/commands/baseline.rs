//! `oncosweep baseline`: a panel of normals, for microsatellites, for fusions or for variants.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use anyhow::Result;
use oncosweep::{
    case::{self, CaseInputs, RunOptions},
    fusion::Assay,
};

use crate::{
    options::{EngineOptions, SettingOptions},
    output::NewFile,
    progress::Bar,
};

/// Arguments of `oncosweep baseline`.
#[derive(clap::Args)]
pub struct Args {
    /// Normals: alignments (BAM, CRAM or SAM), or the evidence.osw of earlier sweeps, whose normal (or only sample) is taken
    #[arg(value_name = "NORMAL", required = true, num_args = 1..)]
    normals: Vec<PathBuf>,
    /// Make a baseline of junctions, for --fusion-baseline, instead of one of microsatellites
    #[arg(long, conflicts_with = "sites")]
    fusions: bool,
    /// The normals are RNA
    #[arg(long, requires = "fusions")]
    rna: bool,
    /// Make a baseline of alleles, for --variant-baseline, instead of one of microsatellites; needs normals that were swept alone
    #[arg(long, conflicts_with_all = ["sites", "fusions"])]
    variants: bool,
    /// Reference genome the alignments were made with: FASTA, plain or compressed by bgzip
    #[arg(short, long, value_name = "FASTA", help_heading = "Inputs")]
    reference: Option<PathBuf>,
    /// Regions that were sequenced: BED; the whole genome by default
    #[arg(long, value_name = "BED", help_heading = "Inputs")]
    targets: Option<PathBuf>,
    /// Microsatellites: a list in MSIsensor-pro's or MSIsensor's format, or BED; scanned from the reference by default
    #[arg(long, value_name = "LIST", help_heading = "Inputs")]
    sites: Option<PathBuf>,
    #[command(flatten)]
    engine: EngineOptions,
    #[command(flatten)]
    settings: SettingOptions,
    /// The baseline to write; --baseline reads it
    #[arg(short, long, value_name = "FILE", help_heading = "Results")]
    output: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let config = args.settings.config()?;
    let inputs = CaseInputs {
        reference: args.reference.clone(),
        targets: args.targets.clone(),
        sites: args.sites.clone(),
        stream: args.engine.stream,
        ..CaseInputs::default()
    };
    let file = NewFile::create(&args.output)?;
    let bar = Bar::new(args.engine.verbose);
    let options = RunOptions { threads: args.engine.threads(), shard_bp: args.engine.shard_bp, progress: Some(&bar), cancel: None };
    let (normals, output) = (&args.normals, args.output.display());
    let made = if args.fusions {
        let assay = if args.rna { Assay::Rna } else { Assay::Dna };
        let baseline = case::fusion_baseline(normals, assay, &inputs, &config, &options)?;
        baseline.save(file.path())?;
        let summary = baseline.summary();
        format!(
            "{} normals with {} junctions; next: oncosweep fusion TUMOR --fusion-baseline {output} -o DIR",
            summary.samples.len(),
            summary.junctions
        )
    } else if args.variants {
        let baseline = case::variant_baseline(normals, &inputs, &config, &options)?;
        baseline.save(file.path())?;
        let summary = baseline.summary();
        format!(
            "{} normals with {} alleles; next: oncosweep tmb TUMOR --variant-baseline {output} -o DIR",
            summary.samples.len(),
            summary.alleles
        )
    } else {
        let baseline = case::baseline(normals, &inputs, &config, &options)?;
        baseline.save(file.path())?;
        let summary = baseline.summary();
        format!(
            "{} normals at {} sites, reads of {} bases; next: oncosweep msi TUMOR --baseline {output} -o DIR",
            summary.samples.len(),
            summary.sites,
            summary.read_bp
        )
    };
    bar.finish();
    file.keep()?;
    Ok(writeln!(io::stdout(), "{made}")?)
}

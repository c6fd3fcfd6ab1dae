//! `oncosweep-sim rna`: an RNA sample.

use std::path::PathBuf;

use anyhow::Result;
use oncosweep_sim::run::{Inputs, simulate_rna};

use super::{progress::Bar, settings::SettingOptions};

/// Arguments of `oncosweep-sim rna`.
#[derive(clap::Args)]
pub struct Args {
    /// Reference genome: FASTA, plain or compressed by bgzip
    #[arg(value_name = "REFERENCE")]
    reference: PathBuf,
    /// Folder for the BAM and truth files; made when missing
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Genes (GTF or GFF3) with exons
    #[arg(long, value_name = "GTF")]
    genes: PathBuf,
    /// Fusions to plant: gene1 exon1 gene2 exon2 support
    #[arg(long, value_name = "TSV")]
    fusion_list: Option<PathBuf>,
    /// Expected number of unique fragments
    #[arg(long, value_name = "N")]
    fragments: Option<u64>,
    /// Random fusions at exon boundaries
    #[arg(long, value_name = "N")]
    fusions: Option<u32>,
    /// Regions to simulate (BED); everything without
    #[arg(long, value_name = "BED")]
    regions: Option<PathBuf>,
    /// Threads; the files do not depend on it
    #[arg(short, long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: u16,
    #[command(flatten)]
    settings: SettingOptions,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let mut config = args.settings.config()?;
    config.rna.fragments = args.fragments.unwrap_or(config.rna.fragments);
    config.rna.fusions = args.fusions.unwrap_or(config.rna.fusions);
    let inputs = Inputs {
        genes: Some(args.genes.clone()),
        fusions: args.fusion_list.clone(),
        regions: args.regions.clone(),
        ..Inputs::new(&args.reference)
    };
    let bar = Bar::new();
    simulate_rna(&config, &inputs, &args.output, usize::from(args.threads), Some(&bar))?;
    bar.finish();
    Ok(())
}

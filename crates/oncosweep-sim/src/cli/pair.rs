//! `oncosweep-sim pair`: a tumour and its matched normal.

use std::path::PathBuf;

use anyhow::Result;
use oncosweep_sim::run::{Inputs, simulate_pair};

use super::{progress::Bar, settings::SettingOptions};

/// Arguments of `oncosweep-sim pair`.
#[derive(clap::Args)]
pub struct Args {
    /// Reference genome: FASTA, plain or compressed by bgzip
    #[arg(value_name = "REFERENCE")]
    reference: PathBuf,
    /// Folder for the BAM and truth files; made when missing
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Captured regions (BED); the whole genome without
    #[arg(long, value_name = "BED")]
    targets: Option<PathBuf>,
    /// Regions to simulate (BED); everything without
    #[arg(long, value_name = "BED")]
    regions: Option<PathBuf>,
    /// Regions whose reads have mapping quality 0 (BED)
    #[arg(long, value_name = "BED")]
    mapq0: Option<PathBuf>,
    /// Genes (GTF or GFF3): random junctions join introns, and the truth tells consequences and mutational burden
    #[arg(long, value_name = "GTF")]
    genes: Option<PathBuf>,
    /// Small variants to plant (VCF; INFO AF for somatic ones, GT=0|1 for inherited ones)
    #[arg(long, value_name = "VCF")]
    variants: Option<PathBuf>,
    /// Junctions to plant: name chrom1 pos1 strand1 chrom2 pos2 strand2 fraction [inserted]
    #[arg(long, value_name = "TSV")]
    junction_list: Option<PathBuf>,
    /// Threads; the files do not depend on it
    #[arg(short, long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: u16,
    #[command(flatten)]
    settings: SettingOptions,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let config = args.settings.config()?;
    let inputs = Inputs {
        reference: args.reference.clone(),
        targets: args.targets.clone(),
        regions: args.regions.clone(),
        ambiguous: args.mapq0.clone(),
        genes: args.genes.clone(),
        variants: args.variants.clone(),
        junctions: args.junction_list.clone(),
        fusions: None,
    };
    let bar = Bar::new();
    simulate_pair(&config, &inputs, &args.output, usize::from(args.threads), Some(&bar))?;
    bar.finish();
    Ok(())
}

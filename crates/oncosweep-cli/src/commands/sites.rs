//! `oncosweep sites`: the microsatellites of a reference, in MSIsensor-pro's format.

use std::{
    io::{self, BufWriter, Write},
    path::PathBuf,
};

use anyhow::{Context, Result};
use oncosweep::{
    genome::Reference,
    msi::{self, ScanConfig},
};

use crate::output::NewFile;

/// Arguments of `oncosweep sites`.
#[derive(clap::Args)]
pub struct Args {
    /// Reference genome: FASTA, plain or compressed by bgzip
    #[arg(value_name = "REFERENCE")]
    reference: PathBuf,
    /// The list to write; standard output by default
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Threads
    #[arg(short, long, value_name = "N", default_value_t = 1)]
    threads: usize,
    /// Fewest copies of a homopolymer that is listed
    #[arg(long, value_name = "N", default_value_t = ScanConfig::default().min_homopolymer_copies)]
    min_homopolymer: u32,
    /// Fewest copies of a longer unit that is listed
    #[arg(long, value_name = "N", default_value_t = ScanConfig::default().min_repeat_copies)]
    min_repeats: u32,
    /// Longest repeat unit, in bases
    #[arg(long, value_name = "BP", default_value_t = ScanConfig::default().max_unit_bp)]
    max_unit: u32,
    /// Flank listed on either side, in bases
    #[arg(long, value_name = "BP", default_value_t = ScanConfig::default().flank_bp)]
    flank: u32,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let config = ScanConfig {
        min_homopolymer_copies: args.min_homopolymer,
        min_repeat_copies: args.min_repeats,
        max_unit_bp: args.max_unit,
        flank_bp: args.flank,
    };
    let reference = Reference::open(&args.reference)?;
    let sites = msi::scan_reference(&reference, &config, args.threads.max(1))?;
    if let Some(path) = &args.output {
        let file = NewFile::create(path)?;
        let mut out = BufWriter::new(file.handle());
        msi::write_list(&sites, reference.contigs(), &mut out)
            .and_then(|()| out.flush())
            .with_context(|| format!("{}: cannot be written", path.display()))?;
        drop(out);
        file.keep()
    } else {
        let mut out = BufWriter::new(io::stdout().lock());
        msi::write_list(&sites, reference.contigs(), &mut out)?;
        Ok(out.flush()?)
    }
}

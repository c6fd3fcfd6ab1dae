//! `oncosweep sites`: the microsatellites of a reference, as a list.

use std::{
    io::{self, BufWriter, Write},
    path::PathBuf,
};

use anyhow::{Context, Result};
use clap::ValueEnum;
use oncosweep::{
    genome::{Reference, Targets},
    msi::{self, ListFormat, ScanConfig, Sites},
};

use crate::output::NewFile;

/// A format of site lists.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// MSIsensor-pro 1.3 and later
    MsisensorPro,
    /// MSIsensor, MSIsensor2, MSIsensor-pro up to 1.2
    Msisensor,
    /// BED with (UNIT)copies as the name
    Mantis,
}

/// Whose scan is followed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Rules {
    /// MSIsensor-pro's rules and defaults
    MsisensorPro,
    /// MSIsensor's rules and defaults, and its format unless --format says otherwise
    Msisensor,
}

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
    /// Check and convert this list (any of the formats, or plain BED) instead of scanning
    #[arg(long, value_name = "LIST")]
    list: Option<PathBuf>,
    /// List only the sites that start in these regions: BED
    #[arg(long, value_name = "BED")]
    targets: Option<PathBuf>,
    /// Format of the list [default: msisensor-pro]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Whose scan to follow
    #[arg(long, value_name = "TOOL", default_value = "msisensor-pro", conflicts_with = "list")]
    rules: Rules,
    /// Fewest copies of a homopolymer that is listed (MSIsensor's -l) [default: 8; with --rules msisensor 5]
    #[arg(long, value_name = "N", conflicts_with = "list")]
    min_homopolymer: Option<u32>,
    /// Fewest copies of a longer unit that is listed (-r) [default: 5; 3]
    #[arg(long, value_name = "N", conflicts_with = "list")]
    min_repeats: Option<u32>,
    /// Longest repeat unit, in bases (-s) [default: 6; 5]
    #[arg(long, value_name = "BP", conflicts_with = "list")]
    max_unit: Option<u32>,
    /// List homopolymers only (-p 1)
    #[arg(long, conflicts_with_all = ["max_unit", "list"])]
    homopolymers_only: bool,
    /// Flank listed on either side, in bases (-c) [default: 5]
    #[arg(long, value_name = "BP", conflicts_with = "list")]
    flank: Option<u32>,
}

impl Args {
    fn scan(&self) -> ScanConfig {
        let base = if self.rules == Rules::Msisensor { ScanConfig::msisensor() } else { ScanConfig::default() };
        ScanConfig {
            rules: base.rules,
            min_homopolymer_copies: self.min_homopolymer.unwrap_or(base.min_homopolymer_copies),
            min_repeat_copies: self.min_repeats.unwrap_or(base.min_repeat_copies),
            max_unit_bp: if self.homopolymers_only { 1 } else { self.max_unit.unwrap_or(base.max_unit_bp) },
            flank_bp: self.flank.unwrap_or(base.flank_bp),
        }
    }

    fn format(&self) -> ListFormat {
        match (self.format, self.rules) {
            (Some(Format::Mantis), _) => ListFormat::Mantis,
            (Some(Format::Msisensor), _) | (None, Rules::Msisensor) => ListFormat::Msisensor,
            _ => ListFormat::MsisensorPro,
        }
    }

    fn sites(&self, reference: &mut Reference) -> Result<Sites> {
        let contigs = reference.contigs().clone();
        let sites = match &self.list {
            Some(list) => msi::read_list(list, &contigs, Some(reference))?.sites,
            None => msi::scan_reference(reference, &self.scan(), self.threads.max(1))?,
        };
        Ok(match &self.targets {
            Some(targets) => sites.starting_in(&Targets::from_bed(targets, &contigs)?),
            None => sites,
        })
    }
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let mut reference = Reference::open(&args.reference)?;
    let sites = args.sites(&mut reference)?;
    let (contigs, format) = (reference.contigs(), args.format());
    if let Some(path) = &args.output {
        let file = NewFile::create(path)?;
        let mut out = BufWriter::new(file.handle());
        msi::write_list(&sites, contigs, format, &mut out)
            .and_then(|()| out.flush())
            .with_context(|| format!("{}: cannot be written", path.display()))?;
        drop(out);
        file.keep()
    } else {
        let mut out = BufWriter::new(io::stdout().lock());
        msi::write_list(&sites, contigs, format, &mut out)?;
        Ok(out.flush()?)
    }
}

//! `oncosweep merge`: the evidence of shards or lanes of one case becomes one.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use anyhow::{Result, anyhow};
use oncosweep::evidence::Evidence;

/// Arguments of `oncosweep merge`.
#[derive(clap::Args)]
pub struct Args {
    /// Evidence that sweeps over parts of one case saved
    #[arg(value_name = "EVIDENCE", required = true, num_args = 1..)]
    evidence: Vec<PathBuf>,
    /// The evidence to write; `oncosweep call` reads it
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let mut parts = args.evidence.iter();
    let mut merged = match parts.next() {
        Some(first) => Evidence::load(first)?,
        None => return Ok(()),
    };
    for path in parts {
        let part = Evidence::load(path)?;
        // Parts that do not fit are a failed run, not wrong usage, whatever the library calls them.
        merged.merge(part).map_err(|e| anyhow!("{}: {e}", path.display()))?;
    }
    merged.save(&args.output)?;
    let (count, output) = (args.evidence.len(), args.output.display());
    Ok(writeln!(io::stdout(), "{count} parts merged into {output}; next: oncosweep call {output} -o DIR")?)
}

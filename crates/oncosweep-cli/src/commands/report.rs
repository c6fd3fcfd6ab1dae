//! `oncosweep report`: a results folder as one page.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use anyhow::Result;
use oncosweep::write::report;

/// Arguments of `oncosweep report`.
#[derive(clap::Args)]
pub struct Args {
    /// Results folder that a sweep or call wrote
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The page to write; DIR/report.html by default
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let path = args.output.clone().unwrap_or_else(|| args.folder.join(report::FILE));
    report::write(&args.folder, &path)?;
    Ok(writeln!(io::stdout(), "{}", path.display())?)
}

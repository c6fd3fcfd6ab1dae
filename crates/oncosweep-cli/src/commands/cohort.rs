//! `oncosweep cohort`: many results folders as one table, and as files that MultiQC shows.

use std::{
    fs,
    io::{self, Write},
    path::PathBuf,
};

use anyhow::{Context, Result};
use oncosweep::write::cohort::{Cohort, RowNames};

use crate::output::{NewFile, OutputFolder};

/// What rows are called by.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Names {
    /// Sample names
    Sample,
    /// Names of the results folders
    Folder,
}

/// Arguments of `oncosweep cohort`.
#[derive(clap::Args)]
pub struct Args {
    /// Results folders that sweep or call wrote
    #[arg(value_name = "DIR", required = true, num_args = 1..)]
    folders: Vec<PathBuf>,
    /// The table to write, tab-separated; standard output by default
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Folder for files that MultiQC shows (*_mqc.json); made when missing
    #[arg(long, value_name = "DIR")]
    multiqc: Option<PathBuf>,
    /// What rows are called by
    #[arg(long, value_enum, default_value = "sample")]
    names: Names,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    let names = match args.names {
        Names::Sample => RowNames::Sample,
        Names::Folder => RowNames::Folder,
    };
    let cohort = Cohort::read(&args.folders, names)?;
    if let Some(path) = &args.multiqc {
        let folder = OutputFolder::prepare(path)?;
        for (name, text) in cohort.multiqc() {
            let path = folder.path().join(name);
            fs::write(&path, text).with_context(|| format!("{}: cannot be written", path.display()))?;
        }
        folder.keep();
    }
    let mut table = Vec::new();
    cohort.write_tsv(&mut table)?;
    match &args.output {
        None => Ok(io::stdout().lock().write_all(&table)?),
        Some(path) => {
            let file = NewFile::create(path)?;
            file.handle().write_all(&table).with_context(|| format!("{}: cannot be written", path.display()))?;
            file.keep()
        }
    }
}

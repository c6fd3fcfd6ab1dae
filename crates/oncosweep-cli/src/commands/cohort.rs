//! `oncosweep cohort`: many results folders as one table, and as files that MultiQC shows.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
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

/// How the table is written.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Tab-separated text
    Tsv,
    /// Apache Parquet, for data frames and databases
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// The format that a file's name asks for.
    #[cfg_attr(feature = "parquet", allow(clippy::unnecessary_wraps, reason = "it fails where Parquet is left out"))]
    fn of(path: &Path) -> Result<Self> {
        if !path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet")) {
            return Ok(Self::Tsv);
        }
        #[cfg(feature = "parquet")]
        return Ok(Self::Parquet);
        #[cfg(not(feature = "parquet"))]
        anyhow::bail!("{}: this command was built without Parquet; write .tsv, or build it with the feature 'parquet'", path.display())
    }

    fn write(self, cohort: &Cohort) -> Result<Vec<u8>> {
        let mut table = Vec::new();
        match self {
            Self::Tsv => cohort.write_tsv(&mut table)?,
            #[cfg(feature = "parquet")]
            Self::Parquet => cohort.write_parquet(&mut table)?,
        }
        Ok(table)
    }
}

/// Arguments of `oncosweep cohort`.
#[derive(clap::Args)]
pub struct Args {
    /// Results folders that sweep or call wrote
    #[arg(value_name = "DIR", required = true, num_args = 1..)]
    folders: Vec<PathBuf>,
    /// The table to write; standard output by default
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Format of the table [default: parquet for an --output that ends in .parquet, else tsv]
    #[arg(long, value_enum)]
    format: Option<Format>,
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
    let format = match (args.format, &args.output) {
        (Some(format), _) => format,
        (None, Some(path)) => Format::of(path)?,
        (None, None) => Format::Tsv,
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
    let table = format.write(&cohort)?;
    match &args.output {
        None => Ok(io::stdout().lock().write_all(&table)?),
        Some(path) => {
            let file = NewFile::create(path)?;
            file.handle().write_all(&table).with_context(|| format!("{}: cannot be written", path.display()))?;
            file.keep()
        }
    }
}

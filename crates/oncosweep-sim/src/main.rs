//! The `oncosweep-sim` command: arguments become settings and one call into the library.

mod cli;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::cli::{pair, rna};

/// Writes tumour and normal alignments with known truth: sorted, indexed BAM, without an aligner. The same seed gives the same bytes.
#[derive(Parser)]
#[command(name = "oncosweep-sim", version, arg_required_else_help = true, max_term_width = 120)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// A tumour and its matched normal, from DNA
    Pair(pair::Args),
    /// An RNA sample with spliced reads and fusion transcripts
    Rna(rna::Args),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Pair(args) => pair::run(&args),
        Command::Rna(args) => rna::run(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::report(&error),
    }
}

//! The `oncosweep` command: arguments become a configuration and a call into the library; the library does the work.

mod commands;
mod failure;
mod options;
mod output;
mod progress;
mod summary;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands::{baseline, call, check, cohort, fusion, merge, msi, report, sites, sweep, tmb};

/// One sweep over a tumour's alignments gives mutational burden (TMB), microsatellite instability (MSI) and gene fusions, with an
/// interval on every number. For research use only.
#[derive(Parser)]
#[command(name = "oncosweep", version, arg_required_else_help = true, propagate_version = false, max_term_width = 120)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Every biomarker in one pass over the alignments
    Sweep(sweep::Args),
    /// Small variants and tumour mutational burden only
    Tmb(tmb::Args),
    /// Microsatellite instability only
    Msi(msi::Args),
    /// Gene fusions only, from DNA, RNA or both
    Fusion(fusion::Args),
    /// List the microsatellites of a reference, in MSIsensor-pro's format
    Sites(sites::Args),
    /// Make a panel of normals for microsatellites, from alignments or saved evidence
    Baseline(baseline::Args),
    /// Decide again from saved evidence, without reading alignments
    Call(call::Args),
    /// Join the evidence of sweeps over disjoint regions of one case
    Merge(merge::Args),
    /// Write a results folder as one page, report.html
    Report(report::Args),
    /// Join results folders of many cases into one table, and into files for MultiQC
    Cohort(cohort::Args),
    /// Check all inputs and say what would run
    Check(check::Args),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Sweep(args) => sweep::run(&args),
        Command::Tmb(args) => tmb::run(&args),
        Command::Msi(args) => msi::run(&args),
        Command::Fusion(args) => fusion::run(&args),
        Command::Sites(args) => sites::run(&args),
        Command::Baseline(args) => baseline::run(&args),
        Command::Call(args) => call::run(&args),
        Command::Merge(args) => merge::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Cohort(args) => cohort::run(&args),
        Command::Check(args) => check::run(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::report(&error),
    }
}

//! Sweeps a tumour–normal pair from Rust and writes every result file.
//!
//! ```text
//! cargo run --release --example profile_case -- tumor.bam normal.bam reference.fa results [genes.gtf]
//! ```

use std::path::{Path, PathBuf};

use oncosweep::{
    Result,
    case::{Biomarkers, CaseInputs, RunOptions, collect},
    config::Config,
    profile::call,
    write::write_all,
};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let mut next = || arguments.next();
    let inputs = CaseInputs { tumor: next(), normal: next(), reference: next(), ..CaseInputs::default() };
    let folder = next().unwrap_or_else(|| Path::new("results").into());
    let inputs = CaseInputs { genes: next(), ..inputs };

    let config = Config::default();
    let evidence = collect(&inputs, Biomarkers::all(), &config, &RunOptions { threads: 2, ..RunOptions::default() })?;
    let profile = call(&evidence, &config)?;
    write_all(&profile, &evidence, &folder)?;
    if let Some(msi) = &profile.msi {
        println!("MSI: {} of {} sites unstable", msi.sites_unstable, msi.sites_assessed);
    }
    Ok(())
}

//! Mutational burden of a tumour–normal pair.
//!
//! ```text
//! cargo run --release --example burden -- tumor.bam normal.bam reference.fa genes.gtf
//! ```

use std::path::PathBuf;

use oncosweep::{
    Result,
    case::{Biomarkers, CaseInputs, RunOptions, collect},
    config::Config,
    profile::call,
    tmb::Verdict,
};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let mut next = || arguments.next();
    let inputs = CaseInputs { tumor: next(), normal: next(), reference: next(), genes: next(), ..CaseInputs::default() };
    let biomarkers = Biomarkers { msi: false, fusions: false, ..Biomarkers::all() };

    let evidence = collect(&inputs, biomarkers, &Config::default(), &RunOptions::default())?;
    // Deciding reads nothing again: another rule is another call on the same evidence.
    for preset in ["wes", "tso500-like"] {
        let mut config = Config::default();
        config.tmb.preset = preset.into();
        let profile = call(&evidence, &config)?;
        let Some(tmb) = &profile.tmb else { continue };
        let counted = tmb.trace.iter().filter(|verdict| **verdict == Verdict::Counted).count();
        println!("{preset}: {counted} variants in {:.3} Mb", tmb.tmb.callable_mb);
        match (tmb.tmb.per_mb, tmb.tmb.ci95) {
            (Some(per_mb), Some([low, high])) => println!("  {per_mb:.1} per Mb, 95 % interval {low:.1} to {high:.1}"),
            _ => println!("  not assessed: {}", tmb.tmb.reason.as_deref().unwrap_or("no reason")),
        }
    }
    Ok(())
}

//! Microsatellite instability of a tumour–normal pair, and its strongest sites.
//!
//! ```text
//! cargo run --release --example microsatellites -- tumor.bam normal.bam reference.fa
//! ```

use std::path::PathBuf;

use oncosweep::{
    Result,
    case::{Biomarkers, CaseInputs, RunOptions, collect},
    config::Config,
    msi::SiteStatus,
    profile::call,
};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let mut next = || arguments.next();
    let inputs = CaseInputs { tumor: next(), normal: next(), reference: next(), ..CaseInputs::default() };
    let biomarkers = Biomarkers { variants: false, fusions: false, ..Biomarkers::all() };

    let config = Config::default();
    let evidence = collect(&inputs, biomarkers, &config, &RunOptions::default())?;
    let profile = call(&evidence, &config)?;
    let Some(msi) = &profile.msi else { return Ok(()) };
    match (msi.fraction_unstable, msi.ci95) {
        (Some(fraction), Some([low, high])) => println!("{fraction:.3} of sites unstable, 95 % interval {low:.3} to {high:.3}"),
        _ => println!("not assessed: {}", msi.reason.as_deref().unwrap_or("no reason")),
    }
    println!("{}", msi.status.map_or("no status", |status| status.as_str()));

    let mut unstable: Vec<_> = msi.sites.iter().filter(|site| site.status == SiteStatus::Unstable).collect();
    unstable.sort_by(|a, b| a.p_value.unwrap_or(1.0).total_cmp(&b.p_value.unwrap_or(1.0)));
    for call in unstable.iter().take(5) {
        let site = &call.site;
        let contig = profile.contigs.name(site.contig);
        println!("{contig}:{}-{} {} × {}: {:+} copies", site.start + 1, site.end(), site.unit, site.copies, call.shift.unwrap_or(0));
    }
    Ok(())
}

//! Sweeps one file with the fusion collector or with none, to be timed: what fusion evidence adds to reading.
//!
//! ```text
//! cargo run --release --example fusion_cost -- off tumor.bam
//! cargo run --release --example fusion_cost -- on tumor.bam
//! ```

use std::path::PathBuf;

use oncosweep::{
    Error, Result,
    evidence::CaseCollector,
    fusion::{Assay, FusionCollector},
    sweep::{Plan, Source, Sweep, SweepOptions},
};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let usage = || Error::Config("give 'on' or 'off', and an alignment file".into());
    let on = match arguments.next().as_deref() {
        Some("on") => true,
        Some("off") => false,
        _ => return Err(usage()),
    };
    let path = arguments.next().map(PathBuf::from).ok_or_else(usage)?;
    let source = Source::open(&path, None)?;
    let contigs = &source.header().contigs;
    let plan = Plan::whole(contigs);
    let make = || CaseCollector { fusions: on.then(|| FusionCollector::new(Assay::Dna, contigs)), ..CaseCollector::default() };
    let swept = Sweep::new(contigs, &source, None, None, &plan).run(make, &SweepOptions { threads: 1, ..SweepOptions::default() })?;
    let fusions = &swept.evidence.fusions.tumor;
    println!(
        "{} reads, {} split reads, {} clips, {} pairs",
        swept.counts[0].reads,
        fusions.splits.len(),
        fusions.clips.len(),
        fusions.pairs.len()
    );
    Ok(())
}

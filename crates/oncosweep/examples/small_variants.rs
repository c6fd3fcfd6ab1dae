//! Somatic small variants of a tumour–normal pair, with the interval of each allele fraction.
//!
//! ```text
//! cargo run --release --example small_variants -- tumor.bam normal.bam reference.fa [genes.gtf]
//! ```

use std::path::PathBuf;

use oncosweep::{
    Result,
    case::{Biomarkers, CaseInputs, RunOptions, collect},
    config::Config,
    profile::call,
};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let mut next = || arguments.next();
    let inputs = CaseInputs { tumor: next(), normal: next(), reference: next(), genes: next(), ..CaseInputs::default() };
    let biomarkers = Biomarkers { msi: false, fusions: false, ..Biomarkers::all() };

    let config = Config::default();
    let evidence = collect(&inputs, biomarkers, &config, &RunOptions::default())?;
    let profile = call(&evidence, &config)?;
    let Some(variants) = &profile.variants else { return Ok(()) };
    println!("{} candidates; {:.1} of the calls that pass are expected to be false", variants.calls.len(), variants.expected_false);
    for call in variants.calls.iter().filter(|call| call.passes()) {
        let allele = &call.candidate.allele;
        let [reference, alternate] = [&allele.reference, &allele.alternate].map(|bases| String::from_utf8_lossy(bases));
        let contig = profile.contigs.name(allele.contig);
        let [low, high] = call.vaf_ci95;
        let gene = call.candidate.consequence.as_ref().map_or("", |consequence| consequence.gene_name.as_str());
        println!("{contig}:{} {reference}>{alternate} {gene} allele fraction {low:.2} to {high:.2}", allele.start + 1);
    }
    Ok(())
}

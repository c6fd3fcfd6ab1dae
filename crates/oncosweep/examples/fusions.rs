//! Fusions of a tumour's DNA, and why one was not called.
//!
//! ```text
//! cargo run --release --example fusions -- tumor.bam reference.fa genes.gtf [GENE1::GENE2]
//! ```

use oncosweep::{
    Result,
    case::{Biomarkers, CaseInputs, RunOptions, collect},
    config::Config,
    profile::{call, explain_fusion},
};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next();
    let [tumor, reference, genes] = std::array::from_fn(|_| next().map(Into::into));
    let explained = next();
    let inputs =
        CaseInputs { tumor, reference, genes, explained_fusions: explained.clone().into_iter().collect(), ..CaseInputs::default() };
    let biomarkers = Biomarkers { variants: false, msi: false, ..Biomarkers::all() };

    let config = Config::default();
    let evidence = collect(&inputs, biomarkers, &config, &RunOptions::default())?;
    let profile = call(&evidence, &config)?;
    for fusion in profile.fusions.iter().flat_map(|calls| &calls.fusions) {
        let [low, high] = fusion.vaf_ci95.unwrap_or([0.0, 1.0]);
        println!(
            "{} {} – {}: {} fragments, allele fraction {:.2} to {:.2}, {}",
            fusion.name,
            fusion.breakpoint1,
            fusion.breakpoint2,
            fusion.supporting_fragments,
            low,
            high,
            fusion.filter_text()
        );
    }
    if let Some(pair) = explained {
        for explanation in explain_fusion(&evidence, &config, &pair)? {
            println!("{explanation}");
        }
    }
    Ok(())
}

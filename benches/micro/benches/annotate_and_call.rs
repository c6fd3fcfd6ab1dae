//! What comes after the sweep: consequences on transcripts, and calling from evidence.
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use oncosweep::{
    config::Config,
    genes::{Annotator, GeneModel, SmallVariant},
    profile::call,
};
use oncosweep_benches::Case;

fn consequence(c: &mut Criterion) {
    let mut case = Case::simulated(|config| config.tumor.depth = 1.0).unwrap();
    let genes = GeneModel::from_file(&Case::genes_path(), &case.contigs).unwrap();
    // Every seventh base of every gene, so that exons, introns and splice sites are all met.
    let places: Vec<(u32, u32, u8)> = {
        let spans = genes.genes().iter().map(|gene| (gene.contig, gene.span));
        let places: Vec<(u32, u32)> =
            spans.flat_map(|(contig, span)| (span.start..span.end).step_by(7).map(move |p| (contig, p))).collect();
        let reference = &mut case.reference;
        let base = |(contig, p): (u32, u32)| (contig, p, reference.fetch(case.contigs.name(contig), p, p + 1).unwrap()[0]);
        places.into_iter().map(base).filter(|&(.., base)| base != b'N').collect()
    };
    let mut annotator = Annotator::new(&genes, &case.contigs);
    let mut group = c.benchmark_group("consequence");
    group.throughput(Throughput::Elements(places.len() as u64));
    group.bench_function("SNVs over all genes", |b| {
        b.iter(|| {
            for &(contig, start, base) in &places {
                let alternate = if base == b'A' { b"C" } else { b"A" };
                let variant = SmallVariant { contig, start, reference: &[base], alternate };
                black_box(annotator.consequence(variant, &mut case.reference).unwrap());
            }
        });
    });
    group.finish();
}

fn call_from_evidence(c: &mut Criterion) {
    let evidence = Case::simulated(|_| {}).unwrap().evidence().unwrap();
    let config = Config::default();
    let mut group = c.benchmark_group("call");
    group.throughput(Throughput::Elements(evidence.dna.variants.candidates.len() as u64));
    group.bench_function("from evidence, by candidate", |b| b.iter(|| black_box(call(&evidence, &config).unwrap())));
    group.finish();
}

criterion_group!(benches, consequence, call_from_evidence);
criterion_main!(benches);

//! What each collector adds to decoding, on one thread. The yardstick is htslib reading every record of the same file, which is what
//! `samtools view -c` does.
#![allow(missing_docs, clippy::unwrap_used)]

use std::{hint::black_box, sync::Arc};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use oncosweep::{
    coverage::{BinSize, CoverageCollector},
    evidence::CaseCollector,
    fusion::{Assay, FusionCollector},
    genome::Targets,
    msi::{MsiCollector, MsiSweepConfig},
    sweep::{Plan, Sweep, SweepOptions},
    tmb::TerritoryCollector,
    variant::{VariantCollector, VariantSweepConfig},
};
use oncosweep_benches::Case;
use rust_htslib::bam::{Read, Reader, Record};

fn count_records(case: &Case) -> u64 {
    let mut reader = Reader::from_path(case.tumor_path()).unwrap();
    let (mut record, mut count) = (Record::new(), 0);
    while let Some(read) = reader.read(&mut record) {
        read.unwrap();
        count += 1;
    }
    count
}

/// Sweeps with the collectors that `make` gives.
fn swept(case: &Case, make: impl Fn() -> CaseCollector + Sync) -> u64 {
    let plan = Plan::whole(&case.contigs);
    let sweep = Sweep::new(&case.contigs, &case.tumor, None, Some(&case.reference), &plan);
    let swept = sweep.run(make, &SweepOptions { threads: 1, ..SweepOptions::default() }).unwrap();
    black_box(&swept.evidence);
    swept.counts[0].reads
}

fn collectors(c: &mut Criterion) {
    let case = Case::simulated(|_| {}).unwrap();
    let whole = Arc::new(Targets::whole(&case.contigs));
    let variants = || Some(VariantCollector::new(VariantSweepConfig::default()));
    let territory = || Some(TerritoryCollector::new(Arc::clone(&whole), Arc::clone(&whole), 20));
    let msi = || Some(MsiCollector::new(Arc::clone(&case.sites), MsiSweepConfig::default()));
    let fusions = || Some(FusionCollector::new(Assay::Dna, &case.contigs));
    let coverage = || Some(CoverageCollector::new(BinSize::COARSE));

    let mut group = c.benchmark_group("sweep");
    group.sample_size(10).throughput(Throughput::Elements(count_records(&case)));
    group.bench_function("htslib alone", |b| b.iter(|| count_records(&case)));
    group.bench_function("decode only", |b| b.iter(|| swept(&case, CaseCollector::default)));
    group.bench_function("decode + pileup", |b| {
        b.iter(|| swept(&case, || CaseCollector { variants: variants(), ..CaseCollector::default() }));
    });
    group.bench_function("decode + territory", |b| {
        b.iter(|| swept(&case, || CaseCollector { territory: territory(), ..CaseCollector::default() }));
    });
    group.bench_function("decode + MSI", |b| {
        b.iter(|| swept(&case, || CaseCollector { msi: msi(), ..CaseCollector::default() }));
    });
    group.bench_function("decode + fusion", |b| {
        b.iter(|| swept(&case, || CaseCollector { fusions: fusions(), coverage: coverage(), ..CaseCollector::default() }));
    });
    group.bench_function("all", |b| {
        b.iter(|| {
            let make =
                || CaseCollector { variants: variants(), territory: territory(), msi: msi(), fusions: fusions(), coverage: coverage() };
            swept(&case, make)
        });
    });
    group.finish();
}

/// The pileup where almost nothing is to be realigned, and where indels lie every two thousand bases: the difference is realignment.
fn realignment(c: &mut Criterion) {
    let plain = |config: &mut oncosweep_sim::config::Config| {
        (config.germline.snv_per_mb, config.germline.indel_per_mb) = (0.0, 0.0);
        (config.somatic.snv_per_mb, config.somatic.indel_per_mb) = (0.0, 0.0);
        (config.microsatellites.unstable_fraction, config.microsatellites.germline_fraction) = (0.0, 0.0);
        config.microsatellites.stutter_scale = 0.0;
    };
    let cases = [
        ("no indels", Case::simulated(plain).unwrap()),
        (
            "500 indels per Mb",
            Case::simulated(|config| {
                plain(config);
                config.germline.indel_per_mb = 500.0;
            })
            .unwrap(),
        ),
    ];
    let mut group = c.benchmark_group("realignment");
    group.sample_size(10);
    for (name, case) in &cases {
        group.throughput(Throughput::Elements(count_records(case)));
        group.bench_function(*name, |b| {
            let make =
                || CaseCollector { variants: Some(VariantCollector::new(VariantSweepConfig::default())), ..CaseCollector::default() };
            b.iter(|| swept(case, make));
        });
    }
    group.finish();
}

criterion_group!(benches, collectors, realignment);
criterion_main!(benches);

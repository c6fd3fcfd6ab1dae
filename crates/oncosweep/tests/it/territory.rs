//! The depth of the burden's territory: that of `samtools depth`, and callable bases as a plain count over it.

use std::{collections::BTreeMap, path::Path, process::Command, sync::Arc};

use oncosweep::{
    genome::{Reference, Targets},
    sweep::{Plan, Source, Sweep, SweepOptions},
    tmb::{DepthHistogram, TerritoryCollector, TerritoryEvidence},
};

use crate::data::demo;

/// Depths of tumour and normal at every base of `bed`, by samtools; `None` where it is not installed. Fragments count once where mates overlap
/// (`-s`), supplementary alignments (`-G 0x800`) and low mapping qualities (`-Q 20`) do not.
fn samtools_depth(bed: &Path, bams: [&Path; 2]) -> Option<BTreeMap<(u32, u32), u64>> {
    let output = Command::new("samtools")
        .args(["depth", "-a", "-s", "-Q", "20", "-G", "0x800", "-b"])
        .arg(bed)
        .args(bams)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let mut bases = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let depth: Vec<u32> = line.split('\t').skip(2).map(|field| field.parse().unwrap()).collect();
        *bases.entry((depth[0].min(DepthHistogram::TUMOR_DEPTH_CAP), depth[1].min(DepthHistogram::NORMAL_DEPTH_CAP))).or_default() += 1;
    }
    Some(bases)
}

fn gathered(bed: &Path, [tumor, normal]: [&Path; 2], reference: &Path) -> TerritoryEvidence {
    let reference = Reference::open(reference).unwrap();
    let [tumor, normal] = [tumor, normal].map(|path| Source::open(path, Some(&reference)).unwrap());
    let contigs = tumor.header().contigs.clone();
    let targets = Arc::new(Targets::from_bed(bed, &contigs).unwrap());
    let plan = Plan { regions: targets.padded(500, &contigs), unplaced: false };
    let options = SweepOptions { threads: 2, shard_bp: Some(20_000), stream: false, progress: None, cancel: None };
    let make = || TerritoryCollector::new(Arc::clone(&targets), Arc::clone(&targets), 20);
    Sweep::new(&contigs, &tumor, Some(&normal), Some(&reference), &plan).run(make, &options).unwrap().evidence
}

fn compare(bed: &Path, bams: [&Path; 2], reference: &Path) {
    let Some(expected) = samtools_depth(bed, bams) else {
        eprintln!("SKIPPED: samtools is not installed");
        return;
    };
    let found = gathered(bed, bams, reference);
    let rows: Vec<(u16, u16, u64)> = found.coding.clone().into();
    let rows: BTreeMap<(u32, u32), u64> = rows.into_iter().map(|(t, n, bases)| ((t.into(), n.into()), bases)).collect();
    let differing: Vec<_> = expected.iter().filter(|(depth, bases)| rows.get(depth) != Some(bases)).take(5).collect();
    assert_eq!(rows, expected, "samtools says {differing:?}");
    for (min_tumor, min_normal) in [(1, 1), (20, 8), (25, 8), (40, 20), (100, 30)] {
        let counted = expected.iter().filter(|((t, n), _)| *t >= min_tumor && *n >= min_normal).map(|(_, bases)| bases).sum::<u64>();
        assert_eq!(found.coding.callable_bases(min_tumor, min_normal), counted, "{min_tumor} {min_normal}");
    }
    let sum = |pick: fn(&(u32, u32)) -> u32| expected.iter().map(|(depth, bases)| u64::from(pick(depth)) * bases).sum::<u64>();
    assert_eq!(found.target_depth_sum, [sum(|d| d.0), sum(|d| d.1)]);
    eprintln!("{} bases agree, {} of them at 25 and 8 or deeper", found.target_bases, found.coding.callable_bases(25, 8));
}

#[test]
fn the_demonstration_pair_lies_as_deep_as_samtools_says() {
    compare(&demo("targets.bed"), [&demo("tumor.bam"), &demo("normal.bam")], &demo("genome.fa"));
}

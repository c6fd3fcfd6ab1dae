//! RNA read back.

use oncosweep_sim::run::simulate_rna;

use crate::{
    pair::check_records,
    support::{Alignment, alignments, config, genome, table},
};

#[test]
fn spliced_and_chimeric_reads_follow_the_annotation() {
    let genome = genome();
    let mut config = config();
    (config.rna.fragments, config.rna.fusions, config.rna.fusion_support) = (20_000, 3, (20.0, 60.0));
    simulate_rna(&config, &genome.inputs(), &genome.output("rna"), 2, None).unwrap();
    let reads = alignments(&genome.output("rna").join("rna.bam"));
    check_records(&genome, &reads);
    let unique = reads.iter().filter(|r| !r.is(0xc00)).count() as f64 / 2.0;
    assert!((unique / 20_000.0 - 1.0).abs() < 0.05, "{unique}");
    for read in &reads {
        let mut at = read.start;
        for &(op, length) in &read.cigar {
            if op == 'N' {
                // Introns of the test genes begin 300 bases behind an exon's start, every 1200.
                assert_eq!((length, (at - 5_000) % 10_000 % 1_200), (900, 300), "{read:?}");
                assert!(read.tags.contains_key("XS"));
            }
            if matches!(op, 'M' | 'D' | 'N') {
                at += length;
            }
        }
        assert!(read.tags["NH"] == "1" && read.mapping_quality == 255);
    }
    assert!(reads.iter().filter(|r| r.cigar.iter().any(|op| op.0 == 'N')).count() > reads.len() / 4);
    let fusions = table(&genome.output("rna").join("fusions.truth.tsv"));
    assert_eq!(fusions.len(), 3);
    for row in fusions {
        let sides = [(1, 2), (3, 4)].map(|(c, p)| {
            let contig = genome.contigs.iter().position(|(name, _)| *name == row[c]).unwrap();
            (contig, row[p].parse::<usize>().unwrap() - 1)
        });
        let ends_at = |read: &Alignment, (contig, position): (usize, usize)| {
            read.contig == contig && (read.start == position || read.end - 1 == position)
        };
        let split = reads.iter().filter(|r| !r.is(0x400) && r.tags.contains_key("SA") && sides.iter().any(|&side| ends_at(r, side)));
        let names: std::collections::BTreeSet<&str> = split.map(|r| r.name.as_str()).collect();
        let stated: usize = row[13].parse().unwrap();
        // A mismatch beside the junction clips a base more.
        assert!(stated > 5 && names.len().abs_diff(stated) <= 1 + stated / 10, "{row:?}: {}", names.len());
    }
}

//! Fusions with one of several copies of a sequence: reads that fit all of them, and reads that an aligner put at one of them.

use oncosweep::{
    fusion::{Assay, Fusion, FusionConfig, FusionEvidence},
    genes::GeneModel,
    genome::{Contig, Contigs, Span},
    sweep::{Bases, Cigar, Flags, Read, ReadStore},
};

use crate::{
    fusion::{Alignments, call, refine_with, split_read},
    fusion_events::{exons, letters, model, packed},
};

fn contigs() -> Contigs {
    Contigs::new(["chr1", "chr2", "chr3"].map(|name| Contig { name: name.into(), length: 100_000 }).to_vec())
}

/// One record of a split read, with the tags that bwa gives it.
struct Record {
    contig: u32,
    start: u32,
    fragment: u64,
    quality: u8,
    flags: u16,
    cigar: [u32; 2],
    supplementary: String,
    alternative: String,
}

const M: u32 = 0;
const S: u32 = 4;

/// Reads of 100 bases over chr2:1060 (1-based, retained to the left) and one of two copies, whose retained sequence begins at chr1:50001 to the left, read from the reverse strand, and at
/// chr3:70001. The part in a copy has a mapping quality of 0; reads of even number were put at the first.
fn over_copies(count: u32, tells: bool) -> Vec<Record> {
    let mut records = Vec::new();
    for i in 0..count {
        let (mine, theirs) = (60 + i, 40 - i);
        let (near, other) = (format!("chr1,50001,-,{theirs}M{mine}S"), format!("chr3,70001,+,{mine}S{theirs}M"));
        // The part at the reverse strand ends at the junction: it begins as many bases before.
        let near = near.replace("50001", &(50_001 - theirs + 1).to_string());
        let signed = |text: &str| {
            let f: Vec<&str> = text.splitn(4, ',').collect();
            format!("{},{}{},{},0;", f[0], f[2], f[1], f[3])
        };
        let (put, rest) = if i % 2 == 0 { (&near, &other) } else { (&other, &near) };
        let own = format!("chr2,{},+,{mine}M{theirs}S,60,0;", 1_000 - i + 1);
        records.push(Record {
            contig: 1,
            start: 1_000 - i,
            fragment: u64::from(i) + 1,
            quality: 60,
            flags: 0,
            cigar: [mine << 4 | M, theirs << 4 | S],
            supplementary: format!("{put},0,0;"),
            alternative: String::new(),
        });
        let (contig, start, flags, cigar) = if i % 2 == 0 {
            (0, 50_000 - theirs + 1, 0x810, [theirs << 4 | M, mine << 4 | S])
        } else {
            (2, 70_000, 0x800, [mine << 4 | S, theirs << 4 | M])
        };
        let alternative = if tells { signed(rest) } else { String::new() };
        records.push(Record { contig, start, fragment: u64::from(i) + 1, quality: 0, flags, cigar, supplementary: own, alternative });
    }
    records
}

/// Uniquely placed reads over the same junction, at the copy on chr3.
fn unique(count: u32) -> Vec<Record> {
    let record = |i: u32| Record {
        contig: 1,
        start: 980 - i,
        fragment: 100 + u64::from(i),
        quality: 60,
        flags: 0,
        cigar: [(80 + i) << 4 | M, (20 - i) << 4 | S],
        supplementary: format!("chr3,70001,+,{}S{}M,60,0;", 80 + i, 20 - i),
        alternative: String::new(),
    };
    (0..count).map(record).collect()
}

fn evidence(mut records: Vec<Record>) -> FusionEvidence {
    records.sort_by_key(|record| (record.contig, record.start));
    let mut reads = ReadStore::default();
    for record in &records {
        let read = split_read(record.start, record.fragment, &record.cigar, record.supplementary.as_bytes());
        reads.push(&Read {
            contig: record.contig,
            end: record.start + Cigar(&record.cigar).reference_length(),
            flags: Flags(record.flags),
            mapping_quality: record.quality,
            alternative_alignments: record.alternative.as_bytes(),
            ..read
        });
    }
    Alignments { contigs: contigs(), reads }.whole(Assay::Dna)
}

fn called(evidence: &FusionEvidence) -> Vec<Fusion> {
    call(evidence, Assay::Dna, &contigs(), None, false, &FusionConfig::default()).fusions
}

#[test]
fn reads_that_fit_two_copies_are_one_candidate_which_names_both() {
    let evidence = evidence(over_copies(8, true));
    assert_eq!((evidence.tumor.splits.len(), evidence.tumor.skipped.low_mapping_quality), (0, 0));
    let fusions = called(&evidence);
    assert_eq!(fusions.len(), 1, "{fusions:?}");
    let fusion = &fusions[0];
    assert_eq!((fusion.supporting_fragments, fusion.split_reads, fusion.filter_text().as_str()), (8, 8, "Ambiguous"));
    let mut ends = [fusion.breakpoint1.to_string(), fusion.breakpoint2.to_string()];
    ends.sort();
    assert_eq!(ends, ["chr1:50001", "chr2:1060"]);
    assert_eq!(fusion.alternatives.len(), 1);
    assert!(fusion.alternatives[0].ends_with("@chr3:70001"), "{:?}", fusion.alternatives);
    assert!(fusion.quality > 20.0, "{}", fusion.quality);
}

#[test]
fn unique_reads_tell_which_copy_it_is() {
    let fusions = called(&evidence([over_copies(8, true), unique(3)].concat_records()));
    assert_eq!(fusions.len(), 1, "{fusions:?}");
    let fusion = &fusions[0];
    assert_eq!((fusion.supporting_fragments, fusion.filter_text().as_str(), fusion.alternatives.len()), (11, "PASS", 0));
    assert_eq!((fusion.breakpoint1.to_string(), fusion.breakpoint2.to_string()), ("chr2:1060".into(), "chr3:70001".into()));
    // Two are too few; the place they show is taken all the same.
    let fusions = called(&evidence([over_copies(8, true), unique(1)].concat_records()));
    assert_eq!((fusions.len(), fusions[0].filter_text().as_str()), (1, "Ambiguous"));
    assert_eq!(fusions[0].breakpoint2.to_string(), "chr3:70001");
    assert!(fusions[0].alternatives[0].ends_with("@chr1:50001"), "{:?}", fusions[0].alternatives);
}

#[test]
fn copies_that_no_record_names_are_two_candidates_of_low_mapping_quality() {
    // Without the reference nothing tells that they are copies.
    let evidence = evidence(over_copies(8, false));
    assert_eq!((evidence.tumor.ambiguous.len(), evidence.tumor.skipped.low_mapping_quality), (8, 8));
    let fusions = called(&evidence);
    assert_eq!(fusions.iter().map(|f| f.supporting_fragments).collect::<Vec<_>>(), [4, 4]);
    assert!(fusions.iter().all(|f| f.filter_text().contains("LowMapQ") && f.alternatives.is_empty()));
    // One such read alone is counted, not kept.
    assert_eq!(self::evidence(over_copies(1, false)).tumor.skipped.low_mapping_quality, 2);
}

trait Concat {
    fn concat_records(self) -> Vec<Record>;
}

impl<const N: usize> Concat for [Vec<Record>; N] {
    fn concat_records(self) -> Vec<Record> {
        self.into_iter().flatten().collect()
    }
}

/// Exons of 300 bases: UP ends one at chr1:2000; GENE begins one at chr2:5001, and PSEUDO, which is not translated, at chr3:7001.
fn genome(differs_at: Option<usize>) -> (Vec<Vec<u8>>, GeneModel) {
    let mut bases: Vec<Vec<u8>> = (1..4).map(|seed| letters(20_000, seed)).collect();
    let exon = bases[1][5_000..5_300].to_vec();
    bases[2][7_000..7_300].copy_from_slice(&exon);
    if let Some(at) = differs_at {
        bases[2][7_000 + at] = if exon[at] == b'A' { b'C' } else { b'A' };
    }
    let silent = exons("PSEUDO", "chr3", '+', &[(7_001, 7_300)])
        .lines()
        .filter(|line| line.contains("\texon\t"))
        .fold(String::new(), |all, line| all + line + "\n");
    let gtf = exons("UP", "chr1", '+', &[(1_701, 2_000)]) + &exons("GENE", "chr2", '+', &[(5_001, 5_300)]) + &silent;
    (bases, model(&gtf, &contigs()))
}

/// `count` reads of 100 bases from UP into the copy that begins at `start` of `contig` (0-based), all of the highest mapping quality.
fn spliced(bases: &[Vec<u8>], copies: &[(u32, u32, u32)]) -> FusionEvidence {
    let mut reads = ReadStore::default();
    let mut fragment = 0;
    for &(contig, start, count) in copies {
        for i in 0..count {
            fragment += 1;
            let (mine, theirs) = (50 + 3 * (fragment % 7) as u32, 50 - 3 * (fragment % 7) as u32);
            let from = (2_000 - mine) as usize;
            let text = [&bases[0][from..2_000], &bases[contig as usize][start as usize..(start + theirs) as usize]].concat();
            let (packed, qualities, cigar) = (packed(&text), vec![30; 100], [mine << 4 | M, theirs << 4 | S]);
            let supplementary = format!("chr{},{},+,{mine}S{theirs}M,255,0;", contig + 1, start + 1);
            let read = split_read(2_000 - mine, fragment, &cigar, supplementary.as_bytes());
            // Mates at other places make other molecules.
            let mate = Some(oncosweep::sweep::MatePlacement { contig, start: start + 100 + i });
            reads.push(&Read {
                flags: Flags(0x61),
                mate,
                mapping_quality: 255,
                bases: Bases { packed: &packed, length: 100 },
                qualities: &qualities,
                ..read
            });
        }
    }
    let alignments = Alignments { contigs: contigs(), reads };
    alignments.whole(Assay::Rna)
}

fn called_rna(bases: &[Vec<u8>], genes: &GeneModel, copies: &[(u32, u32, u32)]) -> Vec<Fusion> {
    let mut evidence = spliced(bases, copies);
    let letters = |contig: u32, span: Span| {
        let all = &bases[contig as usize];
        all[(span.start as usize).min(all.len())..(span.end as usize).min(all.len())].to_vec()
    };
    refine_with(&mut evidence, Assay::Rna, &contigs(), genes, letters);
    call(&evidence, Assay::Rna, &contigs(), Some(genes), false, &FusionConfig::default()).fusions
}

#[test]
fn reads_that_were_all_put_at_a_copy_name_the_gene() {
    let (bases, genes) = genome(None);
    let fusions = called_rna(&bases, &genes, &[(2, 7_000, 6)]);
    assert_eq!(fusions.len(), 1, "{fusions:?}");
    let fusion = &fusions[0];
    assert_eq!((fusion.name.as_str(), fusion.filter_text().as_str(), fusion.supporting_fragments), ("UP::GENE", "PASS", 6));
    assert_eq!((fusion.breakpoint1.to_string(), fusion.breakpoint2.to_string()), ("chr1:2000".into(), "chr2:5001".into()));
    assert_eq!(fusion.alternatives, ["UP::PSEUDO@chr3:7001"]);
    assert!(fusion.annotation.frame.is_some() && fusion.consensus.is_some());
}

#[test]
fn reads_that_were_divided_between_copies_are_one_fusion() {
    let (bases, genes) = genome(None);
    let fusions = called_rna(&bases, &genes, &[(1, 5_000, 3), (2, 7_000, 4)]);
    assert_eq!(fusions.len(), 1, "{fusions:?}");
    assert_eq!((fusions[0].name.as_str(), fusions[0].filter_text().as_str(), fusions[0].supporting_fragments), ("UP::GENE", "PASS", 7));
    assert_eq!(fusions[0].alternatives, ["UP::PSEUDO@chr3:7001"]);
}

#[test]
fn a_difference_that_the_reads_show_tells_the_copies_apart() {
    let (bases, genes) = genome(Some(20));
    let fusions = called_rna(&bases, &genes, &[(2, 7_000, 6)]);
    assert_eq!((fusions.len(), fusions[0].name.as_str(), fusions[0].filter_text().as_str()), (1, "UP::PSEUDO", "PASS"));
    assert!(fusions[0].alternatives.is_empty(), "{:?}", fusions[0].alternatives);
}

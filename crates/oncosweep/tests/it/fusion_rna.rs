//! What RNA shows besides chimeric alignments: skipped exons; and names and frames of what no protein is made of.

use oncosweep::{
    fusion::{self, Assay, Frame, Fusion, FusionCase, FusionConfig, FusionEvidence, Junction, KnownFusions, Side, Surroundings, Watched},
    genes::GeneModel,
    genome::{Contig, Contigs},
};

use crate::fusion_events::{Made, end, exons, gathered_as, model, shown, twenty};

const M: u32 = 0;
const N: u32 = 3;

fn one_gene(name: &str, strand: char) -> (Contigs, GeneModel) {
    let contigs = Contigs::new(vec![Contig { name: "chr1".into(), length: 14_000 }]);
    let genes = model(&exons(name, "chr1", strand, &twenty()), &contigs);
    (contigs, genes)
}

/// Reads of 100 bases, half in one exon and half in another, both numbered along the genome from 0.
fn spliced(from: u32, to: u32, fragments: std::ops::Range<u64>) -> Vec<Made> {
    spliced_at(1_300 + 600 * from, 1_000 + 600 * to, fragments)
}

/// Reads of 100 bases over the intron from `exon_end` to `exon_start`.
fn spliced_at(exon_end: u32, exon_start: u32, fragments: std::ops::Range<u64>) -> Vec<Made> {
    let read = |fragment| {
        let left = 30 + (fragment % 40) as u32;
        let cigar = vec![left << 4 | M, (exon_start - exon_end) << 4 | N, (100 - left) << 4 | M];
        Made { contig: 0, start: exon_end - left, cigar, bases: vec![b'A'; 100], flags: 0, mate: None, fragment }
    };
    fragments.map(read).collect()
}

fn called(reads: &mut [Made], contigs: &Contigs, genes: &GeneModel) -> (FusionEvidence, Vec<Fusion>) {
    called_with(reads, contigs, genes, KnownFusions::none())
}

fn called_with(reads: &mut [Made], contigs: &Contigs, genes: &GeneModel, known: &KnownFusions) -> (FusionEvidence, Vec<Fusion>) {
    reads.sort_by_key(|read| read.start);
    let watched = Watched::new(known.territory(Some(genes), contigs), Some(genes)).joining(known, Some(genes));
    let evidence = gathered_as(Assay::Rna, reads, contigs, &watched);
    let case = FusionCase { genes: Some(genes), known, ..FusionCase::new(Assay::Rna, contigs) };
    let fusions = fusion::call(&evidence, &case, &FusionConfig::default()).fusions;
    (evidence, fusions)
}

#[test]
fn met_exon_14_skipping_is_an_ordinary_intron_and_a_call() {
    // Exon 14 is the fourteenth of the forward strand, and the seventh along the genome of the reverse strand.
    for (strand, [before, skipped, after]) in [('+', [12, 13, 14]), ('-', [5, 6, 7])] {
        let (contigs, genes) = one_gene("MET", strand);
        let mut reads = spliced(before, after, 0..12);
        reads.extend(spliced(before, skipped, 100..106));
        reads.extend(spliced(skipped, after, 200..206));
        let (evidence, fusions) = called(&mut reads, &contigs, &genes);
        assert_eq!(evidence.tumor.splits.len(), 12);
        let [met] = &fusions[..] else { panic!("{fusions:#?}") };
        assert_eq!((met.driver, met.filter_text().as_str()), (Some("MET exon 14 skipping"), "PASS"));
        assert_eq!((met.split_reads, met.annotation.frame), (12, Some(Frame::InFrame)));
        // Six transcripts keep the exon: a third of eighteen.
        assert!((met.vaf.unwrap() - 12.0 / 18.0).abs() < 1e-9, "{:?}", met.vaf);
        // One skip in a hundred transcripts is noise of splicing, and says so.
        let mut rare = spliced(before, after, 0..3);
        rare.extend(spliced(before, skipped, 100..400));
        rare.extend(spliced(skipped, after, 500..800));
        let (_, fusions) = called(&mut rare, &contigs, &genes);
        assert_eq!(fusions[0].filter_text(), "LowFraction");
    }
    // The same introns in a gene of which no driver is known.
    let (contigs, genes) = one_gene("OTHER", '+');
    let (evidence, _) = called(&mut spliced(12, 14, 0..12), &contigs, &genes);
    assert!(evidence.tumor.splits.is_empty());
}

/// Two genes of one strand, the second `apart` bases behind the first along the genome, and more rows of annotation.
fn neighbours([left, right]: [&str; 2], strand: char, apart: u32, more: &str) -> (Contigs, GeneModel) {
    let contigs = Contigs::new(vec![Contig { name: "chr1".into(), length: 200_000 }]);
    let behind: Vec<(u32, u32)> = twenty().into_iter().map(|(start, end)| (start + apart, end + apart)).collect();
    let genes = model(&(exons(left, "chr1", strand, &twenty()) + &exons(right, "chr1", strand, &behind) + more), &contigs);
    (contigs, genes)
}

#[test]
fn neighbours_that_a_deletion_fuses_are_a_call_though_their_junction_is_an_ordinary_intron() {
    let listed = |a: &str, b: &str| {
        let mut known = KnownFusions::default();
        known.add_genes(a, b);
        known
    };
    // From the fourth exon of the first gene to the sixth of the second one, along the genome.
    let reads = |apart: u32, fragments| spliced_at(3_100, apart + 4_000, fragments);
    for (genes, strand) in [(["STIL", "TAL1"], '+'), (["TAL1", "STIL"], '-')] {
        let (contigs, genes) = neighbours(genes, strand, 90_000, "");
        let (evidence, fusions) = called(&mut reads(90_000, 0..8), &contigs, &genes);
        assert_eq!(evidence.tumor.splits.len(), 8);
        let [stil] = &fusions[..] else { panic!("{fusions:#?}") };
        assert_eq!((stil.name.as_str(), stil.filter_text().as_str(), stil.split_reads), ("STIL::TAL1", "PASS", 8));
        assert!(stil.annotation.frame.is_some() && !stil.known);
    }
    // In the other order along the strand no transcript reads from one into the other.
    let (contigs, genes) = neighbours(["TAL1", "STIL"], '+', 90_000, "");
    assert!(called(&mut reads(90_000, 0..8), &contigs, &genes).0.tumor.splits.is_empty());

    // Of other genes only what is listed: transcription runs through from any gene into the next.
    let (contigs, genes) = neighbours(["AAA", "BBB"], '+', 90_000, "");
    assert!(called(&mut reads(90_000, 0..8), &contigs, &genes).0.tumor.splits.is_empty());
    for known in [listed("AAA", "BBB"), listed("BBB", "AAA")] {
        let (_, fusions) = called_with(&mut reads(90_000, 0..8), &contigs, &genes, &known);
        assert_eq!((fusions[0].name.as_str(), fusions[0].filter_text().as_str(), fusions[0].known), ("AAA::BBB", "PASS", true));
    }
    // A junction that an annotated transcript has is none.
    let spanning = exons("AAA-BBB", "chr1", '+', &[(2_801, 3_100), (94_001, 94_300)]);
    let (contigs, genes) = neighbours(["AAA", "BBB"], '+', 90_000, &spanning);
    assert!(called_with(&mut reads(90_000, 0..8), &contigs, &genes, &listed("AAA", "BBB")).0.tumor.splits.is_empty());
}

#[test]
fn what_all_neighbours_have_is_no_evidence_of_a_listed_fusion() {
    let mut known = KnownFusions::default();
    known.add_genes("AAA", "BBB");
    for (names, strand) in [(["AAA", "BBB"], '+'), (["BBB", "AAA"], '-')] {
        let (contigs, genes) = neighbours(names, strand, 20_000, "");
        // Both genes have twenty exons; numbered along the genome from 0.
        let verdict = |from: u32, to: u32| {
            let mut reads = spliced_at(1_300 + 600 * from, 21_000 + 600 * to, 0..8);
            let (_, fusions) = called_with(&mut reads, &contigs, &genes, &known);
            let [fusion] = &fusions[..] else { panic!("{fusions:#?}") };
            assert_eq!((fusion.name.as_str(), fusion.known), ("AAA::BBB", true));
            assert!(fusion.annotation.kind.ends_with("/read-through"));
            fusion.filter_text()
        };
        // The last exon has no donor, the first no acceptor.
        assert_eq!(verdict(18, 1), "ReadThrough");
        // A deletion took exons of either gene.
        assert_eq!((verdict(3, 1), verdict(18, 5)), ("PASS".into(), "PASS".into()));
    }
}

/// A junction between the places of two genes on two contigs.
fn joined(names: [&str; 2], from: u32, to: u32, around: Option<(&str, &str)>, assay: Assay) -> Fusion {
    let contigs = Contigs::new(["chr1", "chr2"].map(|name| Contig { name: name.into(), length: 100_000 }).to_vec());
    let genes = model(&(exons(names[0], "chr1", '+', &twenty()) + &exons(names[1], "chr2", '+', &twenty())), &contigs);
    let junction = Junction::new(end(0, from, Side::Left), end(1, to, Side::Right), 0);
    let mut evidence = shown(junction, 9);
    let letters = |(before, after): (&str, &str)| Surroundings {
        junction,
        before: before.into(),
        after: after.into(),
        shared_percent: 0,
        distinct_triplets: 40,
    };
    evidence.tumor.surroundings = around.map(letters).into_iter().collect();
    let case = FusionCase { genes: Some(&genes), ..FusionCase::new(assay, &contigs) };
    fusion::call(&evidence, &case, &FusionConfig::default()).fusions.remove(0)
}

#[test]
fn a_stop_in_the_codon_of_both_partners_is_told() {
    // One base into a codon on either side: exon 1 ends with its 298th base, exon 2 begins with its second.
    let (from, to) = (1_298, 1_602);
    let frame = |around| joined(["AAA", "BBB"], from, to, around, Assay::Rna).annotation.frame;
    assert_eq!(frame(None), Some(Frame::InFrame));
    assert_eq!(frame(Some(("CCCT", "GACC"))), Some(Frame::StopCodon));
    assert_eq!(frame(Some(("CCCT", "GGCC"))), Some(Frame::InFrame));
    // Out of frame, what the first codon is does not matter.
    let shifted = joined(["AAA", "BBB"], from, to + 1, Some(("CCCT", "GACC")), Assay::Rna);
    assert_eq!(shifted.annotation.frame, Some(Frame::OutOfFrame));
}

#[test]
fn enhancers_and_promoters_are_named_by_locus_or_neighbour_without_a_frame() {
    // A receptor locus before a gene's intron: named as one, and nothing is said of a protein.
    let hijacked = joined(["IGHJ6", "MYC"], 2_700, 3_200, None, Assay::Dna);
    assert_eq!(
        (hijacked.name.as_str(), hijacked.annotation.gene_id1.as_deref(), hijacked.annotation.frame),
        ("IGH::MYC", Some("IGHJ6"), None)
    );
    // Upstream of a gene.
    let promoter = joined(["P2RY8", "CRLF2"], 2_700, 700, None, Assay::Dna);
    assert_eq!(
        (promoter.name.as_str(), promoter.annotation.site2.as_str(), promoter.annotation.frame),
        ("P2RY8::CRLF2(301)", "intergenic", None)
    );
    assert!(hijacked.is_pass() && promoter.is_pass());
}

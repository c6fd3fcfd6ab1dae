use super::*;
use crate::genome::{Contig, Contigs};

/// PLUS (+, chr1:1001-3000) and MINUS (-, chr2:1001-3000) have two exons of 400 bases with the outer 100 untranslated; NONCODING
/// (+, chr2:1501-2600) overlaps MINUS's intron.
const GTF: &str = "\
chr1\tt\texon\t1001\t1400\t.\t+\t.\tgene_id \"PLUS\"; transcript_id \"P1\";
chr1\tt\texon\t2601\t3000\t.\t+\t.\tgene_id \"PLUS\"; transcript_id \"P1\";
chr1\tt\tCDS\t1101\t1400\t.\t+\t0\tgene_id \"PLUS\"; transcript_id \"P1\";
chr1\tt\tCDS\t2601\t2900\t.\t+\t0\tgene_id \"PLUS\"; transcript_id \"P1\";
chr2\tt\texon\t1001\t1400\t.\t-\t.\tgene_id \"MINUS\"; transcript_id \"M1\";
chr2\tt\texon\t2601\t3000\t.\t-\t.\tgene_id \"MINUS\"; transcript_id \"M1\";
chr2\tt\tCDS\t1101\t1400\t.\t-\t0\tgene_id \"MINUS\"; transcript_id \"M1\";
chr2\tt\tCDS\t2601\t2900\t.\t-\t0\tgene_id \"MINUS\"; transcript_id \"M1\";
chr2\tt\texon\t1501\t2600\t.\t+\t.\tgene_id \"NONCODING\"; transcript_id \"N1\";
";

fn contigs() -> Contigs {
    Contigs::new(["chr1", "chr2", "chr3"].map(|name| Contig { name: name.into(), length: 10_000 }).to_vec())
}

fn annotated(assay: Assay, a: (u32, u32, Side), b: (u32, u32, Side), gap: i32) -> (Junction, Annotation) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("genes.gtf");
    std::fs::write(&path, GTF).unwrap();
    let model = GeneModel::from_file(&path, &contigs()).unwrap();
    // Positions are given 1-based, as in the GTF.
    let end = |(contig, position, side): (u32, u32, Side)| Breakend { contig, position: position - 1, side };
    annotate(Junction::new(end(a), end(b), gap).leftmost(), assay, &contigs(), Some(&model))
}

#[test]
fn the_partner_that_is_transcribed_into_the_junction_comes_first() {
    let (_, plus_first) = annotated(Assay::Dna, (0, 2_000, Side::Left), (1, 1_450, Side::Left), 0);
    assert_eq!((plus_first.name().as_str(), plus_first.strand1, plus_first.strand2), ("PLUS::MINUS", '+', '-'));
    assert_eq!((plus_first.exon1, plus_first.exon2, plus_first.frame), (Some(1), Some(2), Some(Frame::InFrame)));
    let (_, minus_first) = annotated(Assay::Dna, (0, 2_000, Side::Right), (1, 1_450, Side::Right), 0);
    assert_eq!((minus_first.name().as_str(), minus_first.strand1, minus_first.strand2), ("MINUS::PLUS", '-', '+'));
    assert!(!minus_first.first_is_five_prime && minus_first.is_gene_pair());
}

#[test]
fn genes_that_cannot_be_read_across_say_so() {
    let (_, heads) = annotated(Assay::Dna, (0, 2_000, Side::Left), (1, 1_450, Side::Right), 0);
    assert_eq!((heads.kind.as_str(), heads.frame), ("translocation/5'-5'", None));
    let (_, tails) = annotated(Assay::Dna, (0, 2_000, Side::Right), (1, 1_450, Side::Left), 0);
    assert_eq!(tails.kind, "translocation/3'-3'");
    assert!(!tails.is_gene_pair());
}

#[test]
fn a_coding_gene_is_preferred_to_one_that_overlaps_it() {
    // Transcription could run from PLUS into NONCODING, but not into MINUS.
    let (_, annotation) = annotated(Assay::Dna, (0, 2_000, Side::Left), (1, 2_000, Side::Right), 0);
    assert_eq!(annotation.name(), "PLUS::MINUS");
}

#[test]
fn rna_junctions_move_along_their_homology_to_exon_boundaries() {
    // Both parts claim 3 bases: placed leftmost they end at 1399 and 1401, and one base along at both exons' boundaries.
    let (junction, annotation) = annotated(Assay::Rna, (0, 1_402, Side::Left), (1, 1_401, Side::Left), -3);
    assert_eq!((junction.first.position + 1, junction.second.position + 1), (1_400, 1_400));
    assert_eq!((annotation.site1.as_str(), annotation.site2.as_str()), ("CDS/splice-site", "CDS/splice-site"));
    assert_eq!(annotation.frame, Some(Frame::InFrame));
    // In DNA an exon boundary means nothing.
    let (junction, _) = annotated(Assay::Dna, (0, 1_402, Side::Left), (1, 1_401, Side::Left), -3);
    assert_eq!((junction.first.position + 1, junction.second.position + 1), (1_399, 1_401));
}

#[test]
fn sites_are_told_by_the_transcript() {
    let site = |position| annotated(Assay::Rna, (0, position, Side::Left), (1, 1_400, Side::Left), 0).1.site1;
    assert_eq!(site(1_050), "5'UTR");
    assert_eq!(site(1_200), "CDS");
    assert_eq!(site(1_400), "CDS/splice-site");
    assert_eq!(site(2_000), "intron");
    assert_eq!(site(2_950), "3'UTR");
    // The end of the last exon is no splice site.
    assert_eq!(site(3_000), "3'UTR");
    let noncoding = annotated(Assay::Rna, (0, 1_400, Side::Left), (1, 1_501, Side::Right), 0).1;
    assert_eq!((noncoding.gene2.as_str(), noncoding.site2.as_str()), ("MINUS", "intron"));
}

#[test]
fn between_genes_the_nearest_names_the_place_and_the_other_gene_the_order() {
    let (_, annotation) = annotated(Assay::Dna, (0, 500, Side::Left), (1, 1_450, Side::Left), 0);
    assert_eq!((annotation.name().as_str(), annotation.site1.as_str()), ("PLUS(501)::MINUS", "intergenic"));
    let (_, annotation) = annotated(Assay::Dna, (1, 1_450, Side::Right), (2, 700, Side::Left), 0);
    assert_eq!((annotation.name().as_str(), annotation.strand2), ("MINUS::chr3:700", '-'));
    assert!(!annotation.is_gene_pair());
}

#[test]
fn one_gene_on_both_sides_is_noticed() {
    let (_, annotation) = annotated(Assay::Dna, (0, 1_200, Side::Left), (0, 2_700, Side::Right), 0);
    assert!(annotation.is_same_gene());
    assert_eq!(annotation.kind, "deletion");
    assert_eq!(annotated(Assay::Dna, (0, 1_200, Side::Right), (0, 2_700, Side::Left), 0).1.kind, "duplication");
    assert_eq!(annotated(Assay::Dna, (0, 1_200, Side::Left), (0, 2_700, Side::Left), 0).1.kind, "inversion/5'-5'");
}

#[test]
fn without_genes_places_are_names() {
    let end = |contig, side| Breakend { contig, position: 99, side };
    let junction = Junction::new(end(0, Side::Left), end(1, Side::Right), 0);
    let (_, annotation) = annotate(junction, Assay::Dna, &contigs(), None);
    assert_eq!((annotation.name().as_str(), annotation.site1.as_str()), ("chr1:100::chr2:100", "."));
}

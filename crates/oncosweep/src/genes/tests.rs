//! Tests of the gene model on small files written here.

use std::path::PathBuf;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::{
    Error,
    genome::{Contig, Contigs, Span},
};

fn contigs() -> Contigs {
    Contigs::new(vec![
        Contig { name: "chr1".into(), length: 10_000 },
        Contig { name: "chr2".into(), length: 5_000 },
        Contig { name: "chrM".into(), length: 1_000 },
    ])
}

fn written(text: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("genes.txt");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

fn loaded(text: &str) -> Result<GeneModel, Error> {
    let (_folder, path) = written(text);
    GeneModel::from_file(&path, &contigs())
}

/// Ensembl's GTF: no `chr`, CDS without the stop codon, which has its own rows (split over two exons in T2).
const GTF: &str = "\
#!genome-build toy
1\te\tgene\t101\t600\t.\t+\t.\tgene_id \"G1\"; gene_name \"ALPHA\"; gene_biotype \"protein_coding\";
1\te\ttranscript\t101\t600\t.\t+\t.\tgene_id \"G1\"; transcript_id \"T1\"; gene_name \"ALPHA\"; transcript_biotype \"protein_coding\"; tag \"basic\"; tag \"Ensembl_canonical\";
1\te\texon\t101\t200\t.\t+\t.\tgene_id \"G1\"; transcript_id \"T1\";
1\te\tCDS\t151\t200\t.\t+\t0\tgene_id \"G1\"; transcript_id \"T1\";
1\te\texon\t301\t400\t.\t+\t.\tgene_id \"G1\"; transcript_id \"T1\";
1\te\tCDS\t301\t400\t.\t+\t1\tgene_id \"G1\"; transcript_id \"T1\";
1\te\tstart_codon\t151\t153\t.\t+\t0\tgene_id \"G1\"; transcript_id \"T1\";
1\te\texon\t501\t600\t.\t+\t.\tgene_id \"G1\"; transcript_id \"T1\";
1\te\tstop_codon\t501\t503\t.\t+\t0\tgene_id \"G1\"; transcript_id \"T1\";
1\te\ttranscript\t1001\t1500\t.\t-\t.\tgene_id \"G2\"; transcript_id \"T2\"; transcript_biotype \"protein_coding\";
1\te\texon\t1401\t1500\t.\t-\t.\tgene_id \"G2\"; transcript_id \"T2\";
1\te\tCDS\t1401\t1459\t.\t-\t0\tgene_id \"G2\"; transcript_id \"T2\";
1\te\texon\t1001\t1300\t.\t-\t.\tgene_id \"G2\"; transcript_id \"T2\";
1\te\tCDS\t1291\t1300\t.\t-\t1\tgene_id \"G2\"; transcript_id \"T2\";
1\te\tstop_codon\t1288\t1290\t.\t-\t0\tgene_id \"G2\"; transcript_id \"T2\";
2\te\texon\t11\t20\t.\t+\t.\tgene_id \"G3\"; transcript_id \"T3\"; transcript_biotype \"lncRNA\";
";

/// The same genes as GFF3, children first in places, CDS with the stop codon.
const GFF3: &str = "\
##gff-version 3
chr1\te\texon\t101\t200\t.\t+\t.\tParent=transcript:T1
chr1\te\tCDS\t151\t200\t.\t+\t0\tID=CDS:P1;Parent=transcript:T1
chr1\te\tgene\t101\t600\t.\t+\t.\tID=gene:G1;Name=ALPHA;biotype=protein_coding;gene_id=G1
chr1\te\tmRNA\t101\t600\t.\t+\t.\tID=transcript:T1;Parent=gene:G1;biotype=protein_coding;tag=basic,Ensembl_canonical;transcript_id=T1
chr1\te\texon\t301\t400\t.\t+\t.\tParent=transcript:T1
chr1\te\tCDS\t301\t400\t.\t+\t1\tID=CDS:P1;Parent=transcript:T1
chr1\te\texon\t501\t600\t.\t+\t.\tParent=transcript:T1
chr1\te\tCDS\t501\t503\t.\t+\t0\tID=CDS:P1;Parent=transcript:T1
chr1\te\tthree_prime_UTR\t504\t600\t.\t+\t.\tParent=transcript:T1
chr1\te\tmRNA\t1001\t1500\t.\t-\t.\tID=transcript:T2;Parent=gene:G2;biotype=protein_coding;transcript_id=T2
chr1\te\texon\t1401\t1500\t.\t-\t.\tParent=transcript:T2
chr1\te\tCDS\t1401\t1459\t.\t-\t0\tID=CDS:P2;Parent=transcript:T2
chr1\te\texon\t1001\t1300\t.\t-\t.\tParent=transcript:T2
chr1\te\tCDS\t1288\t1300\t.\t-\t1\tID=CDS:P2;Parent=transcript:T2
chr2\te\tlnc_RNA\t11\t20\t.\t+\t.\tID=transcript:T3;Parent=gene:G3;biotype=lncRNA;transcript_id=T3
chr2\te\texon\t11\t20\t.\t+\t.\tParent=transcript:T3
##FASTA
>chr1
ACGT
";

#[test]
fn gtf_and_gff3_of_the_same_genes_are_the_same_model() {
    let model = loaded(GTF).unwrap();
    assert_eq!(model, loaded(GFF3).unwrap());
    let names: Vec<_> = model.genes().iter().map(|g| (g.name.as_str(), g.id.as_str(), g.span)).collect();
    assert_eq!(names, [("ALPHA", "G1", Span::new(100, 600)), ("G2", "G2", Span::new(1000, 1500)), ("G3", "G3", Span::new(10, 20))]);
    let t1 = &model.transcripts()[0];
    assert_eq!(t1.exons, [Span::new(100, 200), Span::new(300, 400), Span::new(500, 600)]);
    assert_eq!(
        t1.cds.iter().map(|c| (c.span.start, c.span.end, c.phase)).collect::<Vec<_>>(),
        [(150, 200, 0), (300, 400, 1), (500, 503, 0)]
    );
    let t2 = &model.transcripts()[1];
    assert_eq!(t2.cds.iter().map(|c| (c.span.start, c.span.end, c.phase)).collect::<Vec<_>>(), [(1287, 1300, 1), (1400, 1459, 0)]);
    assert!(t1.is_canonical && !t1.is_mane && t1.is_protein_coding());
    assert_eq!(model.coding_territory().total_bases(), 153 + 72);
}

#[test]
fn gzip_and_the_round_trip_through_evidence_keep_the_model() {
    use std::io::Write;
    let model = loaded(GTF).unwrap();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("genes.gtf.gz");
    let mut gz = flate2::write::GzEncoder::new(std::fs::File::create(&path).unwrap(), flate2::Compression::fast());
    gz.write_all(GTF.as_bytes()).unwrap();
    gz.finish().unwrap();
    assert_eq!(GeneModel::from_file(&path, &contigs()).unwrap(), model);
    let stored: GeneModel = postcard::from_bytes(&postcard::to_stdvec(&model).unwrap()).unwrap();
    assert_eq!(stored, model);
    assert_eq!(stored.nearest_gene(0, 700).map(|(g, d)| (g.name.as_str(), d)), Some(("ALPHA", 101)));
}

#[test]
fn a_model_can_be_cut_down_to_some_genes() {
    let model = loaded(GTF).unwrap();
    assert_eq!(model.retaining(|_| true), model);
    let rest = model.retaining(|g| g.name != "ALPHA");
    assert_eq!(rest.genes().iter().map(|g| g.id.as_str()).collect::<Vec<_>>(), ["G2", "G3"]);
    assert!(rest.transcripts().iter().all(|t| rest.gene_of(t).is_some_and(|g| rest.transcripts_of(g).contains(t))));
    assert_eq!(rest.nearest_gene(0, 999).map(|(g, d)| (g.id.as_str(), d)), Some(("G2", 1)));
}

#[test]
fn refseq_gff3_with_accessions_loads() {
    let text = "\
##gff-version 3
NC_000001.11\tRefSeq\tregion\t1\t9000\t.\t+\t.\tID=NC_000001.11:1..9000;Dbxref=taxon:9606
NC_000001.11\tBestRefSeq\tgene\t101\t200\t.\t-\t.\tID=gene-BETA;Dbxref=GeneID:1;Name=BETA;gbkey=Gene;gene=BETA;gene_biotype=protein_coding
NC_000001.11\tBestRefSeq\tmRNA\t101\t200\t.\t-\t.\tID=rna-NM_1.2;Parent=gene-BETA;Name=NM_1.2;gene=BETA;tag=MANE Select;transcript_id=NM_1.2
NC_000001.11\tBestRefSeq\texon\t101\t200\t.\t-\t.\tID=exon-NM_1.2-1;Parent=rna-NM_1.2;transcript_id=NM_1.2
NC_000001.11\tBestRefSeq\tCDS\t110\t139\t.\t-\t0\tID=cds-NP_1.1;Parent=rna-NM_1.2
NC_000001.11\tCurated\tprimary_transcript\t301\t400\t.\t+\t.\tID=rna-NR_1.1;Parent=gene-MIR1;transcript_id=NR_1.1
NC_000001.11\tCurated\texon\t301\t400\t.\t+\t.\tID=exon-NR_1.1-1;Parent=rna-NR_1.1
NC_000001.11\tCurated\tmiRNA\t301\t320\t.\t+\t.\tID=rna-MIR1;Parent=rna-NR_1.1
NC_000001.11\tCurated\texon\t301\t320\t.\t+\t.\tID=exon-MIR1-1;Parent=rna-MIR1
NC_000001.11\tCurated\tgene\t301\t400\t.\t+\t.\tID=gene-MIR1;Name=MIR1;gene_biotype=miRNA
NC_000001.11\tCurated\tpseudogene\t501\t600\t.\t+\t.\tID=gene-PS1;Name=PS1;gene_biotype=pseudogene
NC_000001.11\tCurated\texon\t501\t600\t.\t+\t.\tID=id-PS1;Parent=gene-PS1
NW_1.1\tRefSeq\tgene\t1\t2\t.\t+\t.\tID=gene-FAR;Name=FAR
";
    let model = loaded(text).unwrap();
    let genes: Vec<_> = model.genes().iter().map(|g| (g.name.as_str(), g.transcripts.len())).collect();
    assert_eq!(genes, [("BETA", 1), ("MIR1", 2), ("PS1", 1)]);
    assert!(model.transcripts()[0].is_mane && model.transcripts()[0].is_protein_coding());
    assert_eq!(model.transcripts()[0].id, "NM_1.2");
    assert_eq!(model.skipped_unknown_contig(), 1);
}

#[test]
fn bad_lines_are_named_with_their_number_and_the_remedy() {
    let good = "chr1\ts\texon\t1\t9\t.\t+\t.\tgene_id \"G\"; transcript_id \"T\";\n";
    for (bad, word) in [
        ("chr1\ts\texon\t1\t9", "nine"),
        ("chr1\ts\texon\tx\t9\t.\t+\t.\tgene_id \"G\"; transcript_id \"T\";", "whole number"),
        ("chr1\ts\texon\t0\t9\t.\t+\t.\tgene_id \"G\"; transcript_id \"T\";", "count from 1"),
        ("chr1\ts\texon\t10\t9\t.\t+\t.\tgene_id \"G\"; transcript_id \"T\";", "greater than end"),
        ("chr1\ts\texon\t1\t9\t.\t+\t.\tgene_id \"G\";", "no transcript_id"),
        ("chr1\ts\tCDS\t1\t9\t.\t+\t0\ttranscript_id \"T\";", "no gene_id"),
        ("chr1\ts\texon\t1\t10001\t.\t+\t.\tgene_id \"G\"; transcript_id \"T\";", "past the end of 'chr1'"),
        ("chr1\ts\texon\t1\t9\t.\tx\t.\tgene_id \"G\"; transcript_id \"T\";", "strand 'x'"),
        ("chr1\ts\tCDS\t1\t9\t.\t+\t3\tgene_id \"G\"; transcript_id \"T\";", "phase '3'"),
    ] {
        let error = loaded(&format!("#\n{good}{bad}\n{good}")).unwrap_err();
        assert!(matches!(error, Error::Parse { line: 3, .. }), "{bad}: {error}");
        assert!(error.to_string().contains(word), "{bad}: {error}");
    }
    let outside = format!("{good}chr1\ts\tCDS\t5\t12\t.\t+\t0\tgene_id \"G\"; transcript_id \"T\";\n");
    assert!(loaded(&outside).unwrap_err().to_string().contains("outside of its exons"));
    assert!(loaded("##gff-version 3\nchr1\ts\texon\t1\t9\t.\t+\t.\tID=e1\n").unwrap_err().to_string().contains("no Parent"));
}

#[test]
fn unknown_contigs_are_counted_or_refused() {
    let some = loaded(&format!("{GTF}GL000192.1\te\texon\t1\t9\t.\t+\t.\tgene_id \"G9\"; transcript_id \"T9\";\n")).unwrap();
    assert_eq!((some.skipped_unknown_contig(), some.genes().len()), (1, 3));
    let none = loaded("scaffold_7\te\texon\t1\t9\t.\t+\t.\tgene_id \"G9\"; transcript_id \"T9\";\n").unwrap_err();
    assert!(matches!(none, Error::GenomeMismatch { .. }));
    assert!(none.to_string().contains("scaffold_7") && none.to_string().contains("chr1, chr2"), "{none}");
    assert!(matches!(loaded("# nothing\n").unwrap_err(), Error::Invalid { .. }));
    let unstranded = loaded(&format!("{GTF}1\te\texon\t1\t9\t.\t.\t.\tgene_id \"G9\"; transcript_id \"T9\";\n")).unwrap();
    assert_eq!(unstranded.skipped_unknown_strand(), 1);
}

#[test]
fn regions_are_numbered_in_the_direction_of_the_transcript() {
    let model = loaded(GTF).unwrap();
    let (t1, t2, t3) = (&model.transcripts()[0], &model.transcripts()[1], &model.transcripts()[2]);
    for (position, region) in [
        (99, None),
        (100, Some(Region::FivePrimeUtr { exon: 1 })),
        (150, Some(Region::Cds { exon: 1 })),
        (200, Some(Region::Intron { number: 1 })),
        (450, Some(Region::Intron { number: 2 })),
        (502, Some(Region::Cds { exon: 3 })),
        (503, Some(Region::ThreePrimeUtr { exon: 3 })),
        (600, None),
    ] {
        assert_eq!(Region::of(t1, position), region, "{position}");
    }
    for (position, region) in [
        (1499, Region::FivePrimeUtr { exon: 1 }),
        (1458, Region::Cds { exon: 1 }),
        (1350, Region::Intron { number: 1 }),
        (1287, Region::Cds { exon: 2 }),
        (1286, Region::ThreePrimeUtr { exon: 2 }),
    ] {
        assert_eq!(Region::of(t2, position), Some(region), "{position}");
    }
    assert_eq!(Region::of(t3, 15), Some(Region::NonCodingExon { exon: 1 }));
}

#[test]
fn a_file_without_cds_has_exons_and_introns_and_no_territory() {
    let exons = GTF.lines().filter(|l| !l.contains("CDS") && !l.contains("codon")).collect::<Vec<_>>().join("\n");
    let model = loaded(&exons).unwrap();
    assert!(model.coding_territory().is_empty());
    assert_eq!(Region::of(&model.transcripts()[0], 160), Some(Region::NonCodingExon { exon: 1 }));
}

#[test]
fn the_preferred_transcript_is_mane_then_canonical_then_longest() {
    let row = |id: &str, feature: &str, end: u32, tag: &str| {
        format!("chr1\ts\t{feature}\t1\t{end}\t.\t+\t0\tgene_id \"G\"; transcript_id \"{id}\";{tag}\n")
    };
    let mut text = row("B", "exon", 90, "") + &row("A", "exon", 90, "") + &row("C", "exon", 80, "") + &row("C", "CDS", 30, "");
    let preferred = |text: &str| {
        let model = loaded(text).unwrap();
        model.preferred_transcript(&model.genes()[0]).map(|t| t.id.clone())
    };
    assert_eq!(preferred(&(row("B", "exon", 90, "") + &row("A", "exon", 90, ""))).as_deref(), Some("A"));
    assert_eq!(preferred(&text).as_deref(), Some("C"));
    text += &row("D", "exon", 10, " tag \"Ensembl_canonical\";");
    assert_eq!(preferred(&text).as_deref(), Some("D"));
    text += &row("E", "exon", 5, " tag \"MANE_Select\";");
    assert_eq!(preferred(&text).as_deref(), Some("E"));
}

#[test]
fn the_same_identifier_on_two_contigs_is_two_genes() {
    let row = |contig: &str| format!("{contig}\ts\texon\t1\t9\t.\t+\t.\tgene_id \"G\"; transcript_id \"T\"; gene_name \"PAR\";\n");
    let model = loaded(&(row("chr1") + &row("chr2"))).unwrap();
    assert_eq!(model.genes().iter().map(|g| (g.contig, g.transcripts.clone())).collect::<Vec<_>>(), [(0, 0..1), (1, 1..2)]);
}

proptest! {
    /// The tree answers as a look at every gene would.
    #[test]
    fn overlap_and_nearest_agree_with_a_scan(
        genes in proptest::collection::vec((0u32..2, 0u32..200, 1u32..80), 1..40),
        contig in 0u32..3, from in 0u32..300, length in 0u32..40,
    ) {
        let text = genes.iter().enumerate().map(|(i, (contig, start, length))| format!(
            "chr{}\ts\texon\t{}\t{}\t.\t+\t.\tgene_id \"G{i}\"; transcript_id \"T{i}\";\n", contig + 1, start + 1, start + length
        )).collect::<Vec<String>>().concat();
        let model = loaded(&text).unwrap();
        let span = Span::new(from, from + length);
        let found: Vec<_> = model.genes_overlapping(contig, span).map(|g| g.id.clone()).collect();
        let scanned: Vec<_> = model.genes().iter()
            .filter(|g| g.contig == contig && !span.is_empty() && g.span.overlaps(span)).map(|g| g.id.clone()).collect();
        prop_assert_eq!(&found, &scanned);
        prop_assert_eq!(model.transcripts_overlapping(contig, span).count(), scanned.len());
        let distance = |s: Span| if s.contains(from) { 0 } else if s.end <= from { from - s.end + 1 } else { s.start - from };
        let nearest = model.genes().iter().filter(|g| g.contig == contig).map(|g| distance(g.span)).min();
        prop_assert_eq!(model.nearest_gene(contig, from).map(|(_, d)| d), nearest);
    }
}

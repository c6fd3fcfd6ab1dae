//! The files of fusions, read back by strict parsers.

use oncosweep::{
    fusion::{Assay, Fusion, FusionConfig, Fusions},
    genes::GeneModel,
    write::{fusion_arriba, fusion_bedpe, fusion_tsv},
};

use crate::{
    data::shared,
    fusion::{Alignments, call, refine},
};

const MINI: &str = "fusion/rna-minigenome/mini.fa";
const GENES: &str = "fusion/rna-minigenome/m2.gtf";

fn called(bam: &str, assay: Assay) -> Option<Fusions> {
    let alignments = Alignments::load(&shared(bam)?);
    let genes = GeneModel::from_file(&shared(GENES)?, &alignments.contigs).unwrap();
    let mut evidence = alignments.whole(assay);
    refine(&mut evidence, assay, &alignments.contigs, &genes, &shared(MINI)?);
    Some(call(&evidence, assay, &alignments.contigs, Some(&genes), false, &FusionConfig::default()))
}

fn text(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn is_place(field: &str) -> bool {
    field.rsplit_once(':').is_some_and(|(contig, position)| !contig.is_empty() && position.parse::<u32>().is_ok_and(|p| p > 0))
}

/// One line of Arriba's table, each column held against what Arriba's documentation allows in it.
fn check_arriba(line: &str) {
    let f: Vec<&str> = line.split('\t').collect();
    assert_eq!(f.len(), 30, "{line}");
    assert!(f.iter().all(|field| !field.is_empty()), "{line}");
    for strand in [f[2], f[3]] {
        let (gene, fusion) = strand.split_once('/').unwrap();
        assert!(["+", "-", "."].contains(&gene) && ["+", "-", "."].contains(&fusion), "{strand}");
    }
    assert!(is_place(f[4]) && is_place(f[5]), "{line}");
    let sites = ["5'UTR", "3'UTR", "UTR", "CDS", "exon", "intron", "intergenic"];
    for site in [f[6], f[7]] {
        assert!(sites.contains(&site.strip_suffix("/splice-site").unwrap_or(site)), "{site}");
    }
    let mut kind = f[8].split('/');
    assert!(["translocation", "duplication", "inversion", "deletion"].contains(&kind.next().unwrap()), "{}", f[8]);
    assert!(kind.all(|suffix| ["read-through", "5'-5'", "3'-3'", "ITD"].contains(&suffix)), "{}", f[8]);
    for count in &f[9..12] {
        count.parse::<u32>().unwrap();
    }
    for coverage in &f[12..14] {
        assert!(*coverage == "." || coverage.parse::<u32>().is_ok(), "{coverage}");
    }
    assert!(["low", "medium", "high"].contains(&f[14]));
    assert!(["in-frame", "out-of-frame", "stop-codon", "."].contains(&f[15]));
    for direction in [f[24], f[25]] {
        assert!(["upstream", "downstream"].contains(&direction));
    }
    assert!(
        f[27] == "." || f[27].split_once('|').is_some_and(|(a, b)| [a, b].iter().all(|s| s.bytes().all(|c| b"ACGTN".contains(&c)))),
        "{}",
        f[27]
    );
}

#[test]
fn the_arriba_table_has_arribas_columns_and_agrees_with_arriba() {
    let Some(fusions) = called("fusion/rna-minigenome/rna.bam", Assay::Rna) else { return };
    let table = text(|out| fusion_arriba::write(out, &[&fusions]));
    let mut lines = table.lines();
    let theirs_text = std::fs::read_to_string(shared("fusion/rna-minigenome/fc.fusions.tsv").unwrap()).unwrap();
    assert_eq!(lines.next(), theirs_text.lines().next(), "the header, to the letter");
    let ours: Vec<Vec<&str>> = lines.map(|line| line.split('\t').collect()).collect();
    assert_eq!(ours.len(), 7);
    for line in table.lines().skip(1) {
        check_arriba(line);
    }
    for theirs in theirs_text.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>()) {
        let mine = ours.iter().find(|f| (f[4], f[5]) == (theirs[4], theirs[5])).unwrap_or_else(|| panic!("{} {}", theirs[4], theirs[5]));
        // Strands, sites, kind and directions are facts; gene identifiers too where the partner is a gene.
        for column in [2, 3, 6, 7, 8, 20, 21, 24, 25] {
            assert_eq!(mine[column], theirs[column], "column {} of {}::{}", column + 1, mine[0], mine[1]);
        }
        assert_eq!(mine[0], theirs[0]);
        assert!(theirs[1].starts_with(mine[1]), "{} {}", mine[1], theirs[1]);
        // The letters around the junction are those Arriba assembled from reads.
        if let (Some((before, after)), Some((theirs_before, theirs_after))) = (mine[27].split_once('|'), theirs[27].split_once('|')) {
            let near = |text: &str, from_end: bool| {
                let bare: String = text.chars().filter(char::is_ascii_alphabetic).collect();
                if from_end {
                    bare[bare.len().saturating_sub(15)..].to_ascii_uppercase()
                } else {
                    bare[..bare.len().min(15)].to_ascii_uppercase()
                }
            };
            assert_eq!(near(before, true), near(theirs_before, true), "{}::{}", mine[0], mine[1]);
            assert_eq!(near(after, false), near(theirs_after, false), "{}::{}", mine[0], mine[1]);
        }
    }
}

#[test]
fn dna_calls_fill_the_arriba_table_too() {
    let Some(fusions) = called("fusion/sim-dna/s.bam", Assay::Dna) else { return };
    let table = text(|out| fusion_arriba::write(out, &[&fusions]));
    assert_eq!(table.lines().count(), 1 + fusions.fusions.iter().filter(|f| f.is_pass()).count());
    table.lines().skip(1).for_each(check_arriba);
    let empty = text(|out| fusion_arriba::write(out, &[]));
    assert_eq!(empty.lines().count(), 1);
}

#[test]
fn bedpe_intervals_hold_the_breakpoints() {
    let Some(fusions) = called("fusion/sim-dna/s.bam", Assay::Dna) else { return };
    let table = text(|out| fusion_bedpe::write(out, &[&fusions]));
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), fusions.fusions.len());
    for (row, fusion) in rows.iter().zip(&fusions.fusions) {
        assert_eq!(row.len(), 14);
        for (at, breakpoint) in [(0, &fusion.breakpoint1), (3, &fusion.breakpoint2)] {
            let (start, end): (u32, u32) = (row[at + 1].parse().unwrap(), row[at + 2].parse().unwrap());
            assert_eq!(row[at], breakpoint.contig);
            assert!(start <= breakpoint.breakend.position && breakpoint.breakend.position < end);
            let slack = if fusion.precise { fusion.homology_bp } else { fusion.uncertainty_bp };
            assert_eq!(end - start, 1 + slack);
        }
        assert_eq!(row[6], fusion.name);
    }
}

#[test]
fn every_row_of_the_table_has_every_column() {
    let Some(fusions) = called("fusion/sim-dna/s.bam", Assay::Dna) else { return };
    let table = text(|out| fusion_tsv::write(out, &[&fusions]));
    let widths: Vec<usize> = table.lines().map(|line| line.split('\t').count()).collect();
    assert!(widths.len() > 4 && widths.iter().all(|&w| w == widths[0]), "{widths:?}");
    assert!(fusions.fusions.iter().any(Fusion::is_pass));
}

#[test]
fn split_reads_assemble_to_what_both_sides_have() {
    for (bam, assay) in [("fusion/rna-minigenome/rna.bam", Assay::Rna), ("fusion/sim-dna/s.bam", Assay::Dna)] {
        let Some(fusions) = called(bam, assay) else { return };
        let calls: Vec<&Fusion> = fusions.fusions.iter().filter(|f| f.is_pass() && f.split_reads > f.realigned_reads).collect();
        assert!(calls.len() >= 4);
        for f in calls {
            let consensus = f.consensus.as_deref().unwrap_or_else(|| panic!("{}", f.name));
            let parts: Vec<&str> = consensus.split('|').collect();
            assert_eq!((parts.len(), parts[1].len()), (3, f.inserted_bp as usize), "{} {consensus}", f.name);
            assert!(parts[0].len() >= 20 && parts[2].len() >= 20, "{} {consensus}", f.name);
            assert!(f.consensus_agreement.unwrap() >= 97.0, "{} {consensus} {:?} {:?}", f.name, f.sequence, f.consensus_agreement);
            assert!(f.consensus_reads >= 1 && f.consensus_reads <= 2 * f.split_reads, "{}", f.name);
        }
    }
}

//! `fusions.arriba.tsv`: the calls in Arriba's format, for what reads that (Arriba documentation, "Output files", `fusions.tsv`).
//!
//! Differences: `confidence` is `high` from a quality of 60 and `medium` below it; `coverage` counts fragments; `peptide_sequence` and
//! `read_identifiers` are not told; `fusion_transcript` is given for RNA, as assembled from the split reads, or else from the reference as far as the exon reaches.

use std::io::{self, Write};

use crate::fusion::{Assay, Breakend, Frame, Fusion, Fusions, Side};

/// Arriba's thirty columns.
pub const COLUMNS: &str = "#gene1\tgene2\tstrand1(gene/fusion)\tstrand2(gene/fusion)\tbreakpoint1\tbreakpoint2\tsite1\tsite2\ttype\tsplit_reads1\t\
    split_reads2\tdiscordant_mates\tcoverage1\tcoverage2\tconfidence\treading_frame\ttags\tretained_protein_domains\tclosest_genomic_breakpoint1\t\
    closest_genomic_breakpoint2\tgene_id1\tgene_id2\ttranscript_id1\ttranscript_id2\tdirection1\tdirection2\tfilters\tfusion_transcript\t\
    peptide_sequence\tread_identifiers";

/// Quality from which a call is of high confidence.
const HIGH_QUALITY: f64 = 60.0;

/// Writes the calls of all assays.
///
/// # Errors
/// As `out`.
pub fn write(out: &mut impl Write, calls: &[&Fusions]) -> io::Result<()> {
    writeln!(out, "{COLUMNS}")?;
    for fusion in calls.iter().flat_map(|c| &c.fusions).filter(|f| f.is_pass() && !f.joined) {
        line(out, fusion)?;
    }
    Ok(())
}

fn or_dot(value: Option<impl ToString>) -> String {
    value.map_or_else(|| ".".into(), |v| v.to_string())
}

/// Where the partner is fused: at higher coordinates than the breakpoint, or at lower ones.
fn direction(breakend: Breakend) -> &'static str {
    match breakend.side {
        Side::Left => "downstream",
        Side::Right => "upstream",
    }
}

fn line(out: &mut impl Write, f: &Fusion) -> io::Result<()> {
    let a = &f.annotation;
    let strands = |gene: Option<char>, fusion: char| format!("{}/{fusion}", gene.unwrap_or('.'));
    let coverage = |side: usize| or_dot(f.spanning[side].map(|n| n + f.supporting_fragments));
    write!(out, "{}\t{}\t{}\t{}\t", a.gene1, a.gene2, strands(a.gene_strand1, a.strand1), strands(a.gene_strand2, a.strand2))?;
    write!(out, "{}\t{}\t{}\t{}\t{}\t", f.breakpoint1, f.breakpoint2, a.site1, a.site2, a.kind)?;
    write!(out, "{}\t{}\t{}\t", f.split_reads1, f.split_reads - f.split_reads1, f.discordant_pairs)?;
    let confidence = if f.quality >= HIGH_QUALITY { "high" } else { "medium" };
    let frame = or_dot(a.frame.map(Frame::name));
    let domains = match (f.domains1.as_slice(), f.domains2.as_slice()) {
        ([], []) => ".".to_owned(),
        (one, two) => format!("{}|{}", one.join(","), two.join(",")),
    };
    let tags = if f.known { "known" } else { "." };
    write!(out, "{}\t{}\t{confidence}\t{frame}\t{tags}\t{domains}\t", coverage(0), coverage(1))?;
    let genomic = f.dna.as_ref().map(|d| (d.breakpoint1.to_string(), d.breakpoint2.to_string()));
    write!(out, "{}\t{}\t", or_dot(genomic.as_ref().map(|g| &g.0)), or_dot(genomic.as_ref().map(|g| &g.1)))?;
    write!(
        out,
        "{}\t{}\t{}\t{}\t",
        or_dot(a.gene_id1.as_ref()),
        or_dot(a.gene_id2.as_ref()),
        or_dot(a.transcript1.as_ref()),
        or_dot(a.transcript2.as_ref())
    )?;
    write!(out, "{}\t{}\t.\t", direction(f.breakpoint1.breakend), direction(f.breakpoint2.breakend))?;
    // What was inserted stands between two bars, as arriba has it; none, and there is one.
    let assembled = || f.consensus.as_ref().map(|text| text.replace("||", "|"));
    let expected = || {
        f.sequence.as_ref().filter(|_| f.inserted_bp == 0).and_then(|[before, after]| {
            let (before, after) = (tail(before, f.annotation.exonic_bp1?), head(after, f.annotation.exonic_bp2?));
            (!before.is_empty() && !after.is_empty()).then(|| format!("{before}|{after}"))
        })
    };
    let transcript = (f.assay == Assay::Rna).then(|| assembled().or_else(expected)).flatten();
    writeln!(out, "{}\t.\t.", or_dot(transcript))
}

fn tail(text: &str, bases: u32) -> &str {
    text.get(text.len().saturating_sub(bases as usize)..).unwrap_or_default()
}

fn head(text: &str, bases: u32) -> &str {
    text.get(..text.len().min(bases as usize)).unwrap_or_default()
}

//! tmb.trace.tsv: why each variant counts for the burden, or does not.

use std::{
    fmt::Display,
    io::{self, Write},
};

use crate::{
    genes::Consequence,
    genome::Contigs,
    tmb::{VcfBurden, Verdict},
    variant::{Allele, VariantCall, VariantFilter},
};

const HEADER: &str = "#chrom\tstart\tend\tref\talt\tverdict\tfilter\tquality\tvaf\ttumor_depth\tnormal_depth\tgene\ttranscript\tconsequence\tprotein_change\n";

/// A line of the table; what is `None` is a dot.
struct Row<'a> {
    allele: &'a Allele,
    verdict: &'a Verdict,
    filter: String,
    quality: Option<f64>,
    vaf: Option<f64>,
    tumor_depth: Option<u32>,
    normal_depth: Option<u32>,
    consequence: Option<&'a Consequence>,
}

/// Writes PASS and near-PASS variants (at most one filter, and that not `germline`) with their verdicts. `trace` lies beside `calls`;
/// `has_normal` says whether there is a depth of a normal to write.
/// Coordinates are 0-based half-open; allele fractions have four decimals, qualities two.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, calls: &[VariantCall], trace: &[Verdict], contigs: &Contigs, has_normal: bool) -> io::Result<()> {
    out.write_all(HEADER.as_bytes())?;
    for (call, verdict) in calls.iter().zip(trace).filter(|(call, _)| is_near_pass(call)) {
        let [tumor, normal] = call.candidate.samples();
        let filters: Vec<&str> = call.filters.iter().map(|filter| filter.name()).collect();
        let row = Row {
            allele: &call.candidate.allele,
            verdict,
            filter: if filters.is_empty() { "PASS".into() } else { filters.join(";") },
            quality: Some(call.score.quality),
            vaf: Some(call.vaf),
            tumor_depth: Some(tumor.depth()),
            normal_depth: has_normal.then(|| normal.depth()),
            consequence: call.candidate.consequence.as_deref(),
        };
        line(out, &row, contigs)?;
    }
    Ok(())
}

/// Writes the alleles of a VCF file that have passed or have one filter, in the file's order, as [`write()`] does.
///
/// # Errors
/// Those of `out`.
pub fn write_vcf(out: &mut impl Write, burden: &VcfBurden) -> io::Result<()> {
    out.write_all(HEADER.as_bytes())?;
    for (variant, verdict) in burden.variants.iter().zip(&burden.call.trace).filter(|(variant, _)| variant.is_near_pass) {
        let row = Row {
            allele: &variant.allele,
            verdict,
            filter: variant.filter.clone(),
            quality: variant.quality,
            vaf: variant.vaf,
            tumor_depth: variant.tumor_depth,
            normal_depth: variant.normal_depth,
            consequence: variant.consequence(),
        };
        line(out, &row, &burden.contigs)?;
    }
    Ok(())
}

fn line(out: &mut impl Write, row: &Row<'_>, contigs: &Contigs) -> io::Result<()> {
    let allele = row.allele;
    let text = |text: &str| if text.is_empty() { ".".to_owned() } else { text.to_owned() };
    let told = |pick: fn(&Consequence) -> &str| text(row.consequence.map(pick).unwrap_or_default());
    writeln!(
        out,
        "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
        contigs.name(allele.contig),
        allele.start,
        allele.start as usize + allele.reference.len(),
        String::from_utf8_lossy(&allele.reference),
        String::from_utf8_lossy(&allele.alternate),
        row.verdict.code(),
        row.filter,
        or_dot(row.quality.map(|quality| format!("{quality:.2}"))),
        or_dot(row.vaf.map(|vaf| format!("{vaf:.4}"))),
        or_dot(row.tumor_depth),
        or_dot(row.normal_depth),
        told(|c| &c.gene_name),
        told(|c| &c.transcript_id),
        text(&row.consequence.map(Consequence::terms_joined).unwrap_or_default()),
        told(|c| c.protein_change.as_deref().unwrap_or_default()),
    )
}

fn or_dot(value: Option<impl Display>) -> String {
    value.map_or_else(|| ".".into(), |value| value.to_string())
}

fn is_near_pass(call: &VariantCall) -> bool {
    call.passes() || (call.filters.len() == 1 && call.filters[0] != VariantFilter::Germline)
}

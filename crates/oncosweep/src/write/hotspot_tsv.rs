//! hotspots.tsv: the answer on each listed allele.

use std::{
    fmt::Display,
    io::{self, Write},
};

use crate::{
    genome::Contigs,
    variant::{ListedCall, NotAssessed, SampleStrata},
};

/// The columns.
const COLUMNS: &str = "#chrom\tstart\tend\tref\talt\tstatus\treason\tdetection_limit\tvaf\ttumor_fragments\ttumor_depth\tnormal_fragments\tnormal_depth\t\
    quality\tfilter\tgene\ttranscript\tconsequence\tprotein_change";

/// Writes one line a listed allele, in genome order: 0-based half-open, shares with four decimals (the limit rounded up), qualities with two. `has_normal` says
/// whether there are counts of a normal to write.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, listed: &[ListedCall], contigs: &Contigs, has_normal: bool) -> io::Result<()> {
    writeln!(out, "{COLUMNS}")?;
    for call in listed {
        let allele = &call.allele;
        let (name, end) = (contigs.name(allele.contig), allele.start as usize + allele.reference.len());
        let letters = |bases: &[u8]| String::from_utf8_lossy(bases).into_owned();
        let (reference, alternate) = (letters(&allele.reference), letters(&allele.alternate));
        write!(out, "{name}\t{}\t{end}\t{reference}\t{alternate}\t{}\t", allele.start, call.status.name())?;
        let limit = call.detection_limit.map(|limit| format!("{:.4}", (1e4 * limit).ceil() / 1e4));
        write!(out, "{}\t{}\t", or_dot(call.reason.map(NotAssessed::name)), or_dot(limit))?;
        let [tumor, normal] = &call.samples;
        let of_normal = |pick: fn(&SampleStrata) -> u32| has_normal.then(|| pick(normal));
        let fragments = |sample: &SampleStrata| sample.alternate.fragments();
        write!(out, "{}\t{}\t{}\t", or_dot(tumor.vaf().map(|vaf| format!("{vaf:.4}"))), fragments(tumor), tumor.depth())?;
        write!(out, "{}\t{}\t", or_dot(of_normal(fragments)), or_dot(of_normal(SampleStrata::depth)))?;
        let filters: Vec<&str> = call.filters.iter().map(|filter| filter.name()).collect();
        let quality = or_dot(call.quality.map(|quality| format!("{quality:.2}")));
        let filter = match call.quality {
            None => ".".into(),
            Some(_) if filters.is_empty() => "PASS".into(),
            Some(_) => filters.join(";"),
        };
        write!(out, "{quality}\t{filter}\t")?;
        let told = call.consequence.as_deref();
        let [gene, transcript, protein] =
            [told.map(|c| c.gene_name.clone()), told.map(|c| c.transcript_id.clone()), told.and_then(|c| c.protein_change.clone())]
                .map(|text| or_dot(text.filter(|text| !text.is_empty())));
        let terms = or_dot(told.map(crate::genes::Consequence::terms_joined).filter(|terms| !terms.is_empty()));
        writeln!(out, "{gene}\t{transcript}\t{terms}\t{protein}")?;
    }
    Ok(())
}

fn or_dot(value: Option<impl Display>) -> String {
    value.map_or_else(|| ".".into(), |value| value.to_string())
}

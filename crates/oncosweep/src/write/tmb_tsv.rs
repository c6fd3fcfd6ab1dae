//! tmb.trace.tsv: why each variant counts for the burden, or does not.

use std::io::{self, Write};

use crate::{
    genome::Contigs,
    tmb::Verdict,
    variant::{VariantCall, VariantFilter},
};

const HEADER: &str = "#chrom\tstart\tend\tref\talt\tverdict\tfilter\tquality\tvaf\ttumor_depth\tnormal_depth\tgene\ttranscript\tconsequence\tprotein_change\n";

/// Writes PASS and near-PASS variants (at most one filter, and that not `germline`) with their verdicts. `trace` lies beside `calls`;
/// `has_normal` says whether there is a depth of a normal to write.
/// Coordinates are 0-based half-open; allele fractions have four decimals, qualities two.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, calls: &[VariantCall], trace: &[Verdict], contigs: &Contigs, has_normal: bool) -> io::Result<()> {
    out.write_all(HEADER.as_bytes())?;
    for (call, verdict) in calls.iter().zip(trace).filter(|(call, _)| is_near_pass(call)) {
        let allele = &call.candidate.allele;
        let [tumor, normal] = &call.candidate.samples;
        let or_dot = |text: &str| if text.is_empty() { ".".to_owned() } else { text.to_owned() };
        let consequence = call.candidate.consequence.as_ref();
        let filters: Vec<&str> = call.filters.iter().map(|filter| filter.name()).collect();
        writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{:.2}\t{:.4}\t{}\t{}\t{}\t{}\t{}\t{}",
            contigs.name(allele.contig),
            allele.start,
            allele.start as usize + allele.reference.len(),
            String::from_utf8_lossy(&allele.reference),
            String::from_utf8_lossy(&allele.alternate),
            verdict.code(),
            if filters.is_empty() { "PASS".into() } else { filters.join(";") },
            call.score.quality,
            call.vaf,
            tumor.depth(),
            if has_normal { normal.depth().to_string() } else { ".".into() },
            or_dot(consequence.map_or("", |c| &c.gene_name)),
            or_dot(consequence.map_or("", |c| &c.transcript_id)),
            or_dot(&consequence.map(crate::genes::Consequence::terms_joined).unwrap_or_default()),
            or_dot(consequence.and_then(|c| c.protein_change.as_deref()).unwrap_or_default()),
        )?;
    }
    Ok(())
}

fn is_near_pass(call: &VariantCall) -> bool {
    call.passes() || (call.filters.len() == 1 && call.filters[0] != VariantFilter::Germline)
}

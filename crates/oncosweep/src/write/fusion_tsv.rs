//! `fusions.tsv`: one line a candidate junction, 5' partner first.

use std::io::{self, Write};

use crate::fusion::{Fusion, Fusions};

/// The columns. Those up to `assay` are a contract; more may follow.
const COLUMNS: &str = "#name\tgene1\tgene2\tbreakpoint1\tbreakpoint2\tstrand1\tstrand2\tsite1\tsite2\ttype\tsplit_reads\tdiscordant_pairs\t\
    supporting_fragments\tvaf\tquality\tframe\tfilter\tassay\tvaf_low\tvaf_high\tspanning_fragments\thomology\tinserted\t\
    normal_fragments\ttranscript1\texon1\ttranscript2\texon2\tprecise\tinferred\trealigned_reads\tknown\tdriver\treciprocal\t\
    shared_percent\tdistinct_triplets\tdna_breakpoint1\tdna_breakpoint2\tdna_split_reads\tdna_discordant_pairs\t\
    dna_supporting_fragments\tdna_vaf\tdna_quality\tdna_filter\tdomains1\tdomains2\tbaseline_normals\tconsensus\tconsensus_reads\tconsensus_agreement\talternatives";

/// Writes the candidates of all assays, DNA first when given first.
///
/// # Errors
/// As `out`.
pub fn write(out: &mut impl Write, calls: &[&Fusions]) -> io::Result<()> {
    writeln!(out, "{COLUMNS}")?;
    for fusion in calls.iter().flat_map(|c| &c.fusions).filter(|fusion| !fusion.joined) {
        line(out, fusion)?;
    }
    Ok(())
}

fn or_dot(value: Option<impl ToString>) -> String {
    value.map_or_else(|| ".".into(), |v| v.to_string())
}

fn decimals(value: Option<f64>, places: usize) -> String {
    value.filter(|v| v.is_finite()).map_or_else(|| ".".into(), |v| format!("{v:.places$}"))
}

fn line(out: &mut impl Write, f: &Fusion) -> io::Result<()> {
    let a = &f.annotation;
    write!(out, "{}\t{}\t{}\t{}\t{}\t{}\t{}\t", f.name, a.gene1, a.gene2, f.breakpoint1, f.breakpoint2, a.strand1, a.strand2)?;
    write!(out, "{}\t{}\t{}\t{}\t{}\t{}\t", a.site1, a.site2, a.kind, f.split_reads, f.discordant_pairs, f.supporting_fragments)?;
    let frame = or_dot(a.frame.map(crate::fusion::Frame::name));
    write!(out, "{}\t{:.1}\t{}\t{}\t{}\t", decimals(f.vaf, 4), f.quality, frame, f.filter_text(), f.assay_text())?;
    let [low, high] = f.vaf_ci95.map_or([None, None], |bounds| bounds.map(Some));
    write!(out, "{}\t{}\t{}\t", decimals(low, 4), decimals(high, 4), decimals(f.spanning_fragments, 1))?;
    write!(out, "{}\t{}\t{}\t", f.homology_bp, f.inserted_bp, or_dot(f.normal_fragments))?;
    write!(out, "{}\t{}\t{}\t{}\t", or_dot(a.transcript1.as_ref()), or_dot(a.exon1), or_dot(a.transcript2.as_ref()), or_dot(a.exon2))?;
    write!(out, "{}\t{}\t{}\t{}\t{}\t", f.precise, f.inferred, f.realigned_reads, f.known, f.driver.unwrap_or("."))?;
    write!(out, "{}\t{}\t{}\t", or_dot(f.reciprocal.as_ref()), or_dot(f.shared_percent), or_dot(f.distinct_triplets))?;
    let domains = |list: &[String]| if list.is_empty() { ".".to_owned() } else { list.join(",") };
    let (domains1, domains2, normals) = (domains(&f.domains1), domains(&f.domains2), or_dot(f.baseline_normals));
    let consensus = format!("{}\t{}\t{}", or_dot(f.consensus.as_ref()), f.consensus_reads, decimals(f.consensus_agreement, 1));
    let alternatives = if f.alternatives.is_empty() { ".".to_owned() } else { f.alternatives.join(",") };
    let rest = format!("{domains1}\t{domains2}\t{normals}\t{consensus}\t{alternatives}");
    let Some(d) = &f.dna else { return writeln!(out, ".\t.\t.\t.\t.\t.\t.\t.\t{rest}") };
    write!(out, "{}\t{}\t{}\t{}\t", d.breakpoint1, d.breakpoint2, d.split_reads, d.discordant_pairs)?;
    writeln!(out, "{}\t{}\t{:.1}\t{}\t{rest}", d.supporting_fragments, decimals(d.vaf, 4), d.quality, d.filter)
}

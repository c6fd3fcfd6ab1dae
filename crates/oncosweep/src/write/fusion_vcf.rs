//! `fusions.vcf.gz`: two BND records a junction (VCF 4.3, section 5.4).

use std::io::{self, Write};

use crate::{
    fusion::{Breakend, Fusion, FusionFilter, Fusions, Side},
    genome::{ContigId, Contigs},
};

/// One breakend of a fusion, to be written at its place.
struct Record<'a> {
    fusion: &'a Fusion,
    id: String,
    mate_id: String,
    own: Breakend,
    mate: Breakend,
    /// Which of the junction's breakends it is.
    first: bool,
}

/// Writes all candidates as VCF text, sorted. `base_at` gives the reference base at a place (0-based); without a reference it may
/// answer `N`.
///
/// # Errors
/// As `out`.
pub fn write(
    out: &mut impl Write,
    calls: &[&Fusions],
    contigs: &Contigs,
    has_normal: bool,
    mut base_at: impl FnMut(ContigId, u32) -> u8,
) -> io::Result<()> {
    header(out, contigs, has_normal)?;
    let mut records = Vec::new();
    for (number, fusion) in calls.iter().flat_map(|c| &c.fusions).enumerate() {
        let id = |end: u8| format!("fusion{}_{end}", number + 1);
        let (a, b) = (fusion.junction.first, fusion.junction.second);
        records.push(Record { fusion, id: id(1), mate_id: id(2), own: a, mate: b, first: true });
        records.push(Record { fusion, id: id(2), mate_id: id(1), own: b, mate: a, first: false });
    }
    records.sort_by_key(|record| (record.own.contig, record.own.position));
    for record in records {
        let base = base_at(record.own.contig, record.own.position);
        // VCF knows no ambiguity codes but N.
        let base = if matches!(base, b'A' | b'C' | b'G' | b'T') { char::from(base) } else { 'N' };
        line(out, &record, base, contigs, has_normal)?;
    }
    Ok(())
}

fn header(out: &mut impl Write, contigs: &Contigs, has_normal: bool) -> io::Result<()> {
    writeln!(out, "##fileformat=VCFv4.3")?;
    writeln!(out, "##source=oncosweep {}", env!("CARGO_PKG_VERSION"))?;
    for (_, contig) in contigs.iter() {
        writeln!(out, "##contig=<ID={},length={}>", contig.name, contig.length)?;
    }
    writeln!(out, "##FILTER=<ID=PASS,Description=\"All filters passed\">")?;
    for (filter, description) in FusionFilter::ALL {
        writeln!(out, "##FILTER=<ID={},Description=\"{description}\">", filter.name())?;
    }
    for (id, number, kind, description) in [
        ("SVTYPE", "1", "String", "Type of structural variant"),
        ("MATEID", "1", "String", "ID of the other breakend"),
        ("CIPOS", "2", "Integer", "Interval around POS in which the breakend may lie"),
        ("IMPRECISE", "0", "Flag", "No split read shows the breakend"),
        ("HOMLEN", "1", "Integer", "Bases both sides share at the junction"),
        ("SVINSLEN", "1", "Integer", "Bases inserted between both sides; their sequence is not given"),
        ("FUSION", "1", "String", "Partners, 5' first"),
        ("PARTNER", "1", "Integer", "1 for the 5' partner, 2 for the 3' partner"),
        ("FUSION_TYPE", "1", "String", "Kind of rearrangement"),
        ("FRAME", "1", "String", "Reading frame of the 3' partner"),
        ("ASSAY", "1", "String", "What was sequenced"),
    ] {
        writeln!(out, "##INFO=<ID={id},Number={number},Type={kind},Description=\"{description}\">")?;
    }
    for (id, kind, description) in [
        ("GT", "String", "Genotype; only whether the junction is there"),
        ("SR", "Integer", "Distinct fragments with a read split at the junction"),
        ("PR", "Integer", "Distinct fragments that join both sides by their mates only"),
        ("SF", "Integer", "Distinct supporting fragments"),
        ("RF", "Float", "Fragments that cross a breakend unbroken, mean of both"),
        ("AF", "Float", "Supporting among supporting and unbroken fragments"),
    ] {
        writeln!(out, "##FORMAT=<ID={id},Number=1,Type={kind},Description=\"{description}\">")?;
    }
    let samples = if has_normal { "TUMOR\tNORMAL" } else { "TUMOR" };
    writeln!(out, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{samples}")
}

/// The ALT of a breakend: the retained base and its mate, with brackets that open to where the mate's sequence lies.
fn alternate(own: Side, mate: Side, base: char, mate_place: &str) -> String {
    match (own, mate) {
        (Side::Left, Side::Right) => format!("{base}[{mate_place}["),
        (Side::Left, Side::Left) => format!("{base}]{mate_place}]"),
        (Side::Right, Side::Left) => format!("]{mate_place}]{base}"),
        (Side::Right, Side::Right) => format!("[{mate_place}[{base}"),
    }
}

fn decimals(value: Option<f64>, places: usize) -> String {
    value.filter(|v| v.is_finite()).map_or_else(|| ".".into(), |v| format!("{v:.places$}"))
}

fn line(out: &mut impl Write, record: &Record<'_>, base: char, contigs: &Contigs, has_normal: bool) -> io::Result<()> {
    let fusion = record.fusion;
    let place = |b: Breakend| (contigs.name(b.contig), u64::from(b.position) + 1);
    let ((contig, position), (mate_contig, mate_position)) = (place(record.own), place(record.mate));
    let alt = alternate(record.own.side, record.mate.side, base, &format!("{mate_contig}:{mate_position}"));
    let (low, high) = fusion.position_interval(record.first);
    let partner = if record.first == fusion.annotation.first_is_five_prime { 1 } else { 2 };
    write!(out, "{contig}\t{position}\t{}\t{base}\t{alt}\t{:.1}\t{}\t", record.id, fusion.quality, fusion.filter_text())?;
    write!(out, "SVTYPE=BND;MATEID={};CIPOS={low},{high};HOMLEN={}", record.mate_id, fusion.homology_bp)?;
    if !fusion.precise {
        write!(out, ";IMPRECISE")?;
    }
    if fusion.inserted_bp > 0 {
        write!(out, ";SVINSLEN={}", fusion.inserted_bp)?;
    }
    write!(out, ";FUSION={};PARTNER={partner};FUSION_TYPE={}", escaped(&fusion.name), fusion.annotation.kind)?;
    if let Some(frame) = fusion.annotation.frame {
        write!(out, ";FRAME={}", frame.name())?;
    }
    write!(out, ";ASSAY={}\tGT:SR:PR:SF:RF:AF\t", fusion.assay.name())?;
    write!(out, "0/1:{}:{}:{}:", fusion.split_reads, fusion.discordant_pairs, fusion.supporting_fragments)?;
    write!(out, "{}:{}", decimals(fusion.spanning_fragments, 1), decimals(fusion.vaf, 4))?;
    if has_normal {
        let normal = fusion.normal_fragments.map_or_else(|| ".".into(), |n| n.to_string());
        write!(out, "\t./.:.:.:{normal}:.:.")?;
    }
    writeln!(out)
}

/// Characters that separate INFO fields, percent-encoded (VCF 4.3, section 1.2).
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => safe.push_str("%25"),
            ';' => safe.push_str("%3B"),
            '=' => safe.push_str("%3D"),
            ',' => safe.push_str("%2C"),
            ' ' => safe.push_str("%20"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_follow_the_specification() {
        // VCF 4.3, section 5.4: s[p[ joins what lies right of p after the base, s]p] the reverse complement of what lies left.
        assert_eq!(alternate(Side::Left, Side::Right, 'G', "17:198983"), "G[17:198983[");
        assert_eq!(alternate(Side::Left, Side::Left, 'G', "17:198982"), "G]17:198982]");
        assert_eq!(alternate(Side::Right, Side::Left, 'T', "13:123456"), "]13:123456]T");
        assert_eq!(alternate(Side::Right, Side::Right, 'C', "2:321682"), "[2:321682[C");
    }
}

//! variants.vcf.gz: every kept candidate, normalised and left-aligned, in VCF 4.3. Positions are 1-based here.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use crate::{
    genome::Contigs,
    profile::SampleNames,
    variant::{AlleleKind, SampleStrata, VariantCall, VariantFilter},
};

const INFO: [(&str, &str, &str, &str); 14] = [
    ("GENE", "1", "String", "Gene symbol of the chosen transcript"),
    ("TRANSCRIPT", "1", "String", "Chosen transcript: MANE Select, canonical, or that with the longest coding sequence"),
    ("CONSEQUENCE", ".", "String", "Sequence Ontology terms on the chosen transcript, joined by &"),
    ("HGVSC", "1", "String", "Change of the coding sequence"),
    ("HGVSP", "1", "String", "Predicted change of the protein"),
    ("TLOD", "1", "Float", "Natural log of the likelihood ratio of the allele against error in the tumour"),
    ("NLOD", "1", "Float", "Natural log of the likelihood ratio of absence against a heterozygous allele in the normal"),
    ("GERMLINE", "1", "Float", "Posterior probability that the allele is inherited"),
    (
        "NOT_SOMATIC",
        "6",
        "Float",
        "Posterior probabilities of sequencing error, an artefact that strikes tumour and normal alike, and artefacts of one strand, of read ends, beside soft clips and of noisy reads",
    ),
    ("CONTEXT", "1", "String", "Reference bases around an SNV, or around an indel's anchor"),
    ("RU", "1", "String", "Repeat unit of an indel in a tandem repeat"),
    ("RCOPIES", "1", "Integer", "Copies of the repeat unit in the reference"),
    ("PON", "1", "Integer", "Normals of the panel that show the allele"),
    ("RUN", "1", "Integer", "Length of the run of one base that a short indel of other bases touches"),
];

const FORMAT: [(&str, &str, &str, &str); 6] = [
    ("GT", "1", "String", "Genotype: 0/1 where the allele is present, 0/0 where it is absent, 1/1 where the normal shows little else"),
    ("AD", "R", "Integer", "Fragments with the reference and with the alternate allele"),
    ("DP", "1", "Integer", "Fragments that tell any allele"),
    ("AF", "A", "Float", "Share of the alternate allele"),
    (
        "SB",
        "4",
        "Integer",
        "Fragments on the forward and reverse strand only: reference forward, reference reverse, alternate forward, alternate reverse",
    ),
    ("LQ", "1", "Integer", "Fragments not counted: low base quality, or mates that disagree"),
];

/// Writes header and records.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, calls: &[VariantCall], contigs: &Contigs, samples: &SampleNames) -> io::Result<()> {
    let names = sample_columns(samples);
    header(out, contigs, &names)?;
    let mut line = Vec::new();
    calls.iter().try_for_each(|call| {
        line.clear();
        record(&mut line, call, contigs, names.len())?;
        out.write_all(&line)
    })
}

/// Sample names in column order; two samples of one name are told apart by their role.
fn sample_columns(samples: &SampleNames) -> Vec<String> {
    let tumor = samples.tumor.clone().unwrap_or_else(|| "TUMOR".into());
    match &samples.normal {
        None => vec![tumor],
        Some(normal) if *normal == tumor => vec![format!("{tumor}_TUMOR"), format!("{normal}_NORMAL")],
        Some(normal) => vec![tumor, normal.clone()],
    }
}

fn header(out: &mut impl Write, contigs: &Contigs, names: &[String]) -> io::Result<()> {
    writeln!(out, "##fileformat=VCFv4.3")?;
    writeln!(out, "##source=oncosweep {}", env!("CARGO_PKG_VERSION"))?;
    for (_, contig) in contigs.iter() {
        writeln!(out, "##contig=<ID={},length={}>", contig.name, contig.length)?;
    }
    writeln!(out, "##FILTER=<ID=PASS,Description=\"Somatic and usable\">")?;
    for filter in VariantFilter::ALL {
        writeln!(out, "##FILTER=<ID={},Description=\"{}\">", filter.name(), filter.description())?;
    }
    for (kind, fields) in [("INFO", &INFO[..]), ("FORMAT", &FORMAT[..])] {
        for (id, number, value, description) in fields {
            writeln!(out, "##{kind}=<ID={id},Number={number},Type={value},Description=\"{description}\">")?;
        }
    }
    writeln!(out, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{}", names.join("\t"))
}

/// Puts a record's line into `line`. (Writing to a vector does not fail, so the results are passed on only for `?`.)
fn record(line: &mut Vec<u8>, call: &VariantCall, contigs: &Contigs, samples: usize) -> io::Result<()> {
    let allele = &call.candidate.allele;
    write!(line, "{}\t{}\t.\t", contigs.name(allele.contig), allele.start + 1)?;
    line.extend_from_slice(&allele.reference);
    line.push(b'\t');
    line.extend_from_slice(&allele.alternate);
    write!(line, "\t{:.2}\t", call.score.quality)?;
    for (index, filter) in call.filters.iter().enumerate() {
        write!(line, "{}{}", if index > 0 { ";" } else { "" }, filter.name())?;
    }
    if call.filters.is_empty() {
        line.extend_from_slice(b"PASS");
    }
    line.push(b'\t');
    info(line, call, samples > 1)?;
    line.extend_from_slice(b"\tGT:AD:DP:AF:SB:LQ");
    for (sample, strata) in call.candidate.samples().iter().enumerate().take(samples) {
        line.push(b'\t');
        format_sample(line, strata, sample == 1)?;
    }
    line.push(b'\n');
    Ok(())
}

fn info(line: &mut Vec<u8>, call: &VariantCall, has_normal: bool) -> io::Result<()> {
    if let Some(consequence) = &call.candidate.consequence {
        for (key, value) in [
            ("GENE", consequence.gene_name.as_str()),
            ("TRANSCRIPT", &consequence.transcript_id),
            ("CONSEQUENCE", &consequence.terms_joined()),
            ("HGVSC", consequence.coding_change.as_deref().unwrap_or_default()),
            ("HGVSP", consequence.protein_change.as_deref().unwrap_or_default()),
        ] {
            if !value.is_empty() {
                write!(line, "{key}={};", escape(value))?;
            }
        }
    }
    write!(line, "TLOD={:.2};", call.score.tumor_ln_ratio)?;
    if has_normal {
        write!(line, "NLOD={:.2};", call.score.normal_ln_ratio)?;
    }
    write!(line, "GERMLINE={:.4};NOT_SOMATIC=", call.score.germline_probability)?;
    for (index, probability) in call.score.artefact_probabilities.iter().enumerate() {
        write!(line, "{}{probability:.4}", if index > 0 { "," } else { "" })?;
    }
    if let Some(normals) = call.baseline_normals {
        write!(line, ";PON={normals}")?;
    }
    line.extend_from_slice(b";CONTEXT=");
    line.extend_from_slice(&call.candidate.context);
    let allele = &call.candidate.allele;
    let repeat = call.candidate.repeat;
    if allele.kind() != AlleleKind::Snv && repeat.copies > 1 && !repeat.is_own {
        write!(line, ";RUN={}", repeat.copies)?;
    } else if allele.kind() != AlleleKind::Snv && repeat.copies > 1 {
        let unit = &allele.indel_bases()[..usize::from(repeat.unit_bp).min(allele.indel_bases().len())];
        write!(line, ";RU={};RCOPIES={}", String::from_utf8_lossy(unit), repeat.copies)?;
    }
    Ok(())
}

/// Characters with a meaning in INFO are percent-encoded (VCF 4.3, section 1.2).
fn escape(value: &str) -> Cow<'_, str> {
    if !value.contains(['%', ';', '=', ',', ' ', '\t']) {
        return Cow::Borrowed(value);
    }
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '%' => text.push_str("%25"),
            ';' => text.push_str("%3B"),
            '=' => text.push_str("%3D"),
            ',' => text.push_str("%2C"),
            ' ' => text.push_str("%20"),
            '\t' => text.push_str("%09"),
            _ => text.push(c),
        }
    }
    Cow::Owned(text)
}

fn format_sample(line: &mut Vec<u8>, strata: &SampleStrata, is_normal: bool) -> io::Result<()> {
    let (reference, alternate) = (&strata.reference, &strata.alternate);
    let genotype = match (strata.vaf(), is_normal) {
        (None, _) => "./.",
        (Some(_), false) => "0/1",
        (Some(vaf), true) if vaf >= 0.8 => "1/1",
        (Some(vaf), true) if vaf >= 0.2 => "0/1",
        (Some(_), true) => "0/0",
    };
    write!(line, "{genotype}:{},{}:{}:", reference.fragments(), alternate.fragments(), strata.depth())?;
    match strata.vaf() {
        Some(vaf) => write!(line, "{vaf:.4}")?,
        None => line.push(b'.'),
    }
    let (r, a) = (reference, alternate);
    write!(line, ":{},{},{},{}:{}", r.forward, r.reverse, a.forward, a.reverse, strata.low_quality + strata.disagreeing)
}

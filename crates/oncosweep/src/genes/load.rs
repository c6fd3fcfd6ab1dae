//! Reads GTF and GFF3 files line by line.

use std::path::Path;

use super::{
    GeneModel, Strand,
    attributes::{Attributes, Flavour},
    build::Builder,
};
use crate::{
    error::{Error, Result},
    genome::{ContigId, Contigs, Span, TextLines},
};

/// A line's nine columns, checked.
pub(super) struct Row<'a> {
    pub(super) feature: &'a str,
    pub(super) contig: ContigId,
    /// 0-based half-open.
    pub(super) span: Span,
    pub(super) strand: Strand,
    /// `None` for `.`.
    pub(super) phase: Option<u8>,
    pub(super) attributes: Attributes<'a>,
}

/// Which contigs of the file the case has.
#[derive(Default)]
struct ContigTally {
    last: Option<(String, Option<ContigId>)>,
    any_known: bool,
    unknown_lines: u64,
    unknown_names: Vec<String>,
}

impl ContigTally {
    fn resolve(&mut self, name: &str, contigs: &Contigs) -> Option<ContigId> {
        let known = match &self.last {
            Some((last, id)) if last == name => *id,
            _ => {
                let id = contigs.resolve(name).or_else(|| contigs.resolve(refseq_chromosome(name)?));
                self.last = Some((name.to_owned(), id));
                id
            }
        };
        if known.is_some() {
            self.any_known = true;
        } else {
            self.unknown_lines += 1;
            if self.unknown_names.len() < 4 && !self.unknown_names.iter().any(|n| n == name) {
                self.unknown_names.push(name.to_owned());
            }
        }
        known
    }

    fn unknown_sample(&self) -> String {
        let mut names: Vec<&str> = self.unknown_names.iter().take(3).map(String::as_str).collect();
        if self.unknown_names.len() > names.len() {
            names.push("…");
        }
        names.join(", ")
    }
}

/// The chromosome behind a RefSeq accession of the human assemblies: `NC_000007.14` is 7, `NC_012920.1` MT (NCBI assembly reports of
/// GRCh37 and GRCh38).
fn refseq_chromosome(name: &str) -> Option<&'static str> {
    const NAMES: [&str; 24] = [
        "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "X", "Y",
    ];
    let accession = name.strip_prefix("NC_")?.split('.').next()?;
    match accession.parse::<usize>().ok()? {
        12920 => Some("MT"),
        number => NAMES.get(number.checked_sub(1)?).copied(),
    }
}

pub(super) fn from_file(path: &Path, contigs: &Contigs) -> Result<GeneModel> {
    let mut lines = TextLines::open(path)?;
    let mut builder = Builder::default();
    let mut tally = ContigTally::default();
    let mut flavour = None;
    let mut unknown_strand = 0;
    while let Some((number, line)) = lines.next_line()? {
        if line.starts_with("##FASTA") {
            break;
        }
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let added = add_line(line, number, contigs, &mut flavour, &mut tally, &mut unknown_strand, &mut builder);
        if let Err(message) = added {
            return Err(lines.error(number, message));
        }
    }
    if !tally.any_known && tally.unknown_lines > 0 {
        return Err(Error::genome_mismatch(
            path,
            format!(
                "none of its contigs ({}) is in the alignments (which have {}); give an annotation of the same genome",
                tally.unknown_sample(),
                contigs.sample_of_names()
            ),
        ));
    }
    let (genes, transcripts) = builder.finish(path)?;
    if genes.is_empty() {
        return Err(Error::invalid(path, "holds no gene; give a GTF or GFF3 file with exon rows"));
    }
    Ok(GeneModel::from_parts(genes, transcripts, contigs, tally.unknown_lines, unknown_strand))
}

fn add_line(
    line: &str,
    number: u64,
    contigs: &Contigs,
    flavour: &mut Option<Flavour>,
    tally: &mut ContigTally,
    unknown_strand: &mut u64,
    builder: &mut Builder,
) -> Result<(), String> {
    let columns = columns(line)?;
    let [name, _source, feature, start, end, _score, strand, phase, attributes] = columns;
    let span = span(start, end)?;
    let strand = match strand {
        "+" => Some(Strand::Forward),
        "-" => Some(Strand::Reverse),
        "." | "?" => None,
        other => return Err(format!("strand '{other}' is not one of + - . ?")),
    };
    let phase = match phase {
        "0" => Some(0),
        "1" => Some(1),
        "2" => Some(2),
        "." => None,
        other => return Err(format!("phase '{other}' is not one of 0 1 2 .")),
    };
    let Some(contig) = tally.resolve(name, contigs) else { return Ok(()) };
    if !Builder::wants(feature) {
        return Ok(());
    }
    if span.end > contigs.length(contig) {
        return Err(format!(
            "{feature} {start}-{end} lies past the end of '{name}' ({} bases); is the annotation of another genome build?",
            contigs.length(contig)
        ));
    }
    let Some(strand) = strand else {
        *unknown_strand += 1;
        return Ok(());
    };
    let flavour = match *flavour {
        Some(known) => known,
        None => *flavour.insert(Flavour::of(attributes).ok_or_else(|| {
            format!("column 9 '{attributes}' is neither GTF (gene_id \"…\"; transcript_id \"…\") nor GFF3 (ID=…;Parent=…)")
        })?),
    };
    let row = Row { feature, contig, span, strand, phase, attributes: Attributes::parse(attributes, flavour) };
    match flavour {
        Flavour::Gtf => builder.add_gtf(&row, number),
        Flavour::Gff3 => builder.add_gff3(&row, number),
    }
}

fn columns(line: &str) -> Result<[&str; 9], String> {
    let mut columns = [""; 9];
    let mut fields = line.splitn(9, '\t');
    for (i, column) in columns.iter_mut().enumerate() {
        *column = fields.next().ok_or_else(|| format!("has {i} tab-separated columns; GTF and GFF3 have nine"))?;
    }
    Ok(columns)
}

/// 1-based inclusive columns to a 0-based half-open span.
fn span(start: &str, end: &str) -> Result<Span, String> {
    let number = |text: &str, name: &str| text.parse::<u32>().map_err(|_| format!("{name} '{text}' is not a whole number"));
    let (first, last) = (number(start, "start")?, number(end, "end")?);
    if first == 0 {
        return Err("start is 0, but GTF and GFF3 count from 1".into());
    }
    if first > last {
        return Err(format!("start {first} is greater than end {last}"));
    }
    Ok(Span::new(first - 1, last))
}

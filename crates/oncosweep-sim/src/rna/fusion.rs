//! Fusion transcripts.

use std::path::Path;

use oncosweep::{
    Result,
    genes::{GeneModel, Transcript},
    genome::{Contigs, Span, TextLines},
};

use super::expression::{Expression, is_forward};
use crate::{config::RnaConfig, plan::JunctionSide, random::Stream};

/// Bases of exons that each partner keeps, at least.
const MIN_KEPT_BP: u32 = 150;
const TRIES: u32 = 500;

/// A fusion transcript: the 5' partner up to the end of an exon, the 3' partner from the start of one.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedFusion {
    /// `5'GENE::3'GENE`.
    pub name: String,
    /// Where the 5' partner ends.
    pub first: JunctionSide,
    /// Where the 3' partner begins.
    pub second: JunctionSide,
    /// Exons the partners keep, by position.
    pub exons: [Vec<Span>; 2],
    /// Identifiers of the transcripts.
    pub transcripts: [String; 2],
    /// Number of the 5' partner's last and the 3' partner's first exon, 1-based in the transcript's direction.
    pub exon_numbers: [u32; 2],
    /// Mean number of fragments over the junction.
    pub support: f64,
}

/// A partner: transcript and the number of its exon at the junction.
fn partner(transcript: &Transcript, exon: u32, five_prime: bool) -> Option<(JunctionSide, Vec<Span>)> {
    let index = transcript.exon_index(exon)?;
    let forward = is_forward(transcript.strand);
    // The 5' partner keeps what lies before the end of its exon in the transcript's direction.
    let left_part = five_prime == forward;
    let (exons, position) = if left_part {
        (&transcript.exons[..=index], transcript.exons[index].end - 1)
    } else {
        (&transcript.exons[index..], transcript.exons[index].start)
    };
    let kept: u32 = exons.iter().map(|e| e.len()).sum();
    (kept >= MIN_KEPT_BP).then(|| (JunctionSide { contig: transcript.contig, position, forward }, exons.to_vec()))
}

fn fuse(five: (&str, &Transcript, u32), three: (&str, &Transcript, u32), support: f64) -> Option<PlannedFusion> {
    let (first, first_exons) = partner(five.1, five.2, true)?;
    let (second, second_exons) = partner(three.1, three.2, false)?;
    Some(PlannedFusion {
        name: format!("{}::{}", five.0, three.0),
        first,
        second,
        exons: [first_exons, second_exons],
        transcripts: [five.1.id.clone(), three.1.id.clone()],
        exon_numbers: [five.2, three.2],
        support,
    })
}

/// Draws fusions of random expressed-able genes at exon boundaries; fewer when the genes do not give that many.
pub fn plan_fusions(config: &RnaConfig, genes: &GeneModel, expression: &Expression, seed: u64) -> Vec<PlannedFusion> {
    let candidates: Vec<&Transcript> = expression
        .clusters
        .iter()
        .flat_map(|c| &c.transcripts)
        .map(|t| &genes.transcripts()[t.transcript as usize])
        .filter(|t| t.is_protein_coding() && t.exons.len() >= 4)
        .collect();
    let name = |t: &Transcript| genes.gene_of(t).map_or_else(|| t.id.clone(), |gene| gene.name.clone());
    let mut fusions: Vec<PlannedFusion> = Vec::new();
    for number in 0..config.fusions {
        let mut stream = Stream::new(seed, "fusion", [u64::from(number), 0]);
        let (low, high) = config.fusion_support;
        let found = (0..TRIES).find_map(|_| {
            let (five, three) = (*stream.choose(&candidates)?, *stream.choose(&candidates)?);
            let support = low + (high - low) * stream.unit();
            let ends = [1 + stream.below(five.exons.len() as u32 - 1), 2 + stream.below(three.exons.len() as u32 - 1)];
            let near = five.contig == three.contig && five.span.padded(200_000, u32::MAX).overlaps(three.span);
            let names = [name(five), name(three)];
            let used = fusions.iter().any(|f| f.name.split("::").any(|gene| names.iter().any(|n| n == gene)));
            if near || used {
                return None;
            }
            fuse((&names[0], five, ends[0]), (&names[1], three, ends[1]), support)
        });
        fusions.extend(found);
    }
    fusions
}

/// Reads fusions: `gene1 exon1 gene2 exon2 support`, tab-separated: the 5' gene's last and the 3' gene's first exon (1-based, in the
/// direction of the preferred transcript), and the mean number of fragments over the junction.
///
/// # Errors
/// [`oncosweep::Error::Parse`] with the line for an unknown gene or exon, or a partner of fewer than 150 bases.
pub fn read_fusions(path: &Path, genes: &GeneModel, contigs: &Contigs) -> Result<Vec<PlannedFusion>> {
    let mut lines = TextLines::open(path)?;
    let mut fusions = Vec::new();
    loop {
        let (number, parsed) = match lines.next_line()? {
            None => return Ok(fusions),
            Some((_, line)) if line.starts_with('#') || line.trim().is_empty() => continue,
            Some((number, line)) => (number, parse(line, genes, contigs)),
        };
        fusions.push(parsed.map_err(|message| lines.error(number, message))?);
    }
}

fn parse(line: &str, genes: &GeneModel, contigs: &Contigs) -> Result<PlannedFusion, String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [gene1, exon1, gene2, exon2, support] = fields[..] else {
        return Err(format!("has {} tab-separated columns; a fusion is 'gene1 exon1 gene2 exon2 support'", fields.len()));
    };
    let transcript = |name: &str| {
        let mut found =
            genes.genes_named(name).filter(|gene| contigs.length(gene.contig) > 0).filter_map(|gene| genes.preferred_transcript(gene));
        found.next().ok_or_else(|| format!("gene '{name}' is not in the annotation, or has no transcript on the reference"))
    };
    let number = |text: &str| text.parse::<u32>().map_err(|_| format!("exon '{text}' is not a whole number"));
    let (five, three) = (transcript(gene1)?, transcript(gene2)?);
    let support: f64 = support.parse().map_err(|_| format!("support '{support}' is not a number"))?;
    let ends = [number(exon1)?, number(exon2)?];
    fuse((gene1, five, ends[0]), (gene2, three, ends[1]), support.max(0.0)).ok_or_else(|| {
        let exons = format!("{gene1} has {} exons, {gene2} has {}", five.exons.len(), three.exons.len());
        format!("exon {} or {} does not leave a partner of {MIN_KEPT_BP} bases ({exons})", ends[0], ends[1])
    })
}

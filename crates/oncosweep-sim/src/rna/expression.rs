//! Which transcripts are expressed, how much, and the clusters of genes that are made together.

use oncosweep::{
    genes::{GeneModel, Strand},
    genome::{ContigId, Span},
};

use super::spliced_bases;
use crate::{
    config::RnaConfig,
    random::{Stream, exact, threshold},
    survey::Survey,
};

/// Transcripts shorter than this give no fragments.
const MIN_TRANSCRIPT_BP: u32 = 200;
/// Transcripts of one gene that are expressed, at most.
const MAX_TRANSCRIPTS: usize = 4;

/// One expressed transcript.
#[derive(Debug, Clone, PartialEq)]
pub struct Expressed {
    /// Index in the gene model.
    pub transcript: u32,
    /// Expected number of fragments.
    pub fragments: f64,
}

/// Genes whose spans overlap: their records are sorted together, and no other gene's lie among them.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// The contig.
    pub contig: ContigId,
    /// From the first to the last base of its transcripts, 0-based half-open.
    pub span: Span,
    /// Its transcripts.
    pub transcripts: Vec<Expressed>,
}

/// All that is expressed, in genome order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expression {
    /// The clusters.
    pub clusters: Vec<Cluster>,
}

impl Expression {
    /// Draws the expression of every gene whose transcripts lie on known bases: log-normal between genes, proportional to
    /// transcript length within (a transcript's share of fragments is its share of bases).
    pub fn new(config: &RnaConfig, genes: &GeneModel, survey: &Survey, seed: u64) -> Self {
        let mut weighted: Vec<(ContigId, Span, u32, f64)> = Vec::new();
        for (number, gene) in genes.genes().iter().enumerate() {
            let mut stream = Stream::new(seed, "expression", [number as u64, 0]);
            let expressed = stream.happens(threshold(config.expressed_fraction));
            let level = exact::exp(config.expression_sd * stream.normal());
            let preferred = genes.preferred_transcript(gene).map(|t| t.id.clone());
            let mut usable: Vec<u32> = gene.transcripts.clone().filter(|&t| usable(genes, survey, t)).collect();
            // The preferred transcript first.
            usable.sort_by_key(|&t| (Some(&genes.transcripts()[t as usize].id) != preferred.as_ref(), t));
            usable.truncate(MAX_TRANSCRIPTS);
            let others = usable.len().saturating_sub(1);
            for (rank, &index) in usable.iter().enumerate() {
                let transcript = &genes.transcripts()[index as usize];
                let share = match (rank, others) {
                    (0, 0) => 1.0,
                    (0, _) => config.main_transcript,
                    _ => (1.0 - config.main_transcript) / others as f64,
                };
                let weight = if expressed { level * share * f64::from(spliced_bases(&transcript.exons)) } else { 0.0 };
                weighted.push((transcript.contig, transcript.span, index, weight));
            }
        }
        let total: f64 = weighted.iter().map(|w| w.3).sum();
        let scale = if total > 0.0 { config.fragments as f64 / total } else { 0.0 };
        weighted.sort_by_key(|w| (w.0, w.1, w.2));
        let mut clusters: Vec<Cluster> = Vec::new();
        for (contig, span, transcript, weight) in weighted {
            let expressed = Expressed { transcript, fragments: weight * scale };
            match clusters.last_mut() {
                Some(last) if last.contig == contig && span.start < last.span.end => {
                    last.span.end = last.span.end.max(span.end);
                    last.transcripts.push(expressed);
                }
                _ => clusters.push(Cluster { contig, span, transcripts: vec![expressed] }),
            }
        }
        Self { clusters }
    }
}

fn usable(genes: &GeneModel, survey: &Survey, index: u32) -> bool {
    let transcript = &genes.transcripts()[index as usize];
    let known = survey.regions.iter().any(|r| r.contig == transcript.contig && r.span.intersection(transcript.span) == transcript.span);
    known && spliced_bases(&transcript.exons) >= MIN_TRANSCRIPT_BP
}

/// Whether a strand runs along the reference.
pub(super) fn is_forward(strand: Strand) -> bool {
    strand == Strand::Forward
}

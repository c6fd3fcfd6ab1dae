//! What a drawing of a fusion needs: the exons of both partners, the breakpoints, and the molecules that support them.

use serde::Serialize;

use super::{
    Breakend, Breakpoint, Frame, Fusion, FusionCase, FusionConfig, FusionEvidence, Side,
    ambiguous::Exchange,
    call,
    cluster::{self, Candidate, Support},
};
use crate::{
    genes::{Gene, Strand, Transcript},
    genome::Span,
    sweep::FragmentId,
};

/// An exon of the transcript that stands for a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiagramExon {
    /// Its number, from 1 in the transcript's direction.
    pub number: u32,
    /// Its bases, 0-based half-open.
    pub span: Span,
    /// Its coding bases, 0-based half-open; `None` in the untranslated part.
    pub coding: Option<Span>,
}

/// One partner of a fusion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiagramPartner {
    /// The gene, or the nearest one with its distance in bases.
    pub gene: String,
    /// The contig.
    pub contig: String,
    /// The last retained base, 0-based.
    pub position: u32,
    /// Whether the retained sequence lies left of the breakpoint, in reference coordinates.
    pub retains_left: bool,
    /// `+` or `-` of the gene; `None` between genes.
    pub strand: Option<char>,
    /// The transcript whose exons are given; `None` between genes.
    pub transcript: Option<String>,
    /// Its exons by position; empty between genes.
    pub exons: Vec<DiagramExon>,
    /// Number of the last (5' partner) or first (3' partner) exon retained.
    pub exon: Option<u32>,
    /// Where the breakpoint lies, as in [`Annotation::site1`](super::Annotation::site1).
    pub site: String,
    /// Fragments that cross the breakpoint unbroken; `None` where no read shows it.
    pub spanning_fragments: Option<u32>,
    /// Domains that are kept.
    pub domains: Vec<String>,
}

/// How a molecule supports a fusion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FragmentKind {
    /// A read is split at the junction.
    Split,
    /// A read's clip was realigned across the junction.
    RealignedClip,
    /// Its mates lie on either side of the junction.
    Pair,
}

/// One supporting molecule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DiagramFragment {
    /// How it supports.
    pub kind: FragmentKind,
    /// Its bases in the 5' partner, 0-based half-open on that partner's contig: the part of a split read, or one mate.
    pub part1: Span,
    /// Its bases in the 3' partner.
    pub part2: Span,
}

/// A fusion as it can be drawn, 5' partner first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FusionDiagram {
    /// `5'GENE::3'GENE`.
    pub name: String,
    /// The partners.
    pub partners: [DiagramPartner; 2],
    /// The reading frame across the junction.
    pub frame: Option<Frame>,
    /// The kind of rearrangement.
    #[serde(rename = "type")]
    pub kind: String,
    /// `DNA` or `RNA`: which evidence `fragments` are of.
    pub assay: &'static str,
    /// Supporting molecules: split reads first, each kind by its outer end.
    pub fragments: Vec<DiagramFragment>,
}

/// Gathers what drawings need from the evidence that fusions were called from.
pub struct Diagrams<'a> {
    evidence: &'a FusionEvidence,
    case: FusionCase<'a>,
    merge_bp: u32,
    candidates: Vec<Candidate>,
}

impl<'a> Diagrams<'a> {
    /// Of the fusions that were called from `evidence` with the same settings.
    pub fn new(evidence: &'a FusionEvidence, case: &FusionCase<'a>, config: &FusionConfig) -> Self {
        let (mut candidates, _) =
            cluster::candidates(&evidence.tumor, config.merge_bp, call::reach(&evidence.tumor, case, config), case.genes);
        candidates.extend(cluster::lone_candidates(&evidence.tumor));
        Self { evidence, case: *case, merge_bp: config.merge_bp, candidates }
    }

    /// What a drawing of `fusion` needs.
    pub fn of(&self, fusion: &Fusion) -> FusionDiagram {
        let found = self.candidates.iter().find(|candidate| is_of(candidate, fusion));
        diagram(self.evidence, &self.case, self.merge_bp, found, fusion)
    }
}

fn diagram(
    evidence: &FusionEvidence,
    case: &FusionCase<'_>,
    merge_bp: u32,
    candidate: Option<&Candidate>,
    fusion: &Fusion,
) -> FusionDiagram {
    let annotation = &fusion.annotation;
    let first_is_one = annotation.first_is_five_prime;
    let mut fragments: Vec<DiagramFragment> = candidate
        .map(|candidate| {
            candidate.support.iter().filter_map(|support| fragment(evidence, candidate, support, merge_bp, first_is_one)).collect()
        })
        .unwrap_or_default();
    fragments.sort_by_key(|f| (f.kind, f.part1.start, f.part1.end, f.part2.start, f.part2.end));
    let ids = [annotation.gene_id1.as_deref(), annotation.gene_id2.as_deref()];
    let transcripts = [annotation.transcript1.as_deref(), annotation.transcript2.as_deref()];
    let partner = |index: usize| {
        let (breakpoint, gene, exon, site, domains) = if index == 0 {
            (&fusion.breakpoint1, &annotation.gene1, annotation.exon1, &annotation.site1, &fusion.domains1)
        } else {
            (&fusion.breakpoint2, &annotation.gene2, annotation.exon2, &annotation.site2, &fusion.domains2)
        };
        let (found, transcript) = structure(case, breakpoint, ids[index], transcripts[index]);
        DiagramPartner {
            gene: gene.clone(),
            contig: breakpoint.contig.clone(),
            position: breakpoint.breakend.position,
            retains_left: breakpoint.breakend.side == Side::Left,
            strand: found.map(|gene| gene.strand.sign()),
            transcript: transcript.map(|transcript| transcript.id.clone()),
            exons: transcript.map(exons).unwrap_or_default(),
            exon,
            site: site.clone(),
            spanning_fragments: fusion.spanning[index],
            domains: domains.clone(),
        }
    };
    FusionDiagram {
        name: fusion.name.clone(),
        partners: [partner(0), partner(1)],
        frame: annotation.frame,
        kind: annotation.kind.clone(),
        assay: case.assay.name(),
        fragments,
    }
}

/// Whether `fusion` was made of `candidate`.
fn is_of(candidate: &Candidate, fusion: &Fusion) -> bool {
    candidate.precise == fusion.precise && candidate.junction == fusion.seen
}

/// The gene called `id` at a breakpoint, and its transcript called `name`, else the one that stands for it.
fn structure<'a>(
    case: &FusionCase<'a>,
    breakpoint: &Breakpoint,
    id: Option<&str>,
    name: Option<&str>,
) -> (Option<&'a Gene>, Option<&'a Transcript>) {
    let Breakend { contig, position, .. } = breakpoint.breakend;
    let Some(model) = case.genes else { return (None, None) };
    let gene = model.genes_at(contig, position).find(|gene| Some(gene.id.as_str()) == id);
    let named = |gene: &Gene| model.transcripts_of(gene).iter().find(|transcript| Some(transcript.id.as_str()) == name);
    (gene, gene.and_then(|gene| named(gene).or_else(|| model.preferred_transcript(gene))))
}

fn exons(transcript: &Transcript) -> Vec<DiagramExon> {
    let coding = |exon: Span| transcript.cds.iter().map(|part| part.span).find(|cds| cds.overlaps(exon));
    let exons = transcript.exons.iter().enumerate();
    exons.map(|(index, &span)| DiagramExon { number: transcript.exon_number(index), span, coding: coding(span) }).collect()
}

/// Where one molecule lies; `None` when its records are gone.
fn fragment(
    evidence: &FusionEvidence,
    candidate: &Candidate,
    support: &Support,
    merge_bp: u32,
    first_is_one: bool,
) -> Option<DiagramFragment> {
    let parts = if support.by_pair_only {
        mates(evidence, candidate, support.fragment, support.ends, merge_bp)?
    } else {
        [(candidate.junction.first, support.ends[0]), (candidate.junction.second, support.ends[1])]
            .map(|(end, far)| from_breakend(end, far))
    };
    let kind = match (support.by_pair_only, support.realigned) {
        (true, _) => FragmentKind::Pair,
        (false, true) => FragmentKind::RealignedClip,
        (false, false) => FragmentKind::Split,
    };
    let [part1, part2] = if first_is_one { parts } else { [parts[1], parts[0]] };
    Some(DiagramFragment { kind, part1, part2 })
}

/// From a breakend to the far end of the part there.
fn from_breakend(breakend: Breakend, far: u32) -> Span {
    let (start, end) = if far <= breakend.position { (far, breakend.position) } else { (breakend.position, far) };
    Span::new(start, end.saturating_add(1))
}

/// The mates of a pair whose outer ends are `ends`, at the first and the second breakend, wherever the pair was put of the places of these.
fn mates(evidence: &FusionEvidence, candidate: &Candidate, fragment: FragmentId, ends: [u32; 3], merge_bp: u32) -> Option<[Span; 2]> {
    let records = evidence.tumor.pairs.iter().chain(evidence.tumor.lone_pairs.records()).filter(|record| record.fragment == fragment);
    let spans: Vec<(u32, Side, Span)> = records
        .flat_map(|record| {
            // Where the other mate left no record of its own it is taken to be as long as this one.
            let mate_end = record.mate_start.saturating_add(record.end - record.start);
            [
                (record.contig, record.side, Span::new(record.start, record.end)),
                (record.mate_contig, record.mate_side, Span::new(record.mate_start, mate_end)),
            ]
        })
        .collect();
    let at = |breakend: Breakend, outer: u32| {
        let fits = |&&(contig, side, span): &&(u32, Side, Span)| {
            let own_end = if side == Side::Left { span.start } else { span.end.saturating_sub(1) };
            (contig, side) == (breakend.contig, breakend.side) && own_end == outer
        };
        spans.iter().find(fits).map(|&(_, _, span)| span)
    };
    let own = &candidate.junction;
    if let (Some(first), Some(second)) = (at(own.first, ends[0]), at(own.second, ends[1])) {
        return Some([first, second]);
    }
    candidate.alternatives.iter().chain(&candidate.copies).find_map(|other| {
        let exchange = Exchange::of(own, other, merge_bp)?;
        let (there, here) = (exchange.turn([other.first, other.second]), [own.first, own.second]);
        let spans = exchange.turn([at(other.first, ends[0])?, at(other.second, ends[1])?]);
        let moved = |side: usize| {
            let away = |position: u32| here[side].outward(position.abs_diff(there[side].position));
            let (a, b) = (away(spans[side].start), away(spans[side].end.saturating_sub(1)));
            Span::new(a.min(b), a.max(b).saturating_add(1))
        };
        Some([moved(0), moved(1)])
    })
}

impl DiagramPartner {
    /// Whether the partner's retained part is the left one as its gene is read: exons up to the breakpoint.
    pub fn retains_upstream(&self) -> bool {
        self.retains_left == (self.strand != Some(Strand::Reverse.sign()))
    }
}

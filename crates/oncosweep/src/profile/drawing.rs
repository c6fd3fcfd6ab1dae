//! A fusion with the depth along both partners: all that a drawing shows.

use serde::Serialize;

use super::Profile;
use crate::{
    coverage::CoverageEvidence,
    evidence::Evidence,
    fusion::{Assay, DiagramPartner, Diagrams, Fusion, FusionDiagram},
    genome::Span,
};

/// Bases on either side of a breakpoint that are shown of a partner without exons.
const WITHOUT_GENE_BP: u32 = 10_000;
/// Bases on either side of a breakpoint that are shown of every partner.
const AROUND_BP: u32 = 2_000;
/// A partner has at most so many bins; neighbours of longer genes are put together.
const MOST_BINS: usize = 4096;

/// Depth along one partner: over its transcript and around the breakpoint.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartnerCoverage {
    /// First base of the first bin, 0-based.
    pub start: u32,
    /// Length of each bin in bases.
    pub bin_bp: u32,
    /// Mean depth of the reads in each bin; of the RNA, where the fusion is one of RNA.
    pub tumor: Vec<f64>,
    /// The same of the normal's DNA; `None` without a normal, and for RNA.
    pub normal: Option<Vec<f64>>,
}

/// A fusion as it can be drawn, with depth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FusionDrawing {
    /// The genes, the breakpoints and the supporting molecules.
    #[serde(flatten)]
    pub diagram: FusionDiagram,
    /// Depth along the 5' and the 3' partner.
    pub coverage: [PartnerCoverage; 2],
}

/// What a drawing of `fusion`, one of the profile's own, needs of the evidence the profile was called from; `None` when that holds no evidence of its assay.
pub fn fusion_drawing(evidence: &Evidence, profile: &Profile, fusion: &Fusion) -> Option<FusionDrawing> {
    let diagrams = super::fusion_diagrams(evidence, profile, fusion.assay)?;
    Some(drawing(evidence, &diagrams, fusion))
}

/// The drawings of the profile's fusions that pass, in its order.
pub fn fusion_drawings(evidence: &Evidence, profile: &Profile) -> Vec<FusionDrawing> {
    let called: Vec<&Fusion> = profile.listed_fusions().filter(|fusion| fusion.is_pass()).collect();
    let of = |assay: Assay| called.iter().any(|fusion| fusion.assay == assay).then(|| super::fusion_diagrams(evidence, profile, assay));
    let (dna, rna) = (of(Assay::Dna).flatten(), of(Assay::Rna).flatten());
    let diagrams = |assay| if assay == Assay::Dna { dna.as_ref() } else { rna.as_ref() };
    called.iter().filter_map(|fusion| Some(drawing(evidence, diagrams(fusion.assay)?, fusion))).collect()
}

fn drawing(evidence: &Evidence, diagrams: &Diagrams<'_>, fusion: &Fusion) -> FusionDrawing {
    let diagram = diagrams.of(fusion);
    let (depth, has_normal) = match fusion.assay {
        Assay::Dna => (&evidence.dna.coverage, evidence.normal.is_some()),
        Assay::Rna => (&evidence.rna_coverage, false),
    };
    let contigs = &evidence.contigs;
    let coverage = [(0, &fusion.breakpoint1), (1, &fusion.breakpoint2)].map(|(index, breakpoint)| {
        let contig = breakpoint.breakend.contig;
        let (span, length) = (shown(&diagram.partners[index], contigs.length(contig)), contigs.length(contig));
        let of = |of_tumor| depth.depths(of_tumor, contig, span, length);
        together(depth, span, of(true), has_normal.then(|| of(false)))
    });
    FusionDrawing { diagram, coverage }
}

/// The bases that are shown of a partner.
fn shown(partner: &DiagramPartner, contig_length: u32) -> Span {
    let at = Span::base(partner.position);
    let (Some(start), Some(end)) = (partner.exons.iter().map(|e| e.span.start).min(), partner.exons.iter().map(|e| e.span.end).max())
    else {
        return at.padded(WITHOUT_GENE_BP, contig_length);
    };
    let around = at.padded(AROUND_BP, contig_length);
    Span::new(start.min(around.start), end.max(around.end).min(contig_length.max(end)))
}

fn together(depth: &CoverageEvidence, span: Span, tumor: Vec<f64>, normal: Option<Vec<f64>>) -> PartnerCoverage {
    let each = tumor.len().div_ceil(MOST_BINS).max(1);
    let mean = |bins: &[f64]| (bins.iter().sum::<f64>() / bins.len() as f64 * 100.0).round() / 100.0;
    let joined = |bins: Vec<f64>| bins.chunks(each).map(mean).collect();
    PartnerCoverage {
        start: depth.bins_over(span).start,
        bin_bp: depth.size.bp() * each as u32,
        tumor: joined(tumor),
        normal: normal.map(joined),
    }
}

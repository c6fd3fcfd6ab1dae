//! Which genes a junction joins, which of them is the 5' partner, and what the reading frame does.

mod locus;
mod partner;
#[cfg(test)]
mod tests;

pub(super) use locus::name_of;

use serde::Serialize;

use super::{Assay, Breakend, Frame, Junction, Side, frame};
use crate::{genes::GeneModel, genome::Contigs};
use partner::{Partner, partners};

/// What the genes say of a junction. Partner 1 is the 5' partner where they tell, else the one that comes first in the genome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Annotation {
    /// The 5' partner: a gene, or the nearest one with its distance in bases, or `.` without annotation.
    pub gene1: String,
    /// The 3' partner.
    pub gene2: String,
    /// Identifier of the 5' partner's gene; `None` between genes.
    pub gene_id1: Option<String>,
    /// Identifier of the 3' partner's gene.
    pub gene_id2: Option<String>,
    /// Strand of the 5' partner's gene.
    pub gene_strand1: Option<char>,
    /// Strand of the 3' partner's gene.
    pub gene_strand2: Option<char>,
    /// Strand the fused transcript is read from at the 5' partner.
    pub strand1: char,
    /// Strand the fused transcript is read from at the 3' partner.
    pub strand2: char,
    /// Where the 5' partner's breakpoint lies: `CDS`, `5'UTR`, `3'UTR`, `exon`, `intron` or `intergenic`, with `/splice-site` at an
    /// exon's boundary.
    pub site1: String,
    /// Where the 3' partner's breakpoint lies.
    pub site2: String,
    /// `translocation`, `deletion`, `duplication` or `inversion`, with `/5'-5'` or `/3'-3'` when transcription cannot run from one
    /// partner into the other, and `/read-through` when it may have run there without a rearrangement.
    #[serde(rename = "type")]
    pub kind: String,
    /// The reading frame, where both breakpoints lie in coding sequence.
    pub frame: Option<Frame>,
    /// Transcript of the 5' partner that `site1`, `exon1` and `frame` refer to.
    pub transcript1: Option<String>,
    /// Transcript of the 3' partner.
    pub transcript2: Option<String>,
    /// Number of the last exon retained of the 5' partner.
    pub exon1: Option<u32>,
    /// Number of the first exon retained of the 3' partner.
    pub exon2: Option<u32>,
    /// Exons of the 5' partner's transcript.
    #[serde(skip)]
    pub exons1: Option<u32>,
    /// Coding bases of the codon that the 5' partner leaves unfinished: 0 to 2; `None` outside of exons and where no frame is known.
    #[serde(skip)]
    pub open_codon_bp: Option<u32>,
    /// Bases of the 5' partner's exon before the junction; `None` outside of exons.
    #[serde(skip)]
    pub exonic_bp1: Option<u32>,
    /// Bases of the 3' partner's exon after the junction; `None` outside of exons.
    #[serde(skip)]
    pub exonic_bp2: Option<u32>,
    /// Whether partner 1 is the junction's first breakend.
    #[serde(skip)]
    pub first_is_five_prime: bool,
    #[serde(skip)]
    gene_pair: bool,
    #[serde(skip)]
    same_gene: bool,
}

impl Annotation {
    /// `5'GENE::3'GENE` (Bruford et al., HGNC recommendations for the designation of gene fusions, Leukemia 35:3040, 2021).
    pub fn name(&self) -> String {
        format!("{}::{}", self.gene1, self.gene2)
    }

    /// Whether both breakends lie in genes, in an order in which the first is transcribed into the second.
    pub fn is_gene_pair(&self) -> bool {
        self.gene_pair
    }

    /// Whether a gene holds both breakends.
    pub fn is_same_gene(&self) -> bool {
        self.same_gene
    }
}

/// Splice sites, protein-coding genes, whether transcription can run across, exons.
type Rank = (u8, u8, bool, u8);

/// How well two readings make a fusion transcript, best highest.
///
/// METHOD: in RNA, a junction between two exon boundaries names its genes by itself; otherwise protein-coding genes come before
/// others, and genes in whose order transcription can run come before those in which it cannot.
fn rank(a: &Partner<'_>, b: &Partner<'_>, assay: Assay) -> Rank {
    let both = |x: bool, y: bool| u8::from(x) + u8::from(y);
    let spliced = if assay == Assay::Rna { both(a.splice_site, b.splice_site) } else { 0 };
    let compatible = matches!((a.is_upstream(), b.is_upstream()), (Some(x), Some(y)) if x != y);
    (spliced, both(a.codes, b.codes), compatible, both(a.in_exon(), b.in_exon()))
}

/// Names the partners of a placed junction, and in RNA moves it along its homology to the exon boundaries.
///
/// Returns the junction where it is to be reported.
pub(super) fn annotate(placed: Junction, assay: Assay, contigs: &Contigs, model: Option<&GeneModel>) -> (Junction, Annotation) {
    let Some(model) = model else {
        let label = |b: Breakend| format!("{}:{}", contigs.name(b.contig), u64::from(b.position) + 1);
        let mut annotation = describe(placed, assay, &Partner::outside(placed.first), &Partner::outside(placed.second), label);
        (annotation.site1, annotation.site2) = (".".into(), ".".into());
        return (placed, annotation);
    };
    let shifts = if assay == Assay::Rna { placed.homology_bp() as i32 } else { 0 };
    let mut best: Option<(Rank, Junction, Partner<'_>, Partner<'_>)> = None;
    let mut same_gene = false;
    for junction in (0..=shifts).map(|shift| placed.shifted(shift)) {
        let (firsts, seconds) = (partners(model, junction.first, assay), partners(model, junction.second, assay));
        for a in &firsts {
            for b in &seconds {
                same_gene |= a.gene.zip(b.gene).is_some_and(|(x, y)| x.id == y.id);
                let rank = rank(a, b, assay);
                if best.as_ref().is_none_or(|(top, ..)| rank > *top) {
                    best = Some((rank, junction, *a, *b));
                }
            }
        }
    }
    let (junction, first, second) =
        best.map_or((placed, Partner::outside(placed.first), Partner::outside(placed.second)), |(_, j, a, b)| (j, a, b));
    let label = |b: Breakend| if b == first.breakend { first.label(model, contigs) } else { second.label(model, contigs) };
    let mut annotation = describe(junction, assay, &first, &second, label);
    annotation.same_gene = same_gene;
    (junction, annotation)
}

fn describe(junction: Junction, assay: Assay, first: &Partner<'_>, second: &Partner<'_>, label: impl Fn(Breakend) -> String) -> Annotation {
    let (upstream, clash) = match (first.is_upstream(), second.is_upstream()) {
        (Some(true), Some(true)) => (true, "/5'-5'"),
        (Some(false), Some(false)) => (true, "/3'-3'"),
        (Some(first), _) => (first, ""),
        (None, Some(second)) => (!second, ""),
        (None, None) => (true, ""),
    };
    let (one, two) = if upstream { (first, second) } else { (second, first) };
    let sign = |forward: bool| if forward { '+' } else { '-' };
    let compatible = clash.is_empty();
    let kind = match (junction.is_intrachromosomal(), junction.first.side, junction.second.side) {
        (false, ..) => "translocation",
        (true, Side::Left, Side::Right) => "deletion",
        (true, Side::Right, Side::Left) => "duplication",
        (true, ..) => "inversion",
    };
    let frame = one
        .transcript
        .zip(two.transcript)
        // What an immunoglobulin or T-cell receptor locus is fused to comes under its enhancer: no protein is fused.
        .filter(|_| compatible && ![one, two].iter().any(|side| side.gene.is_some_and(locus::rearranges)))
        .and_then(|(a, b)| frame::across(assay, (a, one.breakend), (b, two.breakend), junction.inserted_bp()));
    let open_codon_bp = frame.and_then(|_| frame::open_codon_bp(one.transcript?, one.breakend)).filter(|_| one.in_exon() && two.in_exon());
    Annotation {
        open_codon_bp,
        gene1: label(one.breakend),
        gene2: label(two.breakend),
        gene_id1: one.gene.map(|g| g.id.clone()),
        gene_id2: two.gene.map(|g| g.id.clone()),
        gene_strand1: one.gene.map(|g| g.strand.sign()),
        gene_strand2: two.gene.map(|g| g.strand.sign()),
        strand1: sign(one.breakend.side == Side::Left),
        strand2: sign(two.breakend.side == Side::Right),
        site1: one.site(),
        site2: two.site(),
        kind: format!("{kind}{clash}"),
        frame,
        transcript1: one.transcript.map(|t| t.id.clone()),
        transcript2: two.transcript.map(|t| t.id.clone()),
        exons1: one.transcript.map(|t| t.exons.len() as u32),
        exon1: one.exon_number(true),
        exon2: two.exon_number(false),
        exonic_bp1: one.exonic_bp(),
        exonic_bp2: two.exonic_bp(),
        first_is_five_prime: upstream,
        gene_pair: compatible && one.gene.is_some() && two.gene.is_some(),
        same_gene: false,
    }
}

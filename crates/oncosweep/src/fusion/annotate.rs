//! Which genes a junction joins, which of them is the 5' partner, and what the reading frame does.

use serde::Serialize;

use super::{Assay, Breakend, Frame, Junction, Side, frame};
use crate::{
    genes::{Gene, GeneModel, Region, Strand, Transcript},
    genome::{Contigs, Span},
};

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

/// One reading of a breakend: a gene that holds it and the transcript that fits best, or nothing.
#[derive(Clone, Copy)]
struct Partner<'a> {
    breakend: Breakend,
    gene: Option<&'a Gene>,
    transcript: Option<&'a Transcript>,
    region: Option<Region>,
    splice_site: bool,
    codes: bool,
}

impl<'a> Partner<'a> {
    fn outside(breakend: Breakend) -> Self {
        Self { breakend, gene: None, transcript: None, region: None, splice_site: false, codes: false }
    }

    fn in_gene(model: &'a GeneModel, gene: &'a Gene, breakend: Breakend, assay: Assay) -> Self {
        let position = breakend.position;
        let best = model.transcripts_of(gene).iter().filter(|t| t.span.contains(position)).max_by(|a, b| {
            let rank = |t: &Transcript| {
                let region = Region::of(t, position);
                (
                    assay == Assay::Rna && is_splice_site(t, breakend),
                    t.is_mane,
                    t.is_canonical,
                    assay == Assay::Rna && matches!(region, Some(Region::Cds { .. })),
                    t.coding_bases(),
                    t.exonic_bases(),
                )
            };
            rank(a).cmp(&rank(b)).then_with(|| b.id.cmp(&a.id))
        });
        Self {
            breakend,
            gene: Some(gene),
            transcript: best,
            region: best.and_then(|t| Region::of(t, position)),
            splice_site: best.is_some_and(|t| is_splice_site(t, breakend)),
            codes: model.has_protein(gene),
        }
    }

    /// Whether its gene is transcribed into the junction; `None` between genes.
    fn is_upstream(&self) -> Option<bool> {
        self.gene.map(|gene| self.breakend.is_upstream_of_junction(gene.strand == Strand::Forward))
    }

    fn in_exon(&self) -> bool {
        self.region.is_some_and(|region| region.exon().is_some())
    }

    /// Retained bases of the exon it lies in.
    fn exonic_bp(&self) -> Option<u32> {
        let position = self.breakend.position;
        let exon = self.transcript?.exons.iter().find(|exon| exon.contains(position))?;
        Some(match self.breakend.side {
            Side::Left => position + 1 - exon.start,
            Side::Right => exon.end - position,
        })
    }

    fn label(&self, model: &GeneModel, contigs: &Contigs) -> String {
        if let Some(gene) = self.gene {
            return gene.name.clone();
        }
        match model.nearest_gene(self.breakend.contig, self.breakend.position) {
            Some((gene, distance)) => format!("{}({distance})", gene.name),
            None => format!("{}:{}", contigs.name(self.breakend.contig), u64::from(self.breakend.position) + 1),
        }
    }

    fn site(&self) -> String {
        let region = match (self.gene, self.region) {
            (None, _) => "intergenic",
            (Some(_), Some(Region::FivePrimeUtr { .. })) => "5'UTR",
            (Some(_), Some(Region::Cds { .. })) => "CDS",
            (Some(_), Some(Region::ThreePrimeUtr { .. })) => "3'UTR",
            (Some(_), Some(Region::NonCodingExon { .. })) => "exon",
            (Some(_), Some(Region::Intron { .. }) | None) => "intron",
        };
        if self.splice_site { format!("{region}/splice-site") } else { region.into() }
    }

    /// Number of the exon next to the junction on the retained side, as a 5' or a 3' partner.
    fn exon_number(&self, five_prime: bool) -> Option<u32> {
        match self.region? {
            Region::Intron { number } => Some(if five_prime { number } else { number + 1 }),
            region => region.exon(),
        }
    }
}

/// Whether the last retained base is the last one of an exon that has a neighbour on the other side of the junction.
fn is_splice_site(transcript: &Transcript, breakend: Breakend) -> bool {
    let position = breakend.position;
    match breakend.side {
        Side::Left => position + 1 != transcript.span.end && transcript.exons.iter().any(|e| e.end == position + 1),
        Side::Right => position != transcript.span.start && transcript.exons.iter().any(|e| e.start == position),
    }
}

fn partners<'a>(model: &'a GeneModel, breakend: Breakend, assay: Assay) -> Vec<Partner<'a>> {
    let here = Span::new(breakend.position, breakend.position.saturating_add(1));
    let mut found: Vec<Partner<'a>> =
        model.genes_overlapping(breakend.contig, here).map(|gene| Partner::in_gene(model, gene, breakend, assay)).collect();
    if found.is_empty() {
        found.push(Partner::outside(breakend));
    }
    found
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
        .filter(|_| compatible)
        .and_then(|(a, b)| frame::across(assay, (a, one.breakend), (b, two.breakend), junction.inserted_bp()));
    Annotation {
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
        exon1: one.exon_number(true),
        exon2: two.exon_number(false),
        exonic_bp1: one.exonic_bp(),
        exonic_bp2: two.exonic_bp(),
        first_is_five_prime: upstream,
        gene_pair: compatible && one.gene.is_some() && two.gene.is_some(),
        same_gene: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::genome::{Contig, Contigs};

    /// PLUS (+, chr1:1001-3000) and MINUS (-, chr2:1001-3000) have two exons of 400 bases with the outer 100 untranslated; NONCODING
    /// (+, chr2:1501-2600) overlaps MINUS's intron.
    const GTF: &str = "\
chr1\tt\texon\t1001\t1400\t.\t+\t.\tgene_id \"PLUS\"; transcript_id \"P1\";
chr1\tt\texon\t2601\t3000\t.\t+\t.\tgene_id \"PLUS\"; transcript_id \"P1\";
chr1\tt\tCDS\t1101\t1400\t.\t+\t0\tgene_id \"PLUS\"; transcript_id \"P1\";
chr1\tt\tCDS\t2601\t2900\t.\t+\t0\tgene_id \"PLUS\"; transcript_id \"P1\";
chr2\tt\texon\t1001\t1400\t.\t-\t.\tgene_id \"MINUS\"; transcript_id \"M1\";
chr2\tt\texon\t2601\t3000\t.\t-\t.\tgene_id \"MINUS\"; transcript_id \"M1\";
chr2\tt\tCDS\t1101\t1400\t.\t-\t0\tgene_id \"MINUS\"; transcript_id \"M1\";
chr2\tt\tCDS\t2601\t2900\t.\t-\t0\tgene_id \"MINUS\"; transcript_id \"M1\";
chr2\tt\texon\t1501\t2600\t.\t+\t.\tgene_id \"NONCODING\"; transcript_id \"N1\";
";

    fn contigs() -> Contigs {
        Contigs::new(["chr1", "chr2", "chr3"].map(|name| Contig { name: name.into(), length: 10_000 }).to_vec())
    }

    fn annotated(assay: Assay, a: (u32, u32, Side), b: (u32, u32, Side), gap: i32) -> (Junction, Annotation) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("genes.gtf");
        std::fs::write(&path, GTF).unwrap();
        let model = GeneModel::from_file(&path, &contigs()).unwrap();
        // Positions are given 1-based, as in the GTF.
        let end = |(contig, position, side): (u32, u32, Side)| Breakend { contig, position: position - 1, side };
        annotate(Junction::new(end(a), end(b), gap).leftmost(), assay, &contigs(), Some(&model))
    }

    #[test]
    fn the_partner_that_is_transcribed_into_the_junction_comes_first() {
        let (_, plus_first) = annotated(Assay::Dna, (0, 2_000, Side::Left), (1, 1_450, Side::Left), 0);
        assert_eq!((plus_first.name().as_str(), plus_first.strand1, plus_first.strand2), ("PLUS::MINUS", '+', '-'));
        assert_eq!((plus_first.exon1, plus_first.exon2, plus_first.frame), (Some(1), Some(2), Some(Frame::InFrame)));
        let (_, minus_first) = annotated(Assay::Dna, (0, 2_000, Side::Right), (1, 1_450, Side::Right), 0);
        assert_eq!((minus_first.name().as_str(), minus_first.strand1, minus_first.strand2), ("MINUS::PLUS", '-', '+'));
        assert!(!minus_first.first_is_five_prime && minus_first.is_gene_pair());
    }

    #[test]
    fn genes_that_cannot_be_read_across_say_so() {
        let (_, heads) = annotated(Assay::Dna, (0, 2_000, Side::Left), (1, 1_450, Side::Right), 0);
        assert_eq!((heads.kind.as_str(), heads.frame), ("translocation/5'-5'", None));
        let (_, tails) = annotated(Assay::Dna, (0, 2_000, Side::Right), (1, 1_450, Side::Left), 0);
        assert_eq!(tails.kind, "translocation/3'-3'");
        assert!(!tails.is_gene_pair());
    }

    #[test]
    fn a_coding_gene_is_preferred_to_one_that_overlaps_it() {
        // Transcription could run from PLUS into NONCODING, but not into MINUS.
        let (_, annotation) = annotated(Assay::Dna, (0, 2_000, Side::Left), (1, 2_000, Side::Right), 0);
        assert_eq!(annotation.name(), "PLUS::MINUS");
    }

    #[test]
    fn rna_junctions_move_along_their_homology_to_exon_boundaries() {
        // Both parts claim 3 bases: placed leftmost they end at 1399 and 1401, and one base along at both exons' boundaries.
        let (junction, annotation) = annotated(Assay::Rna, (0, 1_402, Side::Left), (1, 1_401, Side::Left), -3);
        assert_eq!((junction.first.position + 1, junction.second.position + 1), (1_400, 1_400));
        assert_eq!((annotation.site1.as_str(), annotation.site2.as_str()), ("CDS/splice-site", "CDS/splice-site"));
        assert_eq!(annotation.frame, Some(Frame::InFrame));
        // In DNA an exon boundary means nothing.
        let (junction, _) = annotated(Assay::Dna, (0, 1_402, Side::Left), (1, 1_401, Side::Left), -3);
        assert_eq!((junction.first.position + 1, junction.second.position + 1), (1_399, 1_401));
    }

    #[test]
    fn sites_are_told_by_the_transcript() {
        let site = |position| annotated(Assay::Rna, (0, position, Side::Left), (1, 1_400, Side::Left), 0).1.site1;
        assert_eq!(site(1_050), "5'UTR");
        assert_eq!(site(1_200), "CDS");
        assert_eq!(site(1_400), "CDS/splice-site");
        assert_eq!(site(2_000), "intron");
        assert_eq!(site(2_950), "3'UTR");
        // The end of the last exon is no splice site.
        assert_eq!(site(3_000), "3'UTR");
        let noncoding = annotated(Assay::Rna, (0, 1_400, Side::Left), (1, 1_501, Side::Right), 0).1;
        assert_eq!((noncoding.gene2.as_str(), noncoding.site2.as_str()), ("MINUS", "intron"));
    }

    #[test]
    fn between_genes_the_nearest_names_the_place_and_the_other_gene_the_order() {
        let (_, annotation) = annotated(Assay::Dna, (0, 500, Side::Left), (1, 1_450, Side::Left), 0);
        assert_eq!((annotation.name().as_str(), annotation.site1.as_str()), ("PLUS(501)::MINUS", "intergenic"));
        let (_, annotation) = annotated(Assay::Dna, (1, 1_450, Side::Right), (2, 700, Side::Left), 0);
        assert_eq!((annotation.name().as_str(), annotation.strand2), ("MINUS::chr3:700", '-'));
        assert!(!annotation.is_gene_pair());
    }

    #[test]
    fn one_gene_on_both_sides_is_noticed() {
        let (_, annotation) = annotated(Assay::Dna, (0, 1_200, Side::Left), (0, 2_700, Side::Right), 0);
        assert!(annotation.is_same_gene());
        assert_eq!(annotation.kind, "deletion");
        assert_eq!(annotated(Assay::Dna, (0, 1_200, Side::Right), (0, 2_700, Side::Left), 0).1.kind, "duplication");
        assert_eq!(annotated(Assay::Dna, (0, 1_200, Side::Left), (0, 2_700, Side::Left), 0).1.kind, "inversion/5'-5'");
    }

    #[test]
    fn without_genes_places_are_names() {
        let end = |contig, side| Breakend { contig, position: 99, side };
        let junction = Junction::new(end(0, Side::Left), end(1, Side::Right), 0);
        let (_, annotation) = annotate(junction, Assay::Dna, &contigs(), None);
        assert_eq!((annotation.name().as_str(), annotation.site1.as_str()), ("chr1:100::chr2:100", "."));
    }
}

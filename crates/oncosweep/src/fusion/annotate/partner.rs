//! One side of a junction as the genes read it.

use super::{
    super::{Assay, Breakend, Side},
    locus,
};
use crate::{
    genes::{Gene, GeneModel, Region, Strand, Transcript},
    genome::Contigs,
};

/// One reading of a breakend: a gene that holds it and the transcript that fits best, or nothing.
#[derive(Clone, Copy)]
pub(super) struct Partner<'a> {
    pub breakend: Breakend,
    pub gene: Option<&'a Gene>,
    pub transcript: Option<&'a Transcript>,
    region: Option<Region>,
    pub splice_site: bool,
    pub codes: bool,
}

impl<'a> Partner<'a> {
    pub fn outside(breakend: Breakend) -> Self {
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
    pub fn is_upstream(&self) -> Option<bool> {
        self.gene.map(|gene| self.breakend.is_upstream_of_junction(gene.strand == Strand::Forward))
    }

    pub fn in_exon(&self) -> bool {
        self.region.is_some_and(|region| region.exon().is_some())
    }

    /// Retained bases of the exon it lies in.
    pub fn exonic_bp(&self) -> Option<u32> {
        let position = self.breakend.position;
        let exon = self.transcript?.exons.iter().find(|exon| exon.contains(position))?;
        Some(match self.breakend.side {
            Side::Left => position + 1 - exon.start,
            Side::Right => exon.end - position,
        })
    }

    pub fn label(&self, model: &GeneModel, contigs: &Contigs) -> String {
        if let Some(gene) = self.gene {
            return locus::name_of(gene).into();
        }
        match model.nearest_gene(self.breakend.contig, self.breakend.position) {
            Some((gene, distance)) => format!("{}({distance})", locus::name_of(gene)),
            None => format!("{}:{}", contigs.name(self.breakend.contig), u64::from(self.breakend.position) + 1),
        }
    }

    pub fn site(&self) -> String {
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
    pub fn exon_number(&self, five_prime: bool) -> Option<u32> {
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

/// All readings of a breakend: one a gene that holds it, or that of a place between genes.
pub(super) fn partners<'a>(model: &'a GeneModel, breakend: Breakend, assay: Assay) -> Vec<Partner<'a>> {
    let mut found: Vec<Partner<'a>> =
        model.genes_at(breakend.contig, breakend.position).map(|gene| Partner::in_gene(model, gene, breakend, assay)).collect();
    if found.is_empty() {
        found.push(Partner::outside(breakend));
    }
    found
}

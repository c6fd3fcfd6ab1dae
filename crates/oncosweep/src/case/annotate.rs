//! What needs the reference once more after the sweep: consequences of candidates, letters at breakends.

use crate::{
    error::Result,
    evidence::Evidence,
    fusion::FusionEvidence,
    genes::{Annotator, SmallVariant},
    genome::{ContigId, Contigs, Reference},
    variant::Allele,
};

/// Gives every candidate its consequence on the gene model.
pub(super) fn consequences(evidence: &mut Evidence, reference: &mut Reference) -> Result<()> {
    let Some(genes) = &evidence.genes else { return Ok(()) };
    let mut annotator = Annotator::new(genes, &evidence.contigs);
    let mut consequence = |allele: &Allele| {
        let (reference_bases, alternate) = (&allele.reference, &allele.alternate);
        annotator.consequence(SmallVariant { contig: allele.contig, start: allele.start, reference: reference_bases, alternate }, reference)
    };
    for candidate in &mut evidence.dna.variants.candidates {
        candidate.consequence = Some(consequence(&candidate.allele)?);
        if let Some(joined) = &mut candidate.joined {
            joined.consequence = Some(consequence(&joined.allele)?);
        }
    }
    Ok(())
}

/// The reference letter at every breakend a split read recorded, so that calling needs no reference.
pub(super) fn breakend_bases(
    fusions: &[&FusionEvidence],
    contigs: &Contigs,
    reference: &mut Reference,
) -> Result<Vec<(ContigId, u32, u8)>> {
    let splits = fusions.iter().flat_map(|fusions| &fusions.tumor.splits);
    let mut places: Vec<(ContigId, u32)> =
        splits.flat_map(|split| [split.junction.first, split.junction.second]).map(|end| (end.contig, end.position)).collect();
    places.sort_unstable();
    places.dedup();
    let mut bases = Vec::with_capacity(places.len());
    for (contig, position) in places {
        let name = contigs.name(contig);
        if reference.contigs().resolve(name).is_some()
            && let Some(&base) = reference.fetch(name, position, position + 1)?.first()
        {
            bases.push((contig, position, base));
        }
    }
    Ok(bases)
}

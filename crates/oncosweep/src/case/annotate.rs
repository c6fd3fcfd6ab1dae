//! What needs the reference once more after the sweep: consequences of candidates, letters at breakends.

use std::{path::Path, sync::Arc};

use crate::{
    error::Result,
    evidence::Evidence,
    fusion::FusionEvidence,
    genes::{Annotator, Consequence, SmallVariant},
    genome::{ContigId, Contigs, Reference},
    variant::{self, Allele},
};

/// Gives every candidate its consequence on the gene model.
pub(super) fn consequences(evidence: &mut Evidence, reference: &mut Reference) -> Result<()> {
    let Some(genes) = &evidence.genes else { return Ok(()) };
    let mut annotator = Annotator::new(genes, &evidence.contigs);
    // What lies in one intron, or between two genes, has one consequence.
    let mut last: Arc<Consequence> = Arc::default();
    let mut consequence = |allele: &Allele| -> Result<Arc<Consequence>> {
        let (reference_bases, alternate) = (&allele.reference, &allele.alternate);
        let small = SmallVariant { contig: allele.contig, start: allele.start, reference: reference_bases, alternate };
        let found = annotator.consequence(small, reference)?;
        if *last != found {
            last = Arc::new(found);
        }
        Ok(Arc::clone(&last))
    };
    for candidate in &mut evidence.dna.variants.candidates {
        candidate.consequence = Some(consequence(&candidate.allele)?);
        if let Some(joined) = &mut candidate.joined {
            joined.consequence = Some(consequence(&joined.allele)?);
        }
    }
    Ok(())
}

/// Gives every candidate its frequency in the population.
pub(super) fn population(evidence: &mut Evidence, path: &Path, tag: Option<&str>) -> Result<()> {
    let variants = &mut evidence.dna.variants;
    variants.population = Some(variant::look_up_population(&mut variants.candidates, path, tag.unwrap_or("AF"), &evidence.contigs)?);
    Ok(())
}

/// The reference letter at every breakend where a junction of split reads may be placed, so that calling needs no reference.
pub(super) fn breakend_bases(
    fusions: &[&FusionEvidence],
    contigs: &Contigs,
    reference: &mut Reference,
) -> Result<Vec<(ContigId, u32, u8)>> {
    let single = fusions.iter().flat_map(|fusions| &fusions.tumor.splits).map(|split| split.junction.leftmost());
    // Candidates may be moved along their homology to exon boundaries.
    let repeated = fusions.iter().flat_map(|fusions| &fusions.tumor.surroundings);
    let shifted = repeated.flat_map(|s| (1..=s.junction.homology_bp() as i32).map(|shift| s.junction.shifted(shift)));
    let mut places: Vec<(ContigId, u32)> =
        single.chain(shifted).flat_map(|junction| [junction.first, junction.second]).map(|end| (end.contig, end.position)).collect();
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

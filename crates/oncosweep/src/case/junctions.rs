//! What fusion evidence needs of the reference once the sweep is over: bases between both sides, places of clipped reads, and the letters around junctions.

use crate::{
    error::Result,
    evidence::Evidence,
    fusion::{self, Assay},
    genome::{ContigId, Contigs, Reference, Span},
};

/// Gives letters of the case's contigs; `None` for those the reference lacks.
fn letters<'a>(contigs: &'a Contigs, reference: &'a mut Reference) -> impl FnMut(ContigId, Span) -> Result<Option<Vec<u8>>> + 'a {
    move |contig, span| {
        let name = contigs.name(contig);
        match reference.contigs().resolve(name) {
            Some(_) => reference.fetch(name, span.start, span.end).map(Some),
            None => Ok(None),
        }
    }
}

/// Settles whose bases lie between both sides of junctions, places clipped reads on the reference and reads it around junctions; without one, clips are given up.
pub(super) fn refine(evidence: &mut Evidence, reference: Option<&mut Reference>) -> Result<()> {
    let dna = std::iter::once((Assay::Dna, &mut evidence.dna.fusions));
    let both = dna.chain(evidence.rna_fusions.iter_mut().map(|rna| (Assay::Rna, rna)));
    let Some(reference) = reference else {
        for sample in both.flat_map(|(_, fusions)| [&mut fusions.tumor, &mut fusions.normal]) {
            sample.skipped.unplaced_clips += std::mem::take(&mut sample.clips).len() as u64;
        }
        return Ok(());
    };
    let mut letters = letters(&evidence.contigs, reference);
    for (assay, fusions) in both {
        fusions.settle_inserted(&evidence.contigs, &mut letters)?;
        for sample in [&mut fusions.tumor, &mut fusions.normal] {
            if let (Assay::Rna, Some(genes)) = (assay, &evidence.genes) {
                fusion::add_exon_loci(&mut sample.clips, genes);
            }
            fusion::place_clips(sample, &evidence.contigs, &mut letters)?;
            sample.look_around(assay, &evidence.contigs, evidence.genes.as_ref(), &mut letters)?;
        }
        if let (Assay::Rna, Some(genes)) = (assay, &evidence.genes) {
            fusions.tumor.find_twins(&evidence.contigs, genes, &mut letters)?;
        }
    }
    Ok(())
}

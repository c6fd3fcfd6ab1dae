//! What fusion evidence needs of the reference once the sweep is over.

use crate::{
    error::Result,
    evidence::Evidence,
    fusion::{self, FusionEvidence},
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

/// Places clipped reads on the reference; without one they are given up.
pub(super) fn refine(evidence: &mut Evidence, reference: Option<&mut Reference>) -> Result<()> {
    let both: Vec<&mut FusionEvidence> = std::iter::once(&mut evidence.dna.fusions).chain(&mut evidence.rna_fusions).collect();
    let samples = both.into_iter().flat_map(|fusions| [&mut fusions.tumor, &mut fusions.normal]);
    let Some(reference) = reference else {
        for sample in samples {
            sample.skipped.unplaced_clips += std::mem::take(&mut sample.clips).len() as u64;
        }
        return Ok(());
    };
    let mut letters = letters(&evidence.contigs, reference);
    for sample in samples {
        fusion::place_clips(sample, &evidence.contigs, &mut letters)?;
    }
    Ok(())
}

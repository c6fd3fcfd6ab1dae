//! Reference around the places that clips are looked for at.

use std::{collections::VecDeque, rc::Rc};

use super::{
    Breakend, Side,
    claims::Flank,
    clip::{Locus, reverse_complement},
    indexed::Indexed,
    place_clips::{Letters, MAX_HOMOLOGY_BP, REACH_BP},
};
use crate::{
    error::Result,
    genome::{Contigs, Span},
};

/// The stretch of reference around `locus` as it is read from the junction outwards, and the position of its first base.
pub(super) struct Stretch {
    pub(super) letters: Vec<u8>,
    pub(super) indexed: Indexed,
    first: u32,
    locus: Locus,
}

impl Stretch {
    fn around(locus: Locus, contigs: &Contigs, reference: &mut impl Letters) -> Result<Option<Self>> {
        let span = Span::base(locus.position).padded(REACH_BP, contigs.length(locus.contig));
        let Some(letters) = reference.letters(locus.contig, span)?.filter(|letters| !letters.is_empty()) else { return Ok(None) };
        let (letters, first) = match locus.side {
            Side::Right => (letters, span.start),
            Side::Left => (reverse_complement(&letters), span.start + letters.len() as u32 - 1),
        };
        Ok(Some(Self { indexed: Indexed::new(&letters), letters, first, locus }))
    }

    /// The reference on both sides of [`Stretch::breakend`].
    pub(super) fn flank(&self, offset: usize) -> Flank {
        let near = |letters: &[u8]| reverse_complement(letters);
        let (from, to) = (offset.saturating_sub(MAX_HOMOLOGY_BP as usize), (offset + MAX_HOMOLOGY_BP as usize).min(self.letters.len()));
        Flank { retained: near(&self.letters[offset..to]), onward: near(&self.letters[from..offset]) }
    }

    /// The breakend whose retained sequence begins at `offset` of the stretch.
    pub(super) fn breakend(&self, offset: usize) -> Breakend {
        let position = match self.locus.side {
            Side::Right => self.first + offset as u32,
            Side::Left => self.first - offset as u32,
        };
        Breakend { contig: self.locus.contig, position, side: self.locus.side }
    }
}

/// The stretches that were asked for last: clips come by place, and what lies beside one another leads to the same loci.
#[derive(Default)]
pub(super) struct Stretches {
    /// The latest first; `None` where there is no reference.
    latest: VecDeque<(Locus, Option<Rc<Stretch>>)>,
}

impl Stretches {
    /// Stretches that are kept: more than the loci of one clip.
    const KEPT: usize = 16;

    /// The stretch around `locus`; `None` where there is no reference.
    pub(super) fn around(&mut self, locus: Locus, contigs: &Contigs, reference: &mut impl Letters) -> Result<Option<Rc<Stretch>>> {
        if let Some((_, stretch)) = self.latest.iter().find(|(other, _)| *other == locus) {
            return Ok(stretch.clone());
        }
        let stretch = Stretch::around(locus, contigs, reference)?.map(Rc::new);
        self.latest.truncate(Self::KEPT - 1);
        self.latest.push_front((locus, stretch.clone()));
        Ok(stretch)
    }
}

//! Base changes that some reads cannot tell from an indel.
//!
//! // METHOD: beside a repeat an indel puts one other base, and shifts the repeat, which shows at its far end only: C before twenty A's is one base more, or the first A changed. A read that
//! ends within the repeat shows whichever of the two more fragments are aligned as: with the gap, or without any and with the other base. So neither a base change becomes an indel through
//! a few reads that err in the repeat, nor an indel a base change through those that do not reach through it.

use super::{
    realign::{IndelHaplotypes, LoneBase},
    strata::MIN_BASE_QUALITY,
};
use crate::sweep::{CigarKind, FragmentId, ReadStore};

/// The fragments that are aligned with such a base and without a gap.
#[derive(Default)]
pub(super) struct LoneBases {
    /// Sorted, once each.
    bases: Vec<LoneBase>,
    /// Of each base, one entry a read.
    fragments: Vec<Vec<FragmentId>>,
}

impl LoneBases {
    /// Asks for the bases of `indels`, and forgets all others.
    pub(super) fn begin<'a>(&mut self, indels: impl Iterator<Item = &'a IndelHaplotypes>) {
        self.bases.clear();
        self.bases.extend(indels.flat_map(IndelHaplotypes::lone_bases));
        self.bases.sort_unstable();
        self.bases.dedup_by_key(|lone| lone.change());
        self.fragments.clear();
        self.fragments.resize_with(self.bases.len(), Vec::new);
    }

    /// Adds the reads of one sample, except those of less mapping quality.
    pub(super) fn add(&mut self, store: &ReadStore, min_mapping_quality: u8) {
        // Reads come by start, so the first base within reach only moves on.
        let mut first = 0;
        for index in 0..store.len() {
            let span = store.span(index);
            first += self.bases[first..].iter().take_while(|lone| lone.position < span.start).count();
            if first == self.bases.len() {
                break;
            }
            if self.bases[first].position >= span.end {
                continue;
            }
            let read = store.get(index);
            let has_gap = read.cigar.ops().any(|op| matches!(op.kind, CigarKind::Insertion | CigarKind::Deletion));
            if has_gap || read.flags.is_supplementary() || read.mapping_quality < min_mapping_quality {
                continue;
            }
            let touched = self.bases[first..].iter().zip(&mut self.fragments[first..]).take_while(|(lone, _)| lone.position < span.end);
            for (lone, fragments) in touched {
                let block =
                    read.blocks().find(|block| (block.reference_start..block.reference_start + block.length).contains(&lone.position));
                let offset = block.map(|block| block.read_offset + lone.position - block.reference_start);
                if offset.is_some_and(|offset| read.bases.code(offset) == lone.code && read.quality(offset) >= MIN_BASE_QUALITY) {
                    fragments.push(read.fragment);
                }
            }
        }
    }

    /// Ends the counting.
    pub(super) fn settle(&mut self) {
        for fragments in &mut self.fragments {
            fragments.sort_unstable();
            fragments.dedup();
        }
    }

    /// Number of fragments that are aligned with the base and without a gap.
    pub(super) fn fragments(&self, lone: LoneBase) -> usize {
        let place = self.bases.binary_search_by_key(&lone.change(), |lone| lone.change());
        place.map_or(0, |place| self.fragments[place].len())
    }
}

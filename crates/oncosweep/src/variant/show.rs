//! What a read shows at a candidate.

use super::{
    lone_bases::LoneBases,
    observation::Shown,
    realign::{IndelHaplotypes, MAX_SLACK_BP, Side, Vote, Voted},
    rivals::IndelVote,
    strata::MIN_BASE_QUALITY,
};
use crate::sweep::{CigarKind, Read};

/// An indel explains differences of its reads from the reference up to this distance from its anchor. Bounded, so that the indels of other windows
/// do not matter.
pub(super) const EXPLAINING_BP: u32 = 200;

/// What a read shows, how well, and at which of its bases.
pub(super) type Seen = (Shown, u8, u32);

/// A single-base candidate, ready to compare.
pub(super) struct SnvPlace {
    pub(super) candidate: u32,
    pub(super) position: u32,
    pub(super) reference_code: u8,
    pub(super) alternate_code: u8,
}

impl SnvPlace {
    /// What `read` shows at the place; `None` when it does not reach it.
    pub(super) fn show(&self, read: &Read<'_>) -> Option<Seen> {
        let position = self.position;
        if position < read.start || position >= read.end {
            return None;
        }
        let mut before = 0;
        for block in read.blocks() {
            if position < block.reference_start {
                // The base is deleted in this read (or spliced out, which tells nothing).
                let spliced = read.cigar.ops().any(|op| op.kind == CigarKind::Skip);
                return (!spliced).then_some((Shown::Other, read.quality(before), before));
            }
            before = block.read_offset + block.length - 1;
            if position < block.reference_start + block.length {
                let offset = block.read_offset + position - block.reference_start;
                let code = read.bases.code(offset);
                // SAM writes 0 (=) for a base that equals the reference's.
                let shown = if code == self.reference_code || code == 0 {
                    Shown::Reference
                } else if code == self.alternate_code {
                    Shown::Alternate
                } else {
                    Shown::Other
                };
                let quality = if code == 15 { 0 } else { read.quality(offset) };
                return Some((shown, quality, offset));
            }
        }
        None
    }
}

/// An indel, ready to compare.
pub(super) struct IndelPlace {
    /// `None` for one that another window decides.
    pub(super) candidate: Option<u32>,
    pub(super) start: u32,
    /// Fragments of the case that are aligned with this gap.
    pub(super) gapped_fragments: u32,
    pub(super) haplotypes: IndelHaplotypes,
}

impl IndelPlace {
    /// What `read` shows, where the case has so many fragments with the base changes that look like indels; `None` when it cannot tell.
    pub(super) fn show(&self, read: &Read<'_>, lone_bases: &LoneBases) -> Option<IndelVote<'_>> {
        if read.start > self.haplotypes.end() + MAX_SLACK_BP {
            return None;
        }
        let Voted { vote, offset, side } = self.haplotypes.vote(read)?;
        let looks_like = |lone| lone_bases.fragments(lone) > self.gapped_fragments as usize;
        if matches!(vote, Vote::Alternate { .. }) && self.haplotypes.lone_base(read, side).is_some_and(looks_like) {
            return None;
        }
        let seen = match vote {
            Vote::Reference { quality } => (Shown::Reference, quality, offset),
            Vote::Alternate { quality } => (Shown::Alternate, quality, offset),
            Vote::Neither => (Shown::Other, MIN_BASE_QUALITY, offset),
        };
        Some(IndelVote { indel: self, seen, side })
    }

    /// Whether the base at `offset` of a read that shows the indel from `side` is what the indel puts there.
    pub(super) fn explains(&self, snv: &SnvPlace, read: &Read<'_>, side: Side, offset: u32) -> bool {
        self.start.abs_diff(snv.position) <= EXPLAINING_BP && self.haplotypes.explains(read, side, offset)
    }
}

/// Codes of the two bases right of the one at `offset`, as far as they are aligned beside it with enough quality; 0 elsewhere.
pub(super) fn following(read: &Read<'_>, offset: u32) -> [u8; 2] {
    let block = read.blocks().find(|block| block.read_offset <= offset && offset < block.read_offset + block.length);
    let end = block.map_or(0, |block| block.read_offset + block.length);
    [1, 2].map(|place| {
        let at = offset + place;
        if at < end && read.quality(at) >= MIN_BASE_QUALITY { read.bases.code(at) } else { 0 }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweep::{Bases, base_code, read_maker::MadeRead};

    #[test]
    fn a_base_written_as_equal_shows_the_reference() {
        let made = MadeRead::new(0, "4M", "GATT");
        let place = SnvPlace { candidate: 0, position: 2, reference_code: base_code(b'T'), alternate_code: base_code(b'C') };
        let mut read = made.read();
        read.bases = Bases { packed: &[0x00, 0x00], length: 4 };
        assert_eq!(place.show(&read), Some((Shown::Reference, 30, 2)));
    }
}

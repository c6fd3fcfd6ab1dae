//! Which bases of a read lie where they err more often than their quality says: near its ends, beside soft clips, in a noisy read.

use super::{
    errors::BaseTally,
    scan::ReferenceCodes,
    strata::{AlleleStrata, DOUBTFUL_BIN, END_BIN, place_bin},
};
use crate::{
    genome::Span,
    sweep::{Cigar, CigarKind, CigarOp, Read},
};

/// The places of one read.
pub(super) struct ReadPlaces {
    /// Offsets between which bases are not beside a clip; nothing for a noisy read.
    clear: (u32, u32),
    /// Offsets between which bases are not near an end.
    inner: (u32, u32),
}

impl ReadPlaces {
    pub(super) fn new(cigar: Cigar<'_>, length: u32, noisy: bool) -> Self {
        Self {
            clear: if noisy { (u32::MAX, 0) } else { beside_clips(cigar, length) },
            inner: (AlleleStrata::END_BP, length.saturating_sub(AlleleStrata::END_BP)),
        }
    }

    fn is_doubtful(&self, offset: u32) -> bool {
        offset < self.clear.0 || offset >= self.clear.1
    }

    fn is_near_end(&self, offset: u32) -> bool {
        offset < self.inner.0 || offset >= self.inner.1
    }

    /// The bin of a base; `None` for too low a quality.
    pub(super) fn bin(&self, offset: u32, quality: u8) -> Option<usize> {
        place_bin(quality, self.is_doubtful(offset), self.is_near_end(offset))
    }

    /// Counts the read's bases in `core`.
    pub(super) fn add_bases(&self, read: &Read<'_>, codes: &ReferenceCodes, core: Span, tally: &mut BaseTally) {
        for block in read.blocks() {
            let inside = Span::new(block.reference_start, block.reference_start + block.length).intersection(core);
            let mut from = inside.start;
            while from < inside.end {
                // Up to the next offset at which the place changes.
                let offset = block.read_offset + from - block.reference_start;
                let cuts = [self.clear.0, self.clear.1, self.inner.0, self.inner.1];
                let next = cuts.into_iter().filter(|&cut| cut > offset).min().unwrap_or(u32::MAX);
                let to = inside.end.min(from.saturating_add(next - offset));
                let (codes, qualities) = (codes.of(Span::new(from, to)), read.qualities.get(offset as usize..).unwrap_or_default());
                if self.is_doubtful(offset) {
                    tally.add_place(DOUBTFUL_BIN, codes, qualities);
                } else if self.is_near_end(offset) {
                    tally.add_place(END_BIN, codes, qualities);
                } else {
                    tally.add(codes, qualities);
                }
                from = to;
            }
        }
    }
}

/// Whether a base lies beside the soft clip that ends a read's alignment.
pub(super) fn is_beside_clip(read: &Read<'_>, offset: u32) -> bool {
    let (left, right) = beside_clips(read.cigar, read.bases.length);
    offset < left || offset >= right
}

/// The offsets, in a read of `length` bases, between which bases are not beside a clip.
fn beside_clips(cigar: Cigar<'_>, length: u32) -> (u32, u32) {
    let reach = |clip: u32| if clip > 0 { clip + AlleleStrata::CLIP_BP } else { 0 };
    (reach(soft_clip(cigar.ops())), length.saturating_sub(reach(soft_clip(cigar.ops().rev()))))
}

/// Length of the soft clip the operations begin with.
fn soft_clip(mut ops: impl Iterator<Item = CigarOp>) -> u32 {
    ops.find(|op| op.kind != CigarKind::HardClip).filter(|op| op.kind == CigarKind::SoftClip).map_or(0, |op| op.length)
}

//! Where a read's alignment ends before the read does: clips and long insertions.

use super::{Breakend, Side};
use crate::sweep::{CigarKind, CigarOp, Read};

/// Shorter clips are not kept: as many bases as an unbroken fragment must hold on both sides of a breakend.
const MIN_CLIP_BP: u32 = 10;
/// Clips of reads placed worse than this are not kept: three in ten of them lie elsewhere.
const MIN_CLIP_MAPPING_QUALITY: u8 = 5;

/// An end of a read's alignment beyond which the read goes on with other bases.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReadEnd {
    /// The last aligned base.
    pub breakend: Breakend,
    /// Index of the read among the window's.
    pub index: usize,
    /// Bases of the read beyond the breakend.
    pub bases: u32,
    /// Where they begin in the read, when they are inserted and not clipped.
    pub inserted_at: Option<u32>,
}

/// Whether a packed CIGAR operation is a soft clip long enough to be kept.
fn is_clip(op: u32) -> bool {
    op & 0xf == 4 && op >> 4 >= MIN_CLIP_BP
}

/// The clips of a read.
pub(super) fn clips(read: &Read<'_>, index: usize) -> impl Iterator<Item = ReadEnd> {
    let is_kept = |op: Option<&u32>| read.mapping_quality >= MIN_CLIP_MAPPING_QUALITY && op.is_some_and(|&op| is_clip(op));
    let ends = [(is_kept(read.cigar.0.first()), Side::Right), (is_kept(read.cigar.0.last()), Side::Left)];
    ends.into_iter().filter(|&(kept, _)| kept).map(move |(_, side)| {
        let (position, bases) = clipped_end(read, side);
        ReadEnd { breakend: Breakend { contig: read.contig, position, side }, index, bases, inserted_at: None }
    })
}

/// The insertions of a read that have at least `min_bp` bases.
pub(super) fn insertions(read: &Read<'_>, index: usize, min_bp: u32) -> impl Iterator<Item = ReadEnd> {
    let (mut offset, mut reference) = (0, read.start);
    read.cigar.ops().filter_map(move |op| {
        let here = (offset, reference);
        match op.kind {
            CigarKind::Aligned => {
                offset += op.length;
                reference += op.length;
            }
            CigarKind::Insertion | CigarKind::SoftClip => offset += op.length,
            CigarKind::Deletion | CigarKind::Skip => reference += op.length,
            CigarKind::HardClip | CigarKind::Padding => {}
        }
        let is_inserted = op.kind == CigarKind::Insertion && op.length >= min_bp && here.1 > read.start;
        is_inserted.then(|| ReadEnd {
            breakend: Breakend { contig: read.contig, position: here.1 - 1, side: Side::Left },
            index,
            bases: op.length,
            inserted_at: Some(here.0),
        })
    })
}

/// The last aligned base before the clip on the side away from what is retained, and the bases of the read beyond it.
///
/// A few bases that an intron parts from the rest are no alignment: spliced aligners place the beginning of the partner there by chance.
fn clipped_end(read: &Read<'_>, side: Side) -> (u32, u32) {
    fn end(ops: impl Iterator<Item = CigarOp>) -> (u32, u32) {
        let (mut clip, mut back) = (0, 0);
        let mut ops = ops.peekable();
        while let Some(op) = ops.next() {
            match op.kind {
                CigarKind::SoftClip => clip += op.length,
                CigarKind::Aligned if op.length < MIN_CLIP_BP => match ops.next_if(|next| next.kind == CigarKind::Skip) {
                    Some(skip) => {
                        clip += op.length;
                        back += op.length + skip.length;
                    }
                    None => break,
                },
                _ => break,
            }
        }
        (clip, back)
    }
    match side {
        Side::Right => {
            let (clip, back) = end(read.cigar.ops());
            (read.start.saturating_add(back), clip)
        }
        Side::Left => {
            let (clip, back) = end(read.cigar.ops().rev());
            (read.end.saturating_sub(1).saturating_sub(back), clip)
        }
    }
}

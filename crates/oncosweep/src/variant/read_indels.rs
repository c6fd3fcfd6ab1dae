//! The insertions and deletions of one read.

use super::allele::{Allele, MAX_INDEL_BP};
use crate::sweep::{CigarKind, Read, ReferenceSlice};

/// The indels of a read's alignment, shifted left. An indel at either end of the alignment is not one: nothing holds it there.
pub(super) fn indels<'a>(read: &'a Read<'_>, reference: &'a ReferenceSlice<'_>) -> impl Iterator<Item = Allele> + 'a {
    let (mut offset, mut position, mut after_block) = (0u32, read.start, false);
    let mut ops = read.cigar.ops().peekable();
    std::iter::from_fn(move || {
        while let Some(op) = ops.next() {
            let (at_offset, at_position) = (offset, position);
            let held = after_block && ops.peek().is_some_and(|next| next.kind == CigarKind::Aligned);
            after_block = op.kind == CigarKind::Aligned;
            if matches!(op.kind, CigarKind::Aligned | CigarKind::Insertion | CigarKind::SoftClip) {
                offset += op.length;
            }
            if matches!(op.kind, CigarKind::Aligned | CigarKind::Deletion | CigarKind::Skip) {
                position += op.length;
            }
            if !held || op.length > MAX_INDEL_BP {
                continue;
            }
            let allele = match op.kind {
                CigarKind::Deletion => Allele::deletion(read.contig, at_position, op.length, reference),
                CigarKind::Insertion => {
                    Allele::insertion(read.contig, at_position, &read.bases.letters(at_offset, at_offset + op.length), reference)
                }
                _ => None,
            };
            if allele.is_some() {
                return allele;
            }
        }
        None
    })
}

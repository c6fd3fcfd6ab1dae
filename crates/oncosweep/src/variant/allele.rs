//! An alternate allele, normalised: trimmed to what differs and shifted left as far as the reference allows (Tan, Abecasis & Kang,
//! Bioinformatics 31:2202, 2015), with one anchor base before an indel as VCF writes it.

use serde::{Deserialize, Serialize};

use crate::{genome::ContigId, sweep::ReferenceSlice};

/// What an allele does to the sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AlleleKind {
    /// One base for another.
    Snv,
    /// Two or three neighbouring bases, of which the first and the last differ.
    Mnv,
    /// Bases between the anchor and the next base.
    Insertion,
    /// Bases after the anchor are missing.
    Deletion,
}

/// An alternate allele at a place of the case's genome.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Allele {
    /// Contig, as an index into the case's contigs.
    pub contig: ContigId,
    /// 0-based position of the first base of `reference`: the changed base of an SNV, the anchor base of an indel.
    pub start: u32,
    /// Reference bases, upper case.
    pub reference: Box<[u8]>,
    /// Alternate bases, upper case.
    pub alternate: Box<[u8]>,
}

/// Farthest an indel is shifted to the left, in bases. Bounded so that an indel's place depends on a bounded stretch of reference.
const MAX_SHIFT_BP: u32 = 256;
/// Longest indel taken from a CIGAR as a small variant.
pub(super) const MAX_INDEL_BP: u32 = 100;

/// Whether every letter is one base: not N, not an IUPAC code, not SAM's `=`. VCF allows no other in an alternate allele.
fn are_plain(letters: &[u8]) -> bool {
    letters.iter().all(|letter| matches!(letter, b'A' | b'C' | b'G' | b'T'))
}

impl Allele {
    /// A single-base change at `position` (0-based).
    pub fn snv(contig: ContigId, position: u32, reference: u8, alternate: u8) -> Self {
        Self { contig, start: position, reference: Box::new([reference]), alternate: Box::new([alternate]) }
    }

    /// The deletion of `length` bases from `first` (0-based) on, shifted left; `None` for no base, and where the reference
    /// slice does not reach or holds anything but A, C, G and T.
    pub fn deletion(contig: ContigId, first: u32, length: u32, reference: &ReferenceSlice<'_>) -> Option<Self> {
        if length == 0 {
            return None;
        }
        let mut first = first;
        let leftmost = first.saturating_sub(MAX_SHIFT_BP);
        while first > leftmost.max(1)
            && reference.base(first - 1) == reference.base(first + length - 1)
            && reference.base(first - 1) != b'N'
        {
            first -= 1;
        }
        let anchor = first.checked_sub(1)?;
        let bases: Box<[u8]> = (anchor..first + length).map(|p| reference.base(p)).collect();
        let alternate = Box::new([bases[0]]);
        are_plain(&bases).then_some(Self { contig, start: anchor, reference: bases, alternate })
    }

    /// The insertion of `inserted` before reference base `before` (0-based), shifted left; `None` as for [`Allele::deletion`].
    pub fn insertion(contig: ContigId, before: u32, inserted: &[u8], reference: &ReferenceSlice<'_>) -> Option<Self> {
        let mut before = before;
        let mut bases = inserted.to_vec();
        let leftmost = before.saturating_sub(MAX_SHIFT_BP);
        while before > leftmost.max(1) && bases.last() == Some(&reference.base(before - 1)) {
            bases.rotate_right(1);
            before -= 1;
        }
        let anchor = before.checked_sub(1)?;
        let anchor_base = reference.base(anchor);
        if bases.is_empty() || !are_plain(&[anchor_base]) || !are_plain(&bases) {
            return None;
        }
        let alternate = std::iter::once(anchor_base).chain(bases).collect();
        Some(Self { contig, start: anchor, reference: Box::new([anchor_base]), alternate })
    }

    /// What the allele does.
    pub fn kind(&self) -> AlleleKind {
        match self.reference.len().cmp(&self.alternate.len()) {
            std::cmp::Ordering::Equal if self.reference.len() == 1 => AlleleKind::Snv,
            std::cmp::Ordering::Equal => AlleleKind::Mnv,
            std::cmp::Ordering::Less => AlleleKind::Insertion,
            std::cmp::Ordering::Greater => AlleleKind::Deletion,
        }
    }

    /// Bases inserted or deleted; 0 for an SNV.
    pub fn indel_length(&self) -> u32 {
        self.reference.len().abs_diff(self.alternate.len()) as u32
    }

    /// The bases inserted or deleted; empty for an SNV.
    pub fn indel_bases(&self) -> &[u8] {
        match self.kind() {
            AlleleKind::Snv | AlleleKind::Mnv => &[],
            AlleleKind::Insertion => &self.alternate[1..],
            AlleleKind::Deletion => &self.reference[1..],
        }
    }

    /// How far the indel could be shifted to the right without changing the sequence it makes, in bases; 0 for an SNV.
    pub fn right_shift(&self, reference: &ReferenceSlice<'_>) -> u32 {
        let unit = self.indel_bases();
        if unit.is_empty() {
            return 0;
        }
        // After a deletion's own bases, or directly after an insertion's anchor, the sequence repeats the unit for so long.
        let first = self.start + self.reference.len() as u32;
        let cycle = unit.iter().cycle();
        cycle.zip(first..first + MAX_SHIFT_BP).take_while(|&(&base, position)| reference.base(position) == base).count() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(bases: &[u8]) -> ReferenceSlice<'_> {
        ReferenceSlice { start: 0, bases }
    }

    #[test]
    fn indels_shift_to_the_left_end_of_a_repeat() {
        //             0123456789
        let r = slice(b"GCACACATTG");
        let deletion = Allele::deletion(0, 5, 2, &r).unwrap();
        assert_eq!((deletion.start, &*deletion.reference, &*deletion.alternate), (0, &b"GCA"[..], &b"G"[..]));
        assert_eq!(deletion.right_shift(&r), 4);
        let insertion = Allele::insertion(0, 7, b"CA", &r).unwrap();
        assert_eq!((insertion.start, &*insertion.reference, &*insertion.alternate), (0, &b"G"[..], &b"GCA"[..]));
        assert_eq!(insertion.right_shift(&r), 6);
        assert_eq!(Allele::insertion(0, 8, b"G", &r).unwrap().start, 7);
    }

    #[test]
    fn alleles_hold_plain_bases_only() {
        let r = slice(b"GCARACATTG");
        assert_eq!(Allele::deletion(0, 3, 2, &r), None);
        assert_eq!(Allele::insertion(0, 4, b"T", &r), None);
        assert_eq!(Allele::insertion(0, 7, b"G=", &r), None);
        assert_eq!(Allele::insertion(0, 7, b"GM", &r), None);
        assert_eq!(Allele::deletion(0, 7, 0, &r), None);
    }

    #[test]
    fn every_placement_of_one_indel_is_one_allele() {
        let r = slice(b"TTGAAAAAAACGT");
        let all: std::collections::HashSet<_> = (3..=9).map(|first| Allele::deletion(0, first, 1, &r).unwrap()).collect();
        assert_eq!(all.len(), 1);
        assert_eq!(all.iter().next().unwrap().start, 2);
    }
}

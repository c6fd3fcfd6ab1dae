//! A borrowed view of one alignment: the same type whether the bytes lie in htslib's record or in a window's store.

use serde::{Deserialize, Serialize};

use crate::genome::{ContigId, Span};

/// Identity of a fragment (template): a 64-bit hash of the read name, stable between runs and machines.
pub type FragmentId = u64;

/// SAM flags (SAM specification, section 1.4, FLAG).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flags(pub u16);

impl Flags {
    /// 0x1.
    pub fn is_paired(self) -> bool {
        self.0 & 0x1 != 0
    }
    /// 0x2: each segment properly aligned according to the aligner.
    pub fn is_proper_pair(self) -> bool {
        self.0 & 0x2 != 0
    }
    /// 0x4.
    pub fn is_unmapped(self) -> bool {
        self.0 & 0x4 != 0
    }
    /// 0x8.
    pub fn is_mate_unmapped(self) -> bool {
        self.0 & 0x8 != 0
    }
    /// 0x10: aligned to the reverse strand.
    pub fn is_reverse(self) -> bool {
        self.0 & 0x10 != 0
    }
    /// 0x20.
    pub fn is_mate_reverse(self) -> bool {
        self.0 & 0x20 != 0
    }
    /// 0x40: first read of the pair.
    pub fn is_first(self) -> bool {
        self.0 & 0x40 != 0
    }
    /// 0x100.
    pub fn is_secondary(self) -> bool {
        self.0 & 0x100 != 0
    }
    /// 0x200.
    pub fn is_qc_failed(self) -> bool {
        self.0 & 0x200 != 0
    }
    /// 0x400.
    pub fn is_duplicate(self) -> bool {
        self.0 & 0x400 != 0
    }
    /// 0x800.
    pub fn is_supplementary(self) -> bool {
        self.0 & 0x800 != 0
    }
    /// Neither secondary nor supplementary: the one record that stands for the read.
    pub fn is_primary(self) -> bool {
        self.0 & 0x900 == 0
    }
}

/// What a CIGAR operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CigarKind {
    /// `M`, `=` or `X`: read and reference advance together.
    Aligned,
    /// `I`: bases of the read between two reference bases.
    Insertion,
    /// `D`: reference bases the read lacks.
    Deletion,
    /// `N`: reference bases skipped by splicing.
    Skip,
    /// `S`: bases of the read that are not aligned.
    SoftClip,
    /// `H`: bases that are not in the record.
    HardClip,
    /// `P`.
    Padding,
}

/// One CIGAR operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CigarOp {
    /// What it does.
    pub kind: CigarKind,
    /// How many bases.
    pub length: u32,
}

/// A CIGAR in BAM's packed form: `length << 4 | operation`.
#[derive(Debug, Clone, Copy)]
pub struct Cigar<'a>(pub &'a [u32]);

/// A stretch of a read aligned without gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlignedBlock {
    /// Offset of its first base in the read as stored (soft clips included), 0-based.
    pub read_offset: u32,
    /// Reference position of its first base, 0-based.
    pub reference_start: u32,
    /// Number of bases.
    pub length: u32,
}

impl<'a> Cigar<'a> {
    /// The operations from left to right.
    pub fn ops(self) -> impl DoubleEndedIterator<Item = CigarOp> + 'a {
        self.0.iter().map(|&packed| CigarOp {
            kind: match packed & 0xf {
                1 => CigarKind::Insertion,
                2 => CigarKind::Deletion,
                3 => CigarKind::Skip,
                4 => CigarKind::SoftClip,
                5 => CigarKind::HardClip,
                6 => CigarKind::Padding,
                _ => CigarKind::Aligned,
            },
            length: packed >> 4,
        })
    }

    /// Number of reference bases from the first aligned base to the last; `u32::MAX` when there are more.
    pub fn reference_length(self) -> u32 {
        let on_reference = self.ops().filter(|op| matches!(op.kind, CigarKind::Aligned | CigarKind::Deletion | CigarKind::Skip));
        on_reference.fold(0, |length, op| length.saturating_add(op.length))
    }

    /// The gapless stretches, left to right, of a read that starts at `reference_start`.
    pub fn blocks(self, reference_start: u32) -> impl Iterator<Item = AlignedBlock> + 'a {
        let (mut read_offset, mut reference) = (0u32, reference_start);
        self.ops().filter_map(move |op| match op.kind {
            // The specification allows lengths of 0.
            CigarKind::Aligned if op.length == 0 => None,
            CigarKind::Aligned => {
                let block = AlignedBlock { read_offset, reference_start: reference, length: op.length };
                read_offset += op.length;
                reference += op.length;
                Some(block)
            }
            CigarKind::Insertion | CigarKind::SoftClip => {
                read_offset += op.length;
                None
            }
            CigarKind::Deletion | CigarKind::Skip => {
                reference += op.length;
                None
            }
            CigarKind::HardClip | CigarKind::Padding => None,
        })
    }

    /// Bases clipped at the left end (soft and hard together).
    pub fn left_clip(self) -> u32 {
        self.ops().take_while(|op| matches!(op.kind, CigarKind::SoftClip | CigarKind::HardClip)).map(|op| op.length).sum()
    }

    /// Bases clipped at the right end (soft and hard together).
    pub fn right_clip(self) -> u32 {
        self.ops().rev().take_while(|op| matches!(op.kind, CigarKind::SoftClip | CigarKind::HardClip)).map(|op| op.length).sum()
    }
}

/// The letters of BAM's 4-bit base codes.
const LETTERS: &[u8; 16] = b"=ACMGRSVTWYHKDBN";

/// The letter of a 4-bit base code (A 1, C 2, G 4, T 8, N 15).
pub fn base_letter(code: u8) -> u8 {
    LETTERS[(code & 0xf) as usize]
}

/// The 4-bit code of a letter; N's for anything but A, C, G, T.
pub fn base_code(letter: u8) -> u8 {
    match letter {
        b'A' | b'a' => 1,
        b'C' | b'c' => 2,
        b'G' | b'g' => 4,
        b'T' | b't' => 8,
        _ => 15,
    }
}

/// The bases of a read, two in a byte, as BAM packs them; soft-clipped bases included, hard-clipped ones not.
#[derive(Debug, Clone, Copy)]
pub struct Bases<'a> {
    /// Packed codes, the earlier base in the high half.
    pub packed: &'a [u8],
    /// Number of bases.
    pub length: u32,
}

impl Bases<'_> {
    /// The 4-bit code of the base at `offset` (0-based); N's past the end.
    #[inline]
    pub fn code(self, offset: u32) -> u8 {
        match self.packed.get((offset >> 1) as usize) {
            Some(pair) if offset < self.length => (pair >> ((!offset & 1) << 2)) & 0xf,
            _ => 15,
        }
    }

    /// The letter of the base at `offset` (0-based).
    #[inline]
    pub fn letter(self, offset: u32) -> u8 {
        base_letter(self.code(offset))
    }

    /// The codes of sixteen bases from `offset` (0-based) on, the first in the highest four bits; N's past the end.
    #[inline]
    pub fn word(self, offset: u32) -> u64 {
        let (from, shift) = ((offset >> 1) as usize, 4 * (offset & 1));
        let rest = self.packed.get(from..).unwrap_or_default();
        let bits = if let Some(&[a, b, c, d, e, f, g, h, last]) = rest.first_chunk() {
            let word = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
            if shift == 0 { word } else { word << 4 | u64::from(last >> 4) }
        } else {
            let mut bytes = [0; 8];
            bytes.iter_mut().zip(rest).for_each(|(byte, &packed)| *byte = packed);
            u64::from_be_bytes(bytes) << shift
        };
        let left = self.length.saturating_sub(offset);
        // Past the end all bits are set, which is N.
        if left >= 16 { bits } else { bits | u64::MAX >> (4 * left) }
    }

    /// Letters of the bases `[start, end)` of the read.
    pub fn letters(self, start: u32, end: u32) -> Vec<u8> {
        (start..end.min(self.length)).map(|offset| self.letter(offset)).collect()
    }
}

/// Where the other read of the pair lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatePlacement {
    /// Its contig.
    pub contig: ContigId,
    /// Its leftmost aligned base, 0-based.
    pub start: u32,
}

/// One alignment.
#[derive(Debug, Clone, Copy)]
pub struct Read<'a> {
    /// Contig, as an index into the case's contigs.
    pub contig: ContigId,
    /// First aligned base, 0-based.
    pub start: u32,
    /// One past the last aligned base.
    pub end: u32,
    /// SAM flags.
    pub flags: Flags,
    /// Mapping quality, phred; 255 is "not available".
    pub mapping_quality: u8,
    /// The fragment it belongs to.
    pub fragment: FragmentId,
    /// The mate, when it is mapped to a contig of the case.
    pub mate: Option<MatePlacement>,
    /// TLEN.
    pub template_length: i32,
    /// The alignment.
    pub cigar: Cigar<'a>,
    /// The bases; empty when the record has none (`*`).
    pub bases: Bases<'a>,
    /// Base qualities, phred without offset, one a base; 255 in every place when the record has none.
    pub qualities: &'a [u8],
    /// The text of the SA tag (`rname,pos,strand,CIGAR,mapQ,NM;…`), empty without one.
    pub supplementary_alignments: &'a [u8],
    /// The text of the XA tag (`rname,±pos,CIGAR,NM;…`) of a part of a split read with mapping quality 0: other places that it fits as well. Empty for any other
    /// record.
    pub alternative_alignments: &'a [u8],
}

impl<'a> Read<'a> {
    /// The reference bases from its first to its last aligned base.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }

    /// Its gapless stretches, left to right.
    pub fn blocks(&self) -> impl Iterator<Item = AlignedBlock> + use<'a> {
        self.cigar.blocks(self.start)
    }

    /// Quality of the base at `offset`; 0 where there is none.
    #[inline]
    pub fn quality(&self, offset: u32) -> u8 {
        self.qualities.get(offset as usize).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_follow_the_cigar() {
        // 2S 3M 1I 2M 4D 1M 1H
        let packed = [2 << 4 | 4, 3 << 4, 1 << 4 | 1, 2 << 4 | 7, 4 << 4 | 2, 1 << 4 | 8, 1 << 4 | 5];
        let cigar = Cigar(&packed);
        let blocks: Vec<_> = cigar.blocks(100).map(|b| (b.read_offset, b.reference_start, b.length)).collect();
        assert_eq!(blocks, vec![(2, 100, 3), (6, 103, 2), (8, 109, 1)]);
        assert_eq!((cigar.reference_length(), cigar.left_clip(), cigar.right_clip()), (10, 2, 1));
    }

    #[test]
    fn empty_operations_make_no_block() {
        // 0M 3M 0D 2M: SAM allows lengths of 0.
        let packed = [0, 3 << 4, 2, 2 << 4];
        let blocks: Vec<_> = Cigar(&packed).blocks(100).map(|b| (b.read_offset, b.reference_start, b.length)).collect();
        assert_eq!(blocks, vec![(0, 100, 3), (3, 103, 2)]);
    }

    #[test]
    fn lengths_past_any_contig_saturate() {
        let longest = 0x0fff_ffff << 4;
        let packed = [10 << 4, longest | 3, longest | 3, 10 << 4].repeat(10);
        assert_eq!(Cigar(&packed).reference_length(), u32::MAX);
    }

    #[test]
    fn bases_unpack_in_order() {
        let bases = Bases { packed: &[0x12, 0x48, 0xf0], length: 5 };
        assert_eq!(bases.letters(0, 9), b"ACGTN");
        assert_eq!(bases.code(5), 15);
    }

    #[test]
    fn a_word_holds_the_codes_of_sixteen_bases() {
        let packed: Vec<u8> = (0..20u8).map(|i| 1 << (i % 4) << 4 | 1 << (i / 4 % 4)).collect();
        for length in [39, 40] {
            let bases = Bases { packed: &packed, length };
            for offset in 0..45 {
                let expected = (offset..offset + 16).fold(0, |word, at| word << 4 | u64::from(bases.code(at)));
                assert_eq!(bases.word(offset), expected, "{length} {offset}");
            }
        }
    }
}

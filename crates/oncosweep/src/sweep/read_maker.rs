//! Reads made by hand, for tests.

use super::{Bases, Cigar, Flags, Read, base_code};

/// Owns what a [`Read`] borrows.
#[derive(Debug, Clone)]
pub(crate) struct MadeRead {
    pub start: u32,
    pub fragment: u64,
    pub flags: u16,
    pub mapping_quality: u8,
    cigar: Vec<u32>,
    packed: Vec<u8>,
    pub qualities: Vec<u8>,
}

impl MadeRead {
    /// A read of `letters` at `start` aligned as `cigar` says (`5S10M2D…`), mapping quality 60, base quality 30.
    pub fn new(start: u32, cigar: &str, letters: &str) -> Self {
        let mut ops = Vec::new();
        let mut length = 0u32;
        for c in cigar.chars() {
            if let Some(digit) = c.to_digit(10) {
                length = length * 10 + digit;
            } else {
                ops.push(length << 4 | "MIDNSHP=X".find(c).unwrap() as u32);
                length = 0;
            }
        }
        let codes: Vec<u8> = letters.bytes().map(base_code).collect();
        let packed = codes.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect();
        Self { start, fragment: 1, flags: 0, mapping_quality: 60, cigar: ops, packed, qualities: vec![30; codes.len()] }
    }

    pub fn read(&self) -> Read<'_> {
        let cigar = Cigar(&self.cigar);
        Read {
            contig: 0,
            start: self.start,
            end: self.start + cigar.reference_length(),
            flags: Flags(self.flags),
            mapping_quality: self.mapping_quality,
            fragment: self.fragment,
            mate: None,
            template_length: 0,
            cigar,
            bases: Bases { packed: &self.packed, length: self.qualities.len() as u32 },
            qualities: &self.qualities,
            supplementary_alignments: b"",
            alternative_alignments: b"",
        }
    }
}

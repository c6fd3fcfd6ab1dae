//! The cheap scan: a read against the reference, mismatches only.

use crate::sweep::{Read, ReferenceSlice, base_code};

/// Codes of reference bases around a window, ready to compare with a read's codes.
#[derive(Default)]
pub(super) struct ReferenceCodes {
    start: u32,
    codes: Vec<u8>,
}

impl ReferenceCodes {
    pub(super) fn set(&mut self, slice: &ReferenceSlice<'_>) {
        self.start = slice.start;
        self.codes.clear();
        self.codes.extend(slice.bases.iter().map(|&letter| base_code(letter)));
    }

    /// The code at `position` (0-based); N's outside the slice.
    pub(super) fn code(&self, position: u32) -> u8 {
        position.checked_sub(self.start).and_then(|offset| self.codes.get(offset as usize)).copied().unwrap_or(UNKNOWN)
    }

    /// Codes `[position, position + length)`, as far as they reach on the right; empty when `position` lies left of the slice.
    fn at(&self, position: u32, length: u32) -> &[u8] {
        let Some(from) = position.checked_sub(self.start).map(|offset| offset as usize) else { return &[] };
        let to = (from + length as usize).min(self.codes.len());
        self.codes.get(from..to).unwrap_or(&[])
    }
}

/// Both codes of a packed byte.
const UNPACKED: [[u8; 2]; 256] = {
    let mut table = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = [(byte >> 4) as u8, (byte & 0xf) as u8];
        byte += 1;
    }
    table
};

const UNKNOWN: u8 = 15;

/// Scratch space of the scan, reused for all reads.
#[derive(Default)]
pub(super) struct Scan {
    unpacked: Vec<u8>,
}

impl Scan {
    /// Calls `mismatch(position, read offset, reference code, read code)` for every aligned base that differs from the reference, where both
    /// are A, C, G or T. Blocks that begin left of the reference slice are passed over: the window that owns their positions sees them.
    pub(super) fn mismatches(&mut self, read: &Read<'_>, reference: &ReferenceCodes, mut mismatch: impl FnMut(u32, u32, u8, u8)) {
        self.unpacked.clear();
        self.unpacked.extend(read.bases.packed.iter().flat_map(|&byte| UNPACKED[byte as usize]));
        for block in read.blocks() {
            let (mut offset, mut position, mut length) = (block.read_offset, block.reference_start, block.length);
            // A spliced read may begin far to the left of the slice.
            if position < reference.start {
                let cut = (reference.start - position).min(length);
                (offset, position, length) = (offset + cut, position + cut, length - cut);
            }
            let expected = reference.at(position, length);
            let Some(seen) = self.unpacked.get(offset as usize..offset as usize + expected.len()) else { continue };
            // Eight bases in one comparison: almost all eights are equal.
            for (chunk, (a, b)) in expected.chunks(8).zip(seen.chunks(8)).enumerate() {
                if a == b {
                    continue;
                }
                for (i, (&want, &got)) in a.iter().zip(b).enumerate() {
                    if want != got && want != UNKNOWN && got != UNKNOWN && got != 0 {
                        let index = (chunk * 8 + i) as u32;
                        mismatch(position + index, offset + index, want, got);
                    }
                }
            }
        }
    }
}

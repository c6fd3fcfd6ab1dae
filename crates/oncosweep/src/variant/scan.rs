//! The cheap scan: a read against the reference, mismatches only.
//!
//! // METHOD: BAM packs two bases in a byte. The reference is packed the same way twice, once for each way its bases can fall into pairs, so
//! that a read is compared as it lies in memory, sixteen bases in one comparison, whatever the parity of its place.

use crate::{
    genome::Span,
    sweep::{AlignedBlock, Bases, Read, ReferenceSlice},
};

/// Codes of reference bases around a window, ready to compare with a read's.
#[derive(Default)]
pub(super) struct ReferenceCodes {
    start: u32,
    codes: Vec<u8>,
    /// `packed[0]` pairs the bases (0, 1), (2, 3), …; `packed[1]` pairs (1, 2), (3, 4), ….
    packed: [Vec<u8>; 2],
}

/// [`base_code`](crate::sweep::base_code) of an upper-case letter, without a branch: the compiler takes many letters at once.
#[inline]
fn code_of(letter: u8) -> u8 {
    let one_hot = u8::from(letter == b'A') | u8::from(letter == b'C') << 1 | u8::from(letter == b'G') << 2 | u8::from(letter == b'T') << 3;
    one_hot | (UNKNOWN * u8::from(one_hot == 0))
}

/// What BAM writes for a base that is not known.
const UNKNOWN: u8 = 15;

impl ReferenceCodes {
    pub(super) fn set(&mut self, slice: &ReferenceSlice<'_>) {
        self.start = slice.start;
        self.codes.clear();
        self.codes.extend(slice.bases.iter().map(|&letter| code_of(letter)));
        for (first, packed) in self.packed.iter_mut().enumerate() {
            packed.clear();
            let (pairs, last) = self.codes.get(first..).unwrap_or_default().as_chunks::<2>();
            packed.extend(pairs.iter().map(|pair| pair[0] << 4 | pair[1]));
            packed.extend(last.iter().map(|&code| code << 4 | UNKNOWN));
        }
    }

    /// The code at `position` (0-based); N's outside the slice.
    #[inline]
    pub(super) fn code(&self, position: u32) -> u8 {
        position.checked_sub(self.start).and_then(|offset| self.codes.get(offset as usize)).copied().unwrap_or(UNKNOWN)
    }

    /// The codes of `span`, as far as the slice holds them; empty when it does not hold the first.
    pub(super) fn of(&self, span: Span) -> &[u8] {
        let Some(from) = span.start.checked_sub(self.start).map(|offset| offset as usize) else { return &[] };
        self.codes.get(from..self.codes.len().min(from + span.len() as usize)).unwrap_or_default()
    }

    /// The part of `block` that lies in the slice; `None` when none does.
    fn clip(&self, block: AlignedBlock) -> Option<AlignedBlock> {
        let end = (block.reference_start + block.length).min(self.start + self.codes.len() as u32);
        let start = block.reference_start.max(self.start);
        let length = end.checked_sub(start).filter(|&length| length > 0)?;
        Some(AlignedBlock { read_offset: block.read_offset + start - block.reference_start, reference_start: start, length })
    }

    /// Packed codes from `position` on, which must lie in the slice.
    fn packed_from(&self, position: u32) -> &[u8] {
        let offset = (position - self.start) as usize;
        self.packed[offset & 1].get(offset >> 1..).unwrap_or_default()
    }
}

/// Calls `mismatch(position, read offset, reference code, read code)` for every aligned base that differs from the reference where both are
/// known. Bases outside the reference slice are passed over: the window that owns their positions sees them.
pub(super) fn mismatches(read: &Read<'_>, reference: &ReferenceCodes, mut mismatch: impl FnMut(u32, u32, u8, u8)) {
    for block in read.blocks() {
        let Some(block) = reference.clip(block) else { continue };
        compare(read.bases, block, reference, &mut mismatch);
    }
}

fn compare(bases: Bases<'_>, block: AlignedBlock, reference: &ReferenceCodes, mismatch: &mut impl FnMut(u32, u32, u8, u8)) {
    let mut at = |i: u32| {
        let (position, offset) = (block.reference_start + i, block.read_offset + i);
        let (want, got) = (reference.code(position), bases.code(offset));
        // Code 0 is '=', "as the reference".
        if want != got && want != UNKNOWN && got != UNKNOWN && got != 0 {
            mismatch(position, offset, want, got);
        }
    };
    // A read's byte begins at an even offset.
    let head = block.read_offset & 1;
    if head == 1 {
        at(0);
    }
    let seen = bases.packed.get(((block.read_offset + head) >> 1) as usize..).unwrap_or_default();
    let expected = reference.packed_from(block.reference_start + head.min(block.length - 1));
    let left = block.length - head;
    let bytes = (left.div_ceil(2) as usize).min(seen.len()).min(expected.len());
    let (seen, expected) = (&seen[..bytes], &expected[..bytes]);
    let mut differing = |start: usize, bits: u64| {
        let first = 2 * start as u32;
        // The last word may hold a base too many.
        unequal_bases(bits, u64::MAX).map(|i| first + i).take_while(|&i| i < left).for_each(|i| at(head + i));
    };
    let (words, rest) = (bytes / WORD * WORD, bytes % WORD);
    for start in (0..words).step_by(STRETCH) {
        let (seen, expected) = (&seen[start..words.min(start + STRETCH)], &expected[start..words.min(start + STRETCH)]);
        let mut unequal = unequal_words(seen, expected);
        while unequal != 0 {
            let at = WORD * unequal.trailing_zeros() as usize;
            differing(start + at, word_at(seen, at) ^ word_at(expected, at));
            unequal &= unequal - 1;
        }
    }
    if rest > 0 {
        let bits = match bytes.checked_sub(WORD) {
            // The last whole word, without the bases that have been compared.
            Some(last) => (word_at(seen, last) ^ word_at(expected, last)) << (8 * (WORD - rest)),
            None => padded(seen) ^ padded(expected),
        };
        if bits != 0 {
            differing(words, bits);
        }
    }
}

/// Which words differ, a bit each, of two stretches of the same length, at most [`STRETCH`] bytes. Without a branch: where a read differs is hard to foresee.
#[inline]
fn unequal_words(seen: &[u8], expected: &[u8]) -> u32 {
    let (seen, expected) = (seen.as_chunks::<WORD>().0, expected.as_chunks::<WORD>().0);
    let differ = seen.iter().zip(expected).map(|(seen, expected)| u32::from(seen != expected));
    differ.zip(0..).fold(0, |words, (differs, word)| words | differs << word)
}

/// Packed bytes in one comparison.
const WORD: usize = 8;
/// Packed bytes whose words are compared in one go, a bit a word: 512 bases.
const STRETCH: usize = 32 * WORD;

/// Eight packed bytes, the first base in the highest bits; 0 past the end.
#[inline]
fn word_at(bytes: &[u8], start: usize) -> u64 {
    bytes.get(start..).and_then(<[u8]>::first_chunk).map_or(0, |word| u64::from_be_bytes(*word))
}

/// Up to seven bytes, as the first of a word.
#[inline]
fn padded(bytes: &[u8]) -> u64 {
    let mut word = [0; WORD];
    word[..bytes.len()].copy_from_slice(bytes);
    u64::from_be_bytes(word)
}

/// Bases in a word.
pub(super) const BASES_IN_WORD: u32 = 2 * WORD as u32;

/// The bases (from the highest four bits on) in which two words differ, given the bits in which they do; only those whose highest bit is set in
/// `of`.
#[inline]
pub(super) fn unequal_bases(bits: u64, of: u64) -> impl Iterator<Item = u32> {
    // One bit a base: the highest of its four.
    let any = bits | bits << 1;
    let mut bases = (any | any << 2) & 0x8888_8888_8888_8888 & of;
    std::iter::from_fn(move || {
        let base = (bases != 0).then(|| bases.leading_zeros() / 4)?;
        bases &= !(1 << (63 - 4 * base));
        Some(base)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sweep::read_maker::MadeRead;

    /// The same, base by base from the letters.
    fn plain(read: &Read<'_>, reference: &ReferenceSlice<'_>) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        for block in read.blocks() {
            for i in 0..block.length {
                let (want, got) = (reference.base(block.reference_start + i), read.bases.letter(block.read_offset + i));
                if want != got && want != b'N' && got != b'N' {
                    found.push((block.reference_start + i, block.read_offset + i));
                }
            }
        }
        found
    }

    proptest! {
        #[test]
        fn equals_the_comparison_base_by_base(
            reference in "[ACGT]{60,120}N?[ACGT]{60,120}",
            slice_start in 0u32..40,
            start in 0u32..60,
            left_clip in 0u32..4,
            first in 1u32..70,
            gap in 0u32..4,
            second in 1u32..40,
            changes in prop::collection::vec((0usize..100, "[ACGTN]"), 0..6),
        ) {
            // The read copies the reference, then some bases change.
            let letter = |position: u32| reference.as_bytes().get(position as usize).copied().unwrap_or(b'A') as char;
            let mut letters: Vec<char> = (0..left_clip).map(|_| 'G').collect();
            letters.extend((start..start + first).map(letter));
            letters.extend((start + first + gap..start + first + gap + second).map(letter));
            for (place, base) in changes {
                let place = place % letters.len();
                letters[place] = base.chars().next().unwrap();
            }
            let deletion = if gap > 0 { format!("{gap}D") } else { String::new() };
            let made = MadeRead::new(start, &format!("{left_clip}S{first}M{deletion}{second}M"), &letters.iter().collect::<String>());
            let slice = ReferenceSlice { start: slice_start, bases: &reference.as_bytes()[slice_start as usize..] };
            let mut codes = ReferenceCodes::default();
            codes.set(&slice);
            let mut found = Vec::new();
            mismatches(&made.read(), &codes, |position, offset, _, _| found.push((position, offset)));
            prop_assert_eq!(found, plain(&made.read(), &slice));
        }
    }
}

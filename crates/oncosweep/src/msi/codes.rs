//! Short sequences compared with a read as BAM packs it, sixteen bases at once.

use super::ShortSequence;
use crate::sweep::{Bases, base_code};

/// Bases in a word.
const WORD: u32 = 16;
const _: () = assert!(ShortSequence::MAX_LENGTH < WORD as usize);

/// The 4-bit codes of a short sequence, the first in the highest bits.
#[derive(Clone, Copy)]
pub(super) struct Codes {
    bits: u64,
    pub(super) length: u32,
}

impl Codes {
    pub(super) fn of(sequence: ShortSequence) -> Self {
        let packed = sequence.letters().iter().fold(0, |packed, &letter| packed << 4 | u64::from(base_code(letter)));
        Self { bits: packed.checked_shl(4 * (WORD - sequence.len())).unwrap_or(0), length: sequence.len() }
    }

    /// Bases `[from, to)`.
    pub(super) fn part(self, from: u32, to: u32) -> Self {
        Self { bits: self.bits << (4 * from), length: to - from }
    }

    /// Whether the read has these bases from `offset` on.
    #[inline]
    pub(super) fn lie_at(self, bases: Bases<'_>, offset: u32) -> bool {
        equal_bases(bases.word(offset) ^ self.bits) >= self.length
    }

    /// How often the read repeats these bases from `offset` on.
    #[inline]
    pub(super) fn copies_from(self, bases: Bases<'_>, mut offset: u32) -> u32 {
        if self.length == 0 {
            return 0;
        }
        let in_word = WORD / self.length;
        let pattern = (0..in_word).fold(0, |pattern, copy| pattern | self.bits >> (4 * self.length * copy));
        let mut copies = 0;
        loop {
            let here = (equal_bases(bases.word(offset) ^ pattern) / self.length).min(in_word);
            copies += here;
            offset += here * self.length;
            if here < in_word {
                return copies;
            }
        }
    }
}

/// Bases from the first on that are equal, given the bits in which two words differ.
#[inline]
fn equal_bases(unequal: u64) -> u32 {
    unequal.leading_zeros() / 4
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sweep::read_maker::MadeRead;

    proptest! {
        #[test]
        fn equals_the_comparison_letter_by_letter(
            read in "[AC]{0,3}(A{0,40}|(AC){0,30}|(CAA){0,20})[ACN]{1,9}",
            offset in 0u32..60,
            unit in "(A|AC|CAA|AACAC|[AC]{15})",
        ) {
            let made = MadeRead::new(0, &format!("{}M", read.len()), &read);
            let (bases, codes) = (made.read().bases, Codes::of(ShortSequence::new(unit.as_bytes()).unwrap()));
            let has = |offset: u32, part: &str| read.get(offset as usize..).is_some_and(|rest| rest.starts_with(part));
            prop_assert_eq!(codes.lie_at(bases, offset), has(offset, &unit));
            prop_assert_eq!(codes.part(1, codes.length).lie_at(bases, offset), has(offset, &unit[1..]) || unit.len() == 1);
            let copies = (0..99u32).take_while(|copy| has(offset + copy * codes.length, &unit)).count();
            prop_assert_eq!(codes.copies_from(bases, offset), copies as u32);
        }
    }
}

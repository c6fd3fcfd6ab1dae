//! Stretches of a sequence that repeat themselves with a period.
//!
//! // METHOD: whether a letter comes again one period on is a bit, of 64 places at once. A word shifted onto itself keeps the bits that begin a stretch of a
//! wanted length, and nearly every word keeps none, so that what is not periodic costs neither a branch nor a look at single letters.

use std::ops::Range;

/// Places whose bits make a word.
const WORD: usize = 64;

/// The stretches from `from` on, of at least `shortest` places, over which every letter of `bases` comes again `period` letters on; each as long as it goes.
/// A stretch that begins before `from` begins there.
pub(crate) fn periodic_stretches(bases: &[u8], period: usize, shortest: usize, from: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    Stretches { bases, period, shortest: shortest.max(1), at: from }
}

struct Stretches<'a> {
    bases: &'a [u8],
    period: usize,
    shortest: usize,
    /// No stretch that has not been given begins before.
    at: usize,
}

impl Stretches<'_> {
    /// Bit `i`: whether the letter at `at + i` comes again.
    #[inline]
    fn word(&self, at: usize) -> u64 {
        let (Some(here), Some(there)) = (self.bases.get(at..at + WORD), self.bases.get(at + self.period..at + self.period + WORD)) else {
            return self.last_word(at);
        };
        let (here, there) = (here.as_chunks::<8>().0, there.as_chunks::<8>().0);
        let eights = here.iter().zip(there).map(|(here, there)| equal_bytes(u64::from_le_bytes(*here), u64::from_le_bytes(*there)));
        eights.zip(0..).fold(0, |word, (eight, place)| word | eight << (8 * place))
    }

    /// The same near the end of the sequence.
    #[cold]
    fn last_word(&self, at: usize) -> u64 {
        let here = self.bases.get(at..).unwrap_or_default();
        let there = self.bases.get(at + self.period..).unwrap_or_default();
        here.iter().zip(there).take(WORD).zip(0..).fold(0, |word, ((here, there), place)| word | u64::from(here == there) << place)
    }

    /// One past the last of the places from `start` on that are periodic.
    fn end(&self, start: usize) -> usize {
        let mut at = start;
        loop {
            let ones = self.word(at).trailing_ones() as usize;
            at += ones;
            if ones < WORD {
                return at;
            }
        }
    }
}

impl Iterator for Stretches<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let last = self.bases.len().checked_sub(self.period)?;
        let mut word = self.word(self.at);
        while self.at < last {
            let next = self.word(self.at + WORD);
            let begins = begins_stretch(u128::from(word) | u128::from(next) << WORD, self.shortest.min(WORD));
            if begins == 0 {
                self.at += WORD;
                word = next;
                continue;
            }
            let start = self.at + begins.trailing_zeros() as usize;
            let end = self.end(start);
            self.at = end + 1;
            if end - start >= self.shortest {
                return Some(start..end);
            }
            word = self.word(self.at);
        }
        None
    }
}

/// Of the first 64 bits those that begin at least `length` (1 to 64) set ones.
#[inline]
fn begins_stretch(mut bits: u128, length: usize) -> u64 {
    let mut have = 1;
    while have < length {
        let step = have.min(length - have);
        bits &= bits >> step;
        have += step;
    }
    bits as u64
}

/// Bit `i`: whether the bytes `i` are equal.
#[inline]
fn equal_bytes(here: u64, there: u64) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let differ = here ^ there;
    // The highest bit of each byte: whether any bit of it is set.
    let unequal = (((differ & LOW) + LOW) | differ) & !LOW;
    // One bit a byte, gathered in the highest byte.
    ((unequal ^ !LOW) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Place by place.
    fn plain(bases: &[u8], period: usize, shortest: usize, from: usize) -> Vec<Range<usize>> {
        let recurs = |at: usize| at + period < bases.len() && bases[at] == bases[at + period];
        let starts = (from..bases.len()).filter(|&at| recurs(at) && (at == from || !recurs(at - 1)));
        starts.map(|at| at..(at..=bases.len()).find(|&end| !recurs(end)).unwrap()).filter(|stretch| stretch.len() >= shortest).collect()
    }

    proptest! {
        #[test]
        fn equals_the_search_place_by_place(
            parts in prop::collection::vec(("[ACGTN]{0,90}", "[ACGT]{1,6}", 0usize..40), 0..6),
            period in 1usize..7,
            shortest in 1usize..90,
            from in 0usize..200,
        ) {
            let text = parts.iter().map(|(text, unit, copies)| [text.as_str(), &unit.repeat(*copies)].concat()).collect::<Vec<_>>().concat();
            let found: Vec<_> = periodic_stretches(text.as_bytes(), period, shortest, from).collect();
            prop_assert_eq!(found, plain(text.as_bytes(), period, shortest, from));
        }

        #[test]
        fn bytes_are_compared_one_by_one(here in any::<[u8; 8]>(), changes in any::<[u8; 8]>(), keep in any::<u8>()) {
            let mut there = here;
            for (place, change) in changes.into_iter().enumerate().filter(|(place, _)| keep >> place & 1 == 0) {
                there[place] ^= change;
            }
            let expected = (0..8).fold(0, |bits, place| bits | u64::from(here[place] == there[place]) << place);
            prop_assert_eq!(equal_bytes(u64::from_le_bytes(here), u64::from_le_bytes(there)), expected);
        }
    }
}

//! Sequences of two bits a base, to compare and to look up many bases at once.

/// Bases in 64 bits.
pub(super) const BLOCK: usize = 32;
/// The lower bit of every base.
pub(super) const LOW: u64 = 0x5555_5555_5555_5555;

/// Upper-case letters, two bits each; those that are not A, C, G or T are marked beside them.
#[derive(Debug, Default)]
pub(super) struct Packed {
    length: usize,
    /// Whether a letter is none of four.
    has_others: bool,
    /// The first base in the lowest bits, and one block more than there are bases.
    codes: Vec<u64>,
    /// The lower bit of letters that are none of four; empty without any.
    others: Vec<u64>,
}

impl Packed {
    /// Takes other letters; the memory is kept.
    pub(super) fn set(&mut self, letters: &[u8]) {
        self.length = letters.len();
        self.codes.clear();
        // The second and third bit tell the four letters apart.
        self.codes.extend(letters.chunks(BLOCK).map(|block| in_pairs(block, |letters| letters >> 1 & 0x0303_0303_0303_0303)));
        self.codes.push(0);
        let is_other = |letter: u8| !matches!(letter, b'A' | b'C' | b'G' | b'T');
        // Without a branch, so that compilers take many letters at a time.
        self.has_others = letters.iter().fold(false, |any, &letter| any | is_other(letter));
        self.others.clear();
        if self.has_others {
            let marks = |letters: u64| u64::from_le_bytes(letters.to_le_bytes().map(|letter| u8::from(is_other(letter))));
            self.others.extend(letters.chunks(BLOCK).map(|block| in_pairs(block, marks)));
            self.others.push(0);
        }
    }

    /// Bases.
    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// The lower bits of those of the bases from `from` on that differ from `other`'s from `beside` on, or are none of four. Up to [`BLOCK`] bases; what it says of
    /// bases beyond the end of either means nothing.
    #[inline]
    pub(super) fn differences(&self, from: usize, other: &Self, beside: usize) -> u64 {
        let differ = at(&self.codes, from) ^ at(&other.codes, beside);
        let mut differ = (differ | differ >> 1) & LOW;
        if self.has_others {
            differ |= at(&self.others, from);
        }
        if other.has_others {
            differ |= at(&other.others, beside);
        }
        differ
    }

    /// Calls `with` for every word of `length` bases (at most [`BLOCK`]) of the four letters: where it begins, and its bits.
    #[inline]
    pub(super) fn each_word(&self, length: usize, mut with: impl FnMut(usize, u64)) {
        let Some(words) = (self.length + 1).checked_sub(length).filter(|_| length > 0) else { return };
        let mask = u64::MAX >> (64 - 2 * length);
        // So many words lie whole in a block.
        let together = BLOCK + 1 - length;
        for from in (0..words).step_by(together) {
            let mut block = at(&self.codes, from);
            let mut others = if self.has_others { at(&self.others, from) } else { 0 };
            for place in from..words.min(from + together) {
                if others & mask == 0 {
                    with(place, block & mask);
                }
                (block, others) = (block >> 2, others >> 2);
            }
        }
    }
}

/// Two bits of each of up to [`BLOCK`] letters; `bits` leaves the lowest two of every byte.
#[inline]
fn in_pairs(letters: &[u8], bits: impl Fn(u64) -> u64) -> u64 {
    letters.chunks(8).enumerate().fold(0, |all, (part, letters)| {
        let mut bytes = [0; 8];
        bytes[..letters.len()].copy_from_slice(letters);
        let mut pairs = bits(u64::from_le_bytes(bytes));
        pairs = (pairs | pairs >> 6) & 0x000f_000f_000f_000f;
        pairs = (pairs | pairs >> 12) & 0x0000_00ff_0000_00ff;
        pairs = (pairs | pairs >> 24) & 0xffff;
        all | pairs << (16 * part)
    })
}

/// The 64 bits from the base `from` on.
#[inline]
fn at(blocks: &[u64], from: usize) -> u64 {
    let (block, shift) = (from / BLOCK, 2 * (from % BLOCK));
    let next = blocks.get(block + 1).copied().unwrap_or(0);
    // In two steps, as a shift by 64 is none.
    blocks[block] >> shift | next << 1 << (63 - shift)
}

#[cfg(test)]
mod tests {
    use super::{super::words::tests::letters, *};

    /// Letters of which some are N.
    fn with_unknown(count: usize, seed: u64) -> Vec<u8> {
        let mut letters = letters(count, seed);
        letters.iter_mut().skip(seed as usize % 9).step_by(13 + seed as usize % 40).for_each(|letter| *letter = b'N');
        letters
    }

    #[test]
    fn differences_are_those_of_the_letters() {
        let (mut a, mut b) = (Packed::default(), Packed::default());
        for seed in 0..40 {
            let texts = [letters(90, seed), if seed % 2 == 0 { letters(130, seed + 7) } else { with_unknown(130, seed) }];
            a.set(&texts[0]);
            b.set(&texts[1]);
            for (from, beside) in [(0, 0), (1, 5), (31, 32), (32, 31), (60, 77), (89, 129)] {
                let differ = a.differences(from, &b, beside);
                for (i, (x, y)) in texts[0][from..].iter().zip(&texts[1][beside..]).take(BLOCK).enumerate() {
                    assert_eq!(differ >> (2 * i) & 1 == 1, x != y || *x == b'N', "{seed} {from} {beside} {i}");
                }
                assert_eq!(differ & !LOW, 0);
            }
        }
    }

    #[test]
    fn words_are_those_of_the_letters() {
        let mut packed = Packed::default();
        for (seed, length) in [(1, 6), (2, 1), (3, 32), (4, 11), (5, 31)] {
            for count in [0, 5, 31, 32, 33, 64, 100, 257] {
                for letters in [letters(count, seed), with_unknown(count, seed)] {
                    packed.set(&letters);
                    let mut found = Vec::new();
                    packed.each_word(length, |place, word| found.push((place, word)));
                    let known = |word: &[u8]| word.iter().all(|letter| b"ACGT".contains(letter));
                    let bits = |word: &[u8]| word.iter().enumerate().map(|(i, letter)| u64::from(letter >> 1 & 3) << (2 * i)).sum::<u64>();
                    let words = letters.windows(length).enumerate().filter(|(_, word)| known(word));
                    assert_eq!(found, words.map(|(place, word)| (place, bits(word))).collect::<Vec<_>>(), "{seed} {count}");
                }
            }
        }
        packed.each_word(0, |_, _| panic!("a word has bases"));
        assert_eq!(packed.len(), 257);
    }
}

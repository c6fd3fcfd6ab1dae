//! Short words of a sequence as numbers, to look them up.

/// The words of `length` bases (at most 15) in `letters`, two bits a base, each with its place; those with other letters than A, C, G and T are left
/// out.
pub(super) fn words(letters: &[u8], length: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    let (mut word, mut known) = (0, 0);
    letters.iter().enumerate().filter_map(move |(end, &letter)| {
        let code = CODES[usize::from(letter)];
        known = if code == OTHER { 0 } else { known + 1 };
        word = (word << 2 | usize::from(code & 3)) & ((1 << (2 * length)) - 1);
        (known >= length).then(|| (end + 1 - length, word))
    })
}

/// The code of a letter that is none of four.
const OTHER: u8 = 4;
/// A 0, C 1, G 2, T 3.
const CODES: [u8; 256] = {
    let mut codes = [OTHER; 256];
    (codes[b'A' as usize], codes[b'C' as usize], codes[b'G' as usize], codes[b'T' as usize]) = (0, 1, 2, 3);
    codes
};

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Letters without pattern (a linear congruential generator: Knuth, TAOCP 2, 3.3.4, MMIX).
    pub(in crate::fusion) fn letters(count: usize, seed: u64) -> Vec<u8> {
        let mut state = seed;
        (0..count)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                b"ACGT"[(state >> 62) as usize]
            })
            .collect()
    }

    #[test]
    fn words_are_told_apart_and_never_hold_another_letter() {
        let found: Vec<_> = words(b"ACGNTTTAC", 2).collect();
        assert_eq!(found, vec![(0, 0b0001), (1, 0b0110), (4, 0b1111), (5, 0b1111), (6, 0b1100), (7, 0b0001)]);
        assert_eq!(words(b"ACG", 4).count(), 0);
    }
}

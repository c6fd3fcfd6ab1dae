//! Bases as BAM's 4-bit codes, one a byte: A 1, C 2, G 4, T 8, anything else 15.

/// The code of an unknown base.
pub const N: u8 = 15;

/// The code of a letter, in either case.
#[inline]
pub fn code(letter: u8) -> u8 {
    match letter {
        b'A' | b'a' => 1,
        b'C' | b'c' => 2,
        b'G' | b'g' => 4,
        b'T' | b't' => 8,
        _ => N,
    }
}

/// The letter of a code.
#[inline]
pub fn letter(code: u8) -> u8 {
    b"=ACMGRSVTWYHKDBN"[(code & 15) as usize]
}

/// The code of the complementary base: its four bits in reverse order.
///
/// ```
/// use oncosweep_sim::reads::base::{code, complement};
/// assert_eq!(complement(code(b'A')), code(b'T'));
/// assert_eq!(complement(code(b'C')), code(b'G'));
/// assert_eq!(complement(15), 15);
/// ```
#[inline]
pub fn complement(code: u8) -> u8 {
    [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15][(code & 15) as usize]
}

/// One of the three other bases, by a number from 0 to 2; N for N.
#[inline]
pub fn other(code: u8, which: u32) -> u8 {
    const OTHERS: [[u8; 3]; 16] = {
        let mut table = [[N; 3]; 16];
        table[1] = [2, 4, 8];
        table[2] = [1, 4, 8];
        table[4] = [1, 2, 8];
        table[8] = [1, 2, 4];
        table
    };
    OTHERS[(code & 15) as usize][(which % 3) as usize]
}

/// Codes of letters.
pub fn codes(letters: &[u8]) -> Vec<u8> {
    letters.iter().map(|&l| code(l)).collect()
}

/// Letters of codes, as text.
pub fn text(codes: &[u8]) -> String {
    codes.iter().map(|&c| char::from(letter(c))).collect()
}

/// The reverse complement of codes.
pub fn reverse_complement(codes: &[u8]) -> Vec<u8> {
    codes.iter().rev().map(|&c| complement(c)).collect()
}

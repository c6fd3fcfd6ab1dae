//! New bases of variants, and their leftmost place.

use crate::reads::Context;

/// Where an allele's bases are in [`Alleles`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AlleleRange {
    start: u32,
    length: u32,
}

impl AlleleRange {
    /// The same range after the bases before it have grown.
    #[must_use]
    pub fn moved(self, by: u32) -> Self {
        Self { start: self.start + by, ..self }
    }

    /// Number of bases.
    pub fn len(self) -> u32 {
        self.length
    }

    /// Whether there is none, as in a deletion.
    pub fn is_empty(self) -> bool {
        self.length == 0
    }
}

/// The codes of all alleles, one after the other.
#[derive(Debug, Default, Clone)]
pub struct Alleles(Vec<u8>);

impl Alleles {
    /// Adds an allele.
    pub fn add(&mut self, codes: &[u8]) -> AlleleRange {
        let start = self.0.len() as u32;
        self.0.extend_from_slice(codes);
        AlleleRange { start, length: codes.len() as u32 }
    }

    /// Adds all of another table's; returns by how much its ranges move.
    pub fn extend(&mut self, other: &Self) -> u32 {
        let moved = self.0.len() as u32;
        self.0.extend_from_slice(&other.0);
        moved
    }

    /// The codes of an allele.
    pub fn get(&self, range: AlleleRange) -> &[u8] {
        &self.0[range.start as usize..(range.start + range.length) as usize]
    }
}

/// The leftmost place of a pure deletion of `deleted` bases or insertion of `inserted` before `position` (Tan et al., Bioinformatics
/// 31:2202, 2015); `inserted` is rotated with it. Stops where `context` does.
pub fn left_aligned(mut position: u32, deleted: u32, inserted: &mut [u8], context: Context<'_>) -> u32 {
    while position > context.start + 1 {
        let before = context.at(i64::from(position) - 1);
        let last = match inserted.last() {
            Some(&last) => last,
            None => context.at(i64::from(position) + i64::from(deleted) - 1),
        };
        if before != last || before == crate::reads::base::N {
            break;
        }
        if !inserted.is_empty() {
            inserted.rotate_right(1);
        }
        position -= 1;
    }
    position
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reads::base::{codes, text};

    #[test]
    fn indels_move_to_the_start_of_their_repeat() {
        let bases = codes(b"GGCACACATT");
        let context = Context { start: 100, codes: &bases };
        // CA deleted from the end of GG-CACACA-TT.
        assert_eq!(left_aligned(106, 2, &mut [], context), 102);
        let mut inserted = codes(b"AC");
        assert_eq!(left_aligned(107, 0, &mut inserted, context), 102);
        assert_eq!(text(&inserted), "CA");
        let mut unlike = codes(b"G");
        assert_eq!(left_aligned(105, 0, &mut unlike, context), 105);
    }
}

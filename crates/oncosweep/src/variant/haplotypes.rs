//! Two haplotypes side by side, and how badly a stretch of a read fits each.

use super::scan::{BASES_IN_WORD, unequal_bases};
use crate::sweep::{Bases, Read};

/// One base counts no more than this.
pub(super) const MAX_BASE_QUALITY: u8 = 40;
/// A sum that has come so far is not added to: whatever the other one is, neither the vote nor its quality depends on how much is missing.
pub(super) const ENOUGH: i32 = 120;
/// What BAM writes for a base that is not known.
pub(super) const UNKNOWN: u8 = 15;

/// Codes of bases, packed as reads are.
struct Packed {
    bytes: Box<[u8]>,
    length: u32,
}

impl Packed {
    fn new(codes: &[u8]) -> Self {
        let pairs = codes.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(UNKNOWN));
        Self { bytes: pairs.collect(), length: codes.len() as u32 }
    }

    fn bases(&self) -> Bases<'_> {
        Bases { packed: &self.bytes, length: self.length }
    }
}

/// A plain and a changed haplotype of the same length, from left to right.
pub(super) struct Haplotypes {
    plain: Packed,
    changed: Packed,
}

impl Haplotypes {
    /// Of [`base_code`](crate::sweep::base_code)s.
    pub(super) fn new(plain: &[u8], changed: &[u8]) -> Self {
        Self { plain: Packed::new(plain), changed: Packed::new(changed) }
    }

    /// Number of bases.
    pub(super) fn length(&self) -> u32 {
        self.plain.length
    }

    /// The codes at `place`; N's outside.
    pub(super) fn at(&self, place: u32) -> [u8; 2] {
        [self.plain.bases().code(place), self.changed.bases().code(place)]
    }

    /// Sums of base qualities at mismatches of a read's `length` bases from `offset` on to each haplotype's from `place` on; neither goes on
    /// beyond [`ENOUGH`]. An unknown base of the read fits both.
    pub(super) fn misfits(&self, place: u32, read: &Read<'_>, offset: u32, length: u32) -> [i32; 2] {
        let mut sums = [0i32; 2];
        for step in (0..length).step_by(BASES_IN_WORD as usize) {
            let seen = read.bases.word(offset + step);
            // Four set bits are an N; past the end of the stretch nothing is compared.
            let unknown = seen & seen << 1;
            let within = if length - step < BASES_IN_WORD { !(u64::MAX >> (4 * (length - step))) } else { u64::MAX };
            let compared = within & !(unknown & unknown << 2);
            for (sum, haplotype) in sums.iter_mut().zip([&self.plain, &self.changed]) {
                for base in unequal_bases(seen ^ haplotype.bases().word(place + step), compared) {
                    if *sum >= ENOUGH {
                        break;
                    }
                    *sum += i32::from(read.quality(offset + step + base).min(MAX_BASE_QUALITY));
                }
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sweep::{base_code, read_maker::MadeRead};

    proptest! {
        #[test]
        fn equals_the_comparison_base_by_base(
            plain in "[ACGTN]{120}",
            changes in prop::collection::vec((0usize..120, "[ACGTN]"), 0..40),
            letters in prop::collection::vec((0usize..60, "[ACGTN]"), 0..4),
            place in 0u32..30,
            offset in 0u32..20,
            length in 1u32..40,
        ) {
            let changed = |of: &str, changes: &[(usize, String)]| {
                let mut bytes = of.as_bytes().to_vec();
                for (at, letter) in changes {
                    bytes[*at] = letter.as_bytes()[0];
                }
                bytes
            };
            let codes = |letters: &[u8]| letters.iter().map(|&letter| base_code(letter)).collect::<Vec<_>>();
            let [plain, other] = [plain.as_bytes().to_vec(), changed(&plain, &changes)];
            // The read follows the plain haplotype, with an error or two.
            let own = changed(std::str::from_utf8(&plain[(place + 20 - offset) as usize..][..60]).unwrap(), &letters);
            let made = MadeRead::new(0, "60M", std::str::from_utf8(&own).unwrap());
            let read = made.read();
            let haplotypes = Haplotypes::new(&codes(&plain), &codes(&other));
            let naive = |haplotype: &[u8]| -> i32 {
                let mismatch = |i: u32| {
                    let (seen, expected) = (own[(offset + i) as usize], haplotype[(place + 20 + i) as usize]);
                    seen != b'N' && seen != expected
                };
                (0..length).filter(|&i| mismatch(i)).map(|i| i32::from(read.quality(offset + i).min(MAX_BASE_QUALITY))).sum()
            };
            let found = haplotypes.misfits(place + 20, &read, offset, length);
            for (found, expected) in found.into_iter().zip([naive(&plain), naive(&other)]) {
                prop_assert!(found == expected || found >= ENOUGH && expected >= ENOUGH, "{found} {expected}");
            }
        }
    }
}

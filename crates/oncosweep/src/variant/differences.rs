//! Where reads clearly differ from the reference, remembered by the scan for the second look.

use super::{
    scan::{ReferenceCodes, mismatches},
    strata::AlleleStrata,
};
use crate::{genome::Span, sweep::Read};

/// Base quality from which on a difference counts as noise.
pub(super) const NOISE_QUALITY: u8 = 20;

/// Positions at which a window's reads differ from the reference, by the reads' index. An indel counts once, at its place.
#[derive(Debug, Default)]
pub(super) struct Differences {
    positions: Vec<u32>,
    /// One past the last position of each read.
    ends: Vec<u32>,
}

impl Differences {
    /// The positions of one read.
    pub(super) fn of_read(read: &Read<'_>, codes: &ReferenceCodes) -> Vec<u32> {
        let mut differences = Self::default();
        mismatches(read, codes, |position, offset, _, _| differences.add_mismatch(position, read.quality(offset)));
        differences.close(0, read);
        differences.positions
    }

    pub(super) fn clear(&mut self) {
        self.positions.clear();
        self.ends.clear();
    }

    /// Adds a mismatch to the read that [`Differences::close`] names next.
    #[inline]
    pub(super) fn add_mismatch(&mut self, position: u32, quality: u8) {
        if quality >= NOISE_QUALITY {
            self.positions.push(position);
        }
    }

    /// Adds the gaps of `read` and ends its list. `index` grows from read to read; those left out have no differences.
    #[inline]
    pub(super) fn close(&mut self, index: usize, read: &Read<'_>) {
        let before = self.ends.last().copied().unwrap_or(0);
        self.ends.resize(index, before);
        if read.cigar.0.len() > 1 {
            self.add_gaps(read);
        }
        self.ends.push(self.positions.len() as u32);
    }

    fn add_gaps(&mut self, read: &Read<'_>) {
        let mut last_end = None;
        for block in read.blocks() {
            // Blocks that touch in both are one, written with = and X.
            self.positions.extend(last_end.filter(|&end| end != (block.reference_start, block.read_offset)).map(|(end, _)| end));
            last_end = Some((block.reference_start + block.length, block.read_offset + block.length));
        }
    }

    /// The positions of the read at `index`.
    pub(super) fn of(&self, index: usize) -> &[u32] {
        let from = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let to = self.ends.get(index).copied().unwrap_or(from);
        &self.positions[from as usize..to as usize]
    }
}

/// Differences within this distance of an allele make a read noisy. Bounded, so that it does not depend on the window.
const NOISE_BP: u32 = 100;

/// Whether a read has many differences near an allele besides the allele itself, which may lie anywhere from `first` to `last`.
pub(super) fn is_noisy(differences: &[u32], first: u32, last: u32) -> bool {
    let many = usize::from(AlleleStrata::NOISY_DIFFERENCES);
    let near = Span::new(first.saturating_sub(NOISE_BP), first + NOISE_BP + 1);
    differences.len() >= many && differences.iter().filter(|&&p| near.contains(p) && !(first..=last).contains(&p)).count() >= many
}

#[cfg(test)]
mod tests {
    use super::{
        super::{allele::Allele, realign::IndelHaplotypes},
        *,
    };
    use crate::sweep::{ReferenceSlice, read_maker::MadeRead};

    #[test]
    fn a_gap_is_one_difference_however_the_cigar_is_written() {
        let mut differences = Differences::default();
        let letters = "GATTCCAGGCTCAGACAAAAAACG";
        for (index, cigar) in [(0, "24M"), (1, "4=1X9=1X9="), (3, "10M1P14M"), (4, "11M3D13M"), (5, "5M3I16M")] {
            differences.close(index, &MadeRead::new(100, cigar, letters).read());
        }
        let found: Vec<&[u32]> = (0..7).map(|index| differences.of(index)).collect();
        assert_eq!(found, [&[][..], &[], &[], &[], &[111], &[105], &[]]);
    }

    #[test]
    fn mismatches_of_low_quality_are_left_out() {
        let mut differences = Differences::default();
        differences.add_mismatch(7, 19);
        differences.add_mismatch(8, 20);
        differences.close(2, &MadeRead::new(5, "4M", "GATT").read());
        assert_eq!((differences.of(1), differences.of(2)), (&[][..], &[8][..]));
    }

    const REFERENCE: &[u8] = b"GATTACAGGCTCAGTCAAAAAACGTGCATCTTGACCATGCAGGT";

    fn differences(cigar: &str, letters: &str) -> Vec<u32> {
        let mut codes = ReferenceCodes::default();
        codes.set(&ReferenceSlice { start: 0, bases: REFERENCE });
        Differences::of_read(&MadeRead::new(0, cigar, letters).read(), &codes)
    }

    #[test]
    fn an_indel_is_no_noise_to_itself() {
        let slice = ReferenceSlice { start: 0, bases: REFERENCE };
        // Three mismatches and one A less of six, wherever the aligner put it.
        let letters = "CATTCCAGGCTCAGACAAAAACGTGCATC";
        for cigar in ["16M1D13M", "21M1D8M"] {
            let found = differences(cigar, letters);
            let allele = Allele::deletion(0, 18, 1, &slice).unwrap();
            let last = IndelHaplotypes::new(&allele, &slice).unwrap().end();
            assert!(!is_noisy(&found, allele.start, last), "{found:?}");
            assert!(is_noisy(&found, 30, 30), "{found:?}");
        }
    }

    #[test]
    fn a_mismatch_and_a_gap_are_one_difference_each() {
        // The mismatch, the deletion of CAG, and nothing else.
        let mut found = differences("4=1X6=3D10=", "GATTCCAGGCTTCAAAAAACG");
        found.sort_unstable();
        assert_eq!(found, vec![4, 11]);
    }
}

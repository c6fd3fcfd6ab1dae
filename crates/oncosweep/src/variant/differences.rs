//! Where reads clearly differ from the reference, remembered by the scan for the second look.

use crate::sweep::Read;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweep::read_maker::MadeRead;

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
}

//! A repeat between its flanks, searched in a read's letters.

use rust_htslib::bam;

use super::super::Site;

/// The letters of one read; the memory is kept from read to read.
#[derive(Default)]
pub(super) struct Letters(Vec<u8>);

impl Letters {
    /// Takes the letters of `record`, soft clips included.
    pub(super) fn take(&mut self, record: &bam::Record) {
        let bases = record.seq();
        self.0.clear();
        self.0.extend((0..bases.len()).map(|i| bases[i]));
    }

    pub(super) fn as_slice(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn reverse_complement(&self) -> Vec<u8> {
        let complement = |letter: &u8| match letter {
            b'A' => b'T',
            b'C' => b'G',
            b'G' => b'C',
            b'T' => b'A',
            &other => other,
        };
        self.0.iter().rev().map(complement).collect()
    }
}

/// Copies of the unit at the leftmost place of `read` that spells `left flank · unit × n · right flank`, `n ≥ 1`; the units are taken
/// greedily, so a right flank that begins with the unit is never found.
pub(super) fn copies_in(read: &[u8], site: &Site) -> Option<u32> {
    let (left, unit, right) = (site.left_flank.letters(), site.unit.letters(), site.right_flank.letters());
    let last = read.len().checked_sub(left.len() + unit.len() + right.len())?;
    let first_letter = *left.first()?;
    (0..=last).filter(|&at| read[at] == first_letter && read[at..].starts_with(left)).find_map(|at| {
        let mut rest = &read[at + left.len()..];
        let mut copies = 0;
        while let Some(behind) = rest.strip_prefix(unit) {
            rest = behind;
            copies += 1;
        }
        (copies > 0 && rest.starts_with(right)).then_some(copies)
    })
}

#[cfg(test)]
mod tests {
    use super::{super::super::ShortSequence, *};

    #[test]
    fn the_leftmost_place_that_fits_counts() {
        let bases = |text: &str| ShortSequence::new(text.as_bytes()).unwrap();
        let site = Site { contig: 0, start: 0, unit: bases("AC"), copies: 6, left_flank: bases("GGTTG"), right_flank: bases("TTGGG") };
        let of = |read: &str| copies_in(read.as_bytes(), &site);
        assert_eq!(of("AAGGTTGACACACTTGGGCC"), Some(3));
        assert_eq!(of("GGTTGACTTGGG"), Some(1));
        assert_eq!(of("GGTTGTTGGGAAAAA"), None);
        assert_eq!(of("GGTTGACACATTGGG"), None);
        // The first left flank leads nowhere; the next one counts, and nothing behind it.
        assert_eq!(of("GGTTGACGGTTGACACTTGGGGGTTGACTTGGG"), Some(2));
        assert_eq!(of("GGTT"), None);
    }
}

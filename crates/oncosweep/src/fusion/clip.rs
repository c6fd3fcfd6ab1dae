//! Soft clips that no supplementary alignment explains: what is kept of them, and their consensus at a place.

use serde::{Deserialize, Serialize};

use super::{Breakend, Side, assembly::by_vote, gapped::Anchored};
use crate::{genome::ContigId, sweep::FragmentId};

/// A place that chimeric fragments beside a clip lead to: where the clipped bases are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Locus {
    /// Contig.
    pub contig: ContigId,
    /// On which side of the junction the sequence there lies.
    pub side: Side,
    /// A base near the junction, 0-based.
    pub position: u32,
}

/// A read that ends in clipped bases.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClippedRead {
    /// The last aligned base before the clip.
    pub breakend: Breakend,
    /// Whether `bases` are not clipped but inserted after the breakend: the aligner's form of a short tandem duplication.
    pub inserted: bool,
    /// First aligned base of the record, 0-based.
    pub start: u32,
    /// The fragment.
    pub fragment: FragmentId,
    /// Where the aligned part ends away from the clip, 0-based.
    pub far_end: u32,
    /// First aligned base of the mate, 0-based; `u32::MAX` without one.
    pub mate_start: u32,
    /// Mapping quality of the aligned part.
    pub mapping_quality: u8,
    /// The clipped bases as letters, read from the junction outwards: reverse complemented where the clip is at the left end.
    pub bases: Vec<u8>,
    /// Where chimeric fragments beside it lead, the most fragments first.
    pub loci: Vec<Locus>,
}

/// The complement of an upper-case letter; N for anything but A, C, G, T.
pub(super) fn complement(letter: u8) -> u8 {
    match letter {
        b'A' => b'T',
        b'C' => b'G',
        b'G' => b'C',
        b'T' => b'A',
        _ => b'N',
    }
}

/// The reverse complement of upper-case letters.
pub(super) fn reverse_complement(letters: &[u8]) -> Vec<u8> {
    letters.iter().rev().map(|&letter| complement(letter)).collect()
}

/// The letter most clips have at each place, as far as the longest reaches; N where none is known.
pub(super) fn consensus(clips: &[&ClippedRead]) -> Vec<u8> {
    let bases: Vec<&[u8]> = clips.iter().map(|clip| clip.bases.as_slice()).collect();
    by_vote(&bases).map(|letter| letter.unwrap_or(b'N')).collect()
}

/// Whether `bases` are the beginning of `consensus` up to one mismatch in ten, or up to gaps that weigh no more.
pub(super) fn agrees(bases: &[u8], consensus: &[u8]) -> bool {
    let mismatches = bases.iter().zip(consensus).filter(|(a, b)| a != b).count();
    // A mismatch costs five: the match that it is not, and its penalty.
    let with_gaps = || 2 * Anchored::new(bases, consensus).prefix(bases.len()).0 >= bases.len() as i32;
    bases.len() <= consensus.len() && (mismatches * 10 <= bases.len() || with_gaps())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn clip(fragment: u64, bases: &[u8]) -> ClippedRead {
        ClippedRead {
            breakend: Breakend { contig: 0, position: 100, side: Side::Left },
            inserted: false,
            start: 50,
            fragment,
            far_end: 50,
            mate_start: u32::MAX,
            mapping_quality: 60,
            bases: bases.to_vec(),
            loci: Vec::new(),
        }
    }

    #[test]
    fn the_consensus_outvotes_errors_and_reaches_as_far_as_the_longest_clip() {
        let clips = [clip(1, b"ACGTACGTAA"), clip(2, b"ACCTACGT"), clip(3, b"ACGTAC")];
        let clips: Vec<&ClippedRead> = clips.iter().collect();
        let consensus = consensus(&clips);
        assert_eq!(consensus, b"ACGTACGTAA");
        assert!(agrees(b"ACGTACGTAA", &consensus) && agrees(b"ACGT", &consensus));
        assert!(agrees(b"ACGTACGTAC", &consensus) && !agrees(b"ACCTACGT", &consensus) && !agrees(b"ACGTACGTAAA", &consensus));
        assert_eq!(reverse_complement(b"AACGN"), b"NCGTT");
    }
}

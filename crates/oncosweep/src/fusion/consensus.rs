//! The sequence of a junction, assembled from the reads that are split there.
//!
//! METHOD: split reads of one junction lie on each other without a gap around it, so the assembly is a vote at every place; an indel further out ends a read's
//! part of it only where letters disagree. Votes are counts, so that evidence may be cut and merged anywhere.

use serde::{Deserialize, Serialize};

use super::{
    Junction, Side,
    clip::{complement, reverse_complement},
    supplementary::Segment,
};
use crate::sweep::Read;

/// Bases kept on each side of the junction.
const FLANK_BP: u32 = 60;
/// Bases on each side that are compared with the reference: further out a transcript may have left the exon.
const AGREEMENT_BP: usize = 25;
/// Bases of a lower quality do not vote: one in ten of them is wrong.
const MIN_BASE_QUALITY: u8 = 10;

/// Votes of the reads that are split at one junction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct JunctionBases {
    /// The junction, placed leftmost.
    pub junction: Junction,
    /// Reads.
    pub reads: u32,
    /// Votes for A, C, G and T at each place as the junction is read from its first side to its second: 60 bases before it, those inserted, 60 behind.
    pub votes: Vec<[u32; 4]>,
}

/// Where a read that is split at a junction changes sides.
#[derive(Debug, Clone, Copy)]
pub(super) struct SplitPlace {
    /// The junction, placed leftmost.
    pub junction: Junction,
    /// Index of the read among the window's.
    pub index: usize,
    /// Bases of the read, as it is read from the first side to the second, before the junction.
    pub before: u32,
    /// Whether the record's bases have to be turned for that.
    pub turned: bool,
}

impl SplitPlace {
    /// Where `read` goes from its part `a` to the next, `b`, which make `junction`.
    pub fn of(read: &Read<'_>, index: usize, a: &Segment, b: &Segment, junction: &Junction) -> Self {
        let a_is_first = a.exit() == junction.first;
        // Bases as they are read from the first side on, up to the end of what it claims.
        let claimed = if a_is_first { a.query_end } else { read.bases.length.saturating_sub(b.query_start) };
        // What both claim belongs to the second where the first side's place is the left one of the homology.
        let homology = if junction.first.side == Side::Left { junction.homology_bp() } else { 0 };
        // Segments count bases as sequenced, records hold those of the forward strand.
        Self {
            junction: junction.leftmost(),
            index,
            before: claimed.saturating_sub(homology),
            turned: a_is_first == read.flags.is_reverse(),
        }
    }

    /// The votes of `read`, which lies here.
    pub fn votes(&self, read: &Read<'_>) -> JunctionBases {
        let inserted = self.junction.inserted_bp();
        let (from, length) = (i64::from(self.before) - i64::from(FLANK_BP), read.bases.length);
        let vote = |place: u32| {
            let mut votes = [0; 4];
            let Some(at) = u32::try_from(from + i64::from(place)).ok().filter(|&at| at < length) else { return votes };
            let at = if self.turned { length - 1 - at } else { at };
            let letter = read.bases.letter(at);
            let letter = if self.turned { complement(letter) } else { letter };
            let is_good = read.qualities.get(at as usize).is_none_or(|&quality| quality >= MIN_BASE_QUALITY);
            if let Some(code) = b"ACGT".iter().position(|&known| known == letter).filter(|_| is_good) {
                votes[code] = 1;
            }
            votes
        };
        JunctionBases { junction: self.junction, reads: 1, votes: (0..2 * FLANK_BP + inserted).map(vote).collect() }
    }
}

/// Makes one entry of those of one junction; sorts them.
pub(super) fn gathered(mut all: Vec<JunctionBases>) -> Vec<JunctionBases> {
    all.sort_by_key(|bases| bases.junction);
    let mut whole: Vec<JunctionBases> = Vec::new();
    for bases in all {
        match whole.last_mut().filter(|last| last.junction == bases.junction) {
            Some(last) => last.add(bases),
            None => whole.push(bases),
        }
    }
    whole
}

impl JunctionBases {
    /// Adds the votes of other reads of the same junction.
    fn add(&mut self, other: Self) {
        self.reads += other.reads;
        for (mine, theirs) in self.votes.iter_mut().zip(other.votes) {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
    }
}

/// A junction's assembled sequence, read from its first side to its second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Consensus {
    pub reads: u32,
    pub before: String,
    pub inserted: String,
    pub after: String,
}

impl JunctionBases {
    /// The sequence, with the junction moved by `shift` bases to the right at its first breakend, as [`Junction::shifted`] moves it. `None` where no letter is
    /// known beside the junction.
    pub(super) fn consensus(&self, shift: i32) -> Option<Consensus> {
        let letter = |votes: &[u32; 4]| {
            let (code, count) = votes.iter().enumerate().max_by_key(|&(code, &count)| (count, std::cmp::Reverse(code)))?;
            (*count > 0).then(|| char::from(b"ACGT"[code]))
        };
        let letters: Vec<Option<char>> = self.votes.iter().map(letter).collect();
        let along = if self.junction.first.side == Side::Left { shift } else { -shift };
        let start = usize::try_from(i64::from(FLANK_BP) + i64::from(along)).ok()?;
        let end = start + self.junction.inserted_bp() as usize;
        // Letters without a gap around the junction.
        let known = |letters: &mut dyn Iterator<Item = &Option<char>>| letters.map_while(|letter| *letter).collect::<String>();
        let before: String = known(&mut letters.get(..start)?.iter().rev()).chars().rev().collect();
        let inserted = known(&mut letters.get(start..end)?.iter());
        let after = known(&mut letters.get(end..)?.iter());
        let is_whole = !before.is_empty() && !after.is_empty() && inserted.len() == end - start;
        is_whole.then_some(Consensus { reads: self.reads, before, inserted, after })
    }
}

impl Consensus {
    /// Read from the second side to the first.
    pub fn turned(&self) -> Self {
        let turned = |text: &str| String::from_utf8_lossy(&reverse_complement(text.as_bytes())).into_owned();
        Self { reads: self.reads, before: turned(&self.after), inserted: turned(&self.inserted), after: turned(&self.before) }
    }

    /// Share of the bases next to the junction on both sides that the reference has as well, in percent; `before` and `after` are its retained bases.
    pub fn agreement(&self, before: &str, after: &str) -> f64 {
        let same = |a: &mut dyn Iterator<Item = (u8, u8)>| {
            a.take(AGREEMENT_BP).fold((0, 0), |(same, all), (x, y)| (same + u32::from(x == y), all + 1))
        };
        let (left, in_left) = same(&mut self.before.bytes().rev().zip(before.bytes().rev()));
        let (right, in_right) = same(&mut self.after.bytes().zip(after.bytes()));
        100.0 * f64::from(left + right) / f64::from((in_left + in_right).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Breakend, *};

    fn bases(junction: Junction, text: &str, at: usize) -> JunctionBases {
        let mut votes = vec![[0; 4]; 2 * FLANK_BP as usize + junction.inserted_bp() as usize];
        for (offset, letter) in text.bytes().enumerate() {
            let code = b"ACGT".iter().position(|&known| known == letter).unwrap();
            votes[FLANK_BP as usize + offset - at][code] += 1;
        }
        JunctionBases { junction, reads: 1, votes }
    }

    fn junction(first: Side, gap: i32) -> Junction {
        let end = |contig, side| Breakend { contig, position: 500, side };
        Junction::new(end(0, first), end(1, Side::Right), gap)
    }

    #[test]
    fn votes_outweigh_an_error_and_reach_as_far_as_any_read() {
        let here = junction(Side::Left, 0);
        let all = gathered(vec![bases(here, "ACGTACGT", 4), bases(here, "CGTTCG", 3), bases(here, "GTACGTT", 2)]);
        let consensus = all[0].consensus(0).unwrap();
        assert_eq!((all.len(), consensus.reads), (1, 3));
        assert_eq!((consensus.before.as_str(), consensus.after.as_str()), ("ACGT", "ACGTT"));
        assert!((consensus.agreement("TTACGT", "ACGAAAA") - 100.0 * 7.0 / 9.0).abs() < 1e-9);
        let turned = consensus.turned();
        assert_eq!((turned.before.as_str(), turned.after.as_str()), ("AACGT", "ACGT"));
    }

    #[test]
    fn inserted_bases_stand_apart_and_a_shift_moves_the_seam() {
        let consensus = bases(junction(Side::Left, 2), "ACGTTACG", 3).consensus(0).unwrap();
        assert_eq!((consensus.before.as_str(), consensus.inserted.as_str(), consensus.after.as_str()), ("ACG", "TT", "ACG"));
        let moved = |side| bases(junction(side, -2), "ACGTTACG", 3).consensus(1).unwrap();
        assert_eq!((moved(Side::Left).before.as_str(), moved(Side::Left).after.as_str()), ("ACGT", "TACG"));
        assert_eq!((moved(Side::Right).before.as_str(), moved(Side::Right).after.as_str()), ("AC", "GTTACG"));
        assert_eq!(bases(junction(Side::Left, 0), "ACG", 3).consensus(0), None);
    }
}

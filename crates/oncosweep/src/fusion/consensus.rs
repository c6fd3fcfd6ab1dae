//! The sequence of a junction, assembled from the reads that are split there.
//!
//! Of each junction the letters of some of its reads are kept, with the place at which each goes from one side to the other; what lies on either side of it is assembled
//! with gaps ([`assembly`](super::assembly)).

use serde::{Deserialize, Serialize};

use super::{
    Junction, Side,
    assembly::assemble,
    clip::{complement, reverse_complement},
    gapped::{Anchored, Step},
    supplementary::Segment,
};
use crate::sweep::{FragmentId, Read};

/// Bases kept on each side of the junction.
const FLANK_BP: u32 = 60;
/// Bases on each side that are compared with the reference: further out a transcript may have left the exon.
const AGREEMENT_BP: usize = 25;
/// Reads kept of a junction, at most: those with the least fragment identifiers, which are hashes, wherever evidence was cut.
const MAX_READS: usize = 32;
/// Bases of a lower quality do not vote: one in ten of them is wrong.
const MIN_BASE_QUALITY: u8 = 10;

/// Letters of one read around a junction, read from its first side to its second.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct JunctionRead {
    /// The fragment.
    pub fragment: FragmentId,
    /// Letters before the junction.
    pub before: u32,
    /// Up to 60 letters before the junction, those inserted, and up to 60 behind; N where the base is of low quality.
    pub letters: Vec<u8>,
}

/// The reads that are split at one junction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct JunctionBases {
    /// The junction, placed leftmost.
    pub junction: Junction,
    /// Reads, kept or not.
    pub reads: u32,
    /// Those that are kept, sorted.
    pub kept: Vec<JunctionRead>,
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

    /// The letters of `read`, which lies here.
    pub fn letters(&self, read: &Read<'_>) -> JunctionBases {
        let length = read.bases.length;
        let (from, to) = (self.before.saturating_sub(FLANK_BP), (self.before + self.junction.inserted_bp() + FLANK_BP).min(length));
        let letter = |place: u32| {
            let at = if self.turned { length - 1 - place } else { place };
            let letter = read.bases.letter(at);
            let is_good = read.qualities.get(at as usize).is_none_or(|&quality| quality >= MIN_BASE_QUALITY);
            match (is_good, self.turned) {
                (false, _) => b'N',
                (true, true) => complement(letter),
                (true, false) => letter,
            }
        };
        let read = JunctionRead {
            fragment: read.fragment,
            before: self.before.min(to) - from.min(to),
            letters: (from.min(to)..to).map(letter).collect(),
        };
        JunctionBases { junction: self.junction, reads: 1, kept: vec![read] }
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
    /// Adds other reads of the same junction.
    fn add(&mut self, other: Self) {
        self.reads += other.reads;
        self.kept.extend(other.kept);
        self.kept.sort_unstable();
        self.kept.truncate(MAX_READS);
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
    /// The same reads at another junction, maximally extended on both sides, of which `first_bp` more bases of the read than of this one's belong to its first
    /// side.
    pub(super) fn move_to(&mut self, to: &Junction, first_bp: usize) {
        let homology = if to.first.side == Side::Left { to.homology_bp() } else { 0 };
        for read in &mut self.kept {
            let before = (read.before + first_bp as u32).saturating_sub(homology);
            read.before = before.min(read.letters.len() as u32);
        }
        self.kept.sort_unstable();
        self.junction = to.leftmost();
    }

    /// The sequence, with the junction moved by `shift` bases to the right at its first breakend, as [`Junction::shifted`] moves it. `None` where no letter is
    /// known beside the junction.
    pub(super) fn consensus(&self, shift: i32) -> Option<Consensus> {
        let side = |of: &dyn Fn(&JunctionRead) -> Vec<u8>| {
            let parts: Vec<Vec<u8>> = self.kept.iter().map(of).collect();
            assemble(&parts)
        };
        let mut before = side(&|read| read.letters[..read.before as usize].iter().rev().copied().collect());
        before.reverse();
        let mut after = side(&|read| read.letters[read.before as usize..].to_vec());
        let along = if self.junction.first.side == Side::Left { shift } else { -shift };
        if along >= 0 {
            before.extend(after.drain(..(along as usize).min(after.len())));
        } else {
            let keep = before.len().saturating_sub(along.unsigned_abs() as usize);
            after.splice(..0, before.drain(keep..));
        }
        let inserted: Vec<u8> = after.drain(..(self.junction.inserted_bp() as usize).min(after.len())).collect();
        let is_whole = !before.is_empty() && !after.is_empty();
        let text = |letters: Vec<u8>| String::from_utf8_lossy(&letters).into_owned();
        is_whole.then(|| Consensus { reads: self.reads, before: text(before), inserted: text(inserted), after: text(after) })
    }
}

impl Consensus {
    /// Read from the second side to the first.
    pub fn turned(&self) -> Self {
        let turned = |text: &str| String::from_utf8_lossy(&reverse_complement(text.as_bytes())).into_owned();
        Self { reads: self.reads, before: turned(&self.after), inserted: turned(&self.inserted), after: turned(&self.before) }
    }

    /// Share of the bases next to the junction on both sides that the reference has as well, in percent, a base that either lacks being one that differs; `before`
    /// and `after` are its retained bases.
    pub fn agreement(&self, before: &str, after: &str) -> f64 {
        let same = |mine: Vec<u8>, theirs: Vec<u8>| {
            let bases = mine.len().min(AGREEMENT_BP).min(theirs.len());
            let (mut i, mut j, mut same, mut all) = (0, 0, 0, 0);
            for step in Anchored::new(&mine[..bases], &theirs).steps(bases) {
                same += u32::from(step == Step::Both && mine[i] == theirs[j]);
                all += 1;
                i += usize::from(step != Step::Deleted);
                j += usize::from(step != Step::Inserted);
            }
            (same, all)
        };
        let back = |text: &str| text.bytes().rev().collect::<Vec<u8>>();
        let (left, in_left) = same(back(&self.before), back(before));
        let (right, in_right) = same(self.after.clone().into_bytes(), after.bytes().collect());
        100.0 * f64::from(left + right) / f64::from((in_left + in_right).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Breakend, *};

    fn bases(junction: Junction, text: &str, at: usize) -> JunctionBases {
        let read = JunctionRead { fragment: text.len() as u64, before: at as u32, letters: text.as_bytes().to_vec() };
        JunctionBases { junction, reads: 1, kept: vec![read] }
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

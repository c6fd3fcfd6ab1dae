//! Which haplotype a read fits better: the reference or the one with the indel.
//!
//! // METHOD: an indel's reads are placed by comparing them without gaps to both haplotypes, from the aligned side onwards, through the
//! repeat the indel can slide in and a flank beyond it. That makes the vote independent of how the aligner placed, clipped or
//! missed the indel in each read. The score is the sum of base qualities at mismatches; the difference of the two scores is the phred-scaled
//! likelihood ratio of the haplotypes under independent base errors.

use std::ops::Range;

use super::{
    allele::{Allele, AlleleKind},
    haplotypes::{ENOUGH, Haplotypes, MAX_BASE_QUALITY, UNKNOWN},
};
use crate::sweep::{AlignedBlock, Read, ReferenceSlice, base_code};

/// Bases compared beyond the repeat.
const FLANK_BP: u32 = 30;
/// Bases a read must reach beyond the repeat to vote.
const MIN_REACH_BP: u32 = 3;
/// Difference of scores from which on a read votes, phred.
pub(super) const MIN_DIFFERENCE: i32 = 15;
/// An alignment may end this far from the indel with the rest of the read clipped, in bases.
pub(super) const MAX_SLACK_BP: u32 = 20;
/// A read that fits neither haplotype this badly votes for neither.
const MAX_SCORE: i32 = 75;
// A sum that stops growing neither makes a misfit small nor a difference.
const _: () = assert!(ENOUGH > MAX_SCORE + MAX_BASE_QUALITY as i32);

/// A read's vote on an indel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vote {
    Reference {
        quality: u8,
    },
    Alternate {
        quality: u8,
    },
    /// It fits neither haplotype.
    Neither,
}

/// An indel prepared for voting.
pub(super) struct IndelHaplotypes {
    start: u32,
    end: u32,
    /// Bases on which the haplotypes may disagree.
    touched: u32,
    /// From [`MAX_SLACK_BP`] bases before the base after the anchor on, for reads held on their left side.
    from_left: Haplotypes,
    /// Up to [`MAX_SLACK_BP`] bases behind the last base the indel can touch, for reads held on their right side.
    from_right: Haplotypes,
    /// What reads that are held on the left, and on the right, may see of the indel alone.
    lone: [Option<LoneBase>; 2],
}

/// A base change that is all that some reads see of an indel: those that end before the next base at which the haplotypes differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LoneBase {
    /// Reference position, 0-based.
    pub(super) position: u32,
    /// The code in place of the reference's.
    pub(super) code: u8,
    /// Bases, counted as those that are touched, up to the next difference; `u32::MAX` where none is compared.
    until: u32,
}

impl LoneBase {
    /// Position and code.
    pub(super) fn change(self) -> (u32, u8) {
        (self.position, self.code)
    }
}

impl IndelHaplotypes {
    /// `None` for an SNV.
    pub(super) fn new(allele: &Allele, reference: &ReferenceSlice<'_>) -> Option<Self> {
        let inserted: &[u8] = match allele.kind() {
            AlleleKind::Snv | AlleleKind::Mnv => return None,
            AlleleKind::Insertion => &allele.alternate[1..],
            AlleleKind::Deletion => &[],
        };
        let (start, reference_length, shift) = (allele.start, allele.reference.len() as u32, allele.right_shift(reference));
        let end = start + reference_length + shift;
        let touched = shift + (reference_length - 1).max(inserted.len() as u32);
        let length = MAX_SLACK_BP + touched + FLANK_BP;
        // Places of the reference, counted so that none is negative; left of the contig's start there is no base.
        let base = |place: u32| place.checked_sub(MAX_SLACK_BP).map_or(UNKNOWN, |position| base_code(reference.base(position)));
        let codes = |of: &dyn Fn(u32) -> u8| -> Vec<u8> { (0..length).map(of).collect() };
        let first = start + 1;
        let from_left = Haplotypes::new(
            &codes(&|i| base(first + i)),
            &codes(&|i| match i.checked_sub(MAX_SLACK_BP).map(|into| (into, inserted.get(into as usize))) {
                None => base(first + i),
                Some((_, Some(&letter))) => base_code(letter),
                Some((into, None)) => base(MAX_SLACK_BP + start + reference_length + into - inserted.len() as u32),
            }),
        );
        let left_of = |place: u32, distance: u32| place.checked_sub(distance + 1).map_or(UNKNOWN, base);
        // Counted from the right end.
        let reversed = |of: &dyn Fn(u32) -> u8| -> Vec<u8> { (0..length).rev().map(of).collect() };
        let from_right = Haplotypes::new(
            &reversed(&|i| left_of(2 * MAX_SLACK_BP + end, i)),
            &reversed(&|i| match i.checked_sub(MAX_SLACK_BP + shift).map(|into| (into, inserted.iter().rev().nth(into as usize))) {
                None => left_of(2 * MAX_SLACK_BP + end, i),
                Some((_, Some(&letter))) => base_code(letter),
                Some((into, None)) => left_of(MAX_SLACK_BP + first, into - inserted.len() as u32),
            }),
        );
        let lone = [
            lone_base(touched, |into| from_left.at(MAX_SLACK_BP + into), |into| Some(first + into)),
            lone_base(touched, |into| from_right.at(length - MAX_SLACK_BP - 1 - into), |into| end.checked_sub(into + 1)),
        ];
        Some(Self { start, end, touched, from_left, from_right, lone })
    }

    /// The base changes that some reads cannot tell from the indel.
    pub(super) fn lone_bases(&self) -> impl Iterator<Item = LoneBase> {
        self.lone.into_iter().flatten()
    }

    /// The base change that is all that a read held on `side` shows of the indel, if it shows no more.
    pub(super) fn lone_base(&self, read: &Read<'_>, side: Side) -> Option<LoneBase> {
        let (lone, reach) = match side {
            Side::Left { anchor, slack } => (self.lone[0], read.bases.length - anchor - 1 - slack),
            Side::Right { anchor, slack } => (self.lone[1], anchor - slack),
        };
        lone.filter(|lone| reach <= lone.until)
    }

    /// First reference base after everything the indel can touch, 0-based.
    pub(super) fn end(&self) -> u32 {
        self.end
    }

    /// The read's vote; `None` when it does not reach through the repeat or cannot tell.
    ///
    /// // METHOD: a read held on both sides is compared from the left, and where it fits neither haplotype from there, from the side from which it
    /// fits one better: a read that begins within another repeat beside this one is placed by its far end only.
    pub(super) fn vote(&self, read: &Read<'_>) -> Option<Voted> {
        let left = anchor_at_or_before(read, self.start).map(|(anchor, slack)| self.compare(read, Side::Left { anchor, slack }));
        if let Some(left) = left
            && left.is_none_or(|fit| fit.misfit() < MIN_DIFFERENCE)
        {
            return left?.voted();
        }
        let right = anchor_at_or_after(read, self.end).and_then(|(anchor, slack)| self.compare(read, Side::Right { anchor, slack }));
        match (left.flatten(), right) {
            (Some(left), Some(right)) if right.misfit() < left.misfit() => right.voted(),
            (Some(left), _) => left.voted(),
            (None, right) => right?.voted(),
        }
    }

    /// Compares a read with both haplotypes; `None` when it does not reach through the repeat.
    fn compare(&self, read: &Read<'_>, side: Side) -> Option<Fit> {
        let stretch = self.stretch(read, side)?;
        let [against_plain, against_changed] = stretch.haplotypes.misfits(stretch.place, read, stretch.offset, stretch.length);
        Some(Fit { against_plain, against_changed, side })
    }

    /// What of a read is compared; `None` when it does not reach through the repeat.
    pub(super) fn stretch(&self, read: &Read<'_>, side: Side) -> Option<Stretch<'_>> {
        let (slack, length) = match side {
            Side::Left { anchor, slack } => (slack, read.bases.length - anchor - 1),
            Side::Right { anchor, slack } => (slack, anchor),
        };
        let length = length.min(slack + self.touched + FLANK_BP);
        let (haplotypes, place, offset) = match side {
            Side::Left { anchor, .. } => (&self.from_left, MAX_SLACK_BP - slack, anchor + 1),
            Side::Right { anchor, .. } => (&self.from_right, self.from_right.length() - (MAX_SLACK_BP - slack) - length, anchor - length),
        };
        (length >= slack + self.touched + MIN_REACH_BP).then_some(Stretch { haplotypes, place, offset, length })
    }

    /// What of a read held on `side` is compared if it is to reach through an indel after the base `start`; `None` where the haplotypes do not reach so far.
    pub(super) fn stretch_through(&self, read: &Read<'_>, side: Side, start: u32) -> Option<Stretch<'_>> {
        // Behind the far end of the indel a flank is compared anyway; before the near one, as many bases of the reference as are at hand.
        let side = match side {
            Side::Left { anchor, slack } => {
                let slack_there = slack.max(self.start.saturating_sub(start));
                let is_near = start + MIN_REACH_BP < self.end + FLANK_BP && slack_there <= MAX_SLACK_BP;
                Side::Left { anchor: anchor.checked_sub(slack_there - slack).filter(|_| is_near)?, slack: slack_there }
            }
            Side::Right { anchor, slack } => {
                let slack_there = slack.max((start + 1 + MIN_REACH_BP).saturating_sub(self.end));
                let anchor = anchor + slack_there - slack;
                let is_near = start + FLANK_BP > self.start + MIN_REACH_BP && slack_there <= MAX_SLACK_BP && anchor < read.bases.length;
                is_near.then_some(Side::Right { anchor, slack: slack_there })?
            }
        };
        self.stretch(read, side)
    }

    /// Whether the bases that the two indels can touch lie apart, so that one molecule may have both.
    pub(super) fn is_apart(&self, other: &Self) -> bool {
        self.start != other.start && (self.end <= other.start + 1 || other.end <= self.start + 1)
    }

    /// The side on which a read is held that is held so beside `other`, if what lies between the two is aligned without a gap.
    pub(super) fn side_beside(&self, other: &Self, side: Side) -> Option<Side> {
        let (anchor, slack, further, nearer) = match side {
            Side::Left { anchor, slack } => (anchor, slack, self.start.saturating_sub(other.start), other.start.saturating_sub(self.start)),
            Side::Right { anchor, slack } => (anchor, slack, other.end.saturating_sub(self.end), self.end.saturating_sub(other.end)),
        };
        let (moved, slack) = (nearer.saturating_sub(slack), slack.saturating_sub(nearer) + further);
        let side = match side {
            Side::Left { .. } => Side::Left { anchor: anchor.checked_sub(moved)?, slack },
            Side::Right { .. } => Side::Right { anchor: anchor + moved, slack },
        };
        (slack <= MAX_SLACK_BP).then_some(side)
    }

    /// Whether the base at `offset` of a read that voted for the indel is what its haplotype has there, and not what the reference has.
    pub(super) fn explains(&self, read: &Read<'_>, side: Side, offset: u32) -> bool {
        let place = match side {
            Side::Left { anchor, slack } => offset.checked_sub(anchor + 1).map(|into| (&self.from_left, MAX_SLACK_BP - slack + into)),
            Side::Right { anchor, slack } => anchor.checked_sub(offset + 1).and_then(|into| {
                let place = self.from_right.length().checked_sub(MAX_SLACK_BP - slack + into + 1)?;
                Some((&self.from_right, place))
            }),
        };
        place.is_some_and(|(haplotypes, place)| {
            let ([plain, changed], code) = (haplotypes.at(place), read.bases.code(offset));
            code == changed && code != plain
        })
    }
}

/// The first base at which the haplotypes differ, where a read may vote that does not see the second: of the `codes` so many bases into what is compared, which lie at a `position`.
fn lone_base(touched: u32, codes: impl Fn(u32) -> [u8; 2], position: impl Fn(u32) -> Option<u32>) -> Option<LoneBase> {
    let compared = touched + FLANK_BP;
    let differs = |&into: &u32| {
        let [plain, changed] = codes(into);
        plain != changed
    };
    let mut differing = (0..compared).filter(differs);
    let (first, until) = (differing.next()?, differing.next().unwrap_or(u32::MAX));
    let of = |position| LoneBase { position, code: codes(first)[1], until };
    position(first).filter(|_| until >= touched + MIN_REACH_BP).map(of)
}

/// A read's vote, and how it came to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Voted {
    pub(super) vote: Vote,
    /// Read offset of the first base the two haplotypes may disagree on.
    pub(super) offset: u32,
    /// The side from which the read was compared.
    pub(super) side: Side,
}

/// The side of an indel on which a read is held: the read offset of the aligned base next to it, and by how much the alignment ends before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left { anchor: u32, slack: u32 },
    Right { anchor: u32, slack: u32 },
}

/// A stretch of a read beside the haplotypes of an indel.
pub(super) struct Stretch<'a> {
    haplotypes: &'a Haplotypes,
    /// Place of the haplotypes beside the stretch's first base.
    place: u32,
    /// The stretch's first base in the read.
    offset: u32,
    length: u32,
}

impl Stretch<'_> {
    /// Its bases, as offsets in the read.
    pub(super) fn offsets(&self) -> Range<u32> {
        self.offset..self.offset + self.length
    }

    /// The codes of the reference's haplotype and of the indel's beside the read's base at `offset`.
    pub(super) fn codes(&self, offset: u32) -> [u8; 2] {
        self.haplotypes.at(self.place + offset - self.offset)
    }

    /// Sum of base qualities at mismatches of `read` to the indel's haplotype.
    pub(super) fn misfit(&self, read: &Read<'_>) -> i32 {
        self.haplotypes.misfits(self.place, read, self.offset, self.length)[1]
    }
}

/// Sums of base qualities at mismatches to the two haplotypes.
#[derive(Debug, Clone, Copy)]
struct Fit {
    against_plain: i32,
    against_changed: i32,
    side: Side,
}

impl Fit {
    /// How badly the better haplotype fits.
    fn misfit(self) -> i32 {
        self.against_plain.min(self.against_changed)
    }

    /// `None` when the read fits both haplotypes about equally well.
    fn voted(self) -> Option<Voted> {
        let difference = self.against_plain - self.against_changed;
        let quality = difference.unsigned_abs().min(u32::from(MAX_BASE_QUALITY)) as u8;
        let vote = if self.misfit() > MAX_SCORE {
            Vote::Neither
        } else if difference.abs() < MIN_DIFFERENCE {
            return None;
        } else if difference > 0 {
            Vote::Alternate { quality }
        } else {
            Vote::Reference { quality }
        };
        let offset = match self.side {
            Side::Left { anchor, slack } => anchor + 1 + slack,
            Side::Right { anchor, slack } => anchor - 1 - slack,
        };
        Some(Voted { vote, offset, side: self.side })
    }
}

/// Read offset of the base aligned to `position`, or of the alignment's last base when it ends a little before; and by how much.
fn anchor_at_or_before(read: &Read<'_>, position: u32) -> Option<(u32, u32)> {
    let mut last = None;
    for block in read.blocks().take_while(|block| block.reference_start <= position) {
        let end = block.reference_start + block.length;
        if position < end {
            return Some((block.read_offset + position - block.reference_start, 0));
        }
        last = Some((block.read_offset + block.length - 1, position + 1 - end));
    }
    last.filter(|&(_, slack)| read.end <= position && slack <= MAX_SLACK_BP)
}

/// The same on the other side: the alignment's first base when it begins a little after.
fn anchor_at_or_after(read: &Read<'_>, position: u32) -> Option<(u32, u32)> {
    let holds = |block: &AlignedBlock| block.reference_start <= position && position < block.reference_start + block.length;
    if let Some(block) = read.blocks().find(holds) {
        return Some((block.read_offset + position - block.reference_start, 0));
    }
    let first = read.blocks().next()?;
    let slack = first.reference_start.checked_sub(position)?;
    (slack <= MAX_SLACK_BP).then_some((first.read_offset, slack))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweep::read_maker::MadeRead;

    const REFERENCE: &[u8] = b"GATTACAGGCTCAGTCAAAAAACGTGCATCTTGACCATGCAGGT";

    fn vote(letters: &[u8], start: u32, cigar: &str, allele: &Allele) -> Option<Vote> {
        let made = MadeRead::new(start, cigar, std::str::from_utf8(letters).unwrap());
        let slice = ReferenceSlice { start: 0, bases: REFERENCE };
        IndelHaplotypes::new(allele, &slice).unwrap().vote(&made.read()).map(|voted| voted.vote)
    }

    /// The reference without two of its six A's (positions 16 to 21, 0-based).
    fn without_two_as() -> Vec<u8> {
        [&REFERENCE[..16], &REFERENCE[18..]].concat()
    }

    #[test]
    fn a_deletion_counts_however_the_aligner_placed_it() {
        let slice = ReferenceSlice { start: 0, bases: REFERENCE };
        let allele = Allele::deletion(0, 18, 2, &slice).unwrap();
        assert_eq!(allele.start, 15);
        let letters = without_two_as();
        let placements = [
            (0, "16M2D26M"),
            (0, "20M2D22M"),
            // Missed: the rest of the read is clipped, or aligned with mismatches.
            (0, "20M22S"),
            (0, "14M28S"),
            (0, "42M"),
            // Clipped on the left, so that only the right side is anchored.
            (22, "20S22M"),
            (24, "22S20M"),
        ];
        for (start, cigar) in placements {
            assert_eq!(vote(&letters, start, cigar, &allele), Some(Vote::Alternate { quality: 40 }), "{cigar}");
        }
        assert!(matches!(vote(REFERENCE, 0, "44M", &allele), Some(Vote::Reference { .. })));
        // Ends inside the repeat: it cannot tell.
        assert_eq!(vote(&REFERENCE[..20], 0, "20M", &allele), None);
    }

    #[test]
    fn an_insertion_counts_from_either_side() {
        let slice = ReferenceSlice { start: 0, bases: REFERENCE };
        let allele = Allele::insertion(0, 10, b"TTGC", &slice).unwrap();
        let letters = [&REFERENCE[..10], b"TTGC", &REFERENCE[10..]].concat();
        for (start, cigar) in [(0, "10M4I34M"), (0, "10M38S"), (12, "16S32M")] {
            assert_eq!(vote(&letters, start, cigar, &allele), Some(Vote::Alternate { quality: 40 }), "{cigar}");
        }
        // Another insertion at the same place is neither.
        let other = [&REFERENCE[..10], b"CCCCAAAACCCC", &REFERENCE[10..]].concat();
        assert_eq!(vote(&other, 0, "10M12I34M", &allele), Some(Vote::Neither));
    }

    #[test]
    fn a_read_that_begins_within_another_repeat_is_compared_from_its_far_end() {
        // CCCTC, four times, then CCCTT, four times.
        let reference = b"GATGCCCTCCCCTCCCCTCCCCTCCCCTTCCCTTCCCTTCCCTTACGATGCATGACCAGATTGA";
        let slice = ReferenceSlice { start: 0, bases: reference };
        let allele = Allele::deletion(0, 24, 5, &slice).unwrap();
        let indel = IndelHaplotypes::new(&allele, &slice).unwrap();
        // A molecule with one CCCTT less, read from within the first repeat on: without a gap it differs by one T that reads as C.
        let letters = [&reference[9..24], &reference[29..]].concat();
        let made = MadeRead::new(14, "50M", std::str::from_utf8(&letters).unwrap());
        let voted = indel.vote(&made.read()).unwrap();
        assert_eq!(voted.vote, Vote::Alternate { quality: 30 });
        let changed = (0..50).find(|&i| letters[i] != reference[14 + i]).unwrap() as u32;
        assert_eq!((14 + changed, reference[28]), (28, b'T'));
        assert!(indel.explains(&made.read(), voted.side, changed));
        assert!(!indel.explains(&made.read(), voted.side, changed + 7));
    }
}

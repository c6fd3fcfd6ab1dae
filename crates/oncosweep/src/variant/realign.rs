//! Which haplotype a read fits better: the reference or the one with the indel.
//!
//! // METHOD: an indel's reads are placed by comparing them without gaps to both haplotypes, from the aligned side onwards, through the
//! repeat the indel can slide in and a flank beyond it. That makes the vote independent of how the aligner placed, clipped or
//! missed the indel in each read. The score is the sum of base qualities at mismatches; the difference of the two scores is the phred-scaled
//! likelihood ratio of the haplotypes under independent base errors.

use super::allele::{Allele, AlleleKind};
use crate::sweep::{Read, ReferenceSlice};

/// Bases compared beyond the repeat.
const FLANK_BP: u32 = 30;
/// Bases a read must reach beyond the repeat to vote.
const MIN_REACH_BP: u32 = 3;
/// Difference of scores from which on a read votes, phred.
const MIN_DIFFERENCE: i32 = 15;
/// A read that fits neither haplotype this badly votes for neither.
const MAX_SCORE: i32 = 75;
/// One base counts no more than this.
const MAX_BASE_QUALITY: u8 = 40;

/// A read's vote on an indel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vote {
    Reference { quality: u8 },
    Alternate { quality: u8 },
    Neither,
}

/// An indel prepared for voting.
pub(super) struct IndelHaplotypes {
    start: u32,
    reference_length: u32,
    inserted: Box<[u8]>,
    shift: u32,
}

impl IndelHaplotypes {
    /// `None` for an SNV.
    pub(super) fn new(allele: &Allele, reference: &ReferenceSlice<'_>) -> Option<Self> {
        let inserted: Box<[u8]> = match allele.kind() {
            AlleleKind::Snv => return None,
            AlleleKind::Insertion => allele.alternate[1..].into(),
            AlleleKind::Deletion => Box::default(),
        };
        Some(Self { start: allele.start, reference_length: allele.reference.len() as u32, inserted, shift: allele.right_shift(reference) })
    }

    /// First reference base after everything the indel can touch, 0-based.
    pub(super) fn end(&self) -> u32 {
        self.start + self.reference_length + self.shift
    }

    /// The read's vote; `None` when it does not reach through the repeat. The second value is the read offset of the first base the two
    /// haplotypes may disagree on.
    pub(super) fn vote(&self, read: &Read<'_>, reference: &ReferenceSlice<'_>) -> Option<(Vote, u32)> {
        let touched = self.shift + (self.reference_length - 1).max(self.inserted.len() as u32);
        if let Some(anchor) = offset_at(read, self.start) {
            let length = (read.bases.length - anchor - 1).min(touched + FLANK_BP);
            if length < touched + MIN_REACH_BP {
                return None;
            }
            let offsets = (anchor + 1)..(anchor + 1 + length);
            let plain = (0..length).map(|i| reference.base(self.start + 1 + i));
            let changed = (0..length).map(|i| match self.inserted.get(i as usize) {
                Some(&base) => base,
                None => reference.base(self.start + self.reference_length + i - self.inserted.len() as u32),
            });
            return Some((decide(read, offsets.clone(), plain, changed), offsets.start));
        }
        let anchor = offset_at(read, self.end())?;
        let length = anchor.min(touched + FLANK_BP);
        if length < touched + MIN_REACH_BP {
            return None;
        }
        let offsets = ((anchor - length)..anchor).rev();
        let plain = (0..length).map(|i| base_left_of(reference, self.end(), i));
        let changed = (0..length).map(|i| {
            if i < self.shift {
                return base_left_of(reference, self.end(), i);
            }
            let into = i - self.shift;
            let inserted = self.inserted.len() as u32;
            if into < inserted {
                self.inserted[(inserted - 1 - into) as usize]
            } else {
                base_left_of(reference, self.start + 1, into - inserted)
            }
        });
        Some((decide(read, offsets, plain, changed), anchor - 1))
    }
}

/// The base `distance + 1` to the left of `position`.
fn base_left_of(reference: &ReferenceSlice<'_>, position: u32, distance: u32) -> u8 {
    position.checked_sub(distance + 1).map_or(b'N', |position| reference.base(position))
}

/// The offset in `read` of the base aligned to `position`.
fn offset_at(read: &Read<'_>, position: u32) -> Option<u32> {
    read.blocks()
        .find(|b| b.reference_start <= position && position < b.reference_start + b.length)
        .map(|b| b.read_offset + position - b.reference_start)
}

fn decide(read: &Read<'_>, offsets: impl Iterator<Item = u32>, plain: impl Iterator<Item = u8>, changed: impl Iterator<Item = u8>) -> Vote {
    let (mut against_plain, mut against_changed) = (0i32, 0i32);
    for (offset, (plain, changed)) in offsets.zip(plain.zip(changed)) {
        let (letter, quality) = (read.bases.letter(offset), i32::from(read.quality(offset).min(MAX_BASE_QUALITY)));
        if letter == b'N' {
            continue;
        }
        against_plain += if letter == plain { 0 } else { quality };
        against_changed += if letter == changed { 0 } else { quality };
    }
    let difference = against_plain - against_changed;
    let quality = difference.unsigned_abs().min(u32::from(MAX_BASE_QUALITY)) as u8;
    if difference.abs() < MIN_DIFFERENCE || against_plain.min(against_changed) > MAX_SCORE {
        Vote::Neither
    } else if difference > 0 {
        Vote::Alternate { quality }
    } else {
        Vote::Reference { quality }
    }
}

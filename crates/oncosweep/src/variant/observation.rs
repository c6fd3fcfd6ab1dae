//! What one read shows at a candidate, and what the reads of one fragment say together.

use super::{
    fragments::Fragments,
    strata::{AlleleStrata, MIN_BASE_QUALITY, SampleStrata, place_bin},
};
use crate::sweep::FragmentId;

/// What a read shows at a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shown {
    Reference,
    Alternate,
    Other,
}

/// One read's observation of one candidate; the order brings the reads of a fragment together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Observation {
    pub(super) fragment: FragmentId,
    pub(super) shown: Shown,
    pub(super) quality: u8,
    pub(super) mapping_quality: u8,
    pub(super) reverse: bool,
    pub(super) offset: u32,
    pub(super) from_end: u32,
    pub(super) near_clip: bool,
    pub(super) noisy: bool,
    /// BAM's codes of the bases one and two places right of an SNV; 0 where they are not aligned or of low quality.
    pub(super) following: [u8; 2],
}

impl Observation {
    /// The bin of its base; `None` for too low a quality.
    fn bin(&self) -> Option<usize> {
        place_bin(self.quality, self.noisy || self.near_clip, self.from_end < AlleleStrata::END_BP)
    }

    /// Orders the observations of a fragment, the best last.
    fn rank(&self) -> (bool, u8) {
        (!(self.noisy || self.near_clip || self.from_end < AlleleStrata::END_BP), self.quality)
    }
}

/// Places in reads, to be told apart.
#[derive(Debug, Default)]
struct Places {
    /// The first places of a read, a bit each.
    first: [u64; Self::WORDS],
    /// Those of long reads.
    others: Vec<u32>,
}

impl Places {
    const WORDS: usize = 8;

    fn add(&mut self, place: u32) {
        match self.first.get_mut(place as usize / 64) {
            Some(word) => *word |= 1 << (place % 64),
            None => self.others.push(place),
        }
    }

    /// Number of different places.
    fn count(mut self) -> u32 {
        self.others.sort_unstable();
        self.others.dedup();
        self.first.iter().map(|word| word.count_ones()).sum::<u32>() + self.others.len() as u32
    }
}

/// Counts observations of one candidate, in any order: one vote a fragment (one read, or two mates that overlap).
pub(super) fn count_fragments(strata: &mut SampleStrata, observations: &[Observation], min_mapping_quality: u8, fragments: &mut Fragments) {
    // The places of the read by allele: reference, alternate.
    let mut places: [Places; 2] = Default::default();
    fragments.for_each(observations, |fragment| {
        if let Some((shown, offset)) = count(strata, fragment, min_mapping_quality) {
            places[usize::from(shown == Shown::Alternate)].add(offset);
        }
    });
    for (allele, places) in [&mut strata.reference, &mut strata.alternate].into_iter().zip(places) {
        allele.places = places.count();
    }
}

/// Counts a fragment; returns what it shows and where in its read, when it is evidence for either allele.
fn count(strata: &mut SampleStrata, fragment: &[Observation], min_mapping_quality: u8) -> Option<(Shown, u32)> {
    let is_mapped = |o: &&Observation| o.mapping_quality >= min_mapping_quality;
    let good = |o: &&Observation| is_mapped(o) && o.quality >= MIN_BASE_QUALITY;
    let Some(best) = fragment.iter().filter(good).max_by_key(|o| o.rank()) else {
        if fragment.iter().any(|o| is_mapped(&o)) {
            strata.low_quality += 1;
        } else if let Some(allele) = allele_mut(strata, fragment[0].shown) {
            allele.low_mapping_quality += 1;
        }
        return None;
    };
    if fragment.iter().filter(good).any(|o| o.shown != best.shown) {
        strata.disagreeing += 1;
        return None;
    }
    let Some(allele) = allele_mut(strata, best.shown) else {
        strata.other += 1;
        return None;
    };
    let bin = best.bin()?;
    allele.by_quality[bin] += 1;
    allele.forward += u32::from(fragment.iter().filter(good).all(|o| !o.reverse));
    allele.reverse += u32::from(fragment.iter().filter(good).all(|o| o.reverse));
    allele.near_end += u32::from(fragment.iter().filter(good).all(|o| o.from_end < AlleleStrata::NEAR_END_BP));
    allele.near_clip += u32::from(fragment.iter().filter(good).all(|o| o.near_clip));
    allele.noisy += u32::from(fragment.iter().filter(good).all(|o| o.noisy));
    allele.mapping_quality_sum += u32::from(best.mapping_quality);
    if best.shown == Shown::Alternate {
        for (counts, code) in strata.following.iter_mut().zip(best.following) {
            if matches!(code, 1 | 2 | 4 | 8) {
                counts[code.trailing_zeros() as usize] += 1;
            }
        }
    }
    Some((best.shown, best.offset))
}

fn allele_mut(strata: &mut SampleStrata, shown: Shown) -> Option<&mut AlleleStrata> {
    match shown {
        Shown::Reference => Some(&mut strata.reference),
        Shown::Alternate => Some(&mut strata.alternate),
        Shown::Other => None,
    }
}

//! What a sample's fragments say of an allele, as integers by stratum: the model weighs them later, in `call`.

use serde::{Deserialize, Serialize};

/// Number of bins: seven of base quality, one of read ends, one of doubtful alignment.
pub const QUALITY_BINS: usize = 9;
/// Bin of bases near the end of their read, whatever their quality above [`PLACE_QUALITY`].
pub const END_BIN: usize = 7;
/// Bin of bases of noisy reads and beside soft clips, whatever their quality above [`PLACE_QUALITY`].
pub const DOUBTFUL_BIN: usize = 8;
/// Base quality from which on a base's place in its read tells more of its error than its quality.
pub const PLACE_QUALITY: u8 = 20;
/// Base qualities below this are not evidence for either allele (they are counted as low quality).
pub const MIN_BASE_QUALITY: u8 = 10;

/// The bin of a base quality: 10–14, 15–19, …, 35–39, 40 and above; `None` below 10.
///
/// ```
/// use oncosweep::variant::quality_bin;
/// assert_eq!((quality_bin(9), quality_bin(10), quality_bin(37), quality_bin(60)), (None, Some(0), Some(5), Some(6)));
/// ```
pub fn quality_bin(quality: u8) -> Option<usize> {
    (quality >= MIN_BASE_QUALITY).then(|| (usize::from(quality / 5) - 2).min(END_BIN - 1))
}

/// The quality that stands for a bin, phred: its middle; 20 for the bins of places, until the sample says better.
pub fn quality_of_bin(bin: usize) -> f64 {
    if bin < END_BIN { 12.0 + 5.0 * bin as f64 } else { 20.0 }
}

/// The bin of a base by its quality and place; `None` for too low a quality.
pub(super) fn place_bin(quality: u8, doubtful: bool, near_end: bool) -> Option<usize> {
    match (quality >= PLACE_QUALITY, doubtful, near_end) {
        (true, true, _) => Some(DOUBTFUL_BIN),
        (true, false, true) => Some(END_BIN),
        _ => quality_bin(quality),
    }
}

/// Bases between the one at `offset` of a read of `length` bases and the nearer end.
pub(super) fn from_end(offset: u32, length: u32) -> u32 {
    offset.min(length.saturating_sub(offset + 1))
}

/// Fragments that show one allele.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlleleStrata {
    /// By bin. Overlapping mates that agree are one fragment with the better base: that of the better place, then of the better quality.
    pub by_quality: [u32; QUALITY_BINS],
    /// Fragments seen on the forward strand only.
    pub forward: u32,
    /// Fragments seen on the reverse strand only.
    pub reverse: u32,
    /// Fragments whose base lies within [`AlleleStrata::NEAR_END_BP`] of the end of every read that shows it.
    pub near_end: u32,
    /// Fragments whose base lies within [`AlleleStrata::CLIP_BP`] of a soft clip in every read that shows it; not counted for indels, whose own
    /// reads are clipped.
    pub near_clip: u32,
    /// Distinct places of the base in its read among the fragments: of fragments that are copies of one, there is one.
    pub places: u32,
    /// Fragments whose reads carry many other differences from the reference.
    pub noisy: u32,
    /// Sum of mapping qualities, for the mean.
    pub mapping_quality_sum: u32,
    /// Fragments whose mapping quality is too low to be evidence; in none of the other counts.
    pub low_mapping_quality: u32,
}

impl AlleleStrata {
    /// Bases at either end of a read that err more often than their quality says.
    pub const END_BP: u32 = 6;
    /// What counts as near the end of a read, in bases: about the longest end that an aligner does not clip for one or two differences.
    pub const NEAR_END_BP: u32 = 12;
    /// What counts as beside a soft clip, in bases. A fragment whose end was copied from a near inverted repeat during library preparation is
    /// aligned through part of the copy, whose differences look like variants, and clipped behind it (Gregory et al., NAR Genomics and
    /// Bioinformatics 2:lqaa070, 2020).
    pub const CLIP_BP: u32 = 30;
    /// Other differences from which on a read is noisy.
    pub const NOISY_DIFFERENCES: u8 = 4;

    /// Number of counts.
    const COUNTS: usize = QUALITY_BINS + 8;

    /// Fragments that are evidence.
    pub fn fragments(&self) -> u32 {
        self.by_quality.iter().sum()
    }

    /// Every count in one order, which is that of [`SampleStrata::counts`].
    fn each(&mut self, with: &mut impl FnMut(&mut u32)) {
        let Self { by_quality, forward, reverse, near_end, near_clip, places, noisy, mapping_quality_sum, low_mapping_quality } = self;
        by_quality.iter_mut().for_each(&mut *with);
        [forward, reverse, near_end, near_clip, places, noisy, mapping_quality_sum, low_mapping_quality].into_iter().for_each(with);
    }
}

/// One sample's fragments at a candidate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleStrata {
    /// Fragments with the reference allele.
    pub reference: AlleleStrata,
    /// Fragments with the candidate allele.
    pub alternate: AlleleStrata,
    /// Fragments with the candidate allele by what they show one and two bases right of it: A, C, G, T. Not counted for indels.
    pub following: [[u32; 4]; 2],
    /// Fragments with something else.
    pub other: u32,
    /// Fragments whose mates disagree; they are evidence for nothing.
    pub disagreeing: u32,
    /// Fragments whose base quality is too low.
    pub low_quality: u32,
}

impl SampleStrata {
    /// Number of counts.
    pub(super) const COUNTS: usize = 2 * AlleleStrata::COUNTS + 2 * 4 + 3;

    /// Every count in one order.
    pub(super) fn counts(mut self) -> [u32; Self::COUNTS] {
        let (mut counts, mut index) = ([0; Self::COUNTS], 0);
        self.each(&mut |count| {
            counts[index] = *count;
            index += 1;
        });
        counts
    }

    /// Strata of counts in the order of [`SampleStrata::counts`].
    pub(super) fn of_counts(counts: [u32; Self::COUNTS]) -> Self {
        let (mut strata, mut index) = (Self::default(), 0);
        strata.each(&mut |count| {
            *count = counts[index];
            index += 1;
        });
        strata
    }

    fn each(&mut self, with: &mut impl FnMut(&mut u32)) {
        let Self { reference, alternate, following, other, disagreeing, low_quality } = self;
        reference.each(with);
        alternate.each(with);
        following.as_flattened_mut().iter_mut().for_each(&mut *with);
        [other, disagreeing, low_quality].into_iter().for_each(with);
    }

    /// Fragments that tell the two alleles or another one.
    pub fn depth(&self) -> u32 {
        self.reference.fragments() + self.alternate.fragments() + self.other
    }

    /// Share of the candidate allele; `None` without depth.
    pub fn vaf(&self) -> Option<f64> {
        let depth = self.depth();
        (depth > 0).then(|| f64::from(self.alternate.fragments()) / f64::from(depth))
    }
}

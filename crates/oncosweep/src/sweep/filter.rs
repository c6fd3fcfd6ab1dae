//! Why a read is skipped, and how often.

use serde::{Deserialize, Serialize};

use super::{Flags, Merge};

/// Why a read is not shown to any collector. The first reason that applies is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum SkipReason {
    /// Flag 0x4, with or without a position.
    Unmapped,
    /// Flag 0x200.
    QcFailed,
    /// Flag 0x400.
    Duplicate,
    /// Flag 0x100.
    Secondary,
    /// No bases, no CIGAR, or a CIGAR that aligns no base or reaches past any position BAM can hold.
    NoAlignedBases,
    /// The place is stacked deeper than the cap on reads with the same start and end.
    DepthCap,
}

impl SkipReason {
    /// All reasons, in the order they are tested.
    pub const ALL: [Self; 6] = [Self::Unmapped, Self::QcFailed, Self::Duplicate, Self::Secondary, Self::NoAlignedBases, Self::DepthCap];

    /// The short code used in outputs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unmapped => "unmapped",
            Self::QcFailed => "qc_failed",
            Self::Duplicate => "duplicate",
            Self::Secondary => "secondary",
            Self::NoAlignedBases => "no_aligned_bases",
            Self::DepthCap => "depth_cap",
        }
    }

    /// The reason the flags alone give, if any.
    #[inline]
    pub fn from_flags(flags: Flags) -> Option<Self> {
        const ANY: u16 = 0x4 | 0x100 | 0x200 | 0x400;
        if flags.0 & ANY == 0 {
            None
        } else if flags.is_unmapped() {
            Some(Self::Unmapped)
        } else if flags.is_qc_failed() {
            Some(Self::QcFailed)
        } else if flags.is_duplicate() {
            Some(Self::Duplicate)
        } else {
            Some(Self::Secondary)
        }
    }
}

/// Reads skipped, by reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkipCounts([u64; SkipReason::ALL.len()]);

impl SkipCounts {
    /// Counts one read.
    pub fn add(&mut self, reason: SkipReason) {
        self.0[reason as usize] += 1;
    }

    /// Reads skipped for `reason`.
    pub fn get(&self, reason: SkipReason) -> u64 {
        self.0[reason as usize]
    }

    /// All reasons with their counts, zeros included.
    pub fn iter(&self) -> impl Iterator<Item = (SkipReason, u64)> + '_ {
        SkipReason::ALL.into_iter().map(|reason| (reason, self.get(reason)))
    }
}

impl Merge for SkipCounts {
    fn merge(&mut self, other: Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }
}

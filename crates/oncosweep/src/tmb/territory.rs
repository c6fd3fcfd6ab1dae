//! How many bases were seen at which depth.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::sweep::Merge;

/// What a burden is counted over.
#[derive(Debug, Clone, Copy)]
pub enum Territory<'a> {
    /// The depths of all bases in target and coding sequence: callable is what reaches a rule's depths.
    Depths(&'a DepthHistogram),
    /// A known number of bases, all of them callable.
    Known {
        /// The bases.
        bases: u64,
        /// What they are, in words.
        meaning: &'static str,
    },
}

impl Territory<'_> {
    /// Bases that are callable at these depths.
    pub fn callable_bases(&self, min_tumor_depth: u32, min_normal_depth: u32) -> u64 {
        match self {
            Self::Depths(depths) => depths.callable_bases(min_tumor_depth, min_normal_depth),
            Self::Known { bases, .. } => *bases,
        }
    }

    /// What the bases are, in words.
    pub fn meaning(&self) -> &'static str {
        match self {
            Self::Depths(_) => "coding bases of the targets that are deep enough in this sample",
            Self::Known { meaning, .. } => meaning,
        }
    }
}

/// Bases of a territory by tumour and normal depth. Depths saturate, so the histogram stays small at any depth; thresholds above the caps
/// cannot be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(u16, u16, u64)>", into = "Vec<(u16, u16, u64)>")]
pub struct DepthHistogram {
    bases: BTreeMap<(u16, u16), u64>,
}

impl From<Vec<(u16, u16, u64)>> for DepthHistogram {
    fn from(rows: Vec<(u16, u16, u64)>) -> Self {
        let mut histogram = Self::default();
        for (tumor, normal, bases) in rows {
            histogram.add(u32::from(tumor), u32::from(normal), bases);
        }
        histogram
    }
}

impl From<DepthHistogram> for Vec<(u16, u16, u64)> {
    fn from(histogram: DepthHistogram) -> Self {
        histogram.bases.into_iter().map(|((tumor, normal), bases)| (tumor, normal, bases)).collect()
    }
}

impl DepthHistogram {
    /// Tumour depths are told apart up to this one.
    pub const TUMOR_DEPTH_CAP: u32 = 1_000;
    /// Normal depths are told apart up to this one.
    pub const NORMAL_DEPTH_CAP: u32 = 500;

    /// Adds `bases` bases seen at these depths (fragments). Without a normal its depth is 0.
    pub fn add(&mut self, tumor_depth: u32, normal_depth: u32, bases: u64) {
        if bases > 0 {
            let key = (tumor_depth.min(Self::TUMOR_DEPTH_CAP) as u16, normal_depth.min(Self::NORMAL_DEPTH_CAP) as u16);
            *self.bases.entry(key).or_default() += bases;
        }
    }

    /// Bases with at least these depths; thresholds above the caps count as the caps.
    ///
    /// ```
    /// use oncosweep::tmb::DepthHistogram;
    /// let mut depths = DepthHistogram::default();
    /// depths.add(100, 30, 5);
    /// depths.add(100, 3, 2);
    /// assert_eq!(depths.callable_bases(20, 10), 5);
    /// assert_eq!(depths.total_bases(), 7);
    /// ```
    pub fn callable_bases(&self, min_tumor_depth: u32, min_normal_depth: u32) -> u64 {
        let (tumor, normal) = (min_tumor_depth.min(Self::TUMOR_DEPTH_CAP) as u16, min_normal_depth.min(Self::NORMAL_DEPTH_CAP) as u16);
        self.bases.range((tumor, 0)..).filter(|((_, n), _)| *n >= normal).map(|(_, bases)| bases).sum()
    }

    /// All bases of the territory, covered or not.
    pub fn total_bases(&self) -> u64 {
        self.bases.values().sum()
    }
}

impl Merge for DepthHistogram {
    fn merge(&mut self, other: Self) {
        for ((tumor, normal), bases) in other.bases {
            self.add(u32::from(tumor), u32::from(normal), bases);
        }
    }
}

//! Insert sizes of a library, as counts.

use serde::{Deserialize, Serialize};

use crate::sweep::Merge;

/// Histogram of the outer distance of proper pairs, in bins of [`InsertSizes::BIN_BP`] up to [`InsertSizes::CAP_BP`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsertSizes {
    bins: Vec<u64>,
}

impl InsertSizes {
    /// Width of a bin in bases.
    pub const BIN_BP: u32 = 10;
    /// Longer pairs (spliced ones above all) are not counted.
    pub const CAP_BP: u32 = 2_000;

    /// Counts one proper pair of `outer_bp` bases from end to end.
    pub fn add(&mut self, outer_bp: u32) {
        if outer_bp == 0 || outer_bp > Self::CAP_BP {
            return;
        }
        let bin = ((outer_bp - 1) / Self::BIN_BP) as usize;
        if self.bins.len() <= bin {
            self.bins.resize(bin + 1, 0);
        }
        self.bins[bin] += 1;
    }

    /// Pairs counted.
    pub fn total(&self) -> u64 {
        self.bins.iter().sum()
    }

    /// The smallest bin end (in bases) that holds `fraction` of the pairs; `None` without a pair.
    ///
    /// ```
    /// use oncosweep::fusion::InsertSizes;
    /// let mut sizes = InsertSizes::default();
    /// for outer_bp in [301, 305, 310, 452] { sizes.add(outer_bp); }
    /// assert_eq!(sizes.quantile(0.5), Some(310));
    /// assert_eq!(sizes.quantile(0.99), Some(460));
    /// ```
    pub fn quantile(&self, fraction: f64) -> Option<u32> {
        let total = self.total();
        let wanted = ((total as f64 * fraction).ceil() as u64).max(1);
        let mut seen = 0;
        for (bin, &count) in self.bins.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                return Some((bin as u32 + 1) * Self::BIN_BP);
            }
        }
        None
    }
}

impl Merge for InsertSizes {
    fn merge(&mut self, other: Self) {
        if self.bins.len() < other.bins.len() {
            self.bins.resize(other.bins.len(), 0);
        }
        for (mine, theirs) in self.bins.iter_mut().zip(other.bins) {
            *mine += theirs;
        }
    }
}

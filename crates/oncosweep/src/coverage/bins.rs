//! Counts in bins of equal length along the contigs, kept where there are any.

use serde::{Deserialize, Serialize};

use crate::{genome::ContigId, sweep::Merge};

/// Neighbouring bins that all hold something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Run {
    contig: ContigId,
    /// Number of its first bin on the contig, from 0.
    first: u32,
    bins: u32,
}

impl Run {
    fn end(&self) -> u32 {
        self.first + self.bins
    }
}

/// Aligned bases by bin of a contig; bins without any are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BinnedDepth {
    /// Sorted, and as long as they can be, so that equal counts are equal values.
    runs: Vec<Run>,
    /// The bins of all runs, one run after another.
    bases: Vec<u32>,
}

impl BinnedDepth {
    /// Adds counts of neighbouring bins from `first` on, none of which lies before the last bin held.
    pub(super) fn append(&mut self, contig: ContigId, first: u32, counts: &[u32]) {
        for (bin, &bases) in (first..).zip(counts).filter(|(_, bases)| **bases > 0) {
            self.push(contig, bin, bases);
        }
    }

    fn push(&mut self, contig: ContigId, bin: u32, bases: u32) {
        match self.runs.last_mut() {
            // A bin that two windows share.
            Some(run) if (run.contig, run.end()) == (contig, bin + 1) => {
                if let Some(last) = self.bases.last_mut() {
                    *last = last.saturating_add(bases);
                }
                return;
            }
            Some(run) if (run.contig, run.end()) == (contig, bin) => run.bins += 1,
            _ => self.runs.push(Run { contig, first: bin, bins: 1 }),
        }
        self.bases.push(bases);
    }

    /// Contig, bin and bases of every bin that holds any, by place.
    pub fn iter(&self) -> impl Iterator<Item = (ContigId, u32, u32)> {
        let places = self.runs.iter().flat_map(|run| (run.first..run.end()).map(|bin| (run.contig, bin)));
        places.zip(&self.bases).map(|((contig, bin), &bases)| (contig, bin, bases))
    }

    /// Bases of `contig`'s bins from `first` to before `end`, zeros included.
    pub fn over(&self, contig: ContigId, first: u32, end: u32) -> Vec<u32> {
        let mut found = vec![0; end.saturating_sub(first) as usize];
        let mut offset = 0;
        for run in &self.runs {
            let (from, to) = (run.first.max(first), run.end().min(end));
            if run.contig == contig && from < to {
                let held = &self.bases[offset + (from - run.first) as usize..offset + (to - run.first) as usize];
                found[(from - first) as usize..(to - first) as usize].copy_from_slice(held);
            }
            offset += run.bins as usize;
        }
        found
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    fn follows(&self, other: &Self) -> bool {
        match (other.runs.last(), self.runs.first()) {
            (Some(before), Some(after)) => (before.contig, before.end()) <= (after.contig, after.first + 1),
            _ => true,
        }
    }
}

impl Merge for BinnedDepth {
    fn merge(&mut self, other: Self) {
        if !other.follows(self) {
            // Parts of the genome that were swept in another order, or that lie between each other.
            let mut all: Vec<_> = self.iter().chain(other.iter()).collect();
            all.sort_unstable_by_key(|&(contig, bin, _)| (contig, bin));
            *self = Self::default();
            for (contig, bin, bases) in all {
                self.push(contig, bin, bases);
            }
            return;
        }
        let mut rest = &other.bases[..];
        for run in &other.runs {
            let (counts, more) = rest.split_at(run.bins as usize);
            self.append(run.contig, run.first, counts);
            rest = more;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn of(counts: &BTreeMap<(ContigId, u32), u32>) -> BinnedDepth {
        let mut depth = BinnedDepth::default();
        for (&(contig, bin), &bases) in counts {
            depth.append(contig, bin, &[bases]);
        }
        depth
    }

    proptest! {
        /// However counts are shared out over parts, and in whatever order these merge, the sum is one value.
        #[test]
        fn parts_add_up(counts in prop::collection::vec((0u32..2, 0u32..12, 1u32..9, 0usize..3), 0..40), order in Just([0, 1, 2]).prop_shuffle()) {
            let mut parts: [BTreeMap<(ContigId, u32), u32>; 3] = Default::default();
            let mut whole = BTreeMap::new();
            for (contig, bin, bases, part) in counts {
                *parts[part].entry((contig, bin)).or_default() += bases;
                *whole.entry((contig, bin)).or_default() += bases;
            }
            let mut merged = BinnedDepth::default();
            for part in order {
                let part: usize = part;
                merged.merge(of(&parts[part]));
            }
            prop_assert_eq!(&merged, &of(&whole));
            let dense: Vec<u32> = (2..9).map(|bin| whole.get(&(1, bin)).copied().unwrap_or(0)).collect();
            prop_assert_eq!(merged.over(1, 2, 9), dense);
            prop_assert!(merged.iter().eq(whole.iter().map(|(&(contig, bin), &bases)| (contig, bin, bases))));
        }
    }
}

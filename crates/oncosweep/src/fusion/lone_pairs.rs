//! Chimeric pairs that nothing agrees with: a bounded sample of them, so that the strongest can be told of.

use serde::{Deserialize, Serialize};

use super::DiscordantPair;
use crate::sweep::Merge;

/// Fragments that are kept, at most.
const CAPACITY: usize = 1_000;

/// Records of pairs without a companion, of at most 1,000 fragments.
///
/// METHOD: fragments are kept by the least of their identifiers, which are hashes of their names: a sample that depends neither on the order of windows nor on
/// where they were cut ("bottom-k sketch", Cohen & Kaplan, PODC 2007), and which holds either both records of a fragment or none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LonePairs {
    /// Sorted by fragment, then as records are.
    records: Vec<DiscordantPair>,
}

impl LonePairs {
    /// The sample of `records`.
    pub fn of(mut records: Vec<DiscordantPair>) -> Self {
        records.sort_unstable_by_key(|record| (record.fragment, *record));
        let fragments = records.chunk_by(|a, b| a.fragment == b.fragment);
        let kept = fragments.take(CAPACITY).map(<[_]>::len).sum();
        records.truncate(kept);
        Self { records }
    }

    /// The records, sorted by fragment.
    pub fn records(&self) -> &[DiscordantPair] {
        &self.records
    }
}

impl Merge for LonePairs {
    fn merge(&mut self, other: Self) {
        if !other.records.is_empty() {
            let mut records = std::mem::take(&mut self.records);
            records.extend(other.records);
            *self = Self::of(records);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Side, *};

    fn pair(fragment: u64, start: u32) -> DiscordantPair {
        DiscordantPair {
            contig: 0,
            start,
            fragment,
            end: start + 100,
            side: Side::Left,
            mate_contig: 1,
            mate_start: start,
            mate_side: Side::Left,
            mapping_quality: 60,
        }
    }

    #[test]
    fn the_sample_is_the_same_in_any_order_and_holds_whole_fragments() {
        // Fragment identifiers without pattern, two records each.
        let all: Vec<DiscordantPair> =
            (0..3_000u64).flat_map(|n| [1, 2].map(|start| pair(n.wrapping_mul(0x9E37_79B9_7F4A_7C15), start))).collect();
        let whole = LonePairs::of(all.clone());
        assert_eq!(whole.records().len(), 2 * CAPACITY);
        let mut parts = LonePairs::default();
        for part in all.chunks(701).rev() {
            parts.merge(LonePairs::of(part.to_vec()));
        }
        assert_eq!(parts, whole);
    }
}

//! From split reads and pairs to candidate junctions, each with the fragments that support it.

use std::collections::BTreeMap;

use super::{
    Breakend, Junction, Side,
    evidence::SampleFusionEvidence,
    pair::{self, ChimericPair, Reach},
};
use crate::{genome::ContigId, sweep::FragmentId};

/// How one fragment supports a junction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Support {
    /// Outer ends of the fragment as far as they are known: copies of one molecule share them.
    pub ends: [u32; 3],
    /// The fragment.
    pub fragment: FragmentId,
    /// Whether a read is split at the junction.
    pub split: bool,
    /// The smaller mapping quality of the two sides.
    pub mapping_quality: u8,
}

/// A candidate junction.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// The most supported junction, placed leftmost.
    pub junction: Junction,
    /// Whether a split read shows the place; otherwise it is estimated from pairs.
    pub precise: bool,
    /// One entry a molecule, sorted.
    pub support: Vec<Support>,
}

impl Candidate {
    /// Molecules of at least `min_mapping_quality`.
    pub fn confident(&self, min_mapping_quality: u8) -> u32 {
        self.support.iter().filter(|s| s.mapping_quality >= min_mapping_quality).count() as u32
    }

    /// Molecules with a split read.
    pub fn split_reads(&self) -> u32 {
        self.support.iter().filter(|s| s.split).count() as u32
    }
}

/// The sides and contigs of a junction: only junctions that share them can be one.
type Arrangement = (ContigId, Side, ContigId, Side);

fn arrangement(junction: &Junction) -> Arrangement {
    (junction.first.contig, junction.first.side, junction.second.contig, junction.second.side)
}

/// Whether two placed junctions of one arrangement are the same up to `within_bp` at both breakends.
fn agrees(a: &Junction, b: &Junction, within_bp: u32) -> bool {
    a.first.position.abs_diff(b.first.position) <= within_bp && a.second.position.abs_diff(b.second.position) <= within_bp
}

/// Split reads by placed junction and fragment; the primary and the supplementary record of a read become one entry.
fn splits_by_junction(evidence: &SampleFusionEvidence) -> BTreeMap<Arrangement, BTreeMap<Junction, BTreeMap<FragmentId, Support>>> {
    let mut groups: BTreeMap<Arrangement, BTreeMap<Junction, BTreeMap<FragmentId, Support>>> = BTreeMap::new();
    for split in &evidence.splits {
        let junction = split.junction.leftmost();
        let support = Support {
            ends: [split.first_far_end, split.second_far_end, split.mate_start],
            fragment: split.fragment,
            split: true,
            mapping_quality: split.mapping_quality,
        };
        let entry = groups.entry(arrangement(&junction)).or_default().entry(junction).or_default();
        // Records of one fragment differ when both of its reads are split: any one of them stands for it, always the same.
        entry.entry(split.fragment).and_modify(|s| *s = (*s).min(support)).or_insert(support);
    }
    groups
}

/// Joins junctions of one arrangement that agree within `merge_bp`: the most supported one takes its neighbours in, then the next.
fn merge_neighbours(
    group: BTreeMap<Junction, BTreeMap<FragmentId, Support>>,
    merge_bp: u32,
) -> Vec<(Junction, BTreeMap<FragmentId, Support>)> {
    let mut merged = Vec::new();
    let mut block: Vec<(Junction, BTreeMap<FragmentId, Support>)> = Vec::new();
    for (junction, fragments) in group {
        if block.last().is_some_and(|(last, _)| junction.first.position - last.first.position > merge_bp) {
            merge_block(std::mem::take(&mut block), merge_bp, &mut merged);
        }
        block.push((junction, fragments));
    }
    merge_block(block, merge_bp, &mut merged);
    merged
}

fn merge_block(
    mut block: Vec<(Junction, BTreeMap<FragmentId, Support>)>,
    merge_bp: u32,
    merged: &mut Vec<(Junction, BTreeMap<FragmentId, Support>)>,
) {
    // METHOD: the consensus is the junction most fragments show to the base; then the one without inserted bases (a mismatch
    // beside the break makes aligners stop early and leaves a false insertion), then the leftmost.
    block.sort_by(|(a, x), (b, y)| y.len().cmp(&x.len()).then(a.inserted_bp().cmp(&b.inserted_bp())).then(a.cmp(b)));
    let from = merged.len();
    for (junction, fragments) in block {
        match merged[from..].iter_mut().find(|(seed, _)| agrees(seed, &junction, merge_bp)) {
            Some((_, all)) => {
                for (fragment, support) in fragments {
                    all.entry(fragment).and_modify(|s| *s = (*s).min(support)).or_insert(support);
                }
            }
            None => merged.push((junction, fragments)),
        }
    }
}

/// Keeps one of the fragments that share their outer ends and the way they support: copies of one molecule that were not marked.
fn distinct_molecules(fragments: impl IntoIterator<Item = Support>) -> Vec<Support> {
    let mut support: Vec<Support> = fragments.into_iter().collect();
    support.sort_unstable_by_key(|s| (s.ends, s.split, std::cmp::Reverse(s.mapping_quality), s.fragment));
    support.dedup_by_key(|s| (s.ends, s.split));
    support
}

/// All candidates of a sample, and the number of chimeric pairs that agree with nothing.
pub(super) fn candidates(evidence: &SampleFusionEvidence, merge_bp: u32, reach: Reach) -> (Vec<Candidate>, u64) {
    let mut junctions: Vec<(Junction, BTreeMap<FragmentId, Support>)> =
        splits_by_junction(evidence).into_values().flat_map(|group| merge_neighbours(group, merge_bp)).collect();
    junctions.sort_by(|(a, x), (b, y)| y.len().cmp(&x.len()).then(a.cmp(b)));

    let mut pairs = pair::joined(&evidence.pairs);
    let mut found = Vec::with_capacity(junctions.len());
    for (junction, mut fragments) in junctions {
        // The best supported junction takes the pairs it explains first.
        for pair in pairs.take_explained(&junction, reach) {
            fragments.entry(pair.fragment).or_insert_with(|| support_of(&pair));
        }
        found.push(Candidate { junction, precise: true, support: distinct_molecules(fragments.into_values()) });
    }
    let mut lone = 0;
    for group in pairs.clusters(reach) {
        if group.len() < 2 {
            lone += 1;
            continue;
        }
        found.push(Candidate { junction: innermost(&group), precise: false, support: distinct_molecules(group.iter().map(support_of)) });
    }
    found.sort_by_key(|c| (c.junction, !c.precise));
    (found, lone)
}

/// Fragments of `evidence` (another sample's) that support `junction`.
pub(super) fn supporting(index: &SupportIndex, junction: &Junction, merge_bp: u32, reach: Reach) -> u32 {
    let mut fragments: Vec<FragmentId> = Vec::new();
    if let Some(group) = index.splits.get(&arrangement(junction)) {
        let from = Junction {
            first: Breakend { position: junction.first.position.saturating_sub(merge_bp), ..junction.first },
            second: Breakend { contig: 0, position: 0, side: Side::Left },
            gap: i32::MIN,
        };
        let near = group.range(from..).take_while(|(j, _)| j.first.position <= junction.first.position.saturating_add(merge_bp));
        fragments.extend(near.filter(|(j, _)| agrees(j, junction, merge_bp)).flat_map(|(_, f)| f.keys().copied()));
    }
    fragments.extend(index.pairs.explained(junction, reach).map(|pair| pair.fragment));
    fragments.sort_unstable();
    fragments.dedup();
    fragments.len() as u32
}

/// The evidence of a sample, to be asked about junctions found elsewhere.
pub(super) struct SupportIndex {
    splits: BTreeMap<Arrangement, BTreeMap<Junction, BTreeMap<FragmentId, Support>>>,
    pairs: pair::Pairs,
}

impl SupportIndex {
    pub fn new(evidence: &SampleFusionEvidence) -> Self {
        Self { splits: splits_by_junction(evidence), pairs: pair::joined(&evidence.pairs) }
    }
}

fn support_of(pair: &ChimericPair) -> Support {
    Support {
        ends: [pair.first.outer(), pair.second.outer(), u32::MAX],
        fragment: pair.fragment,
        split: false,
        mapping_quality: pair.mapping_quality,
    }
}

/// The junction as close as the mates of a cluster of pairs come to it.
fn innermost(pairs: &[ChimericPair]) -> Junction {
    let inner = |ends: &mut dyn Iterator<Item = pair::Mate>| {
        ends.map(|mate| mate.inner()).reduce(|a, b| match a.side {
            Side::Left => a.max(b),
            Side::Right => a.min(b),
        })
    };
    let fallback = Breakend { contig: 0, position: 0, side: Side::Left };
    let first = inner(&mut pairs.iter().map(|p| p.first)).unwrap_or(fallback);
    let second = inner(&mut pairs.iter().map(|p| p.second)).unwrap_or(fallback);
    Junction::new(first, second, 0)
}

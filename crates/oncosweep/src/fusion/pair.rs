//! Discordant pairs: both mates' records joined, matched to junctions, clustered.

use std::{collections::BTreeMap, ops::Range};

use super::{
    Breakend, DiscordantPair, Junction, Side,
    cluster::{Arrangement, arrangement},
};
use crate::{
    genes::{Gene, GeneModel},
    genome::ContigId,
    sweep::FragmentId,
};

/// One mate of a discordant pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mate {
    pub contig: ContigId,
    /// First aligned base, 0-based.
    pub start: u32,
    /// One past the last aligned base.
    pub end: u32,
    pub side: Side,
}

impl Mate {
    /// The outermost base: the fragment's own end.
    pub fn outer(&self) -> u32 {
        match self.side {
            Side::Left => self.start,
            Side::Right => self.end.saturating_sub(1),
        }
    }

    /// The base next to the junction, as a breakend.
    pub fn inner(&self) -> Breakend {
        let position = match self.side {
            Side::Left => self.end.saturating_sub(1),
            Side::Right => self.start,
        };
        Breakend { contig: self.contig, position, side: self.side }
    }

    /// Bases from its outer end to `breakend`; `None` when it lies on another contig, points elsewhere, or reaches past the
    /// breakend by more than `slack`.
    fn distance_to(&self, breakend: Breakend, slack: u32) -> Option<u32> {
        if (self.contig, self.side) != (breakend.contig, breakend.side) {
            return None;
        }
        let (outer, inner) = (self.outer(), self.inner().position);
        let (past, distance) = match self.side {
            Side::Left => (inner.saturating_sub(breakend.position), breakend.position.checked_sub(outer)?),
            Side::Right => (breakend.position.saturating_sub(inner), outer.checked_sub(breakend.position)?),
        };
        (past <= slack).then_some(distance)
    }
}

/// A discordant pair, its mates in canonical order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ChimericPair {
    pub first: Mate,
    pub second: Mate,
    pub fragment: FragmentId,
    /// Of the first and of the second mate.
    pub mapping_qualities: [u8; 2],
}

/// How far mates may lie from the junction they support, in bases.
#[derive(Clone, Copy)]
pub(super) struct Reach<'a> {
    /// Both mates' distances together: the library's longest inserts.
    pub insert: u32,
    /// Each mate's distance: in RNA an intron may lie between.
    pub mate: u32,
    /// How far a mate may reach past the breakend: a short end that was aligned with mismatches instead of clipped.
    pub slack: u32,
    /// In RNA, the genes: a mate may lie anywhere in the retained part of a gene that holds the breakend, however long its introns.
    pub genes: Option<&'a GeneModel>,
}

impl Reach<'_> {
    /// How far a mate may lie from `end`.
    pub fn mate_at(&self, end: Breakend) -> u32 {
        let retained = |gene: &Gene| match end.side {
            Side::Left => end.position.saturating_sub(gene.span.start),
            Side::Right => gene.span.end.saturating_sub(end.position),
        };
        let genes = self.genes.into_iter().flat_map(|genes| genes.genes_at(end.contig, end.position));
        genes.map(retained).fold(self.mate, u32::max)
    }

    /// The same for one junction.
    fn at(&self, junction: &Junction) -> JunctionReach {
        JunctionReach { insert: self.insert, mates: [self.mate_at(junction.first), self.mate_at(junction.second)], slack: self.slack }
    }
}

/// How far mates may lie from one junction, in bases.
#[derive(Clone, Copy)]
struct JunctionReach {
    insert: u32,
    mates: [u32; 2],
    slack: u32,
}

impl JunctionReach {
    fn explains(self, junction: &Junction, pair: &ChimericPair) -> bool {
        let distances = (pair.first.distance_to(junction.first, self.slack), pair.second.distance_to(junction.second, self.slack));
        let (Some(first), Some(second)) = distances else { return false };
        first <= self.mates[0] && second <= self.mates[1] && first.saturating_add(second) <= self.insert
    }
}

/// Pairs by arrangement, sorted by their first mate's start.
pub(super) struct Pairs {
    groups: BTreeMap<Arrangement, Vec<ChimericPair>>,
}

/// Joins the records of both mates. A fragment of which only one record is there (its mate's mapping quality was 0, or its place lies
/// outside of what was swept, as that of a panel's partner gene may) is left out: its other end is not known to be unique. [`halves`] has it.
pub(super) fn joined(records: &[DiscordantPair]) -> Pairs {
    grouped(records, |records| {
        let &[a, b] = records else { return None };
        if (a.mate_contig, a.mate_start) != (b.contig, b.start) || (b.mate_contig, b.mate_start) != (a.contig, a.start) {
            return None;
        }
        let (one, two) = if mate(a).inner() <= mate(b).inner() { (a, b) } else { (b, a) };
        let mapping_qualities = [one.mapping_quality, two.mapping_quality];
        Some(ChimericPair { first: mate(one), second: mate(two), fragment: a.fragment, mapping_qualities })
    })
}

/// Pairs of which only one record is there: what the other is taken for has its length and a mapping quality of 0. They cannot suggest a
/// junction, but may support one that split reads show.
pub(super) fn halves(records: &[DiscordantPair]) -> Pairs {
    grouped(records, |records| {
        let &[seen] = records else { return None };
        let end = seen.mate_start.saturating_add(seen.end - seen.start);
        let other = Mate { contig: seen.mate_contig, start: seen.mate_start, end, side: seen.mate_side };
        let (mine, quality) = (mate(seen), seen.mapping_quality);
        let (first, second, mapping_qualities) =
            if mine.inner() <= other.inner() { (mine, other, [quality, 0]) } else { (other, mine, [0, quality]) };
        Some(ChimericPair { first, second, fragment: seen.fragment, mapping_qualities })
    })
}

fn mate(record: &DiscordantPair) -> Mate {
    Mate { contig: record.contig, start: record.start, end: record.end, side: record.side }
}

/// The pairs that `make` makes of the records of each fragment.
fn grouped(records: &[DiscordantPair], make: impl Fn(&[&DiscordantPair]) -> Option<ChimericPair>) -> Pairs {
    let mut by_fragment: Vec<&DiscordantPair> = records.iter().collect();
    by_fragment.sort_unstable_by_key(|r| (r.fragment, **r));
    let mut groups: BTreeMap<Arrangement, Vec<ChimericPair>> = BTreeMap::new();
    for pair in by_fragment.chunk_by(|a, b| a.fragment == b.fragment).filter_map(make) {
        let (first, second) = (pair.first, pair.second);
        groups.entry((first.contig, first.side, second.contig, second.side)).or_default().push(pair);
    }
    for group in groups.values_mut() {
        group.sort_unstable();
    }
    Pairs { groups }
}

impl Pairs {
    /// All pairs.
    pub fn all(&self) -> impl Iterator<Item = &ChimericPair> {
        self.groups.values().flatten()
    }

    /// Pairs that `junction` explains.
    pub fn explained(&self, junction: &Junction, reach: Reach<'_>) -> impl Iterator<Item = ChimericPair> + use<'_> {
        let (junction, reach) = (*junction, reach.at(junction));
        let group = self.groups.get(&arrangement(&junction)).map(Vec::as_slice).unwrap_or_default();
        group[near(group, &junction, reach)].iter().filter(move |pair| reach.explains(&junction, pair)).copied()
    }

    /// As [`Pairs::explained`], and removes them.
    pub fn take_explained(&mut self, junction: &Junction, reach: Reach<'_>) -> Vec<ChimericPair> {
        let reach = reach.at(junction);
        let Some(group) = self.groups.get_mut(&arrangement(junction)) else { return Vec::new() };
        let range = near(group, junction, reach);
        let (taken, kept): (Vec<_>, Vec<_>) = group[range.clone()].iter().partition(|pair| reach.explains(junction, pair));
        if !taken.is_empty() {
            group.splice(range, kept);
        }
        taken
    }

    /// Groups of the pairs that agree with each other: sorted by their first mate, each pair joins the newest group with all pairs of which one junction
    /// explains it. (Agreement with the newest pair alone would chain strangers from one gene to the next.)
    pub fn clusters(&self, reach: Reach<'_>) -> Vec<Vec<ChimericPair>> {
        let within = reach.insert.min(reach.mate);
        let mut all = Vec::new();
        for group in self.groups.values() {
            let mut open: Vec<Cluster> = Vec::new();
            for pair in group {
                let (done, still): (Vec<_>, Vec<_>) = open.into_iter().partition(|c| pair.first.start - c.first > within);
                all.extend(done.into_iter().map(|cluster| cluster.pairs));
                open = still;
                match open.iter_mut().rev().find(|cluster| cluster.takes(pair, within, reach.insert)) {
                    Some(cluster) => cluster.add(*pair),
                    None => open.push(Cluster::new(*pair)),
                }
            }
            all.extend(open.into_iter().map(|cluster| cluster.pairs));
        }
        all
    }
}

/// Pairs that agree with each other.
struct Cluster {
    /// Start of the first pair's first mate: the least.
    first: u32,
    /// Least and greatest start of second mates.
    second: (u32, u32),
    /// The innermost bases of both sides.
    inner: (Breakend, Breakend),
    /// Bases from these to the outer ends of a pair, of both its mates together: those of the widest pair.
    widest: u32,
    pairs: Vec<ChimericPair>,
}

impl Cluster {
    fn new(pair: ChimericPair) -> Self {
        let (place, inner) = (pair.second.start, (pair.first.inner(), pair.second.inner()));
        Self { first: pair.first.start, second: (place, place), inner, widest: apart(&pair, inner), pairs: vec![pair] }
    }

    /// The innermost bases and the width once `pair` has joined. A place farther in is as much farther from every pair.
    fn with(&self, pair: &ChimericPair) -> ((Breakend, Breakend), u32) {
        let inner = (self.inner.0.closer(pair.first.inner()), self.inner.1.closer(pair.second.inner()));
        let farther = inner.0.position.abs_diff(self.inner.0.position).saturating_add(inner.1.position.abs_diff(self.inner.1.position));
        (inner, self.widest.saturating_add(farther).max(apart(pair, inner)))
    }

    /// Whether a junction between the mates of all pairs is at most `insert` bases from the outer ends of each, and their starts lie `within` bases of each other.
    fn takes(&self, pair: &ChimericPair, within: u32, insert: u32) -> bool {
        let place = pair.second.start;
        self.second.0.abs_diff(place) <= within && self.second.1.abs_diff(place) <= within && self.with(pair).1 <= insert
    }

    fn add(&mut self, pair: ChimericPair) {
        (self.inner, self.widest) = self.with(&pair);
        self.second = (self.second.0.min(pair.second.start), self.second.1.max(pair.second.start));
        self.pairs.push(pair);
    }
}

/// Bases from `inner` to the outer ends of both mates together.
fn apart(pair: &ChimericPair, inner: (Breakend, Breakend)) -> u32 {
    pair.first.outer().abs_diff(inner.0.position).saturating_add(pair.second.outer().abs_diff(inner.1.position))
}

/// The pairs of a group whose first mate starts where one that supports `junction` may.
fn near(group: &[ChimericPair], junction: &Junction, reach: JunctionReach) -> Range<usize> {
    let position = junction.first.position;
    let (low, high) = match junction.first.side {
        Side::Left => (position.saturating_sub(reach.mates[0]), position),
        Side::Right => (position.saturating_sub(reach.slack), position.saturating_add(reach.mates[0])),
    };
    group.partition_point(|pair| pair.first.start < low)..group.partition_point(|pair| pair.first.start <= high)
}

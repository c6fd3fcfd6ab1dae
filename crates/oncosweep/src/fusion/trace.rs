//! Chimeric records as their neighbours see them: which pairs are alone, and where a clip may lead.

use super::{Breakend, Side, clip::Locus};
use crate::{
    genome::ContigId,
    sweep::{Read, Window},
};

/// Another chimeric fragment beside a pair starts within the margin in which every read is shown to the window…
const COMPANION_NEAR_BP: u32 = Window::LOAD_MARGIN_BP;
/// …and leads to a place this close.
const COMPANION_FAR_BP: u32 = 1_000;
/// A clip is looked for at so many places at most.
const MAX_LOCI: usize = 3;
/// Records beside a clip that are looked at: in deeper piles the first of them tell enough.
const MAX_BESIDE: usize = 500;

/// A chimeric record as its neighbours see it. The order brings those together that lead to the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Trace {
    side: Side,
    far: (ContigId, Side, u32),
    start: u32,
    fragment: u64,
}

impl Trace {
    /// A record of `read` that leaves it on `side` for `far`.
    pub fn new(read: &Read<'_>, side: Side, far: Breakend) -> Self {
        Self { side, far: (far.contig, far.side, far.position), start: read.start, fragment: read.fragment }
    }

    /// Whether both leave on one side and lead to within [`COMPANION_FAR_BP`] of each other.
    fn leads_with(&self, other: &Self) -> bool {
        self.side == other.side
            && (self.far.0, self.far.1) == (other.far.0, other.far.1)
            && self.far.2.abs_diff(other.far.2) <= COMPANION_FAR_BP
    }

    fn is_companion(&self, other: &Self) -> bool {
        self.fragment != other.fragment && self.start.abs_diff(other.start) <= COMPANION_NEAR_BP && self.leads_with(other)
    }
}

/// The traces of a window, sorted.
#[derive(Debug, Default)]
pub(super) struct Traces {
    sorted: Vec<Trace>,
    by_start: Vec<Trace>,
}

impl Traces {
    pub fn clear(&mut self) {
        self.sorted.clear();
        self.by_start.clear();
    }

    pub fn push(&mut self, trace: Trace) {
        self.sorted.push(trace);
    }

    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// Makes the questions below answerable.
    pub fn sort(&mut self) {
        self.sorted.sort_unstable();
        self.by_start.clone_from(&self.sorted);
        self.by_start.sort_unstable_by_key(|trace| (trace.side, trace.start, *trace));
    }

    /// Whether another chimeric fragment nearby leads to the same place.
    pub fn has_companion(&self, trace: &Trace) -> bool {
        let place = self.sorted.partition_point(|other| other < trace);
        let (before, from) = self.sorted.split_at(place);
        before.iter().rev().take_while(|other| trace.leads_with(other)).any(|other| trace.is_companion(other))
            || from.iter().take_while(|other| trace.leads_with(other)).any(|other| trace.is_companion(other))
    }

    /// Where chimeric fragments lead that leave beside `position` on `side`: at most [`MAX_LOCI`] places, that of the most fragments first.
    pub fn loci_beside(&self, position: u32, side: Side) -> Vec<Locus> {
        let (low, high) = (position.saturating_sub(COMPANION_NEAR_BP), position.saturating_add(COMPANION_NEAR_BP));
        let from = self.by_start.partition_point(|trace| (trace.side, trace.start) < (side, low));
        let near = self.by_start[from..].iter().take_while(|trace| trace.side == side && trace.start <= high);
        let mut beside: Vec<Trace> = near.take(MAX_BESIDE).copied().collect();
        beside.sort_unstable();
        let mut places: Vec<(usize, Locus)> = beside
            .chunk_by(Trace::leads_with)
            .map(|group| {
                let mut fragments: Vec<u64> = group.iter().map(|trace| trace.fragment).collect();
                fragments.sort_unstable();
                fragments.dedup();
                let (contig, side, position) = group[group.len() / 2].far;
                (fragments.len(), Locus { contig, side, position })
            })
            .collect();
        places.sort_unstable_by_key(|&(fragments, locus)| (std::cmp::Reverse(fragments), locus));
        places.truncate(MAX_LOCI);
        places.into_iter().map(|(_, locus)| locus).collect()
    }
}

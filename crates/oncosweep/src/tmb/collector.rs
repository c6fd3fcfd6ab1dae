//! The collector of depth: over target bases for the mean, over coding target bases as a histogram for the denominator of the TMB.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{CallableDepths, CallableStretches, DepthHistogram};
use crate::{
    genome::{Span, Targets},
    sweep::{Collector, FragmentId, Merge, Read, Sample, Window, WindowReads},
};

/// Depth of fragments over the swept territory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerritoryEvidence {
    /// Target bases (all swept bases without targets).
    pub target_bases: u64,
    /// Sum of depths over target bases: tumour, normal.
    pub target_depth_sum: [u64; 2],
    /// Coding target bases by depth.
    pub coding: DepthHistogram,
    /// Where coding target bases are callable; empty unless it was asked for.
    pub callable: CallableStretches,
}

impl Merge for TerritoryEvidence {
    fn merge(&mut self, other: Self) {
        self.target_bases += other.target_bases;
        for (mine, theirs) in self.target_depth_sum.iter_mut().zip(other.target_depth_sum) {
            *mine += theirs;
        }
        self.coding.merge(other.coding);
        self.callable.merge(other.callable);
    }
}

/// Depth of one sample over a window's core.
#[derive(Default)]
struct Depth {
    /// Differences of depth from one position to the next; one more entry than positions.
    steps: Vec<i32>,
    /// Aligned stretches of reads whose mate begins inside them, by fragment: the mate's share of them must not count twice.
    open: FxHashMap<FragmentId, (u32, u32)>,
    spans: Vec<Span>,
}

impl Depth {
    fn begin(&mut self, core: Span) {
        self.steps.clear();
        self.steps.resize(core.len() as usize + 1, 0);
        self.open.clear();
        self.spans.clear();
    }

    fn add(&mut self, core: Span, span: Span, step: i32) {
        let inside = span.intersection(core);
        if !inside.is_empty() {
            self.steps[(inside.start - core.start) as usize] += step;
            self.steps[(inside.end - core.start) as usize] -= step;
        }
    }

    fn observe(&mut self, core: Span, read: &Read<'_>) {
        let block_span = |b: crate::sweep::AlignedBlock| Span::new(b.reference_start, b.reference_start + b.length);
        for block in read.blocks() {
            self.add(core, block_span(block), 1);
        }
        // Most mates lie apart: that needs no look at what is open.
        let Some(mate) = read.mate.filter(|mate| mate.contig == read.contig && mate.start < read.end) else { return };
        if mate.start <= read.start
            && let Some((from, to)) = self.open.remove(&read.fragment)
        {
            for block in read.blocks() {
                for index in from..to {
                    self.add(core, self.spans[index as usize].intersection(block_span(block)), -1);
                }
            }
        } else if read.start <= mate.start && mate.start < read.end {
            let from = self.spans.len() as u32;
            self.spans.extend(read.blocks().map(block_span));
            self.open.insert(read.fragment, (from, self.spans.len() as u32));
        }
    }

    /// Turns differences into depths, in place. None is below 0: an overlap of mates is taken off both only where both were added.
    fn settle(&mut self) {
        let mut running = 0;
        for step in &mut self.steps {
            running += *step;
            *step = running;
        }
    }
}

/// Gathers depth. Fragments count once where mates overlap; reads of low mapping quality and supplementary alignments do not count, as in
/// the pileup of small variants; deleted bases do not count.
pub struct TerritoryCollector {
    min_mapping_quality: u8,
    targets: Arc<Targets>,
    coding: Arc<Targets>,
    callable: Option<CallableDepths>,
    core: Span,
    depths: [Depth; 2],
}

impl TerritoryCollector {
    /// A collector over `targets` (what the mean depth is taken over) and `coding` (the TMB's territory), both within the swept regions.
    pub fn new(targets: Arc<Targets>, coding: Arc<Targets>, min_mapping_quality: u8) -> Self {
        Self { min_mapping_quality, targets, coding, callable: None, core: Span::new(0, 0), depths: Default::default() }
    }
}

impl TerritoryCollector {
    /// Also keeps where bases are callable at `depths`.
    #[must_use]
    pub fn keeping_callable(self, depths: Option<CallableDepths>) -> Self {
        Self { callable: depths, ..self }
    }
}

/// The parts of `regions` in the window's core, as places in the arrays of depth.
fn inside<'a>(regions: &'a Targets, window: &Window<'_>) -> impl Iterator<Item = std::ops::Range<usize>> + use<'a> {
    let core = window.core;
    regions.overlapping(window.contig, core).iter().map(move |span| {
        let inside = span.intersection(core);
        (inside.start - core.start) as usize..(inside.end - core.start) as usize
    })
}

impl Collector for TerritoryCollector {
    type Evidence = TerritoryEvidence;

    fn begin(&mut self, window: &Window<'_>) {
        self.core = window.core;
        for depth in &mut self.depths[..=usize::from(window.has_normal)] {
            depth.begin(window.core);
        }
    }

    fn skip(&mut self, window: &Window<'_>) -> TerritoryEvidence {
        let bases = |regions: &Targets| inside(regions, window).map(|range| range.len() as u64).sum();
        let mut evidence = TerritoryEvidence { target_bases: bases(&self.targets), ..TerritoryEvidence::default() };
        evidence.coding.add(0, 0, bases(&self.coding));
        evidence
    }

    fn observe(&mut self, sample: Sample, read: &Read<'_>, _index: usize, _owned: bool) {
        // Where mates overlap in the core, both touch it.
        let touches_core = !read.span().intersection(self.core).is_empty();
        if touches_core && read.mapping_quality >= self.min_mapping_quality && !read.flags.is_supplementary() {
            self.depths[sample as usize].observe(self.core, read);
        }
    }

    fn finish(&mut self, window: &Window<'_>, _reads: &WindowReads) -> TerritoryEvidence {
        let [tumor, normal] = &mut self.depths;
        tumor.settle();
        if window.has_normal {
            normal.settle();
        }
        let tumor = &self.depths[0].steps[..];
        let normal = if window.has_normal { &self.depths[1].steps[..] } else { &[] };
        let sum = |depths: &[i32]| depths.iter().map(|&depth| depth as u64).sum::<u64>();
        let mut evidence = TerritoryEvidence::default();
        for range in inside(&self.targets, window) {
            evidence.target_bases += range.len() as u64;
            evidence.target_depth_sum[0] += sum(&tumor[range.clone()]);
            evidence.target_depth_sum[1] += normal.get(range).map_or(0, sum);
        }
        for mut range in inside(&self.coding, window) {
            while !range.is_empty() {
                // Neighbours mostly share their depth: one entry a run.
                let at = |index: usize| (tumor[index] as u32, normal.get(index).map_or(0, |&depth| depth as u32));
                let depth = at(range.start);
                let run = range.clone().take_while(|&index| at(index) == depth).count();
                evidence.coding.add(depth.0, depth.1, run as u64);
                let is_callable = |least: CallableDepths| depth.0 >= least.tumor && (!window.has_normal || depth.1 >= least.normal);
                if self.callable.is_some_and(is_callable) {
                    let start = window.core.start + range.start as u32;
                    evidence.callable.push(window.contig, start, start + run as u32);
                }
                range.start += run;
            }
        }
        evidence
    }
}

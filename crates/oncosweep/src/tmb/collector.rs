//! The collector of depth: over target bases for the mean, over coding target bases as a histogram for the denominator of the TMB.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::DepthHistogram;
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
}

impl Merge for TerritoryEvidence {
    fn merge(&mut self, other: Self) {
        self.target_bases += other.target_bases;
        for (mine, theirs) in self.target_depth_sum.iter_mut().zip(other.target_depth_sum) {
            *mine += theirs;
        }
        self.coding.merge(other.coding);
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
        let Some(mate) = read.mate.filter(|mate| mate.contig == read.contig) else { return };
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

    /// Turns differences into depths, in place.
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
    core: Span,
    depths: [Depth; 2],
}

impl TerritoryCollector {
    /// A collector over `targets` (what the mean depth is taken over) and `coding` (the TMB's territory), both within the swept regions.
    pub fn new(targets: Arc<Targets>, coding: Arc<Targets>, min_mapping_quality: u8) -> Self {
        Self { min_mapping_quality, targets, coding, core: Span::new(0, 0), depths: Default::default() }
    }

    fn at(&self, position: u32) -> (u32, u32) {
        let index = (position - self.core.start) as usize;
        let depth = |sample: usize| self.depths[sample].steps.get(index).copied().unwrap_or(0).max(0) as u32;
        (depth(0), depth(1))
    }
}

impl Collector for TerritoryCollector {
    type Evidence = TerritoryEvidence;

    fn begin(&mut self, window: &Window<'_>) {
        self.core = window.core;
        for depth in &mut self.depths {
            depth.begin(window.core);
        }
    }

    fn observe(&mut self, sample: Sample, read: &Read<'_>, _index: usize, _owned: bool) {
        if read.mapping_quality >= self.min_mapping_quality && !read.flags.is_supplementary() {
            self.depths[sample as usize].observe(self.core, read);
        }
    }

    fn finish(&mut self, window: &Window<'_>, _reads: &WindowReads) -> TerritoryEvidence {
        for depth in &mut self.depths {
            depth.settle();
        }
        let mut evidence = TerritoryEvidence::default();
        for span in self.targets.overlapping(window.contig, window.core) {
            let inside = span.intersection(window.core);
            evidence.target_bases += u64::from(inside.len());
            for position in inside.start..inside.end {
                let (tumor, normal) = self.at(position);
                evidence.target_depth_sum[0] += u64::from(tumor);
                evidence.target_depth_sum[1] += u64::from(normal);
            }
        }
        for span in self.coding.overlapping(window.contig, window.core) {
            let inside = span.intersection(window.core);
            let mut position = inside.start;
            while position < inside.end {
                // Neighbours mostly share their depth: one entry a run.
                let depth = self.at(position);
                let run = (position..inside.end).take_while(|&p| self.at(p) == depth).count() as u32;
                evidence.coding.add(depth.0, depth.1, u64::from(run));
                position += run;
            }
        }
        evidence
    }
}

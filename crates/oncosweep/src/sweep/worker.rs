//! One thread's work: windows are filled with reads, each of which is shown as it comes, and then decided.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{Collector, Merge, Plan, ProgressEvent, ReadCounts, Sample, SweepOptions, Window, WindowReads, lane::Lane, view::View};
use crate::{
    error::{Error, Result},
    genome::{ContigId, Contigs, Interval, Reference, Span},
};

/// Longest core of a window in bases.
const WINDOW_BP: u32 = 1 << 15;
/// Length of a worker's first core.
const FIRST_WINDOW_BP: u32 = 1 << 12;
/// Shortest core that is tried first: below it, a window's margins outweigh its core.
const SHORTEST_WINDOW_BP: u32 = 1 << 10;
/// What the reads of one sample should take in a window: little beside everything else, however deep they lie.
const USUAL_BYTES: usize = 5 << 19;
/// A window takes no more reads of a sample than fit here, unless its core is already as short as [`MIN_CORE_BP`].
const WINDOW_BYTES: usize = 8 << 20;
/// Shortest core that a full store leaves.
const MIN_CORE_BP: u32 = 64;

/// Planned bases that are done, over all workers.
pub(super) struct Done {
    bases: AtomicU64,
    total: u64,
}

impl Done {
    pub(super) fn new(plan: &Plan) -> Self {
        Self { bases: AtomicU64::new(0), total: plan.regions.total_bases() }
    }

    fn add(&self, bases: u32) -> f64 {
        let bases = u64::from(bases);
        let done = self.bases.fetch_add(bases, Ordering::Relaxed) + bases;
        if self.total == 0 { 1.0 } else { done as f64 / self.total as f64 }
    }
}

/// One thread's readers, collector and reads.
pub(super) struct Worker<'a, C> {
    contigs: &'a Contigs,
    lanes: Vec<Lane>,
    view: View<'a, C>,
    reads: WindowReads,
    /// The contig whose reads are in `reads`.
    loaded: Option<ContigId>,
    /// Length of the next window's core.
    window_bp: u32,
}

const SAMPLES: [Sample; 2] = [Sample::Tumor, Sample::Normal];

impl<'a, C: Collector> Worker<'a, C> {
    pub(super) fn new(contigs: &'a Contigs, lanes: Vec<Lane>, reference: Option<Reference>, collector: C) -> Self {
        let view = View::new(contigs, reference, collector, lanes.len() > 1);
        Self { contigs, lanes, view, reads: WindowReads::default(), loaded: None, window_bp: FIRST_WINDOW_BP }
    }

    pub(super) fn seek(&mut self, shard: Interval) -> Result<()> {
        self.loaded = None;
        let span = shard.span.padded(Window::LOAD_MARGIN_BP, self.contigs.length(shard.contig));
        self.lanes.iter_mut().try_for_each(|lane| lane.seek(Interval { contig: shard.contig, span }))
    }

    /// Sweeps `interval` window by window. `owned` are the spans of the contig whose reads this run counts.
    pub(super) fn sweep_interval(
        &mut self,
        interval: Interval,
        owned: &[Span],
        options: &SweepOptions<'_>,
        done: &Done,
        evidence: &mut C::Evidence,
    ) -> Result<()> {
        let mut start = interval.span.start;
        while start < interval.span.end {
            if options.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
                return Err(Error::Cancelled);
            }
            let widest = Span::new(start, start.saturating_add(self.window_bp).min(interval.span.end));
            let before: u64 = self.lanes.iter().map(|lane| lane.counts.reads).sum();
            let core = self.fill(interval.contig, widest, owned)?;
            evidence.merge(self.view.finish(&self.reads));
            let reads = self.lanes.iter().map(|lane| lane.counts.reads).sum::<u64>() - before;
            let fraction = done.add(core.len());
            if let Some(progress) = options.progress {
                progress.advance(&ProgressEvent { contig: self.contigs.name(interval.contig), position: core.end, reads, fraction });
            }
            self.window_bp = self.next_window_bp(core);
            start = core.end;
        }
        Ok(())
    }

    /// A length at which the next window's reads take about [`USUAL_BYTES`], if they lie as deep as in this one. Results do not depend on it.
    fn next_window_bp(&self, core: Span) -> u32 {
        let bytes = SAMPLES.into_iter().map(|sample| self.reads.of(sample).bytes()).max().unwrap_or(0).max(1);
        // Depth may rise again, so that the length grows by steps.
        let length = (core.len() as usize * USUAL_BYTES / bytes).min(4 * self.window_bp as usize);
        u32::try_from(length).unwrap_or(u32::MAX).clamp(SHORTEST_WINDOW_BP, WINDOW_BP)
    }

    /// Shows the reads of a window that starts where `widest` does, and keeps them; returns its core, shorter than `widest` where reads lie
    /// deeper than a store may grow.
    fn fill(&mut self, contig: ContigId, widest: Span, owned: &[Span]) -> Result<Span> {
        let first_needed = widest.start.saturating_sub(Window::LOAD_MARGIN_BP);
        self.view.start(contig, widest);
        for sample in SAMPLES {
            if self.loaded == Some(contig) { self.reads.retain_from(sample, first_needed) } else { self.reads.of_mut(sample).clear() }
        }
        self.loaded = Some(contig);
        let mut core = widest;
        for (lane, sample) in self.lanes.iter_mut().zip(SAMPLES) {
            let store = self.reads.of_mut(sample);
            self.view.observe_all(sample, store)?;
            let mut max_bytes = WINDOW_BYTES;
            loop {
                let load = Span::new(first_needed, core.end.saturating_add(Window::LOAD_MARGIN_BP));
                let full = lane.load(contig, load, owned, max_bytes, store, |read, index| self.view.observe(sample, read, index))?;
                let Some(full_at) = full else { break };
                // Every read that starts before `full_at` is in, so positions up to a margin before it are complete.
                let complete = full_at.saturating_sub(Window::LOAD_MARGIN_BP).max(core.start);
                if complete - core.start >= MIN_CORE_BP {
                    core.end = core.end.min(complete);
                    break;
                }
                max_bytes += WINDOW_BYTES;
            }
        }
        if core != widest {
            self.view.start(contig, core);
            SAMPLES.into_iter().try_for_each(|sample| self.view.observe_all(sample, self.reads.of(sample)))?;
        }
        Ok(core)
    }

    pub(super) fn count_unplaced(&mut self) -> Result<()> {
        self.lanes.iter_mut().try_for_each(Lane::count_unplaced)
    }

    pub(super) fn into_counts(self) -> [ReadCounts; 2] {
        let mut lanes = self.lanes.into_iter().map(|lane| lane.counts);
        [lanes.next().unwrap_or_default(), lanes.next().unwrap_or_default()]
    }
}

//! The engine: workers take shards, lanes fill windows, the collector looks, evidence merges in genome order.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use super::{
    Collector, Merge, Plan, Progress, ReadCounts, Source,
    lane::{ContigMap, Lane},
    shards::shards,
    worker::{Done, Worker},
};
use crate::{
    error::{Error, Result},
    genome::{Contigs, Interval, Reference},
};

/// How a sweep runs. Nothing here changes its result.
#[derive(Clone, Copy, Default)]
pub struct SweepOptions<'a> {
    /// Threads in all; 0 means 1.
    pub threads: usize,
    /// Length of a shard in bases; by default shards follow the index.
    pub shard_bp: Option<u32>,
    /// Read in one ordered stream even when an index is there.
    pub stream: bool,
    /// Told after each window.
    pub progress: Option<&'a dyn Progress>,
    /// Set to stop; looked at before each window.
    pub cancel: Option<&'a AtomicBool>,
}

/// What a sweep brings home.
#[derive(Debug, Default)]
pub struct Swept<E> {
    /// What the collectors gathered.
    pub evidence: E,
    /// Reads by what became of them: tumour, normal.
    pub counts: [ReadCounts; 2],
}

impl<E: Merge> Merge for Swept<E> {
    fn merge(&mut self, other: Self) {
        self.evidence.merge(other.evidence);
        for (mine, theirs) in self.counts.iter_mut().zip(other.counts) {
            mine.merge(theirs);
        }
    }
}

/// One sweep, ready to run: the inputs have been opened and found to belong together.
pub struct Sweep<'a> {
    contigs: &'a Contigs,
    sources: Vec<&'a Source>,
    reference: Option<&'a Reference>,
    plan: &'a Plan,
    maps: Vec<ContigMap>,
}

impl<'a> Sweep<'a> {
    /// Prepares a sweep of `tumor` and perhaps `normal` over `plan`. `contigs` are the case's; `reference` may be absent when no collector
    /// needs one.
    pub fn new(
        contigs: &'a Contigs,
        tumor: &'a Source,
        normal: Option<&'a Source>,
        reference: Option<&'a Reference>,
        plan: &'a Plan,
    ) -> Self {
        let sources: Vec<&Source> = std::iter::once(tumor).chain(normal).collect();
        let maps = sources.iter().map(|source| contig_map(contigs, source)).collect();
        Self { contigs, sources, reference, plan, maps }
    }

    /// Runs. `make` gives each worker its collector.
    ///
    /// # Errors
    /// Anything wrong with the inputs that shows only while reading them, or [`Error::Cancelled`].
    pub fn run<C: Collector>(&self, make: impl Fn() -> C + Sync, options: &SweepOptions<'_>) -> Result<Swept<C::Evidence>> {
        if options.stream || self.sources.iter().any(|source| !source.is_indexed()) {
            self.run_stream(make, options)
        } else {
            self.run_shards(make, options)
        }
    }

    fn run_stream<C: Collector>(&self, make: impl Fn() -> C, options: &SweepOptions<'_>) -> Result<Swept<C::Evidence>> {
        self.check_stream_order()?;
        // The threads that are left inflate, shared out over the files.
        let (extra, files) = (options.threads.max(1) - 1, self.sources.len());
        let lanes = self.sources.iter().zip(&self.maps).enumerate().map(|(index, (source, map))| {
            let share = extra / files + usize::from(index < extra % files);
            Lane::stream(source, map.clone(), share)
        });
        let mut worker = self.worker(make(), lanes.collect::<Result<_>>()?)?;
        let done = Done::new(self.plan);
        let mut swept = Swept::<C::Evidence>::default();
        for region in self.plan.regions.iter() {
            worker.sweep_interval(region, self.plan.regions.on(region.contig), options, &done, &mut swept.evidence)?;
        }
        if self.plan.unplaced {
            worker.count_unplaced()?;
        }
        swept.counts = worker.into_counts();
        Ok(swept)
    }

    fn run_shards<C: Collector>(&self, make: impl Fn() -> C + Sync, options: &SweepOptions<'_>) -> Result<Swept<C::Evidence>> {
        let shards = shards(self.plan, self.sources[0], &self.maps[0].to_file, options.shard_bp)?;
        let next = AtomicUsize::new(0);
        let failed = AtomicBool::new(false);
        let slots: Vec<Mutex<Option<C::Evidence>>> = shards.iter().map(|_| Mutex::new(None)).collect();
        let done = Done::new(self.plan);
        let work = || -> Result<[ReadCounts; 2]> {
            let lanes = self.sources.iter().zip(&self.maps).map(|(source, map)| Lane::indexed(source, map.clone()));
            let mut worker = self.worker(make(), lanes.collect::<Result<_>>()?)?;
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if failed.load(Ordering::Relaxed) {
                    break;
                }
                if index == shards.len() && self.plan.unplaced {
                    worker.count_unplaced()?;
                }
                let Some(shard) = shards.get(index) else { break };
                worker.seek(shard.hull())?;
                let mut evidence = C::Evidence::default();
                for &span in &shard.spans {
                    worker.sweep_interval(Interval { contig: shard.contig, span }, &shard.spans, options, &done, &mut evidence)?;
                }
                if let Ok(mut slot) = slots[index].lock() {
                    *slot = Some(evidence);
                }
            }
            Ok(worker.into_counts())
        };
        let outcomes: Vec<Result<[ReadCounts; 2]>> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..options.threads.max(1))
                .map(|_| {
                    scope.spawn(|| {
                        let outcome = work();
                        if outcome.is_err() {
                            failed.store(true, Ordering::Relaxed);
                        }
                        outcome
                    })
                })
                .collect();
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        });
        let mut swept = Swept::<C::Evidence>::default();
        for outcome in outcomes {
            for (mine, theirs) in swept.counts.iter_mut().zip(outcome?) {
                mine.merge(theirs);
            }
        }
        for slot in slots {
            if let Ok(Some(evidence)) = slot.into_inner() {
                swept.evidence.merge(evidence);
            }
        }
        Ok(swept)
    }

    fn worker<C: Collector>(&self, collector: C, lanes: Vec<Lane>) -> Result<Worker<'_, C>> {
        let reference = self.reference.map(Reference::reopen).transpose()?;
        Ok(Worker::new(self.contigs, lanes, reference, collector))
    }

    /// A stream gives contigs in the file's order, so the case's order must be the same for every file.
    fn check_stream_order(&self) -> Result<()> {
        for (source, map) in self.sources.iter().zip(&self.maps) {
            let mut order = map.to_file.iter().flatten();
            let mut last = None;
            if !order.all(|&tid| last.replace(tid).is_none_or(|before| before < tid)) {
                return Err(Error::genome_mismatch(
                    source.path(),
                    "lists the contigs in another order than the tumour, so the two cannot be read in one stream; index both files with samtools index",
                ));
            }
        }
        Ok(())
    }
}

fn contig_map(contigs: &Contigs, source: &Source) -> ContigMap {
    let file = &source.header().contigs;
    let to_case = file.iter().map(|(_, contig)| contigs.resolve(&contig.name)).collect();
    let to_file = contigs.iter().map(|(_, contig)| file.resolve(&contig.name)).collect();
    ContigMap { to_case, to_file }
}

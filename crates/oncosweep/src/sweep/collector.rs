//! What is called for every read: the sweep drives, collectors gather.

use super::{Read, Window, WindowReads};

/// Which alignment file of the case a read comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sample {
    /// The tumour (or the only sample).
    Tumor = 0,
    /// The matched normal.
    Normal = 1,
}

/// Evidence that merges. `merge` must be associative with `default()` as its empty value; the sweep merges windows in genome order,
/// and `oncosweep merge` merges runs over disjoint regions, so the result must not depend on where the genome was cut.
pub trait Merge: Default {
    /// Adds what was collected elsewhere.
    fn merge(&mut self, other: Self);
}

/// Gathers evidence for one biomarker. One instance belongs to one worker and is reused for all of its windows.
///
/// The contract that makes results independent of where windows are cut:
/// - what is counted **once per read** is counted only when `owned` is true (the read starts in the window's core);
/// - what is counted **per position** is counted only for positions in [`Window::core`]. Every read that overlaps the core, or comes
///   within [`Window::LOAD_MARGIN_BP`] of it, is shown, so a position sees the same reads whatever the window.
///
/// Duplicates, secondary, QC-failed and unmapped reads have been skipped and counted before; supplementary alignments and reads of any
/// mapping quality are shown.
pub trait Collector: Send {
    /// What is gathered.
    type Evidence: Merge + Send;

    /// A window in or near which no read lies: what its core adds to the evidence. Most of a panel's or an exome's genome is such, so neither
    /// its reference is read nor its positions gone through.
    fn skip(&mut self, _window: &Window<'_>) -> Self::Evidence {
        Self::Evidence::default()
    }

    /// A window begins, or begins again with a shorter core: whatever was observed since the last [`Collector::finish`] is forgotten.
    fn begin(&mut self, window: &Window<'_>);

    /// One read, in coordinate order for each sample; `index` is its place in [`WindowReads`] of that sample.
    fn observe(&mut self, sample: Sample, read: &Read<'_>, index: usize, owned: bool);

    /// The window ends: the second look at its reads. Returns what the window's core adds to the evidence.
    fn finish(&mut self, window: &Window<'_>, reads: &WindowReads) -> Self::Evidence;
}

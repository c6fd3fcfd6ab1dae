//! Depth of reads in bins along the genome: what drawings show around breakpoints and along genes.
//!
//! Breakpoints are known only once all windows have been merged, so the sweep counts everywhere, coarsely: aligned bases in bins of
//! [`BinSize`], sparse. Every record counts that the sweep shows (duplicates, secondary and QC-failed ones have been skipped), as in `samtools depth`:
//! any mapping quality, each mate for itself, deleted bases and introns not.

mod bins;
mod collector;
mod evidence;

pub use bins::BinnedDepth;
pub use collector::CoverageCollector;
pub use evidence::{BinSize, CoverageEvidence};

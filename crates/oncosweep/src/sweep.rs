//! The one pass: open and check the inputs ([`Source`]), cut the genome into windows ([`Plan`]), show each [`Read`] once to the
//! [`Collector`], keep the reads of a window for its second look, merge what was collected in genome order ([`Sweep`]).

mod bam_blocks;
mod collector;
mod crai;
mod driver;
mod filter;
mod group;
mod header;
mod hts;
mod input;
mod lane;
mod plan;
mod progress;
mod read;
#[cfg(test)]
pub(crate) mod read_maker;
mod record;
mod records;
mod shards;
mod source;
mod store;
mod view;
mod window;
mod worker;

pub use collector::{Collector, Merge, Sample};
pub use driver::{Sweep, SweepOptions, Swept};
pub use filter::{SkipCounts, SkipReason};
pub(crate) use group::group;
pub use header::Header;
pub use lane::{MAX_IDENTICAL_SPANS, ReadCounts};
pub use plan::Plan;
pub(crate) use progress::Watch;
pub use progress::{CallEvent, Progress, ProgressEvent};
pub use read::{AlignedBlock, Bases, Cigar, CigarKind, CigarOp, Flags, FragmentId, MatePlacement, Read, base_code, base_letter};
pub use source::Source;
pub use store::ReadStore;
pub use window::{ReferenceSlice, Window, WindowReads};

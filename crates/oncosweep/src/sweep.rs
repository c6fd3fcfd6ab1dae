//! The one pass: open and check the inputs ([`Source`]), cut the genome into windows ([`Plan`]), show each [`Read`] once to the
//! [`Collector`], keep the reads of a window for its second look, merge what was collected in genome order.

mod collector;
mod filter;
mod read;
mod store;
mod window;

pub use collector::{Collector, Merge, Sample};
pub use filter::{SkipCounts, SkipReason};
pub use read::{AlignedBlock, Bases, Cigar, CigarKind, CigarOp, Flags, FragmentId, MatePlacement, Read, base_code, base_letter};
pub use store::ReadStore;
pub use window::{ReferenceSlice, Window, WindowReads};

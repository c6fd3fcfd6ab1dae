//! Ground floor: contigs and their aliases, intervals, the reference sequence, target regions, calls in VCF files.
//!
//! All coordinates in this library are 0-based and half-open; only writers of formats that demand it add one.

mod contigs;
mod fasta;
mod interval;
mod parallel;
mod periodic;
mod reference;
mod targets;
mod text;
mod vcf;

pub use contigs::{Contig, ContigId, Contigs};
pub use interval::{Interval, Span};
pub(crate) use parallel::map_parallel;
pub(crate) use periodic::periodic_stretches;
pub use reference::Reference;
pub use targets::Targets;
pub(crate) use targets::spans_hold;
pub use text::TextLines;
pub use vcf::{VcfHeader, VcfReader, VcfRecord};

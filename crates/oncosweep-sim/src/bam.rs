//! BAM files: records, compressed blocks, index and the ordered writer (SAM specification, sections 4 and 5).

mod bai;
mod bgzf;
mod file;
mod header;
mod record;
mod segment;

pub use bai::Bai;
pub use bgzf::BlockCompressor;
pub use file::{BamFile, whole_file};
pub use header::header_text;
pub use record::{Record, Tag, encode};
pub use segment::{Segment, SegmentWriter};

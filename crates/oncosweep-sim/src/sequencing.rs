//! One sample's reads: fragments drawn window by window, written as records.

mod chimera;
mod counting;
mod counts;
mod emit;
mod fragment;
mod sample;
mod scene;
mod umi;
mod worker;

pub use chimera::{Injected, JunctionCounts, draw_fusion, draw_junction};
pub use counts::Counts;
pub use emit::{Aligned, ReadAlignments, emit_reads};
pub use sample::{Sample, SampleRole};
pub use umi::UmiTags;
pub use worker::{Carried, Entry, Worker};

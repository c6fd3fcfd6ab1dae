//! One sample's reads: fragments drawn window by window, written as records.

mod counts;
mod emit;
mod fragment;
mod sample;
mod scene;
mod worker;

pub use counts::Counts;
pub use sample::{Sample, SampleRole};
pub use worker::{Carried, Worker};

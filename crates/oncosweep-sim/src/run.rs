//! From settings and inputs to files.

mod inputs;
mod ordered;
mod pair;
mod progress;
mod rna;
mod sample;

pub use inputs::Inputs;
pub use pair::{Written, simulate_pair};
pub use progress::{Progress, ProgressEvent};
pub use rna::simulate_rna;
pub use sample::SampleWritten;

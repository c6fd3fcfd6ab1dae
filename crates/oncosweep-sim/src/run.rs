//! From settings and inputs to files.

mod inputs;
mod ordered;
mod pair;
mod progress;
mod sample;

pub use inputs::Inputs;
pub use pair::{Written, simulate_pair};
pub use progress::{Progress, ProgressEvent};

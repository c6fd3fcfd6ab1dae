//! RNA: spliced fragments of expressed transcripts, and fusion transcripts.

mod expression;
mod fusion;
mod splice;
mod worker;

pub use expression::{Cluster, Expressed, Expression};
pub use fusion::{PlannedFusion, plan_fusions, read_fusions};
pub use splice::{spliced_bases, spliced_template};
pub use worker::RnaWorker;

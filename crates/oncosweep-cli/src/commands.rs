//! One file a subcommand.

pub mod baseline;
pub mod call;
pub mod check;
pub mod cohort;
pub mod fusion;
pub mod merge;
pub mod msi;
pub mod report;
pub mod sites;
pub mod sweep;
pub mod tmb;

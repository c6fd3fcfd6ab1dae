//! Ground floor: distributions, tests and intervals, each with its formula and source.

pub mod beta_binomial;
pub mod fdr;
pub mod fisher;
pub mod interval;
pub mod logarithm;
pub mod phred;

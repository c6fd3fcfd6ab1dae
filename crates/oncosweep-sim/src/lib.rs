//! Tumour and normal alignments with known truth, at gigabyte speed.
//!
//! From a reference (and, if wanted, genes, targets and lists of variants) the simulator decides first what is true (the [`plan`]) and then
//! draws reads and writes them as an aligner would have: coordinate-sorted, indexed BAM, without an aligner. The same seed gives the
//! same bytes for any number of threads and on any platform.
//!
//! ```no_run
//! use oncosweep_sim::{config::Config, run::{Inputs, simulate_pair}};
//! let inputs = Inputs::new("genome.fa");
//! let written = simulate_pair(&Config::default(), &inputs, "case".as_ref(), 2, None)?;
//! # Ok::<(), oncosweep::Error>(())
//! ```
//!
//! Rooms, from the bottom: [`random`]; [`reads`] (one read's bases, alignment, errors), [`bam`] (bytes); [`survey`] (what the reference
//! holds); [`config`]; [`plan`] (what is true); [`fragments`] (where they lie); [`sequencing`] (a sample's records); [`rna`]; [`truth`] (files
//! that tell); [`run`].

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod bam;
pub mod config;
pub mod fragments;
pub mod plan;
pub mod random;
pub mod reads;
pub mod rna;
pub mod run;
pub mod sequencing;
pub mod survey;
pub mod truth;

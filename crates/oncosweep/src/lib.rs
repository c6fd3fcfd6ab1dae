//! One sweep over a tumour's alignments gives mutational burden (TMB), microsatellite instability (MSI) and fusions, with an
//! interval on every number.
//!
//! Three ideas carry the library:
//!
//! 1. **Sweep → evidence → call.** The [`sweep`] reads each alignment once and turns it into integer evidence that merges; calling
//!    is a pure function from evidence and a configuration to results.
//! 2. **Sparse by construction.** Almost every base equals the reference; only the exceptions cost more than one comparison.
//! 3. **Second look in memory.** A window keeps its reads until it ends; candidates get the expensive treatment there.
//!
//! Coordinates are 0-based and half-open everywhere in this library; writers of formats that are 1-based add one.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod case;
pub mod config;
pub mod coverage;
pub mod error;
pub mod evidence;
mod framed;
pub mod fusion;
pub mod genes;
pub mod genome;
pub mod msi;
mod normals;
pub mod profile;
pub mod stats;
pub mod sweep;
pub mod tmb;
pub mod variant;
pub mod write;

pub use error::{Error, Result};

//! From a place in a genome to a read as an aligner reports it.

pub mod base;
mod draft;
mod edit;
mod ends;
mod error;
mod name;
mod quality;
mod tags;

pub use draft::{Context, Draft, op};
pub use edit::{Damage, Edit, Template};
pub use ends::extend_over_clip;
pub use error::Errors;
pub use name::Names;
pub use quality::{Qualities, QualityKind, QualityPool};
pub use tags::{push_cigar_text, push_number};

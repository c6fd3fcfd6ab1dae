//! Small variants: a sparse scan for candidates, a second look at their reads, and the somatic model.

mod allele;
mod alternates;
mod call;
mod config;
mod differences;
mod errors;
mod evidence;
mod filters;
mod observation;
mod pileup;
mod realign;
mod scan;
mod second_look;
mod somatic;
mod strata;

pub use allele::{Allele, AlleleKind};
pub use call::{VariantCall, VariantCalls, VariantSummary, call};
pub use config::{VariantCallConfig, VariantSweepConfig};
pub use errors::{ErrorCounts, ErrorRates};
pub use evidence::{Candidate, RepeatContext, VariantEvidence, VariantSkips};
pub use filters::VariantFilter;
pub use pileup::VariantCollector;
pub use somatic::{Hypotheses, SomaticModel, SomaticScore};
pub use strata::{AlleleStrata, QUALITY_BINS, SampleStrata, quality_bin, quality_of_bin};

//! Small variants: a sparse scan for candidates, a second look at their reads, and the somatic model.

mod allele;
mod alternates;
mod artefact;
mod call;
mod config;
#[cfg(test)]
mod conformance;
mod differences;
mod error_summary;
mod errors;
mod evidence;
mod filters;
mod fragments;
mod haplotypes;
mod indel_errors;
mod mnv;
mod observation;
mod pileup;
mod places;
mod population;
mod priors;
mod realign;
mod repeat;
mod scan;
mod second_look;
mod show;
mod somatic;
mod spectrum;
mod strata;
mod tumor_only;

pub use allele::{Allele, AlleleKind};
pub use artefact::Artefact;
pub use call::{VariantCall, VariantCalls, VariantSummary, call};
pub use config::{VariantCallConfig, VariantSweepConfig};
pub use error_summary::{ErrorClass, ErrorSummary, QualityClass};
pub use errors::{ErrorCounts, ErrorRates};
pub use evidence::{Candidate, RepeatContext, VariantEvidence, VariantSkips};
pub use filters::VariantFilter;
pub use indel_errors::IndelErrorCounts;
pub use mnv::JoinedAllele;
pub use pileup::VariantCollector;
pub use population::{PopulationInput, look_up as look_up_population};
pub use priors::{Priors, SomaticScore};
pub use somatic::{Explanations, Hypotheses, SomaticModel};
pub use spectrum::sbs96;
pub use strata::{AlleleStrata, DOUBTFUL_BIN, END_BIN, PLACE_QUALITY, QUALITY_BINS, SampleStrata, quality_bin, quality_of_bin};

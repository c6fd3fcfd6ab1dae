//! The statistical model: of one site, stutter, germline and the likelihood ratio of a shifted allele; of the sample, the fraction of unstable sites.

mod alternative;
mod coarse;
mod factors;
mod fraction;
mod gathered;
mod genotype;
mod germlines;
mod lengths;
mod library;
mod null;
mod rates;
mod ratio;
mod ratios;
mod shift;
mod stutter;
mod tail;
mod target;

pub(super) use alternative::Alternative;
pub(super) use fraction::FractionPosterior;
pub(super) use genotype::Genotype;
pub(super) use germlines::{Germline, of_itself, of_normal, of_panel};
pub use library::Library;
pub(super) use library::Losses;
pub(super) use rates::RatePriors;
pub(super) use ratio::{Shares, SiteRatio, Weighed, shares};
pub(super) use ratios::Ratios;
pub(super) use stutter::{SiteLengths, StutterModel};
#[cfg(test)]
pub(super) use tail::Stream;
pub(super) use tail::{DRAWS, NOT_DECISIVE, bound};

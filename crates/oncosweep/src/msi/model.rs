//! The statistical model: of one site, stutter, germline and the likelihood ratio of a shifted allele; of the sample, the fraction of unstable sites.

mod fraction;
mod genotype;
mod germlines;
mod library;
mod null;
mod rates;
mod ratio;
mod stutter;
mod tail;

pub(super) use fraction::FractionPosterior;
pub(super) use genotype::Genotype;
pub(super) use germlines::{Germline, of_itself, of_normal, of_panel};
pub use library::Library;
pub(super) use library::Losses;
pub(super) use ratio::{Alternative, LnRatios, Shares, SiteRatio, shares};
pub(super) use stutter::{SiteLengths, StutterModel};
#[cfg(test)]
pub(super) use tail::Stream;
pub(super) use tail::{NOT_DECISIVE, bound};

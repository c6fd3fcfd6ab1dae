//! Tumour mutational burden: what counts, over what territory, with what interval.
//!
//! `TMB = n / L`, with `n` the variants a preset's rule counts and `L` the megabases that were callable **in this sample** inside the coding part
//! of the target, at the same depths the rule asks of a variant. The interval is the exact Poisson one (Garwood, Biometrika 28:437, 1936), widened
//! by what the calls' posteriors leave in doubt ([`TrueCount`]). Without a normal, `n` is less the inherited variants expected among the calls. Whether
//! the burden is high is given as the posterior probability that the rate reaches the threshold (Jeffreys' prior), and as one of three
//! states: a panel of 1 Mb with ten variants is compatible with 4.8 to 18.4 per Mb, so its honest answer is "indeterminate".
//!
//! A somatic indel of a coding microsatellite is a frameshift like any other and counts; that is why unstable tumours have high burdens, and why the
//! two are reported side by side and not taken for one another. An MNV is one variant, by the consequence of all its bases.
//!
//! Every variant carries the [`Verdict`] that counted it or the first rule that excluded it.

mod burden;
mod callable;
mod collector;
mod config;
mod decision;
mod doubt;
mod from_vcf;
mod hotspots;
mod preset;
mod territory;
mod verdict;

pub use burden::{Definition, Tmb, TmbCall, TmbStatus, call};
pub use callable::{CallableDepths, CallableStretches};
pub use collector::{TerritoryCollector, TerritoryEvidence};
pub use config::TmbConfig;
pub use decision::{Decision, decision};
pub use doubt::TrueCount;
pub use from_vcf::{VcfBurden, VcfInputs, VcfSource, VcfVariant, from_vcf, from_vcf_until};
pub use hotspots::Hotspots;
pub use preset::{Counted, Preset, Transcripts};
pub use territory::{DepthHistogram, Territory};
pub use verdict::{TmbVariant, Verdict};

#[cfg(test)]
mod tests;

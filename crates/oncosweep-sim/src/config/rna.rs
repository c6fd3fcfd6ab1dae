//! RNA.

use oncosweep::{Error, Result};
use serde::{Deserialize, Serialize};

use super::in_range;

/// An RNA sample: poly-A selected, paired, aligned as STAR does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RnaConfig {
    /// Name, for the read group and the file.
    pub name: String,
    /// Expected number of unique fragments.
    pub fragments: u64,
    /// Share of genes that are expressed.
    pub expressed_fraction: f64,
    /// Standard deviation of the natural log of expression between genes.
    pub expression_sd: f64,
    /// Share of a gene's fragments from its preferred transcript; the others share the rest.
    pub main_transcript: f64,
    /// Whether read 1 is antisense to the transcript, as in dUTP libraries; otherwise either strand.
    pub reverse_stranded: bool,
    /// Number of fusions of random genes at exon boundaries, besides listed ones.
    pub fusions: u32,
    /// Fragments per base of a fusion's transcript at its junction: lowest and highest mean number of fragments over the junction.
    pub fusion_support: (f64, f64),
}

impl Default for RnaConfig {
    fn default() -> Self {
        Self {
            name: "rna".into(),
            fragments: 2_000_000,
            expressed_fraction: 0.6,
            expression_sd: 1.8,
            main_transcript: 0.8,
            reverse_stranded: true,
            fusions: 0,
            fusion_support: (5.0, 50.0),
        }
    }
}

impl RnaConfig {
    pub(super) fn validate(&self) -> Result<()> {
        if self.fragments > 10_000_000_000 {
            return Err(Error::Config(format!("rna.fragments is {}; it must be at most 10 billion", self.fragments)));
        }
        in_range("rna.expressed_fraction", self.expressed_fraction, 0.0, 1.0)?;
        in_range("rna.expression_sd", self.expression_sd, 0.0, 4.0)?;
        in_range("rna.main_transcript", self.main_transcript, 0.0, 1.0)?;
        in_range("rna.fusions", f64::from(self.fusions), 0.0, 10_000.0)?;
        in_range("rna.fusion_support", self.fusion_support.0, 0.0, self.fusion_support.1)?;
        in_range("rna.fusion_support", self.fusion_support.1, 0.0, 1e6)
    }
}

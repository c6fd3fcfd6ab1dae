//! One sample of the case.

use oncosweep::{Error, Result};
use serde::{Deserialize, Serialize};

use super::in_range;

/// How much of a sample is sequenced, and whose DNA it holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SampleConfig {
    /// Name, for the read group and the file.
    pub name: String,
    /// Mean depth over the territory, in bases of unique (not duplicate) fragments over bases of territory; mates that overlap count twice.
    pub depth: f64,
    /// Share of tumour cells, 0 to 1. In the normal sample this is the tumour-in-normal contamination. Variants planted at a fixed allele
    /// fraction have that fraction in a sample of `tumor_fraction` 1, and `tumor_fraction` times as much in another.
    pub tumor_fraction: f64,
    /// Share of fragments from another, unrelated person, 0 to 1.
    pub contamination: f64,
}

impl Default for SampleConfig {
    fn default() -> Self {
        Self { name: "sample".into(), depth: 30.0, tumor_fraction: 0.0, contamination: 0.0 }
    }
}

impl SampleConfig {
    pub(super) fn validate(&self, role: &str) -> Result<()> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if self.name.is_empty() || !self.name.chars().all(plain) || self.name.starts_with('.') {
            let why = "it is a file's name and must be letters, digits, '-', '_' and '.'";
            return Err(Error::Config(format!("{role}.name is '{}'; {why}", self.name)));
        }
        in_range(&format!("{role}.depth"), self.depth, 0.0, 100_000.0)?;
        in_range(&format!("{role}.tumor_fraction"), self.tumor_fraction, 0.0, 1.0)?;
        in_range(&format!("{role}.contamination"), self.contamination, 0.0, 1.0)
    }
}

//! Every setting of a run, in one document: the same structure feeds command-line flags, Python keywords and the `parameters` block of the
//! output.

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    fusion::FusionConfig,
    msi::{CompatConfig, MsiConfig, MsiSweepConfig, ScanConfig},
    tmb::TmbConfig,
    variant::{VariantCallConfig, VariantSweepConfig},
};

/// Settings that act while alignments are read. Changing one means sweeping again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SweepConfig {
    /// Bases read on either side of each target. 500: the insert size of common libraries, so that mates of on-target reads are seen.
    pub target_margin_bp: u32,
    /// Small variants.
    pub variant: VariantSweepConfig,
    /// Repeat lengths.
    pub msi: MsiSweepConfig,
    /// Scan of the reference for microsatellites, when no list is given.
    pub scan: ScanConfig,
    /// Counting of repeat lengths by another tool's rules beside our own.
    pub compat: CompatConfig,
}

impl Default for SweepConfig {
    fn default() -> Self {
        Self {
            target_margin_bp: 500,
            variant: VariantSweepConfig::default(),
            msi: MsiSweepConfig::default(),
            scan: ScanConfig::default(),
            compat: CompatConfig::default(),
        }
    }
}

/// All settings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Settings that act while reading.
    pub sweep: SweepConfig,
    /// Thresholds and priors of small variants.
    pub variant: VariantCallConfig,
    /// Tumour mutational burden.
    pub tmb: TmbConfig,
    /// Microsatellite instability.
    pub msi: MsiConfig,
    /// Fusions.
    pub fusion: FusionConfig,
}

impl Config {
    /// Reads a configuration from JSON; what is not given keeps its default.
    ///
    /// # Errors
    /// [`Error::Config`] for malformed JSON, an unknown field or a value out of range.
    pub fn from_json(text: &str) -> Result<Self> {
        let config: Self = serde_json::from_str(text).map_err(|e| Error::Config(format!("the configuration cannot be read: {e}")))?;
        config.validate()?;
        Ok(config)
    }

    /// Checks every range.
    ///
    /// # Errors
    /// [`Error::Config`] naming the field.
    pub fn validate(&self) -> Result<()> {
        self.sweep.variant.validate()?;
        self.sweep.msi.validate()?;
        self.sweep.scan.validate()?;
        self.sweep.compat.validate()?;
        self.variant.validate()?;
        self.tmb.validate()?;
        self.msi.validate()?;
        self.fusion.validate()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partial_document_keeps_the_other_defaults() {
        let config = Config::from_json(r#"{"variant": {"min_vaf": 0.1}}"#).unwrap();
        assert!((config.variant.min_vaf - 0.1).abs() < 1e-12);
        assert_eq!(config.msi, MsiConfig::default());
        for bad in [
            r#"{"variant": {"min_waf": 0.1}}"#,
            r#"{"variant": {"min_vaf": 2}}"#,
            r#"{"variant": {"germline_prior": 0.49, "somatic_snv_prior": 0.4}}"#,
            "{",
        ] {
            assert!(matches!(Config::from_json(bad), Err(Error::Config(_))), "{bad}");
        }
    }
}

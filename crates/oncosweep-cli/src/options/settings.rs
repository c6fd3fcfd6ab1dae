//! Settings that change results: a configuration file, and the main thresholds one by one.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, anyhow};
use oncosweep::profile::Config;

/// Thresholds. What is given here goes before the configuration file, which goes before the defaults.
#[derive(clap::Args)]
#[command(next_help_heading = "Settings")]
pub struct SettingOptions {
    /// All settings, as JSON in the form of `parameters` in profile.json; what it leaves out keeps its default
    #[arg(long, value_name = "JSON")]
    config: Option<PathBuf>,
    /// Least mapping quality of reads that count for variants and microsatellites
    #[arg(long, value_name = "Q")]
    min_mapping_quality: Option<u8>,
    /// Least base quality of bases that count for variants
    #[arg(long, value_name = "Q")]
    min_base_quality: Option<u8>,
    /// Least allele fraction of a reported variant, 0 to 1
    #[arg(long, value_name = "FRACTION")]
    min_vaf: Option<f64>,
    /// Fraction of unstable sites from which a tumour is MSI-H, 0 to 1
    #[arg(long, value_name = "FRACTION")]
    msi_threshold: Option<f64>,
    /// Variants per megabase from which the TMB is high
    #[arg(long, value_name = "PER_MB")]
    tmb_threshold: Option<f64>,
    /// Rule for what counts: wes, ...
    #[arg(long, value_name = "NAME")]
    tmb_preset: Option<String>,
    /// Fewest supporting fragments of a reported fusion
    #[arg(long, value_name = "N")]
    min_fusion_support: Option<u32>,
}

impl SettingOptions {
    /// The configuration these options describe.
    pub fn config(&self) -> Result<Config> {
        self.config_over(&Config::default())
    }

    /// The configuration these options describe; what they leave open is as in `base`.
    pub fn config_over(&self, base: &Config) -> Result<Config> {
        let mut config = match &self.config {
            Some(path) => {
                let text = fs::read_to_string(path).with_context(|| format!("{}: cannot be read; check the path", path.display()))?;
                serde_json::from_str(&text).map_err(|e| anyhow!("{}, line {}: {e}", path.display(), e.line()))?
            }
            None => base.clone(),
        };
        if let Some(quality) = self.min_mapping_quality {
            config.variant.min_mapping_quality = quality;
            config.msi.min_mapping_quality = quality;
        }
        if let Some(quality) = self.min_base_quality {
            config.variant.min_base_quality = quality;
        }
        if let Some(fraction) = self.min_vaf {
            config.variant.min_vaf = fraction;
        }
        if let Some(fraction) = self.msi_threshold {
            config.msi.threshold = fraction;
        }
        if let Some(per_mb) = self.tmb_threshold {
            config.tmb.threshold = per_mb;
        }
        if let Some(preset) = &self.tmb_preset {
            config.tmb.preset.clone_from(preset);
        }
        if let Some(fragments) = self.min_fusion_support {
            config.fusion.min_supporting_fragments = fragments;
        }
        config.validate()?;
        Ok(config)
    }
}

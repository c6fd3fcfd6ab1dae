//! Settings that change results: a configuration file, and the main thresholds one by one.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, anyhow};
use oncosweep::{Error, config::Config, msi::CompatTool};
use serde_json::Value;

/// A tool whose counting and files are reproduced.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Compat {
    /// MSIsensor-pro 1.3: msisensor-pro, msisensor-pro_dis, _all and _unstable
    MsisensorPro,
}

/// Thresholds. What is given here goes before the configuration file, which goes before the defaults.
#[derive(clap::Args)]
#[command(next_help_heading = "Settings")]
pub struct SettingOptions {
    /// Settings as JSON, in the form of `parameters` in profile.json; what it leaves out keeps its default
    #[arg(long, value_name = "JSON")]
    config: Option<PathBuf>,
    /// Least mapping quality of reads that count, phred
    #[arg(long, value_name = "Q")]
    min_mapping_quality: Option<u8>,
    /// Least allele fraction of a called variant, 0 to 1
    #[arg(long, value_name = "FRACTION")]
    min_vaf: Option<f64>,
    /// Fraction of unstable sites from which a tumour is MSI-H, 0 to 1
    #[arg(long, value_name = "FRACTION")]
    msi_threshold: Option<f64>,
    /// Count by this tool's rules as well, and write its files
    #[arg(long, value_name = "TOOL")]
    compat: Option<Compat>,
    /// Variants per megabase from which the TMB is high
    #[arg(long, value_name = "PER_MB")]
    tmb_threshold: Option<f64>,
    /// Rule for what counts for the TMB: wes, f1cdx-like, tso500-like, tso500-ctdna-like, purple-panel-like or pytmb
    #[arg(long, value_name = "NAME")]
    tmb_preset: Option<String>,
    /// Least allele fraction that counts for the TMB, in place of the rule's, 0 to 1
    #[arg(long, value_name = "FRACTION")]
    tmb_min_vaf: Option<f64>,
    /// Least tumour depth of a callable base and of a variant that counts for the TMB, in place of the rule's
    #[arg(long, value_name = "N")]
    tmb_min_depth: Option<u32>,
    /// Fewest fragments or reads of a variant that counts for the TMB, in place of the rule's
    #[arg(long, value_name = "N")]
    tmb_min_support: Option<u32>,
    /// Population allele frequency from which on a variant does not count for the TMB, in place of the rule's
    #[arg(long, value_name = "FRACTION")]
    tmb_max_population_af: Option<f64>,
    /// Fewest supporting fragments of a called fusion
    #[arg(long, value_name = "N")]
    min_fusion_support: Option<u32>,
}

impl SettingOptions {
    /// The configuration these options describe.
    pub fn config(&self) -> Result<Config> {
        self.over(&Config::default())
    }

    /// The configuration for evidence that was collected with `base`; what these options leave open is as it was then.
    pub fn config_for_call(&self, base: &Config) -> Result<Config> {
        let config = self.over(base)?;
        if config.sweep == base.sweep {
            Ok(config)
        } else {
            let why = "the settings under 'sweep' (also --min-mapping-quality) act while alignments are read; change them with a new sweep";
            Err(Error::Config(why.into()).into())
        }
    }

    fn over(&self, base: &Config) -> Result<Config> {
        let mut config = self.file_over(base)?;
        if let Some(quality) = self.min_mapping_quality {
            config.sweep.variant.min_mapping_quality = quality;
            config.sweep.msi.min_mapping_quality = quality;
            config.fusion.min_mapping_quality = quality;
        }
        if let Some(fraction) = self.min_vaf {
            config.variant.min_vaf = fraction;
        }
        if let Some(fraction) = self.msi_threshold {
            config.msi.msi_high_fraction = fraction;
        }
        if let Some(Compat::MsisensorPro) = self.compat {
            config.sweep.compat.tool = Some(CompatTool::MsisensorPro);
        }
        if let Some(per_mb) = self.tmb_threshold {
            config.tmb.threshold_per_mb = per_mb;
        }
        if let Some(preset) = &self.tmb_preset {
            config.tmb.preset.clone_from(preset);
        }
        config.tmb.min_vaf = self.tmb_min_vaf.or(config.tmb.min_vaf);
        config.tmb.min_tumor_depth = self.tmb_min_depth.or(config.tmb.min_tumor_depth);
        config.tmb.min_tumor_alternate = self.tmb_min_support.or(config.tmb.min_tumor_alternate);
        config.tmb.max_population_af = self.tmb_max_population_af.or(config.tmb.max_population_af);
        if let Some(fragments) = self.min_fusion_support {
            config.fusion.min_supporting_fragments = fragments;
        }
        config.validate()?;
        Ok(config)
    }

    fn file_over(&self, base: &Config) -> Result<Config> {
        let Some(path) = &self.config else { return Ok(base.clone()) };
        let text = fs::read_to_string(path).with_context(|| format!("{}: cannot be read; check the path", path.display()))?;
        let changes = serde_json::from_str(&text).map_err(|e| anyhow!("{}, line {}: {e}", path.display(), e.line()))?;
        let mut settings = serde_json::to_value(base)?;
        overlay(&mut settings, changes);
        serde_json::from_value(settings).map_err(|e| Error::Config(format!("{}: {e}", path.display())).into())
    }
}

/// Lays `changes` over `base`, object by object.
fn overlay(base: &mut Value, changes: Value) {
    match (base, changes) {
        (Value::Object(base), Value::Object(changes)) => {
            for (key, value) in changes {
                overlay(base.entry(key).or_insert(Value::Null), value);
            }
        }
        (base, changes) => *base = changes,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_overlay_changes_only_what_it_names() {
        let mut base = json!({"a": {"b": 1, "c": 2}, "d": [1, 2]});
        overlay(&mut base, json!({"a": {"c": 3}, "d": [4], "e": null}));
        assert_eq!(base, json!({"a": {"b": 1, "c": 3}, "d": [4], "e": null}));
    }
}

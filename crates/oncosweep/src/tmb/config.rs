//! Settings of the burden.

use serde::{Deserialize, Serialize};

use super::{DepthHistogram, Preset};
use crate::error::{Error, Result};

/// Settings of the burden. What is `None` comes from the preset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TmbConfig {
    /// Name of the rule: `wes`, `f1cdx-like`, `tso500-like`, `tso500-ctdna-like`, `purple-panel-like` or `pytmb`. Default `wes`, as this tool reads whole exomes and genomes first.
    pub preset: String,
    /// Smallest variant allele fraction that counts.
    pub min_vaf: Option<f64>,
    /// Fewest fragments or reads of the alternate allele that count.
    pub min_tumor_alternate: Option<u32>,
    /// Population allele frequency from which on a variant does not count; 0 stands for any above 0. Used where a frequency is told.
    pub max_population_af: Option<f64>,
    /// Smallest tumour depth, in fragments, of a callable base and of a variant that counts.
    pub min_tumor_depth: Option<u32>,
    /// Smallest normal depth, in fragments, of a callable base and of a variant that counts; not used without a normal.
    pub min_normal_depth: Option<u32>,
    /// Burden from which on it is high, in variants per Mb. Default 10, the threshold approved for pembrolizumab (FDA, 16 June 2020, on KEYNOTE-158:
    /// Marabelle et al., Lancet Oncology 21:1353, 2020).
    pub threshold_per_mb: f64,
    /// The status is high from this posterior probability of reaching the threshold on. Default 0.95 (our choice: one error in twenty).
    pub min_probability_high: f64,
    /// The status is low up to this posterior probability of reaching the threshold. Default 0.05 (our choice: one error in twenty).
    pub max_probability_low: f64,
    /// Callable territory under which no status is given, in Mb. Default 0.5 (our choice: the smallest territory in clinical use, that of FoundationOne
    /// CDx, has 0.8 Mb).
    pub min_callable_mb: f64,
}

impl Default for TmbConfig {
    fn default() -> Self {
        Self {
            preset: "wes".into(),
            min_vaf: None,
            min_tumor_alternate: None,
            max_population_af: None,
            min_tumor_depth: None,
            min_normal_depth: None,
            threshold_per_mb: 10.0,
            min_probability_high: 0.95,
            max_probability_low: 0.05,
            min_callable_mb: 0.5,
        }
    }
}

impl TmbConfig {
    /// Checks every setting.
    ///
    /// # Errors
    /// [`Error::Config`] naming the setting, its value and what is allowed.
    pub fn validate(&self) -> Result<()> {
        self.rule().map(|_| ())
    }

    /// The preset's rule with this configuration's settings in place of its own.
    ///
    /// # Errors
    /// [`Error::Config`] naming the setting, its value and what is allowed.
    pub fn rule(&self) -> Result<Preset> {
        let Some(preset) = Preset::named(&self.preset) else {
            let known: Vec<&str> = Preset::all().iter().map(|p| p.id).collect();
            return Err(Error::Config(format!("tmb.preset '{}' is not known; choose one of {}", self.preset, known.join(", "))));
        };
        let refuse = |name: &str, value: f64, allowed: &str| Err(Error::Config(format!("tmb.{name} is {value}, but must be {allowed}")));
        for (name, share) in [("min_vaf", self.min_vaf), ("max_population_af", self.max_population_af)] {
            if let Some(share) = share.filter(|v| !(0.0..=1.0).contains(v)) {
                return refuse(name, share, "between 0 and 1");
            }
        }
        for (name, depth, cap) in [
            ("min_tumor_depth", self.min_tumor_depth, DepthHistogram::TUMOR_DEPTH_CAP),
            ("min_normal_depth", self.min_normal_depth, DepthHistogram::NORMAL_DEPTH_CAP),
        ] {
            if let Some(depth) = depth.filter(|&d| d > cap) {
                return refuse(name, f64::from(depth), &format!("at most {cap}, where depths saturate"));
            }
        }
        if !(self.threshold_per_mb > 0.0 && self.threshold_per_mb.is_finite()) {
            return refuse("threshold_per_mb", self.threshold_per_mb, "greater than 0");
        }
        if !(self.min_callable_mb >= 0.0 && self.min_callable_mb.is_finite()) {
            return refuse("min_callable_mb", self.min_callable_mb, "0 or greater");
        }
        if !(0.0..=1.0).contains(&self.min_probability_high) {
            return refuse("min_probability_high", self.min_probability_high, "between 0 and 1");
        }
        if !(0.0..=self.min_probability_high).contains(&self.max_probability_low) {
            return refuse("max_probability_low", self.max_probability_low, "between 0 and min_probability_high");
        }
        Ok(Preset {
            min_vaf: self.min_vaf.unwrap_or(preset.min_vaf),
            min_tumor_alternate: self.min_tumor_alternate.unwrap_or(preset.min_tumor_alternate),
            max_population_af: self.max_population_af.or(preset.max_population_af),
            min_tumor_depth: self.min_tumor_depth.unwrap_or(preset.min_tumor_depth),
            min_normal_depth: self.min_normal_depth.unwrap_or(preset.min_normal_depth),
            ..preset.clone()
        })
    }
}

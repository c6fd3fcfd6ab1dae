//! Settings: a preset, a configuration file over it, and the main settings one by one over both.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, anyhow};
use clap::ValueEnum;
use oncosweep::Error;
use oncosweep_sim::{
    config::{Config, FractionRule, Preset},
    reads::QualityKind,
};
use serde_json::Value;

/// Names of presets.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum PresetName {
    /// Whole genome: tumour 60x, normal 30x
    Wgs,
    /// Exome: tumour 160x, normal 80x
    Exome,
    /// Gene panel: tumour 500x, normal 200x, formalin-fixed
    Panel,
    /// Cell-free DNA panel: duplex UMI consensus reads, 3000x
    Ctdna,
}

/// Names of quality profiles.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum QualityName {
    /// Four values
    Novaseq,
    /// About forty values that fall with the cycle
    Hiseq,
    /// Consensus reads
    Consensus,
}

/// What is given here goes before the configuration file, which goes before the preset.
#[derive(clap::Args)]
#[command(next_help_heading = "Settings")]
pub struct SettingOptions {
    /// Settings of an assay
    #[arg(long, value_enum, default_value = "wgs")]
    preset: PresetName,
    /// Settings as JSON, in the form of params.json; what it leaves out keeps its default
    #[arg(long, value_name = "JSON")]
    config: Option<PathBuf>,
    /// Seed of all random numbers
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Mean depth of the tumour; 0 writes none
    #[arg(long, value_name = "DEPTH")]
    tumor_depth: Option<f64>,
    /// Mean depth of the normal; 0 writes none
    #[arg(long, value_name = "DEPTH")]
    normal_depth: Option<f64>,
    /// Share of tumour cells in the tumour sample
    #[arg(long, value_name = "SHARE")]
    purity: Option<f64>,
    /// Share of tumour cells in the normal sample
    #[arg(long, value_name = "SHARE")]
    tumor_in_normal: Option<f64>,
    /// Share of another person's DNA in the tumour sample
    #[arg(long, value_name = "SHARE")]
    contamination: Option<f64>,
    /// Somatic single-base variants per megabase
    #[arg(long, value_name = "PER_MB")]
    snv_per_mb: Option<f64>,
    /// Somatic insertions and deletions per megabase
    #[arg(long, value_name = "PER_MB")]
    indel_per_mb: Option<f64>,
    /// Allele fractions of somatic variants in pure tumour, each as likely
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    vaf: Option<Vec<f64>>,
    /// Share of microsatellites that are unstable
    #[arg(long, value_name = "SHARE")]
    unstable: Option<f64>,
    /// Random DNA junctions
    #[arg(long, value_name = "N")]
    junctions: Option<u32>,
    /// Length of reads, in bases
    #[arg(long, value_name = "BP")]
    read_length: Option<u32>,
    /// Profile of base qualities
    #[arg(long, value_enum)]
    quality: Option<QualityName>,
    /// Compression level of the BAM files, 0 to 12
    #[arg(long, value_name = "LEVEL")]
    level: Option<u8>,
    /// Do not compute the MD5 of the reference's contigs for the header
    #[arg(long)]
    no_md5: bool,
    /// Write the truth only
    #[arg(long)]
    truth_only: bool,
}

impl SettingOptions {
    /// The configuration these options describe.
    pub fn config(&self) -> Result<Config> {
        let preset = match self.preset {
            PresetName::Wgs => Preset::Wgs,
            PresetName::Exome => Preset::Exome,
            PresetName::Panel => Preset::Panel,
            PresetName::Ctdna => Preset::Ctdna,
        };
        let mut config = self.file_over(preset.config())?;
        let set = |place: &mut f64, value: Option<f64>| *place = value.unwrap_or(*place);
        config.seed = self.seed.unwrap_or(config.seed);
        set(&mut config.tumor.depth, self.tumor_depth);
        set(&mut config.normal.depth, self.normal_depth);
        set(&mut config.tumor.tumor_fraction, self.purity);
        set(&mut config.normal.tumor_fraction, self.tumor_in_normal);
        set(&mut config.tumor.contamination, self.contamination);
        set(&mut config.somatic.snv_per_mb, self.snv_per_mb);
        set(&mut config.somatic.indel_per_mb, self.indel_per_mb);
        set(&mut config.microsatellites.unstable_fraction, self.unstable);
        if let Some(fractions) = &self.vaf {
            config.somatic.fractions = FractionRule::Listed(fractions.clone());
        }
        config.junctions.random = self.junctions.unwrap_or(config.junctions.random);
        config.library.read_length_bp = self.read_length.unwrap_or(config.library.read_length_bp);
        if let Some(quality) = self.quality {
            config.quality.kind = match quality {
                QualityName::Novaseq => QualityKind::Novaseq,
                QualityName::Hiseq => QualityKind::Hiseq,
                QualityName::Consensus => QualityKind::Consensus,
            };
        }
        config.output.compression_level = self.level.unwrap_or(config.output.compression_level);
        config.output.md5 &= !self.no_md5;
        config.output.alignments &= !self.truth_only;
        config.validate()?;
        Ok(config)
    }

    fn file_over(&self, base: Config) -> Result<Config> {
        let Some(path) = &self.config else { return Ok(base) };
        let text = fs::read_to_string(path).with_context(|| format!("{}: cannot be read; check the path", path.display()))?;
        let changes = serde_json::from_str(&text).map_err(|e| anyhow!("{}, line {}: {e}", path.display(), e.line()))?;
        let mut settings = serde_json::to_value(base)?;
        overlay(&mut settings, changes);
        serde_json::from_value(settings).map_err(|e| Error::Config(format!("{}: {e}", path.display())).into())
    }
}

/// Lays `changes` over `base`, object by object; a rule that is one of several forms is replaced as a whole.
fn overlay(base: &mut Value, changes: Value) {
    match (base, changes) {
        (Value::Object(base), Value::Object(changes)) => {
            for (key, value) in changes {
                match base.get_mut(&key) {
                    Some(place) if key != "fractions" => overlay(place, value),
                    _ => {
                        base.insert(key, value);
                    }
                }
            }
        }
        (base, changes) => *base = changes,
    }
}

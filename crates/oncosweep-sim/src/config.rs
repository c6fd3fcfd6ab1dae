//! What is simulated: plain settings with documented units and sources.

mod coverage;
mod library;
mod output;
mod preset;
mod rna;
mod sample;
mod variants;

use oncosweep::{Error, Result, msi::ScanConfig};
use serde::{Deserialize, Serialize};

pub use coverage::CoverageConfig;
pub use library::{DamageConfig, DuplicateConfig, FragmentLengths, LibraryConfig, QualityConfig, UmiKind};
pub use output::OutputConfig;
pub use preset::Preset;
pub use rna::RnaConfig;
pub use sample::SampleConfig;
pub use variants::{FractionRule, GermlineConfig, JunctionConfig, MicrosatelliteConfig, SomaticConfig};

/// All settings of a simulated case. Everything that is written follows from them, the reference and the lists given with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Seed of every random stream.
    pub seed: u64,
    /// The tumour sample.
    pub tumor: SampleConfig,
    /// The normal sample.
    pub normal: SampleConfig,
    /// Reads and fragments.
    pub library: LibraryConfig,
    /// Base qualities and errors.
    pub quality: QualityConfig,
    /// Duplicates and UMIs.
    pub duplicates: DuplicateConfig,
    /// Damage to the DNA before sequencing.
    pub damage: DamageConfig,
    /// Where reads fall.
    pub coverage: CoverageConfig,
    /// Inherited variants.
    pub germline: GermlineConfig,
    /// Somatic small variants.
    pub somatic: SomaticConfig,
    /// Microsatellites: stutter, germline lengths and instability.
    pub microsatellites: MicrosatelliteConfig,
    /// Which repeats are microsatellites.
    pub sites: ScanConfig,
    /// Rearrangements.
    pub junctions: JunctionConfig,
    /// RNA.
    pub rna: RnaConfig,
    /// What is written.
    pub output: OutputConfig,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            seed: 1,
            tumor: SampleConfig { name: "tumor".into(), depth: 60.0, tumor_fraction: 1.0, contamination: 0.0 },
            normal: SampleConfig { name: "normal".into(), depth: 30.0, tumor_fraction: 0.0, contamination: 0.0 },
            library: LibraryConfig::default(),
            quality: QualityConfig::default(),
            duplicates: DuplicateConfig::default(),
            damage: DamageConfig::default(),
            coverage: CoverageConfig::default(),
            germline: GermlineConfig::default(),
            somatic: SomaticConfig::default(),
            microsatellites: MicrosatelliteConfig::default(),
            sites: ScanConfig::default(),
            junctions: JunctionConfig::default(),
            rna: RnaConfig::default(),
            output: OutputConfig::default(),
        }
    }
}

impl Config {
    /// Checks all ranges.
    ///
    /// # Errors
    /// [`Error::Config`] naming the setting, its value and the range.
    pub fn validate(&self) -> Result<()> {
        self.tumor.validate("tumor")?;
        self.normal.validate("normal")?;
        if self.tumor.name == self.normal.name {
            return Err(Error::Config(format!("tumor.name and normal.name are both '{}'; give two names", self.tumor.name)));
        }
        self.library.validate()?;
        self.quality.validate()?;
        self.duplicates.validate()?;
        self.damage.validate()?;
        self.coverage.validate()?;
        self.germline.validate()?;
        self.somatic.validate()?;
        self.microsatellites.validate()?;
        self.sites.validate()?;
        self.junctions.validate()?;
        self.rna.validate()?;
        self.output.validate()
    }
}

/// Checks that a setting lies in a range.
///
/// # Errors
/// [`Error::Config`] naming it.
pub(crate) fn in_range(name: &str, value: f64, low: f64, high: f64) -> Result<()> {
    if value.is_finite() && (low..=high).contains(&value) {
        return Ok(());
    }
    Err(Error::Config(format!("{name} is {value}; it must be {low} to {high}")))
}

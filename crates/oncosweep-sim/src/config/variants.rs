//! What differs from the reference.

use oncosweep::{Error, Result};
use serde::{Deserialize, Serialize};

use super::in_range;

/// Inherited variants of the patient, and of the person behind contamination.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GermlineConfig {
    /// Single-base variants per megabase (about 1000 in a human genome; 1000 Genomes Project, Nature 526:68, 2015).
    pub snv_per_mb: f64,
    /// Insertions and deletions per megabase outside microsatellites.
    pub indel_per_mb: f64,
    /// Share that is homozygous.
    pub homozygous_fraction: f64,
}

impl Default for GermlineConfig {
    fn default() -> Self {
        Self { snv_per_mb: 1000.0, indel_per_mb: 80.0, homozygous_fraction: 0.36 }
    }
}

impl GermlineConfig {
    pub(super) fn validate(&self) -> Result<()> {
        in_range("germline.snv_per_mb", self.snv_per_mb, 0.0, 20_000.0)?;
        in_range("germline.indel_per_mb", self.indel_per_mb, 0.0, 5_000.0)?;
        in_range("germline.homozygous_fraction", self.homozygous_fraction, 0.0, 1.0)
    }
}

/// How the allele fraction of a planted variant is found. All fractions are those in a sample of pure tumour; a sample's
/// `tumor_fraction` multiplies them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum FractionRule {
    /// One of these, each as likely.
    Listed(Vec<f64>),
    /// Uniform between two values.
    Uniform(f64, f64),
    /// By clonality: the share `clonal` of variants is in all tumour cells, the others in a share drawn uniformly from `subclones`; each on one
    /// of two copies, so the allele fraction is half the share of cells.
    Clonality {
        /// Share of variants in all tumour cells.
        clonal: f64,
        /// Lowest and highest share of cells of a subclone.
        subclones: (f64, f64),
    },
}

impl Default for FractionRule {
    fn default() -> Self {
        Self::Uniform(0.05, 0.5)
    }
}

impl FractionRule {
    pub(super) fn validate(&self, name: &str) -> Result<()> {
        match self {
            Self::Listed(fractions) if fractions.is_empty() => Err(Error::Config(format!("{name} lists no fraction; give at least one"))),
            Self::Listed(fractions) => fractions.iter().try_for_each(|&f| in_range(name, f, 0.0, 1.0)),
            Self::Uniform(low, high) => in_range(name, *low, 0.0, *high).and_then(|()| in_range(name, *high, *low, 1.0)),
            Self::Clonality { clonal, subclones: (low, high) } => {
                in_range(name, *clonal, 0.0, 1.0)?;
                in_range(name, *low, 0.0, *high).and_then(|()| in_range(name, *high, *low, 1.0))
            }
        }
    }
}

/// Somatic small variants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SomaticConfig {
    /// Single-base variants per megabase of territory.
    pub snv_per_mb: f64,
    /// Substitutions of two or three neighbouring bases per megabase.
    pub mnv_per_mb: f64,
    /// Insertions and deletions per megabase outside microsatellites.
    pub indel_per_mb: f64,
    /// Longest insertion or deletion, in bases; lengths fall geometrically by a half.
    pub indel_max_bp: u32,
    /// Allele fractions.
    pub fractions: FractionRule,
}

impl Default for SomaticConfig {
    fn default() -> Self {
        Self { snv_per_mb: 10.0, mnv_per_mb: 0.5, indel_per_mb: 2.0, indel_max_bp: 20, fractions: FractionRule::default() }
    }
}

impl SomaticConfig {
    pub(super) fn validate(&self) -> Result<()> {
        in_range("somatic.snv_per_mb", self.snv_per_mb, 0.0, 2_000.0)?;
        in_range("somatic.mnv_per_mb", self.mnv_per_mb, 0.0, 500.0)?;
        in_range("somatic.indel_per_mb", self.indel_per_mb, 0.0, 500.0)?;
        in_range("somatic.indel_max_bp", f64::from(self.indel_max_bp), 1.0, 100.0)?;
        self.fractions.validate("somatic.fractions")
    }
}

/// Microsatellites.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MicrosatelliteConfig {
    /// Share of sites that are unstable in the tumour: about 0.3 to 0.6 of sites in MSI-H tumours and under 0.05 in stable ones.
    pub unstable_fraction: f64,
    /// Share of unstable sites that grow instead of shrinking.
    pub expansion_fraction: f64,
    /// Lowest and highest share of tumour cells with the new length at an unstable site (on one of two copies).
    pub cell_fraction: (f64, f64),
    /// Largest change, in repeat units; sizes fall geometrically.
    pub max_shift: u32,
    /// Mean of the geometric distribution of sizes, in units.
    pub mean_shift: f64,
    /// Share of sites where the patient's own length differs from the reference on one or both copies.
    pub germline_fraction: f64,
    /// Multiplies all stutter rates; 0 switches stutter off.
    pub stutter_scale: f64,
    /// Share of stutter that adds a unit instead of removing one.
    pub stutter_expansion: f64,
}

impl Default for MicrosatelliteConfig {
    fn default() -> Self {
        Self {
            unstable_fraction: 0.0,
            expansion_fraction: 0.2,
            cell_fraction: (0.4, 0.9),
            max_shift: 8,
            mean_shift: 2.5,
            germline_fraction: 0.1,
            stutter_scale: 1.0,
            stutter_expansion: 0.2,
        }
    }
}

impl MicrosatelliteConfig {
    pub(super) fn validate(&self) -> Result<()> {
        for (name, value) in [
            ("microsatellites.unstable_fraction", self.unstable_fraction),
            ("microsatellites.expansion_fraction", self.expansion_fraction),
            ("microsatellites.cell_fraction", self.cell_fraction.0),
            ("microsatellites.germline_fraction", self.germline_fraction),
            ("microsatellites.stutter_expansion", self.stutter_expansion),
        ] {
            in_range(name, value, 0.0, 1.0)?;
        }
        in_range("microsatellites.cell_fraction", self.cell_fraction.1, self.cell_fraction.0, 1.0)?;
        in_range("microsatellites.max_shift", f64::from(self.max_shift), 1.0, 30.0)?;
        in_range("microsatellites.mean_shift", self.mean_shift, 1.0, 30.0)?;
        in_range("microsatellites.stutter_scale", self.stutter_scale, 0.0, 10.0)
    }
}

/// Rearrangements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JunctionConfig {
    /// Number of junctions placed at random, besides listed ones.
    pub random: u32,
    /// Allele fractions.
    pub fractions: FractionRule,
    /// Longest homology at a random junction, in bases.
    pub max_homology_bp: u32,
    /// Share of random junctions with one to twelve inserted bases.
    pub inserted_fraction: f64,
}

impl Default for JunctionConfig {
    fn default() -> Self {
        Self { random: 0, fractions: FractionRule::Uniform(0.1, 0.5), max_homology_bp: 6, inserted_fraction: 0.2 }
    }
}

impl JunctionConfig {
    pub(super) fn validate(&self) -> Result<()> {
        in_range("junctions.random", f64::from(self.random), 0.0, 100_000.0)?;
        in_range("junctions.max_homology_bp", f64::from(self.max_homology_bp), 0.0, 50.0)?;
        in_range("junctions.inserted_fraction", self.inserted_fraction, 0.0, 1.0)?;
        self.fractions.validate("junctions.fractions")
    }
}

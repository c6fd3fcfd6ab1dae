//! Reads, fragments, qualities, duplicates and damage.

use oncosweep::{Error, Result};
use serde::{Deserialize, Serialize};

use super::in_range;
use crate::reads::QualityKind;

/// How long fragments are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FragmentLengths {
    /// Normally distributed, cut at four standard deviations, the shortest and the longest.
    #[default]
    Normal,
    /// Cell-free DNA: a nucleosome with linker (167 bases) with steps of 10 below it, and one in nine of two nucleosomes (Snyder et al., Cell
    /// 164:57, 2016). Mean and deviation are then not used.
    CellFree,
}

/// Reads and fragments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LibraryConfig {
    /// Length of each of the two reads, in bases; a shorter fragment gives reads of its own length.
    pub read_length_bp: u32,
    /// Shape of the distribution of fragment lengths.
    pub fragments: FragmentLengths,
    /// Mean fragment length, in bases.
    pub fragment_mean_bp: f64,
    /// Standard deviation, in bases.
    pub fragment_sd_bp: f64,
    /// Shortest fragment, in bases.
    pub fragment_min_bp: u32,
    /// Longest fragment, in bases.
    pub fragment_max_bp: u32,
}

impl Default for LibraryConfig {
    fn default() -> Self {
        Self {
            read_length_bp: 150,
            fragments: FragmentLengths::Normal,
            fragment_mean_bp: 380.0,
            fragment_sd_bp: 80.0,
            fragment_min_bp: 80,
            fragment_max_bp: 900,
        }
    }
}

impl LibraryConfig {
    pub(super) fn validate(&self) -> Result<()> {
        in_range("library.read_length_bp", f64::from(self.read_length_bp), 30.0, 500.0)?;
        in_range("library.fragment_mean_bp", self.fragment_mean_bp, 30.0, 1500.0)?;
        in_range("library.fragment_sd_bp", self.fragment_sd_bp, 0.0, 500.0)?;
        in_range("library.fragment_min_bp", f64::from(self.fragment_min_bp), 30.0, 1500.0)?;
        in_range("library.fragment_max_bp", f64::from(self.fragment_max_bp), 30.0, 1500.0)?;
        if self.fragment_min_bp > self.fragment_max_bp {
            let (min, max) = (self.fragment_min_bp, self.fragment_max_bp);
            return Err(Error::Config(format!("library.fragment_min_bp ({min}) is greater than library.fragment_max_bp ({max})")));
        }
        Ok(())
    }
}

/// Base qualities and errors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QualityConfig {
    /// Which instrument the qualities look like.
    pub kind: QualityKind,
    /// True error probability divided by the one that the qualities state; 1 is perfect calibration.
    pub error_scale: f64,
}

impl Default for QualityConfig {
    fn default() -> Self {
        Self { kind: QualityKind::Novaseq, error_scale: 1.0 }
    }
}

impl QualityConfig {
    pub(super) fn validate(&self) -> Result<()> {
        in_range("quality.error_scale", self.error_scale, 0.0, 100.0)
    }
}

/// Tags of UMI consensus reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UmiKind {
    /// No UMIs.
    #[default]
    None,
    /// Single-strand consensus: RX, MI, cD, cM, cE.
    Simplex,
    /// Duplex consensus: also aD, bD, aM, bM, aE, bE; half of the molecules have both strands.
    Duplex,
}

/// Duplicates and UMIs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DuplicateConfig {
    /// Share of all read pairs that are PCR duplicates, 0 to 0.9. They have their original's place, damage and stutter, and sequencing
    /// errors of their own.
    pub pcr_fraction: f64,
    /// Share of all read pairs that are optical duplicates (a few pixels away on the same tile), 0 to 0.5.
    pub optical_fraction: f64,
    /// Whether duplicates carry flag 0x400.
    pub flagged: bool,
    /// UMI consensus tags.
    pub umi: UmiKind,
    /// Mean number of reads in a UMI family.
    pub umi_family_size: f64,
}

impl Default for DuplicateConfig {
    fn default() -> Self {
        Self { pcr_fraction: 0.08, optical_fraction: 0.01, flagged: true, umi: UmiKind::None, umi_family_size: 4.0 }
    }
}

impl DuplicateConfig {
    pub(super) fn validate(&self) -> Result<()> {
        in_range("duplicates.pcr_fraction", self.pcr_fraction, 0.0, 0.9)?;
        in_range("duplicates.optical_fraction", self.optical_fraction, 0.0, 0.5)?;
        in_range("duplicates.pcr_fraction + duplicates.optical_fraction", self.pcr_fraction + self.optical_fraction, 0.0, 0.95)?;
        in_range("duplicates.umi_family_size", self.umi_family_size, 1.0, 1000.0)
    }
}

/// Damage to the DNA before sequencing, in the orientation of read 1 as the sequencer sees it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DamageConfig {
    /// Probability that a G is read as T in read 1 (C as A in read 2): 8-oxoguanine (Costello et al., Nucleic Acids Res. 41:e67, 2013; 1e-5 to
    /// 1e-3 in affected libraries).
    pub oxidation_rate: f64,
    /// Probability that a C is read as T in read 1 (G as A in read 2): deaminated cytosine, as in formalin-fixed tissue (Do and Dobrovic, Clin.
    /// Chem. 61:64, 2015; 1e-5 to 1e-3).
    pub deamination_rate: f64,
}

impl DamageConfig {
    pub(super) fn validate(&self) -> Result<()> {
        in_range("damage.oxidation_rate", self.oxidation_rate, 0.0, 0.1)?;
        in_range("damage.deamination_rate", self.deamination_rate, 0.0, 0.1)
    }
}

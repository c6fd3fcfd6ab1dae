//! Settings for common assays.

use serde::{Deserialize, Serialize};

use super::{Config, FractionRule, FragmentLengths, UmiKind};
use crate::reads::QualityKind;

/// An assay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// Whole genome, tumour 60×, normal 30×.
    #[default]
    Wgs,
    /// Exome, tumour 160×, normal 80×, with off-target reads.
    Exome,
    /// Gene panel, tumour 500×, normal 200×, formalin-fixed.
    Panel,
    /// Cell-free DNA panel: duplex UMI consensus reads at 3000×, low fractions.
    Ctdna,
}

impl Preset {
    /// The configuration of the assay.
    pub fn config(self) -> Config {
        let mut config = Config::default();
        match self {
            Self::Wgs => {}
            Self::Exome => {
                (config.tumor.depth, config.normal.depth) = (160.0, 80.0);
                config.library.fragment_mean_bp = 250.0;
                config.library.fragment_sd_bp = 60.0;
                config.coverage.target_sd = 0.4;
            }
            Self::Panel => {
                (config.tumor.depth, config.normal.depth) = (500.0, 200.0);
                config.library.fragment_mean_bp = 220.0;
                config.library.fragment_sd_bp = 60.0;
                config.duplicates.pcr_fraction = 0.25;
                (config.damage.oxidation_rate, config.damage.deamination_rate) = (2e-5, 1e-4);
            }
            Self::Ctdna => {
                (config.tumor.depth, config.normal.depth) = (3000.0, 1000.0);
                config.library.fragments = FragmentLengths::CellFree;
                config.quality.kind = QualityKind::Consensus;
                (config.duplicates.pcr_fraction, config.duplicates.optical_fraction) = (0.0, 0.0);
                config.duplicates.umi = UmiKind::Duplex;
                config.somatic.fractions = FractionRule::Uniform(0.001, 0.05);
                config.coverage.target_sd = 0.15;
            }
        }
        config
    }
}

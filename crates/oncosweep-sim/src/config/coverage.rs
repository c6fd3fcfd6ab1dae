//! Where reads fall.

use oncosweep::Result;
use serde::{Deserialize, Serialize};

use super::in_range;

/// Unevenness of depth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CoverageConfig {
    /// Strength of the dependence on GC content: depth is proportional to exp(−strength × ((gc − 0.45) / 0.2)² / 2), the unimodal shape that
    /// Benjamini and Speed (Nucleic Acids Res. 40:e72, 2012) measured; 0 is none.
    pub gc_strength: f64,
    /// Standard deviation of the natural log of depth along the genome, a smooth field that changes over `wave_bp`.
    pub wave_sd: f64,
    /// Distance over which the field changes, in bases.
    pub wave_bp: u32,
    /// Standard deviation of the natural log of depth between targets.
    pub target_sd: f64,
    /// Depth outside the targets (beyond their slopes) as a share of the mean depth on them.
    pub off_target: f64,
    /// Distance from a target's edge at which depth has fallen to 1/e, in bases.
    pub edge_bp: u32,
    /// Share of the territory, in stretches of 500 to 5000 bases, whose reads have mapping quality 0, besides listed regions.
    pub mapq0_fraction: f64,
}

impl Default for CoverageConfig {
    fn default() -> Self {
        Self { gc_strength: 0.4, wave_sd: 0.1, wave_bp: 5_000, target_sd: 0.25, off_target: 0.002, edge_bp: 120, mapq0_fraction: 0.0 }
    }
}

impl CoverageConfig {
    pub(super) fn validate(&self) -> Result<()> {
        in_range("coverage.gc_strength", self.gc_strength, 0.0, 10.0)?;
        in_range("coverage.wave_sd", self.wave_sd, 0.0, 1.0)?;
        in_range("coverage.wave_bp", f64::from(self.wave_bp), 100.0, 1e7)?;
        in_range("coverage.target_sd", self.target_sd, 0.0, 2.0)?;
        in_range("coverage.off_target", self.off_target, 0.0, 1.0)?;
        in_range("coverage.edge_bp", f64::from(self.edge_bp), 1.0, 10_000.0)?;
        in_range("coverage.mapq0_fraction", self.mapq0_fraction, 0.0, 1.0)
    }
}

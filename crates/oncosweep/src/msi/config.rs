//! What decides between stable and unstable, and between MSI-H and MSS.

use serde::{Deserialize, Serialize};

use super::legacy::LegacyConfig;
use crate::error::{Error, Result};

/// Thresholds of the call.
///
/// METHOD: the fraction of unstable sites has a posterior from the likelihood ratios of all assessed sites, with Jeffreys' prior Beta(½, ½).
/// MSI-H when `P(fraction ≥ msi_high_fraction) ≥ confidence`; MSS when `P(fraction ≥ mss_fraction) ≤ 1 − confidence` and shifts would
/// have been seen (`max_detection_limit`); else indeterminate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MsiConfig {
    /// Fewest tumour fragments for a site to be assessed. 8 is a choice: where 0.3 of the fragments are shifted (one allele at a purity of 0.6), three of four sites show it
    /// in two of them. The likelihood ratio is one of probabilities at any number, so that few fragments cost power and nothing else. MSIsensor-pro asks for 15.
    pub min_tumor_fragments: u32,
    /// Fewest normal fragments for a site to be assessed. 8, as of the tumour: what a small normal leaves open widens the null.
    pub min_normal_fragments: u32,
    /// Fewest fragments at a site for a normal to count as one of a baseline, and for tumour and normal to tell whether they are one individual and how their libraries differ. 15,
    /// MSIsensor-pro's `-c`: of fewer, one of two lengths may be missing (by chance at 15 once in 16,000 sites).
    pub min_genotype_fragments: u32,
    /// A site is unstable when its q-value (Benjamini–Hochberg) is at most this. 0.01 is a choice: of the sites called one in a
    /// hundred may be false (0.02 to 0.05 were looked at on simulations with truth before it was kept). It bears on sites only: the sample's fraction and status come from all sites' likelihood ratios. MSIsensor and MSIsensor-pro ask for 0.05.
    pub max_q_value: f64,
    /// Smallest share of a site's tumour fragments that is looked for as a shifted allele. 0.05 is a choice: the share that one allele has in a tumour of
    /// purity 0.1; below it lie contamination and the slips of the few molecules that begin a library. For ctDNA at thousands of reads lower it.
    pub min_shifted_fraction: f64,
    /// Fraction of unstable sites from which a sample is MSI-H: 0.10, the MSIsensor score of 10 % validated against PCR and
    /// immunohistochemistry on targeted panels (Middha et al., JCO Precision Oncology 2017).
    pub msi_high_fraction: f64,
    /// Fraction of unstable sites below which a sample is MSS: 0.035, MSIsensor's cut-off on exomes (Niu et al., Bioinformatics
    /// 30:1015, 2014).
    pub mss_fraction: f64,
    /// MSS asks that an MSI-H sample with shifts in this share of its fragments would have been told from this one. 0.25: one allele in a tumour of purity 0.5.
    pub max_detection_limit: f64,
    /// Posterior probability that is asked of either call.
    pub confidence: f64,
    /// Fewest assessed sites for a call. 10: with fewer, not even all sites being stable speaks for MSS with any certainty.
    pub min_sites: u64,
    /// Share of the normal's heterozygous sites at which the tumour may lack one of the two lengths before the two samples are taken for
    /// different individuals, if it also lacks the only length of homozygous sites. 0.5 is a choice: a tumour of one individual loses a
    /// length at so many sites only when it is pure and has lost heterozygosity over most of its genome.
    pub max_lost_heterozygous: f64,
    /// Fewest normals of a baseline with `min_normal_fragments` at a site for the site to be assessed without a matched normal. 3, as mSINGS asks.
    pub min_baseline_samples: u32,
    /// Greatest ratio of read lengths between a case and a baseline; beyond, the baseline is refused. 1.25 is a choice: 2×100 and 2×125 still go
    /// together, 2×100 and 2×150 do not, because long repeats drop out of shorter reads.
    pub baseline_max_read_ratio: f64,
    /// Scores of other tools.
    pub legacy: LegacyConfig,
}

impl Default for MsiConfig {
    fn default() -> Self {
        Self {
            min_tumor_fragments: 8,
            min_normal_fragments: 8,
            min_genotype_fragments: 15,
            max_q_value: 0.01,
            min_shifted_fraction: 0.05,
            msi_high_fraction: 0.10,
            mss_fraction: 0.035,
            max_detection_limit: 0.25,
            confidence: 0.95,
            min_sites: 10,
            max_lost_heterozygous: 0.5,
            min_baseline_samples: 3,
            baseline_max_read_ratio: 1.25,
            legacy: LegacyConfig::default(),
        }
    }
}

impl MsiConfig {
    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::Config`] naming the setting.
    pub fn validate(&self) -> Result<()> {
        for (name, value) in [
            ("max_q_value", self.max_q_value),
            ("min_shifted_fraction", self.min_shifted_fraction),
            ("msi_high_fraction", self.msi_high_fraction),
            ("mss_fraction", self.mss_fraction),
            ("max_detection_limit", self.max_detection_limit),
            ("confidence", self.confidence),
            ("max_lost_heterozygous", self.max_lost_heterozygous),
        ] {
            if !(0.0..=1.0).contains(&value) {
                return Err(Error::Config(format!("msi: {name} is {value}; it must be 0 to 1")));
            }
        }
        if self.mss_fraction > self.msi_high_fraction {
            return Err(Error::Config(format!(
                "msi: mss_fraction ({}) must not be above msi_high_fraction ({})",
                self.mss_fraction, self.msi_high_fraction
            )));
        }
        if self.confidence <= 0.5 {
            return Err(Error::Config(format!("msi: confidence is {}; it must be above 0.5", self.confidence)));
        }
        Ok(())
    }
}

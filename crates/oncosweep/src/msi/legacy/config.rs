//! Settings of the other tools' scores.

use serde::{Deserialize, Serialize};

/// Settings of other tools, by default their own defaults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LegacyConfig {
    /// Fewest reads of either sample at a site (MSIsensor-pro `-c`, 15).
    pub msisensor_pro_min_reads: u32,
    /// Fewest reads of either sample at a site (MSIsensor `-c`, 20).
    pub msisensor_min_reads: u32,
    /// A site is unstable at or below this false discovery rate (`-f`, 0.05 in both tools).
    pub msisensor_max_fdr: f64,
    /// Whether the smaller sample's counts are scaled up to the larger one's total before the test (`-z`, off in both tools). It inflates
    /// significance.
    pub msisensor_normalize: bool,
    /// A site is unstable in `pro` mode when `pro_p` exceeds this, unless the list sets a threshold for it (`-i`, 0.1).
    pub msisensor_pro_threshold: f64,
    /// Fewest reads of either sample at a locus (MANTIS `-mlc`, 30).
    pub mantis_min_locus_reads: u32,
    /// Fewest reads of a length in at least one sample (MANTIS `-mrr`, 3).
    pub mantis_min_repeat_reads: u32,
    /// Lengths farther than this many standard deviations from a sample's mean are left out (MANTIS `-sd`, 3).
    pub mantis_max_deviations: f64,
    /// Fewest reads at a locus (mSINGS, 30).
    pub msings_min_reads: u32,
    /// A locus is unstable from this many standard deviations above the normals' mean number of peaks on (mSINGS, 2).
    pub msings_deviations: f64,
}

impl Default for LegacyConfig {
    fn default() -> Self {
        Self {
            msisensor_pro_min_reads: 15,
            msisensor_min_reads: 20,
            msisensor_max_fdr: 0.05,
            msisensor_normalize: false,
            msisensor_pro_threshold: 0.1,
            mantis_min_locus_reads: 30,
            mantis_min_repeat_reads: 3,
            mantis_max_deviations: 3.0,
            msings_min_reads: 30,
            msings_deviations: 2.0,
        }
    }
}

//! Tumour-only figures of MSIsensor-pro's `pro` mode (Jia et al., Genomics, Proteomics & Bioinformatics 18:65, 2020): how often a copy
//! slips away (`pro_p`) or in (`pro_q`), against the reference's length.

use std::collections::BTreeMap;

use super::{CountedSite, LegacyConfig};
use crate::msi::{LengthCounts, Site, SiteKey};

/// One site of `pro` mode's `_all`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProRow {
    /// The site.
    pub site: Site,
    /// Slips that lose a copy, per copy.
    pub pro_p: f64,
    /// Slips that gain a copy, per copy.
    pub pro_q: f64,
    /// Reads.
    pub reads: u32,
    /// The site is unstable when `pro_p` exceeds this.
    pub threshold: f64,
}

impl ProRow {
    /// Whether the site is unstable.
    pub fn is_unstable(&self) -> bool {
        self.pro_p > self.threshold
    }
}

/// `(pro_p, pro_q)` of a site of `copies` copies in the reference: copies lost, and gained, over
/// `Σ_{i<n} c_i i + Σ_{i≥n} c_i n + Σ_{i≠n} c_i |n − i|`, the copies that a read could have lost or did lose or gain.
///
/// ```
/// use oncosweep::msi::{LengthCounts, legacy::slippage};
/// // 12[T] of MSIsensor2's cell-free example; MSIsensor-pro prints 0.097314 and 0.001321.
/// let lengths: LengthCounts = [(9, 25), (10, 71), (11, 4), (12, 86), (13, 3)].into_iter().collect();
/// let (p, q) = slippage(&lengths, 12);
/// assert_eq!((format!("{p:.6}"), format!("{q:.6}")), ("0.097314".into(), "0.001321".into()));
/// ```
pub fn slippage(lengths: &LengthCounts, copies: u32) -> (f64, f64) {
    let (mut lost, mut gained, mut kept) = (0u64, 0u64, 0u64);
    for (length, count) in lengths.iter().filter(|&(length, _)| length > 0) {
        let count = u64::from(count);
        lost += count * u64::from(copies.saturating_sub(length));
        gained += count * u64::from(length.saturating_sub(copies));
        kept += count * u64::from(length.min(copies));
    }
    let all = (lost + gained + kept).max(1) as f64;
    (lost as f64 / all, gained as f64 / all)
}

/// The rows of `pro` mode's `_all`: sites with enough reads, in their order.
pub(super) fn singles(sites: &[CountedSite<'_>], thresholds: &BTreeMap<SiteKey, f64>, config: &LegacyConfig) -> Vec<ProRow> {
    let enough = sites.iter().filter(|(_, tumor, _)| tumor.total() >= config.msisensor_pro_min_reads.max(1));
    enough
        .map(|(site, tumor, _)| {
            let (pro_p, pro_q) = slippage(tumor, site.copies);
            let threshold = thresholds.get(&site.key()).copied().unwrap_or(config.msisensor_pro_threshold);
            ProRow { site: **site, pro_p, pro_q, reads: tumor.total(), threshold }
        })
        .collect()
}

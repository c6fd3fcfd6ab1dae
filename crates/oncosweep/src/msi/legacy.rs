//! Scores of other tools, computed from repeat lengths by their definitions, for laboratories with cut-offs validated on them. The definitions
//! are facts found from those tools' behaviour and papers; each file names its source.
//!
//! Where counts by MSIsensor-pro's own rules were asked for ([`super::CompatConfig`]) the scores of MSIsensor and MSIsensor-pro are computed
//! from those, and equal that tool's. Else they are computed from the sweep's counts, which are cleaner and differ from what a published
//! cut-off was set on; `counts` says which.

mod config;
mod mantis;
mod msings;
mod msisensor;
mod pro;

pub use config::LegacyConfig;
pub use mantis::{LocusScore, Mantis, locus_score};
pub(super) use msings::peaks;
pub use msisensor::{PairRow, difference, p_value};
pub use pro::{ProRow, slippage};

use std::collections::BTreeMap;

use serde::Serialize;

use super::{CompatTool, LengthCounts, MsiEvidence, Site, SiteCounts, SiteKey, baseline::BaselineModel};

/// A percentage of unstable sites.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Percentage {
    /// Sites with enough reads.
    pub sites_assessed: u64,
    /// Those that are unstable.
    pub sites_unstable: u64,
    /// The share in per cent; `None` without an assessed site.
    pub percent: Option<f64>,
}

impl Percentage {
    fn of(unstable: impl IntoIterator<Item = bool>) -> Self {
        let (mut sites_assessed, mut sites_unstable) = (0, 0);
        for is_unstable in unstable {
            sites_assessed += 1;
            sites_unstable += u64::from(is_unstable);
        }
        let percent = (sites_assessed > 0).then(|| 100.0 * sites_unstable as f64 / sites_assessed as f64);
        Self { sites_assessed, sites_unstable, percent }
    }
}

/// Scores by other tools' definitions: the `legacy` block of `msi`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Legacy {
    /// By whose rules reads were counted for `msisensor_pro`, `msisensor` and `msisensor_pro_pro`: `oncosweep` or `msisensor-pro`.
    pub counts: &'static str,
    /// MSIsensor-pro's score (`msi` mode: tumour against normal).
    pub msisensor_pro: Option<Percentage>,
    /// MSIsensor's score.
    pub msisensor: Option<Percentage>,
    /// MSIsensor-pro's tumour-only score (`pro` mode).
    pub msisensor_pro_pro: Percentage,
    /// MANTIS's averages, from the sweep's counts.
    pub mantis: Option<Mantis>,
    /// mSINGS's score against a baseline, from the sweep's counts (its own come from pileups).
    pub msings: Option<Percentage>,
}

/// A site with its counts in both samples.
pub(super) type CountedSite<'a> = (&'a Site, &'a LengthCounts, &'a LengthCounts);

/// The tables of MSIsensor-pro, for its output files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MsisensorPro {
    /// Every counted site in order: the site, the tumour's lengths, the normal's.
    pub distributions: Vec<(Site, LengthCounts, LengthCounts)>,
    /// The paired test, sorted by p-value; empty without a normal.
    pub pairs: Vec<PairRow>,
    /// The tumour-only figures, in order of sites.
    pub singles: Vec<ProRow>,
    /// Whether there was a normal.
    pub has_normal: bool,
}

impl MsisensorPro {
    /// The tables from counts by MSIsensor-pro's rules; `None` when those were not asked for.
    pub(super) fn of(evidence: &MsiEvidence, has_normal: bool, config: &LegacyConfig) -> Option<Self> {
        if evidence.compat != Some(CompatTool::MsisensorPro) {
            return None;
        }
        let distributions = joined(evidence, &evidence.msisensor_pro);
        let counted = borrowed(&distributions);
        Some(Self {
            pairs: if has_normal { msisensor::pairs(&counted, config) } else { Vec::new() },
            singles: pro::singles(&counted, &thresholds(evidence), config),
            has_normal,
            distributions,
        })
    }
}

/// The sites at which anything was counted, with the counts.
fn joined(evidence: &MsiEvidence, counts: &[SiteCounts]) -> Vec<(Site, LengthCounts, LengthCounts)> {
    let mut sites = evidence.sites.as_slice().iter();
    counts
        .iter()
        .filter_map(|counted| {
            let site = sites.find(|site| site.key() == counted.key)?;
            Some((*site, counted.tumor.clone(), counted.normal.clone()))
        })
        .collect()
}

fn thresholds(evidence: &MsiEvidence) -> BTreeMap<SiteKey, f64> {
    evidence.thresholds.iter().map(|&(key, billionths)| (key, f64::from(billionths) / 1e9)).collect()
}

fn borrowed(sites: &[(Site, LengthCounts, LengthCounts)]) -> Vec<CountedSite<'_>> {
    sites.iter().map(|(site, tumor, normal)| (site, tumor, normal)).collect()
}

impl Legacy {
    pub(super) fn of(
        evidence: &MsiEvidence,
        compat: Option<&MsisensorPro>,
        has_normal: bool,
        baseline: Option<&BaselineModel>,
        config: &LegacyConfig,
    ) -> Self {
        let own = joined(evidence, &evidence.counts);
        let own = borrowed(&own);
        let theirs = compat.map(|compat| borrowed(&compat.distributions));
        let counted = theirs.as_ref().unwrap_or(&own);
        let pro = pro::singles(counted, &thresholds(evidence), config);
        Self {
            counts: if compat.is_some() { "msisensor-pro" } else { "oncosweep" },
            msisensor_pro: has_normal.then(|| {
                let pairs = msisensor::pairs(counted, config);
                Percentage::of(pairs.iter().map(|row| row.fdr <= config.msisensor_max_fdr))
            }),
            msisensor: has_normal.then(|| msisensor::original(counted, config)),
            msisensor_pro_pro: Percentage::of(pro.iter().map(ProRow::is_unstable)),
            mantis: has_normal.then(|| mantis::score(&own, config)),
            msings: baseline.map(|baseline| msings::score(&own, baseline, config)),
        }
    }
}

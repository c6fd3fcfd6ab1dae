//! From evidence to a verdict on every site and on the sample: a pure function.

use std::collections::BTreeMap;

use statrs::distribution::{Beta, ContinuousCDF};

use super::{
    LengthCounts, LengthSkips, Msi, MsiConfig, MsiEvidence, MsiStatus, Site, SiteCall, SiteReason, SiteStatus, SkippedAtSites,
    model::{Genotype, SiteLengths, StutterModel, estimate_shift, site_p_value},
};
use crate::{
    stats::{fdr::benjamini_hochberg, interval},
    sweep::Sample,
};

/// A tumour with less than this share of reads near the normal's lengths has another genotype there.
const DISCORDANT_SHARE: f64 = 0.05;
/// Fewer discordant sites than this never make two individuals.
const MIN_DISCORDANT: u64 = 3;

/// Decides every site and the sample.
///
/// Sites are tested against the normal; without one (`has_normal` false) there is nothing to tell a germline length from a shifted
/// one, so lengths are reported, no site is assessed, and the status is `None`.
pub fn call(evidence: &MsiEvidence, config: &MsiConfig, has_normal: bool) -> Msi {
    let mut sites = with_counts(evidence, config, has_normal);
    let stutter = {
        let of_normal: Vec<SiteLengths<'_>> =
            sites.iter().map(|call| SiteLengths { unit_bp: call.site.unit.len(), lengths: &call.normal }).collect();
        StutterModel::learn(&of_normal, config.min_normal_fragments)
    };
    let mut discordant = 0;
    for site in sites.iter_mut().filter(|site| site.status != SiteStatus::NotAssessed) {
        discordant += u64::from(test(site, &stutter));
    }
    decide(&mut sites, config);
    let mut msi = of_sample(&sites, config, discordant, has_normal);
    msi.skipped = SkippedAtSites {
        tumor: by_reason(evidence.skipped(Sample::Tumor)),
        normal: has_normal.then(|| by_reason(evidence.skipped(Sample::Normal))),
    };
    msi.sites = sites;
    msi
}

fn by_reason(skipped: &LengthSkips) -> BTreeMap<&'static str, u64> {
    skipped.iter().map(|(reason, count)| (reason.code(), count)).collect()
}

/// Every listed site with its counts; those that cannot be assessed say why.
fn with_counts(evidence: &MsiEvidence, config: &MsiConfig, has_normal: bool) -> Vec<SiteCall> {
    let mut counts = evidence.counts.iter().peekable();
    let mut of = |site: &Site| -> (LengthCounts, LengthCounts) {
        while counts.next_if(|counted| counted.key < site.key()).is_some() {}
        counts.next_if(|counted| counted.key == site.key()).map(|c| (c.tumor.clone(), c.normal.clone())).unwrap_or_default()
    };
    evidence
        .sites
        .as_slice()
        .iter()
        .map(|site| {
            let (tumor, normal) = of(site);
            let reason = if tumor.is_empty() {
                Some(SiteReason::NoTumorReads)
            } else if tumor.total() < config.min_tumor_fragments {
                Some(SiteReason::FewTumorReads)
            } else if !has_normal {
                Some(SiteReason::NoNormal)
            } else if normal.is_empty() || normal.total() < config.min_normal_fragments {
                Some(SiteReason::FewNormalReads)
            } else {
                None
            };
            let status = if reason.is_some() { SiteStatus::NotAssessed } else { SiteStatus::Stable };
            SiteCall {
                site: *site,
                status,
                reason,
                p_value: None,
                q_value: None,
                shift: None,
                shifted_fraction: None,
                germline: None,
                tumor,
                normal,
            }
        })
        .collect()
}

/// Fills in p-value and effect of one site; returns whether tumour and normal look like two individuals there.
fn test(call: &mut SiteCall, stutter: &StutterModel) -> bool {
    let unit_bp = call.site.unit.len();
    let genotype = Genotype::of(&call.normal, unit_bp, stutter);
    let shift = estimate_shift(&call.tumor, genotype, unit_bp, stutter);
    call.p_value = Some(site_p_value(&call.tumor, &call.normal, genotype, unit_bp, stutter));
    call.shift = Some(shift.map_or(0, |s| s.copies));
    call.shifted_fraction = Some(shift.map_or(0.0, |s| s.fraction));
    let Some((short, long)) = genotype.alleles() else { return false };
    call.germline = Some([short, long]);
    let near: u32 = call.tumor.iter().filter(|&(l, _)| l.abs_diff(short) == 0 || l.abs_diff(long) == 0).map(|(_, count)| count).sum();
    f64::from(near) < DISCORDANT_SHARE * f64::from(call.tumor.total())
}

/// Benjamini–Hochberg over the assessed sites, and the verdict on each.
fn decide(sites: &mut [SiteCall], config: &MsiConfig) {
    let p_values: Vec<f64> = sites.iter().filter_map(|site| site.p_value).collect();
    let mut q_values = benjamini_hochberg(&p_values).into_iter();
    for site in sites.iter_mut().filter(|site| site.p_value.is_some()) {
        site.q_value = q_values.next();
        if site.q_value.is_some_and(|q| q <= config.max_q_value) {
            if site.shifted_fraction.is_some_and(|f| f >= config.min_shifted_fraction) {
                site.status = SiteStatus::Unstable;
            } else {
                site.reason = Some(SiteReason::SmallShift);
            }
        }
    }
}

fn of_sample(sites: &[SiteCall], config: &MsiConfig, discordant: u64, has_normal: bool) -> Msi {
    let count = |status: SiteStatus| sites.iter().filter(|site| site.status == status).count() as u64;
    let unstable = count(SiteStatus::Unstable);
    let assessed = unstable + count(SiteStatus::Stable);
    let mut not_assessed = BTreeMap::new();
    for site in sites.iter().filter(|site| site.status == SiteStatus::NotAssessed) {
        if let Some(reason) = site.reason {
            *not_assessed.entry(reason).or_insert(0) += 1;
        }
    }
    let at_least = |fraction: f64| posterior_at_least(unstable, assessed, fraction);
    let probability_high = (assessed > 0).then(|| at_least(config.msi_high_fraction)).flatten();
    let two_individuals = discordant >= MIN_DISCORDANT && discordant as f64 > config.max_discordant_fraction * assessed as f64;
    let (status, reason) = if sites.is_empty() {
        (None, Some("no microsatellite site lies in the territory".to_owned()))
    } else if !has_normal {
        (None, Some("without a normal, shifted lengths cannot be told from germline ones; give the matched normal".to_owned()))
    } else if assessed < config.min_sites {
        (None, Some(format!("{assessed} sites could be assessed; at least {} are needed", config.min_sites)))
    } else if two_individuals {
        let reason = format!(
            "the tumour lacks the normal's lengths at {discordant} of {assessed} sites: tumour and normal do not look like one individual; check for a sample swap"
        );
        (Some(MsiStatus::Indeterminate), Some(reason))
    } else if probability_high.is_some_and(|p| p >= config.confidence) {
        (Some(MsiStatus::High), None)
    } else if at_least(config.mss_fraction).is_some_and(|p| p <= 1.0 - config.confidence) {
        (Some(MsiStatus::Stable), None)
    } else {
        let reason = format!(
            "{unstable} of {assessed} sites are unstable: neither at least {} nor below {} with a probability of {}",
            config.msi_high_fraction, config.mss_fraction, config.confidence
        );
        (Some(MsiStatus::Indeterminate), Some(reason))
    };
    Msi {
        fraction_unstable: (assessed > 0).then(|| unstable as f64 / assessed as f64),
        ci95: (assessed > 0).then(|| interval::binomial(unstable, assessed, 0.95)),
        sites_assessed: assessed,
        sites_unstable: unstable,
        probability_high,
        status,
        reason,
        sites_listed: sites.len() as u64,
        not_assessed,
        sites_discordant: discordant,
        skipped: SkippedAtSites::default(),
        thresholds: config.clone(),
        sites: Vec::new(),
    }
}

/// `P(fraction ≥ threshold)` for a fraction with posterior Beta(unstable + ½, assessed − unstable + ½).
fn posterior_at_least(unstable: u64, assessed: u64, threshold: f64) -> Option<f64> {
    Beta::new(unstable as f64 + 0.5, (assessed - unstable) as f64 + 0.5).ok().map(|posterior| posterior.sf(threshold))
}

#[cfg(test)]
mod tests;

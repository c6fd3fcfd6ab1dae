//! From evidence to a verdict on every site and on the sample: a pure function.

use std::collections::BTreeMap;

use statrs::distribution::{Beta, ContinuousCDF};

use super::{
    Identity, LengthCounts, LengthSkips, Msi, MsiConfig, MsiEvidence, MsiStatus, Site, SiteCall, SiteReason, SiteStatus, SkippedAtSites,
    legacy::{Legacy, MsisensorPro},
    model::{Genotype, SiteLengths, StutterModel, detection_limit, estimate_shift, site_p_value},
};
use crate::{
    stats::{fdr::benjamini_hochberg, interval},
    sweep::Sample,
};

/// A germline length with less than this share of the tumour's reads is gone from it.
const GONE_SHARE: f64 = 0.1;
/// Fewer heterozygous sites than this that lost a length never make two individuals.
const MIN_LOST: u64 = 5;
/// Fewer homozygous sites than this with another length never make two individuals.
const MIN_REPLACED: u64 = 2;

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
    let mut identity = Identity::default();
    for site in sites.iter_mut().filter(|site| site.status != SiteStatus::NotAssessed) {
        test(site, &stutter);
        compare(site, &mut identity);
    }
    decide(&mut sites, config);
    let limit = median_limit(&sites, &stutter, config);
    let mut msi = of_sample(&sites, config, identity, limit, has_normal);
    msi.skipped = SkippedAtSites {
        tumor: by_reason(evidence.skipped(Sample::Tumor)),
        normal: has_normal.then(|| by_reason(evidence.skipped(Sample::Normal))),
    };
    let compat = MsisensorPro::of(evidence, has_normal, &config.legacy);
    msi.legacy = (!evidence.sites.is_empty()).then(|| Legacy::of(evidence, compat.as_ref(), has_normal, &config.legacy));
    msi.msisensor_pro = compat;
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

/// Fills in genotype, p-value and effect of one site.
fn test(call: &mut SiteCall, stutter: &StutterModel) {
    let unit_bp = call.site.unit.len();
    let genotype = Genotype::of(&call.normal, unit_bp, stutter);
    let shift = estimate_shift(&call.tumor, genotype, unit_bp, stutter);
    call.germline = genotype.alleles().map(|(short, long)| [short, long]);
    call.p_value = Some(site_p_value(&call.tumor, &call.normal, genotype, unit_bp, stutter));
    call.shift = Some(shift.map_or(0, |s| s.copies));
    call.shifted_fraction = Some(shift.map_or(0.0, |s| s.fraction));
}

/// Looks whether the germline lengths of one site are still in the tumour.
fn compare(call: &SiteCall, identity: &mut Identity) {
    let Some([short, long]) = call.germline else { return };
    let gone = |length: u32| f64::from(call.tumor.get(length)) < GONE_SHARE * f64::from(call.tumor.total());
    if short == long {
        identity.homozygous += 1;
        identity.homozygous_replaced += u64::from(gone(short));
    } else {
        identity.heterozygous += 1;
        identity.heterozygous_lost += u64::from(gone(short) || gone(long));
    }
}

/// METHOD: loss of heterozygosity takes lengths from heterozygous sites, and instability replaces those of homozygous ones in a pure
/// tumour; another individual does both.
fn looks_like_two(identity: Identity, config: &MsiConfig) -> bool {
    identity.homozygous_replaced >= MIN_REPLACED
        && identity.heterozygous_lost >= MIN_LOST
        && identity.heterozygous_lost as f64 >= config.max_lost_heterozygous * identity.heterozygous as f64
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

/// Median over the assessed sites of the share that would have been significant there, were the sample MSI-H: with a share `f` of the sites
/// unstable, Benjamini–Hochberg's bound on the p-value is `f` times that on the q-value.
fn median_limit(sites: &[SiteCall], stutter: &StutterModel, config: &MsiConfig) -> Option<f64> {
    let assessed = || sites.iter().filter(|site| site.status != SiteStatus::NotAssessed);
    let p_value = config.max_q_value * config.msi_high_fraction;
    let mut limits: Vec<f64> = assessed()
        .map(|site| {
            let genotype = match site.germline {
                Some([a, b]) if a == b => Genotype::Homozygous(a),
                Some([a, b]) => Genotype::Heterozygous(a, b),
                None => Genotype::Unknown,
            };
            let seen = detection_limit(site.tumor.total(), &site.normal, genotype, site.site.unit.len(), stutter, p_value);
            seen.unwrap_or(1.0).max(config.min_shifted_fraction)
        })
        .collect();
    let middle = limits.len() / 2;
    (!limits.is_empty()).then(|| *limits.select_nth_unstable_by(middle, f64::total_cmp).1)
}

fn of_sample(sites: &[SiteCall], config: &MsiConfig, identity: Identity, limit: Option<f64>, has_normal: bool) -> Msi {
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
    let (status, reason) = if sites.is_empty() {
        (None, Some("no microsatellite site lies in the territory".to_owned()))
    } else if !has_normal {
        (None, Some("without a normal, shifted lengths cannot be told from germline ones; give the matched normal".to_owned()))
    } else if assessed < config.min_sites {
        (None, Some(format!("{assessed} sites could be assessed; at least {} are needed", config.min_sites)))
    } else if looks_like_two(identity, config) {
        let reason = format!(
            "tumour and normal do not look like one individual: the tumour lacks a germline length at {} of {} heterozygous and {} of {} homozygous sites; check for a sample swap",
            identity.heterozygous_lost, identity.heterozygous, identity.homozygous_replaced, identity.homozygous
        );
        (Some(MsiStatus::Indeterminate), Some(reason))
    } else if probability_high.is_some_and(|p| p >= config.confidence) {
        (Some(MsiStatus::High), None)
    } else if at_least(config.mss_fraction).is_some_and(|p| p <= 1.0 - config.confidence) {
        match limit {
            Some(limit) if limit <= config.max_detection_limit => (Some(MsiStatus::Stable), None),
            _ => {
                let share = limit.unwrap_or(1.0);
                let reason = format!(
                    "too few fragments to call the tumour stable: half of the sites would hide a shift in {share:.2} of them; sequence deeper"
                );
                (Some(MsiStatus::Indeterminate), Some(reason))
            }
        }
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
        detection_limit: limit,
        status,
        reason,
        sites_listed: sites.len() as u64,
        not_assessed,
        identity,
        skipped: SkippedAtSites::default(),
        legacy: None,
        msisensor_pro: None,
        thresholds: config.clone(),
        sites: Vec::new(),
    }
}

/// `P(fraction ≥ threshold)` for a fraction with posterior Beta(unstable + ½, assessed − unstable + ½).
fn posterior_at_least(unstable: u64, assessed: u64, threshold: f64) -> Option<f64> {
    Beta::new(unstable as f64 + 0.5, (assessed - unstable) as f64 + 0.5).ok().map(|posterior| posterior.sf(threshold))
}

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;

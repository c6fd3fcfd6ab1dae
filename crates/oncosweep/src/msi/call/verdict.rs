//! The verdict on the sample.

use std::collections::BTreeMap;

use super::{
    super::{ComparedWith, Identity, Msi, MsiConfig, MsiStatus, SiteCall, SiteStatus, SkippedAtSites, Sources},
    identity::looks_like_two,
};
use crate::msi::model::{FractionPosterior, Ratios, shares};

/// `ln` of the ratio of a site that is certainly unstable.
const CERTAIN: f64 = 60.0;

/// What the sites say together.
struct Fraction {
    estimate: f64,
    ci95: [f64; 2],
    high: f64,
    not_stable: f64,
    detection_limit: Option<f64>,
}

impl Fraction {
    fn of(posterior: &FractionPosterior, config: &MsiConfig) -> Self {
        Self {
            estimate: posterior.estimate(),
            ci95: posterior.ci95(),
            high: posterior.at_least(config.msi_high_fraction),
            not_stable: posterior.at_least(config.mss_fraction),
            detection_limit: posterior.detection_limit(config.msi_high_fraction, config.confidence),
        }
    }
}

/// The sample, from its sites, their `ratios` and what follows for the fraction.
pub(super) fn of_sample(
    sites: &[SiteCall],
    posterior: Option<&FractionPosterior>,
    ratios: &[&Ratios],
    config: &MsiConfig,
    identity: Identity,
    compared_with: ComparedWith,
) -> Msi {
    let count = |status: SiteStatus| sites.iter().filter(|site| site.status == status).count() as u64;
    let sites_unstable = count(SiteStatus::Unstable);
    let sites_assessed = sites_unstable + count(SiteStatus::Stable);
    let mut not_assessed = BTreeMap::new();
    for site in sites.iter().filter(|site| site.status == SiteStatus::NotAssessed) {
        if let Some(reason) = site.reason {
            *not_assessed.entry(reason).or_insert(0) += 1;
        }
    }
    let hidden = if compared_with == ComparedWith::Itself { hidden(sites) } else { Vec::new() };
    let fraction = posterior.map(|posterior| Fraction::of(posterior, config));
    // What it would be if all that may be unstable were.
    let all_hidden = || FractionPosterior::of(&with_hidden(ratios, &hidden, &Ratios::even(CERTAIN)), &shares(config.min_shifted_fraction));
    let at_worst = if hidden.is_empty() { None } else { all_hidden().map(|posterior| Fraction::of(&posterior, config)) };
    let (status, reason) = match &fraction {
        _ if sites.is_empty() => (None, Some("no microsatellite site lies in the territory".to_owned())),
        Some(fraction) if sites_assessed >= config.min_sites => {
            let worst = at_worst.as_ref().unwrap_or(fraction);
            decide(fraction, worst, [sites_unstable, hidden.len() as u64, sites_assessed], identity, config)
        }
        _ => (None, Some(format!("{sites_assessed} sites could be assessed; at least {} are needed", config.min_sites))),
    };
    Msi {
        compared_with,
        baseline: None,
        fraction_unstable: fraction.as_ref().map(|f| f.estimate),
        ci95: fraction.as_ref().map(|f| [f.ci95[0], at_worst.as_ref().unwrap_or(f).ci95[1]]),
        sites_assessed,
        sites_unstable,
        probability_high: fraction.as_ref().filter(|_| hidden.is_empty()).map(|f| f.high),
        detection_limit: fraction.as_ref().and_then(|f| f.detection_limit),
        status,
        reason,
        sites_listed: sites.len() as u64,
        not_assessed,
        identity,
        skipped: SkippedAtSites::default(),
        legacy: None,
        msisensor_pro: None,
        library: None,
        thresholds: config.clone(),
        sources: Sources::DEFAULTS,
        sites: Vec::new(),
    }
}

fn decide(
    fraction: &Fraction,
    worst: &Fraction,
    [unstable, hidden, assessed]: [u64; 3],
    identity: Identity,
    config: &MsiConfig,
) -> (Option<MsiStatus>, Option<String>) {
    let undecided = |reason: String| (Some(MsiStatus::Indeterminate), Some(reason));
    let unlikely = 1.0 - config.confidence;
    if looks_like_two(identity, config) {
        return undecided(format!(
            "tumour and normal do not look like one individual: the tumour lacks a germline length at {} of {} heterozygous and {} of {} homozygous sites; check for a sample swap",
            identity.heterozygous_lost, identity.heterozygous, identity.homozygous_replaced, identity.homozygous
        ));
    }
    if fraction.high >= config.confidence {
        if hidden == 0 {
            return (Some(MsiStatus::High), None);
        }
        return undecided(format!(
            "{unstable} of {assessed} sites look unstable, but what is inherited is not known; give the matched normal or a baseline"
        ));
    }
    if fraction.not_stable > unlikely {
        return undecided(format!(
            "{unstable} of {assessed} sites are unstable, which speaks for a fraction of {:.3} to {:.3} (95 % interval): neither at least {} nor below {} with a probability of {}",
            fraction.ci95[0], fraction.ci95[1], config.msi_high_fraction, config.mss_fraction, config.confidence
        ));
    }
    if worst.not_stable > unlikely {
        return undecided(format!(
            "{hidden} of {assessed} sites have two lengths in balance, which may be inherited or shifted; give the matched normal or a baseline"
        ));
    }
    match fraction.detection_limit {
        Some(limit) if limit <= config.max_detection_limit => (Some(MsiStatus::Stable), None),
        limit => undecided(format!(
            "too few fragments or sites to call the tumour stable: instability in less than {:.2} of the fragments would have gone unseen; sequence deeper",
            limit.unwrap_or(1.0)
        )),
    }
}

/// Places, among the assessed sites, of those with two lengths in balance: without a normal or a baseline they may be unstable for all that is known.
fn hidden(sites: &[SiteCall]) -> Vec<usize> {
    let assessed = sites.iter().filter(|site| site.status != SiteStatus::NotAssessed);
    let is_mixed = |site: &SiteCall| site.status == SiteStatus::Stable && site.germline.is_some_and(|[short, long]| short != long);
    assessed.enumerate().filter(|(_, site)| is_mixed(site)).map(|(place, _)| place).collect()
}

/// The ratios with that of `certain` at the places `hidden`.
fn with_hidden<'a>(ratios: &[&'a Ratios], hidden: &[usize], certain: &'a Ratios) -> Vec<&'a Ratios> {
    let mut ratios = ratios.to_vec();
    for &place in hidden {
        if let Some(ratio) = ratios.get_mut(place) {
            *ratio = certain;
        }
    }
    ratios
}

//! From evidence to a verdict on every site and on the sample: a pure function.

use std::collections::BTreeMap;

use statrs::distribution::{Beta, ContinuousCDF};

use super::{
    Baseline, ComparedWith, Identity, LengthCounts, LengthSkips, Msi, MsiConfig, MsiEvidence, MsiStatus, Site, SiteCall, SiteReason,
    SiteStatus, SkippedAtSites,
    baseline::BaselineModel,
    legacy::{Legacy, MsisensorPro},
    model::{
        AloneTest, Genotype, SiteLengths, StutterModel, against_itself, against_panel, balance, detection_limit, estimate_shift,
        site_p_value,
    },
};
use crate::{
    genome::Contigs,
    stats::{fdr::benjamini_hochberg, interval},
    sweep::Sample,
};

/// A germline length with less than this share of the tumour's reads is gone from it.
const GONE_SHARE: f64 = 0.1;
/// Fewer heterozygous sites than this that lost a length never make two individuals.
const MIN_LOST: u64 = 5;
/// Fewer homozygous sites than this with another length never make two individuals.
const MIN_REPLACED: u64 = 2;

/// Decides every site and the sample against the matched normal; without one (`has_normal` false) as [`call_alone`] does without a baseline.
pub fn call(evidence: &MsiEvidence, config: &MsiConfig, has_normal: bool) -> Msi {
    if !has_normal {
        return call_alone(evidence, config, None);
    }
    let mut sites = with_counts(evidence, config, &Against::Normal);
    let stutter = learn(&sites, |call| &call.normal, config.min_normal_fragments);
    let mut identity = Identity::default();
    for site in assessed(&mut sites) {
        test(site, &stutter);
        compare(site, &mut identity);
    }
    decide(&mut sites, config);
    let limits =
        sites.iter().filter(|site| site.status != SiteStatus::NotAssessed).map(|site| limit(site, &site.normal, 0.0, &stutter, config));
    let limit = median(limits.collect());
    finish(evidence, config, sites, identity, limit, &Against::Normal)
}

/// Decides every site and the sample of a tumour without its normal: against a `baseline` with the contigs the evidence is numbered by, or without one
/// against the tumour's own stutter.
///
/// Without a baseline every length in balance with another may be inherited, so that few shifts are seen, and MSS is called only when even
/// the sites with two lengths are too few for instability.
pub fn call_alone(evidence: &MsiEvidence, config: &MsiConfig, baseline: Option<(&Baseline, &Contigs)>) -> Msi {
    let summary = baseline.map(|(baseline, _)| baseline.summary());
    let model = baseline.map(|(baseline, contigs)| BaselineModel::learn(baseline, contigs, config.min_normal_fragments));
    let against = model.map_or(Against::Itself, Against::Baseline);
    let mut sites = with_counts(evidence, config, &against);
    let own = matches!(against, Against::Itself).then(|| learn(&sites, |call| &call.tumor, config.min_tumor_fragments).without_normal());
    let mut limits = Vec::new();
    for site in assessed(&mut sites) {
        let unit_bp = site.site.unit.len();
        let (test, novelty, stutter) = match (&against, &own) {
            (Against::Baseline(model), _) => {
                let Some(known) = model.at(&site.site) else { continue };
                let mut alleles: Vec<u32> = known.alleles.iter().map(|&(length, _)| length).chain([site.site.copies]).collect();
                alleles.sort_unstable();
                alleles.dedup();
                let novelty = model.novelty(&site.site);
                (against_panel(&site.tumor, &alleles, &known.slips, novelty, unit_bp, &model.stutter), novelty, &model.stutter)
            }
            (_, Some(own)) => (against_itself(&site.tumor, unit_bp, own), 0.0, own),
            _ => continue,
        };
        fill(site, &test, stutter);
        limits.push(limit(site, &test.expected, novelty, stutter, config));
    }
    decide(&mut sites, config);
    let mut msi = finish(evidence, config, sites, Identity::default(), median(limits), &against);
    msi.baseline = summary;
    msi
}

/// What the tumour is compared with.
enum Against {
    Normal,
    Baseline(BaselineModel),
    Itself,
}

impl Against {
    fn word(&self) -> ComparedWith {
        match self {
            Self::Normal => ComparedWith::Normal,
            Self::Baseline(_) => ComparedWith::Baseline,
            Self::Itself => ComparedWith::Itself,
        }
    }
}

fn assessed(sites: &mut [SiteCall]) -> impl Iterator<Item = &mut SiteCall> {
    sites.iter_mut().filter(|site| site.status != SiteStatus::NotAssessed)
}

fn learn(sites: &[SiteCall], of: impl Fn(&SiteCall) -> &LengthCounts, min_reads: u32) -> StutterModel {
    let lengths: Vec<SiteLengths<'_>> = sites.iter().map(|call| SiteLengths { unit_bp: call.site.unit.len(), lengths: of(call) }).collect();
    StutterModel::learn(&lengths, min_reads)
}

/// The verdict on the sample, and what else the evidence says.
fn finish(
    evidence: &MsiEvidence,
    config: &MsiConfig,
    sites: Vec<SiteCall>,
    identity: Identity,
    limit: Option<f64>,
    against: &Against,
) -> Msi {
    let mut msi = of_sample(&sites, config, identity, limit, against.word());
    let has_normal = matches!(against, Against::Normal);
    msi.skipped = SkippedAtSites {
        tumor: by_reason(evidence.skipped(Sample::Tumor)),
        normal: has_normal.then(|| by_reason(evidence.skipped(Sample::Normal))),
    };
    let model = if let Against::Baseline(model) = against { Some(model) } else { None };
    let compat = MsisensorPro::of(evidence, has_normal, &config.legacy);
    msi.legacy = (!evidence.sites.is_empty()).then(|| Legacy::of(evidence, compat.as_ref(), has_normal, model, &config.legacy));
    msi.msisensor_pro = compat;
    msi.sites = sites;
    msi
}

fn by_reason(skipped: &LengthSkips) -> BTreeMap<&'static str, u64> {
    skipped.iter().map(|(reason, count)| (reason.code(), count)).collect()
}

/// Every listed site with its counts; those that cannot be assessed say why.
fn with_counts(evidence: &MsiEvidence, config: &MsiConfig, against: &Against) -> Vec<SiteCall> {
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
            } else {
                match against {
                    Against::Normal => {
                        let few = normal.is_empty() || normal.total() < config.min_normal_fragments;
                        few.then_some(SiteReason::FewNormalReads)
                    }
                    Against::Baseline(model) => match model.at(site) {
                        None => Some(SiteReason::NotInBaseline),
                        Some(known) => (known.normals < config.min_baseline_samples).then_some(SiteReason::FewBaselineSamples),
                    },
                    Against::Itself => None,
                }
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

/// Fills in what a test of the tumour alone found.
fn fill(call: &mut SiteCall, test: &AloneTest, stutter: &StutterModel) {
    let shift = estimate_shift(&call.tumor, test.genotype, call.site.unit.len(), stutter);
    call.germline = test.genotype.alleles().map(|(short, long)| [short, long]);
    call.p_value = Some(test.p_value);
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

/// The share of a site's tumour fragments that would have been significant, were the sample MSI-H: with a share `f` of the sites unstable,
/// Benjamini–Hochberg's bound on the p-value is `f` times that on the q-value. 1 where no share would have been. Where an inherited length may be
/// `novelty` to a panel, half of the bound is for lengths in no balance.
fn limit(site: &SiteCall, expected: &LengthCounts, novelty: f64, stutter: &StutterModel, config: &MsiConfig) -> f64 {
    let bound = config.max_q_value * config.msi_high_fraction;
    let p_value = if novelty > 0.0 { 0.5 * bound } else { bound };
    let genotype = match site.germline {
        Some([a, b]) if a == b => Genotype::Homozygous(a),
        Some([a, b]) => Genotype::Heterozygous(a, b),
        None => Genotype::Unknown,
    };
    let reads = site.tumor.total();
    let seen = detection_limit(reads, expected, genotype, site.site.unit.len(), stutter, p_value);
    let told_apart = |share: &f64| {
        let shifted = (share * f64::from(reads)).round() as u32;
        novelty * 2.0 * balance(shifted, reads - shifted) <= bound - p_value
    };
    let seen = if novelty > 0.0 { seen.filter(told_apart) } else { seen };
    seen.unwrap_or(1.0).max(config.min_shifted_fraction)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    let middle = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable_by(middle, f64::total_cmp).1)
}

fn of_sample(sites: &[SiteCall], config: &MsiConfig, identity: Identity, limit: Option<f64>, compared_with: ComparedWith) -> Msi {
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
    // Without a normal or a baseline, a site with two lengths in balance may be unstable for all that is known.
    let is_mixed = |site: &&SiteCall| site.status == SiteStatus::Stable && site.germline.is_some_and(|[short, long]| short != long);
    let hidden = if compared_with == ComparedWith::Itself { sites.iter().filter(is_mixed).count() as u64 } else { 0 };
    let probability_high = (assessed > 0 && hidden == 0).then(|| at_least(config.msi_high_fraction)).flatten();
    let (status, reason) = if sites.is_empty() {
        (None, Some("no microsatellite site lies in the territory".to_owned()))
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
            _ if hidden > 0
                && posterior_at_least(unstable + hidden, assessed, config.mss_fraction).is_none_or(|p| p > 1.0 - config.confidence) =>
            {
                let reason = format!(
                    "{hidden} of {assessed} sites have two lengths in balance, which may be inherited or shifted; give the matched normal or a baseline"
                );
                (Some(MsiStatus::Indeterminate), Some(reason))
            }
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
        compared_with,
        baseline: None,
        fraction_unstable: (assessed > 0).then(|| unstable as f64 / assessed as f64),
        ci95: (assessed > 0)
            .then(|| [interval::binomial(unstable, assessed, 0.95)[0], interval::binomial(unstable + hidden, assessed, 0.95)[1]]),
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

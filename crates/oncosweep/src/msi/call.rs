//! From evidence to a verdict on every site and on the sample: a pure function.

mod against;
mod identity;
mod sites;
mod verdict;
mod weighing;

use std::collections::BTreeMap;

use self::{
    against::Against,
    identity::compare,
    sites::with_counts,
    verdict::of_sample,
    weighing::{WeighedSites, Weighing},
};
use super::{
    Baseline, Identity, LengthCounts, LengthSkips, Msi, MsiConfig, MsiEvidence, SiteCall, SiteReason, SiteStatus, SkippedAtSites,
    baseline::BaselineModel,
    legacy::{Legacy, MsisensorPro},
    model::{Alternative, DRAWS, FractionPosterior, NOT_DECISIVE, Ratios, Shift, SiteLengths, StutterModel, bound, shares},
};
use crate::{
    genome::Contigs,
    stats::fdr::benjamini_hochberg,
    sweep::{Sample, Watch},
};

/// Decides every site and the sample against the matched normal; without one (`has_normal` false) as [`call_alone`] does without a baseline.
pub fn call(evidence: &MsiEvidence, config: &MsiConfig, has_normal: bool) -> Msi {
    if has_normal { call_pair(evidence, config, &Watch::default()) } else { call_alone(evidence, config, None) }
}

/// As [`call`] does with a normal, watched.
pub(crate) fn call_pair(evidence: &MsiEvidence, config: &MsiConfig, watch: &Watch<'_>) -> Msi {
    let sites = with_counts(evidence, config, None, true);
    let stutter = learn(&sites, |call| &call.normal, config.min_normal_fragments);
    let against = Against::normal(&sites, stutter, config);
    finish(evidence, config, sites, &against, watch)
}

/// Decides every site and the sample of a tumour without its normal: against a `baseline` with the contigs the evidence is numbered by, or without one
/// against the tumour's own stutter.
///
/// Without a baseline every length in balance with another may be inherited, so that few shifts are seen, and MSS is called only when even
/// the sites with two lengths are too few for instability.
pub fn call_alone(evidence: &MsiEvidence, config: &MsiConfig, baseline: Option<(&Baseline, &Contigs)>) -> Msi {
    call_alone_watched(evidence, config, baseline, &Watch::default())
}

/// As [`call_alone`], watched.
pub(crate) fn call_alone_watched(
    evidence: &MsiEvidence,
    config: &MsiConfig,
    baseline: Option<(&Baseline, &Contigs)>,
    watch: &Watch<'_>,
) -> Msi {
    let Some((baseline, contigs)) = baseline else {
        let sites = with_counts(evidence, config, None, false);
        let stutter = learn(&sites, |call| &call.tumor, config.min_tumor_fragments);
        return finish(evidence, config, sites, &Against::itself(stutter), watch);
    };
    let model = BaselineModel::learn(baseline, contigs, config.min_genotype_fragments);
    let sites = with_counts(evidence, config, Some(&model), false);
    let against = Against::baseline(&sites, model, config);
    let mut msi = finish(evidence, config, sites, &against, watch);
    msi.baseline = Some(baseline.summary());
    msi
}

fn learn(sites: &[SiteCall], of: impl Fn(&SiteCall) -> &LengthCounts, min_reads: u32) -> StutterModel {
    let lengths: Vec<SiteLengths<'_>> = sites.iter().map(|call| SiteLengths { unit_bp: call.site.unit.len(), lengths: of(call) }).collect();
    StutterModel::learn(&lengths, min_reads)
}

/// Tests every site, and says what follows for the sample.
fn finish(evidence: &MsiEvidence, config: &MsiConfig, mut sites: Vec<SiteCall>, against: &Against, watch: &Watch<'_>) -> Msi {
    let shares = shares(config.min_shifted_fraction);
    let mut identity = Identity::default();
    let weighed = WeighedSites::of(&sites, against, shares, watch);
    for (index, of_site) in weighed.iter() {
        let site = &mut sites[index];
        site.germline = Some(of_site.germline);
        show(site, of_site.shift);
        compare(site, config, &mut identity);
    }
    let (indices, ratios): (Vec<usize>, Vec<&Ratios>) = weighed.iter().map(|(index, of_site)| (index, &of_site.ratios)).unzip();
    let posterior = FractionPosterior::of(&ratios, &shares);
    if let Some(posterior) = &posterior {
        test(&mut sites, &indices, &ratios, posterior.alternative(), against, config, watch);
    }
    decide(&mut sites, config);
    for (index, of_site) in weighed.iter() {
        if sites[index].status == SiteStatus::Stable && sites[index].reason.is_none() {
            show(&mut sites[index], of_site.beside_germline);
        }
    }
    let mut msi = of_sample(&sites, posterior.as_ref(), &ratios, config, identity, against.word());
    msi.library = against.library().copied();
    let has_normal = matches!(against, Against::Normal(..));
    msi.skipped = SkippedAtSites {
        tumor: by_reason(evidence.skipped(Sample::Tumor)),
        normal: has_normal.then(|| by_reason(evidence.skipped(Sample::Normal))),
    };
    let model = if let Against::Baseline(model, _) = against { Some(model) } else { None };
    let compat = MsisensorPro::of(evidence, has_normal, &config.legacy);
    msi.legacy = (!evidence.sites.is_empty()).then(|| Legacy::of(evidence, compat.as_ref(), has_normal, model, &config.legacy));
    msi.msisensor_pro = compat;
    msi.sites = sites;
    msi
}

fn by_reason(skipped: &LengthSkips) -> BTreeMap<&'static str, u64> {
    skipped.iter().map(|(reason, count)| (reason.code(), count)).collect()
}

/// Fills in the effect.
fn show(site: &mut SiteCall, shift: Shift) {
    site.shift = Some(shift.copies);
    site.shifted_fraction = Some(shift.fraction);
    site.shifted_fraction_ci95 = Some(shift.fraction_ci95);
}

/// P-values of the `weighed` sites, beside their `ratios`.
///
/// METHOD: Markov's bound is a p-value in itself, so the sites that Benjamini–Hochberg rejects by their bounds stay rejected. Draws can lower a bound to one
/// part in `DRAWS + 1` of it, so no more sites can be rejected than if they did so everywhere: reads are drawn only where that matters, and no
/// longer than it may.
fn test(
    sites: &mut [SiteCall],
    weighed: &[usize],
    ratios: &[&Ratios],
    alternative: &Alternative,
    against: &Against,
    config: &MsiConfig,
    watch: &Watch<'_>,
) {
    let shares = shares(config.min_shifted_fraction);
    // Against nothing but itself no sample is called for its sites, so the bounds are good enough.
    let may_draw = !matches!(against, Against::Itself(..));
    let bounds: Vec<f64> = ratios.iter().map(|&ratios| bound(ratios, alternative)).collect();
    let least = |&bound: &f64| if bound < NOT_DECISIVE { bound / (DRAWS + 1) as f64 } else { bound };
    let least: Vec<f64> = bounds.iter().map(least).collect();
    let most_rejected = benjamini_hochberg(&least).into_iter().filter(|&q_value| q_value <= config.max_q_value).count();
    let greatest_rejected = config.max_q_value * most_rejected as f64 / bounds.len() as f64;
    let q_values = benjamini_hochberg(&bounds);
    let is_open = |place: usize| {
        may_draw && bounds[place] < NOT_DECISIVE && q_values[place] > config.max_q_value && least[place] <= greatest_rejected
    };
    let mut p_values = bounds.clone();
    let mut weighing = Weighing::new(against, shares);
    for place in weighing.order((0..weighed.len()).filter(|&place| is_open(place)).map(|place| (place, &sites[weighed[place]]))) {
        if !watch.goes_on() {
            break;
        }
        let site = &sites[weighed[place]];
        if let Some(ratio) = weighing.ratio(site) {
            p_values[place] = ratio.p_value(ratios[place], site.tumor.total(), alternative, greatest_rejected);
        }
    }
    for (&index, p_value) in weighed.iter().zip(p_values) {
        sites[index].p_value = Some(p_value);
    }
}

/// Benjamini–Hochberg over the assessed sites, and the verdict on each.
fn decide(sites: &mut [SiteCall], config: &MsiConfig) {
    let p_values: Vec<f64> = sites.iter().filter_map(|site| site.p_value).collect();
    let mut q_values = benjamini_hochberg(&p_values).into_iter();
    for site in sites.iter_mut().filter(|site| site.p_value.is_some()) {
        site.q_value = q_values.next();
        if site.q_value.is_some_and(|q| q <= config.max_q_value) {
            if site.shifted_fraction_ci95.is_some_and(|[_, high]| high >= config.min_shifted_fraction) {
                site.status = SiteStatus::Unstable;
            } else {
                site.reason = Some(SiteReason::SmallShift);
            }
        }
    }
}

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;

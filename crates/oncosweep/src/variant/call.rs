//! From evidence to calls: a pure function.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{
    allele::AlleleKind,
    artefact::ARTEFACTS,
    baseline::VariantBaseline,
    change::{Change, Models},
    class::{CLASSES, Class},
    config::VariantCallConfig,
    contamination::{Contamination, contamination, tumor_in_normal},
    evidence::{Candidate, VariantEvidence},
    filters::{VariantFilter, filters},
    fractions::{self, Learnt, Plausible},
    hotspot::ListedCall,
    listed::ListedAlleles,
    listed_priors::ListedPriors,
    mnv,
    priors::{Priors, SomaticScore},
    somatic::{Explanations, GRID},
    tumor_only::{Alone, AloneClass},
};
use crate::{
    genome::Contigs,
    stats::interval::{self, Bounds},
    sweep::Watch,
};

/// A candidate with the model's word on it.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantCall {
    /// The allele and its strata.
    pub candidate: Candidate,
    /// The model's word.
    pub score: SomaticScore,
    /// Reasons against it; none means PASS.
    pub filters: Vec<VariantFilter>,
    /// Normals of the panel that show it; `None` without a panel.
    pub baseline_normals: Option<u32>,
    /// Allele fraction in the tumour.
    pub vaf: f64,
    /// Exact 95 % interval of the allele fraction.
    pub vaf_ci95: Bounds,
}

impl VariantCall {
    /// Whether nothing speaks against it.
    pub fn passes(&self) -> bool {
        self.filters.is_empty()
    }
}

/// All calls of a case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VariantCalls {
    /// Kept candidates in genome order.
    pub calls: Vec<VariantCall>,
    /// Candidates that the tumour's own reads explain as sequencing error; not kept.
    pub explained_by_error: u64,
    /// The smallest quality that passes, phred.
    pub min_quality: f64,
    /// Calls expected to be false among those that pass: the sum of their posteriors.
    pub expected_false: f64,
    /// Priors of one SNV allele a base, of an indel outside of repeats, and of one in repeats of 4 to 7, 8 to 11, and 12 or more copies of a base.
    pub priors: [Priors; CLASSES],
    /// Without a normal, the share of the inherited SNVs that the population does not list, as the posteriors have it; `None` otherwise.
    pub private_germline_share: Option<f64>,
    /// The distribution of somatic fractions over the model's grid, as the case tells it; `None` where it was not learnt.
    pub(super) fractions: Option<[f64; GRID]>,
    /// Another person's share of tumour and normal; `None` without both samples, and with too few sites.
    pub contamination: [Option<Contamination>; 2],
    /// The tumour's share of the normal, by its sure somatic variants.
    pub tumor_in_normal: Option<Contamination>,
    /// The answer on each listed allele ([`listed_calls`](super::listed_calls)); empty where none is listed.
    pub listed: Vec<ListedCall>,
}

/// Counts of [`VariantCalls`] for the profile.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct VariantSummary {
    /// Calls without any filter.
    pub pass: u64,
    /// Calls with at least one filter.
    pub filtered: u64,
    /// Calls by filter; a call with two filters counts under both.
    pub by_filter: BTreeMap<&'static str, u64>,
    /// Candidates not kept because sequencing error explains them.
    pub explained_by_error: u64,
    /// The smallest quality that passes, phred.
    pub min_quality: f64,
    /// Calls expected to be false among those that pass.
    pub expected_false: f64,
    /// Passing SNVs by the 96 classes of base and neighbours ([`sbs96`](super::sbs96)).
    pub sbs96: BTreeMap<String, u64>,
    /// Without a normal, the share of the inherited SNVs that the population does not list.
    pub private_germline_share: Option<f64>,
    /// Listed alleles by their answer: `detected`, `filtered`, `not_detected`, `not_assessed`; empty where none is listed.
    pub listed: BTreeMap<&'static str, u64>,
    /// Half of the listed alleles that were assessed have at most this detection limit (allele fraction).
    pub median_detection_limit: Option<f64>,
    /// Priors as corrected by the case: of one SNV allele a base, of an indel outside of repeats, and of one in repeats of 4 to 7, 8 to 11, and 12 or more
    /// copies of a base (longer units count three copies more).
    pub priors: [Priors; CLASSES],
}

/// A candidate is kept when its likelihood ratio against error in the tumour alone reaches this (natural log; 2.3 is ten to one).
const MIN_TUMOR_LN_RATIO: f64 = 2.3;
/// Rounds in which priors and fractions are learnt from each other.
const FRACTION_ROUNDS: usize = 3;
/// An SNV this close to an indel may be the indel's misaligned end, in bases.
const NEAR_INDEL_BP: u32 = 10;

/// Whether a sample's reads show an allele more often than they err.
pub(super) fn is_shown(terms: &Explanations) -> bool {
    terms.tumor_ln_ratio >= MIN_TUMOR_LN_RATIO
}

/// Calls small variants.
pub fn call(evidence: &VariantEvidence, has_normal: bool, config: &VariantCallConfig) -> VariantCalls {
    call_watched(evidence, has_normal, &ListedAlleles::default(), None, config, &Watch::default())
}

/// As [`call`], with alleles that a user lists and a panel of normals for a case on these contigs, watched.
pub(crate) fn call_watched(
    evidence: &VariantEvidence,
    has_normal: bool,
    listed: &ListedAlleles,
    baseline: Option<(&VariantBaseline, &Contigs)>,
    config: &VariantCallConfig,
    watch: &Watch<'_>,
) -> VariantCalls {
    let mut models = Models::new(evidence);
    let contamination = [0, 1].map(|sample| if has_normal { contamination(evidence, models.rates(), sample) } else { None });
    let foreign = tolerated(contamination[0].as_ref());
    // Listed alleles that no read shows are no candidates of the reads'.
    let mut shown = 0;
    let (mut kept, mut terms): (Vec<&Candidate>, Vec<Explanations>) = Default::default();
    for candidate in evidence.candidates.iter().take_while(|_| watch.next("variants")) {
        let samples = candidate.samples();
        shown += usize::from(samples[0].alternate.fragments() > 0);
        let explanations = models.of(candidate).explain_contaminated(&samples, foreign);
        if is_shown(&explanations) {
            kept.push(candidate);
            terms.push(explanations);
        }
    }
    let mut weights = None;
    let priors = if has_normal {
        let classes: Vec<usize> = kept.iter().map(|candidate| Class::of(candidate) as usize).collect();
        let mut priors = learnt_priors(evidence, &classes, &terms, config, 1.0);
        if config.learn_fractions {
            let is_plausible = |&index: &usize| priors[classes[index]].score(&terms[index]).error_probability < fractions::PLAUSIBLE;
            let plausible: Vec<Plausible> = (0..kept.len())
                .filter(is_plausible)
                .map(|index| {
                    let samples = &kept[index].samples();
                    let fragments = [samples[0].alternate.fragments(), samples[0].depth()];
                    Plausible { index, class: classes[index], at: models.of(kept[index]).somatic_at(samples), fragments }
                })
                .collect();
            let mut learnt = Learnt::default();
            for _ in 0..FRACTION_ROUNDS {
                learnt = fractions::learn(learnt, &plausible, &priors, &mut terms, config.min_vaf);
                priors = learnt_priors(evidence, &classes, &terms, config, learnt.per_candidate);
            }
            weights = Some(learnt.weights);
        }
        priors
    } else {
        explain_alone(evidence, &kept, &mut terms, &models, config, watch)
    };
    let listed = ListedPriors::new(listed, config.hotspots_per_tumor);
    let baseline = baseline.map(|(baseline, contigs)| baseline.index(contigs));
    // Few pairs of counts occur, and the exact interval is found by iteration.
    let mut intervals: FxHashMap<(u32, u32), Bounds> = FxHashMap::default();
    let explained_by_error = shown.saturating_sub(kept.len()) as u64;
    let mut calls = VariantCalls { explained_by_error, priors, contamination, fractions: weights, ..VariantCalls::default() };
    calls.calls.reserve_exact(kept.len());
    for (candidate, terms) in kept.into_iter().zip(terms) {
        let score = listed.of(&candidate.allele, &priors[Class::of(candidate) as usize]).score(&terms);
        let samples = candidate.samples();
        let tumor = &samples[0];
        calls.calls.push(VariantCall {
            filters: filters(candidate, &samples, &score, has_normal, config),
            baseline_normals: baseline.as_ref().map(|baseline| baseline.normals(&candidate.allele)),
            vaf: tumor.vaf().unwrap_or(0.0),
            vaf_ci95: *intervals
                .entry((tumor.alternate.fragments(), tumor.depth()))
                .or_insert_with_key(|&(alternate, depth)| interval::binomial(u64::from(alternate), u64::from(depth), 0.95)),
            candidate: candidate.clone(),
            score,
        });
    }
    calls.private_germline_share = evidence.population.as_ref().filter(|_| !has_normal).and_then(|_| private_share(&calls.calls));
    mark_in_baseline(&mut calls.calls, config);
    mark_near_indels(&mut calls.calls);
    (calls.min_quality, calls.expected_false) = mark_low_quality(&mut calls.calls, config);
    calls.tumor_in_normal = if has_normal { tumor_in_normal(&calls.calls, &models.rates()[1]) } else { None };
    mnv::join(&mut calls.calls);
    calls
}

/// The contamination that calls allow for: only where it surely is half a percent or more, because allowing for it costs variants of a few fragments, and misplaced reads
/// alone look like some tenths of a percent.
pub(super) fn tolerated(contamination: Option<&Contamination>) -> f64 {
    const LEAST: f64 = 0.005;
    contamination.filter(|found| found.ci95[0] >= LEAST).map_or(0.0, |found| found.share)
}

/// The priors of each class as the candidates correct them.
///
/// There are `per_candidate` somatic variants for each that is a candidate.
fn learnt_priors(
    evidence: &VariantEvidence,
    classes: &[usize],
    terms: &[Explanations],
    config: &VariantCallConfig,
    per_candidate: f64,
) -> [Priors; CLASSES] {
    Class::ALL.map(|class| {
        let of_class = classes.iter().zip(terms).filter(|&(&other, _)| other == class as usize);
        let terms: Vec<Explanations> = of_class.map(|(_, terms)| *terms).collect();
        let Opportunities { start, count, weight } = opportunities(evidence, class, config);
        start.learn(&terms, count, weight, per_candidate)
    })
}

/// What a class's priors are learnt from, beside its candidates.
struct Opportunities {
    /// The configured priors.
    start: Priors,
    /// Alleles that the examined bases, or the examined repeats, could have changed to.
    count: u64,
    /// Weight of the configured priors, in such alleles.
    weight: f64,
}

fn opportunities(evidence: &VariantEvidence, class: Class, config: &VariantCallConfig) -> Opportunities {
    /// Alleles a repeat can change to: one copy or several, less or more.
    const REPEAT_ALLELES: u64 = 4;
    /// Bases of genome that have one repeat of any class, roughly: a prior's weight in bases is that of so many fewer repeats.
    const REPEAT_BASES: f64 = 50.0;
    // A prior is that of one allele; a base can change to three others. Indels are ten times rarer than SNVs in the germline as well (Montgomery et al., Genome Research
    // 23:749, 2013).
    let (snv, indel) =
        ((config.somatic_snv_prior / 3.0, config.germline_prior / 3.0), (config.somatic_indel_prior, config.germline_prior / 10.0));
    let ((somatic, germline), count, weight) = match class {
        Class::Snv => (snv, 3 * evidence.examined_bases, 3.0 * config.prior_weight_bases),
        Class::Indel => (indel, evidence.examined_bases, config.prior_weight_bases),
        Class::ShortRepeat | Class::Repeat | Class::LongRepeat => {
            let weight = REPEAT_ALLELES as f64 * config.prior_weight_bases / REPEAT_BASES;
            (indel, REPEAT_ALLELES * evidence.indel_errors[0].places(class), weight)
        }
    };
    Opportunities {
        start: Priors { somatic, germline, recurrent: config.artefact_prior, artefacts: [config.artefact_prior; ARTEFACTS] },
        count,
        weight,
    }
}

/// Rewrites the terms of a tumour without a normal, and returns each class's priors. They are learnt where a population's frequencies
/// tell most inherited variants; without them every variant may be inherited.
fn explain_alone(
    evidence: &VariantEvidence,
    candidates: &[&Candidate],
    terms: &mut [Explanations],
    models: &Models<'_>,
    config: &VariantCallConfig,
    watch: &Watch<'_>,
) -> [Priors; CLASSES] {
    let has_population = evidence.population.is_some();
    let private_share = if has_population { config.private_germline_share } else { 1.0 };
    let classes = Class::ALL.map(|class| {
        let Opportunities { start, count, weight } = opportunities(evidence, class, config);
        // What strikes normals alike looks like a somatic variant here; it must not take their place.
        let start = Priors { recurrent: 0.1 * start.recurrent, ..start };
        AloneClass { start, private: start.germline * private_share, opportunities: count, weight }
    });
    let class_of: Vec<usize> = candidates.iter().map(|candidate| Class::of(candidate) as usize).collect();
    let alone = Alone::new(candidates, |candidate| models.change(candidate), |change: &Change| models.hypotheses(*change));
    alone.explain(terms, &class_of, &classes, has_population, watch)
}

/// The share of inherited SNVs that are not listed; `None` without any.
fn private_share(calls: &[VariantCall]) -> Option<f64> {
    let (mut listed, mut private) = (0.0, 0.0);
    for call in calls.iter().filter(|call| Class::of(&call.candidate) == Class::Snv) {
        *if call.candidate.population_ppb.is_some() { &mut listed } else { &mut private } += call.score.germline_probability;
    }
    (listed + private > 0.0).then(|| private / (listed + private))
}

/// Marks calls that too many of the panel's normals show.
fn mark_in_baseline(calls: &mut [VariantCall], config: &VariantCallConfig) {
    for call in calls.iter_mut().filter(|call| call.baseline_normals.is_some_and(|normals| normals > config.max_baseline_normals)) {
        call.filters.push(VariantFilter::InBaseline);
        call.filters.sort_unstable();
    }
}

/// Marks calls of too low a quality: the smallest quality at which no more than the configured share of calls is expected to be false, and at
/// least the configured minimum of the kind. Returns it, with the number of false calls expected among those that pass.
fn mark_low_quality(calls: &mut [VariantCall], config: &VariantCallConfig) -> (f64, f64) {
    let least_of = |call: &VariantCall| config.least_quality(call.candidate.allele.kind());
    let passing = calls.iter().filter(|call| call.passes() && call.score.quality >= least_of(call));
    let mut errors: Vec<(f64, f64)> = passing.map(|call| (call.score.error_probability, call.score.quality)).collect();
    errors.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut expected, mut threshold, mut accepted) = (0.0, config.min_quality, 0.0);
    for (count, (error, quality)) in (1u32..).zip(errors) {
        expected += error;
        if expected > config.max_false_discovery_rate * f64::from(count) {
            // Errors only grow from here on, and so does their mean.
            threshold = threshold.max(quality.next_up());
            break;
        }
        accepted = expected;
    }
    for call in calls.iter_mut() {
        if call.score.quality < threshold.max(least_of(call)) {
            call.filters.push(VariantFilter::LowQuality);
            call.filters.sort_unstable();
        }
    }
    (threshold, accepted)
}

impl VariantCalls {
    /// Counts for the profile.
    pub fn summary(&self) -> VariantSummary {
        let mut summary = VariantSummary {
            explained_by_error: self.explained_by_error,
            min_quality: self.min_quality,
            expected_false: self.expected_false,
            sbs96: super::sbs96(&self.calls),
            priors: self.priors,
            private_germline_share: self.private_germline_share,
            ..Default::default()
        };
        for listed in &self.listed {
            *summary.listed.entry(listed.status.name()).or_default() += 1;
        }
        let mut limits: Vec<f64> = self.listed.iter().filter_map(|listed| listed.detection_limit).collect();
        limits.sort_by(f64::total_cmp);
        summary.median_detection_limit = limits.get(limits.len().saturating_sub(1) / 2).copied();
        for call in &self.calls {
            summary.pass += u64::from(call.passes());
            summary.filtered += u64::from(!call.passes());
            for filter in &call.filters {
                *summary.by_filter.entry(filter.name()).or_default() += 1;
            }
        }
        summary
    }
}

/// Marks SNVs beside an indel that at least as many fragments show, and indels beside an inherited one that many more show: the ends of reads that hold the one are aligned, or
/// fit, as the other.
fn mark_near_indels(calls: &mut [VariantCall]) {
    /// An indel beside an inherited one must be shown by this share of its fragments.
    const SHARE: u32 = 4;
    struct Indel {
        contig: u32,
        left: u32,
        right: u32,
        start: u32,
        fragments: u32,
        is_inherited: bool,
    }
    let indels: Vec<Indel> = calls
        .iter()
        .filter(|call| call.candidate.allele.kind() != AlleleKind::Snv)
        .map(|call| {
            let (allele, repeat) = (&call.candidate.allele, call.candidate.repeat);
            let length = allele.reference.len() as u32 + u32::from(repeat.unit_bp) * u32::from(repeat.copies);
            Indel {
                contig: allele.contig,
                left: allele.start.saturating_sub(NEAR_INDEL_BP),
                right: allele.start + length + NEAR_INDEL_BP,
                start: allele.start,
                fragments: call.candidate.tumor().alternate.fragments(),
                is_inherited: call.filters.contains(&VariantFilter::Germline),
            }
        })
        .collect();
    for call in calls.iter_mut() {
        let (contig, start) = (call.candidate.allele.contig, call.candidate.allele.start);
        let fragments = call.candidate.tumor().alternate.fragments();
        let is_snv = call.candidate.allele.kind() == AlleleKind::Snv;
        let explains = |indel: &Indel| {
            let is_stronger = if is_snv {
                indel.fragments >= fragments
            } else {
                // Another length of the same repeat is no other alignment.
                indel.is_inherited && indel.start != start && indel.fragments >= SHARE * fragments
            };
            indel.contig == contig && start < indel.right && is_stronger
        };
        // The list is sorted by contig and left end; only its nearest neighbours can reach here.
        let end = indels.partition_point(|indel| (indel.contig, indel.left) <= (contig, start));
        if indels[..end].iter().rev().take(8).any(explains) {
            call.filters.push(VariantFilter::NearIndel);
            call.filters.sort_unstable();
        }
    }
}

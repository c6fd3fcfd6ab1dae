//! From evidence to calls: a pure function.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{
    allele::AlleleKind,
    artefact::ARTEFACTS,
    config::VariantCallConfig,
    errors::{ErrorCounts, ErrorRates},
    evidence::{Candidate, VariantEvidence},
    filters::{VariantFilter, filters},
    indel_errors::{IndelErrorCounts, MIN_COPIES},
    mnv,
    priors::{Priors, SomaticScore},
    somatic::{Explanations, Hypotheses, SomaticModel},
    strata::QUALITY_BINS,
    tumor_only::{Alone, AloneClass},
};
use crate::{
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
    /// Priors of one SNV allele a base, of an indel outside of repeats, and of one within.
    pub priors: [Priors; 3],
    /// Without a normal, the share of the inherited SNVs that the population does not list, as the posteriors have it; `None` otherwise.
    pub private_germline_share: Option<f64>,
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
    /// Priors as corrected by the case: of one SNV allele a base, of an indel outside of repeats, and of one within.
    pub priors: [Priors; 3],
}

/// A candidate is kept when its likelihood ratio against error in the tumour alone reaches this (natural log; 2.3 is ten to one).
const MIN_TUMOR_LN_RATIO: f64 = 2.3;
/// An SNV this close to an indel may be the indel's misaligned end, in bases.
const NEAR_INDEL_BP: u32 = 10;

/// Calls small variants.
pub fn call(evidence: &VariantEvidence, has_normal: bool, config: &VariantCallConfig) -> VariantCalls {
    call_watched(evidence, has_normal, config, &Watch::default())
}

/// As [`call`], watched.
pub(crate) fn call_watched(evidence: &VariantEvidence, has_normal: bool, config: &VariantCallConfig, watch: &Watch<'_>) -> VariantCalls {
    let rates = [evidence.errors[0].rates(), evidence.errors[1].rates()];
    let mut models: FxHashMap<Change, SomaticModel> = FxHashMap::default();
    let mut explained = |candidate: &Candidate| {
        let change = Change::of(candidate, &evidence.indel_errors);
        models
            .entry(change)
            .or_insert_with(|| SomaticModel::new(&hypotheses(change, &rates, &evidence.errors[0])))
            .explain(&candidate.samples)
    };
    let (kept, mut terms): (Vec<&Candidate>, Vec<Explanations>) = evidence
        .candidates
        .iter()
        .take_while(|_| watch.next("variants"))
        .map(|candidate| (candidate, explained(candidate)))
        .filter(|(_, terms)| terms.tumor_ln_ratio >= MIN_TUMOR_LN_RATIO)
        .unzip();
    let priors = if has_normal {
        Class::ALL.map(|class| {
            let of_kind = kept.iter().zip(&terms).filter(|(candidate, _)| Class::of(candidate) == class);
            let terms: Vec<Explanations> = of_kind.map(|(_, terms)| *terms).collect();
            let Opportunities { start, count, weight } = opportunities(evidence, class, config);
            start.learn(&terms, count, weight)
        })
    } else {
        explain_alone(evidence, &kept, &mut terms, &rates, config, watch)
    };
    // Few pairs of counts occur, and the exact interval is found by iteration.
    let mut intervals: FxHashMap<(u32, u32), Bounds> = FxHashMap::default();
    let mut calls = VariantCalls { explained_by_error: (evidence.candidates.len() - kept.len()) as u64, priors, ..VariantCalls::default() };
    for (candidate, terms) in kept.into_iter().zip(terms) {
        let score = priors[Class::of(candidate) as usize].score(&terms);
        let tumor = &candidate.samples[0];
        calls.calls.push(VariantCall {
            filters: filters(candidate, &score, has_normal, config),
            vaf: tumor.vaf().unwrap_or(0.0),
            vaf_ci95: *intervals
                .entry((tumor.alternate.fragments(), tumor.depth()))
                .or_insert_with_key(|&(alternate, depth)| interval::binomial(u64::from(alternate), u64::from(depth), 0.95)),
            candidate: candidate.clone(),
            score,
        });
    }
    calls.private_germline_share = evidence.population.as_ref().filter(|_| !has_normal).and_then(|_| private_share(&calls.calls));
    mark_near_indels(&mut calls.calls);
    (calls.min_quality, calls.expected_false) = mark_low_quality(&mut calls.calls, config);
    mnv::join(&mut calls.calls);
    calls
}

/// Kinds of candidates that occur at rates of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Snv,
    /// An indel outside of repeats.
    Indel,
    /// An indel of a tandem repeat's unit.
    RepeatIndel,
}

impl Class {
    const ALL: [Self; 3] = [Self::Snv, Self::Indel, Self::RepeatIndel];

    fn of(candidate: &Candidate) -> Self {
        match candidate.allele.kind() {
            AlleleKind::Snv | AlleleKind::Mnv => Self::Snv,
            _ if candidate.repeat.copies >= MIN_COPIES => Self::RepeatIndel,
            _ => Self::Indel,
        }
    }
}

/// What a class's priors are learnt from, beside its candidates.
struct Opportunities {
    /// The configured priors.
    start: Priors,
    /// Alleles that the examined bases could have changed to.
    count: u64,
    /// Weight of the configured priors, in such alleles.
    weight: f64,
}

fn opportunities(evidence: &VariantEvidence, class: Class, config: &VariantCallConfig) -> Opportunities {
    // A prior is that of one allele; a base can change to three others.
    let (alleles, somatic, germline) = if class == Class::Snv {
        (3, config.somatic_snv_prior / 3.0, config.germline_prior / 3.0)
    } else {
        // Indels are ten times rarer than SNVs in the germline as well (Montgomery et al., Genome Research 23:749, 2013).
        (1, config.somatic_indel_prior, config.germline_prior / 10.0)
    };
    Opportunities {
        start: Priors { somatic, germline, recurrent: config.artefact_prior, artefacts: [config.artefact_prior; ARTEFACTS] },
        count: alleles * evidence.examined_bases,
        weight: alleles as f64 * config.prior_weight_bases,
    }
}

/// Rewrites the terms of a tumour without a normal, and returns each class's priors. They are learnt where a population's frequencies
/// tell most inherited variants; without them every variant may be inherited.
fn explain_alone(
    evidence: &VariantEvidence,
    candidates: &[&Candidate],
    terms: &mut [Explanations],
    rates: &[ErrorRates; 2],
    config: &VariantCallConfig,
    watch: &Watch<'_>,
) -> [Priors; 3] {
    let has_population = evidence.population.is_some();
    let private_share = if has_population { config.private_germline_share } else { 1.0 };
    let classes = Class::ALL.map(|class| {
        let Opportunities { start, count, weight } = opportunities(evidence, class, config);
        // What strikes normals alike looks like a somatic variant here; it must not take their place.
        let start = Priors { recurrent: 0.1 * start.recurrent, ..start };
        AloneClass { start, private: start.germline * private_share, opportunities: count, weight }
    });
    let class_of: Vec<usize> = candidates.iter().map(|candidate| Class::of(candidate) as usize).collect();
    let alone = Alone::new(
        candidates,
        |candidate| Change::of(candidate, &evidence.indel_errors),
        |&change| hypotheses(change, rates, &evidence.errors[0]),
    );
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

/// Marks calls of too low a quality: the smallest quality at which no more than the configured share of calls is expected to be false, and at
/// least the configured minimum of the kind. Returns it, with the number of false calls expected among those that pass.
fn mark_low_quality(calls: &mut [VariantCall], config: &VariantCallConfig) -> (f64, f64) {
    let least_of = |call: &VariantCall| match call.candidate.allele.kind() {
        AlleleKind::Snv | AlleleKind::Mnv => config.min_quality,
        AlleleKind::Insertion | AlleleKind::Deletion => config.min_indel_quality,
    };
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

/// What error rates depend on: candidates of one change share a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Change {
    /// From one base to another.
    Substitution(u8, u8),
    /// An indel, by the bits of its error rates in tumour and normal.
    Indel([u64; 2]),
}

impl Change {
    fn of(candidate: &Candidate, errors: &[IndelErrorCounts; 2]) -> Self {
        let allele = &candidate.allele;
        match allele.kind() {
            AlleleKind::Snv | AlleleKind::Mnv => Self::Substitution(allele.reference[0], allele.alternate[0]),
            AlleleKind::Insertion | AlleleKind::Deletion => {
                // METHOD: where the normal tells enough, its rate is the tumour's as well: an unstable tumour's own reads show shifts, not errors.
                let [tumor, normal] = errors;
                let of_tumor = if normal.is_informed(allele, candidate.repeat) { normal } else { tumor };
                Self::Indel([of_tumor, normal].map(|errors| errors.rate(allele, candidate.repeat).to_bits()))
            }
        }
    }
}

fn hypotheses(change: Change, rates: &[ErrorRates; 2], tumor: &ErrorCounts) -> Hypotheses {
    match change {
        Change::Substitution(reference, alternate) => Hypotheses {
            forward_error: [rates[0].of(reference, alternate), rates[1].of(reference, alternate)],
            reverse_error: [rates[0].of(alternate, reference), rates[1].of(alternate, reference)],
            ln_quality_ratios: tumor.ln_quality_ratios(reference, alternate),
        },
        Change::Indel(error) => {
            let error = error.map(|bits| [f64::from_bits(bits); QUALITY_BINS]);
            // An indel's quality is that of the read's fit, not of a base.
            Hypotheses { forward_error: error, reverse_error: error, ln_quality_ratios: [0.0; QUALITY_BINS] }
        }
    }
}

/// Marks SNVs beside an indel that at least as many fragments show.
fn mark_near_indels(calls: &mut [VariantCall]) {
    let indels: Vec<(u32, u32, u32, u32)> = calls
        .iter()
        .filter(|call| call.candidate.allele.kind() != AlleleKind::Snv)
        .map(|call| {
            let allele = &call.candidate.allele;
            let length = allele.reference.len() as u32 + u32::from(call.candidate.repeat.unit_bp) * u32::from(call.candidate.repeat.copies);
            (
                allele.contig,
                allele.start.saturating_sub(NEAR_INDEL_BP),
                allele.start + length + NEAR_INDEL_BP,
                call.candidate.samples[0].alternate.fragments(),
            )
        })
        .collect();
    for call in calls.iter_mut().filter(|call| call.candidate.allele.kind() == AlleleKind::Snv) {
        let (contig, start) = (call.candidate.allele.contig, call.candidate.allele.start);
        let fragments = call.candidate.samples[0].alternate.fragments();
        // The list is sorted by contig and left end; only its nearest neighbours can reach here.
        let end = indels.partition_point(|&(c, left, ..)| (c, left) <= (contig, start));
        let near = indels[..end].iter().rev().take(8).any(|&(c, _, right, shown)| c == contig && start < right && shown >= fragments);
        if near {
            call.filters.push(VariantFilter::NearIndel);
        }
    }
}

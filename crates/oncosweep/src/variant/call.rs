//! From evidence to calls: a pure function.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{
    allele::AlleleKind,
    config::VariantCallConfig,
    errors::ErrorRates,
    evidence::{Candidate, RepeatContext, VariantEvidence},
    filters::{VariantFilter, filters},
    somatic::{Hypotheses, SomaticModel, SomaticScore},
    strata::QUALITY_BINS,
};
use crate::stats::interval::{self, Bounds};

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
}

/// Counts of [`VariantCalls`] for the profile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VariantSummary {
    /// Calls without any filter.
    pub pass: u64,
    /// Calls with at least one filter.
    pub filtered: u64,
    /// Calls by filter; a call with two filters counts under both.
    pub by_filter: BTreeMap<&'static str, u64>,
    /// Candidates not kept because sequencing error explains them.
    pub explained_by_error: u64,
}

/// A candidate is kept when its likelihood ratio against error in the tumour alone reaches this (natural log; 2.3 is ten to one).
const MIN_TUMOR_LN_RATIO: f64 = 2.3;
/// An SNV this close to an indel may be the indel's misaligned end, in bases.
const NEAR_INDEL_BP: u32 = 10;

/// Calls small variants.
pub fn call(evidence: &VariantEvidence, has_normal: bool, config: &VariantCallConfig) -> VariantCalls {
    let rates = [evidence.errors[0].rates(), evidence.errors[1].rates()];
    let mut calls = VariantCalls::default();
    let mut models: FxHashMap<Change, SomaticModel> = FxHashMap::default();
    // Few pairs of counts occur, and the exact interval is found by iteration.
    let mut intervals: FxHashMap<(u32, u32), Bounds> = FxHashMap::default();
    for candidate in &evidence.candidates {
        let change = Change::of(candidate);
        let model = models.entry(change).or_insert_with(|| SomaticModel::new(&hypotheses(change, &rates, config)));
        let score = model.score(&candidate.samples);
        if score.tumor_ln_ratio < MIN_TUMOR_LN_RATIO {
            calls.explained_by_error += 1;
            continue;
        }
        let tumor = &candidate.samples[0];
        calls.calls.push(VariantCall {
            filters: filters(&candidate.samples, &score, has_normal, config),
            vaf: tumor.vaf().unwrap_or(0.0),
            vaf_ci95: *intervals
                .entry((tumor.alternate.fragments(), tumor.depth()))
                .or_insert_with_key(|&(alternate, depth)| interval::binomial(u64::from(alternate), u64::from(depth), 0.95)),
            candidate: candidate.clone(),
            score,
        });
    }
    mark_near_indels(&mut calls.calls);
    calls
}

impl VariantCalls {
    /// Counts for the profile.
    pub fn summary(&self) -> VariantSummary {
        let mut summary = VariantSummary { explained_by_error: self.explained_by_error, ..Default::default() };
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
    /// An indel, by the bits of its error rate.
    Indel(u64),
}

impl Change {
    fn of(candidate: &Candidate) -> Self {
        let allele = &candidate.allele;
        match allele.kind() {
            AlleleKind::Snv => Self::Substitution(allele.reference[0], allele.alternate[0]),
            AlleleKind::Insertion | AlleleKind::Deletion => Self::Indel(indel_error(candidate.repeat).to_bits()),
        }
    }
}

fn hypotheses(change: Change, rates: &[ErrorRates; 2], config: &VariantCallConfig) -> Hypotheses {
    match change {
        Change::Substitution(reference, alternate) => Hypotheses {
            forward_error: [rates[0].of(reference, alternate), rates[1].of(reference, alternate)],
            reverse_error: [rates[0].of(alternate, reference), rates[1].of(alternate, reference)],
            somatic_prior: config.somatic_snv_prior,
            germline_prior: config.germline_prior,
        },
        Change::Indel(error) => {
            let error = [[f64::from_bits(error); QUALITY_BINS]; 2];
            // Indels are ten times rarer than SNVs in the germline as well (Montgomery et al., Genome Research 23:749, 2013).
            let germline_prior = config.germline_prior / 10.0;
            Hypotheses { forward_error: error, reverse_error: error, somatic_prior: config.somatic_indel_prior, germline_prior }
        }
    }
}

/// Probability that a read shows an indel of the repeat's unit that its molecule does not have.
///
/// // METHOD: `10^(−4.5 + 0.3·(c − 3))` for `c` copies of a unit, a tenth of it for units of two or more bases, between 1e-5 and
/// 0.05. It follows the rise of Illumina's indel error with homopolymer length (Ross et al., Genome Biology 14:R51, 2013) until the rate is
/// learnt in the sweep.
fn indel_error(repeat: RepeatContext) -> f64 {
    let copies = f64::from(repeat.copies).max(3.0);
    let rate = 10f64.powf(-4.5 + 0.3 * (copies - 3.0));
    (if repeat.unit_bp > 1 { rate / 10.0 } else { rate }).clamp(1e-5, 0.05)
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

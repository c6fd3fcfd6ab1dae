//! The answer on each listed allele: detected, not detected down to a limit, or not assessed.

use std::sync::Arc;

use serde::Serialize;

use super::{
    allele::{Allele, AlleleKind},
    call::{VariantCall, VariantCalls, tolerated},
    change::Models,
    class::Class,
    config::VariantCallConfig,
    detection::Rule,
    evidence::{Candidate, VariantEvidence},
    filters::VariantFilter,
    listed::{ListedAlleles, parts},
    listed_priors::ListedPriors,
    strata::SampleStrata,
};
use crate::{genes::Consequence, genome::Targets};

/// With less than this posterior of sequencing error the tumour shows an allele.
const MAX_ERROR: f64 = 0.05;

/// What is said of a listed allele.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ListedStatus {
    /// It is called.
    Detected,
    /// The tumour's fragments show it, and a filter speaks against it: it is inherited, an artefact, or badly mapped.
    Filtered,
    /// It is not there, or in a smaller share than the detection limit.
    NotDetected,
    /// Nothing can be said.
    NotAssessed,
}

impl ListedStatus {
    /// The name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Detected => "detected",
            Self::Filtered => "filtered",
            Self::NotDetected => "not_detected",
            Self::NotAssessed => "not_assessed",
        }
    }
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotAssessed {
    /// Outside of what was swept.
    NotSwept,
    /// A replacement of bases by another number of bases, or an indel of more than a hundred bases.
    NotWeighed,
    /// No fragment of the tumour tells.
    NoCoverage,
    /// Too few fragments of the normal.
    ShallowNormal,
    /// The normal shows it.
    InNormal,
    /// The reads there map elsewhere as well.
    MappingQuality,
    /// Too few fragments, or too many doubtful ones, to call any fraction with a probability of 95 %.
    Shallow,
}

impl NotAssessed {
    /// The name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotSwept => "not_swept",
            Self::NotWeighed => "not_weighed",
            Self::NoCoverage => "no_coverage",
            Self::ShallowNormal => "shallow_normal",
            Self::InNormal => "in_normal",
            Self::MappingQuality => "mapping_quality",
            Self::Shallow => "shallow",
        }
    }
}

/// The answer on one listed allele. Of an MNV that is not called as such, counts and limit are those of its weakest base.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedCall {
    /// The allele, normalised.
    pub allele: Allele,
    /// The answer.
    pub status: ListedStatus,
    /// Why it was not assessed.
    pub reason: Option<NotAssessed>,
    /// What the filters say, where the tumour's fragments show it.
    pub filters: Vec<VariantFilter>,
    /// Somatic quality, phred, where the tumour's fragments show it more often than error would.
    pub quality: Option<f64>,
    /// Strata of tumour and normal.
    pub samples: [SampleStrata; 2],
    /// Smallest allele fraction that would have been called with a probability of 95 %.
    pub detection_limit: Option<f64>,
    /// The consequence on the chosen transcript, when genes are given.
    pub consequence: Option<Arc<Consequence>>,
}

/// The answers on `listed`, in their order, from the candidates that the sweep over `swept` kept for them and from `calls`.
pub fn listed_calls(
    evidence: &VariantEvidence,
    calls: &VariantCalls,
    listed: &ListedAlleles,
    swept: &Targets,
    has_normal: bool,
    config: &VariantCallConfig,
) -> Vec<ListedCall> {
    let priors = ListedPriors::new(listed, config.hotspots_per_tumor);
    let mut models = Models::new(evidence).with_fractions(calls.fractions.as_ref());
    let mut answer = |allele: &Allele| {
        let nothing = |reason| ListedCall {
            allele: allele.clone(),
            status: ListedStatus::NotAssessed,
            reason: Some(reason),
            filters: Vec::new(),
            quality: None,
            samples: Default::default(),
            detection_limit: None,
            consequence: None,
        };
        let Some(parts) = parts(allele) else { return nothing(NotAssessed::NotWeighed) };
        let found: Option<Vec<&Candidate>> = parts.iter().map(|part| candidate_of(evidence, part)).collect();
        let Some(candidates) = found.filter(|candidates| !candidates.is_empty()) else {
            // No candidates are kept where no read lies at all.
            let is_swept = swept.contains(allele.contig, allele.start);
            return nothing(if is_swept { NotAssessed::NoCoverage } else { NotAssessed::NotSwept });
        };
        let answers = candidates.into_iter().map(|candidate| {
            let rule = Rule {
                priors: priors.of(&candidate.allele, &calls.priors[Class::of(candidate) as usize]),
                config,
                min_quality: calls.min_quality.max(config.least_quality(candidate.allele.kind())),
                has_normal,
                contamination: tolerated(calls.contamination[0].as_ref()),
                model: models.of(candidate),
            };
            single(candidate, rule.limit(candidate), calls, has_normal, config)
        });
        let weakest = answers.reduce(|a, b| if rank(&b) > rank(&a) { b } else { a });
        let mut answer = weakest.unwrap_or_else(|| nothing(NotAssessed::NoCoverage));
        answer.allele = allele.clone();
        if let Some(call) = calls_near(calls, allele).find(|call| call.candidate.allele == *allele) {
            answer.consequence.clone_from(&call.candidate.consequence);
        } else if allele.kind() == AlleleKind::Mnv {
            // The consequence of one of its bases is not its own.
            answer.consequence = None;
        }
        answer
    };
    listed.iter().map(&mut answer).collect()
}

/// Orders the answers on an MNV's bases: the one that speaks for all comes last.
fn rank(answer: &ListedCall) -> (u8, f64) {
    let status = match answer.status {
        ListedStatus::Detected => 0,
        ListedStatus::Filtered => 1,
        ListedStatus::NotDetected => 2,
        ListedStatus::NotAssessed => 3,
    };
    (status, answer.detection_limit.unwrap_or(1.0))
}

fn candidate_of<'a>(evidence: &'a VariantEvidence, allele: &Allele) -> Option<&'a Candidate> {
    let index = evidence.candidates.binary_search_by(|candidate| candidate.allele.cmp(allele)).ok()?;
    Some(&evidence.candidates[index])
}

/// The calls that may hold `allele`: an MNV begins at most two bases to the left.
fn calls_near<'a>(calls: &'a VariantCalls, allele: &Allele) -> impl Iterator<Item = &'a VariantCall> {
    let place = |call: &VariantCall| (call.candidate.allele.contig, call.candidate.allele.start);
    let (from, to) = ((allele.contig, allele.start.saturating_sub(2)), (allele.contig, allele.start));
    let first = calls.calls.partition_point(|call| place(call) < from);
    calls.calls[first..].iter().take_while(move |call| place(call) <= to)
}

/// The call that holds `allele`: itself, or an MNV of which it is a base.
fn call_of<'a>(calls: &'a VariantCalls, allele: &Allele) -> Option<&'a VariantCall> {
    calls_near(calls, allele).find(|call| {
        let other = &call.candidate.allele;
        other == allele || (other.kind() == AlleleKind::Mnv && parts(other).is_some_and(|parts| parts.contains(allele)))
    })
}

fn single(candidate: &Candidate, limit: Option<f64>, calls: &VariantCalls, has_normal: bool, config: &VariantCallConfig) -> ListedCall {
    let call = call_of(calls, &candidate.allele);
    let filters = call.map(|call| call.filters.clone()).unwrap_or_default();
    let status = match (call, limit) {
        (Some(call), _) if call.passes() => ListedStatus::Detected,
        (Some(call), _) if is_shown(call, limit) => ListedStatus::Filtered,
        (_, Some(_)) => ListedStatus::NotDetected,
        (_, None) => ListedStatus::NotAssessed,
    };
    ListedCall {
        allele: candidate.allele.clone(),
        status,
        reason: (status == ListedStatus::NotAssessed).then(|| why_not(candidate, has_normal, config)),
        filters,
        quality: call.map(|call| call.score.quality),
        samples: candidate.samples(),
        detection_limit: limit,
        consequence: candidate.consequence.clone(),
    }
}

/// Whether the tumour shows an allele that is not called: not in few fragments, and not as sequencing error would.
fn is_shown(call: &VariantCall, limit: Option<f64>) -> bool {
    let has = |filter: VariantFilter| call.filters.contains(&filter);
    if has(VariantFilter::LowSupport) || has(VariantFilter::LowVaf) {
        return false;
    }
    // A low quality says how sure the other reasons are; alone it may mean error, or a variant that is not surely somatic.
    let [error, ..] = call.score.artefact_probabilities;
    call.filters.iter().any(|&filter| filter != VariantFilter::LowQuality)
        || error <= MAX_ERROR
        || limit.is_some_and(|limit| call.vaf >= limit)
}

/// Why no fraction would surely be called.
fn why_not(candidate: &Candidate, has_normal: bool, config: &VariantCallConfig) -> NotAssessed {
    let [tumor, normal] = &candidate.samples();
    let plain = &tumor.reference;
    if tumor.depth() == 0 {
        let is_mapped = plain.low_mapping_quality + tumor.alternate.low_mapping_quality == 0;
        return if is_mapped { NotAssessed::NoCoverage } else { NotAssessed::MappingQuality };
    }
    if has_normal && normal.depth() < config.min_normal_depth {
        return NotAssessed::ShallowNormal;
    }
    if normal.alternate.fragments() + normal.alternate.low_mapping_quality >= 2 {
        return NotAssessed::InNormal;
    }
    if plain.low_mapping_quality > plain.fragments() || plain.mapping_quality_sum < 40 * plain.fragments() {
        return NotAssessed::MappingQuality;
    }
    NotAssessed::Shallow
}

#[cfg(test)]
mod tests {
    use super::{
        ListedStatus::{Detected, Filtered, NotAssessed, NotDetected},
        *,
    };
    use crate::{
        genome::Interval,
        sweep::{ReferenceSlice, Watch},
    };

    /// One tumour without a normal: so many fragments of the reference and of the allele.
    fn candidate(allele: Allele, [plain, changed]: [u32; 2]) -> Candidate {
        let mut strata = [SampleStrata::default(), SampleStrata::default()];
        let tumor = &mut strata[0];
        for (strata, fragments) in [(&mut tumor.reference, plain), (&mut tumor.alternate, changed)] {
            strata.by_quality[5] = fragments;
            (strata.forward, strata.reverse) = (fragments / 2, fragments - fragments / 2);
            (strata.places, strata.mapping_quality_sum) = (fragments, 60 * fragments);
        }
        let repeat = super::super::repeat::repeat_of(&allele, &ReferenceSlice { start: 0, bases: b"" });
        Candidate { allele, context: *b"CAG", repeat, strata: (&strata).into(), consequence: None, joined: None, population_ppb: None }
    }

    /// The answers on alleles at places of their own, with so many fragments, as those of a list that has `padding` more.
    fn answers(fragments: &[[u32; 2]], padding: u32, config: &VariantCallConfig) -> Vec<ListedCall> {
        let allele = |place: u32| Allele::snv(0, 1000 * place, b'A', b'T');
        let alleles: Vec<Allele> = (0..fragments.len() as u32 + padding).map(allele).collect();
        let candidates = alleles.iter().zip(fragments).map(|(allele, &fragments)| candidate(allele.clone(), fragments)).collect();
        let evidence = VariantEvidence { candidates, examined_bases: 1_000_000, ..VariantEvidence::default() };
        let listed = ListedAlleles::new(alleles);
        let calls = super::super::call::call_watched(&evidence, false, &listed, None, config, &Watch::default());
        let swept = Targets::from_intervals([Interval::new(0, 0, u32::MAX)]);
        let mut answers = listed_calls(&evidence, &calls, &listed, &swept, false, config);
        answers.truncate(fragments.len());
        answers
    }

    #[test]
    fn a_tumour_without_a_normal_has_the_drivers_that_it_shows() {
        let fragments = [[150, 60], [100, 100], [300, 24], [2, 60], [400, 2], [400, 0], [0, 0]];
        let status = |padding, config: &VariantCallConfig| {
            answers(&fragments, padding, config).iter().map(|answer| answer.status).collect::<Vec<_>>()
        };
        let config = VariantCallConfig::default();
        let of_drivers = status(93, &config);
        // Half of the fragments, as of an inherited allele, stay for whoever knows the allele to judge.
        assert_eq!(of_drivers, [Detected, Filtered, Detected, Filtered, NotDetected, NotDetected, NotAssessed]);
        // A list of everything says nothing of an allele; what is shown is not denied.
        let of_all = status(200_000, &config);
        assert_eq!(of_all, status(93, &VariantCallConfig { hotspots_per_tumor: 0.0, ..config }));
        assert_eq!(of_all, [Filtered, Filtered, Filtered, Filtered, NotDetected, NotDetected, NotAssessed]);
    }
}

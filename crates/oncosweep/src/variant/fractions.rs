//! Where the fractions of a tumour's somatic variants lie, as the case tells: their peaks are where its purity puts them.
//!
//! The somatic likelihood is `Σ_k w_k·L(f_k)` over the grid of fractions. The weights begin as those of `Beta(1, 2)` and are corrected by expectation–maximisation over the
//! candidates that may be somatic: `w_k = (W·w⁰_k + Σ_c P(somatic, f_k | c) / d_c(f_k)) / (W + Σ_c Σ_k P(somatic, f_k | c) / d_c(f_k))`, with the weight `W` of
//! [`PRIOR_VARIANTS`] variants and `d_c(f)` the probability that a variant of the fraction `f` at the candidate's depth is shown by enough fragments to be among them: for each
//! that is, `1/d − 1` are not (Horvitz & Thompson, JASA 47:663, 1952). With a fixed distribution, two fragments say too little in a tumour of low purity, where most
//! variants have few, and too much in a pure one.

use rustc_hash::FxHashMap;

use super::{
    priors::Priors,
    somatic::{Explanations, GRID, SOMATIC_BETA, beta_weights, grid},
};
use crate::stats::phred::ln_sum;

/// Weight of the distribution to begin with, in variants.
const PRIOR_VARIANTS: f64 = 20.0;
/// Rounds of expectation and maximisation.
const ROUNDS: usize = 20;
/// Candidates that are asked, at most; of more, every so manieth.
const MOST_ASKED: usize = 4_000;
/// Candidates likelier not somatic than this have no part in it.
pub(super) const PLAUSIBLE: f64 = 0.999;

/// A candidate that may be somatic.
pub(super) struct Plausible {
    /// Its place among the kept candidates.
    pub(super) index: usize,
    /// The class of its priors.
    pub(super) class: usize,
    /// `ln L` at each fraction of the grid, as a somatic variant.
    pub(super) at: [f64; GRID],
    /// Fragments of the tumour that show it, and all that tell.
    pub(super) fragments: [u32; 2],
}

/// What the candidates tell of somatic fractions.
pub(super) struct Learnt {
    /// The weights of the grid's fractions.
    pub(super) weights: [f64; GRID],
    /// Somatic variants there are for each that is a candidate, by the candidates' own posteriors.
    pub(super) per_candidate: f64,
}

impl Default for Learnt {
    fn default() -> Self {
        Self { weights: beta_weights(SOMATIC_BETA), per_candidate: 1.0 }
    }
}

/// Fragments from which on a candidate has a part in it: two may be two errors.
const LEAST_FRAGMENTS: u32 = 3;
/// The share of a candidate's fragments from which on it has; below, the sweep keeps none.
const LEAST_SHARE: f64 = 0.005;
/// Variants that are seen more rarely than this stand for no others: they tell too little of them.
const LEAST_SHOWN: f64 = 0.1;

/// The least fragments of `depth` with which a candidate has a part in it.
fn least(depth: u32, min_vaf: f64) -> u32 {
    LEAST_FRAGMENTS.max((min_vaf.max(LEAST_SHARE) * f64::from(depth)).ceil() as u32)
}

/// By fraction of the grid, the probability that at least `least` of `depth` fragments show a variant.
fn shown(depth: u32, least: u32) -> [f64; GRID] {
    grid().map(|f| {
        // C(n, k)·f^k·(1 − f)^(n − k) from k = 0 on.
        let mut term = f64::from(depth) * (1.0 - f).ln();
        let mut missed = 0.0;
        for k in 0..least.min(depth + 1) {
            missed += term.exp();
            term += (f64::from(depth - k) / f64::from(k + 1)).ln() + (f / (1.0 - f)).ln();
        }
        (1.0 - missed).clamp(LEAST_SHOWN, 1.0)
    })
}

/// Corrects the weights and writes the somatic likelihoods under them into `terms`, those of all candidates; those below `min_vaf` have no part in it.
pub(super) fn learn(mut learnt: Learnt, plausible: &[Plausible], priors: &[Priors], terms: &mut [Explanations], min_vaf: f64) -> Learnt {
    let start = beta_weights(SOMATIC_BETA);
    let cells =
        |ln_weights: &[f64; GRID], candidate: &Plausible| -> [f64; GRID] { std::array::from_fn(|k| ln_weights[k] + candidate.at[k]) };
    let mut by_depth: FxHashMap<u32, [f64; GRID]> = FxHashMap::default();
    let step = plausible.len().div_ceil(MOST_ASKED).max(1);
    for _ in 0..ROUNDS {
        let mut expected = start.map(|weight| PRIOR_VARIANTS * weight);
        let ln_weights = learnt.weights.map(f64::ln);
        let (mut there, mut counted) = (PRIOR_VARIANTS, PRIOR_VARIANTS);
        for candidate in plausible.iter().step_by(step) {
            let terms = &mut terms[candidate.index];
            let cells = cells(&ln_weights, candidate);
            terms.somatic = ln_sum(&cells);
            let probability = 1.0 - priors[candidate.class].score(terms).error_probability;
            counted += probability;
            let [fragments, depth] = candidate.fragments;
            let least = least(depth, min_vaf);
            if fragments < least {
                continue;
            }
            let shown = by_depth.entry(depth).or_insert_with(|| shown(depth, least));
            for ((expected, cell), shown) in expected.iter_mut().zip(cells).zip(shown) {
                let here = probability * (cell - terms.somatic).exp() / *shown;
                *expected += here;
                there += here;
            }
        }
        let all: f64 = expected.iter().sum();
        learnt = Learnt { weights: expected.map(|expected| expected / all), per_candidate: there / counted };
    }
    let ln_weights = learnt.weights.map(f64::ln);
    for candidate in plausible {
        terms[candidate.index].somatic = ln_sum(&cells(&ln_weights, candidate));
    }
    learnt
}

#[cfg(test)]
mod tests {
    use super::{super::artefact::ARTEFACTS, *};

    const PRIORS: Priors = Priors { somatic: 1e-5, germline: 1e-3, recurrent: 1e-8, artefacts: [1e-8; ARTEFACTS] };

    /// Of 60 fragments, `seen` show the allele.
    fn candidate(index: usize, seen: u32) -> Plausible {
        let at = grid().map(|f| f64::from(seen) * f.ln() + f64::from(60 - seen) * (1.0 - f).ln());
        Plausible { index, class: 0, at, fragments: [seen, 60] }
    }

    fn terms_of(seen: u32) -> Explanations {
        let never = f64::NEG_INFINITY;
        Explanations {
            error: f64::from(seen) * 1e-4f64.ln(),
            recurrent: never,
            artefacts: [never; ARTEFACTS],
            germline: never,
            contaminant: never,
            somatic: 0.0,
            tumor_ln_ratio: 0.0,
            normal_ln_ratio: 0.0,
        }
    }

    #[test]
    fn variants_that_too_few_fragments_show_are_allowed_for() {
        // scipy.stats.binom.sf(2, 60, f) at the middles of the 9th and the 21st cell.
        let shown = shown(60, 3);
        assert!((shown[8] - 0.512_676).abs() < 1e-5 && (shown[20] - 0.999_997).abs() < 1e-5, "{} {}", shown[8], shown[20]);
        // A thousand variants of 0.045: so many have k fragments.
        let f = grid()[8];
        let counts = (0..=12u32).flat_map(|k| {
            let ways: f64 = (0..k).map(|i| f64::from(60 - i) / f64::from(i + 1)).product();
            let expected = 1000.0 * ways * f.powi(k as i32) * (1.0 - f).powi(60 - k as i32);
            std::iter::repeat_n(k, expected.round() as usize)
        });
        let counts: Vec<u32> = counts.filter(|&k| k >= 2).collect();
        let plausible: Vec<Plausible> = counts.iter().enumerate().map(|(index, &seen)| candidate(index, seen)).collect();
        let mut terms: Vec<Explanations> = counts.iter().map(|&seen| terms_of(seen)).collect();
        let learnt = (0..3).fold(Learnt::default(), |learnt, _| learn(learnt, &plausible, &[PRIORS], &mut terms, 0.0));
        let mean: f64 = learnt.weights.iter().zip(grid()).map(|(weight, f)| weight * f).sum();
        assert!((mean - f).abs() < 0.15 * f, "{mean}");
        let counted: f64 = terms.iter().map(|terms| 1.0 - PRIORS.score(terms).error_probability).sum();
        // Half of them are candidates; how many are not is told by the shape of the rest, and so not exactly.
        let there = learnt.per_candidate * counted;
        assert!(counted < 600.0 && (900.0..1300.0).contains(&there), "{there} {counted}");
    }

    #[test]
    fn two_fragments_say_more_where_variants_have_few() {
        // Beside `count` variants that `many` fragments show, one that two show.
        let quality_of_two = |many: u32, count: usize| {
            let plausible: Vec<Plausible> = (0..count).map(|index| candidate(index, many)).chain([candidate(count, 2)]).collect();
            let mut terms: Vec<Explanations> = plausible.iter().map(|c| terms_of(c.fragments[0])).collect();
            learn(Learnt::default(), &plausible, &[PRIORS], &mut terms, 0.0);
            PRIORS.score(&terms[count]).quality
        };
        let (low, none, high) = (quality_of_two(4, 200), quality_of_two(4, 0), quality_of_two(25, 200));
        // Small qualities are as the probabilities of being somatic.
        assert!(low > 3.0 * none && high < 0.3 * none, "{low} {none} {high}");
    }
}

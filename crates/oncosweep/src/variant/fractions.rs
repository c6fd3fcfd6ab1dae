//! Where the fractions of a tumour's somatic variants lie, as the case tells: their peaks are where its purity puts them.
//!
//! The somatic likelihood is `Σ_k w_k·L(f_k)` over the grid of fractions. The weights begin as those of `Beta(1, 2)` and are corrected by expectation–maximisation over the
//! candidates that may be somatic: `w_k = (W·w⁰_k + Σ_c P(somatic, f_k | c)) / (W + Σ_c P(somatic | c))`, with the weight `W` of [`PRIOR_VARIANTS`] variants. With a fixed
//! distribution, two fragments say too little in a tumour of low purity, where most variants have few, and too much in a pure one.

use super::{
    priors::Priors,
    somatic::{Explanations, GRID, SOMATIC_BETA, beta_weights},
};
use crate::stats::phred::ln_sum;

/// Weight of the distribution to begin with, in variants.
const PRIOR_VARIANTS: f64 = 20.0;
/// Rounds of expectation and maximisation.
const ROUNDS: usize = 20;
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
}

/// Finds the weights and writes the somatic likelihoods under them into `terms`, those of all candidates.
pub(super) fn learn(plausible: &[Plausible], priors: &[Priors], terms: &mut [Explanations]) -> [f64; GRID] {
    let start = beta_weights(SOMATIC_BETA);
    let mut weights = start;
    let cells =
        |weights: &[f64; GRID], candidate: &Plausible| -> [f64; GRID] { std::array::from_fn(|k| weights[k].ln() + candidate.at[k]) };
    for _ in 0..ROUNDS {
        let mut expected = start.map(|weight| PRIOR_VARIANTS * weight);
        for candidate in plausible {
            let terms = &mut terms[candidate.index];
            let cells = cells(&weights, candidate);
            terms.somatic = ln_sum(&cells);
            let probability = 1.0 - priors[candidate.class].score(terms).error_probability;
            for (expected, cell) in expected.iter_mut().zip(cells) {
                *expected += probability * (cell - terms.somatic).exp();
            }
        }
        let all: f64 = expected.iter().sum();
        weights = expected.map(|expected| expected / all);
    }
    for candidate in plausible {
        terms[candidate.index].somatic = ln_sum(&cells(&weights, candidate));
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::{super::artefact::ARTEFACTS, super::somatic::grid, *};

    #[test]
    fn two_fragments_say_more_where_variants_have_few() {
        let priors = [Priors { somatic: 1e-5, germline: 1e-3, recurrent: 1e-8, artefacts: [1e-8; ARTEFACTS] }];
        // Of 60 fragments, `many` of `count` variants show the allele; one shows it in two.
        let quality_of_two = |many: i32, count: usize| {
            let candidate = |index: usize, seen: i32| Plausible {
                index,
                class: 0,
                at: grid().map(|f| f64::from(seen) * f.ln() + f64::from(60 - seen) * (1.0 - f).ln()),
            };
            let plausible: Vec<Plausible> = (0..count).map(|index| candidate(index, many)).chain([candidate(count, 2)]).collect();
            let never = f64::NEG_INFINITY;
            let terms_of = |seen: i32| Explanations {
                error: f64::from(seen) * 1e-4f64.ln(),
                recurrent: never,
                artefacts: [never; ARTEFACTS],
                germline: never,
                contaminant: never,
                somatic: 0.0,
                tumor_ln_ratio: 0.0,
                normal_ln_ratio: 0.0,
            };
            let mut terms: Vec<Explanations> = plausible.iter().map(|c| terms_of(if c.index == count { 2 } else { many })).collect();
            learn(&plausible, &priors, &mut terms);
            priors[0].score(&terms[count]).quality
        };
        let (low, none, high) = (quality_of_two(4, 200), quality_of_two(4, 0), quality_of_two(25, 200));
        // Small qualities are as the probabilities of being somatic.
        assert!(low > 3.0 * none && high < 0.3 * none, "{low} {none} {high}");
    }
}

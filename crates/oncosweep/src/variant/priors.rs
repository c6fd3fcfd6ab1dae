//! How often each explanation holds: priors that the case itself corrects.
//!
//! Expectation–maximisation over the explanations of all candidates: the prior of explanation `k` becomes
//! `(w·p_k + Σ_c P(k | c)) / (w + n)`, with `p_k` the configured prior, `w` its weight in bases, `n` the bases examined and the sum over
//! candidates (places that are no candidates are error). The germline prior stays: its rate is known. Learning the rate of true variants and
//! of artefacts from the calls follows Mutect2's filtering model (Benjamin et al., bioRxiv 861054, 2019).

use serde::Serialize;

use super::{
    artefact::{ARTEFACTS, Artefact},
    somatic::Explanations,
};
use crate::stats::phred::{from_ln, ln_sum};

/// Prior probabilities that a base carries a given kind of candidate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Priors {
    /// A somatic variant.
    pub somatic: f64,
    /// A germline variant.
    pub germline: f64,
    /// An artefact that strikes tumour and normal alike.
    pub recurrent: f64,
    /// Artefacts, in the order of [`Artefact::ALL`](super::Artefact::ALL).
    pub artefacts: [f64; ARTEFACTS],
}

/// Largest quality reported, phred.
pub const MAX_QUALITY: f64 = 200.0;
/// Rounds of expectation and maximisation; the priors settle long before.
const ROUNDS: usize = 20;
/// No prior of artefacts grows beyond this: past one base in a hundred it is not a prior of rare events any more.
const MAX_PRIOR: f64 = 0.01;
/// Nor the somatic one beyond this: where all mismatch repair is lost, a third of the long repeats change, to one of several lengths.
const MAX_SOMATIC_PRIOR: f64 = 0.1;

/// What the model says of a candidate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SomaticScore {
    /// Phred of the posterior that the candidate is not somatic.
    pub quality: f64,
    /// The posterior that it is not somatic.
    pub error_probability: f64,
    /// Posterior that it is germline, of this person or of the one whose DNA contaminates the tumour.
    pub germline_probability: f64,
    /// The part of it that is the other person's.
    pub contaminant_probability: f64,
    /// Posteriors of sequencing error, a recurrent artefact, and the artefacts in the order of [`Artefact::ALL`].
    pub artefact_probabilities: [f64; 2 + ARTEFACTS],
    /// The artefact whose posterior is above one half, if any.
    pub artefact: Option<Artefact>,
    /// Natural log of the likelihood ratio of "present at the best-fitting fractions" against "error" in the tumour alone.
    pub tumor_ln_ratio: f64,
    /// Natural log of the likelihood ratio of "absent" against "heterozygous" in the normal alone.
    pub normal_ln_ratio: f64,
}

/// Number of explanations besides error.
const TERMS: usize = 3 + ARTEFACTS;

impl Priors {
    /// Natural logs of prior times likelihood: error, somatic, germline, recurrent, artefacts.
    fn joint(&self, terms: &Explanations) -> [f64; TERMS + 1] {
        let [somatic, germline, recurrent] = [self.somatic, self.germline, self.recurrent];
        let mut joint = [0.0; TERMS + 1];
        let rest = 1.0 - somatic - germline - recurrent - self.artefacts.iter().sum::<f64>();
        joint[0] = rest.ln() + terms.error;
        joint[1] = somatic.ln() + terms.somatic;
        joint[2] = germline.ln() + terms.germline;
        joint[3] = recurrent.ln() + terms.recurrent;
        for ((joint, prior), artefact) in joint[4..].iter_mut().zip(self.artefacts).zip(terms.artefacts) {
            *joint = prior.ln() + artefact;
        }
        joint
    }

    /// The posterior of each explanation.
    pub fn score(&self, terms: &Explanations) -> SomaticScore {
        let joint = self.joint(terms);
        let all = ln_sum(&joint);
        let others: [f64; TERMS] = std::array::from_fn(|i| if i == 0 { joint[0] } else { joint[i + 1] });
        let error = ln_sum(&others) - all;
        let artefact = Artefact::ALL.into_iter().zip(&joint[4..]).find(|&(_, &joint)| (joint - all).exp() > 0.5);
        SomaticScore {
            quality: from_ln(error, MAX_QUALITY),
            error_probability: error.exp().min(1.0),
            germline_probability: (joint[2] - all).exp(),
            contaminant_probability: if terms.contaminant > f64::NEG_INFINITY {
                (joint[2] - all + terms.contaminant - terms.germline).exp()
            } else {
                0.0
            },
            artefact_probabilities: [0, 3, 4, 5, 6, 7].map(|i: usize| (joint[i] - all).exp()),
            artefact: artefact.map(|(artefact, _)| artefact),
            tumor_ln_ratio: terms.tumor_ln_ratio,
            normal_ln_ratio: terms.normal_ln_ratio,
        }
    }

    /// These priors corrected by what the candidates of `bases` examined bases show; these weigh as much as `weight_bases` bases.
    #[must_use]
    pub fn learn(&self, candidates: &[Explanations], bases: u64, weight_bases: f64) -> Self {
        (0..ROUNDS).fold(*self, |learnt, _| self.corrected(&learnt, candidates, bases, weight_bases))
    }

    /// One round of [`Priors::learn`], from `learnt` on.
    #[must_use]
    pub(super) fn corrected(&self, learnt: &Self, candidates: &[Explanations], bases: u64, weight_bases: f64) -> Self {
        let whole = weight_bases + bases as f64;
        let corrected = |prior: f64, expected: f64, most: f64| ((weight_bases * prior + expected) / whole).min(most);
        let mut expected = [0.0; TERMS + 1];
        for terms in candidates {
            let joint = learnt.joint(terms);
            let all = ln_sum(&joint);
            expected.iter_mut().zip(joint).for_each(|(sum, joint)| *sum += (joint - all).exp());
        }
        Self {
            somatic: corrected(self.somatic, expected[1], MAX_SOMATIC_PRIOR),
            germline: self.germline,
            recurrent: corrected(self.recurrent, expected[3], MAX_PRIOR),
            artefacts: std::array::from_fn(|artefact| corrected(self.artefacts[artefact], expected[4 + artefact], MAX_PRIOR)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A candidate that is `ln_ratio` likelier somatic than error, and nothing else.
    fn terms(ln_ratio: f64) -> Explanations {
        let never = f64::NEG_INFINITY;
        Explanations {
            error: 0.0,
            recurrent: never,
            artefacts: [never; ARTEFACTS],
            germline: never,
            contaminant: never,
            somatic: ln_ratio,
            tumor_ln_ratio: ln_ratio,
            normal_ln_ratio: 0.0,
        }
    }

    fn priors() -> Priors {
        Priors { somatic: 1e-5, germline: 1e-3, recurrent: 1e-5, artefacts: [1e-5; ARTEFACTS] }
    }

    #[test]
    fn the_quality_is_the_posterior() {
        let score = priors().score(&terms(1e7f64.ln()));
        // Odds 1e7·1e-5 / (1 − 1e-5 − 1e-3 − 5e-5) to one.
        let error = 0.99894 / (0.99894 + 100.0);
        assert!((score.error_probability - error).abs() < 1e-9 && (score.quality + 10.0 * error.log10()).abs() < 1e-6);
        assert_eq!(score.artefact, None);
    }

    #[test]
    fn many_sure_variants_raise_the_prior_and_none_lower_it() {
        let many = priors().learn(&[terms(60.0); 50], 100_000, 100_000.0);
        // (1e5·1e-5 + 50) / 2e5
        assert!((many.somatic - 51.0 / 2e5).abs() < 1e-9, "{many:?}");
        let none = priors().learn(&[], 900_000, 100_000.0);
        assert!((none.somatic - 1e-6).abs() < 1e-12 && (none.germline - 1e-3).abs() < 1e-15);
    }
}

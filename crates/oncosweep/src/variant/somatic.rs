//! The somatic model: likelihoods of tumour and normal counts under every explanation of a candidate.
//!
//! For fragments of quality bin `b`, with `e_b` the measured rate at which the reference base reads as the alternate and `e'_b` the reverse,
//! a sample whose molecules carry the alternate at fraction `f` shows it with `p_b(f) = f·(1 − 3e'_b) + (1 − f)·e_b`, and the reference
//! with `q_b(f) = (1 − f)·(1 − 3e_b) + f·e'_b`, so that `ln L(f) = Σ_b a_b·ln p_b(f) + r_b·ln q_b(f)`. The explanations:
//!
//! | explanation | tumour | normal |
//! |---|---|---|
//! | error | `f = 0` | `f = 0` |
//! | recurrent artefact | `f ~ Beta(1, 5)` | the same `f` |
//! | artefact of one strand, of read ends, of noisy reads | `f ~ Beta(1, 5)` | 0 or the same `f`, as likely |
//! | another person's | half the contamination (⅔) or all of it (⅓), where the tumour is contaminated | 0 |
//! | germline | `f_n`, or `f ~ Beta(1, 2)` where the tumour lost or gained a copy | `f_n` = ½ (⅔), 1 (⅓) |
//! | somatic | `f ~ Beta(1, 2)`, or as corrected by the case ([`super::fractions`]) | 0, or a twentieth of the tumour's (tumour in the normal) |
//!
//! Where errors strike some places more than others ([`super::indel_errors`]), "error" has `ln L = ln B(a + α, r + β) − ln B(α, β)` in place of `ln L(0)`, the
//! beta-binomial with mean `e` and dispersion `ρ`: `α = e·(1/ρ − 1)`, `β = (1 − e)·(1/ρ − 1)`.
//!
//! Where the fragments come from speaks for or against an artefact ([`super::artefact`]). Priors come later ([`super::priors`]); the
//! quality is the phred-scaled posterior of everything but "somatic".
//!
//! The frame is that of joint tumour–normal allele-fraction models (Saunders et al., Bioinformatics 28:1811, 2012); what differs here is that
//! error rates and priors are measured in the sample, and that the fraction is integrated on a grid of [`GRID`] points spaced
//! quadratically, finer at small fractions.

use super::{
    artefact::{ARTEFACTS, ln_feature_ratios},
    strata::{QUALITY_BINS, SampleStrata},
};
use crate::stats::phred::{ln_add, ln_sum};
use statrs::function::beta::ln_beta;

/// Points of the fraction grid.
pub const GRID: usize = 40;
/// Share of somatic variants for which tumour cells in the normal are allowed for.
const TUMOR_IN_NORMAL_PRIOR: f64 = 0.05;
/// Fraction in the normal as a share of the tumour's, when allowed for.
const TUMOR_IN_NORMAL_SHARE: f64 = 0.05;

/// Error rates and priors for one candidate.
#[derive(Debug, Clone, Copy)]
pub struct Hypotheses {
    /// Probability that a molecule with the reference reads as the alternate, by quality bin: tumour, normal.
    pub forward_error: [[f64; QUALITY_BINS]; 2],
    /// Probability that a molecule with the alternate reads as the reference, by quality bin: tumour, normal.
    pub reverse_error: [[f64; QUALITY_BINS]; 2],
    /// Natural log of the ratio of each quality bin's shares among the tumour's errors and among its bases.
    pub ln_quality_ratios: [f64; QUALITY_BINS],
    /// How unlike the error rates of places of this kind are, `ρ`: tumour, normal. 0: all alike.
    pub dispersion: [f64; 2],
}

/// Natural logs of the likelihoods of a candidate's counts under each explanation, before priors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Explanations {
    /// Sequencing error.
    pub error: f64,
    /// An artefact that strikes tumour and normal with the same fraction at this place.
    pub recurrent: f64,
    /// Artefacts told by where the fragments come from, in the order of [`Artefact::ALL`](super::Artefact::ALL).
    pub artefacts: [f64; ARTEFACTS],
    /// Inherited, by this person or by the one whose DNA contaminates the tumour.
    pub germline: f64,
    /// The part of it that is the other person's.
    pub contaminant: f64,
    /// Somatic.
    pub somatic: f64,
    /// Ratio of "present at the best-fitting fraction" against "error" in the tumour alone.
    pub tumor_ln_ratio: f64,
    /// Ratio of "absent" against "heterozygous" in the normal alone.
    pub normal_ln_ratio: f64,
}

/// The middles of the grid's cells.
pub(super) fn grid() -> [f64; GRID] {
    // f = x².
    std::array::from_fn(|i| ((i as f64 + 0.5) / GRID as f64).powi(2))
}

/// Share of an artefact's bases whose quality is distributed as that of errors; the rest have any quality.
const ERROR_LIKE: f64 = 0.8;
/// Second parameter of the `Beta(1, b)` distribution of an artefact's fraction: a sixth on average.
const ARTEFACT_BETA: f64 = 5.0;

/// The same for a variant's fraction: a third on average, as normal cells dilute one copy of two.
pub(super) const SOMATIC_BETA: f64 = 2.0;

/// The share of `Beta(1, b)` each cell of the grid stands for: its distribution function is `1 − (1 − f)^b`.
pub(super) fn beta_weights(b: f64) -> [f64; GRID] {
    let above = |i: usize| (1.0 - (i as f64 / GRID as f64).powi(2)).powf(b);
    std::array::from_fn(|i| above(i) - above(i + 1))
}

/// Fractions at which likelihoods are asked for: the grid, the grid's share that a normal with tumour cells shows, and three single ones.
const LEAKED: usize = GRID;
const ABSENT: usize = 2 * GRID;
const HETEROZYGOUS: usize = ABSENT + 1;
const HOMOZYGOUS: usize = ABSENT + 2;
const FRACTIONS: usize = ABSENT + 3;

/// `ln p_b(f)` and `ln q_b(f)` of one sample at every fraction asked for. Candidates of one substitution share it: the logarithms are most
/// of the work.
#[derive(Debug, Clone)]
struct LnTable {
    /// By quality bin: alternate and reference.
    bins: Box<[[[f64; FRACTIONS]; 2]; QUALITY_BINS]>,
}

impl LnTable {
    fn new(forward: &[f64; QUALITY_BINS], reverse: &[f64; QUALITY_BINS]) -> Self {
        let mut fractions = [0.0; FRACTIONS];
        for (index, fraction) in grid().into_iter().enumerate() {
            fractions[index] = fraction;
            fractions[LEAKED + index] = TUMOR_IN_NORMAL_SHARE * fraction;
        }
        (fractions[ABSENT], fractions[HETEROZYGOUS], fractions[HOMOZYGOUS]) = (0.0, 0.5, 1.0);
        let alternate = |f: f64, bin: usize| (f * (1.0 - 3.0 * reverse[bin]) + (1.0 - f) * forward[bin]).ln();
        let reference = |f: f64, bin: usize| ((1.0 - f) * (1.0 - 3.0 * forward[bin]) + f * reverse[bin]).ln();
        let of_bin = |bin: usize| {
            let at = |ln: &dyn Fn(f64, usize) -> f64| fractions.map(|f| ln(f, bin));
            [at(&alternate), at(&reference)]
        };
        Self { bins: Box::new(std::array::from_fn(of_bin)) }
    }

    /// `ln L(f)`, between the logarithms of the grid's points beside `f`.
    fn ln_likelihood(&self, sample: &SampleStrata, f: f64) -> f64 {
        // f = ((i + ½)/GRID)²
        let place = (f.sqrt() * GRID as f64 - 0.5).clamp(0.0, (GRID - 1) as f64 - 1e-9);
        let (index, share) = (place as usize, place.fract());
        let ln = self.ln_likelihoods(sample);
        (1.0 - share) * ln[index] + share * ln[index + 1]
    }

    /// `ln L(f)` at every fraction.
    fn ln_likelihoods(&self, sample: &SampleStrata) -> [f64; FRACTIONS] {
        let mut sums = [0.0; FRACTIONS];
        for (bin, [alternate, reference]) in self.bins.iter().enumerate() {
            for (count, terms) in [(sample.alternate.by_quality[bin], alternate), (sample.reference.by_quality[bin], reference)] {
                // Not only for speed: 0 · ln 0 is 0 here.
                if count > 0 {
                    sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += f64::from(count) * term);
                }
            }
        }
        sums
    }
}

/// The model with its logarithms taken, for all candidates of the same [`Hypotheses`].
#[derive(Debug, Clone)]
pub struct SomaticModel {
    samples: [LnTable; 2],
    ln_weights: [f64; GRID],
    /// The same as corrected by the case.
    ln_somatic_weights: [f64; GRID],
    ln_artefact_weights: [f64; GRID],
    ln_quality_ratios: [f64; QUALITY_BINS],
    /// Parameters of the distribution of error rates over places, in tumour and normal; `None` where all places are alike.
    spread: [Option<(f64, f64)>; 2],
}

/// `ln` of the likelihood of a somatic variant at each fraction of the grid: absent from the normal, or there with the tumour cells in it.
fn somatic_cells(tumor: &[f64; FRACTIONS], normal: &[f64; FRACTIONS], has_normal: bool) -> [f64; GRID] {
    let clean = (1.0 - TUMOR_IN_NORMAL_PRIOR).ln() + normal[ABSENT];
    std::array::from_fn(|k| {
        let leaked = TUMOR_IN_NORMAL_PRIOR.ln() + if has_normal { normal[LEAKED + k] } else { 0.0 };
        tumor[k] + ln_add(clean, leaked)
    })
}

/// Parameters of the beta distribution with this mean and dispersion; `None` without dispersion.
fn spread(mean: f64, dispersion: f64) -> Option<(f64, f64)> {
    let weight = 1.0 / dispersion - 1.0;
    (dispersion > 0.0 && weight > 0.0 && mean > 0.0).then_some((mean * weight, (1.0 - mean) * weight))
}

impl SomaticModel {
    /// Takes the logarithms.
    pub fn new(hypotheses: &Hypotheses) -> Self {
        let table = |sample: usize| LnTable::new(&hypotheses.forward_error[sample], &hypotheses.reverse_error[sample]);
        Self {
            samples: [table(0), table(1)],
            ln_weights: beta_weights(SOMATIC_BETA).map(f64::ln),
            ln_somatic_weights: beta_weights(SOMATIC_BETA).map(f64::ln),
            ln_artefact_weights: beta_weights(ARTEFACT_BETA).map(f64::ln),
            ln_quality_ratios: hypotheses.ln_quality_ratios,
            // Of an indel, whose errors are spread, the rate is the same in every bin.
            spread: [0, 1].map(|sample: usize| spread(hypotheses.forward_error[sample][0], hypotheses.dispersion[sample])),
        }
    }

    /// The model with this distribution of somatic fractions.
    #[must_use]
    pub(super) fn with_fractions(self, weights: &[f64; GRID]) -> Self {
        Self { ln_somatic_weights: weights.map(f64::ln), ..self }
    }

    /// `ln L(f)` of a sample at every fraction, that of "no molecule" by the spread of error rates.
    fn ln_likelihoods(&self, samples: &[SampleStrata; 2], sample: usize) -> [f64; FRACTIONS] {
        let mut ln = self.samples[sample].ln_likelihoods(&samples[sample]);
        if let Some((alpha, beta)) = self.spread[sample] {
            let [seen, plain] = [&samples[sample].alternate, &samples[sample].reference].map(|allele| f64::from(allele.fragments()));
            ln[ABSENT] = ln_beta(seen + alpha, plain + beta) - ln_beta(alpha, beta);
        }
        ln
    }

    /// Natural log of the ratio of the probabilities of the alternate fragments' qualities under an artefact of reading and under a real allele,
    /// `Σ_b n_b·ln(s·h_b/p_b + 1 − s)` with `s` = [`ERROR_LIKE`].
    fn ln_quality_ratio(&self, tumor: &SampleStrata) -> f64 {
        let counts = tumor.alternate.by_quality.iter().zip(self.ln_quality_ratios);
        counts.map(|(&count, ratio)| f64::from(count) * (ERROR_LIKE * ratio.exp() + 1.0 - ERROR_LIKE).ln()).sum()
    }

    /// As [`SomaticModel::explain`], in a tumour of which another person's DNA is a share of `contamination`: that person's alleles, which the normal lacks, lie at half of it
    /// where it has one copy, and at all of it where it has two.
    pub fn explain_contaminated(&self, samples: &[SampleStrata; 2], contamination: f64) -> Explanations {
        let mut terms = self.explain(samples);
        if contamination > 0.0 && samples[1].depth() > 0 {
            let at = |f: f64| self.samples[0].ln_likelihood(&samples[0], f);
            let absent = self.ln_likelihoods(samples, 1)[ABSENT];
            terms.contaminant = absent + ln_add((2.0f64 / 3.0).ln() + at(0.5 * contamination), (1.0f64 / 3.0).ln() + at(contamination));
            terms.germline = ln_add(terms.germline, terms.contaminant);
        }
        terms
    }

    /// `ln` of the likelihood of a candidate's strata as a somatic variant at each fraction of the grid.
    pub(super) fn somatic_at(&self, samples: &[SampleStrata; 2]) -> [f64; GRID] {
        let [tumor, normal] = [self.ln_likelihoods(samples, 0), self.ln_likelihoods(samples, 1)];
        somatic_cells(&tumor, &normal, samples[1].depth() > samples[1].other)
    }

    /// The likelihoods of a candidate's strata in tumour and normal.
    pub fn explain(&self, samples: &[SampleStrata; 2]) -> Explanations {
        let [tumor, normal] = [self.ln_likelihoods(samples, 0), self.ln_likelihoods(samples, 1)];
        let over_grid = |weights: &[f64; GRID], others: &[f64]| {
            let terms: [f64; GRID] = std::array::from_fn(|i| weights[i] + tumor[i] + others[i]);
            ln_sum(&terms)
        };
        let absent = &[0.0; GRID];
        // Without a normal its likelihood is 1 everywhere.
        let has_normal = samples[1].depth() > samples[1].other;
        let normal_at = |fractions: std::ops::Range<usize>| if has_normal { &normal[fractions] } else { &absent[..] };
        let any_tumor = over_grid(&self.ln_weights, absent);
        let half = 0.5f64.ln();

        let quality = self.ln_quality_ratio(&samples[0]);
        let recurrent = over_grid(&self.ln_artefact_weights, normal_at(0..GRID));
        let tumor_only = over_grid(&self.ln_artefact_weights, absent) + normal[ABSENT];
        let artefact = half + ln_add(recurrent, tumor_only);
        let with_balance = |same: f64| (half + same).max(f64::MIN);
        let germline = ln_add(
            (2.0f64 / 3.0).ln() + normal[HETEROZYGOUS] + ln_add(with_balance(tumor[HETEROZYGOUS]), half + any_tumor),
            (1.0f64 / 3.0).ln() + normal[HOMOZYGOUS] + ln_add(with_balance(tumor[HOMOZYGOUS]), half + any_tumor),
        );
        let cells = somatic_cells(&tumor, &normal, has_normal);
        let somatic: [f64; GRID] = std::array::from_fn(|k| self.ln_somatic_weights[k] + cells[k]);
        let best_tumor = tumor[..GRID].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Explanations {
            error: tumor[ABSENT] + normal[ABSENT],
            recurrent: recurrent + quality,
            artefacts: {
                let [strand, read_end, clipped, noisy] = ln_feature_ratios(&samples[0]);
                // What strikes the ends of fragments is in the molecule, not in the reading of it: it has any quality.
                [artefact + strand + quality, artefact + read_end, artefact + clipped, artefact + noisy + quality]
            },
            germline,
            contaminant: f64::NEG_INFINITY,
            somatic: ln_sum(&somatic),
            tumor_ln_ratio: best_tumor - tumor[ABSENT],
            normal_ln_ratio: normal[ABSENT] - normal[HETEROZYGOUS],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::priors::{Priors, SomaticScore},
        *,
    };

    /// Fragments of one quality, half of them of each strand.
    fn sample(reference: u32, alternate: u32) -> SampleStrata {
        let mut strata = SampleStrata::default();
        for (allele, count) in [(&mut strata.reference, reference), (&mut strata.alternate, alternate)] {
            allele.by_quality[5] = count;
            (allele.forward, allele.reverse) = (count / 2, count - count / 2);
        }
        strata
    }

    fn scored(tumor: (u32, u32), normal: (u32, u32)) -> SomaticScore {
        let error = [[1e-4; QUALITY_BINS]; 2];
        let hypotheses =
            Hypotheses { forward_error: error, reverse_error: error, ln_quality_ratios: [0.0; QUALITY_BINS], dispersion: [0.0; 2] };
        let priors = Priors { somatic: 1e-5, germline: 1e-3, recurrent: 1e-8, artefacts: [1e-8; ARTEFACTS] };
        priors.score(&SomaticModel::new(&hypotheses).explain(&[sample(tumor.0, tumor.1), sample(normal.0, normal.1)]))
    }

    #[test]
    fn the_grid_is_a_distribution() {
        for b in [SOMATIC_BETA, ARTEFACT_BETA] {
            assert!((beta_weights(b).iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn explanations_are_told_apart() {
        assert!(scored((40, 10), (25, 0)).quality > 40.0);
        assert!(scored((45, 1), (25, 0)).quality < 1.0);
        let germline = scored((20, 22), (13, 12));
        assert!(germline.germline_probability > 0.999 && germline.quality < 0.01);
        let unknown = scored((20, 20), (0, 0));
        assert!(unknown.germline_probability > 0.9, "without a normal a variant at one half is germline: {unknown:?}");
    }

    #[test]
    fn more_support_never_lowers_the_quality() {
        let qualities: Vec<f64> = (2..20).map(|alternate| scored((40, alternate), (25, 0)).quality).collect();
        assert!(qualities.windows(2).all(|pair| pair[0] <= pair[1] + 1e-9), "{qualities:?}");
    }

    #[test]
    fn likelihood_equals_the_formula_worked_by_hand() {
        let e = [0.001; QUALITY_BINS];
        let ln = LnTable::new(&e, &e).ln_likelihoods(&sample(3, 2));
        // 2 alternate, 3 reference at f = 0.5: 2·ln(0.5·0.997 + 0.5·0.001) + 3·ln(0.5·0.997 + 0.5·0.001)
        assert!((ln[HETEROZYGOUS] - 5.0 * 0.499f64.ln()).abs() < 1e-12);
        // At f = 0: 2·ln(0.001) + 3·ln(0.997).
        assert!((ln[ABSENT] - (2.0 * 0.001f64.ln() + 3.0 * 0.997f64.ln())).abs() < 1e-12);
        // The fifth point of the grid, (4.5/40)², and a twentieth of it.
        let by_hand = |f: f64| 2.0 * (f * 0.997 + (1.0 - f) * 0.001).ln() + 3.0 * ((1.0 - f) * 0.997 + f * 0.001).ln();
        assert!((ln[4] - by_hand(0.012_656_25)).abs() < 1e-12);
        assert!((ln[LEAKED + 4] - by_hand(0.012_656_25 / 20.0)).abs() < 1e-12);
    }

    #[test]
    fn places_that_err_unlike_each_other_need_more() {
        let error = [[0.01; QUALITY_BINS]; 2];
        let explained = |dispersion: f64| {
            let hypotheses = Hypotheses {
                forward_error: error,
                reverse_error: error,
                ln_quality_ratios: [0.0; QUALITY_BINS],
                dispersion: [dispersion; 2],
            };
            SomaticModel::new(&hypotheses).explain(&[sample(44, 6), sample(30, 0)])
        };
        // scipy: betabinom.logpmf(k, n, 0.49, 48.51) less the log of C(n, k), for 6 of 50 and 0 of 30
        assert!((explained(0.02).error - (-22.618_9 - 0.236_9)).abs() < 1e-3, "{}", explained(0.02).error);
        assert!(explained(0.02).error > explained(0.0).error + 4.0);
        // The smaller the dispersion, the nearer the binomial.
        assert!((explained(1e-7).error - (6.0 * 0.01f64.ln() + 74.0 * 0.99f64.ln())).abs() < 1e-2);
    }
}

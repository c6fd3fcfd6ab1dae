//! The somatic model: likelihood ratios of tumour and normal counts over allele fractions.
//!
//! For fragments of quality bin `b`, with `e_b` the measured rate at which the reference base reads as the alternate and `e'_b` the reverse,
//! a sample whose molecules carry the alternate at fraction `f` shows it with `p_b(f) = f·(1 − 3e'_b) + (1 − f)·e_b`, and the reference
//! with `q_b(f) = (1 − f)·(1 − 3e_b) + f·e'_b`, so that `ln L(f) = Σ_b a_b·ln p_b(f) + r_b·ln q_b(f)`. Four explanations of both
//! samples, each with its prior:
//!
//! | explanation | tumour | normal | prior |
//! |---|---|---|---|
//! | error | `f = 0` | `f = 0` | the rest |
//! | recurrent artefact | `f ~ U(0, 1]` | the same `f` | [`ARTEFACT_PRIOR`] |
//! | germline | `f_n`, or `U(0, 1]` where the tumour lost or gained a copy | `f_n` = ½ (θ), 1 (θ/2) | θ |
//! | somatic | `f ~ U(0, 1]` | 0, or a twentieth of the tumour's (tumour in the normal) | π |
//!
//! The frame is that of joint tumour–normal allele-fraction models (Saunders et al., Bioinformatics 28:1811, 2012); what differs here is that
//! error rates are measured in the sample, and that the fraction is integrated on a grid of [`GRID`] points spaced
//! quadratically, finer at small fractions. The quality is the phred-scaled posterior of everything but "somatic".

use super::strata::{QUALITY_BINS, SampleStrata};
use crate::stats::phred::{from_ln, ln_add, ln_sum};

/// Prior of an artefact that strikes both samples with the same fraction at one place.
pub const ARTEFACT_PRIOR: f64 = 1e-7;
/// Points of the fraction grid.
pub const GRID: usize = 40;
/// Share of somatic variants for which tumour cells in the normal are allowed for.
const TUMOR_IN_NORMAL_PRIOR: f64 = 0.05;
/// Fraction in the normal as a share of the tumour's, when allowed for.
const TUMOR_IN_NORMAL_SHARE: f64 = 0.05;
/// Largest quality reported, phred.
pub const MAX_QUALITY: f64 = 200.0;

/// Error rates and priors for one candidate.
#[derive(Debug, Clone, Copy)]
pub struct Hypotheses {
    /// Probability that a molecule with the reference reads as the alternate, by quality bin: tumour, normal.
    pub forward_error: [[f64; QUALITY_BINS]; 2],
    /// Probability that a molecule with the alternate reads as the reference, by quality bin: tumour, normal.
    pub reverse_error: [[f64; QUALITY_BINS]; 2],
    /// π: prior that the place carries a somatic variant.
    pub somatic_prior: f64,
    /// θ: prior that it carries a heterozygous germline variant.
    pub germline_prior: f64,
}

/// What the model says of a candidate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SomaticScore {
    /// Phred of the posterior that the candidate is not somatic.
    pub quality: f64,
    /// Posterior that it is germline.
    pub germline_probability: f64,
    /// Natural log of the likelihood ratio of "present at the best-fitting fractions" against "error" in the tumour alone.
    pub tumor_ln_ratio: f64,
    /// Natural log of the likelihood ratio of "absent" against "heterozygous" in the normal alone.
    pub normal_ln_ratio: f64,
}

/// The fraction grid: points and the share of `U(0, 1]` each stands for.
fn grid() -> [(f64, f64); GRID] {
    std::array::from_fn(|i| {
        let (low, high) = (i as f64 / GRID as f64, (i + 1) as f64 / GRID as f64);
        // f = x², so the mass of a cell is the difference of its squares.
        let middle = f64::midpoint(low, high);
        (middle * middle, high * high - low * low)
    })
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
        for (index, (fraction, _)) in grid().into_iter().enumerate() {
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
    somatic_prior: f64,
    germline_prior: f64,
}

impl SomaticModel {
    /// Takes the logarithms.
    pub fn new(hypotheses: &Hypotheses) -> Self {
        let table = |sample: usize| LnTable::new(&hypotheses.forward_error[sample], &hypotheses.reverse_error[sample]);
        Self {
            samples: [table(0), table(1)],
            ln_weights: grid().map(|(_, weight)| weight.ln()),
            somatic_prior: hypotheses.somatic_prior,
            germline_prior: hypotheses.germline_prior,
        }
    }

    /// Scores a candidate from the strata of tumour and normal.
    pub fn score(&self, samples: &[SampleStrata; 2]) -> SomaticScore {
        let tumor = self.samples[0].ln_likelihoods(&samples[0]);
        let normal = self.samples[1].ln_likelihoods(&samples[1]);
        let over_grid = |others: &[f64]| {
            let terms: [f64; GRID] = std::array::from_fn(|i| self.ln_weights[i] + tumor[i] + others[i]);
            ln_sum(&terms)
        };
        let any_tumor = over_grid(&[0.0; GRID]);
        // Without a normal its likelihood is 1 everywhere.
        let has_normal = samples[1].depth() > samples[1].other;
        let with_normal = |others: &[f64]| if has_normal { over_grid(others) } else { any_tumor };

        let (pi, theta) = (self.somatic_prior, self.germline_prior);
        let error = (1.0 - pi - 1.5 * theta - ARTEFACT_PRIOR).ln() + tumor[ABSENT] + normal[ABSENT];
        let artefact = ARTEFACT_PRIOR.ln() + with_normal(&normal[..GRID]);
        let with_balance = |same: f64| (0.5f64.ln() + same).max(f64::MIN);
        let germline = ln_add(
            theta.ln() + normal[HETEROZYGOUS] + ln_add(with_balance(tumor[HETEROZYGOUS]), 0.5f64.ln() + any_tumor),
            (theta / 2.0).ln() + normal[HOMOZYGOUS] + ln_add(with_balance(tumor[HOMOZYGOUS]), 0.5f64.ln() + any_tumor),
        );
        let clean = (1.0 - TUMOR_IN_NORMAL_PRIOR).ln() + any_tumor + normal[ABSENT];
        let leaked = TUMOR_IN_NORMAL_PRIOR.ln() + with_normal(&normal[LEAKED..ABSENT]);
        let somatic = pi.ln() + ln_add(clean, leaked);

        let others = ln_sum(&[error, artefact, germline]);
        let all = ln_add(somatic, others);
        let best_tumor = tumor[..GRID].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        SomaticScore {
            quality: from_ln(others - all, MAX_QUALITY),
            germline_probability: (germline - all).exp(),
            tumor_ln_ratio: best_tumor - tumor[ABSENT],
            normal_ln_ratio: normal[ABSENT] - normal[HETEROZYGOUS],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(reference: u32, alternate: u32) -> SampleStrata {
        let mut strata = SampleStrata::default();
        strata.reference.by_quality[5] = reference;
        strata.alternate.by_quality[5] = alternate;
        strata
    }

    fn scored(tumor: (u32, u32), normal: (u32, u32)) -> SomaticScore {
        let error = [[1e-4; QUALITY_BINS]; 2];
        let hypotheses = Hypotheses { forward_error: error, reverse_error: error, somatic_prior: 1e-5, germline_prior: 1e-3 };
        SomaticModel::new(&hypotheses).score(&[sample(tumor.0, tumor.1), sample(normal.0, normal.1)])
    }

    #[test]
    fn the_grid_is_a_distribution() {
        assert!((grid().iter().map(|&(_, weight)| weight).sum::<f64>() - 1.0).abs() < 1e-12);
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
}

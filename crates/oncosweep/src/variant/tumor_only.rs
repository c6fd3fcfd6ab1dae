//! Inherited or somatic, when there is no normal: population frequency, allele fraction, depth, and the balance of inherited alleles nearby.
//!
//! With `L(f)` the likelihood of a candidate's counts at fraction `f` ([`super::somatic`]):
//!
//! * **inherited**: `L_het = Σ_j P(b_j)·½[L(b_j) + L(1 − b_j)]`, where `b ≤ ½` is the share of the rarer of two inherited alleles around the place
//!   (½, less where the tumour lost or gained a copy), and `L_hom` that of a fraction of one. `P(b)` is the posterior from the listed heterozygous sites nearby,
//!   `P(b) ∝ π(b)·Π_n [(1 − ε)·½(L_n(b) + L_n(1 − b)) + ε·mean]`.
//!   - An allele listed with frequency `q` has the prior of Hardy and Weinberg in a structured population: `2q(1 − q)(1 − F)·L_het +
//!     [q² + F·q(1 − q)]·L_hom` (Wright, Annals of Eugenics 15:323, 1951).
//!   - One that is not listed has `u·[⅔·L_het + ⅓·L_hom]`, with `u` the rate of private alleles per base.
//!
//!   `L_hom` is the mean of `L(1)` and `L(0.98)`: a few fragments may be misplaced.
//! * **somatic**: `s·Σ_k w_k·L(f_k)` over the grid of fractions, with `s` the somatic prior and `w` the distribution of somatic fractions: its peaks
//!   are where the purity puts them.
//!
//! `u`, `s` and `w` are corrected by the case's unlisted candidates by expectation–maximisation, as the other priors are ([`super::priors`]); they
//! begin at the configured share of private alleles, the configured prior, and [`fraction_prior`]. What tells a private inherited allele from
//! a somatic one is its fraction, so the two are told apart where somatic fractions keep away from inherited ones (a purity under one),
//! and where they do not the posterior says so. The idea of judging by the fractions that inherited alleles have in the segment is that of
//! SGZ (Sun et al., PLoS Computational Biology 14:e1005965, 2018) and PureCN (Riester et al., Source Code for Biology and Medicine 11:13, 2016);
//! purity and copy numbers are not estimated here.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::{
    allele::AlleleKind,
    class::CLASSES,
    evidence::Candidate,
    priors::Priors,
    somatic::{Explanations, GRID, Hypotheses, beta_weights, grid},
    strata::{QUALITY_BINS, SampleStrata},
};
use crate::{
    stats::phred::{ln_add, ln_sum},
    sweep::Watch,
};

/// Points of the grid of balances: ½ down to 0.02.
const BALANCES: usize = 25;
/// Step from one balance to the next.
const BALANCE_STEP: f64 = 0.02;
/// Share of the genome that is in balance, before its sites are looked at; the rest has any balance. Reads of the reference map better, so
/// balance reaches down to 0.46.
const BALANCED: f64 = 0.8;
/// Balances that count as balanced.
const BALANCED_POINTS: usize = 3;
/// Share of listed sites that say nothing of the balance around them (`ε`): misplaced reads, somatic changes of a listed base.
const STRAY: f64 = 0.05;
/// Heterozygous sites on either side that tell the balance.
const NEIGHBOURS: usize = 10;
/// How far they may lie away, in bases.
const NEIGHBOUR_BP: u32 = 5_000_000;
/// Frequency from which on a listed allele surely is inherited, in billionths.
const COMMON_PPB: u32 = 1_000_000;
/// Shares of heterozygotes and homozygotes among private alleles.
const HETEROZYGOUS_SHARE: f64 = 2.0 / 3.0;
/// Least frequency of a listed allele, of which one copy was seen in very many people.
const LEAST_FREQUENCY: f64 = 1e-6;
/// Wright's `F`: an allele that is rare in the world is not as rare where its carriers live. About a tenth among human populations.
const STRUCTURE: f64 = 0.1;
/// Weight of the prior distribution of somatic fractions, in variants.
const FRACTION_WEIGHT: f64 = 4.0;
/// How far from one half inherited alleles in balance are seen.
const BALANCED_REACH: f64 = 0.08;
/// What is left of the prior of somatic fractions there.
const IN_BALANCE: f64 = 0.2;
/// Rounds of expectation and maximisation; the fractions' peaks sharpen slowly.
const ROUNDS: usize = 80;

/// Fractions likelihoods are asked for: the grid, the balances, their complements, 1, and a little less.
const POINTS: usize = GRID + 2 * BALANCES + 2;
/// What a homozygous site shows where a few fragments are misplaced or another person's.
const NEARLY_HOMOZYGOUS: f64 = 0.98;

/// The distribution of somatic fractions to begin with: `Beta(1, 2)`, with little where inherited alleles in balance lie.
///
/// METHOD: counts cannot tell a private inherited allele from a somatic one of the same fraction, so expectation–maximisation leaves them shared as they
/// were at the start. Few tumours are so pure that their somatic variants lie at one half, while private inherited ones always do.
fn fraction_prior() -> [f64; GRID] {
    let mut prior = beta_weights(2.0);
    for (weight, fraction) in prior.iter_mut().zip(grid()) {
        if (fraction - 0.5).abs() < BALANCED_REACH {
            *weight *= IN_BALANCE;
        }
    }
    let sum: f64 = prior.iter().sum();
    prior.map(|weight| weight / sum)
}

/// The logarithms of one change's probabilities at all fractions.
pub(super) struct AloneModel {
    bins: Box<[[[f64; POINTS]; 2]; QUALITY_BINS]>,
}

/// What the model needs of one candidate.
struct Fractions {
    /// `ln L` over the grid.
    grid: [f64; GRID],
    /// `ln ½(L(b) + L(1 − b))` over the balances.
    balances: [f64; BALANCES],
    homozygous: f64,
}

impl AloneModel {
    pub(super) fn new(hypotheses: &Hypotheses) -> Self {
        let mut fractions = [1.0; POINTS];
        fractions[..GRID].copy_from_slice(&grid());
        fractions[POINTS - 2] = NEARLY_HOMOZYGOUS;
        for j in 0..BALANCES {
            let b = 0.5 - BALANCE_STEP * j as f64;
            (fractions[GRID + j], fractions[GRID + BALANCES + j]) = (b, 1.0 - b);
        }
        let [forward, _] = hypotheses.forward_error;
        let [reverse, _] = hypotheses.reverse_error;
        let of_bin = |bin: usize| {
            let alternate = fractions.map(|f| (f * (1.0 - 3.0 * reverse[bin]) + (1.0 - f) * forward[bin]).ln());
            let reference = fractions.map(|f| ((1.0 - f) * (1.0 - 3.0 * forward[bin]) + f * reverse[bin]).ln());
            [alternate, reference]
        };
        Self { bins: Box::new(std::array::from_fn(of_bin)) }
    }

    fn fractions(&self, tumor: &SampleStrata) -> Fractions {
        let mut sums = [0.0; POINTS];
        for (bin, [alternate, reference]) in self.bins.iter().enumerate() {
            for (count, terms) in [(tumor.alternate.by_quality[bin], alternate), (tumor.reference.by_quality[bin], reference)] {
                if count > 0 {
                    sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += f64::from(count) * term);
                }
            }
        }
        Fractions {
            grid: std::array::from_fn(|k| sums[k]),
            balances: std::array::from_fn(|j| 0.5f64.ln() + ln_add(sums[GRID + j], sums[GRID + BALANCES + j])),
            homozygous: 0.5f64.ln() + ln_add(sums[POINTS - 2], sums[POINTS - 1]),
        }
    }
}

/// Natural logs of the prior of each balance.
fn ln_balance_priors() -> [f64; BALANCES] {
    std::array::from_fn(|j| {
        if j < BALANCED_POINTS {
            (BALANCED / BALANCED_POINTS as f64).ln()
        } else {
            ((1.0 - BALANCED) / (BALANCES - BALANCED_POINTS) as f64).ln()
        }
    })
}

/// A class of candidates with priors of its own.
pub(super) struct AloneClass {
    /// Somatic and artefact priors at the start.
    pub(super) start: Priors,
    /// Rate of private inherited alleles at the start.
    pub(super) private: f64,
    /// Alleles a base can change to, times the bases examined.
    pub(super) opportunities: u64,
    /// Weight of the priors, in opportunities.
    pub(super) weight: f64,
}

/// The candidates of a tumour without a normal.
pub(super) struct Alone {
    candidates: Vec<Fractions>,
    /// Frequency in the population; `None` where it is not listed.
    frequencies: Vec<Option<f64>>,
    /// `ln L_het` under the local balance.
    heterozygous: Vec<f64>,
}

impl Alone {
    /// Looks at each candidate's fractions and neighbours. `model_of` names the model of each candidate's change.
    pub(super) fn new<K: std::hash::Hash + Eq>(
        candidates: &[&Candidate],
        mut change_of: impl FnMut(&Candidate) -> K,
        mut hypotheses: impl FnMut(&K) -> Hypotheses,
    ) -> Self {
        let mut models: FxHashMap<K, AloneModel> = FxHashMap::default();
        let fractions: Vec<Fractions> = candidates
            .iter()
            .map(|candidate| {
                let model = match models.entry(change_of(candidate)) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(place) => {
                        let made = hypotheses(place.key());
                        place.insert(AloneModel::new(&made))
                    }
                };
                model.fractions(&candidate.tumor())
            })
            .collect();
        let frequency = |candidate: &&Candidate| candidate.population_ppb.map(|ppb| (f64::from(ppb) / 1e9).clamp(LEAST_FREQUENCY, 0.999));
        let heterozygous = heterozygous(candidates, &fractions);
        Self { frequencies: candidates.iter().map(frequency).collect(), candidates: fractions, heterozygous }
    }

    /// Writes the logs of the likelihoods of "inherited" and "somatic" into `terms`, which lie beside the candidates, and returns the corrected
    /// priors of each class. The inherited term includes its own prior, so `germline` of the priors is 1 in effect: it is divided out.
    pub(super) fn explain(
        &self,
        terms: &mut [Explanations],
        class_of: &[usize],
        classes: &[AloneClass; CLASSES],
        learns: bool,
        watch: &Watch<'_>,
    ) -> [Priors; CLASSES] {
        let mut priors = classes.each_ref().map(|class| class.start);
        let mut private = classes.each_ref().map(|class| class.private);
        let mut weights = fraction_prior();
        for _ in (0..if learns { ROUNDS } else { 0 }).take_while(|_| watch.goes_on()) {
            self.write(terms, class_of, &priors, &private, &weights);
            let mut somatic = [0.0; GRID];
            let mut inherited = [0.0; CLASSES];
            let mut by_class: [Vec<Explanations>; CLASSES] = Default::default();
            for (index, terms) in terms.iter().enumerate().filter(|&(index, _)| self.frequencies[index].is_none()) {
                let class = class_of[index];
                let score = priors[class].score(terms);
                inherited[class] += score.germline_probability;
                let probability = 1.0 - score.error_probability;
                if probability > 1e-6 {
                    let cells: [f64; GRID] = std::array::from_fn(|k| weights[k].ln() + self.candidates[index].grid[k]);
                    let all = ln_sum(&cells);
                    somatic.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += probability * (cell - all).exp());
                }
                by_class[class].push(*terms);
            }
            let found: f64 = somatic.iter().sum();
            for (weight, (prior, sum)) in weights.iter_mut().zip(fraction_prior().into_iter().zip(somatic)) {
                *weight = (FRACTION_WEIGHT * prior + sum) / (FRACTION_WEIGHT + found);
            }
            for (index, class) in classes.iter().enumerate() {
                let whole = class.weight + class.opportunities as f64;
                private[index] = (class.weight * class.private + inherited[index]) / whole;
                priors[index] = class.start.corrected(&priors[index], &by_class[index], class.opportunities, class.weight, 1.0);
            }
        }
        self.write(terms, class_of, &priors, &private, &weights);
        priors
    }

    fn write(&self, terms: &mut [Explanations], class_of: &[usize], priors: &[Priors], private: &[f64], weights: &[f64; GRID]) {
        let ln_weights = weights.map(f64::ln);
        for (index, terms) in terms.iter_mut().enumerate() {
            let fractions = &self.candidates[index];
            let cells: [f64; GRID] = std::array::from_fn(|k| ln_weights[k] + fractions.grid[k]);
            terms.somatic = ln_sum(&cells);
            let class = class_of[index];
            let (het, hom) = match self.frequencies[index] {
                Some(q) => (2.0 * q * (1.0 - q) * (1.0 - STRUCTURE), q * q + STRUCTURE * q * (1.0 - q)),
                None => (private[class] * HETEROZYGOUS_SHARE, private[class] * (1.0 - HETEROZYGOUS_SHARE)),
            };
            let inherited = ln_add(het.ln() + self.heterozygous[index], hom.ln() + fractions.homozygous);
            terms.germline = inherited - priors[class].germline.ln();
        }
    }
}

/// `ln L_het` of each candidate under the balance its neighbours tell. Candidates lie in genome order.
fn heterozygous(candidates: &[&Candidate], fractions: &[Fractions]) -> Vec<f64> {
    let tells = |candidate: &Candidate| {
        let vaf = candidate.tumor().vaf().unwrap_or(0.0);
        let is_common = candidate.population_ppb.is_some_and(|ppb| ppb >= COMMON_PPB);
        is_common && candidate.allele.kind() == AlleleKind::Snv && (0.1..0.9).contains(&vaf)
    };
    // Places of the sites that tell, with what each says of the balances.
    let sites: Vec<(usize, [f64; BALANCES])> = candidates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| tells(candidate))
        .map(|(index, _)| {
            let said = fractions[index].balances;
            let mean = ln_sum(&said) - (BALANCES as f64).ln();
            (index, said.map(|ln| ln_add((1.0 - STRAY).ln() + ln, STRAY.ln() + mean)))
        })
        .collect();
    let prior = ln_balance_priors();
    let near = |a: &Candidate, b: &Candidate| a.allele.contig == b.allele.contig && a.allele.start.abs_diff(b.allele.start) <= NEIGHBOUR_BP;
    candidates
        .iter()
        .enumerate()
        .map(|(index, candidate)| {
            let at = sites.partition_point(|&(site, _)| site < index);
            let left = sites[..at].iter().rev().take(NEIGHBOURS);
            let right = sites[at..].iter().filter(|&&(site, _)| site != index).take(NEIGHBOURS);
            let mut balance = prior;
            for (_, said) in left.chain(right).filter(|(site, _)| near(candidate, candidates[*site])) {
                balance.iter_mut().zip(said).for_each(|(sum, ln)| *sum += ln);
            }
            let all = ln_sum(&balance);
            let terms: [f64; BALANCES] = std::array::from_fn(|j| balance[j] - all + fractions[index].balances[j]);
            ln_sum(&terms)
        })
        .collect()
}

#[cfg(test)]
mod tests;

//! How much more or less than its class one site stutters in the tumour, given what a normal shows there.
//!
//! METHOD: a site's losses, its gains, and reads of quite another length come more or less often than in its class ([`super::stutter`]) by three
//! factors. A slip of `k` copies comes by the `k`th power of the first two. They are gamma with mean 1 and a shape `ν` of each before the normal is seen; reads of another length (mostly
//! misplaced ones) come together: [`CLUMPED`] times as often at a few sites. The factors take the values of a grid, weighted by the normal's likelihood, and pass on to the
//! tumour's library as sites do in general ([`Library`]): with a log-normal deviation, or drawn anew. The result is condensed to a few values: each stands for a range of
//! the posterior, so the upper tail, which false calls come from, is kept. So a small normal, an unusually noisy site, unequal libraries and few reads all widen
//! the null by themselves.
//!
//! With probability [`StutterModel::odd`] the site follows no class: half of that is spread over the whole grid of losses, and half is a site that shows
//! lengths of its own (a paralogue, a repeat in the repeat), whose distribution is Dirichlet around a broad one.

use statrs::function::gamma::ln_gamma;

use super::{
    factors::Factors,
    lengths::{Lengths, Seen},
    library::Library,
    stutter::{Allele, StutterModel},
};
use crate::stats::{
    logarithm::ln_each,
    phred::{ln_add, ln_sum},
};

/// Ratio of neighbouring factors on the grid.
pub(super) const STEP: f64 = 1.6;
/// The grid has this many steps below 1 and above it.
pub(super) const STEPS: i32 = 5;
/// How much more often such reads come where they come together, and the share of sites where they do. METHOD: a choice.
const CLUMPED: (f64, f64) = (15.0, 0.03);
/// Reads that the distribution of an odd site weighs before the normal is seen.
const ODD_READS: f64 = 2.0;
/// Where the posterior of the losses' factor is cut into ranges.
const LOSS_CUTS: [f64; 7] = [0.25, 0.55, 0.8, 0.93, 0.985, 0.998, 1.0];
/// The same where no normal was seen.
const LOSS_CUTS_ALONE: [f64; 3] = [0.7, 0.98, 1.0];
/// The same for gains, which are rarer.
const GAIN_CUTS: [f64; 4] = [0.5, 0.9, 0.99, 1.0];
/// The same for losses beside a shift.
///
/// METHOD: the rare stutter that the last ranges stand for matters to what a stable site may show, not to what an unstable one does. Λ stays a ratio of
/// probabilities, so every p-value stays one.
const SHIFTED_CUTS: [f64; 3] = [0.4, 0.8, 1.0];
/// The same where no normal was seen.
const SHIFTED_CUTS_ALONE: [f64; 2] = [0.7, 1.0];

/// Points of the grid.
pub(super) const POINTS: usize = 2 * STEPS as usize + 1;

/// What the tumour may show at a site, given one germline.
pub(super) struct SiteRates {
    /// Factors on the class's stutter, with their probabilities.
    pub(super) of_class: Vec<(Factors, f64)>,
    /// The same beside a shift, in fewer values.
    pub(super) beside_shift: Vec<(Factors, f64)>,
    /// Distributions of a site that follows no class, with their probabilities.
    pub(super) of_none: Vec<(Vec<f64>, f64)>,
}

/// The factors on the grid.
pub(super) fn grid() -> impl Iterator<Item = f64> {
    (-STEPS..=STEPS).map(|step| STEP.powi(step))
}

/// Logarithms of a gamma's weights on the grid, of mean 1 and shape `spread`: its density over the logarithm is `x^ν e^(−νx)`.
pub(super) fn ln_gamma_weights(spread: f64) -> Vec<f64> {
    let weights: Vec<f64> = grid().map(|factor| spread * (factor.ln() - factor)).collect();
    let total = ln_sum(&weights);
    weights.into_iter().map(|weight| weight - total).collect()
}

/// Logarithms of the weights `to` the steps of the grid from step `from`, under a log-normal `deviation`.
pub(super) fn ln_passed_on(from: i32, deviation: f64) -> Vec<f64> {
    let z = |to: i32| f64::from(to - from) * STEP.ln() / deviation;
    let weights: Vec<f64> = (-STEPS..=STEPS).map(|to| -0.5 * z(to).powi(2)).collect();
    let total = ln_sum(&weights);
    weights.into_iter().map(|weight| weight - total).collect()
}

/// `(factor, weight)` in few values: each is the mean of a range of the distribution that ends at one of `cuts`.
fn condensed(weighted: &[(f64, f64)], cuts: &[f64]) -> Vec<(f64, f64)> {
    let total: f64 = weighted.iter().map(|(_, weight)| weight).sum();
    let mut points = weighted.iter().copied().map(|(factor, weight)| (factor, weight / total)).peekable();
    let mut done = 0.0;
    let mut condensed = Vec::with_capacity(cuts.len());
    for &cut in cuts {
        let (mut weight, mut sum) = (0.0, 0.0);
        while let Some((factor, left)) = points.peek_mut() {
            let taken = left.min(cut - done - weight);
            weight += taken;
            sum += taken * *factor;
            *left -= taken;
            if *left > 1e-12 {
                break;
            }
            points.next();
        }
        done += weight;
        if weight > 1e-12 {
            condensed.push((sum / weight, weight));
        }
    }
    condensed
}

/// What is known of the factors before a site is seen.
#[derive(Debug, Clone)]
pub(in crate::msi) struct RatePriors {
    library: Library,
    odd: f64,
    /// Weights `to` each point of the grid from each point, between libraries.
    passed: [[f64; POINTS]; POINTS],
    /// Logarithms of the weights of losses and of gains, by bases in the unit; the last is for longer units.
    by_unit: Vec<[[f64; POINTS]; 2]>,
}

impl RatePriors {
    /// With the `stutter` of the sites and the tumour's `library`.
    pub(in crate::msi) fn new(stutter: &StutterModel, library: Library) -> Self {
        /// Units of more bases spread alike.
        const UNITS: u32 = 8;
        let on_grid = |weights: Vec<f64>| -> [f64; POINTS] { std::array::from_fn(|i| weights[i]) };
        let passed = std::array::from_fn(|i| on_grid(ln_passed_on(i as i32 - STEPS, library.deviation)).map(f64::exp));
        let odd = stutter.odd();
        let anywhere = (0.5 * odd / POINTS as f64).ln();
        let of_unit = |unit_bp: u32| {
            let [losses, gains] =
                [stutter.loss_spread(unit_bp), stutter.gain_spread(unit_bp)].map(|spread| on_grid(ln_gamma_weights(spread)));
            [losses.map(|ln| ln_add(ln + (1.0 - odd).ln(), anywhere)), gains]
        };
        Self { library, odd, passed, by_unit: (1..=UNITS).map(of_unit).collect() }
    }

    /// How the tumour's library differs.
    pub(in crate::msi) fn library(&self) -> &Library {
        &self.library
    }

    fn of_unit(&self, unit_bp: u32) -> &[[f64; POINTS]; 2] {
        &self.by_unit[(unit_bp.max(1) as usize).min(self.by_unit.len()) - 1]
    }

    /// One factor's posterior in the tumour's library, given the normal's logarithmic likelihoods on the grid over that with a factor of 1; and
    /// the logarithm of the normal's probability over the same.
    fn posterior(&self, ln_prior: &[f64; POINTS], ln_likelihoods: &[f64; POINTS]) -> (Vec<(f64, f64)>, f64) {
        /// Points with less than this share, e^−14, do not matter.
        const NEGLIGIBLE: f64 = 8.315_287_191_035_679e-7;
        let given: [f64; POINTS] = std::array::from_fn(|i| ln_prior[i] + ln_likelihoods[i]);
        let most = given.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let parts = given.map(|ln| if ln - most > -40.0 { (ln - most).exp() } else { 0.0 });
        let sum: f64 = parts.iter().sum();
        let ln_gain = most + sum.ln();
        let mut weights = ln_prior.map(|ln| (1.0 - self.library.kept) * ln.exp());
        for (part, passed) in parts.iter().zip(&self.passed).filter(|(part, _)| **part > NEGLIGIBLE * sum) {
            let share = self.library.kept * part / sum;
            weights.iter_mut().zip(passed).for_each(|(weight, passed)| *weight += share * passed);
        }
        (grid().zip(weights).collect(), ln_gain)
    }
}

impl SiteRates {
    /// Rates at a site of germline `alleles` where a normal shows `seen`.
    pub(super) fn new(lengths: Lengths, alleles: &[Allele], seen: &Seen, unit_bp: u32, priors: &RatePriors) -> Self {
        let (clumped, share) = CLUMPED;
        let mut factors = vec![Factors::ALL_ONE, Factors { far: clumped, ..Factors::ALL_ONE }];
        if !seen.is_empty() {
            factors.extend(grid().map(|loss| Factors { loss, ..Factors::ALL_ONE }));
            factors.extend(grid().map(|gain| Factors { gain, ..Factors::ALL_ONE }));
        }
        let lns = ln_likelihoods(lengths, alleles, seen, &factors);
        let at_one = lns[0];
        let over_grid = |first: usize| -> [f64; POINTS] { std::array::from_fn(|i| lns.get(first + i).map_or(0.0, |ln| ln - at_one)) };
        let [of_losses, of_gains] = priors.of_unit(unit_bp);
        let (losses, ln_losses) = priors.posterior(of_losses, &over_grid(2));
        let (gains, ln_gains) = priors.posterior(of_gains, &over_grid(2 + POINTS));
        let ln_clumped = share.ln() + lns[1] - at_one;
        let ln_far = ln_add((1.0 - share).ln(), ln_clumped);
        let is_clumped = (ln_clumped - ln_far).exp();
        let ln_class = at_one + ln_losses + ln_gains + ln_far;
        // Where no normal tells, fewer values do: without one, no site is called for its stutter alone.
        let [loss_cuts, gain_cuts, shifted_cuts]: [&[f64]; 3] =
            if seen.is_empty() { [&LOSS_CUTS_ALONE, &[1.0], &SHIFTED_CUTS_ALONE] } else { [&LOSS_CUTS, &GAIN_CUTS, &SHIFTED_CUTS] };
        let none = (!seen.is_empty()).then(|| odd_site(lengths, alleles, seen));
        let follows_none = none.as_ref().map_or(0.0, |(_, ln)| {
            let ln_none = ln + (0.5 * priors.odd).ln();
            (ln_none - ln_add(ln_class, ln_none)).exp()
        });
        let factor = priors.library.factor;
        let by_loss = condensed(&losses, loss_cuts);
        let usual_gain: f64 =
            gains.iter().map(|(gain, weight)| gain * weight).sum::<f64>() / gains.iter().map(|(_, weight)| weight).sum::<f64>();
        let with = |loss: f64, gain: f64, far: f64| Factors { loss: loss * factor, gain: gain * factor, far };
        let class = 1.0 - follows_none;
        let mut of_class = Vec::with_capacity(LOSS_CUTS.len() * (GAIN_CUTS.len() + 1));
        for (gain, of_gain) in condensed(&gains, gain_cuts) {
            of_class.extend(by_loss.iter().map(|&(loss, of_loss)| (with(loss, gain, 1.0), class * of_loss * of_gain * (1.0 - is_clumped))));
        }
        of_class.extend(by_loss.iter().map(|&(loss, of_loss)| (with(loss, usual_gain, clumped), class * of_loss * is_clumped)));
        let beside_shift =
            condensed(&losses, shifted_cuts).into_iter().map(|(loss, of_loss)| (with(loss, usual_gain, 1.0), class * of_loss)).collect();
        let germline: Vec<usize> = alleles.iter().map(|allele| lengths.place(allele.copies)).collect();
        let of_none = match none {
            Some((template, _)) if follows_none > 1e-4 => scaled_template(&template, &germline, seen, &priors.library, follows_none),
            _ => Vec::new(),
        };
        Self { of_class, beside_shift, of_none }
    }
}

/// Logarithms of the likelihoods of what a normal shows, under each of `factors`.
fn ln_likelihoods(lengths: Lengths, alleles: &[Allele], seen: &Seen, factors: &[Factors]) -> Vec<f64> {
    let each = 1.0 / alleles.len() as f64;
    // By factors and length seen, so that all logarithms are taken at once.
    let mut probabilities = vec![0.0; factors.len() * seen.len()];
    let row_of = |row: usize| row * seen.len()..(row + 1) * seen.len();
    for (number, factors) in factors.iter().enumerate() {
        let row = &mut probabilities[row_of(number)];
        for allele in alleles {
            let kernel = factors.kernel(allele);
            for (sum, &(place, _)) in row.iter_mut().zip(seen) {
                *sum += lengths.probability(allele.copies, &kernel, place);
            }
        }
        for sum in row {
            *sum = (each * *sum).max(1e-12);
        }
    }
    ln_each(&mut probabilities);
    let of_row = |number: usize| seen.iter().zip(&probabilities[row_of(number)]).map(|(&(_, count), ln)| count * ln).sum();
    (0..factors.len()).map(of_row).collect()
}

/// What a site that follows no class shows, and the logarithm of the normal's probability: Dirichlet-multinomial with a broad mean, between the class's rates and
/// all lengths alike.
fn odd_site(lengths: Lengths, alleles: &[Allele], seen: &Seen) -> (Vec<f64>, f64) {
    let mut given = vec![0.3 * ODD_READS / lengths.len() as f64; lengths.len()];
    for allele in alleles {
        lengths.spread(allele.copies, &allele.kernel, 0.7 * ODD_READS / alleles.len() as f64, &mut given);
    }
    let reads: f64 = seen.iter().map(|(_, count)| count).sum();
    let mut ln_likelihood = ln_gamma(ODD_READS) - ln_gamma(ODD_READS + reads);
    for &(place, count) in seen {
        ln_likelihood += ln_gamma(given[place] + count) - ln_gamma(given[place]);
        given[place] += count;
    }
    for share in &mut given {
        *share /= ODD_READS + reads;
    }
    (given, ln_likelihood)
}

/// The template with its other lengths more or less frequent: they are as uncertain as their counts.
fn scaled_template(template: &[f64], germline: &[usize], seen: &Seen, library: &Library, weight: f64) -> Vec<(Vec<f64>, f64)> {
    let other: f64 = seen.iter().filter(|(place, _)| !germline.contains(place)).map(|(_, count)| count).sum();
    let deviation = (library.deviation.powi(2) + 1.0 / (other + 1.0)).sqrt();
    let passed: Vec<(f64, f64)> = grid().zip(ln_passed_on(0, deviation)).map(|(factor, ln)| (factor, ln.exp())).collect();
    let scaled = |factor: f64| {
        let scale = |(place, share): (usize, &f64)| if germline.contains(&place) { *share } else { share * factor };
        let mut scaled: Vec<f64> = template.iter().enumerate().map(scale).collect();
        let sum: f64 = scaled.iter().sum();
        for share in &mut scaled {
            *share /= sum;
        }
        scaled
    };
    condensed(&passed, &LOSS_CUTS).into_iter().map(|(factor, share)| (scaled(factor * library.factor), weight * share)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn condensing_keeps_weight_and_mean() {
        let weighted = [(0.5, 1.0), (1.0, 6.0), (2.0, 2.0), (4.0, 1.0)];
        let few = condensed(&weighted, &[0.5, 0.95, 1.0]);
        assert_eq!(few.len(), 3);
        let (weight, mean) = few.iter().fold((0.0, 0.0), |(w, m), (factor, weight)| (w + weight, m + weight * factor));
        assert!((weight - 1.0).abs() < 1e-9 && (mean - 1.45).abs() < 1e-9);
        assert!((few[2].0 - 4.0).abs() < 1e-9 && (few[0].0 - 0.9).abs() < 1e-9);
    }
}

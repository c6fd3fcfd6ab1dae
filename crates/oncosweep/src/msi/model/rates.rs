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
    library::Library,
    null::Lengths,
    stutter::{Allele, MAX_SLIP, StutterModel},
};
use crate::stats::phred::{ln_add, ln_sum};

/// Ratio of neighbouring factors on the grid.
pub(super) const STEP: f64 = 1.6;
/// The grid has this many steps below 1 and above it.
pub(super) const STEPS: i32 = 5;
/// Slips of this many copies and more are reads of quite another length.
pub(super) const FAR: i32 = 4;
/// How much more often such reads come where they come together, and the share of sites where they do. METHOD: a choice.
const CLUMPED: (f64, f64) = (15.0, 0.03);
/// Reads that the distribution of an odd site weighs before the normal is seen.
const ODD_READS: f64 = 2.0;
/// Greatest share of reads that slip at a site.
const MAX_SLIPPED: f64 = 0.9;
/// Where the posterior of the losses' factor is cut into ranges.
const LOSS_CUTS: [f64; 7] = [0.25, 0.55, 0.8, 0.93, 0.985, 0.998, 1.0];
/// The same where no normal was seen.
const LOSS_CUTS_ALONE: [f64; 3] = [0.7, 0.98, 1.0];
/// The same for gains, which are rarer.
const GAIN_CUTS: [f64; 4] = [0.5, 0.9, 0.99, 1.0];

/// Factors on a class's stutter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Factors {
    pub(super) loss: f64,
    pub(super) gain: f64,
    pub(super) far: f64,
}

impl Factors {
    pub(super) const ALL_ONE: Self = Self { loss: 1.0, gain: 1.0, far: 1.0 };

    /// Probabilities of slips of `−MAX_SLIP … MAX_SLIP` copies.
    pub(super) fn scaled(self, allele: &Allele) -> impl Iterator<Item = f64> + use<'_> {
        let raw = move |slip: i32| {
            let factor = match slip {
                0 => return 0.0,
                slip if slip.abs() >= FAR => self.far,
                // Slips of several copies are repeated slips.
                slip if slip < 0 => self.loss.powi(-slip),
                slip => self.gain.powi(slip),
            };
            allele.slip(slip) * factor
        };
        let sum: f64 = (-MAX_SLIP..=MAX_SLIP).map(raw).sum();
        let scale = (MAX_SLIPPED / sum.max(1e-12)).min(1.0);
        (-MAX_SLIP..=MAX_SLIP).map(move |slip| if slip == 0 { 1.0 - sum * scale } else { raw(slip) * scale })
    }
}

/// What the tumour may show at a site, given one germline.
pub(super) struct SiteRates {
    /// Factors on the class's stutter, with their probabilities.
    pub(super) of_class: Vec<(Factors, f64)>,
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

/// One factor's posterior, given the normal, in the tumour's library; and the logarithm of the normal's probability over that with a factor of 1.
struct Posterior {
    weighted: Vec<(f64, f64)>,
    ln_gain: f64,
}

impl Posterior {
    /// `ln_likelihood` of the normal by the factor.
    fn of(ln_prior: &[f64], library: &Library, ln_likelihood: impl Fn(f64) -> f64) -> Self {
        let at_one = ln_likelihood(1.0);
        let given: Vec<f64> = grid().zip(ln_prior).map(|(factor, prior)| prior + ln_likelihood(factor) - at_one).collect();
        let ln_gain = ln_sum(&given);
        let mut weights: Vec<f64> = ln_prior.iter().map(|ln| (1.0 - library.kept) * ln.exp()).collect();
        for (from, ln) in (-STEPS..).zip(&given) {
            let share = library.kept * (ln - ln_gain).exp();
            if share > 1e-6 {
                weights.iter_mut().zip(ln_passed_on(from, library.deviation)).for_each(|(weight, passed)| *weight += share * passed.exp());
            }
        }
        Self { weighted: grid().zip(weights).collect(), ln_gain }
    }
}

impl SiteRates {
    /// Rates at a site of germline `alleles` where a normal shows `seen`.
    pub(super) fn new(
        lengths: Lengths,
        alleles: &[Allele; 2],
        seen: &[(usize, f64)],
        unit_bp: u32,
        stutter: &StutterModel,
        library: &Library,
    ) -> Self {
        let ln_likelihood = |factors: Factors| -> f64 {
            if seen.is_empty() {
                return 0.0;
            }
            let [a, b] = [0, 1].map(|i| lengths.of_allele(&alleles[i], factors));
            seen.iter().map(|&(place, count)| count * (0.5 * (a[place] + b[place])).max(1e-12).ln()).sum()
        };
        let odd = stutter.odd();
        let [gamma, of_gains] = [stutter.loss_spread(unit_bp), stutter.gain_spread(unit_bp)].map(ln_gamma_weights);
        let anywhere = (0.5 * odd / gamma.len() as f64).ln();
        let with_odd: Vec<f64> = gamma.iter().map(|ln| ln_add(ln + (1.0 - odd).ln(), anywhere)).collect();
        let losses = Posterior::of(&with_odd, library, |loss| ln_likelihood(Factors { loss, ..Factors::ALL_ONE }));
        let gains = Posterior::of(&of_gains, library, |gain| ln_likelihood(Factors { gain, ..Factors::ALL_ONE }));
        let at_one = ln_likelihood(Factors::ALL_ONE);
        let (clumped, share) = CLUMPED;
        let ln_clumped = share.ln() + ln_likelihood(Factors { far: clumped, ..Factors::ALL_ONE }) - at_one;
        let ln_far = ln_add((1.0 - share).ln(), ln_clumped);
        let is_clumped = (ln_clumped - ln_far).exp();
        let ln_class = at_one + losses.ln_gain + gains.ln_gain + ln_far;
        let (template, ln_none) = odd_site(lengths, alleles, seen);
        let ln_none = ln_none + (0.5 * odd).ln();
        let follows_none = if seen.is_empty() { 0.0 } else { (ln_none - ln_add(ln_class, ln_none)).exp() };
        let mut of_class = Vec::with_capacity(LOSS_CUTS.len() * GAIN_CUTS.len() * 2);
        // Where no normal tells, fewer values do: without one, no site is called for its stutter alone.
        let cuts: [&[f64]; 2] = if seen.is_empty() { [&LOSS_CUTS_ALONE, &[1.0]] } else { [&LOSS_CUTS, &GAIN_CUTS] };
        let [losses, gains] = [(losses, cuts[0]), (gains, cuts[1])].map(|(p, cuts)| condensed(&p.weighted, cuts));
        for &(loss, of_loss) in &losses {
            for &(gain, of_gain) in &gains {
                for (far, of_far) in [(1.0, 1.0 - is_clumped), (clumped, is_clumped)] {
                    let factors = Factors { loss: loss * library.factor, gain: gain * library.factor, far };
                    of_class.push((factors, (1.0 - follows_none) * of_loss * of_gain * of_far));
                }
            }
        }
        let germline = [0, 1].map(|i| lengths.place(alleles[i].copies()));
        let of_none = if follows_none > 1e-4 { scaled_template(&template, germline, seen, library, follows_none) } else { Vec::new() };
        Self { of_class, of_none }
    }
}

/// What a site that follows no class shows, and the logarithm of the normal's probability: Dirichlet-multinomial with a broad mean, between the class's rates and
/// all lengths alike.
fn odd_site(lengths: Lengths, alleles: &[Allele; 2], seen: &[(usize, f64)]) -> (Vec<f64>, f64) {
    let [a, b] = [0, 1].map(|i| lengths.of_allele(&alleles[i], Factors::ALL_ONE));
    let even = 1.0 / lengths.len() as f64;
    let mut given: Vec<f64> = a.iter().zip(&b).map(|(a, b)| ODD_READS * (0.7 * 0.5 * (a + b) + 0.3 * even)).collect();
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
fn scaled_template(template: &[f64], germline: [usize; 2], seen: &[(usize, f64)], library: &Library, weight: f64) -> Vec<(Vec<f64>, f64)> {
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

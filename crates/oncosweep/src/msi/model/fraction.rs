//! The fraction of unstable sites, with those that were missed and those that are false.
//!
//! Of the sites, a fraction `π` is unstable; an unstable one has a shifted share `f` of a distribution that the sample's unstable sites have in
//! common (its purity, how many copies are shifted, how early). With the ratios `Λ_i(f)` of every site ([`super::ratio`]) the likelihood is
//!
//! `L(π, h, v) = Π_i (1 − π + π Σ_k v_k Σ_f h(f) Λ_i(k, f))`,
//!
//! the mixture likelihood of two groups (the local false discovery rate's model: Efron, Large-Scale Inference, 2010, §2), so that many sites that speak softly add
//! up, and sites that say nothing widen the interval. `h` is log-normal around any share, narrow or wide
//! ([`DEVIATIONS`]), with few or more exceptions ([`ANY_SHARE`]), each as likely; it is averaged over. `v`, how common each kind `k` of shift is in the sample (losses or gains, of few copies or many), is
//! estimated by expectation–maximisation, with the weight of [`PRIOR_SITES`] sites on its prior. `π` has Jeffreys' prior Beta(½, ½), which is flat in `arcsin √π`.
//!
//! The estimate is the most likely `π`; the interval has the posterior's 2.5 % and 97.5 % quantiles, and begins at 0 when a likelihood-ratio test does not
//! reject a fraction of 0, or ends at 1 when the estimate is 1 (after the modified Jeffreys interval of Brown, Cai & DasGupta, Statistical Science 16:101, 2001; with certain sites it is theirs).

use std::f64::consts::FRAC_PI_2;

use super::{
    alternative::Alternative,
    coarse::{COARSE, Coarse, NEGLIGIBLE, coarse_angle, fraction_at},
    gathered::{Gathered, OverKinds},
    ratio::{SHARES, Shares},
    ratios::Ratios,
    target::{KINDS, kind_priors},
};

/// Standard deviations of the logarithm of the shifted share among unstable sites. METHOD: a choice: 0.4 lets shifts of one and of both copies in one clone go together,
/// 1 also subclones.
const DEVIATIONS: [f64; 3] = [0.2, 0.45, 0.9];
/// Shares of unstable sites whose shifted share may be any: subclones. METHOD: a choice.
const ANY_SHARE: [f64; 2] = [0.01, 0.1];
/// Unstable sites that the prior of the kinds of shift weighs. METHOD: a choice.
const PRIOR_SITES: f64 = 50.0;
/// Of more sites, these many are taken evenly to estimate the kinds.
const KIND_SITES: usize = 5_000;
/// Rounds in which the kinds are estimated.
const ROUNDS: usize = 6;
/// Points over the part of the posterior that matters.
const POINTS: usize = 512;
/// The 95 % quantile of χ² with three degrees of freedom: the fraction, and the centre and width of the shares.
const NONE_IS_LIKELY: f64 = 7.815;
/// The posterior of the fraction on a grid.
#[derive(Debug, Clone)]
pub(in crate::msi) struct FractionPosterior {
    /// Fractions, rising.
    fractions: Vec<f64>,
    /// Posterior probability up to and including each.
    cumulative: Vec<f64>,
    /// The most likely one.
    most_likely: usize,
    /// Logarithms of the likelihood at evenly spaced angles, for each narrow distribution of shifted shares.
    narrow: Vec<Vec<f64>>,
    shares: Shares,
    /// What the unstable sites have in common.
    alternative: Alternative,
    /// Twice the logarithm of the ratio of the greatest likelihood to that of a fraction of 0.
    over_none: f64,
}

/// Log-normal weights of `shares`.
pub(super) fn around(shares: &Shares, centre: f64, deviation: f64) -> Shares {
    let weights = shares.map(|f| (-0.5 * ((f.ln() - centre.ln()) / deviation).powi(2)).exp());
    let sum: f64 = weights.iter().sum();
    weights.map(|weight| weight / sum)
}

/// The same with a share `any` of exceptions.
fn with_exceptions(shares: &Shares, centre: f64, deviation: f64, any: f64) -> Shares {
    around(shares, centre, deviation).map(|weight| (1.0 - any) * weight + any / SHARES as f64)
}

/// Weights of `shares` in every distribution of shifted shares; the first ones are narrow, around each of them in turn.
fn distributions(shares: &Shares) -> Vec<Shares> {
    let narrow_to_wide = DEVIATIONS.into_iter().flat_map(|deviation| ANY_SHARE.map(|any| (deviation, any)));
    narrow_to_wide.flat_map(|(deviation, any)| shares.map(|centre| with_exceptions(shares, centre, deviation, any))).collect()
}

/// One step of expectation–maximisation: how common each kind is among the unstable sites, relative to its prior.
fn kinds(sites: &[&Ratios], shares: &Shares, relative: &[f64; KINDS]) -> [f64; KINDS] {
    let priors = kind_priors();
    let over = OverKinds::of(sites.iter().copied(), relative);
    let (fraction, weights) = most_likely(&over, shares);
    let mut sums = priors.map(|prior| prior * PRIOR_SITES);
    let mut sites = sites.iter();
    over.averages(&weights, |ln, over_scale| {
        let unstable = fraction / (fraction + (1.0 - fraction) * (-ln).exp());
        let Some(site) = sites.next().filter(|_| unstable > 1e-6) else { return };
        for ((sum, parts), relative) in sums.iter_mut().zip(&site.parts).zip(relative) {
            let of_kind: f64 = parts.iter().zip(&weights).map(|(part, weight)| part * weight).sum();
            *sum += unstable * relative * of_kind / over_scale.max(f64::MIN_POSITIVE);
        }
    });
    let total: f64 = sums.iter().sum();
    std::array::from_fn(|k| sums[k] / total / priors[k])
}

/// The most likely fraction, on the coarse grid, and distribution of shifted shares, of the middle ones.
fn most_likely(sites: &OverKinds, shares: &Shares) -> (f64, Shares) {
    let fractions = || (0..COARSE).map(|place| fraction_at(coarse_angle(place)));
    let candidates = shares.iter().flat_map(|&centre| {
        let weights = with_exceptions(shares, centre, DEVIATIONS[1], ANY_SHARE[1]);
        let gathered = Gathered::of(sites, &weights);
        fractions().map(move |fraction| (gathered.ln_likelihood(fraction), fraction, weights))
    });
    let best = candidates.max_by(|a, b| a.0.total_cmp(&b.0));
    best.map_or((0.0, [1.0 / SHARES as f64; SHARES]), |(_, fraction, weights)| (fraction, weights))
}

impl FractionPosterior {
    /// The posterior given the ratios of all assessed sites; `None` without one.
    pub(in crate::msi) fn of(sites: &[&Ratios], shares: &Shares) -> Option<Self> {
        if sites.is_empty() {
            return None;
        }
        let some: Vec<&Ratios> = sites.iter().copied().step_by(sites.len().div_ceil(KIND_SITES)).collect();
        let mut relative = [1.0; KINDS];
        for _ in 0..ROUNDS {
            relative = kinds(&some, shares, &relative);
        }
        Some(Self::with_kinds(&OverKinds::of(sites.iter().copied(), &relative), shares, relative))
    }

    fn with_kinds(sites: &OverKinds, shares: &Shares, kinds: [f64; KINDS]) -> Self {
        let all: Vec<(Shares, Gathered, Coarse)> = distributions(shares)
            .into_iter()
            .map(|weights| {
                let gathered = Gathered::of(sites, &weights);
                let coarse = Coarse::of(&gathered);
                (weights, gathered, coarse)
            })
            .collect();
        let greatest = all.iter().map(|(_, _, coarse)| coarse.greatest).fold(f64::NEG_INFINITY, f64::max);
        let none = all.iter().map(|(_, _, coarse)| coarse.lns[0]).fold(f64::NEG_INFINITY, f64::max);
        let narrow = all[..SHARES].iter().map(|(_, _, coarse)| coarse.lns.clone()).collect();
        let likely = || all.iter().filter(|(_, _, coarse)| coarse.greatest >= greatest - NEGLIGIBLE);
        let first = likely().map(|(_, _, coarse)| coarse.reach(greatest)[0]).min().unwrap_or(0);
        let last = likely().map(|(_, _, coarse)| coarse.reach(greatest)[1]).max().unwrap_or(COARSE);
        let (low, high) = (coarse_angle(first), coarse_angle(last));
        let fine = POINTS;
        let angle = |i: usize| low + (high - low) * i as f64 / fine as f64;
        let fractions: Vec<f64> = (0..=fine).map(|i| fraction_at(angle(i))).collect();
        let lns: Vec<Vec<f64>> = likely().map(|(_, sites, _)| fractions.iter().map(|&f| sites.ln_likelihood(f)).collect()).collect();
        let greatest = lns.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
        let over_none = 2.0 * (greatest - none);
        let density: Vec<f64> = (0..=fine).map(|i| lns.iter().map(|row| (row[i] - greatest).exp()).sum()).collect();
        let most_likely = density.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0))).map_or(0, |(i, _)| i);
        // Trapezia.
        let mut sum = 0.0;
        let mut cumulative = vec![0.0];
        for pair in density.windows(2) {
            sum += 0.5 * (pair[0] + pair[1]);
            cumulative.push(sum);
        }
        for part in &mut cumulative {
            *part /= sum;
        }
        // The mean over the posterior of the distributions.
        let mut mean = [0.0; SHARES];
        for (row, (weights, ..)) in lns.iter().zip(likely()) {
            let posterior: f64 = row.iter().map(|ln| (ln - greatest).exp()).sum();
            mean.iter_mut().zip(weights).for_each(|(mean, weight)| *mean += posterior * weight);
        }
        let total: f64 = mean.iter().sum();
        let alternative = Alternative::new(kinds, mean.map(|weight| weight / total));
        Self { fractions, cumulative, most_likely, narrow, shares: *shares, alternative, over_none }
    }

    /// What the unstable sites have in common: the kinds of shift, and the mean of the distributions of shares over their posterior.
    pub(in crate::msi) fn alternative(&self) -> &Alternative {
        &self.alternative
    }

    /// The most likely fraction.
    pub(in crate::msi) fn estimate(&self) -> f64 {
        self.fractions[self.most_likely]
    }

    /// The 95 % interval.
    pub(in crate::msi) fn ci95(&self) -> [f64; 2] {
        let estimate = self.estimate();
        let low = if self.over_none < NONE_IS_LIKELY { 0.0 } else { self.quantile(0.025).min(estimate) };
        let high = if estimate >= 1.0 { 1.0 } else { self.quantile(0.975).max(estimate) };
        [low, high]
    }

    /// The smallest shifted share from which on a fraction of `threshold` or more would have been seen: with shares around it, and around every
    /// greater one, the fraction reaches `threshold` with a probability of at most `1 − confidence`. `None` when there is none, as in an unstable sample.
    pub(in crate::msi) fn detection_limit(&self, threshold: f64, confidence: f64) -> Option<f64> {
        let reaches = |row: &Vec<f64>| {
            let greatest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let weights = || row.iter().map(|ln| (ln - greatest).exp());
            let first = (threshold.sqrt().asin() / FRAC_PI_2 * (row.len() - 1) as f64).round() as usize;
            weights().skip(first).sum::<f64>() / weights().sum::<f64>()
        };
        let excluded = self.narrow.iter().rev().take_while(|row| reaches(row) <= 1.0 - confidence).count();
        (excluded > 0).then(|| self.shares[SHARES - excluded])
    }

    fn quantile(&self, probability: f64) -> f64 {
        let above = self.cumulative.partition_point(|&part| part < probability).clamp(1, self.cumulative.len() - 1);
        let (from, to) = (self.cumulative[above - 1], self.cumulative[above]);
        let part = if to > from { (probability - from) / (to - from) } else { 0.0 };
        self.fractions[above - 1] + part * (self.fractions[above] - self.fractions[above - 1])
    }

    /// Probability that the fraction is at least `threshold`.
    pub(in crate::msi) fn at_least(&self, threshold: f64) -> f64 {
        let above = self.fractions.partition_point(|&fraction| fraction < threshold);
        if above == 0 {
            return 1.0;
        }
        let Some(&next) = self.fractions.get(above) else { return 0.0 };
        let (from, part) = (self.fractions[above - 1], self.cumulative[above] - self.cumulative[above - 1]);
        1.0 - (self.cumulative[above - 1] + part * (threshold - from) / (next - from))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::ratio::shares, *};

    fn sites(loud: usize, silent: usize, quiet: usize) -> Vec<Ratios> {
        let site = |ln: f64, n: usize| std::iter::repeat_n(Ratios { ln_scale: ln, parts: kind_priors().map(|prior| [prior; SHARES]) }, n);
        site(40.0, loud).chain(site(-40.0, silent)).chain(site(0.0, quiet)).collect()
    }

    fn of(loud: usize, silent: usize, quiet: usize) -> FractionPosterior {
        let sites = sites(loud, silent, quiet);
        FractionPosterior::of(&sites.iter().collect::<Vec<_>>(), &shares(0.05)).unwrap()
    }

    #[test]
    fn certain_sites_give_jeffreys_interval() {
        let posterior = of(20, 80, 0);
        assert!((posterior.estimate() - 0.2).abs() < 1e-3);
        // R: qbeta(c(0.025, 0.975), 20.5, 80.5)
        let [low, high] = posterior.ci95();
        assert!((low - 0.13079).abs() < 1e-3 && (high - 0.28628).abs() < 1e-3, "{low} {high}");
        let none = of(0, 100, 0);
        assert_eq!((none.estimate(), none.ci95()[0]), (0.0, 0.0));
        assert!(none.at_least(0.0) > 1.0 - 1e-12 && none.at_least(0.1) < 1e-4);
        assert_eq!((none.detection_limit(0.1, 0.95), posterior.detection_limit(0.1, 0.95)), (Some(0.05), None));
    }

    #[test]
    fn sites_that_say_nothing_leave_the_prior() {
        let posterior = of(0, 0, 500);
        // P(π ≥ sin² t) = 1 − 2t/π under Beta(½, ½).
        assert!((posterior.at_least(0.5) - 0.5).abs() < 1e-6);
        assert!(posterior.ci95()[1] > 0.99 && posterior.detection_limit(0.1, 0.95).is_none());
        let mixed = of(20, 80, 500);
        assert!((mixed.estimate() - 0.2).abs() < 1e-3);
    }
}

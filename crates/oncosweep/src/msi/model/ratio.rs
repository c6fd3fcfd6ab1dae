//! The likelihood ratio of a shifted allele: its direction, size and share, and how much the reads speak for it.
//!
//! For a shifted allele of `m` copies in a share `f` of the tumour's fragments, with the components `c` of the null ([`super::null`]) of weight `w_c`
//! and length probabilities `q_c`, and `s_cm` those of reads from the shifted allele:
//!
//! `Λ(m, f) = Σ_c w_c Π_l ((1 − f) q_c(l) + f s_cm(l))^t_l / Σ_c w_c Π_l q_c(l)^t_l`
//!
//! (a mixture of the germline's stutter and that of one more allele; Λ integrates over the site's stutter and allelic balance instead of maximising
//! over them, so that it is a ratio of two probabilities of the data). The shift is the `m` and `f` of the greatest Λ, with a
//! profile-likelihood interval for `f`: all `f` whose `ln Λ` is within half of χ²₁(0.95) = 3.84 of it (Venzon & Moolgavkar, Applied Statistics 37:87, 1988).

use super::{
    super::LengthCounts,
    Germline,
    library::Library,
    null::{Lengths, Null},
    stutter::StutterModel,
};

/// Number of shares of shifted fragments at which the ratio is taken.
pub(in crate::msi) const SHARES: usize = 10;
/// Greatest of them.
const GREATEST_SHARE: f64 = 0.95;

/// Shares of shifted fragments, evenly spaced in logarithm.
pub(in crate::msi) type Shares = [f64; SHARES];

/// Shares from `least` on.
pub(in crate::msi) fn shares(least: f64) -> Shares {
    let least = least.clamp(1e-4, 0.5);
    std::array::from_fn(|i| least * (GREATEST_SHARE / least).powf(i as f64 / (SHARES - 1) as f64))
}

/// Prior probability that a shift is a loss. METHOD: a choice: mismatch-repair deficiency mostly takes copies away (Kim, Laird & Park, Cell 155:858, 2013).
const LOSS: f64 = 0.75;
/// How much less likely each further copy is: in losses and in gains. METHOD: a choice; losses of several copies are common in long runs.
const FURTHER: [f64; 2] = [0.7, 0.5];
/// Half of the 95 % quantile of χ² with one degree of freedom.
const INTERVAL_DROP: f64 = 1.920_729;
/// Rounds of halving when a share is refined: to a part in ten thousand, finer than any share is known.
const ROUNDS: usize = 14;
/// Components of the null with less than this share of the greatest weight are not taken with a shift.
///
/// METHOD: the rare stutter they stand for matters to what a stable site may show, not to what an unstable one does. Λ stays a ratio of
/// probabilities, so every p-value stays one.
const MINOR: f64 = 0.05;

/// Kinds of shift that are told apart in what the sites say together: one, two, three, more copies lost; one, more gained.
pub(super) const KINDS: usize = 6;

/// Natural logarithms, by kind of shift and share, of Λ summed over the shifts of that kind with their prior probabilities.
pub(in crate::msi) type LnRatios = [[f64; SHARES]; KINDS];

/// The kind of a shift by `copies`.
fn kind(copies: i32) -> usize {
    match copies {
        ..=-4 => 3,
        -3..=-1 => (-copies - 1) as usize,
        1 => 4,
        _ => 5,
    }
}

/// Prior probability of a shift by `copies`, not 0, among all.
fn prior(copies: i32) -> f64 {
    let [lost, gained] = FURTHER;
    if copies < 0 { LOSS * (1.0 - lost) * lost.powi(-copies - 1) } else { (1.0 - LOSS) * (1.0 - gained) * gained.powi(copies - 1) }
}

/// Prior probability of each kind.
pub(super) fn kind_priors() -> [f64; KINDS] {
    let [lost, gained] = FURTHER;
    let [few, one] = [LOSS * lost.powi(3), prior(1)];
    [prior(-1), prior(-2), prior(-3), few, one, (1.0 - LOSS) * gained]
}

/// The most likely shifted allele.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::msi) struct Shift {
    /// Copies gained (positive) or lost (negative) against the nearest germline length; 0 when no share is more likely than none.
    pub(in crate::msi) copies: i32,
    /// Share of the tumour's fragments that carry it.
    pub(in crate::msi) fraction: f64,
    /// 95 % interval of that share.
    pub(in crate::msi) fraction_ci95: [f64; 2],
}

/// A length that could be the shifted allele's.
struct Target {
    copies: u32,
    /// By germline: prior probability, 0 where the length is germline.
    priors: Vec<f64>,
    /// By germline: the kind of shift.
    kinds: Vec<usize>,
}

/// The ratio of one site, for any reads of the tumour.
pub(in crate::msi) struct SiteRatio {
    pub(super) null: Null,
    targets: Vec<Target>,
    /// The components that are taken with a shift, and the logarithm of their weight together.
    majors: Vec<usize>,
    ln_major: f64,
    /// By major component and target: what a shifted allele shows.
    shifted: Vec<Vec<Vec<f64>>>,
    /// By place, when it was needed: see [`Self::prepare`].
    logs: Vec<Vec<f64>>,
    germlines: Vec<Germline>,
    pub(super) shares: Shares,
}

/// Copies between `length` and the nearest germline length.
fn distance(length: u32, germline: &Germline) -> i32 {
    let (from_short, from_long) = (length as i32 - germline.short as i32, length as i32 - germline.long as i32);
    if from_short.abs() < from_long.abs() { from_short } else { from_long }
}

fn targets(germlines: &[Germline], lengths: Lengths) -> Vec<Target> {
    let mut targets: Vec<Target> = (lengths.first.max(1)..=lengths.last)
        .map(|copies| Target {
            copies,
            priors: germlines
                .iter()
                .map(|germline| match distance(copies, germline) {
                    0 => 0.0,
                    shifted => prior(shifted),
                })
                .collect(),
            kinds: germlines.iter().map(|germline| kind(distance(copies, germline))).collect(),
        })
        .collect();
    for germline in 0..germlines.len() {
        let sum: f64 = targets.iter().map(|target| target.priors[germline]).sum();
        for target in &mut targets {
            target.priors[germline] /= sum;
        }
    }
    targets
}

impl SiteRatio {
    /// The ratio at a site whose germline is one of `germlines`; `None` without any.
    pub(in crate::msi) fn new(
        germlines: Vec<Germline>,
        tumor: &LengthCounts,
        unit_bp: u32,
        stutter: &StutterModel,
        library: &Library,
        shares: Shares,
    ) -> Option<Self> {
        let null = Null::of(&germlines, tumor, unit_bp, stutter, library)?;
        let targets = targets(&germlines, null.lengths);
        let greatest = null.components.iter().map(|component| component.weight).fold(0.0, f64::max);
        let majors: Vec<usize> = (0..null.components.len()).filter(|&c| null.components[c].weight >= MINOR * greatest).collect();
        let ln_major = majors.iter().map(|&c| null.components[c].weight).sum::<f64>().ln();
        let shifted = majors
            .iter()
            .map(|&c| {
                let of = |target: &Target| null.lengths.of_allele(&stutter.allele(unit_bp, target.copies), null.components[c].factors);
                targets.iter().map(of).collect()
            })
            .collect();
        let logs = vec![Vec::new(); null.lengths.len()];
        Some(Self { null, targets, majors, ln_major, shifted, logs, germlines, shares })
    }

    /// Logarithms for reads at `place`: by component `ln q`, then by major component, target and share `ln(1 + f (s/q − 1))`.
    fn prepare(&mut self, place: usize) {
        if !self.logs[place].is_empty() {
            return;
        }
        let q = |component: usize| self.null.components[component].probabilities[place].max(1e-12);
        let mut logs = Vec::with_capacity(self.null.components.len() + self.majors.len() * self.block());
        logs.extend((0..self.null.components.len()).map(|component| q(component).ln()));
        for (&component, shifted) in self.majors.iter().zip(&self.shifted) {
            for of_target in shifted {
                let excess = of_target[place] / q(component) - 1.0;
                // No share is small enough for ln_1p, which takes twice as long.
                logs.extend(self.shares.iter().map(|f| (1.0 + f * excess).ln()));
            }
        }
        self.logs[place] = logs;
    }

    /// Alternatives of each major component.
    fn block(&self) -> usize {
        self.targets.len() * SHARES
    }

    /// The major components, each with its alternatives in what [`Self::weigh`] summed.
    fn blocks<'a>(&'a self, sums: &'a [f64]) -> impl Iterator<Item = (usize, &'a [f64])> + Clone {
        self.majors.iter().copied().zip(sums[self.null.components.len()..].chunks(self.block()))
    }

    /// Puts the sums of the logarithms of [`Self::prepare`] over `seen` into `sum`, and returns the logarithms of the joint weights of the null's
    /// components.
    fn weigh(&mut self, seen: &[(usize, f64)], sum: &mut Vec<f64>) -> Vec<f64> {
        for &(place, _) in seen {
            self.prepare(place);
        }
        sum.clear();
        sum.resize(self.null.components.len() + self.majors.len() * self.block(), 0.0);
        for &(place, count) in seen {
            sum.iter_mut().zip(&self.logs[place]).for_each(|(sum, ln)| *sum += count * ln);
        }
        sum.iter().zip(&self.null.components).map(|(sum, component)| sum + component.weight.ln()).collect()
    }

    /// Λ for `seen` fragments by place.
    pub(super) fn ln_ratios(&mut self, seen: &[(usize, f64)], buffer: &mut Vec<f64>) -> LnRatios {
        let null = self.weigh(seen, buffer);
        let highest = null.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let below: f64 = null.iter().map(|ln| (ln - highest).exp()).sum();
        let most = |block: &[f64]| block.iter().copied().fold(0.0, f64::max);
        let largest = self.blocks(buffer).map(|(component, block)| null[component] + most(block)).fold(f64::NEG_INFINITY, f64::max);
        let mut sums = [[0.0; SHARES]; KINDS];
        for (component, block) in self.blocks(buffer) {
            let (base, germline) = (null[component] - largest, self.null.components[component].germline);
            for (target, of_target) in self.targets.iter().zip(block.chunks(SHARES)) {
                let prior = target.priors[germline];
                if prior == 0.0 {
                    continue;
                }
                for (sum, ln) in sums[target.kinds[germline]].iter_mut().zip(of_target) {
                    let ln = base + ln;
                    if ln > -30.0 {
                        *sum += prior * ln.exp();
                    }
                }
            }
        }
        // The floor stands for what lies more than e⁻³⁰ below the largest.
        let scale = largest - self.ln_major - highest - below.ln();
        sums.map(|sums| sums.map(|sum| sum.max(1e-20).ln() + scale))
    }

    /// Λ for the tumour's lengths.
    pub(in crate::msi) fn of(&mut self, tumor: &LengthCounts) -> LnRatios {
        let seen = self.null.lengths.counts(tumor);
        self.ln_ratios(&seen, &mut Vec::new())
    }

    /// The most likely shifted allele.
    pub(in crate::msi) fn shift(&mut self, tumor: &LengthCounts) -> Shift {
        let seen = self.null.lengths.counts(tumor);
        let mut buffer = Vec::new();
        let null = self.weigh(&seen, &mut buffer);
        let mut best = (f64::NEG_INFINITY, 0, 0);
        for target in 0..self.targets.len() {
            for fraction in 0..SHARES {
                let place = target * SHARES + fraction;
                let parts = self
                    .blocks(&buffer)
                    .filter(|&(c, _)| self.targets[target].priors[self.null.components[c].germline] > 0.0)
                    .map(|(c, block)| null[c] + block[place]);
                let most = parts.clone().fold(f64::NEG_INFINITY, f64::max);
                let value = if most == f64::NEG_INFINITY { most } else { most + parts.map(|ln| (ln - most).exp()).sum::<f64>().ln() };
                if value > best.0 {
                    best = (value, target, fraction);
                }
            }
        }
        let (_, target, near) = best;
        let profile = |fraction: f64| self.ln_likelihood(&seen, &null, target, fraction);
        let (mut low, mut high) = (if near == 0 { 0.0 } else { self.shares[near - 1] }, self.shares.get(near + 1).copied().unwrap_or(1.0));
        for _ in 0..ROUNDS {
            let [a, b] = [low + 0.382 * (high - low), low + 0.618 * (high - low)];
            if profile(a) < profile(b) { low = a } else { high = b }
        }
        let mut fraction = 0.5 * (low + high);
        if profile(0.0) >= profile(fraction) {
            fraction = 0.0;
        }
        let bound = profile(fraction) - INTERVAL_DROP;
        let edge = |outside: f64| {
            if profile(outside) >= bound {
                return outside;
            }
            let (mut out, mut inside) = (outside, fraction);
            for _ in 0..ROUNDS {
                let middle = 0.5 * (out + inside);
                if profile(middle) < bound { out = middle } else { inside = middle }
            }
            inside
        };
        let fraction_ci95 = [edge(0.0), edge(1.0)];
        let copies = if fraction > 0.0 { self.copies(target, &null) } else { 0 };
        Shift { copies, fraction, fraction_ci95 }
    }

    /// Copies gained or lost, against the germline that explains most.
    fn copies(&self, target: usize, null: &[f64]) -> i32 {
        distance(self.targets[target].copies, &self.germlines[self.best_germline(null)])
    }

    fn best_germline(&self, null: &[f64]) -> usize {
        let best = null.iter().zip(&self.null.components).max_by(|a, b| a.0.total_cmp(b.0));
        best.map_or(0, |(_, component)| component.germline)
    }

    /// The most likely germline lengths, given the tumour too.
    pub(in crate::msi) fn germline(&mut self, tumor: &LengthCounts) -> [u32; 2] {
        let seen = self.null.lengths.counts(tumor);
        let null = self.weigh(&seen, &mut Vec::new());
        let germline = &self.germlines[self.best_germline(&null)];
        [germline.short, germline.long]
    }

    fn ln_likelihood(&self, seen: &[(usize, f64)], null: &[f64], target: usize, fraction: f64) -> f64 {
        let parts: Vec<f64> = self
            .majors
            .iter()
            .zip(&self.shifted)
            .filter(|&(&c, _)| self.targets[target].priors[self.null.components[c].germline] > 0.0)
            .map(|(&c, shifted)| {
                let of = |&(place, count): &(usize, f64)| {
                    let excess = shifted[target][place] / self.null.components[c].probabilities[place].max(1e-12) - 1.0;
                    count * (1.0 + fraction * excess).max(1e-12).ln()
                };
                null[c] + seen.iter().map(of).sum::<f64>()
            })
            .collect();
        crate::stats::phred::ln_sum(&parts)
    }

    /// Weights of the targets under a germline, for drawing.
    pub(super) fn target_weights<'a>(&'a self, germline: usize, alternative: &'a Alternative) -> impl Iterator<Item = f64> + 'a {
        self.targets.iter().map(move |target| target.priors[germline] * alternative.kinds[target.kinds[germline]])
    }

    /// Sum of those weights, over germlines by their probability: 1 but for kinds of shift that the site has no room for.
    pub(super) fn total_weight(&self, alternative: &Alternative) -> f64 {
        let of = |germline: usize| self.target_weights(germline, alternative).sum::<f64>();
        self.major_weights().zip(&self.majors).map(|(weight, &c)| weight * of(self.null.components[c].germline)).sum()
    }

    /// Weights of the major components among themselves.
    pub(super) fn major_weights(&self) -> impl Iterator<Item = f64> + '_ {
        self.majors.iter().map(|&c| self.null.components[c].weight / self.ln_major.exp())
    }

    /// A major component: the index of its germline, what it shows without a shift, and with one by target.
    pub(super) fn major(&self, number: usize) -> (usize, &[f64], &[Vec<f64>]) {
        let component = &self.null.components[self.majors[number]];
        (component.germline, &component.probabilities, &self.shifted[number])
    }
}

/// What the unstable sites of a sample have in common: how common each kind of shift is, relative to its prior, and each share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::msi) struct Alternative {
    pub(super) kinds: [f64; KINDS],
    pub(super) shares: Shares,
}

impl Alternative {
    /// `ln` of Λ averaged over kinds and shares.
    pub(super) fn ln_average(&self, ln_ratios: &LnRatios) -> f64 {
        let ln_shares = self.shares.map(f64::ln);
        let mut terms = [[0.0; SHARES]; KINDS];
        for ((terms, ratios), kind) in terms.iter_mut().zip(ln_ratios).zip(self.kinds) {
            for ((term, ratio), share) in terms.iter_mut().zip(ratios).zip(ln_shares) {
                *term = ratio + share + kind.ln();
            }
        }
        crate::stats::phred::ln_sum(terms.as_flattened())
    }
}

//! The likelihood ratio of a shifted allele: how much the reads speak for it, by its kind and share.
//!
//! For a shifted allele of `m` copies in a share `f` of the tumour's fragments, with the null's components ([`super::null`]) of weight `w_c` and length
//! probabilities `q_c`, those beside a shift of weight `v_b` and probabilities `q_b`, and `s_bm` the probabilities of reads from the shifted allele:
//!
//! `Λ(m, f) = Σ_b v_b Π_l ((1 − f) q_b(l) + f s_bm(l))^t_l / Σ_c w_c Π_l q_c(l)^t_l`
//!
//! (a mixture of the germline's stutter and that of one more allele; Λ integrates over the site's stutter and allelic balance instead of maximising
//! over them, so that it is a ratio of two probabilities of the data).
//!
//! METHOD: where no fragment has the shifted allele's own length, its other reads (`s_bm`) are taken for none, which leaves `(1 − f)` to the power of
//! the number of fragments: less than Λ, so that a bound on the p-value stays one, and by little, as a share worth finding shows its length. Most
//! fragments of most sites have the germline length, so that nearly all shifts of nearly all sites cost nothing.

use super::{
    super::LengthCounts,
    Germline,
    lengths::Seen,
    null::{Component, Null},
    rates::RatePriors,
    ratios::Ratios,
    shift::{Profile, Shift},
    stutter::{Kernel, StutterModel},
    target::{KINDS, Targets, distance},
};
use crate::stats::{logarithm::ln_each, phred::ln_sum};

/// Number of shares of shifted fragments at which the ratio is taken.
pub(in crate::msi) const SHARES: usize = 10;
/// Greatest of them.
const GREATEST_SHARE: f64 = 0.95;
/// Logarithm under which a part of a sum does not matter beside the largest.
const NOTHING: f64 = -30.0;
/// Least probability of a length.
const LEAST: f64 = 1e-12;

/// Shares of shifted fragments, evenly spaced in logarithm.
pub(in crate::msi) type Shares = [f64; SHARES];

/// Shares from `least` on.
pub(in crate::msi) fn shares(least: f64) -> Shares {
    let least = least.clamp(1e-4, 0.5);
    std::array::from_fn(|i| least * (GREATEST_SHARE / least).powf(i as f64 / (SHARES - 1) as f64))
}

/// What the tumour's lengths say at one site.
#[derive(Debug, Clone, Copy)]
pub(in crate::msi) struct Weighed {
    /// For a shift, by kind and share.
    pub(in crate::msi) ratios: Ratios,
    /// The most likely shift.
    pub(in crate::msi) shift: Shift,
    /// The most likely germline lengths, given the tumour too.
    pub(in crate::msi) germline: [u32; 2],
}

/// Rows of logarithms that are computed when they are needed.
struct Rows {
    /// Where each row begins, beside its number; 0 when it is not known yet.
    starts: Vec<u32>,
    values: Vec<f64>,
}

impl Rows {
    fn new(rows: usize) -> Self {
        // A row never begins at 0.
        Self { starts: vec![0; rows], values: vec![0.0] }
    }

    /// Prepares a row with the logarithms of `numbers`.
    fn prepare(&mut self, row: usize, numbers: impl Iterator<Item = f64>) {
        if self.starts[row] == 0 {
            let start = self.values.len();
            self.starts[row] = start as u32;
            self.values.extend(numbers);
            ln_each(&mut self.values[start..]);
        }
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.values[self.starts[row] as usize..]
    }
}

/// `s/q − 1` of reads at `place` for the component `number` beside a shift, and a shifted allele of `copies` with these `kernels`.
#[inline]
fn excess(null: &Null, copies: u32, kernels: &[Kernel], place: usize, number: usize) -> f64 {
    null.lengths.probability(copies, &kernels[number], place) / null.probabilities(&null.beside_shift[number])[place].max(LEAST) - 1.0
}

/// The ratio of one site, for any reads of the tumour.
pub(in crate::msi) struct SiteRatio<'a> {
    pub(super) null: Null,
    pub(super) targets: Targets,
    germlines: Vec<Germline<'a>>,
    pub(super) shares: Shares,
    ln_unshifted: Shares,
    stutter: &'a StutterModel,
    unit_bp: u32,
    /// By target, when needed: by component beside a shift, what a shifted allele shows.
    kernels: Vec<Vec<Kernel>>,
    /// By place: `ln q` of every component, then of those beside a shift.
    ln_stable: Rows,
    /// By place and target: by component beside a shift and share, `ln(1 + f (s/q − 1))`.
    ln_shifted: Rows,
    scratch: Scratch,
}

/// Sums of logarithms over the reads.
#[derive(Default)]
struct Scratch {
    /// By component of the null, then by those beside a shift: with their weights.
    stable: Vec<f64>,
    /// The targets that reads show.
    shown: Vec<usize>,
    /// By shown target, component beside a shift, and share.
    shifted: Vec<f64>,
    /// By shown target: likelihoods over the greatest, by share.
    together: Vec<Shares>,
}

impl<'a> SiteRatio<'a> {
    /// The ratio at a site whose germline is one of `germlines`; `None` without any.
    pub(in crate::msi) fn new(
        germlines: Vec<Germline<'a>>,
        tumor: &LengthCounts,
        unit_bp: u32,
        stutter: &'a StutterModel,
        priors: &RatePriors,
        shares: Shares,
    ) -> Option<Self> {
        let null = Null::of(&germlines, tumor, unit_bp, stutter, priors)?;
        let targets = Targets::new(&germlines, null.lengths);
        let places = null.lengths.len();
        Some(Self {
            kernels: vec![Vec::new(); targets.len],
            ln_stable: Rows::new(places),
            ln_shifted: Rows::new(places * targets.len),
            ln_unshifted: shares.map(|f| (1.0 - f).ln()),
            null,
            targets,
            germlines,
            shares,
            stutter,
            unit_bp,
            scratch: Scratch::default(),
        })
    }

    /// Whether a site of `germlines` and this unit has the same ratio, but for what [`Self::takes_no_tumor`] says.
    pub(in crate::msi) fn is_of(&self, germlines: &[Germline<'_>], unit_bp: u32) -> bool {
        self.unit_bp == unit_bp && self.germlines == germlines
    }

    /// Whether nothing of the ratio was taken from a tumour: it holds for any tumour of these germlines.
    pub(in crate::msi) fn takes_no_tumor(&self) -> bool {
        Null::takes_no_tumor(&self.germlines)
    }

    /// What a shifted allele of a target shows, by component beside a shift.
    pub(super) fn shifted_kernels(&mut self, target: usize) -> &[Kernel] {
        if self.kernels[target].is_empty() {
            let allele = self.stutter.allele(self.unit_bp, self.targets.copies(target));
            self.kernels[target] = self.null.beside_shift.iter().map(|component| component.factors.kernel(&allele)).collect();
        }
        &self.kernels[target]
    }

    /// `s/q − 1` of reads at `place` for a component beside a shift and a target whose kernels are prepared.
    fn excess(&self, place: usize, target: usize, number: usize) -> f64 {
        excess(&self.null, self.targets.copies(target), &self.kernels[target], place, number)
    }

    /// Prepares the logarithms for reads at `place` and a shown `target`.
    fn prepare(&mut self, place: usize, target: usize) {
        let row = place * self.targets.len + target;
        if self.ln_shifted.starts[row] == 0 {
            self.shifted_kernels(target);
            let Self { null, targets, kernels, shares, ln_shifted, .. } = self;
            let excess = |number| excess(null, targets.copies(target), &kernels[target], place, number);
            // No share is small enough for ln_1p.
            ln_shifted.prepare(row, (0..null.beside_shift.len()).map(excess).flat_map(|excess| shares.map(|f| 1.0 + f * excess)));
        }
    }

    /// Sums the logarithms over `seen` fragments by place.
    fn weigh(&mut self, seen: &Seen) {
        let mut scratch = std::mem::take(&mut self.scratch);
        let (components, beside) = (&self.null.components, &self.null.beside_shift);
        scratch.stable.clear();
        scratch.stable.extend(components.iter().chain(beside).map(|component| component.ln_weight));
        for &(place, count) in seen {
            self.ln_stable
                .prepare(place, components.iter().chain(beside).map(|component| self.null.probabilities(component)[place].max(LEAST)));
            scratch.stable.iter_mut().zip(self.ln_stable.row(place)).for_each(|(sum, ln)| *sum += count * ln);
        }
        scratch.shown.clear();
        let is_target = |target: &usize| (0..self.germlines.len()).any(|germline| self.targets.prior(germline, *target).0 > 0.0);
        scratch.shown.extend(seen.iter().filter_map(|&(place, _)| self.targets.at(place, self.null.lengths)).filter(is_target));
        let width = beside.len() * SHARES;
        scratch.shifted.clear();
        scratch.shifted.resize(scratch.shown.len() * width, 0.0);
        for (&target, sums) in scratch.shown.iter().zip(scratch.shifted.chunks_mut(width)) {
            for &(place, count) in seen {
                self.prepare(place, target);
                sums.iter_mut().zip(self.ln_shifted.row(place * self.targets.len + target)).for_each(|(sum, ln)| *sum += count * ln);
            }
        }
        self.scratch = scratch;
    }

    /// Λ for `seen` fragments by place.
    pub(super) fn ratios(&mut self, seen: &Seen) -> Ratios {
        self.weigh(seen);
        let fragments: f64 = seen.iter().map(|(_, count)| count).sum();
        let ln_unshown = self.ln_unshifted.map(|ln| fragments * ln);
        let largest = self.largest(ln_unshown[0]);
        let mut sums = [[0.0; SHARES]; KINDS];
        let mut together = std::mem::take(&mut self.scratch.together);
        self.add_shown(largest, &mut sums, &mut together);
        self.scratch.together = together;
        self.add_unshown(&ln_unshown, largest, &mut sums);
        // The floor stands for what lies far below the largest.
        let ln_scale = largest - ln_sum(&self.scratch.stable[..self.null.components.len()]);
        Ratios { ln_scale, parts: sums.map(|sums| sums.map(|sum| sum.max(1e-20))) }
    }

    /// The components beside a shift with the logarithms of their likelihoods without it.
    fn beside(&self) -> impl Iterator<Item = (f64, &Component)> {
        self.scratch.stable[self.null.components.len()..].iter().copied().zip(&self.null.beside_shift)
    }

    /// The shown targets, each with its sums of logarithms by component beside a shift.
    fn shown(&self) -> impl Iterator<Item = (usize, &[f64])> {
        let width = self.null.beside_shift.len() * SHARES;
        self.scratch.shown.iter().copied().zip(self.scratch.shifted.chunks(width))
    }

    /// Logarithm of the greatest likelihood with a shift; `ln_unshown` is the greatest relative one where no fragment shows it.
    fn largest(&self, ln_unshown: f64) -> f64 {
        let unshown = self.beside().map(|(base, _)| base + ln_unshown);
        let shown = self.shown().flat_map(|(_, sums)| {
            let most = |of_share: &[f64]| of_share.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            self.beside().zip(sums.chunks(SHARES)).map(move |((base, _), of_share)| base + most(of_share))
        });
        unshown.chain(shown).fold(f64::NEG_INFINITY, f64::max)
    }

    /// Adds likelihoods over `largest` of shifts to the lengths that fragments show; `together` has them by shown target.
    fn add_shown(&self, largest: f64, sums: &mut [Shares; KINDS], together: &mut Vec<Shares>) {
        together.clear();
        for (target, of_target) in self.shown() {
            let mut of_shares = [0.0; SHARES];
            for ((base, component), of_share) in self.beside().zip(of_target.chunks(SHARES)) {
                let (prior, kind) = self.targets.prior(component.germline, target);
                if prior == 0.0 {
                    continue;
                }
                for ((sum, together), ln) in sums[kind].iter_mut().zip(&mut of_shares).zip(of_share) {
                    let ln = base + ln - largest;
                    if ln > NOTHING {
                        let part = ln.exp();
                        *sum += prior * part;
                        *together += part;
                    }
                }
            }
            together.push(of_shares);
        }
    }

    /// The shown target and the place of the share of the greatest likelihood, of those that are no length of `germline`; `None` where none matters.
    fn best(&self, germline: usize) -> Option<(usize, usize)> {
        let mut best = (0.0, None);
        let is_shift = |target: usize| self.targets.prior(germline, target).0 > 0.0;
        for (&target, of_shares) in self.scratch.shown.iter().zip(&self.scratch.together).filter(|(target, _)| is_shift(**target)) {
            for (share, &together) in of_shares.iter().enumerate() {
                if together > best.0 {
                    best = (together, Some((target, share)));
                }
            }
        }
        best.1
    }

    /// Adds likelihoods over `largest` of shifts to all other lengths.
    fn add_unshown(&self, ln_unshown: &Shares, largest: f64, sums: &mut [Shares; KINDS]) {
        // A component's likelihood falls with the share alike.
        let falls = ln_unshown.map(|ln| (ln - ln_unshown[0]).exp());
        for (base, component) in self.beside() {
            let most = base + ln_unshown[0] - largest;
            if most <= NOTHING {
                continue;
            }
            let mut priors = [0.0; KINDS];
            for (target, &(prior, kind)) in self.targets.under(component.germline).iter().enumerate() {
                if !self.scratch.shown.contains(&target) {
                    priors[kind] += prior;
                }
            }
            let most = most.exp();
            let parts = falls.map(|fall| if most * fall > NOTHING.exp() { most * fall } else { 0.0 });
            for (sums, prior) in sums.iter_mut().zip(priors) {
                sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += prior * part);
            }
        }
    }

    /// What the tumour's lengths say.
    pub(in crate::msi) fn of(&mut self, tumor: &LengthCounts) -> Weighed {
        let seen = self.null.lengths.counts(tumor);
        let ratios = self.ratios(&seen);
        let likely = self.scratch.stable.iter().zip(&self.null.components).max_by(|a, b| a.0.total_cmp(b.0));
        let likely = likely.map_or(0, |(_, component)| component.germline);
        let germline = &self.germlines[likely];
        let shift = match self.best(likely) {
            None => Shift::none(seen.iter().map(|(_, count)| count).sum()),
            Some((target, near)) => {
                let mut profile = Profile::new(&seen);
                for (number, (base, component)) in self.beside().enumerate() {
                    if self.targets.prior(component.germline, target).0 > 0.0 {
                        profile.add(base, seen.iter().map(|&(place, _)| self.excess(place, target, number)));
                    }
                }
                let around = [if near == 0 { 0.0 } else { self.shares[near - 1] }, self.shares.get(near + 1).copied().unwrap_or(1.0)];
                profile.shift(distance(self.targets.copies(target), germline), around)
            }
        };
        Weighed { ratios, shift, germline: [germline.short, germline.long] }
    }
}

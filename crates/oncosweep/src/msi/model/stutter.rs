//! How often a read shows another length than the molecule has, learnt from the sample's own sites.
//!
//! For a unit of `k` bases and an allele of `n` copies, `p(δ | k, n)` is the probability of a read of `n + δ` copies. It is counted at
//! sites that look homozygous, smoothed over neighbouring `n` with weight `2^−|n − n'|`, and drawn with the weight of
//! [`PRIOR_READS`] reads to a starting shape. Genotypes and rates are estimated in turns.
//!
//! METHOD: the starting shape is a choice, not a measurement: slips grow geometrically with `n`, four in five lose copies, each further
//! copy is a quarter as likely. Its height is rescaled to the data, so it only bridges lengths with few sites.
//!
//! Sites of one class differ in their rates. A site's rate is the class's times a factor of mean 1 with gamma-like spread: for a set of
//! lengths of class probability `π` the site's rate is `Beta(ν, ν(1 − π)/π)`, whose coefficient of variation is about `1/√ν` for
//! every `π`. `ν` is the maximum-likelihood value over [`SPREADS`] for each `k`.

use std::collections::BTreeMap;

use super::{super::LengthCounts, Genotype, factors::FAR};
use crate::stats::beta_binomial;

/// Greatest number of copies gained or lost that has a probability of its own; longer slips share the last one.
pub(super) const MAX_SLIP: i32 = 8;
/// Weight, in reads, of the starting shape.
const PRIOR_READS: f64 = 20.0;
/// Chance of a read of any other length at all, misplaced reads and molecules of other origin, before reads are counted.
const STRAY: f64 = 1e-3;
/// Weight, in reads, of that chance. METHOD: little, for libraries differ much, and where strays are thought rarer than they are every one of them looks like a shift.
const STRAY_READS: f64 = 500.0;
/// Reads that the rate of strays of all units weighs in one unit's, and that of all slips of [`FAR`] copies and more in one slip's.
const SHARED_READS: f64 = 2000.0;
/// Slips of [`FAR`] copies and more, either way.
const FAR_SLIPS: f64 = (2 * (MAX_SLIP - FAR + 1)) as f64;
/// Reads that the unit's rates of slips of [`FAR`] copies and more weigh in a class: they are too rare to be counted by class.
const FAR_READS: f64 = 2000.0;
/// Neighbouring lengths considered when rates are smoothed.
const REACH: u32 = 6;
/// Rounds of genotyping and counting.
const ROUNDS: usize = 4;
/// Prior probability that a site follows no class. METHOD: a choice; one in a hundred costs little power and lets the normal of an odd site
/// speak for it.
const ODD: f64 = 0.01;
/// The same where nothing but the tumour speaks. METHOD: a choice; at one in a hundred no site could be significant, at three in ten thousand they can
/// be when a tenth of them are.
const ODD_ALONE: f64 = 3e-4;
/// Sites of a unit from which on its spreads are fitted, and the most that are looked at.
const LEAST_SITES: usize = 20;
const MOST_SITES: usize = 4_000;
/// Values of `ν` that are tried.
const SPREADS: [f64; 12] = [0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 15.0, 40.0, 200.0];

/// The lengths of one site in one sample.
pub(in crate::msi) struct SiteLengths<'a> {
    /// Bases in the repeat unit.
    pub unit_bp: u32,
    /// Fragments by length.
    pub lengths: &'a LengthCounts,
}

/// Probabilities of `δ = −MAX_SLIP … MAX_SLIP`.
pub(super) type Kernel = [f64; 2 * MAX_SLIP as usize + 1];

/// The stutter of a sample.
#[derive(Debug, Clone)]
pub(in crate::msi) struct StutterModel {
    kernels: BTreeMap<(u32, u32), Kernel>,
    /// Rates of every slip of [`FAR`] copies and more over all lengths, by unit.
    pooled: SlipRates,
    /// Height of the starting shape, by unit.
    heights: BTreeMap<u32, f64>,
    /// Spreads of losses and of gains, by unit.
    spreads: [BTreeMap<u32, f64>; 2],
    /// Prior probability that a site follows no class.
    odd: f64,
}

impl Default for StutterModel {
    fn default() -> Self {
        Self {
            kernels: BTreeMap::new(),
            pooled: BTreeMap::new(),
            heights: BTreeMap::new(),
            spreads: [BTreeMap::new(), BTreeMap::new()],
            odd: ODD,
        }
    }
}

fn place(slip: i32) -> usize {
    (slip.clamp(-MAX_SLIP, MAX_SLIP) + MAX_SLIP) as usize
}

/// The starting shape: `height` times the usual rates.
fn shape(unit_bp: u32, copies: u32, height: f64) -> Kernel {
    let n = f64::from(copies);
    let slip = match unit_bp {
        1 => 0.004 * 1.25f64.powf(n - 8.0),
        2 => 0.005 * 1.2f64.powf(n - 6.0),
        _ => 0.003 * 1.15f64.powf(n - 5.0),
    };
    let slip = (slip * height).clamp(1e-4, 0.6);
    let mut kernel = [0.0; 2 * MAX_SLIP as usize + 1];
    for distance in 1..=MAX_SLIP {
        let part = 0.75 * 0.25f64.powi(distance - 1) * slip;
        kernel[place(-distance)] = 0.8 * part + STRAY / f64::from(2 * MAX_SLIP);
        kernel[place(distance)] = 0.2 * part + STRAY / f64::from(2 * MAX_SLIP);
    }
    kernel[place(0)] = 1.0 - kernel.iter().sum::<f64>();
    kernel
}

/// Rates of every slip of [`FAR`] copies and more, by unit, of counts of slips and of reads: drawn to the rate of all such slips of the unit, and that to the rate of all units.
fn far_rates(counts: BTreeMap<u32, (Kernel, f64)>) -> SlipRates {
    let far = |counts: &Kernel| (-MAX_SLIP..=MAX_SLIP).filter(|slip| slip.abs() >= FAR).map(|slip| counts[place(slip)]).sum::<f64>();
    let drawn = |seen: f64, reads: f64, rate: f64, weight: f64| (seen + rate * weight) / (reads + weight);
    let seen: f64 = counts.values().map(|(counts, _)| far(counts)).sum();
    let of_all = drawn(seen, counts.values().map(|(_, reads)| reads).sum(), STRAY, STRAY_READS);
    let of_unit = |(unit_bp, (counts, reads)): (u32, (Kernel, f64))| {
        let of_unit = drawn(far(&counts), reads, of_all, SHARED_READS);
        (unit_bp, counts.map(|seen| drawn(seen, reads, of_unit / FAR_SLIPS, SHARED_READS)))
    };
    counts.into_iter().map(of_unit).collect()
}

/// Counts of slips by class: `(unit bases, copies)`.
type SlipCounts = BTreeMap<(u32, u32), Kernel>;

/// Rates of slips by unit.
type SlipRates = BTreeMap<u32, Kernel>;

impl StutterModel {
    /// Learns from the sites of one sample with at least `min_reads` fragments each.
    pub(in crate::msi) fn learn(sites: &[SiteLengths<'_>], min_reads: u32) -> Self {
        let usable: Vec<&SiteLengths<'_>> = sites.iter().filter(|site| site.lengths.total() >= min_reads).collect();
        let mut model = Self::default();
        for _ in 0..ROUNDS {
            model = Self::from_counts(&model.count(&usable));
        }
        model.spreads = model.fit_spreads(&usable);
        model
    }

    fn count(&self, sites: &[&SiteLengths<'_>]) -> SlipCounts {
        let mut counts = SlipCounts::new();
        for site in sites {
            let Genotype::Homozygous(allele) = Genotype::of(site.lengths, site.unit_bp, self) else { continue };
            let class = counts.entry((site.unit_bp, allele)).or_insert([0.0; 2 * MAX_SLIP as usize + 1]);
            for (length, count) in site.lengths.iter() {
                class[place(length as i32 - allele as i32)] += f64::from(count);
            }
        }
        counts
    }

    fn from_counts(counts: &SlipCounts) -> Self {
        let mut model = Self::default();
        // Observed slips over those the starting shape expects, by unit.
        let mut sums: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        let mut pooled: BTreeMap<u32, (Kernel, f64)> = BTreeMap::new();
        for (&(unit_bp, copies), class) in counts {
            let reads: f64 = class.iter().sum();
            let sum = sums.entry(unit_bp).or_insert((1.0, 1.0));
            sum.0 += reads - class[place(0)];
            sum.1 += reads * (1.0 - shape(unit_bp, copies, 1.0)[place(0)]);
            let (pooled, all) = pooled.entry(unit_bp).or_insert(([0.0; 2 * MAX_SLIP as usize + 1], 0.0));
            pooled.iter_mut().zip(class).for_each(|(sum, count)| *sum += count);
            *all += reads;
        }
        model.pooled = far_rates(pooled);
        for (unit_bp, (seen, expected)) in sums {
            model.heights.insert(unit_bp, (seen / expected).clamp(0.02, 50.0));
        }
        for &(unit_bp, copies) in counts.keys() {
            model.kernels.insert((unit_bp, copies), model.smoothed(counts, unit_bp, copies));
        }
        model
    }

    fn smoothed(&self, counts: &SlipCounts, unit_bp: u32, copies: u32) -> Kernel {
        let mut seen = [0.0; 2 * MAX_SLIP as usize + 1];
        for (&(_, near), class) in counts.range((unit_bp, copies.saturating_sub(REACH))..=(unit_bp, copies + REACH)) {
            let weight = 0.5f64.powi(near.abs_diff(copies) as i32);
            seen.iter_mut().zip(class).for_each(|(sum, count)| *sum += weight * count);
        }
        let reads: f64 = seen.iter().sum();
        let mut kernel = self.start(unit_bp, copies);
        for slip in -MAX_SLIP..=MAX_SLIP {
            let weight = if slip.abs() >= FAR { FAR_READS } else { PRIOR_READS };
            let rate = &mut kernel[place(slip)];
            *rate = (weight * *rate + seen[place(slip)]) / (weight + reads);
        }
        let slipped: f64 = (-MAX_SLIP..=MAX_SLIP).filter(|&slip| slip != 0).map(|slip| kernel[place(slip)]).sum();
        kernel[place(0)] = 1.0 - slipped;
        kernel
    }

    fn start(&self, unit_bp: u32, copies: u32) -> Kernel {
        let mut kernel = shape(unit_bp, copies, self.heights.get(&unit_bp).copied().unwrap_or(1.0));
        if let Some(pooled) = self.pooled.get(&unit_bp) {
            (-MAX_SLIP..=MAX_SLIP).filter(|slip| slip.abs() >= FAR).for_each(|slip| kernel[place(slip)] = pooled[place(slip)]);
            kernel[place(0)] = 1.0 - (kernel.iter().sum::<f64>() - kernel[place(0)]);
        }
        kernel
    }

    fn kernel(&self, unit_bp: u32, copies: u32) -> Kernel {
        self.kernels.get(&(unit_bp, copies)).copied().unwrap_or_else(|| self.start(unit_bp, copies))
    }

    /// The distribution of read lengths from an allele of `copies`.
    pub(in crate::msi) fn allele(&self, unit_bp: u32, copies: u32) -> Allele {
        Allele { copies, kernel: self.kernel(unit_bp, copies) }
    }

    /// The same stutter where no normal says which sites are odd.
    pub(in crate::msi) fn without_normal(self) -> Self {
        Self { odd: ODD_ALONE, ..self }
    }

    /// Prior probability that a site follows no class.
    pub(in crate::msi) fn odd(&self) -> f64 {
        self.odd
    }

    /// The spread `ν` of losses between sites of unit `unit_bp`.
    pub(in crate::msi) fn loss_spread(&self, unit_bp: u32) -> f64 {
        self.spreads[0].get(&unit_bp).copied().unwrap_or(2.0)
    }

    /// The spread `ν` of gains, which come from fewer molecules.
    pub(in crate::msi) fn gain_spread(&self, unit_bp: u32) -> f64 {
        self.spreads[1].get(&unit_bp).copied().unwrap_or(1.0)
    }

    /// Spreads of losses and of gains, by unit.
    ///
    /// METHOD: fitted on the share of shorter reads, and of longer ones, up to [`FAR`] copies, at homozygous sites: of each unit [`MOST_SITES`], taken evenly.
    fn fit_spreads(&self, sites: &[&SiteLengths<'_>]) -> [BTreeMap<u32, f64>; 2] {
        /// Reads that slipped, reads, and the class's probability of a slip.
        type Observed = (u32, u32, f64);
        let mut by_unit: BTreeMap<u32, Vec<&SiteLengths<'_>>> = BTreeMap::new();
        for site in sites {
            by_unit.entry(site.unit_bp).or_default().push(site);
        }
        let mut spreads = [BTreeMap::new(), BTreeMap::new()];
        for (unit_bp, sites) in by_unit {
            let mut observed: [Vec<Observed>; 2] = [Vec::new(), Vec::new()];
            for site in sites.iter().step_by(sites.len().div_ceil(MOST_SITES)) {
                let Genotype::Homozygous(copies) = Genotype::of(site.lengths, unit_bp, self) else { continue };
                let allele = self.allele(unit_bp, copies);
                for (observed, direction) in observed.iter_mut().zip([-1, 1]) {
                    let is_slip = |length: i32| (1..FAR).contains(&(direction * (length - copies as i32)));
                    let slipped = site.lengths.iter().filter(|&(l, _)| is_slip(l as i32)).map(|(_, c)| c).sum();
                    observed.push((slipped, site.lengths.total(), allele.probability(is_slip)));
                }
            }
            // Of sites that show the same there are many.
            for observed in &mut observed {
                observed.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
            }
            for (spreads, observed) in spreads.iter_mut().zip(&observed).filter(|(_, observed)| observed.len() >= LEAST_SITES) {
                let alike = || observed.chunk_by(|a, b| a == b);
                let ln_likelihood = |spread: f64| -> f64 {
                    alike()
                        .map(|same| {
                            let (k, n, rate) = same[0];
                            same.len() as f64 * beta_binomial::ln_pmf(k, n, spread, spread * (1.0 - rate) / rate)
                        })
                        .sum()
                };
                let best = SPREADS.into_iter().map(|spread| (ln_likelihood(spread), spread)).max_by(|a, b| a.0.total_cmp(&b.0));
                spreads.insert(unit_bp, best.map_or(2.0, |(_, spread)| spread));
            }
        }
        spreads
    }
}

/// Read lengths from one allele.
#[derive(Debug, Clone, Copy)]
pub(in crate::msi) struct Allele {
    /// Its length in copies.
    pub(super) copies: u32,
    /// Probabilities of slips of `−MAX_SLIP … MAX_SLIP`.
    pub(super) kernel: Kernel,
}

impl Allele {
    /// Probability of a read of `length` copies.
    #[inline]
    pub(in crate::msi) fn at(&self, length: u32) -> f64 {
        self.kernel[place(length as i32 - self.copies as i32)]
    }

    /// Probability of a read whose length (which may be negative for an allele of few copies) is in a set.
    pub(in crate::msi) fn probability(&self, in_set: impl Fn(i32) -> bool) -> f64 {
        (-MAX_SLIP..=MAX_SLIP).filter(|slip| in_set(self.copies as i32 + slip)).map(|slip| self.kernel[place(slip)]).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_the_rate_of_its_class() {
        // 60 sites of 12 copies: 6 % one shorter, 1 % one longer; one heterozygous site in ten.
        let plain: LengthCounts = [(11, 6), (12, 93), (13, 1)].into_iter().collect();
        let het: LengthCounts = [(11, 3), (12, 50), (15, 47)].into_iter().collect();
        let sites: Vec<SiteLengths<'_>> =
            (0..60).map(|i| SiteLengths { unit_bp: 1, lengths: if i % 10 == 0 { &het } else { &plain } }).collect();
        let model = StutterModel::learn(&sites, 10);
        let allele = model.allele(1, 12);
        assert!((allele.at(11) - 0.06).abs() < 0.003 && (allele.at(13) - 0.01).abs() < 0.002, "{allele:?}");
        assert!((allele.probability(|_| true) - 1.0).abs() < 1e-9);
        assert!(model.loss_spread(1) > 10.0);
    }
}

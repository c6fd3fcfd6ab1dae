//! What a tumour may show at a site: weighted distributions of read lengths without instability.
//!
//! A site's reads come from its germline lengths, each with the stutter of its class ([`super::stutter`]) times factors of the site and the library
//! ([`super::rates`]); every value that the factors may have gives one component, weighted by its probability. Two germline lengths
//! appear in the tumour in any proportion: a change of allelic balance (loss of heterozygosity) is not instability.

use super::{
    super::LengthCounts,
    Germline,
    library::Library,
    rates::{Factors, SiteRates},
    stutter::{Allele, MAX_SLIP, StutterModel},
};

/// Shares of the longer of two lengths that are only known from the tumour itself, and their prior: near balance, as common changes of
/// copy number leave them.
const NEAR_BALANCE: [(f64, f64); 3] = [(0.38, 0.25), (0.5, 0.5), (0.62, 0.25)];
/// Components of less than this share of the greatest weight are left out.
const NEGLIGIBLE: f64 = 1e-3;
/// Rounds in which the proportion of two lengths is found.
const ROUNDS: usize = 12;

/// The lengths that are told apart at a site; the first stands for all shorter ones, the last for all longer ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lengths {
    pub(super) first: u32,
    pub(super) last: u32,
}

impl Lengths {
    /// Around germline lengths from `short` to `long`.
    pub(super) fn around(short: u32, long: u32) -> Self {
        let reach = MAX_SLIP as u32;
        Self { first: short.saturating_sub(reach), last: long + reach }
    }

    pub(super) fn len(self) -> usize {
        (self.last - self.first + 1) as usize
    }

    pub(super) fn place(self, length: u32) -> usize {
        (length.clamp(self.first, self.last) - self.first) as usize
    }

    /// `(place, fragments)` of every length seen.
    pub(super) fn counts(self, lengths: &LengthCounts) -> Vec<(usize, f64)> {
        let mut counts: Vec<(usize, f64)> = Vec::with_capacity(8);
        for (length, count) in lengths.iter() {
            let place = self.place(length);
            match counts.last_mut() {
                Some(last) if last.0 == place => last.1 += f64::from(count),
                _ => counts.push((place, f64::from(count))),
            }
        }
        counts
    }

    /// Probabilities of all places for reads of one allele.
    pub(super) fn of_allele(self, allele: &Allele, factors: Factors) -> Vec<f64> {
        let mut probabilities = vec![0.0; self.len()];
        for (slip, probability) in (-MAX_SLIP..=MAX_SLIP).zip(factors.scaled(allele)) {
            let length = (allele.copies() as i32 + slip).max(0) as u32;
            probabilities[self.place(length)] += probability;
        }
        probabilities
    }
}

/// One way in which a stable tumour's reads may be distributed.
#[derive(Debug, Clone)]
pub(super) struct Component {
    pub(super) weight: f64,
    /// Index of its germline.
    pub(super) germline: usize,
    /// Probability of each place.
    pub(super) probabilities: Vec<f64>,
    /// Factors on the stutter, also of a shifted allele.
    pub(super) factors: Factors,
}

/// All ways together.
#[derive(Debug, Clone)]
pub(super) struct Null {
    pub(super) lengths: Lengths,
    pub(super) components: Vec<Component>,
}

impl Null {
    /// The null of a tumour with one of `germlines`; `None` without any. Only the proportion of two known germline lengths is taken from the tumour's
    /// own reads.
    pub(super) fn of(
        germlines: &[Germline],
        tumor: &LengthCounts,
        unit_bp: u32,
        stutter: &StutterModel,
        library: &Library,
    ) -> Option<Self> {
        let short = germlines.iter().map(|g| g.short).min()?;
        let long = germlines.iter().map(|g| g.long).max()?;
        let lengths = Lengths::around(short, long);
        let mut components = Vec::new();
        for (index, germline) in germlines.iter().enumerate() {
            let alleles = [germline.short, germline.long].map(|copies| stutter.allele(unit_bp, copies));
            let rates = SiteRates::new(lengths, &alleles, &lengths.counts(&germline.shown), unit_bp, stutter, library);
            let balances = match (germline.short == germline.long, germline.balanced) {
                (true, _) => vec![(0.5, 1.0)],
                (_, true) => NEAR_BALANCE.to_vec(),
                _ => vec![(proportion(lengths, &alleles, tumor), 1.0)],
            };
            for &(factors, weight) in &rates.of_class {
                let [a, b] = [0, 1].map(|i| lengths.of_allele(&alleles[i], factors));
                for (balance, prior) in &balances {
                    let probabilities = a.iter().zip(&b).map(|(a, b)| (1.0 - balance) * a + balance * b).collect();
                    components.push(Component { weight: germline.prior * prior * weight, germline: index, probabilities, factors });
                }
            }
            for (probabilities, weight) in rates.of_none {
                let factors = Factors::ALL_ONE;
                components.push(Component { weight: germline.prior * weight, germline: index, probabilities, factors });
            }
        }
        let largest = components.iter().map(|component| component.weight).fold(0.0, f64::max);
        components.retain(|component| component.weight >= NEGLIGIBLE * largest);
        let sum: f64 = components.iter().map(|component| component.weight).sum();
        for component in &mut components {
            component.weight /= sum;
        }
        Some(Self { lengths, components })
    }
}

/// Share of the longer length in the tumour, by expectation–maximisation with the class's stutter (Dempster, Laird & Rubin, J. R. Statist. Soc. B 39:1,
/// 1977); reads far from both do not count.
fn proportion(lengths: Lengths, alleles: &[Allele; 2], tumor: &LengthCounts) -> f64 {
    /// Probability of reads of another origin at each place.
    const ELSEWHERE: f64 = 0.01;
    let [a, b] = [0, 1].map(|i| lengths.of_allele(&alleles[i], Factors::ALL_ONE));
    let seen = lengths.counts(tumor);
    let mut share = 0.5;
    for _ in 0..ROUNDS {
        // One read of each keeps the share off its ends.
        let mut sums = [1.0, 1.0];
        for &(place, count) in &seen {
            let parts = [(1.0 - share) * a[place], share * b[place]];
            let total = parts[0] + parts[1] + ELSEWHERE;
            sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += count * part / total);
        }
        share = sums[1] / (sums[0] + sums[1]);
    }
    share
}

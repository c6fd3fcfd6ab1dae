//! What a tumour may show at a site: weighted distributions of read lengths without instability.
//!
//! A site's reads come from its germline lengths, each with the stutter of its class ([`super::stutter`]) times factors of the site and the library
//! ([`super::rates`]); every value that the factors may have gives one component, weighted by its probability. Two germline lengths
//! appear in the tumour in any proportion: a change of allelic balance (loss of heterozygosity) is not instability.

use super::{
    super::LengthCounts,
    Germline,
    factors::Factors,
    lengths::{Lengths, Seen},
    rates::{RatePriors, SiteRates},
    stutter::{Allele, StutterModel},
};

/// Shares of the longer of two lengths that are only known from the tumour itself, and their prior: near balance, as common changes of
/// copy number leave them.
const NEAR_BALANCE: [(f64, f64); 3] = [(0.38, 0.25), (0.5, 0.5), (0.62, 0.25)];
/// Components of less than this share of the greatest weight are left out.
const NEGLIGIBLE: f64 = 1e-3;
/// Components with less than this share of the greatest weight are not taken with a shift.
const MINOR: f64 = 0.05;
/// Rounds in which the proportion of two lengths is found.
const ROUNDS: usize = 12;

/// One way in which a stable tumour's reads may be distributed.
#[derive(Debug, Clone)]
pub(super) struct Component {
    pub(super) weight: f64,
    pub(super) ln_weight: f64,
    /// Index of its germline.
    pub(super) germline: usize,
    /// Probability of each place.
    pub(super) probabilities: Vec<f64>,
    /// Factors on the stutter, also of a shifted allele.
    pub(super) factors: Factors,
}

/// All ways together, and those that a shift is weighed beside, which are fewer.
#[derive(Debug, Clone)]
pub(super) struct Null {
    pub(super) lengths: Lengths,
    pub(super) components: Vec<Component>,
    pub(super) beside_shift: Vec<Component>,
}

/// The components of one germline, by its balance.
struct Maker<'a> {
    lengths: Lengths,
    /// One or two.
    alleles: &'a [Allele],
    germline: usize,
    balances: Vec<(f64, f64)>,
}

impl Maker<'_> {
    fn of_class(&self, rates: &[(Factors, f64)], prior: f64, components: &mut Vec<Component>) {
        for &(factors, weight) in rates {
            let mut of_alleles = self.alleles.iter().map(|allele| {
                let mut probabilities = vec![0.0; self.lengths.len()];
                self.lengths.spread(allele.copies, &factors.kernel(allele), 1.0, &mut probabilities);
                probabilities
            });
            let Some(short) = of_alleles.next() else { continue };
            let Some(long) = of_alleles.next() else {
                self.add(prior * weight, short, factors, components);
                continue;
            };
            for &(balance, of_balance) in &self.balances {
                let probabilities = short.iter().zip(&long).map(|(short, long)| (1.0 - balance) * short + balance * long).collect();
                self.add(prior * of_balance * weight, probabilities, factors, components);
            }
        }
    }

    fn add(&self, weight: f64, probabilities: Vec<f64>, factors: Factors, components: &mut Vec<Component>) {
        components.push(Component { weight, ln_weight: 0.0, germline: self.germline, probabilities, factors });
    }
}

impl Null {
    /// The null of a tumour with one of `germlines`; `None` without any. Only the proportion of two known germline lengths is taken from the tumour's
    /// own reads.
    pub(super) fn of(
        germlines: &[Germline<'_>],
        tumor: &LengthCounts,
        unit_bp: u32,
        stutter: &StutterModel,
        priors: &RatePriors,
    ) -> Option<Self> {
        let short = germlines.iter().map(|g| g.short).min()?;
        let long = germlines.iter().map(|g| g.long).max()?;
        let lengths = Lengths::around(short, long);
        let seen = lengths.counts(tumor);
        let (mut components, mut beside_shift) = (Vec::with_capacity(40 * germlines.len()), Vec::with_capacity(4 * germlines.len()));
        for (index, germline) in germlines.iter().enumerate() {
            let mut alleles = vec![stutter.allele(unit_bp, germline.short)];
            if germline.long > germline.short {
                alleles.push(stutter.allele(unit_bp, germline.long));
            }
            let rates = SiteRates::new(lengths, &alleles, &lengths.counts(&germline.shown), unit_bp, priors);
            let balances = match &alleles[..] {
                [_, _] if germline.balanced => NEAR_BALANCE.to_vec(),
                [short, long] => vec![(proportion(lengths, [short, long], &seen), 1.0)],
                _ => Vec::new(),
            };
            let maker = Maker { lengths, alleles: &alleles, germline: index, balances };
            maker.of_class(&rates.of_class, germline.prior, &mut components);
            maker.of_class(&rates.beside_shift, germline.prior, &mut beside_shift);
            let all: f64 = rates.of_none.iter().map(|(_, weight)| weight).sum();
            if let Some((usual, _)) = rates.of_none.get(rates.of_none.len() / 2) {
                maker.add(germline.prior * all, usual.clone(), Factors::ALL_ONE, &mut beside_shift);
            }
            for (probabilities, weight) in rates.of_none {
                maker.add(germline.prior * weight, probabilities, Factors::ALL_ONE, &mut components);
            }
        }
        keep(&mut components, NEGLIGIBLE);
        keep(&mut beside_shift, MINOR);
        Some(Self { lengths, components, beside_shift })
    }
}

/// Leaves out components of less than `share` of the greatest weight; the others' weights add to 1.
fn keep(components: &mut Vec<Component>, share: f64) {
    let largest = components.iter().map(|component| component.weight).fold(0.0, f64::max);
    components.retain(|component| component.weight >= share * largest);
    let sum: f64 = components.iter().map(|component| component.weight).sum();
    for component in components {
        component.weight /= sum;
        component.ln_weight = component.weight.ln();
    }
}

/// Share of the longer length in the tumour, by expectation–maximisation with the class's stutter (Dempster, Laird & Rubin, J. R. Statist. Soc. B 39:1,
/// 1977); reads far from both do not count.
fn proportion(lengths: Lengths, [short, long]: [&Allele; 2], seen: &Seen) -> f64 {
    /// Probability of reads of another origin at each place.
    const ELSEWHERE: f64 = 0.01;
    let of = |allele: &Allele, place: usize| lengths.probability(allele.copies, &allele.kernel, place);
    let parts: Vec<[f64; 3]> = seen.iter().map(|&(place, count)| [of(short, place), of(long, place), count]).collect();
    let mut share = 0.5;
    for _ in 0..ROUNDS {
        // One read of each keeps the share off its ends.
        let mut sums = [1.0, 1.0];
        for &[a, b, count] in &parts {
            let (a, b) = ((1.0 - share) * a, share * b);
            let total = a + b + ELSEWHERE;
            sums[0] += count * a / total;
            sums[1] += count * b / total;
        }
        share = sums[1] / (sums[0] + sums[1]);
    }
    share
}

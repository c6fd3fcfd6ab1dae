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
    /// Factors on the stutter, also of a shifted allele.
    pub(super) factors: Factors,
    from: Origin,
    /// Where its probabilities begin.
    row: usize,
}

/// Where a component's probabilities come from.
#[derive(Debug, Clone)]
enum Origin {
    /// The class's stutter, with the share of the longer of two lengths.
    Class(f64),
    /// A site that follows no class.
    None(Vec<f64>),
}

/// All ways together, and those that a shift is weighed beside, which are fewer.
#[derive(Debug, Clone)]
pub(super) struct Null {
    pub(super) lengths: Lengths,
    pub(super) components: Vec<Component>,
    pub(super) beside_shift: Vec<Component>,
    /// By component: the probability of each place.
    probabilities: Vec<f64>,
}

/// What one germline may show.
struct Shown {
    /// One or two.
    alleles: Vec<Allele>,
    /// Shares of the longer of two lengths.
    balances: Vec<(f64, f64)>,
}

impl Shown {
    fn of_class(&self, rates: &[(Factors, f64)], germline: usize, prior: f64, components: &mut Vec<Component>) {
        for &(factors, weight) in rates {
            for &(balance, of_balance) in &self.balances {
                components.push(Component::new(prior * of_balance * weight, germline, factors, Origin::Class(balance)));
            }
        }
    }
}

impl Component {
    fn new(weight: f64, germline: usize, factors: Factors, from: Origin) -> Self {
        Self { weight, ln_weight: 0.0, germline, factors, from, row: 0 }
    }

    /// Adds its probabilities to the rows.
    fn fill(&mut self, lengths: Lengths, shown: &Shown, rows: &mut Vec<f64>) {
        self.row = rows.len();
        match &self.from {
            Origin::None(probabilities) => rows.extend(probabilities),
            Origin::Class(balance) => {
                rows.resize(self.row + lengths.len(), 0.0);
                let shares = if shown.alleles.len() == 1 { [1.0, 0.0] } else { [1.0 - balance, *balance] };
                for (allele, share) in shown.alleles.iter().zip(shares) {
                    lengths.spread(allele.copies, &self.factors.kernel(allele), share, &mut rows[self.row..]);
                }
            }
        }
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
        let (mut components, mut beside_shift) = (Vec::with_capacity(40 * germlines.len()), Vec::with_capacity(4 * germlines.len()));
        let mut shown = Vec::with_capacity(germlines.len());
        for (index, germline) in germlines.iter().enumerate() {
            let mut alleles = vec![stutter.allele(unit_bp, germline.short)];
            if germline.long > germline.short {
                alleles.push(stutter.allele(unit_bp, germline.long));
            }
            let rates = SiteRates::new(lengths, &alleles, &lengths.counts(&germline.shown), unit_bp, priors);
            let balances = match &alleles[..] {
                [_, _] if germline.balanced => NEAR_BALANCE.to_vec(),
                [short, long] => vec![(proportion(lengths, [short, long], &lengths.counts(tumor)), 1.0)],
                _ => vec![(0.0, 1.0)],
            };
            let of_germline = Shown { alleles, balances };
            of_germline.of_class(&rates.of_class, index, germline.prior, &mut components);
            of_germline.of_class(&rates.beside_shift, index, germline.prior, &mut beside_shift);
            let of_none =
                |probabilities, weight| Component::new(germline.prior * weight, index, Factors::ALL_ONE, Origin::None(probabilities));
            let all: f64 = rates.of_none.iter().map(|(_, weight)| weight).sum();
            if let Some((usual, _)) = rates.of_none.get(rates.of_none.len() / 2) {
                beside_shift.push(of_none(usual.clone(), all));
            }
            components.extend(rates.of_none.into_iter().map(|(probabilities, weight)| of_none(probabilities, weight)));
            shown.push(of_germline);
        }
        keep(&mut components, NEGLIGIBLE);
        keep(&mut beside_shift, MINOR);
        let mut probabilities = Vec::with_capacity((components.len() + beside_shift.len()) * lengths.len());
        for component in components.iter_mut().chain(&mut beside_shift) {
            component.fill(lengths, &shown[component.germline], &mut probabilities);
        }
        Some(Self { lengths, components, beside_shift, probabilities })
    }

    /// The probability of each place for one of its components.
    #[inline]
    pub(super) fn probabilities(&self, component: &Component) -> &[f64] {
        &self.probabilities[component.row..component.row + self.lengths.len()]
    }

    /// Whether the null of these germlines is the same for any tumour: no proportion of two lengths is taken from it.
    pub(super) fn takes_no_tumor(germlines: &[Germline<'_>]) -> bool {
        germlines.iter().all(|germline| germline.balanced || germline.short == germline.long)
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

//! Whether the tumour shows lengths that the germline alleles and stutter do not explain.
//!
//! METHOD: for a set `X` of lengths, the number of tumour fragments in `X` is compared with what the site itself predicts. The site's
//! rate for `X` has the prior `Beta(ν, ν(1 − π)/π)` of its class ([`super::stutter`]); the normal's `k_N` of `n_N` fragments in `X` update
//! it; the tumour's count is then beta-binomial, `K ~ BetaBinomial(n_T, ν + k_N, ν(1 − π)/π + n_N − k_N)`, and the p-value is its exact
//! upper tail at the observed count. A site may also be odd (a paralogue, a copy number, a repeat in the repeat) and follow no class: with
//! prior probability [`StutterModel::odd`] its rate is uniform on 0 … 1. The tail is the average of both by their posterior probability given the
//! normal. So a small normal, an unusually noisy site and few reads all widen the null by themselves.
//!
//! With germline alleles `a ≤ b` the sets are `length ≤ a − j` and `length ≥ b + j` for `j` = 1, 2, 3, and the lengths between `a` and
//! `b`. The site's p-value is the smallest of `p / weight` (Bonferroni with weights that add to 1: Rosenthal & Rubin, Psychological
//! Bulletin 94:540, 1983), with most weight on losses and on single copies, which mismatch-repair deficiency causes most. Reads of `a` and `b` themselves are in no
//! set: a change of allelic balance (loss of heterozygosity) is not instability. For the same reason the class rate of a
//! heterozygous site is that of the allele that gives more reads of `X`, and the normal's count is scaled alike.

use super::{super::LengthCounts, Genotype, StutterModel, stutter::Allele};
use crate::stats::{beta_binomial, phred::ln_add};

/// Greatest certainty about the tumour's rate, as the shape of a gamma-like distribution: `1/√12 = 0.29`. METHOD: without it, twice the
/// cycles of amplification would look like instability at every site of a deep panel.
const LIBRARY_SHAPE: f64 = 12.0;
/// Weights of `length ≤ a − j`, for `j` = 1, 2, 3.
const LOSS_WEIGHTS: [f64; 3] = [0.30, 0.15, 0.10];
/// Weights of `length ≥ b + j`, for `j` = 1, 2, 3.
const GAIN_WEIGHTS: [f64; 3] = [0.20, 0.10, 0.05];
/// Weight of the lengths between two alleles.
const BETWEEN_WEIGHT: f64 = 0.10;
/// P-value of "the tumour's lengths come from the germline alleles and stutter"; 1 when there is no genotype.
pub(in crate::msi) fn site_p_value(
    tumor: &LengthCounts,
    normal: &LengthCounts,
    genotype: Genotype,
    unit_bp: u32,
    stutter: &StutterModel,
) -> f64 {
    let Some((short, long)) = genotype.alleles() else { return 1.0 };
    let (short, long) = (short as i32, long as i32);
    let site = Expected::new(normal, [short, long], unit_bp, stutter);
    let tail = |in_set: &dyn Fn(i32) -> bool| match count(tumor, in_set) {
        0 => 1.0,
        seen => site.rate(in_set).tail(seen, tumor.total()),
    };
    let mut smallest = 1.0f64;
    for (step, (loss, gain)) in (1..).zip(LOSS_WEIGHTS.into_iter().zip(GAIN_WEIGHTS)) {
        smallest = smallest.min(tail(&|l| l <= short - step) / loss).min(tail(&|l| l >= long + step) / gain);
    }
    if long - short > 1 {
        smallest = smallest.min(tail(&|l| short < l && l < long) / BETWEEN_WEIGHT);
    }
    smallest
}

/// The smallest share of `tumor_reads` fragments with a lost copy that would have had a p-value of at most `p_value`; `None` when not even
/// all of them would, or without a genotype.
pub(in crate::msi) fn detection_limit(
    tumor_reads: u32,
    normal: &LengthCounts,
    genotype: Genotype,
    unit_bp: u32,
    stutter: &StutterModel,
    p_value: f64,
) -> Option<f64> {
    let (short, long) = genotype.alleles()?;
    let (short, long) = (short as i32, long as i32);
    let rate = Expected::new(normal, [short, long], unit_bp, stutter).rate(&|l| l < short);
    let is_seen = |reads: u32| rate.tail(reads, tumor_reads) / LOSS_WEIGHTS[0] <= p_value;
    // The tail falls as the count grows: the first count that is seen, by halving.
    let (mut unseen, mut seen) = (0, tumor_reads);
    if tumor_reads == 0 || !is_seen(tumor_reads) {
        return None;
    }
    while seen - unseen > 1 {
        let middle = unseen + (seen - unseen) / 2;
        *(if is_seen(middle) { &mut seen } else { &mut unseen }) = middle;
    }
    Some(f64::from(seen) / f64::from(tumor_reads))
}

fn count(lengths: &LengthCounts, in_set: &dyn Fn(i32) -> bool) -> u32 {
    lengths.iter().filter(|&(length, _)| in_set(length as i32)).map(|(_, count)| count).sum()
}

/// What a site lets expect of the tumour.
struct Expected<'a> {
    normal: &'a LengthCounts,
    alleles: [Allele; 2],
    spread: f64,
    odd: f64,
}

impl<'a> Expected<'a> {
    fn new(normal: &'a LengthCounts, alleles: [i32; 2], unit_bp: u32, stutter: &StutterModel) -> Self {
        Self {
            normal,
            alleles: alleles.map(|copies| stutter.allele(unit_bp, copies as u32)),
            spread: stutter.spread(unit_bp),
            odd: stutter.odd(),
        }
    }

    /// The tumour's rate of lengths in a set, given the normal.
    fn rate(&self, in_set: &dyn Fn(i32) -> bool) -> Rate {
        let [a, b] = self.alleles.map(|allele| allele.probability(in_set).clamp(1e-6, 1.0 - 1e-6));
        let (rate, in_balance) = (a.max(b), 0.5 * (a + b));
        let (in_normal, n_normal) = (count(self.normal, in_set), self.normal.total());
        let seen = (f64::from(in_normal) * rate / in_balance).min(f64::from(n_normal));
        let unseen = f64::from(n_normal) - seen;
        let (alpha, beta) = (self.spread, self.spread * (1.0 - rate) / rate);
        let of_class = (1.0 - self.odd).ln() + beta_binomial::ln_pmf(in_normal, n_normal, alpha, beta);
        let of_none = self.odd.ln() + beta_binomial::ln_pmf(in_normal, n_normal, 1.0, 1.0);
        Rate {
            odd: (of_none - ln_add(of_class, of_none)).exp(),
            of_class: uncertain(alpha + seen, beta + unseen),
            of_none: uncertain(1.0 + seen, 1.0 + unseen),
        }
    }
}

/// A beta's parameters, held to what another library's rate can be known.
fn uncertain(alpha: f64, beta: f64) -> (f64, f64) {
    let certainty = (LIBRARY_SHAPE / alpha).min(1.0);
    (alpha * certainty, beta * certainty)
}

/// The distribution of a rate: a mixture of two betas.
struct Rate {
    /// Probability that the site follows no class.
    odd: f64,
    of_class: (f64, f64),
    of_none: (f64, f64),
}

impl Rate {
    /// `P(K ≥ k)` among `n` fragments.
    fn tail(&self, k: u32, n: u32) -> f64 {
        let tail = |(alpha, beta)| beta_binomial::upper_tail(k, n, alpha, beta);
        (1.0 - self.odd) * tail(self.of_class) + self.odd * tail(self.of_none)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(tumor: &[(u32, u32)], normal: &[(u32, u32)]) -> f64 {
        let counts = |lengths: &[(u32, u32)]| lengths.iter().copied().collect::<LengthCounts>();
        let (tumor, normal, stutter) = (counts(tumor), counts(normal), StutterModel::default());
        site_p_value(&tumor, &normal, Genotype::of(&normal, 1, &stutter), 1, &stutter)
    }

    #[test]
    fn a_shifted_allele_is_seen_and_stutter_is_not() {
        assert!(p(&[(10, 15), (12, 40)], &[(12, 50)]) < 1e-6);
        assert!(p(&[(11, 2), (12, 40)], &[(11, 1), (12, 50)]) > 0.05);
        assert!(p(&[(12, 40)], &[(12, 50)]) > 0.999);
    }

    #[test]
    fn a_library_that_stutters_more_is_not_unstable() {
        // Ten and twenty percent of a thousand: no chance, but no new allele either.
        assert!(p(&[(11, 200), (12, 800)], &[(11, 100), (12, 900)]) > 1e-3);
        assert!(p(&[(9, 200), (11, 100), (12, 700)], &[(11, 100), (12, 900)]) < 1e-6);
    }

    #[test]
    fn more_reads_see_smaller_shifts() {
        let stutter = StutterModel::default();
        let limit = |reads: u32| {
            let normal: LengthCounts = [(12, reads)].into_iter().collect();
            detection_limit(reads, &normal, Genotype::Homozygous(12), 1, &stutter, 1e-3)
        };
        let [few, some, many] = [15, 60, 500].map(|reads| limit(reads).unwrap());
        assert!(few > some && some > many && many < 0.05, "{few} {some} {many}");
        // The limit is the first count whose p-value reaches the bound.
        let normal: LengthCounts = [(12, 60)].into_iter().collect();
        let reads = (some * 60.0).round() as u32;
        let p =
            |lost: u32| site_p_value(&[(11, lost), (12, 60 - lost)].into_iter().collect(), &normal, Genotype::Homozygous(12), 1, &stutter);
        assert!(p(reads) <= 1e-3 && p(reads - 1) > 1e-3);
        assert_eq!(limit(0), None);
    }

    #[test]
    fn a_noisy_site_and_a_lost_allele_are_not_unstable() {
        assert!(p(&[(10, 15), (11, 30), (12, 40)], &[(10, 16), (11, 28), (12, 42)]) > 0.05);
        assert!(p(&[(10, 1), (11, 55), (14, 3)], &[(10, 1), (11, 25), (14, 25)]) > 0.05);
    }
}

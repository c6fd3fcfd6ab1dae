//! The p-value of a likelihood ratio, correct at any number of reads.
//!
//! METHOD: the statistic is `B`, the average of Λ ([`super::ratio`]) over the alternative's shifts and shares, which are weighted as the sample's unstable sites have them
//! ([`super::fraction`]; a stable sample's weights are the prior's). `B = P₁(reads)/P₀(reads)` is a ratio of
//! two probabilities, so `P₀(B ≥ b) ≤ 1/b` at any number of reads (Markov's inequality). Where that bound leaves it
//! open whether the site is significant, reads are drawn from the alternative and weighted by `1/B`, and
//! `p = (1/b + Σ_i 1{B_i ≥ b} / B_i) / (N + 1)`, which satisfies `P₀(p ≤ α) ≤ α` exactly, whatever `N` is, and tends to the exact tail
//! (importance sampling with the correction of Harrison, Biometrika 99:57, 2012). Where Λ is taken as less than it is, `1/B` is more than the draws' true
//! weight and `p` too large. The null is parametric: reads from the components that
//! the site's class and its normal allow, by their weights. Draws are from a fixed stream, so equal reads have equal p-values.

use super::{alternative::Alternative, lengths::Seen, null::Component, ratio::SiteRatio, ratios::Ratios};

/// Draws.
pub(in crate::msi) const DRAWS: usize = 128;
/// Sites whose bound on the p-value is larger are not significant: draws from the alternative say little of reads that are likelier without it.
pub(in crate::msi) const NOT_DECISIVE: f64 = 0.2;

/// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014).
pub(in crate::msi) struct Stream(pub(in crate::msi) u64);

impl Stream {
    pub(in crate::msi) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// An index by its weight; the weights add to 1.
    fn pick(&mut self, weights: impl Iterator<Item = f64>) -> usize {
        let mut left = self.uniform();
        let mut last = 0;
        for (index, weight) in weights.enumerate() {
            if weight > 0.0 {
                last = index;
            }
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
        last
    }
}

/// Markov's bound on the p-value of a site with these ratios.
pub(in crate::msi) fn bound(ratios: &Ratios, alternative: &Alternative) -> f64 {
    (-alternative.ln_average(ratios)).exp().min(1.0)
}

impl SiteRatio<'_> {
    /// P-value of a tumour of `reads` fragments with these ratios; where it is found to be above `matters`, it is the bound.
    pub(in crate::msi) fn p_value(&mut self, ratios: &Ratios, reads: u32, alternative: &Alternative, matters: f64) -> f64 {
        let ln_total = self.total_weight(alternative).ln();
        let ln_b = alternative.ln_average(ratios) - ln_total;
        let bound = (-ln_b).exp().min(1.0);
        // Draws that tie with the reads count, in spite of rounding.
        let at_least = ln_b - 1e-9;
        let mut stream = Stream(0x6d73_6900);
        let mut sum = bound;
        for _ in 0..DRAWS {
            let seen = self.draw(reads, alternative, &mut stream);
            let ln_drawn = alternative.ln_average(&self.ratios(&seen)) - ln_total;
            if ln_drawn >= at_least {
                sum += (-ln_drawn).exp();
                if sum > matters * (DRAWS + 1) as f64 {
                    return bound;
                }
            }
        }
        (sum / (DRAWS + 1) as f64).min(bound)
    }

    /// Weights of the targets under a germline, for drawing.
    fn target_weights<'a>(&'a self, germline: usize, alternative: &'a Alternative) -> impl Iterator<Item = f64> + 'a {
        self.targets.under(germline).iter().map(|&(prior, kind)| prior * alternative.kinds[kind])
    }

    /// Sum of those weights, over germlines by their probability: 1 but for kinds of shift that the site has no room for.
    fn total_weight(&self, alternative: &Alternative) -> f64 {
        let of = |component: &Component| component.weight * self.target_weights(component.germline, alternative).sum::<f64>();
        self.null.beside_shift.iter().map(of).sum()
    }

    /// Reads from the alternative.
    fn draw(&mut self, reads: u32, alternative: &Alternative, stream: &mut Stream) -> Seen {
        let number = stream.pick(self.null.beside_shift.iter().map(|component| component.weight));
        let germline = self.null.beside_shift[number].germline;
        let total: f64 = self.target_weights(germline, alternative).sum();
        let target = stream.pick(self.target_weights(germline, alternative).map(|weight| weight / total));
        let fraction = self.shares[stream.pick(alternative.shares.into_iter())];
        let kernel = self.shifted_kernels(target)[number];
        let mut bounds: Vec<f64> = self.null.probabilities(&self.null.beside_shift[number]).iter().map(|q| (1.0 - fraction) * q).collect();
        self.null.lengths.spread(self.targets.copies(target), &kernel, fraction, &mut bounds);
        let mut cumulative = 0.0;
        for bound in &mut bounds {
            cumulative += *bound;
            *bound = cumulative;
        }
        let mut counts = vec![0u32; bounds.len()];
        for _ in 0..reads {
            let value = stream.uniform() * cumulative;
            counts[bounds.partition_point(|&bound| bound <= value).min(bounds.len() - 1)] += 1;
        }
        counts.into_iter().enumerate().filter(|&(_, count)| count > 0).map(|(place, count)| (place, f64::from(count))).collect()
    }
}

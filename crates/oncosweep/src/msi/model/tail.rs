//! The p-value of a likelihood ratio, correct at any number of reads.
//!
//! METHOD: the statistic is `B`, the average of Λ ([`super::ratio`]) over the alternative's shifts and shares, which are weighted as the sample's unstable sites have them
//! ([`super::fraction`]; a stable sample's weights are the prior's). `B = P₁(reads)/P₀(reads)` is a ratio of
//! two probabilities, so `P₀(B ≥ b) ≤ 1/b` at any number of reads (Markov's inequality). Where that bound leaves it
//! open whether the site is significant, reads are drawn from the alternative and weighted by `1/B`, and
//! `p = (1/b + Σ_i 1{B_i ≥ b} / B_i) / (N + 1)`, which satisfies `P₀(p ≤ α) ≤ α` exactly, whatever `N` is, and tends to the exact tail
//! (importance sampling with the correction of Harrison, Biometrika 99:57, 2012). The null is parametric: reads from the components that
//! the site's class and its normal allow, by their weights. Draws are from a fixed stream, so equal reads have equal p-values.

use super::ratio::{Alternative, LnRatios, SiteRatio};

/// Draws.
const DRAWS: usize = 128;
/// Sites whose bound on the p-value is larger are not significant either way.
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
pub(in crate::msi) fn bound(ratios: &LnRatios, alternative: &Alternative) -> f64 {
    (-alternative.ln_average(ratios)).exp().min(1.0)
}

impl SiteRatio {
    /// P-value of a tumour of `reads` fragments with these ratios.
    pub(in crate::msi) fn p_value(&mut self, ratios: &LnRatios, reads: u32, alternative: &Alternative) -> f64 {
        let ln_total = self.total_weight(alternative).ln();
        let ln_b = alternative.ln_average(ratios) - ln_total;
        let bound = (-ln_b).exp().min(1.0);
        // Draws that tie with the reads count, in spite of rounding.
        let at_least = ln_b - 1e-9;
        let mut stream = Stream(0x6d73_6900);
        let mut buffer = Vec::new();
        let mut sum = bound;
        for _ in 0..DRAWS {
            let seen = self.draw(reads, alternative, &mut stream);
            let ln_drawn = alternative.ln_average(&self.ln_ratios(&seen, &mut buffer)) - ln_total;
            if ln_drawn >= at_least {
                sum += (-ln_drawn).exp();
            }
        }
        (sum / (DRAWS + 1) as f64).min(bound)
    }

    /// Reads from the alternative.
    fn draw(&self, reads: u32, alternative: &Alternative, stream: &mut Stream) -> Vec<(usize, f64)> {
        let (germline, stable, shifted) = self.major(stream.pick(self.major_weights()));
        let total: f64 = self.target_weights(germline, alternative).sum();
        let target = stream.pick(self.target_weights(germline, alternative).map(|weight| weight / total));
        let fraction = self.shares[stream.pick(alternative.shares.into_iter())];
        let shifted = &shifted[target];
        let mut cumulative = 0.0;
        let bounds: Vec<f64> = stable
            .iter()
            .zip(shifted)
            .map(|(q, s)| {
                cumulative += (1.0 - fraction) * q + fraction * s;
                cumulative
            })
            .collect();
        let mut counts = vec![0u32; bounds.len()];
        for _ in 0..reads {
            let value = stream.uniform() * cumulative;
            counts[bounds.partition_point(|&bound| bound <= value).min(bounds.len() - 1)] += 1;
        }
        counts.into_iter().enumerate().filter(|&(_, count)| count > 0).map(|(place, count)| (place, f64::from(count))).collect()
    }
}

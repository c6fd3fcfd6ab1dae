//! The ratios of many sites, gathered so that the likelihood of a fraction costs no more for more sites.

use super::{
    ratio::{SHARES, Shares},
    ratios::Ratios,
    target::KINDS,
};
use crate::stats::logarithm::ln_each;

/// Steps in `ln` by which sites' ratios are gathered. Within one the mean of their logarithms stands for them: what that changes is of second order.
const BIN: f64 = 1.0 / 16.0;
/// Logarithms of ratios from which on a site is certainly stable, and certainly unstable.
const SURE: [f64; 2] = [-30.0, 60.0];
/// Sites that are averaged together.
const LANES: usize = 32;

/// Some sites' ratios over kinds of shift.
struct Block {
    /// How many sites: all lanes but in the last block.
    len: usize,
    /// Logarithms of the scales.
    ln_scales: [f64; LANES],
    /// By share: ratios over the scale.
    relative: [[f64; LANES]; SHARES],
}

/// Sites' ratios over kinds of shift, by share.
pub(super) struct OverKinds {
    blocks: Vec<Block>,
}

impl OverKinds {
    /// Ratios of `sites` with each kind `weights` as common, relative to its prior.
    pub(super) fn of<'a>(sites: impl Iterator<Item = &'a Ratios>, weights: &[f64; KINDS]) -> Self {
        let mut blocks: Vec<Block> = Vec::with_capacity(sites.size_hint().0.div_ceil(LANES));
        for site in sites {
            if blocks.last().is_none_or(|block| block.len == LANES) {
                blocks.push(Block { len: 0, ln_scales: [0.0; LANES], relative: [[0.0; LANES]; SHARES] });
            }
            let Some(block) = blocks.last_mut() else { break };
            block.ln_scales[block.len] = site.ln_scale;
            for (lanes, ratio) in block.relative.iter_mut().zip(site.over_kinds(weights)) {
                lanes[block.len] = ratio;
            }
            block.len += 1;
        }
        Self { blocks }
    }

    /// Calls `with` for every site in order: `ln Σ_f h(f) Λ(f)` with `weights` of the shares, and the sum over the site's scale.
    pub(super) fn averages(&self, weights: &Shares, mut with: impl FnMut(f64, f64)) {
        for block in &self.blocks {
            let mut sums = [0.0; LANES];
            for (lanes, weight) in block.relative.iter().zip(weights) {
                sums.iter_mut().zip(lanes).for_each(|(sum, ratio)| *sum += ratio * weight);
            }
            let mut lns = sums.map(|sum| sum.max(f64::MIN_POSITIVE));
            ln_each(&mut lns);
            for ((ln, scale), sum) in lns.iter().zip(&block.ln_scales).zip(sums).take(block.len) {
                with(ln + scale, sum);
            }
        }
    }
}

/// Sites gathered by `ln Σ_f h(f) Λ(f)`.
pub(super) struct Gathered {
    /// Ratios minus 1, and how many sites have each.
    excesses: Vec<f64>,
    counts: Vec<f64>,
    /// Number of sites that are certainly unstable, and the sum of their logarithms.
    loud: (f64, f64),
}

impl Gathered {
    pub(super) fn of(sites: &OverKinds, weights: &Shares) -> Self {
        let [low, high] = SURE;
        let mut bins = vec![(0u32, 0.0); ((high - low) / BIN) as usize + 1];
        let mut loud = (0.0, 0.0);
        sites.averages(weights, |ln, _| {
            if ln > high {
                loud = (loud.0 + 1.0, loud.1 + ln);
            } else {
                let ln = ln.max(low);
                let bin = &mut bins[((ln - low) / BIN) as usize];
                *bin = (bin.0 + 1, bin.1 + ln);
            }
        });
        let seen = bins.into_iter().filter(|(count, _)| *count > 0);
        let (excesses, counts) = seen.map(|(count, sum)| ((sum / f64::from(count)).exp_m1(), f64::from(count))).unzip();
        Self { excesses, counts, loud }
    }

    /// `Σ_i ln(1 − π + π Λ_i)` at a fraction `π`.
    pub(super) fn ln_likelihood(&self, fraction: f64) -> f64 {
        let (loud, sum) = self.loud;
        let certain = if loud > 0.0 { loud * fraction.max(1e-15).ln() + sum } else { 0.0 };
        let mut all = 0.0;
        for (excesses, counts) in self.excesses.chunks(LANES).zip(self.counts.chunks(LANES)) {
            let mut lns = [1.0; LANES];
            lns.iter_mut().zip(excesses).for_each(|(ln, excess)| *ln = (1.0 + fraction * excess).max(1e-15));
            ln_each(&mut lns);
            all += lns.iter().zip(counts).map(|(ln, count)| count * ln).sum::<f64>();
        }
        certain + all
    }
}

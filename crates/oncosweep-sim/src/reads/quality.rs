//! Base qualities: a pool of whole-read profiles, and the errors that go with them.
//!
//! METHOD: profiles are drawn once, cycle by cycle from a Markov chain, and each read takes one from the pool. The pool is larger than the
//! 32 kB within which DEFLATE finds repeats, so files compress as if every read had qualities of its own. Errors follow from the
//! qualities that are written: base i is wrong with probability `error_scale` × 10^(−Qᵢ/10), independently.

use serde::{Deserialize, Serialize};

use crate::random::{Stream, exact};

/// Profiles for each mate.
const POOL: usize = 2048;

/// The quality of a base that was not called; such a base is N.
const NO_CALL: u8 = 2;

/// Which instrument the qualities look like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QualityKind {
    /// Four values, as RTA3 bins them: 2 (no call, N), 12, 23, 37 (Illumina, "NovaSeq 6000 System Quality Scores and RTA3 Software").
    #[default]
    Novaseq,
    /// About forty values that fall with the cycle, as HiSeq 2500 wrote them; some reads end in a tail of 2.
    Hiseq,
    /// Consensus reads of UMI families: nearly all bases between 40 and 90.
    Consensus,
}

/// The qualities of one read and the chance of an error up to each base.
#[derive(Debug, Clone, Copy)]
pub struct Qualities<'a> {
    /// By cycle.
    pub by_cycle: &'a [u8],
    /// From the last cycle to the first, for reads on the reverse strand.
    pub reversed: &'a [u8],
    /// Probability × 2³² that no base up to and including this cycle is wrong.
    pub survival: &'a [u32],
    /// Whether a base is not called.
    pub has_no_calls: bool,
}

/// The profiles of both mates.
pub struct QualityPool {
    cycles: usize,
    by_cycle: [Vec<u8>; 2],
    reversed: [Vec<u8>; 2],
    survival: [Vec<u32>; 2],
    no_calls: [Vec<bool>; 2],
}

impl QualityPool {
    /// Draws the pool. `error_scale` multiplies the probability that the qualities state.
    pub fn new(kind: QualityKind, cycles: u32, error_scale: f64, seed: u64) -> Self {
        let cycles = cycles as usize;
        let mut pool =
            Self { cycles, by_cycle: [vec![], vec![]], reversed: [vec![], vec![]], survival: [vec![], vec![]], no_calls: [vec![], vec![]] };
        let wrong: Vec<f64> =
            (0..100).map(|q| (error_scale * exact::exp(-f64::from(q) * std::f64::consts::LN_10 / 10.0)).min(0.75)).collect();
        for mate in 0..2 {
            for number in 0..POOL {
                let mut stream = Stream::new(seed, "qualities", [mate as u64, number as u64]);
                let profile = match kind {
                    QualityKind::Novaseq => novaseq(&mut stream, cycles, mate == 1),
                    QualityKind::Hiseq => hiseq(&mut stream, cycles, mate == 1),
                    QualityKind::Consensus => consensus(&mut stream, cycles),
                };
                let mut alive = 1.0f64;
                for &quality in &profile {
                    let called = kind == QualityKind::Hiseq || quality != NO_CALL;
                    alive *= 1.0 - if called { wrong[usize::from(quality).min(99)] } else { 0.0 };
                    pool.survival[mate].push(crate::random::threshold(alive));
                }
                pool.no_calls[mate].push(kind != QualityKind::Hiseq && profile.contains(&NO_CALL));
                pool.reversed[mate].extend(profile.iter().rev());
                pool.by_cycle[mate].extend(profile);
            }
        }
        pool
    }

    /// The profile that the random bits choose, for `bases` cycles of mate 0 (first) or 1 (second).
    #[inline]
    pub fn get(&self, mate: usize, bits: u32, bases: usize) -> Qualities<'_> {
        let number = bits as usize % POOL;
        let start = number * self.cycles;
        Qualities {
            by_cycle: &self.by_cycle[mate][start..start + bases],
            reversed: &self.reversed[mate][start + self.cycles - bases..start + self.cycles],
            survival: &self.survival[mate][start..start + bases],
            has_no_calls: self.no_calls[mate][number],
        }
    }

    /// Whether the base of this quality is not called, by the rule of pools with [`Qualities::has_no_calls`].
    pub fn is_no_call(quality: u8) -> bool {
        quality == NO_CALL
    }
}

/// Runs of 37 broken by single lower values; worse with the cycle, in the second mate, and in one read of ten.
fn novaseq(stream: &mut Stream, cycles: usize, second: bool) -> Vec<u8> {
    let poor = stream.below(10) == 0;
    let mut quality = 37u8;
    let mut profile = Vec::with_capacity(cycles);
    for cycle in 0..cycles {
        let lateness = cycle as f64 / cycles.max(1) as f64;
        let strain = (0.6 + 1.2 * lateness * lateness) * if second { 1.4 } else { 1.0 } * if poor { 4.0 } else { 0.7 };
        let draw = stream.unit();
        quality = match quality {
            37 if draw < 0.012 * strain => 23,
            37 if draw < 0.020 * strain => 12,
            37 if draw < 0.0203 * strain => NO_CALL,
            23 if draw < 0.10 => 23,
            23 if draw < 0.10 + 0.05 * strain => 12,
            12 if draw < 0.15 => 12,
            12 if draw < 0.22 => 23,
            // From any value back to the highest.
            _ => 37,
        };
        profile.push(quality);
    }
    profile
}

/// A first-order autoregression around a mean that rises over the first cycles and falls with the square of the cycle.
fn hiseq(stream: &mut Stream, cycles: usize, second: bool) -> Vec<u8> {
    let read_offset = stream.normal() * 1.5;
    let fall = 7.0 + if second { 3.0 } else { 0.0 } + (stream.normal() * 2.0).abs();
    let tail =
        if stream.below(100) < if second { 5 } else { 3 } { cycles - (stream.below(cycles as u32 / 2 + 1) as usize) } else { cycles };
    let mut noise = 0.0;
    (0..cycles)
        .map(|cycle| {
            let lateness = cycle as f64 / cycles.max(1) as f64;
            let start = 6.0 * (1.0 - (cycle.min(5) as f64) / 5.0);
            noise = 0.7 * noise + stream.normal() * 2.2;
            // Single bad cycles.
            let dip = if stream.below(60) == 0 { f64::from(stream.below(18)) } else { 0.0 };
            let quality = 40.0 - start - fall * lateness * lateness + read_offset + noise - dip;
            if cycle >= tail { NO_CALL } else { quality.clamp(3.0, 41.0) as u8 }
        })
        .collect()
}

/// Families of several reads agree at nearly every base; where they do not, the quality drops.
fn consensus(stream: &mut Stream, cycles: usize) -> Vec<u8> {
    let family = 45 + stream.below(46) as u8;
    let mut profile = vec![family; cycles];
    for quality in &mut profile {
        if stream.below(80) == 0 {
            *quality = 40 + stream.below(10) as u8;
        }
    }
    profile
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pools_hold_plausible_values() {
        for (kind, low, high) in
            [(QualityKind::Novaseq, 33.0, 37.0), (QualityKind::Hiseq, 30.0, 40.0), (QualityKind::Consensus, 45.0, 90.0)]
        {
            let pool = QualityPool::new(kind, 150, 1.0, 1);
            let all = &pool.by_cycle[0];
            let mean = all.iter().map(|&q| f64::from(q)).sum::<f64>() / all.len() as f64;
            assert!((low..high).contains(&mean), "{kind:?}: {mean}");
            let profile = pool.get(1, 77, 100);
            assert!(profile.by_cycle.iter().rev().eq(profile.reversed));
            assert!(profile.survival.windows(2).all(|w| w[1] <= w[0]));
        }
    }
}

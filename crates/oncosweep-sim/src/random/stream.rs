//! A seeded stream of random numbers.

use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{Rng, SeedableRng},
};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A stream of random numbers: xoshiro256++ (Blackman and Vigna, ACM Trans. Math. Softw. 47:36, 2021), seeded by SplitMix64.
#[derive(Debug, Clone)]
pub struct Stream(Xoshiro256PlusPlus);

/// `probability` (0 to 1) as a threshold for [`Stream::next_u32`]: a draw below it happens with that probability, to within 2⁻³².
/// 1 becomes `u32::MAX`, which one draw in 2³² is not below.
///
/// ```
/// assert_eq!(oncosweep_sim::random::threshold(0.5), 1 << 31);
/// assert_eq!(oncosweep_sim::random::threshold(0.0), 0);
/// ```
pub fn threshold(probability: f64) -> u32 {
    // `as` saturates.
    (probability * 4_294_967_296.0) as u32
}

impl Stream {
    /// The stream of one piece of work: `role` says what it is for, `key` which one it is.
    pub fn new(seed: u64, role: &str, key: [u64; 2]) -> Self {
        let mut bytes = [0u8; 16];
        bytes[..8].copy_from_slice(&key[0].to_le_bytes());
        bytes[8..].copy_from_slice(&key[1].to_le_bytes());
        let hash = xxh3_64_with_seed(&bytes, xxh3_64_with_seed(role.as_bytes(), seed));
        Self(Xoshiro256PlusPlus::seed_from_u64(hash))
    }

    /// 64 random bits.
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// 32 random bits.
    #[inline]
    pub fn next_u32(&mut self) -> u32 {
        (self.next_u64() >> 32) as u32
    }

    /// A whole number from 0 to `bound - 1`; 0 for a bound of 0. The bias is below `bound`/2³².
    #[inline]
    pub fn below(&mut self, bound: u32) -> u32 {
        ((u64::from(self.next_u32()) * u64::from(bound)) >> 32) as u32
    }

    /// Whether something of this `threshold` (see [`threshold`]) happens.
    #[inline]
    pub fn happens(&mut self, threshold: u32) -> bool {
        self.next_u32() < threshold
    }

    /// A number from 0 (inclusive) to 1 (exclusive).
    #[inline]
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// A standard normal number: the quantile of a uniform one.
    pub fn normal(&mut self) -> f64 {
        super::exact::normal_quantile((self.unit() + 1.0 / 9_007_199_254_740_992.0).min(1.0 - 1e-15))
    }

    /// One of the items, each with the same probability; `None` when there is none.
    pub fn choose<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len() as u32) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_pinned() {
        // The truth of every published simulation hangs on these numbers.
        let mut stream = Stream::new(1, "reads", [2, 3]);
        let first: Vec<u64> = (0..2).map(|_| stream.next_u64()).collect();
        assert_eq!(first, Stream::new(1, "reads", [2, 3]).take(2));
        assert_ne!(first, Stream::new(1, "reads", [3, 2]).take(2));
        assert_ne!(first, Stream::new(2, "reads", [2, 3]).take(2));
        assert_ne!(first, Stream::new(1, "plan", [2, 3]).take(2));
    }

    impl Stream {
        fn take(mut self, n: usize) -> Vec<u64> {
            (0..n).map(|_| self.next_u64()).collect()
        }
    }

    #[test]
    fn uniform_draws_are_uniform() {
        let mut stream = Stream::new(7, "test", [0, 0]);
        let mut counts = [0u32; 10];
        for _ in 0..100_000 {
            counts[stream.below(10) as usize] += 1;
        }
        // Five standard deviations of a binomial of 100 000 and 0.1 are 474.
        assert!(counts.iter().all(|&c| c.abs_diff(10_000) < 474), "{counts:?}");
        let mean = (0..100_000).map(|_| stream.normal()).sum::<f64>() / 1e5;
        assert!(mean.abs() < 5.0 / 316.0, "{mean}");
    }
}

//! Poisson numbers.

use super::{Stream, exact};

/// Means above this are drawn as a sum of smaller ones, so that e to the minus mean stays far from underflow.
const MAX_STEP: f64 = 16.0;

/// A Poisson distribution.
#[derive(Debug, Clone, Copy)]
pub struct Poisson {
    steps: u32,
    /// e to the minus mean of one step.
    zero: f64,
    mean: f64,
}

impl Poisson {
    /// The distribution of this mean (0 or more).
    pub fn new(mean: f64) -> Self {
        let steps = (mean / MAX_STEP).ceil().max(1.0) as u32;
        let mean = mean.max(0.0) / f64::from(steps);
        Self { steps, zero: exact::exp(-mean), mean }
    }

    /// One number, by inversion of the cumulative distribution (Devroye, "Non-Uniform Random Variate Generation", 1986, section X.3.3).
    #[inline]
    pub fn draw(&self, stream: &mut Stream) -> u32 {
        let mut total = 0;
        for _ in 0..self.steps {
            let mut rest = stream.unit();
            let (mut probability, mut n) = (self.zero, 0u32);
            while rest >= probability && n < 200 {
                rest -= probability;
                n += 1;
                probability *= self.mean / f64::from(n);
            }
            total += n;
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_variance_agree() {
        for mean in [0.05, 1.0, 12.0, 100.0] {
            let mut stream = Stream::new(3, "poisson", [0, 0]);
            let poisson = Poisson::new(mean);
            let draws: Vec<f64> = (0..20_000).map(|_| f64::from(poisson.draw(&mut stream))).collect();
            let average = draws.iter().sum::<f64>() / 2e4;
            let variance = draws.iter().map(|d| (d - average).powi(2)).sum::<f64>() / 2e4;
            assert!((average - mean).abs() < 5.0 * (mean / 2e4).sqrt(), "{mean}: {average}");
            assert!((variance / mean - 1.0).abs() < 0.15, "{mean}: {variance}");
        }
        assert_eq!(Poisson::new(0.0).draw(&mut Stream::new(1, "", [0, 0])), 0);
    }
}

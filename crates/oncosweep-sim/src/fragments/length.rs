//! Fragment lengths.

use crate::{
    config::{FragmentLengths, LibraryConfig},
    random::exact,
};

/// Quantiles of the distribution.
const STEPS: usize = 4096;

/// The distribution of fragment lengths as a table: one random number, one look.
#[derive(Debug, Clone)]
pub struct LengthTable {
    lengths: Vec<u16>,
    read_length: u32,
}

impl LengthTable {
    /// The table of a library.
    pub fn new(library: &LibraryConfig) -> Self {
        let (min, max) = (library.fragment_min_bp as f64, library.fragment_max_bp as f64);
        let lengths = match library.fragments {
            FragmentLengths::Normal => (0..STEPS)
                .map(|i| {
                    let z = exact::normal_quantile((i as f64 + 0.5) / STEPS as f64).clamp(-4.0, 4.0);
                    (library.fragment_mean_bp + z * library.fragment_sd_bp).round().clamp(min, max) as u16
                })
                .collect(),
            FragmentLengths::CellFree => cell_free(min, max),
        };
        Self { lengths, read_length: library.read_length_bp }
    }

    /// The length that the random bits choose.
    #[inline]
    pub fn get(&self, bits: u32) -> u32 {
        u32::from(self.lengths[bits as usize % STEPS])
    }

    /// Mean length, in bases.
    pub fn mean_bp(&self) -> f64 {
        self.lengths.iter().map(|&l| f64::from(l)).sum::<f64>() / STEPS as f64
    }

    /// Mean bases that both reads of a fragment have together.
    pub fn mean_sequenced_bp(&self) -> f64 {
        self.lengths.iter().map(|&l| 2.0 * f64::from(u32::from(l).min(self.read_length))).sum::<f64>() / STEPS as f64
    }

    /// The longest, in bases.
    pub fn max_bp(&self) -> u32 {
        self.lengths.iter().copied().max().map_or(0, u32::from)
    }
}

/// A peak at 167 with shoulders every 10.4 bases below it, and a smaller one at 334.
fn cell_free(min: f64, max: f64) -> Vec<u16> {
    let bell = |x: f64, mean: f64, sd: f64| exact::exp(-0.5 * ((x - mean) / sd) * ((x - mean) / sd)) / sd;
    let density: Vec<f64> = (0..=700)
        .map(|length| {
            let x = f64::from(length);
            if x < min || x > max {
                return 0.0;
            }
            let steps: f64 = (1..8).map(|n| bell(x, 167.0 - 10.4 * f64::from(n), 2.5) * 0.035 * exact::exp(-f64::from(n) / 4.0)).sum();
            0.62 * bell(x, 167.0, 9.0) + 0.17 * bell(x, 145.0, 18.0) + steps + 0.11 * bell(x, 334.0, 24.0)
        })
        .collect();
    let total: f64 = density.iter().sum();
    let (mut sum, mut length) = (0.0, 0usize);
    (0..STEPS)
        .map(|i| {
            let wanted = (i as f64 + 0.5) / STEPS as f64 * total;
            while length + 1 < density.len() && sum + density[length] < wanted {
                sum += density[length];
                length += 1;
            }
            (length as f64).clamp(min, max) as u16
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_have_the_stated_moments() {
        let table = LengthTable::new(&LibraryConfig::default());
        assert!((table.mean_bp() - 380.0).abs() < 0.5);
        assert!(table.mean_sequenced_bp() <= 300.0 && table.mean_sequenced_bp() > 299.0);
        let cell_free = LengthTable::new(&LibraryConfig { fragments: FragmentLengths::CellFree, ..LibraryConfig::default() });
        assert!((150.0..200.0).contains(&cell_free.mean_bp()), "{}", cell_free.mean_bp());
    }
}

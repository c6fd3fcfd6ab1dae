//! Sequencing error, measured in the sweep where the sample shows no variant.
//!
//! Mismatches and bases are counted in one fragment of [`SAMPLED_FRAGMENTS`] (chosen by its hash, so the same for any shards), by
//! substitution and quality bin, leaving out positions that look like variants; bases of good quality near read ends, in noisy reads and beside clips have bins of their own,
//! as they err more often than their quality says. The rate of a substitution is
//! `(mismatches + a·p) / (bases + a)`, with `p = 10^(−Q/10)/3` the rate the quality claims and `a` a weight of [`PRIOR_BASES`], and at most
//! [`MAX_RATE`].

use serde::{Deserialize, Serialize};

use super::strata::{DOUBTFUL_BIN, END_BIN, PLACE_QUALITY, QUALITY_BINS, quality_bin, quality_of_bin};
use crate::{stats::phred, sweep::Merge};

/// One fragment in so many is counted.
pub(super) const SAMPLED_FRAGMENTS: u64 = 8;
/// Weight of the quality's own claim, in bases.
const PRIOR_BASES: f64 = 10_000.0;
/// A base that says nothing is each of the four letters equally often; a higher rate is chemistry (bisulfite), not error.
const MAX_RATE: f64 = 0.25;

/// Index of a base letter: A 0, C 1, G 2, T 3.
pub(super) fn base_index(letter: u8) -> Option<usize> {
    match letter {
        b'A' => Some(0),
        b'C' => Some(1),
        b'G' => Some(2),
        b'T' => Some(3),
        _ => None,
    }
}

/// Bases by reference code and quality.
type BaseTable = [[u32; 64]; 16];

/// Bases by reference code and quality, counted without a branch; [`ErrorCounts::add_bases`] sorts them out. Neighbours go to four tables in
/// turn: like ones would wait for each other's sum.
pub(super) struct BaseTally {
    tables: Box<[BaseTable; 4]>,
    /// Bases by reference code in the bins of places: read ends, doubtful alignment.
    places: [[u32; 16]; 2],
}

impl Default for BaseTally {
    fn default() -> Self {
        Self { tables: Box::new([[[0; 64]; 16]; 4]), places: [[0; 16]; 2] }
    }
}

impl BaseTally {
    pub(super) fn clear(&mut self) {
        *self.tables = [[[0; 64]; 16]; 4];
        self.places = [[0; 16]; 2];
    }

    /// Counts bases with their reference codes, side by side.
    pub(super) fn add(&mut self, codes: &[u8], qualities: &[u8]) {
        let length = codes.len().min(qualities.len());
        let (codes, last_codes) = codes[..length].as_chunks::<4>();
        let (qualities, last_qualities) = qualities[..length].as_chunks::<4>();
        let add = |table: &mut BaseTable, code: u8, quality: u8| table[usize::from(code & 15)][usize::from(quality.min(63))] += 1;
        for (codes, qualities) in codes.iter().zip(qualities) {
            for (table, (&code, &quality)) in self.tables.iter_mut().zip(codes.iter().zip(qualities)) {
                add(table, code, quality);
            }
        }
        for (table, (&code, &quality)) in self.tables.iter_mut().zip(last_codes.iter().zip(last_qualities)) {
            add(table, code, quality);
        }
    }

    /// Counts bases of a place that tells more than their quality: of `bin` [`END_BIN`] or [`DOUBTFUL_BIN`].
    pub(super) fn add_place(&mut self, bin: usize, codes: &[u8], qualities: &[u8]) {
        for (&code, &quality) in codes.iter().zip(qualities) {
            if quality >= PLACE_QUALITY {
                self.places[usize::from(bin == DOUBTFUL_BIN)][usize::from(code & 15)] += 1;
            } else {
                self.tables[0][usize::from(code & 15)][usize::from(quality)] += 1;
            }
        }
    }
}

/// Bases and mismatches of one sample.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorCounts {
    /// Bases by reference base and quality bin.
    bases: [[u64; QUALITY_BINS]; 4],
    /// Mismatches by reference base, read base and quality bin.
    mismatches: [[[u64; QUALITY_BINS]; 4]; 4],
}

impl ErrorCounts {
    /// Adds the bases of a tally.
    pub(super) fn add_bases(&mut self, tally: &BaseTally) {
        for (places, bin) in tally.places.iter().zip([END_BIN, DOUBTFUL_BIN]) {
            for (reference, code) in [1, 2, 4, 8].into_iter().enumerate() {
                self.bases[reference][bin] += u64::from(places[code]);
            }
        }
        for table in tally.tables.iter() {
            for (reference, code) in [1, 2, 4, 8].into_iter().enumerate() {
                for (quality, count) in table[code].iter().enumerate() {
                    if let Some(bin) = quality_bin(quality as u8) {
                        self.bases[reference][bin] += u64::from(*count);
                    }
                }
            }
        }
    }

    pub(super) fn add_mismatch(&mut self, reference: usize, read: usize, bin: usize) {
        self.mismatches[reference][read][bin] += 1;
    }

    /// Bases by reference base (A, C, G, T) and quality bin.
    pub fn bases(&self) -> &[[u64; QUALITY_BINS]; 4] {
        &self.bases
    }

    /// Mismatches by reference base, read base (both A, C, G, T) and quality bin; of the strand of the reference, whichever strand was read.
    pub fn mismatches(&self) -> &[[[u64; QUALITY_BINS]; 4]; 4] {
        &self.mismatches
    }

    /// Mismatches over bases; `None` without bases.
    pub fn overall_rate(&self) -> Option<f64> {
        let bases: u64 = self.bases.iter().flatten().sum();
        let mismatches: u64 = self.mismatches.iter().flatten().flatten().sum();
        (bases > 0).then(|| mismatches as f64 / bases as f64)
    }

    /// Bases of `reference` and those of them read as `read` (indices of letters) in one bin.
    pub(super) fn of_bin(&self, reference: usize, read: usize, bin: usize) -> (u64, u64) {
        (self.bases[reference][bin], self.mismatches[reference][read][bin])
    }

    /// Natural logs of how much more often a base of each quality bin is `reference` misread as `read` than it is `reference` at all: the ratio
    /// of the bin's shares among errors, `e_b·n_b / Σ e_b·n_b`, and among bases, `n_b / Σ n_b`. Zeros without bases.
    pub fn ln_quality_ratios(&self, reference: u8, read: u8) -> [f64; QUALITY_BINS] {
        let Some(bases) = base_index(reference).map(|index| self.bases[index].map(|count| count as f64)) else {
            return [0.0; QUALITY_BINS];
        };
        let rates = self.rates().of(reference, read);
        let (all, errors) = (bases.iter().sum::<f64>(), bases.iter().zip(rates).map(|(count, rate)| count * rate).sum::<f64>());
        if errors <= 0.0 { [0.0; QUALITY_BINS] } else { rates.map(|rate| (rate * all / errors).ln()) }
    }

    /// The rates by the formula at the head of this module.
    pub fn rates(&self) -> ErrorRates {
        let mut rates = ErrorRates { by_substitution: [[[0.0; QUALITY_BINS]; 4]; 4] };
        for reference in 0..4 {
            for read in (0..4).filter(|&read| read != reference) {
                for bin in 0..QUALITY_BINS {
                    let claimed = phred::to_probability(quality_of_bin(bin)) / 3.0;
                    let (mismatches, bases) = (self.mismatches[reference][read][bin] as f64, self.bases[reference][bin] as f64);
                    let rate = (mismatches + PRIOR_BASES * claimed) / (bases + PRIOR_BASES);
                    rates.by_substitution[reference][read][bin] = rate.min(MAX_RATE);
                }
            }
        }
        rates
    }
}

impl Merge for ErrorCounts {
    fn merge(&mut self, other: Self) {
        for (mine, theirs) in self.bases.iter_mut().flatten().zip(other.bases.iter().flatten()) {
            *mine += theirs;
        }
        for (mine, theirs) in self.mismatches.iter_mut().flatten().flatten().zip(other.mismatches.iter().flatten().flatten()) {
            *mine += theirs;
        }
    }
}

/// Probability that a read shows a given wrong base.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorRates {
    by_substitution: [[[f64; QUALITY_BINS]; 4]; 4],
}

impl ErrorRates {
    /// The rates of `reference` (letter) being read as `read`, by quality bin; the claimed rates when either is not A, C, G or T.
    pub fn of(&self, reference: u8, read: u8) -> [f64; QUALITY_BINS] {
        match (base_index(reference), base_index(read)) {
            (Some(reference), Some(read)) if reference != read => self.by_substitution[reference][read],
            _ => std::array::from_fn(|bin| phred::to_probability(quality_of_bin(bin)) / 3.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweep::base_code;

    /// Adds bases of quality 32, of the bin that `quality_of_bin(4)` stands for.
    fn add_bases(counts: &mut ErrorCounts, letter: u8, bases: usize) {
        let mut tally = BaseTally::default();
        tally.add(&vec![base_code(letter); bases], &vec![32; bases]);
        counts.add_bases(&tally);
    }

    #[test]
    fn rates_stay_probabilities_where_almost_every_base_is_changed() {
        // Bisulfite turns most C's into T's; at a depth of one they pass for errors.
        let mut counts = ErrorCounts::default();
        add_bases(&mut counts, b'C', 100_000);
        for _ in 0..100_000 {
            counts.add_mismatch(1, 3, 4);
        }
        // The model takes 1 − 3e for the probability of no error.
        assert!(counts.rates().of(b'C', b'T').iter().all(|e| 1.0 - 3.0 * e > 0.0));
    }

    #[test]
    fn without_data_the_quality_is_believed_and_with_data_the_data() {
        let mut counts = ErrorCounts::default();
        assert!((counts.rates().of(b'A', b'C')[4] - 10f64.powf(-3.2) / 3.0).abs() < 1e-12);
        add_bases(&mut counts, b'A', 1_000_000);
        for _ in 0..10_000 {
            counts.add_mismatch(0, 1, 4);
        }
        // (10000 + 10000·p) / 1010000 with p = 10^-3.2/3
        assert!((counts.rates().of(b'A', b'C')[4] - 0.009_903_1).abs() < 1e-6);
        assert_eq!(counts.overall_rate(), Some(0.01));
    }
}

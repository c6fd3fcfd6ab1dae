//! Sequencing errors as a sample's quality tells them: by substitution, and by quality and place in the read.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    errors::ErrorCounts,
    indel_errors::{IndelErrorCounts, RepeatErrors},
    strata::{DOUBTFUL_BIN, END_BIN, MIN_BASE_QUALITY, QUALITY_BINS, quality_of_bin},
};
use crate::stats::phred;

/// Mismatches among bases where the sample shows no variant. Both strands are read, so a change and its complement tell of one
/// process: `C>T` with `G>A` of deamination (FFPE), `C>A` with `G>T` of oxidation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ErrorSummary {
    /// By reference and read base, as in `C>T`: twelve entries.
    pub by_substitution: BTreeMap<String, ErrorClass>,
    /// By base quality, and by place for bases whose place tells more than their quality: nine entries.
    pub by_quality: Vec<QualityClass>,
    /// Indel errors of tandem repeats by unit and copies: classes over which at least a thousand reads lie.
    pub by_repeat: Vec<RepeatErrors>,
}

/// Mismatches of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ErrorClass {
    /// Bases that could have shown it.
    pub bases: u64,
    /// Those that did.
    pub mismatches: u64,
    /// Mismatches per base; `None` without bases.
    pub rate: Option<f64>,
}

/// Mismatches of one bin of quality or place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QualityClass {
    /// `10-14`, …, `40+` (phred); `read_end`: within six bases of a read's end; `doubtful`: in noisy reads or beside soft clips.
    pub bin: String,
    /// Any mismatch.
    #[serde(flatten)]
    pub errors: ErrorClass,
    /// Rate that the middle of the bin's qualities claims; `None` for bins of places.
    pub claimed: Option<f64>,
}

impl ErrorClass {
    fn new(bases: u64, mismatches: u64) -> Self {
        Self { bases, mismatches, rate: (bases > 0).then(|| mismatches as f64 / bases as f64) }
    }
}

impl ErrorSummary {
    /// The summary of `counts` and of the indels in repeats; `None` without bases.
    pub fn of(counts: &ErrorCounts, indels: &IndelErrorCounts) -> Option<Self> {
        counts.overall_rate()?;
        let letters = ['A', 'C', 'G', 'T'];
        let pairs = (0..4).flat_map(|reference| (0..4).filter(move |&read| read != reference).map(move |read| (reference, read)));
        let by_substitution = pairs
            .map(|(reference, read)| {
                let bins = (0..QUALITY_BINS).map(|bin| counts.of_bin(reference, read, bin));
                let (bases, mismatches) = bins.fold((0, 0), |sum, bin| (sum.0 + bin.0, sum.1 + bin.1));
                (format!("{}>{}", letters[reference], letters[read]), ErrorClass::new(bases, mismatches))
            })
            .collect();
        let by_quality = (0..QUALITY_BINS)
            .map(|bin| {
                let mut sums = (0, 0);
                for reference in 0..4 {
                    let reads = (0..4).filter(|&read| read != reference).map(|read| counts.of_bin(reference, read, bin));
                    let (bases, mismatches) = reads.fold((0, 0), |sum, read| (read.0, sum.1 + read.1));
                    sums = (sums.0 + bases, sums.1 + mismatches);
                }
                QualityClass {
                    bin: bin_name(bin),
                    errors: ErrorClass::new(sums.0, sums.1),
                    claimed: (bin < END_BIN).then(|| phred::to_probability(quality_of_bin(bin))),
                }
            })
            .collect();
        Some(Self { by_substitution, by_quality, by_repeat: indels.classes() })
    }
}

fn bin_name(bin: usize) -> String {
    let from = usize::from(MIN_BASE_QUALITY) + 5 * bin;
    match bin {
        END_BIN => "read_end".into(),
        DOUBTFUL_BIN => "doubtful".into(),
        bin if bin + 1 == END_BIN => format!("{from}+"),
        _ => format!("{from}-{}", from + 4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{sweep::base_code, variant::errors::BaseTally};

    #[test]
    fn bases_are_counted_once_and_mismatches_by_kind() {
        assert_eq!(ErrorSummary::of(&ErrorCounts::default(), &IndelErrorCounts::default()), None);
        let mut counts = ErrorCounts::default();
        let mut tally = BaseTally::default();
        tally.add(&[base_code(b'C'); 1000], &[32; 1000]);
        tally.add(&[base_code(b'A'); 500], &[50; 500]);
        counts.add_bases(&tally);
        counts.add_mismatch(1, 3, 4);
        counts.add_mismatch(1, 0, 4);
        let summary = ErrorSummary::of(&counts, &IndelErrorCounts::default()).unwrap();
        assert_eq!(summary.by_substitution.len(), 12);
        assert_eq!(summary.by_substitution["C>T"], ErrorClass { bases: 1000, mismatches: 1, rate: Some(0.001) });
        assert_eq!(summary.by_substitution["G>A"].rate, None);
        let bins: Vec<(&str, u64, u64)> =
            summary.by_quality.iter().map(|q| (q.bin.as_str(), q.errors.bases, q.errors.mismatches)).collect();
        assert_eq!(bins[4..7], [("30-34", 1000, 2), ("35-39", 0, 0), ("40+", 500, 0)]);
        assert_eq!((bins[0].0, bins[7].0, bins[8].0), ("10-14", "read_end", "doubtful"));
    }
}

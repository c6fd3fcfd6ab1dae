//! Sequencing errors as arrays. What is kept in Rust as a vector becomes the array's own memory.

use numpy::{
    IntoPyArray, PyArray2, PyArray3,
    ndarray::{Array2, Array3},
};
use oncosweep::{
    evidence::Evidence,
    variant::{DOUBTFUL_BIN, END_BIN, IndelErrorCounts, QUALITY_BINS, quality_bin, quality_of_bin},
};
use pyo3::prelude::*;

const BASES: [u8; 4] = *b"ACGT";

/// Bases by reference base and quality bin.
pub fn bases<'py>(py: Python<'py>, evidence: &Evidence, sample: usize) -> Bound<'py, PyArray2<u64>> {
    let counts = evidence.dna.variants.errors[sample].bases();
    Array2::from_shape_fn((4, QUALITY_BINS), |(reference, bin)| counts[reference][bin]).into_pyarray(py)
}

/// Mismatches by reference base, read base and quality bin.
pub fn mismatches<'py>(py: Python<'py>, evidence: &Evidence, sample: usize) -> Bound<'py, PyArray3<u64>> {
    let counts = evidence.dna.variants.errors[sample].mismatches();
    Array3::from_shape_fn((4, 4, QUALITY_BINS), |(reference, read, bin)| counts[reference][read][bin]).into_pyarray(py)
}

/// The model's rates by reference base, read base and quality bin; 0 where both bases are one.
pub fn rates<'py>(py: Python<'py>, evidence: &Evidence, sample: usize) -> Bound<'py, PyArray3<f64>> {
    let rates = evidence.dna.variants.errors[sample].rates();
    let of = |(reference, read, bin): (usize, usize, usize)| {
        if reference == read { 0.0 } else { rates.of(BASES[reference], BASES[read])[bin] }
    };
    Array3::from_shape_fn((4, 4, QUALITY_BINS), of).into_pyarray(py)
}

/// Reads over repeats and those with an indel, by unit length (from 1), copies (from 0) and kind.
pub fn indels<'py>(py: Python<'py>, evidence: &Evidence, sample: usize) -> Bound<'py, PyArray3<u64>> {
    let counts = &evidence.dna.variants.indel_errors[sample];
    let of = |(unit, copies, kind): (usize, usize, usize)| counts.counts(unit + 1, copies)[kind];
    Array3::from_shape_fn((IndelErrorCounts::MAX_UNIT_BP, IndelErrorCounts::MAX_COPIES + 1, 5), of).into_pyarray(py)
}

/// What each quality bin holds, and the quality its bases claim, phred.
#[pyfunction]
pub fn quality_bins() -> Vec<(String, f64)> {
    let name = |bin: usize| match bin {
        END_BIN => "read_end".to_owned(),
        DOUBTFUL_BIN => "doubtful".to_owned(),
        _ => {
            let held: Vec<u8> = (0..=93).filter(|&quality| quality_bin(quality) == Some(bin)).collect();
            match held[..] {
                [first, .., 93] => format!("{first}+"),
                [first, .., last] => format!("{first}-{last}"),
                _ => bin.to_string(),
            }
        }
    };
    (0..QUALITY_BINS).map(|bin| (name(bin), quality_of_bin(bin))).collect()
}

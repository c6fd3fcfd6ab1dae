//! The germline lengths a site may have, and what shows how they stutter: from the matched normal, from a panel of normals, or from nothing but
//! the tumour.
//!
//! METHOD: with a panel, a person has each known length by its share of the panel's lengths (Hardy–Weinberg); with probability `novelty` one
//! length, or both, are not the panel's: then it is one of those the tumour shows, less likely the farther it is from a known one. A shifted length and an inherited one that
//! nobody else has look alike, so two lengths of which one is not known must be in balance; where the panel knows both, any balance
//! is explained, as by loss of heterozygosity.
//!
//! Without a panel any length with a tenth of the commonest one's reads may be inherited, in balance, at the price of [`UNKNOWN`]. Shifts that look
//! balanced go unseen.

use std::borrow::Cow;

use super::{super::LengthCounts, Genotype};

/// Probability that both lengths of a person with an unknown one are the unknown one.
const NOVEL_TWICE: f64 = 0.1;
/// How much less likely a copy farther an unknown length is.
const NOVEL_FURTHER: f64 = 0.6;
/// Prior probability of two lengths where nothing is known of a site.
const UNKNOWN: f64 = 0.5;

/// Lengths of the tumour that are tried as germline lengths where nothing else is known.
const MOST_LENGTHS: usize = 3;

/// Germline lengths that a site may have.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::msi) struct Germline<'a> {
    /// Its prior probability.
    pub(in crate::msi) prior: f64,
    /// The shorter length in copies.
    pub(in crate::msi) short: u32,
    /// The longer one, or the same.
    pub(in crate::msi) long: u32,
    /// Whether two lengths must be near balance.
    pub(in crate::msi) balanced: bool,
    /// Fragments of these lengths without instability: the normal's, or a panel's; none when there is neither.
    pub(in crate::msi) shown: Cow<'a, LengthCounts>,
}

/// The matched normal's germline.
pub(in crate::msi) fn of_normal(genotype: Genotype, normal: &LengthCounts) -> Vec<Germline<'_>> {
    let germline =
        genotype.alleles().map(|(short, long)| Germline { prior: 1.0, short, long, balanced: false, shown: Cow::Borrowed(normal) });
    germline.into_iter().collect()
}

/// Germlines made of the lengths of a panel (`known`: length and how many normals have it), whose homozygous normals show `slips`.
pub(in crate::msi) fn of_panel(tumor: &LengthCounts, known: &[(u32, u32)], slips: &[(i32, u32)], novelty: f64) -> Vec<Germline<'static>> {
    let all: f64 = known.iter().map(|(_, normals)| f64::from(*normals)).sum();
    let share = |normals: u32| f64::from(normals) / all;
    let mut germlines = Vec::new();
    let mut add = |prior: f64, a: u32, b: u32, balanced: bool| {
        let (short, long) = (a.min(b), a.max(b));
        germlines.push(Germline { prior, short, long, balanced, shown: Cow::Owned(around(short, long, slips)) });
    };
    for (i, &(short, of_short)) in known.iter().enumerate() {
        for &(long, of_long) in &known[i..] {
            let prior = share(of_short) * share(of_long) * if short == long { 1.0 } else { 2.0 };
            add((1.0 - novelty) * prior, short, long, false);
        }
    }
    let nearest = |length: u32| known.iter().map(|(known, _)| known.abs_diff(length)).min().unwrap_or(1);
    for novel in common(tumor).into_iter().filter(|&length| nearest(length) > 0) {
        // Either way from a known length.
        let prior = novelty * 0.5 * (1.0 - NOVEL_FURTHER) * NOVEL_FURTHER.powi(nearest(novel) as i32 - 1);
        for &(length, normals) in known {
            add(prior * (1.0 - NOVEL_TWICE) * share(normals), length, novel, true);
        }
        add(prior * NOVEL_TWICE, novel, novel, true);
    }
    germlines
}

/// Germlines made of the tumour's own lengths.
pub(in crate::msi) fn of_itself(tumor: &LengthCounts) -> Vec<Germline<'static>> {
    let mut lengths = common(tumor);
    // A person has two; of more, stutter or instability makes the rarer ones.
    lengths.sort_by_key(|&length| std::cmp::Reverse(tumor.get(length)));
    lengths.truncate(MOST_LENGTHS);
    lengths.sort_unstable();
    let pairs = (lengths.len() * (lengths.len() - 1) / 2).max(1) as f64;
    let mut germlines = Vec::new();
    for (i, &short) in lengths.iter().enumerate() {
        for &long in &lengths[i..] {
            let prior = if short == long { (1.0 - UNKNOWN) / lengths.len() as f64 } else { UNKNOWN / pairs };
            germlines.push(Germline { prior, short, long, balanced: true, shown: Cow::Owned(LengthCounts::default()) });
        }
    }
    germlines
}

/// Lengths with a tenth of the reads of the commonest one.
fn common(tumor: &LengthCounts) -> Vec<u32> {
    let top = tumor.iter().map(|(_, count)| count).max().unwrap_or(0);
    tumor.iter().filter(|&(_, count)| count * 10 >= top).map(|(length, _)| length).collect()
}

/// The panel's slips, from each of two lengths alike.
fn around(short: u32, long: u32, slips: &[(i32, u32)]) -> LengthCounts {
    let mut counts = LengthCounts::default();
    for &(slip, count) in slips {
        let halves = if short == long { [count, 0] } else { [count.div_ceil(2), count / 2] };
        for (from, half) in [short, long].into_iter().zip(halves) {
            if let Ok(length) = u32::try_from(from as i32 + slip) {
                counts.add(length, half);
            }
        }
    }
    counts
}

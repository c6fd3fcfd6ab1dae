//! The lengths that a shifted allele may have, and how likely each is beforehand.

use super::{Germline, lengths::Lengths};

/// Prior probability that a shift is a loss. METHOD: a choice: mismatch-repair deficiency mostly takes copies away (Kim, Laird & Park, Cell 155:858, 2013).
const LOSS: f64 = 0.75;
/// How much less likely each further copy is: in losses and in gains. METHOD: a choice; losses of several copies are common in long runs.
const FURTHER: [f64; 2] = [0.7, 0.5];

/// Kinds of shift that are told apart in what the sites say together: one, two, three, more copies lost; one, more gained.
pub(super) const KINDS: usize = 6;

/// The kind of a shift by `copies`.
fn kind(copies: i32) -> usize {
    match copies {
        ..=-4 => 3,
        -3..=-1 => (-copies - 1) as usize,
        1 => 4,
        _ => 5,
    }
}

/// Prior probability of a shift by `copies`, not 0, among all.
fn prior(copies: i32) -> f64 {
    let [lost, gained] = FURTHER;
    if copies < 0 { LOSS * (1.0 - lost) * lost.powi(-copies - 1) } else { (1.0 - LOSS) * (1.0 - gained) * gained.powi(copies - 1) }
}

/// Prior probability of each kind.
pub(super) fn kind_priors() -> [f64; KINDS] {
    let [lost, gained] = FURTHER;
    let [few, one] = [LOSS * lost.powi(3), prior(1)];
    [prior(-1), prior(-2), prior(-3), few, one, (1.0 - LOSS) * gained]
}

/// Copies between `length` and the nearest germline length.
pub(super) fn distance(length: u32, germline: &Germline<'_>) -> i32 {
    let (from_short, from_long) = (length as i32 - germline.short as i32, length as i32 - germline.long as i32);
    if from_short.abs() < from_long.abs() { from_short } else { from_long }
}

/// The lengths that could be the shifted allele's: all that are told apart, but none of no copy.
pub(super) struct Targets {
    /// The shortest.
    first: u32,
    /// How many there are.
    pub(super) len: usize,
    /// By germline and target: prior probability, adding to 1 for each germline, 0 where the length is germline; and the kind of shift.
    priors: Vec<(f64, usize)>,
}

impl Targets {
    pub(super) fn new(germlines: &[Germline<'_>], lengths: Lengths) -> Self {
        let first = lengths.first.max(1);
        let len = (lengths.last + 1 - first) as usize;
        let mut priors = Vec::with_capacity(len * germlines.len());
        for germline in germlines {
            let of = |copies: u32| match distance(copies, germline) {
                0 => (0.0, 0),
                shift => (prior(shift), kind(shift)),
            };
            let start = priors.len();
            priors.extend((first..=lengths.last).map(of));
            let sum: f64 = priors[start..].iter().map(|(prior, _)| prior).sum();
            priors[start..].iter_mut().for_each(|(prior, _)| *prior /= sum);
        }
        Self { first, len, priors }
    }

    /// Length of a target in copies.
    pub(super) fn copies(&self, target: usize) -> u32 {
        self.first + target as u32
    }

    /// The target whose length has `place` among `lengths`.
    pub(super) fn at(&self, place: usize, lengths: Lengths) -> Option<usize> {
        (lengths.first as usize + place).checked_sub(self.first as usize)
    }

    /// Prior probability and kind of each target under a germline.
    pub(super) fn under(&self, germline: usize) -> &[(f64, usize)] {
        &self.priors[germline * self.len..][..self.len]
    }

    /// Prior probability and kind of a target under a germline.
    pub(super) fn prior(&self, germline: usize, target: usize) -> (f64, usize) {
        self.priors[germline * self.len + target]
    }
}

//! Kinds of candidates that occur at rates of their own.

use super::{
    allele::AlleleKind,
    evidence::{Candidate, RepeatContext},
    indel_errors::MIN_COPIES,
};

/// Number of classes.
pub const CLASSES: usize = 5;

/// A kind of candidates whose priors are learnt apart. Repeats mutate, and slip while they are read, the more often the longer they are, by orders of magnitude from a few
/// copies to a dozen (Ellegren, Nature Reviews Genetics 5:435, 2004): what an unstable tumour's long repeats do must not make its short ones suspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Snv,
    /// An indel outside of repeats.
    Indel,
    /// An indel of a short tandem repeat's unit: four to seven copies of a base.
    ShortRepeat,
    /// Eight to eleven copies of a base.
    Repeat,
    /// Twelve or more.
    LongRepeat,
}

impl Class {
    pub(super) const ALL: [Self; CLASSES] = [Self::Snv, Self::Indel, Self::ShortRepeat, Self::Repeat, Self::LongRepeat];

    pub(super) fn of(candidate: &Candidate) -> Self {
        let repeat = candidate.repeat;
        match candidate.allele.kind() {
            AlleleKind::Snv | AlleleKind::Mnv => Self::Snv,
            _ => Self::of_repeat(repeat),
        }
    }

    /// The class of an indel in a repeat.
    pub(super) fn of_repeat(repeat: RepeatContext) -> Self {
        /// Copies of a longer unit are as changeable as so many more of a single base.
        const LONGER_UNIT: u16 = 3;
        match repeat.copies + if repeat.unit_bp > 1 { LONGER_UNIT } else { 0 } {
            _ if repeat.copies < MIN_COPIES => Self::Indel,
            ..=7 => Self::ShortRepeat,
            8..=11 => Self::Repeat,
            _ => Self::LongRepeat,
        }
    }
}

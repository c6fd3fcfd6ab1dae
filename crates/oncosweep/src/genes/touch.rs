//! Which bases of the genome a trimmed variant touches.

use super::{SmallVariant, Transcript};
use crate::genome::Span;

/// The bases a variant changes, in genome positions (0-based).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Touch {
    /// Single bases are exchanged: their positions.
    Bases(Vec<u32>),
    /// Bases are inserted before this position.
    Between(u32),
    /// A range is deleted or replaced by another length.
    Range(Span),
}

impl Touch {
    /// What `variant`, which must be trimmed, touches.
    pub(super) fn new(variant: SmallVariant<'_>) -> Self {
        let SmallVariant { start, reference, alternate, .. } = variant;
        if reference.is_empty() {
            Self::Between(start)
        } else if reference.len() == alternate.len() {
            let differ = reference.iter().zip(alternate).zip(start..).filter(|((r, a), _)| r != a);
            Self::Bases(differ.map(|(_, position)| position).collect())
        } else {
            Self::Range(Span::new(start, start + reference.len() as u32))
        }
    }

    /// A span that holds everything touched and, for an insertion, the bases on its sides.
    pub(super) fn reach(&self) -> Span {
        match self {
            Self::Bases(positions) => {
                Span::new(positions.first().copied().unwrap_or(0), positions.last().map_or(0, |last| last.saturating_add(1)))
            }
            Self::Between(position) => Span::new(position.saturating_sub(1), position.saturating_add(1)),
            Self::Range(range) => *range,
        }
    }

    /// Whether a base of `span` changes, or bases are inserted between two bases of it.
    pub(super) fn touches(&self, span: Span) -> bool {
        match self {
            Self::Bases(positions) => positions.iter().any(|&p| span.contains(p)),
            Self::Between(position) => span.start < *position && *position < span.end,
            Self::Range(range) => !span.is_empty() && range.overlaps(span),
        }
    }

    /// As [`Touch::touches`], with insertions at the edges of a non-empty `span` too.
    pub(super) fn touches_inside_or_edge(&self, span: Span) -> bool {
        match self {
            Self::Between(position) => !span.is_empty() && span.start <= *position && *position <= span.end,
            _ => self.touches(span),
        }
    }

    /// Whether it is an insertion strictly inside `span`.
    pub(super) fn is_insertion_within(&self, span: Span) -> bool {
        matches!(self, Self::Between(_)) && self.touches(span)
    }

    /// As [`Touch::touches`] for the exon at `index` of `transcript`, with insertions between the exon and an intron too.
    pub(super) fn touches_exon(&self, transcript: &Transcript, index: usize) -> bool {
        let Some(exon) = transcript.exons.get(index) else { return false };
        let beside_intron =
            |position: u32| (position == exon.start && index > 0) || (position == exon.end && index + 1 < transcript.exons.len());
        self.touches(*exon) || matches!(self, Self::Between(position) if beside_intron(*position))
    }
}

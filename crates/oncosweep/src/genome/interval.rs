//! Intervals: 0-based, half-open.

use serde::{Deserialize, Serialize};

use super::ContigId;

/// A stretch of one contig, 0-based and half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First base, 0-based.
    pub start: u32,
    /// One past the last base.
    pub end: u32,
}

impl Span {
    /// The span `[start, end)`; an inverted one becomes empty.
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end: end.max(start) }
    }

    /// The one base at `position`.
    pub fn base(position: u32) -> Self {
        Self::new(position, position.saturating_add(1))
    }

    /// Number of bases.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it holds no base.
    pub fn is_empty(self) -> bool {
        self.end == self.start
    }

    /// Whether base `position` lies inside.
    pub fn contains(self, position: u32) -> bool {
        self.start <= position && position < self.end
    }

    /// The bases both spans hold.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self::new(self.start.max(other.start), self.end.min(other.end))
    }

    /// Whether the spans share a base.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The span widened by `margin_bp` on both sides, within `[0, contig_length)`.
    #[must_use]
    pub fn padded(self, margin_bp: u32, contig_length: u32) -> Self {
        Self::new(self.start.saturating_sub(margin_bp), self.end.saturating_add(margin_bp).min(contig_length))
    }
}

/// A span on a contig of the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Interval {
    /// The contig, as an index into the case's contigs.
    pub contig: ContigId,
    /// The bases, 0-based half-open.
    pub span: Span,
}

impl Interval {
    /// The interval `[start, end)` of `contig`.
    pub fn new(contig: ContigId, start: u32, end: u32) -> Self {
        Self { contig, span: Span::new(start, end) }
    }

    /// The interval cut into pieces of `length` bases from its start on; the last may be shorter.
    pub fn tiles(self, length: u32) -> impl Iterator<Item = Self> {
        let length = length.max(1);
        (self.span.start..self.span.end)
            .step_by(length as usize)
            .map(move |start| Self::new(self.contig, start, start.saturating_add(length).min(self.span.end)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_cover_an_interval_once() {
        let cut: Vec<_> = Interval::new(0, 5, 18).tiles(5).map(|i| (i.span.start, i.span.end)).collect();
        assert_eq!(cut, vec![(5, 10), (10, 15), (15, 18)]);
    }
}

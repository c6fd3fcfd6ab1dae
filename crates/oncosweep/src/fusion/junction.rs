//! A junction: two breakends joined, in the form all evidence is compared in.

use serde::{Deserialize, Serialize};

use crate::genome::ContigId;

/// On which side of its last base the retained part of a breakend lies, in reference coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Side {
    /// The retained sequence lies to the left; the junction follows the base.
    Left,
    /// The retained sequence lies to the right; the junction precedes the base.
    Right,
}

/// One end of a junction: the last base that is retained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Breakend {
    /// Contig, as an index into the case's contigs.
    pub contig: ContigId,
    /// The last retained base, 0-based.
    pub position: u32,
    /// Where the retained sequence lies.
    pub side: Side,
}

impl Breakend {
    /// The breakend moved so that it retains `bases` more (or fewer, when negative).
    #[must_use]
    pub fn extended(self, bases: i32) -> Self {
        let step = match self.side {
            Side::Left => bases,
            Side::Right => -bases,
        };
        Self { position: self.position.saturating_add_signed(step), ..self }
    }

    /// The position `bases` away from it within what is retained.
    pub(super) fn outward(self, bases: u32) -> u32 {
        match self.side {
            Side::Left => self.position.saturating_sub(bases),
            Side::Right => self.position.saturating_add(bases),
        }
    }

    /// Of two breakends of one contig and side, the one that retains more.
    pub(super) fn closer(self, other: Self) -> Self {
        match self.side {
            Side::Left => self.max(other),
            Side::Right => self.min(other),
        }
    }

    /// Whether the junction keeps the side a gene on `strand_forward` is transcribed *from*, so that transcription runs into it.
    pub fn is_upstream_of_junction(self, strand_forward: bool) -> bool {
        (self.side == Side::Left) == strand_forward
    }
}

/// Two breakends joined by a read, in canonical order (`first <= second`).
///
/// `gap` is the number of bases of the read between the two aligned parts: positive for inserted bases, negative when both parts
/// claim the same bases (microhomology). Each breakend is where its own alignment ends, so with homology both are maximally extended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Junction {
    /// The breakend that sorts first (contig, position, side).
    pub first: Breakend,
    /// The other breakend.
    pub second: Breakend,
    /// Inserted bases (positive) or homologous bases (negative).
    pub gap: i32,
}

impl Junction {
    /// The junction of two breakends, in canonical order.
    pub fn new(a: Breakend, b: Breakend, gap: i32) -> Self {
        let (first, second) = if a <= b { (a, b) } else { (b, a) };
        Self { first, second, gap }
    }

    /// The same junction written once: homologous bases belong to the breakend that makes the first position leftmost, as VCF
    /// places them; `gap` is unchanged.
    ///
    /// With a homology of `h` bases the first breakend may lie anywhere from the returned position to `h` bases right of it.
    ///
    /// ```
    /// use oncosweep::fusion::{Breakend, Junction, Side};
    /// let end = |position, side| Breakend { contig: 0, position, side };
    /// // Both alignments reach 3 bases into each other: the left part ends at 100, the right part starts at 500.
    /// let placed = Junction::new(end(100, Side::Left), end(500, Side::Right), -3).leftmost();
    /// assert_eq!((placed.first.position, placed.second.position), (97, 500));
    /// let placed = Junction::new(end(100, Side::Right), end(500, Side::Right), -3).leftmost();
    /// assert_eq!((placed.first.position, placed.second.position), (100, 503));
    /// ```
    #[must_use]
    pub fn leftmost(self) -> Self {
        let homology = self.homology_bp() as i32;
        match self.first.side {
            Side::Left => Self { first: self.first.extended(-homology), ..self },
            Side::Right => Self { second: self.second.extended(-homology), ..self },
        }
    }

    /// The placed junction moved by `shift` bases to the right at its first breakend, the second following along the homology.
    #[must_use]
    pub fn shifted(self, shift: i32) -> Self {
        match self.first.side {
            Side::Left => Self { first: self.first.extended(shift), second: self.second.extended(-shift), ..self },
            Side::Right => Self { first: self.first.extended(-shift), second: self.second.extended(shift), ..self },
        }
    }

    /// Bases that both sides share at the junction.
    pub fn homology_bp(self) -> u32 {
        (-self.gap).max(0) as u32
    }

    /// Bases between the two sides that belong to neither.
    pub fn inserted_bp(self) -> u32 {
        self.gap.max(0) as u32
    }

    /// Whether both breakends lie on one contig.
    pub fn is_intrachromosomal(self) -> bool {
        self.first.contig == self.second.contig
    }

    /// Distance between the breakends in bases; `None` between contigs.
    pub fn distance_bp(self) -> Option<u32> {
        self.is_intrachromosomal().then(|| self.second.position.abs_diff(self.first.position))
    }

    /// Whether the breakends lie `min_bp` apart or farther, or on two contigs.
    pub fn is_apart(self, min_bp: u32) -> bool {
        self.distance_bp().is_none_or(|distance| distance >= min_bp)
    }
}

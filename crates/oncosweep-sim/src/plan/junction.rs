//! Planted rearrangements.

use oncosweep::genome::ContigId;

use super::Origin;

/// Where one side of a junction ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct JunctionSide {
    /// The contig.
    pub contig: ContigId,
    /// The side's last base next to the junction, 0-based.
    pub position: u32,
    /// Whether the new chromosome, read from its first side to its second, runs along the reference here.
    pub forward: bool,
}

/// A new adjacency: first side, inserted bases, second side, in the reading direction of the new chromosome.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedJunction {
    /// Name.
    pub name: String,
    /// The side that comes first (the 5' partner of a fusion).
    pub first: JunctionSide,
    /// The side that follows.
    pub second: JunctionSide,
    /// Codes of bases that belong to neither side, in the reading direction.
    pub inserted: Vec<u8>,
    /// Where it comes from: somatic, with chromosome and allele fraction.
    pub origin: Origin,
    /// Bases at the junction that both sides share, so that its place cannot be told within them.
    pub homology_bp: u32,
}

impl PlannedJunction {
    /// The reference position before which the chromosome is cut on the first and on the second side, 0-based.
    pub fn cuts(&self) -> [(ContigId, u32); 2] {
        let (first, second) = (self.first, self.second);
        [(first.contig, first.position + u32::from(first.forward)), (second.contig, second.position + u32::from(!second.forward))]
    }

    /// Allele fraction in pure tumour.
    pub fn fraction(&self) -> f64 {
        match self.origin {
            Origin::Somatic { fraction, .. } => f64::from(fraction),
            Origin::Inherited(_) => 0.0,
        }
    }

    /// The strands of the pair in the order of its sides, `+` for forward.
    pub fn strands(&self) -> [char; 2] {
        [self.first.forward, self.second.forward].map(|forward| if forward { '+' } else { '-' })
    }
}

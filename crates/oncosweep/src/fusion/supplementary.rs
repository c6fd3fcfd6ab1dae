//! The SA tag: where the other parts of a read are aligned.
//!
//! `SA:Z:(rname,pos,strand,CIGAR,mapQ,NM;)+`, `pos` 1-based (SAM optional fields specification, section 1.1).

use super::junction::{Breakend, Junction, Side};
use crate::{
    genome::{ContigId, Contigs},
    sweep::{CigarKind, Read},
};

/// One aligned part of a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Segment {
    /// First base in the read as sequenced (5' to 3'), 0-based.
    pub query_start: u32,
    /// One past its last base in the read as sequenced.
    pub query_end: u32,
    /// Contig.
    pub contig: ContigId,
    /// First reference base, 0-based.
    pub start: u32,
    /// One past the last reference base.
    pub end: u32,
    /// Aligned to the reverse strand.
    pub reverse: bool,
    /// Mapping quality.
    pub mapping_quality: u8,
}

/// Why an entry of an SA tag yields no segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SupplementaryFault {
    /// The text does not follow the format.
    Malformed,
    /// The contig is not among the case's contigs.
    UnknownContig,
}

/// What the operations of a CIGAR add up to.
#[derive(Debug, Clone, Copy, Default)]
struct CigarExtent {
    left_clip: u32,
    right_clip: u32,
    query: u32,
    reference: u32,
}

impl CigarExtent {
    fn add(&mut self, kind: CigarKind, length: u32) -> Option<()> {
        match kind {
            CigarKind::SoftClip | CigarKind::HardClip if self.query == 0 => self.left_clip = self.left_clip.checked_add(length)?,
            CigarKind::SoftClip | CigarKind::HardClip => self.right_clip = self.right_clip.checked_add(length)?,
            CigarKind::Aligned => {
                self.query = self.query.checked_add(length)?;
                self.reference = self.reference.checked_add(length)?;
            }
            CigarKind::Insertion => self.query = self.query.checked_add(length)?,
            CigarKind::Deletion | CigarKind::Skip => self.reference = self.reference.checked_add(length)?,
            CigarKind::Padding => {}
        }
        Some(())
    }

    fn of_text(text: &[u8]) -> Option<Self> {
        let (mut extent, mut length, mut digits) = (Self::default(), 0u32, false);
        for &byte in text {
            if byte.is_ascii_digit() {
                length = length.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?;
                digits = true;
                continue;
            }
            let kind = match byte {
                b'M' | b'=' | b'X' => CigarKind::Aligned,
                b'I' => CigarKind::Insertion,
                b'D' => CigarKind::Deletion,
                b'N' => CigarKind::Skip,
                b'S' => CigarKind::SoftClip,
                b'H' => CigarKind::HardClip,
                b'P' => CigarKind::Padding,
                _ => return None,
            };
            if !digits {
                return None;
            }
            extent.add(kind, length)?;
            (length, digits) = (0, false);
        }
        (!digits && extent.query > 0 && extent.reference > 0).then_some(extent)
    }

    fn segment(self, contig: ContigId, start: u32, reverse: bool, mapping_quality: u8) -> Option<Segment> {
        let query_start = if reverse { self.right_clip } else { self.left_clip };
        Some(Segment {
            query_start,
            query_end: query_start.checked_add(self.query)?,
            contig,
            start,
            end: start.checked_add(self.reference)?,
            reverse,
            mapping_quality,
        })
    }
}

impl Segment {
    /// The part of the read that `read` itself aligns.
    pub fn of_read(read: &Read<'_>) -> Self {
        let mut extent = CigarExtent::default();
        for op in read.cigar.ops() {
            if extent.add(op.kind, op.length).is_none() {
                break;
            }
        }
        let query_start = if read.flags.is_reverse() { extent.right_clip } else { extent.left_clip };
        Self {
            query_start,
            query_end: query_start.saturating_add(extent.query),
            contig: read.contig,
            start: read.start,
            end: read.end,
            reverse: read.flags.is_reverse(),
            mapping_quality: read.mapping_quality,
        }
    }

    /// One entry of an SA tag (without its semicolon).
    pub fn of_entry(entry: &[u8], contigs: &Contigs) -> Result<Self, SupplementaryFault> {
        let (name, start, extent, reverse, mapping_quality) = Self::fields(entry).ok_or(SupplementaryFault::Malformed)?;
        let contig = contigs.resolve(name).ok_or(SupplementaryFault::UnknownContig)?;
        let segment = extent.segment(contig, start, reverse, mapping_quality).ok_or(SupplementaryFault::Malformed)?;
        if segment.end > contigs.length(contig) {
            return Err(SupplementaryFault::Malformed);
        }
        Ok(segment)
    }

    /// One entry of an XA tag (`rname,±pos,CIGAR,NM`, without its semicolon) and its differences from the reference; the part's mapping quality is 0. `None` for a malformed one, or one on a
    /// contig that is not among the case's.
    pub fn of_alternative(entry: &[u8], contigs: &Contigs) -> Option<(u32, Self)> {
        let mut fields = entry.split(|&b| b == b',').map(std::str::from_utf8);
        let mut next = || fields.next()?.ok();
        let (name, place, cigar, differences) = (next()?, next()?, next()?, next()?.parse().ok()?);
        let reverse = match place.as_bytes().first()? {
            b'+' => false,
            b'-' => true,
            _ => return None,
        };
        let start = place.get(1..)?.parse::<u32>().ok()?.checked_sub(1)?;
        let contig = contigs.resolve(name)?;
        let segment = CigarExtent::of_text(cigar.as_bytes())?.segment(contig, start, reverse, 0)?;
        (segment.end <= contigs.length(contig)).then_some((differences, segment))
    }

    fn fields(entry: &[u8]) -> Option<(&str, u32, CigarExtent, bool, u8)> {
        let mut fields = entry.split(|&b| b == b',');
        let name = std::str::from_utf8(fields.next()?).ok().filter(|name| !name.is_empty())?;
        let position: u32 = std::str::from_utf8(fields.next()?).ok()?.parse().ok()?;
        let reverse = match fields.next()? {
            b"+" => false,
            b"-" => true,
            _ => return None,
        };
        let extent = CigarExtent::of_text(fields.next()?)?;
        let mapping_quality: u8 = std::str::from_utf8(fields.next()?).ok()?.parse().ok()?;
        let _edit_distance: u32 = std::str::from_utf8(fields.next()?).ok()?.parse().ok()?;
        if fields.next().is_some() {
            return None;
        }
        Some((name, position.checked_sub(1)?, extent, reverse, mapping_quality))
    }

    /// Where the read leaves this part: its 3' end in the read.
    pub fn exit(&self) -> Breakend {
        self.breakend(!self.reverse)
    }

    /// Where the read enters this part: its 5' end in the read.
    pub fn entry(&self) -> Breakend {
        self.breakend(self.reverse)
    }

    fn breakend(&self, right_end: bool) -> Breakend {
        let contig = self.contig;
        if right_end {
            Breakend { contig, position: self.end.saturating_sub(1), side: Side::Left }
        } else {
            Breakend { contig, position: self.start, side: Side::Right }
        }
    }

    /// The outermost base of this part seen from `breakend`: where it begins far from the junction.
    pub fn far_end(&self, breakend: Breakend) -> u32 {
        match breakend.side {
            Side::Left => self.start,
            Side::Right => self.end.saturating_sub(1),
        }
    }

    /// The junction from this part to the `next` one of the read, and the shorter of the two aligned lengths that only one of
    /// them claims; `None` when one part lies inside the other.
    pub fn junction_to(&self, next: &Self) -> Option<(Junction, u32)> {
        let gap = i64::from(next.query_start) - i64::from(self.query_end);
        let overlap = u32::try_from(-gap).unwrap_or(0);
        let own = (self.query_end - self.query_start).checked_sub(overlap)?;
        let other = (next.query_end - next.query_start).checked_sub(overlap)?;
        (own > 0 && other > 0).then(|| (Junction::new(self.exit(), next.entry(), gap as i32), own.min(other)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::genome::Contig;

    fn contigs() -> Contigs {
        Contigs::new(vec![Contig { name: "chr1".into(), length: 1000 }, Contig { name: "chr2".into(), length: 500 }])
    }

    #[test]
    fn an_entry_gives_the_part_in_read_orientation() {
        let forward = Segment::of_entry(b"chr1,101,+,60M40S,60,0", &contigs()).unwrap();
        assert_eq!((forward.query_start, forward.query_end, forward.start, forward.end), (0, 60, 100, 160));
        let reverse = Segment::of_entry(b"2,11,-,5H50M2D5I40S,9,1", &contigs()).unwrap();
        assert_eq!((reverse.contig, reverse.query_start, reverse.query_end, reverse.start, reverse.end), (1, 40, 95, 10, 62));
    }

    #[test]
    fn malformed_entries_are_told_from_unknown_contigs() {
        for bad in [
            "",
            "chr1",
            "chr1,0,+,10M,60,0",
            "chr1,x,+,10M,60,0",
            "chr1,1,*,10M,60,0",
            "chr1,1,+,M,60,0",
            "chr1,1,+,10,60,0",
            "chr1,1,+,10Q,60,0",
            "chr1,1,+,*,60,0",
            "chr1,1,+,40S,60,0",
            "chr1,1,+,99999999999M,60,0",
            "chr1,1,+,10M,999,0",
            "chr1,1,+,10M,60",
            "chr1,1,+,10M,60,0,7",
            "chr1,995,+,10M,60,0",
            "\u{fffd},1,+,10M,60",
        ] {
            assert_eq!(Segment::of_entry(bad.as_bytes(), &contigs()), Err(SupplementaryFault::Malformed), "{bad}");
        }
        assert_eq!(Segment::of_entry(b"chr9,1,+,10M,60,0", &contigs()), Err(SupplementaryFault::UnknownContig));
    }

    #[test]
    fn junctions_read_the_same_from_either_strand() {
        let contigs = contigs();
        let entry = |text: &str| Segment::of_entry(text.as_bytes(), &contigs).unwrap();
        // The read: 60 bases of chr1 (forward), then 44 of chr2 (reverse), 4 of them shared.
        let (a, b) = (entry("chr1,101,+,60M40S,60,0"), entry("chr2,201,-,44M56S,60,0"));
        let (junction, anchor) = a.junction_to(&b).unwrap();
        assert_eq!(junction.gap, -4);
        assert_eq!(junction.first, Breakend { contig: 0, position: 159, side: Side::Left });
        assert_eq!(junction.second, Breakend { contig: 1, position: 243, side: Side::Left });
        assert_eq!(anchor, 40);
        // Its reverse complement.
        let (a, b) = (entry("chr2,201,+,44M56S,60,0"), entry("chr1,101,-,60M40S,60,0"));
        assert_eq!(a.junction_to(&b).unwrap(), (junction, anchor));
    }
}

//! From two drafts to two records.

use super::{Sample, worker::Entry};
use crate::{
    bam::{Record, Tag, encode},
    reads::{Draft, Qualities, push_cigar_text},
};

/// Flag bits (SAM specification, section 1.4).
pub mod flag {
    /// Part of a pair.
    pub const PAIRED: u16 = 0x1;
    /// Both mates lie as expected.
    pub const PROPER: u16 = 0x2;
    /// On the reverse strand.
    pub const REVERSE: u16 = 0x10;
    /// The mate is on the reverse strand.
    pub const MATE_REVERSE: u16 = 0x20;
    /// Read 1.
    pub const FIRST: u16 = 0x40;
    /// Read 2.
    pub const SECOND: u16 = 0x80;
    /// A duplicate.
    pub const DUPLICATE: u16 = 0x400;
    /// Another part of a read whose main part is elsewhere.
    pub const SUPPLEMENTARY: u16 = 0x800;
}

/// Buffers for the texts of tags.
#[derive(Debug, Default)]
pub struct TagTexts {
    mate_cigar: [Vec<u8>; 2],
}

/// A pair that points inwards, left mate first.
pub struct Pair<'a> {
    /// Contig of both.
    pub contig: u32,
    /// Name.
    pub name: &'a [u8],
    /// Left and right read.
    pub drafts: &'a [Draft; 2],
    /// Their qualities, along the reference.
    pub qualities: [&'a [u8]; 2],
    /// Whether the left one is read 1.
    pub first_left: bool,
    /// Whether it is marked as a duplicate.
    pub duplicate: bool,
    /// Mapping qualities.
    pub mapping_quality: [u8; 2],
    /// Tags of UMI consensus reads.
    pub extra: &'a [Tag<'a>],
}

/// Appends both records to `out` and notes them in `entries`.
pub fn emit_pair(pair: &Pair<'_>, texts: &mut TagTexts, out: &mut Vec<u8>, entries: &mut Vec<Entry>) {
    let [left, right] = pair.drafts;
    for (text, draft) in texts.mate_cigar.iter_mut().zip([right, left]) {
        text.clear();
        push_cigar_text(text, &draft.cigar);
    }
    // From the first to the last aligned base, signed by which comes first (bwa mem's rule).
    let span = i64::from(right.end) - i64::from(left.start);
    let span = if span <= 0 { span - 2 } else { span } as i32;
    let duplicate = if pair.duplicate { flag::DUPLICATE } else { 0 };
    for side in 0..2 {
        let (draft, mate) = (&pair.drafts[side], &pair.drafts[1 - side]);
        let is_first = (side == 0) == pair.first_left;
        let flags = flag::PAIRED
            | flag::PROPER
            | duplicate
            | if is_first { flag::FIRST } else { flag::SECOND }
            | if side == 0 { flag::MATE_REVERSE } else { flag::REVERSE };
        let record = Record {
            contig: pair.contig,
            start: draft.start,
            end: draft.end,
            flags,
            mapping_quality: pair.mapping_quality[side],
            name: pair.name,
            cigar: &draft.cigar,
            mate: (pair.contig, mate.start),
            template_length: if side == 0 { span } else { -span },
            codes: &draft.codes,
            qualities: pair.qualities[side],
        };
        let score = draft.score.max(0) as u32;
        let rival = if pair.mapping_quality[side] == 0 { score } else { 0 };
        let small = |name: &[u8; 2], value: u32| match u8::try_from(value) {
            Ok(value) => Tag::Byte(*name, value),
            Err(_) => Tag::Short(*name, value as u16),
        };
        let tags = [
            small(b"NM", draft.edit_distance),
            Tag::Text(*b"MD", &draft.mismatches),
            Tag::Text(*b"MC", &texts.mate_cigar[side]),
            Tag::Byte(*b"MQ", pair.mapping_quality[1 - side]),
            small(b"AS", score),
            small(b"XS", rival),
            Tag::Text(*b"RG", READ_GROUP),
        ];
        let from = out.len();
        encode(out, &record, &tags, pair.extra);
        entries.push(Entry { start: draft.start, end: draft.end, offset: from as u32, length: (out.len() - from) as u32 });
    }
}

/// The only read group of a file.
pub const READ_GROUP: &[u8] = b"1";

/// Qualities along the reference.
#[inline]
pub fn along<'a>(qualities: &Qualities<'a>, reverse: bool) -> &'a [u8] {
    if reverse { qualities.reversed } else { qualities.by_cycle }
}

impl Sample<'_> {
    /// Mapping quality of a read.
    #[inline]
    pub(super) fn mapping_quality(&self, contig: u32, draft: &Draft) -> u8 {
        let middle = draft.start + (draft.end - draft.start) / 2;
        if self.ambiguous.contains(contig, middle) { 0 } else { 60 }
    }
}

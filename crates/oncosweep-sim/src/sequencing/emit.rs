//! From two drafts to two records.

use super::{Sample, SampleRole, worker::Entry};
use crate::{
    bam::{Record, Tag, encode},
    reads::{Draft, Qualities, op, push_cigar_text, push_number},
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
        let tags = [
            small(*b"NM", draft.edit_distance),
            Tag::Text(*b"MD", &draft.mismatches),
            Tag::Text(*b"MC", &texts.mate_cigar[side]),
            Tag::Byte(*b"MQ", pair.mapping_quality[1 - side]),
            small(*b"AS", score),
            small(*b"XS", rival),
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
        // STAR's value for a single locus is 255.
        let unique = if self.role == SampleRole::Rna { 255 } else { 60 };
        if self.ambiguous.contains(contig, middle) { 0 } else { unique }
    }
}

fn small<'a>(name: [u8; 2], value: u32) -> Tag<'a> {
    match u8::try_from(value) {
        Ok(value) => Tag::Byte(name, value),
        Err(_) => Tag::Short(name, value as u16),
    }
}

/// A part of a read on the reference.
#[derive(Debug, Default)]
pub struct Aligned {
    /// The contig.
    pub contig: u32,
    /// Whether the read lies on the reverse strand here.
    pub reverse: bool,
    /// The alignment; clips are soft.
    pub draft: Draft,
}

/// A read with its main alignment and perhaps another part's.
#[derive(Debug)]
pub struct ReadAlignments {
    /// The best part.
    pub primary: Aligned,
    /// The rest, when it is long enough to be placed.
    pub supplementary: Option<Aligned>,
    /// Qualities from the first cycle to the last, and from the last to the first.
    pub qualities: [Vec<u8>; 2],
    /// Whether the transcript the read comes from runs along the reference; not used for DNA.
    pub sense_forward: bool,
}

impl Aligned {
    /// The position of the read's first cycle's end of the alignment.
    fn five_prime(&self) -> i64 {
        if self.reverse { i64::from(self.draft.end) - 1 } else { i64::from(self.draft.start) }
    }
}

/// Appends the records of a pair whose reads may lie anywhere and in parts. `first_left` says that the first of `reads` is read 1.
#[allow(clippy::too_many_arguments)]
pub fn emit_reads(
    sample: &Sample<'_>,
    name: &[u8],
    reads: &[ReadAlignments; 2],
    first_left: bool,
    duplicate: bool,
    extra: &[Tag<'_>],
    out: &mut Vec<u8>,
    entries: &mut Vec<(u32, Entry)>,
) {
    let [a, b] = [&reads[0].primary, &reads[1].primary];
    let same = a.contig == b.contig;
    let distance = b.five_prime() - a.five_prime();
    // bwa mem's rule: from 5' end to 5' end, both included.
    let span = if same { (distance + distance.signum()) as i32 } else { 0 };
    let inward = same && a.reverse != b.reverse && if a.reverse { distance <= 0 } else { distance >= 0 };
    let rna = sample.role == SampleRole::Rna;
    let proper = inward && (rna || span.unsigned_abs() <= sample.lengths.max_bp());
    for end in 0..2 {
        let (read, mate) = (&reads[end], &reads[1 - end].primary);
        let mut mate_cigar = Vec::new();
        push_cigar_text(&mut mate_cigar, &mate.draft.cigar);
        let common = flag::PAIRED
            | if proper { flag::PROPER } else { 0 }
            | if mate.reverse { flag::MATE_REVERSE } else { 0 }
            | if (end == 0) == first_left { flag::FIRST } else { flag::SECOND }
            | if duplicate { flag::DUPLICATE } else { 0 };
        let parts = [Some(&read.primary), read.supplementary.as_ref()];
        for (number, part) in parts.iter().enumerate() {
            let Some(part) = part else { continue };
            let other = parts[1 - number];
            let mut pointer = Vec::new();
            if let Some(other) = other {
                write_pointer(&mut pointer, sample, other);
            }
            let is_supplementary = number == 1;
            let draft = &part.draft;
            let (mut cigar, mut range) = (draft.cigar.clone(), 0..draft.codes.len());
            if is_supplementary {
                range = hard_clip(&mut cigar, draft.codes.len());
            }
            let qualities = &read.qualities[usize::from(part.reverse)];
            let distance = mate.five_prime() - part.five_prime();
            let template_length = match (is_supplementary, part.contig == mate.contig) {
                (false, _) => {
                    if end == 0 {
                        span
                    } else {
                        -span
                    }
                }
                (true, true) => (distance + distance.signum()) as i32,
                (true, false) => 0,
            };
            let record = Record {
                contig: part.contig,
                start: draft.start,
                end: draft.end,
                flags: common | if part.reverse { flag::REVERSE } else { 0 } | if is_supplementary { flag::SUPPLEMENTARY } else { 0 },
                mapping_quality: sample.mapping_quality(part.contig, draft),
                name,
                cigar: &cigar,
                mate: (mate.contig, mate.draft.start),
                template_length,
                codes: &draft.codes[range.clone()],
                qualities: &qualities[range],
            };
            let mut tags = vec![
                small(*b"NM", draft.edit_distance),
                Tag::Text(*b"MD", &draft.mismatches),
                Tag::Text(*b"MC", &mate_cigar),
                Tag::Byte(*b"MQ", sample.mapping_quality(mate.contig, &mate.draft)),
                small(*b"AS", draft.score.max(0) as u32),
                Tag::Text(*b"RG", READ_GROUP),
            ];
            if rna {
                // STAR's tags: loci, which of them, and the strand of the transcript for spliced reads.
                tags.extend([Tag::Byte(*b"NH", 1), Tag::Byte(*b"HI", 1)]);
                if draft.cigar.iter().any(|&packed| packed & 15 == op::SKIP) {
                    tags.push(Tag::Letter(*b"XS", if read.sense_forward { b'+' } else { b'-' }));
                }
            } else {
                tags.push(small(*b"XS", 0));
            }
            if !pointer.is_empty() {
                tags.push(Tag::Text(*b"SA", &pointer));
            }
            let from = out.len();
            encode(out, &record, &tags, extra);
            let entry = Entry { start: draft.start, end: draft.end, offset: from as u32, length: (out.len() - from) as u32 };
            entries.push((part.contig, entry));
        }
    }
}

/// An entry of an SA tag: contig, 1-based position, strand, CIGAR, mapping quality, NM.
fn write_pointer(out: &mut Vec<u8>, sample: &Sample<'_>, part: &Aligned) {
    out.extend_from_slice(sample.contigs.name(part.contig).as_bytes());
    out.push(b',');
    push_number(out, part.draft.start + 1);
    out.extend_from_slice(if part.reverse { b",-," } else { b",+," });
    push_cigar_text(out, &part.draft.cigar);
    out.push(b',');
    push_number(out, u32::from(sample.mapping_quality(part.contig, &part.draft)));
    out.push(b',');
    push_number(out, part.draft.edit_distance);
    out.push(b';');
}

/// Turns soft clips into hard ones; returns the bases that stay.
fn hard_clip(cigar: &mut [u32], bases: usize) -> std::ops::Range<usize> {
    let mut kept = 0..bases;
    let last = cigar.len().saturating_sub(1);
    for (i, packed) in cigar.iter_mut().enumerate() {
        if *packed & 15 == op::SOFT_CLIP {
            let length = (*packed >> 4) as usize;
            if i == 0 {
                kept.start += length;
            }
            if i == last && i > 0 {
                kept.end -= length;
            }
            *packed = *packed & !15 | op::HARD_CLIP;
        }
    }
    kept
}

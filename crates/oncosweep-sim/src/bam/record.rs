//! One alignment record as bytes (SAM specification, section 4.2).

use super::bai::bin_of;

/// A tag's value.
#[derive(Debug, Clone, Copy)]
pub enum Tag<'a> {
    /// A small count (`C`).
    Byte([u8; 2], u8),
    /// A count (`S`).
    Short([u8; 2], u16),
    /// A fraction (`f`).
    Float([u8; 2], f32),
    /// One letter (`A`).
    Letter([u8; 2], u8),
    /// A text (`Z`), without its final zero.
    Text([u8; 2], &'a [u8]),
}

/// Everything in a record but its tags. Positions are 0-based.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// Contig of the alignment.
    pub contig: u32,
    /// First aligned base.
    pub start: u32,
    /// One past the last aligned base.
    pub end: u32,
    /// Flags.
    pub flags: u16,
    /// Mapping quality.
    pub mapping_quality: u8,
    /// Name.
    pub name: &'a [u8],
    /// CIGAR in BAM's packed form.
    pub cigar: &'a [u32],
    /// Contig and start of the mate.
    pub mate: (u32, u32),
    /// TLEN.
    pub template_length: i32,
    /// 4-bit base codes, one a byte.
    pub codes: &'a [u8],
    /// Base qualities.
    pub qualities: &'a [u8],
}

/// Appends a record to `out`.
#[inline]
pub fn encode(out: &mut Vec<u8>, record: &Record<'_>, tags: &[Tag<'_>], more: &[Tag<'_>]) {
    let start = out.len();
    let bases = record.codes.len();
    out.reserve(64 + record.name.len() + 4 * record.cigar.len() + 2 * bases + 64);
    let mut fixed = [0u8; 36];
    fixed[4..8].copy_from_slice(&record.contig.to_le_bytes());
    fixed[8..12].copy_from_slice(&record.start.to_le_bytes());
    fixed[12] = record.name.len() as u8 + 1;
    fixed[13] = record.mapping_quality;
    fixed[14..16].copy_from_slice(&bin_of(record.start, record.end).to_le_bytes());
    fixed[16..18].copy_from_slice(&(record.cigar.len() as u16).to_le_bytes());
    fixed[18..20].copy_from_slice(&record.flags.to_le_bytes());
    fixed[20..24].copy_from_slice(&(bases as u32).to_le_bytes());
    fixed[24..28].copy_from_slice(&record.mate.0.to_le_bytes());
    fixed[28..32].copy_from_slice(&record.mate.1.to_le_bytes());
    fixed[32..36].copy_from_slice(&record.template_length.to_le_bytes());
    out.extend_from_slice(&fixed);
    out.extend_from_slice(record.name);
    out.push(0);
    for op in record.cigar {
        out.extend_from_slice(&op.to_le_bytes());
    }
    let pairs = record.codes.chunks_exact(2);
    let odd = pairs.remainder().first().copied();
    out.extend(pairs.map(|pair| (pair[0] << 4) | pair[1]));
    if let Some(last) = odd {
        out.push(last << 4);
    }
    out.extend_from_slice(record.qualities);
    for tag in tags.iter().chain(more) {
        push_tag(out, *tag);
    }
    let size = (out.len() - start - 4) as u32;
    out[start..start + 4].copy_from_slice(&size.to_le_bytes());
}

#[inline]
fn push_tag(out: &mut Vec<u8>, tag: Tag<'_>) {
    match tag {
        Tag::Byte(name, value) => out.extend_from_slice(&[name[0], name[1], b'C', value]),
        Tag::Short(name, value) => {
            let value = value.to_le_bytes();
            out.extend_from_slice(&[name[0], name[1], b'S', value[0], value[1]]);
        }
        Tag::Letter(name, value) => out.extend_from_slice(&[name[0], name[1], b'A', value]),
        Tag::Float(name, value) => {
            out.extend_from_slice(&[name[0], name[1], b'f']);
            out.extend_from_slice(&value.to_le_bytes());
        }
        Tag::Text(name, value) => {
            out.extend_from_slice(&[name[0], name[1], b'Z']);
            out.extend_from_slice(value);
            out.push(0);
        }
    }
}

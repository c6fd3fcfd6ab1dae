//! A borrowed view of an alignment record as it comes from a file, whoever decoded it.

use rust_htslib::bam::{self, record::Aux};

use super::{Bases, Cigar, Flags};

/// One record. Contigs are numbered as in the file's header.
#[derive(Clone, Copy)]
pub(super) struct RecordView<'a> {
    pub(super) core: Core,
    pub(super) name: &'a [u8],
    pub(super) cigar: Cigar<'a>,
    pub(super) bases: Bases<'a>,
    pub(super) qualities: &'a [u8],
    pub(super) tags: Tags<'a>,
}

/// The fields of fixed size (SAM specification, section 4.2). Positions are 0-based, −1 for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Core {
    pub(super) contig: i32,
    pub(super) start: i32,
    pub(super) flags: Flags,
    pub(super) mapping_quality: u8,
    pub(super) mate_contig: i32,
    pub(super) mate_start: i32,
    pub(super) template_length: i32,
}

/// A record's optional fields.
#[derive(Clone, Copy)]
pub(super) enum Tags<'a> {
    /// As they lie in a BAM file.
    Raw(&'a [u8]),
    /// In htslib's keeping.
    Of(&'a bam::Record),
}

impl<'a> Tags<'a> {
    /// The text of a tag of type Z; empty without it.
    pub(super) fn text(self, tag: [u8; 2]) -> &'a [u8] {
        match self {
            Self::Raw(bytes) => match find(bytes, tag) {
                Some((b'Z', value)) => value.split(|&byte| byte == 0).next().unwrap_or_default(),
                _ => &[],
            },
            Self::Of(record) => match record.aux(&tag) {
                Ok(Aux::String(text)) => text.as_bytes(),
                _ => &[],
            },
        }
    }
}

/// Type and value (with what follows it) of a tag among a BAM record's optional fields; `None` when it is not there, or the fields are damaged
/// before it.
pub(super) fn find(mut bytes: &[u8], tag: [u8; 2]) -> Option<(u8, &[u8])> {
    loop {
        let (&[first, second, kind], value) = bytes.split_first_chunk::<3>()?;
        if [first, second] == tag {
            return Some((kind, value));
        }
        bytes = value.get(value_bytes(kind, value)?..)?;
    }
}

/// Length of a tag's value in bytes (SAM specification, section 4.2.4).
fn value_bytes(kind: u8, value: &[u8]) -> Option<usize> {
    let fixed = |kind: u8| match kind {
        b'A' | b'c' | b'C' => Some(1),
        b's' | b'S' => Some(2),
        b'i' | b'I' | b'f' => Some(4),
        b'd' => Some(8),
        _ => None,
    };
    match kind {
        b'Z' | b'H' => value.iter().position(|&byte| byte == 0).map(|end| end + 1),
        b'B' => {
            let (&[of, counts @ ..], _) = value.split_first_chunk::<5>()?;
            Some(5 + fixed(of)? * u32::from_le_bytes(counts) as usize)
        }
        _ => fixed(kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_behind_tags_of_every_type() {
        let mut bytes = Vec::new();
        bytes.extend(b"NMC\x07");
        bytes.extend(b"XSs\x01\x02");
        bytes.extend(b"ASi\x01\x02\x03\x04");
        bytes.extend(b"MDZ150\0");
        bytes.extend(b"ZBBS\x02\0\0\0\x01\0\x02\0");
        bytes.extend(b"SAZchr1,5,+,5M,60,0;\0");
        bytes.extend(b"RGZa\0");
        assert_eq!(Tags::Raw(&bytes).text(*b"SA"), b"chr1,5,+,5M,60,0;");
        assert_eq!(Tags::Raw(&bytes).text(*b"RG"), b"a");
        assert_eq!(Tags::Raw(&bytes).text(*b"XX"), b"");
        // Of another type, or cut.
        assert_eq!(Tags::Raw(&bytes).text(*b"NM"), b"");
        for end in 0..bytes.len() {
            let found = Tags::Raw(&bytes[..end]).text(*b"SA");
            assert!(b"chr1,5,+,5M,60,0;".starts_with(found));
        }
    }
}

//! How the compressed bytes of a CRAM file lie along the genome, from its index.

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use flate2::read::MultiGzDecoder;

/// The slices of a CRAM file (CRAM specification 3.1, section 12, "CRAM index").
pub(super) struct CramIndex {
    slices: Vec<Slice>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Slice {
    /// Contig of the file; negative for reads without one.
    contig: i32,
    /// 0-based, half-open.
    start: u32,
    end: u32,
    /// Offset in the file.
    offset: u64,
}

impl CramIndex {
    /// Reads the index beside `cram`; `None` when there is none, or it is not one.
    pub(super) fn beside(cram: &Path) -> Option<Self> {
        let appended = || {
            let mut name = cram.as_os_str().to_owned();
            name.push(".crai");
            PathBuf::from(name)
        };
        let bytes = std::fs::read(appended()).or_else(|_| std::fs::read(cram.with_extension("crai"))).ok()?;
        let mut text = String::new();
        if bytes.starts_with(&[0x1f, 0x8b]) {
            MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text).ok()?;
        } else {
            text = String::from_utf8(bytes).ok()?;
        }
        Self::parse(&text)
    }

    fn parse(text: &str) -> Option<Self> {
        let slice = |line: &str| {
            // Contig, start (1-based), span, offset of the container, offset of the slice in it, its bytes.
            let mut fields = line.split('\t').map(|field| field.trim_end().parse::<i64>().ok());
            let mut number = || fields.next().flatten();
            let (contig, start, span, container, within) = (number()?, number()?, number()?, number()?, number()?);
            let start = u32::try_from(start - 1).unwrap_or(0);
            let offset = u64::try_from(container + within).ok()?;
            number().map(|_| Slice { contig: contig as i32, start, end: start.saturating_add(span.max(0) as u32), offset })
        };
        let mut slices: Vec<Slice> = text.lines().map(slice).collect::<Option<_>>()?;
        slices.sort_unstable();
        Some(Self { slices })
    }

    /// Where the first slice begins that holds alignments at `position` (0-based) of `tid`.
    pub(super) fn offset(&self, tid: i32, position: u32) -> Option<u64> {
        let behind = self.slices.partition_point(|slice| (slice.contig, slice.start) <= (tid, position));
        // Only slices that start within a read's length of each other overlap, so few are passed over.
        let before = self.slices[..behind].iter().rev().take_while(|slice| slice.contig == tid && position < slice.end);
        before.last().map(|slice| slice.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_led_to_the_first_slice_that_holds_it() {
        let index =
            CramIndex::parse("0\t1\t500\t1944\t255\t100\n1\t1001\t10\t9\t1\t7\n0\t451\t90\t2300\t255\t200\n-1\t0\t0\t3000\t255\t5\n")
                .unwrap();
        let found = [(0, 0), (0, 449), (0, 460), (0, 500), (0, 540), (1, 1_000), (1, 1_010), (2, 0)].map(|(tid, at)| index.offset(tid, at));
        assert_eq!(found, [Some(2_199), Some(2_199), Some(2_199), Some(2_555), None, Some(10), None, None]);
        assert!(CramIndex::parse("0\t1\tno index").is_none());
    }
}

//! How the compressed bytes of a CRAM file lie along the genome, from its index.

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use flate2::read::MultiGzDecoder;

/// The slices of a CRAM file (CRAM specification 3.1, section 12, "CRAM index").
pub(super) struct CramIndex {
    /// Contig of the file, start (0-based) and compressed bytes of each slice, sorted.
    slices: Vec<(i32, u32, u64)>,
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
            let mut fields = line.split('\t');
            let (contig, start) = (fields.next()?.parse().ok()?, fields.next()?.parse::<i64>().ok()?);
            // Span, offset of the container, offset of the slice in it; then its bytes.
            let bytes = fields.nth(3)?.trim_end().parse().ok()?;
            Some((contig, u32::try_from(start - 1).unwrap_or(0), bytes))
        };
        let mut slices: Vec<_> = text.lines().map(slice).collect::<Option<_>>()?;
        slices.sort_unstable();
        Some(Self { slices })
    }

    /// Compressed bytes of the slices that start in `[start, end)` of `tid`.
    pub(super) fn compressed_bytes(&self, tid: i32, start: u32, end: u32) -> u64 {
        let place = |position: u32| self.slices.partition_point(|&(contig, start, _)| (contig, start) < (tid, position));
        self.slices[place(start)..place(end)].iter().map(|slice| slice.2).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_belong_to_where_slices_start() {
        let index =
            CramIndex::parse("0\t1\t500\t1944\t255\t100\n1\t1001\t10\t9\t255\t7\n0\t501\t90\t2300\t255\t200\n-1\t0\t0\t3000\t255\t5\n")
                .unwrap();
        let bytes = |tid, start, end| index.compressed_bytes(tid, start, end);
        assert_eq!((bytes(0, 0, 500), bytes(0, 0, 501), bytes(0, 1, 9_000), bytes(1, 0, 1_000), bytes(1, 0, 1_001)), (100, 300, 200, 0, 7));
        assert!(CramIndex::parse("0\t1\tno index").is_none());
    }
}

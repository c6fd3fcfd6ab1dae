//! A FASTA file, plain or bgzip, read through its `.fai` index in whole stretches.
//!
//! htslib's own `faidx_fetch_seq` passes every base through a function call, which makes reading a genome dearer than sweeping a panel; here
//! a stretch is read at once and its line ends are taken out. htslib still builds the index and inflates.
#![allow(unsafe_code)]

use std::{
    ffi::CString,
    path::Path,
    ptr::{NonNull, null},
};

use rust_htslib::htslib;

/// Where a sequence lies in the file: a line of the `.fai` (samtools-faidx(5)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FastaRecord {
    pub(super) name: String,
    /// Length in bases.
    pub(super) length: u64,
    /// Offset of the first base in the file (inflated).
    offset: u64,
    /// Bases in a line.
    line_bases: u64,
    /// Bytes in a line, its end included.
    line_bytes: u64,
}

impl FastaRecord {
    fn parse(line: &str) -> Option<Self> {
        let mut fields = line.split('\t');
        let name = fields.next()?.to_owned();
        let mut number = || fields.next()?.trim_end().parse().ok();
        let record = Self { name, length: number()?, offset: number()?, line_bases: number()?, line_bytes: number()? };
        (record.length == 0 || (record.line_bases > 0 && record.line_bytes >= record.line_bases)).then_some(record)
    }

    /// Where base `position` (0-based) lies in the file.
    fn offset_of(&self, position: u64) -> u64 {
        self.offset + position / self.line_bases * self.line_bytes + position % self.line_bases
    }
}

/// Builds the index of `fasta` at `fai` (and `gzi` for bgzip); false when htslib cannot.
pub(super) fn build_index(fasta: &Path, fai: &Path, gzi: &Path) -> bool {
    let (Some(fasta), Some(fai), Some(gzi)) = (c_path(fasta), c_path(fai), c_path(gzi)) else { return false };
    // SAFETY: three valid C strings that outlive the call.
    unsafe { htslib::fai_build3(fasta.as_ptr(), fai.as_ptr(), gzi.as_ptr()) == 0 }
}

fn c_path(path: &Path) -> Option<CString> {
    CString::new(path.as_os_str().as_encoded_bytes()).ok()
}

/// Bytes read at once: few enough to stay in the processor's cache until their letters have been looked at.
const PIECE_BYTES: usize = 1 << 17;

/// An open FASTA file. One handle serves one thread at a time: reading seeks in it.
pub(super) struct Fasta {
    file: NonNull<htslib::BGZF>,
    records: Vec<FastaRecord>,
    /// A piece as it lies in the file.
    raw: Vec<u8>,
}

// SAFETY: a BGZF opened without threads of its own holds no thread-local state; it may move to another thread as long as one thread uses it
// at a time, which `&mut self` on `fetch` guarantees.
unsafe impl Send for Fasta {}
// SAFETY: `&self` gives access to the index only, never to the file.
unsafe impl Sync for Fasta {}

impl Fasta {
    /// Opens `fasta` with its index files (`gzi` only for bgzip); `None` when one cannot be read.
    pub(super) fn open(fasta: &Path, fai: &Path, gzi: &Path) -> Option<Self> {
        let records = std::fs::read_to_string(fai).ok()?.lines().map(FastaRecord::parse).collect::<Option<Vec<_>>>()?;
        let (fasta, gzi) = (c_path(fasta)?, c_path(gzi)?);
        // SAFETY: valid C strings that outlive the calls; the handle is null on failure and is closed by `drop` otherwise.
        unsafe {
            let file = NonNull::new(htslib::bgzf_open(fasta.as_ptr(), c"r".as_ptr()))?;
            let open = Self { file, records, raw: Vec::new() };
            let is_plain = htslib::bgzf_compression(file.as_ptr()) == 0;
            (is_plain || htslib::bgzf_index_load(file.as_ptr(), gzi.as_ptr(), null()) == 0).then_some(open)
        }
    }

    /// The sequences, in file order.
    pub(super) fn records(&self) -> &[FastaRecord] {
        &self.records
    }

    /// Puts bases `[start, end)` of sequence `index`, in upper case, into `bases`; `None` when the file cannot be read or does not fit its index.
    pub(super) fn fetch(&mut self, index: usize, start: u32, end: u32, bases: &mut Vec<u8>) -> Option<()> {
        bases.clear();
        if end <= start {
            return Some(());
        }
        let record = self.records.get(index)?;
        let (first, last) = (record.offset_of(u64::from(start)), record.offset_of(u64::from(end) - 1));
        let (line_bases, line_bytes) = (record.line_bases as usize, record.line_bytes as usize);
        let end_bytes = line_bytes - line_bases;
        bases.reserve((end - start) as usize);
        // Bytes until the next line end, and of that line end (which a piece may cut).
        let (mut in_line, mut in_end) = ((record.line_bases - u64::from(start) % record.line_bases) as usize, end_bytes);
        self.seek(first)?;
        let mut left = (last + 1 - first) as usize;
        while left > 0 {
            self.read(left.min(PIECE_BYTES))?;
            left -= self.raw.len();
            let (mut rest, from) = (&self.raw[..], bases.len());
            while !rest.is_empty() {
                let line;
                (line, rest) = rest.split_at(rest.len().min(in_line));
                bases.extend_from_slice(line);
                in_line -= line.len();
                if in_line == 0 {
                    let skipped = rest.len().min(in_end);
                    rest = &rest[skipped..];
                    in_end -= skipped;
                    if in_end == 0 {
                        (in_line, in_end) = (line_bases, end_bytes);
                    }
                }
            }
            // An index of another file would put line ends or names among the bases.
            // (A fold has no early end, so it becomes wide comparisons.)
            if !bases[from..].iter().fold(true, |all, letter| all & letter.is_ascii_graphic()) {
                return None;
            }
            bases[from..].make_ascii_uppercase();
        }
        (bases.len() == (end - start) as usize).then_some(())
    }

    fn seek(&mut self, offset: u64) -> Option<()> {
        // SAFETY: the handle is open.
        let outcome = unsafe { htslib::bgzf_useek(self.file.as_ptr(), i64::try_from(offset).ok()?, 0) };
        (outcome == 0).then_some(())
    }

    /// Reads the next `length` bytes (inflated) into `raw`.
    fn read(&mut self, length: usize) -> Option<()> {
        self.raw.resize(length, 0);
        // SAFETY: the handle is open, and `raw` has room for `length` bytes.
        let read = unsafe { htslib::bgzf_read(self.file.as_ptr(), self.raw.as_mut_ptr().cast(), length) };
        (usize::try_from(read) == Ok(length)).then_some(())
    }
}

impl Drop for Fasta {
    fn drop(&mut self) {
        // SAFETY: the handle came from `bgzf_open` and is closed once.
        unsafe { htslib::bgzf_close(self.file.as_ptr()) };
    }
}

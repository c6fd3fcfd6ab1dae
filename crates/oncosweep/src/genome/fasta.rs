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

use unknown::UnknownBlocks;

mod unknown;

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

    /// Place in its line, line end included, of the byte at `offset` of the file.
    fn in_line(&self, offset: u64) -> u64 {
        (offset - self.offset) % self.line_bytes
    }

    /// Bases of the sequence before `offset` of the file.
    fn bases_before(&self, offset: u64) -> u64 {
        (offset - self.offset) / self.line_bytes * self.line_bases + self.in_line(offset).min(self.line_bases)
    }

    /// Adds to `bases` the text at `offset` of the file without its line ends.
    fn strip(&self, offset: u64, text: &[u8], bases: &mut Vec<u8>) {
        let (line_bases, line_bytes) = (self.line_bases as usize, self.line_bytes as usize);
        let in_line = self.in_line(offset) as usize;
        // What is left of the first line, without its end.
        bases.extend_from_slice(&text[..text.len().min(line_bases.saturating_sub(in_line))]);
        for line in text.get(line_bytes - in_line..).unwrap_or_default().chunks(line_bytes) {
            bases.extend_from_slice(&line[..line.len().min(line_bases)]);
        }
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

/// Bytes of plain text read at once (of bgzip, a block): few enough to stay in the processor's cache until their letters have been looked at.
const PIECE_BYTES: u64 = 1 << 17;

/// Inflated blocks that htslib keeps of a bgzip file, in bytes: neighbouring stretches share a block, and the places that chimeric reads lead to come back.
const CACHE_BYTES: i32 = 8 << 20;

/// An open FASTA file. One handle serves one thread at a time: reading seeks in it.
pub(super) struct Fasta {
    file: NonNull<htslib::BGZF>,
    records: Vec<FastaRecord>,
    /// A piece as it lies in the file.
    raw: Vec<u8>,
    /// For bgzip.
    unknown: Option<UnknownBlocks>,
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
        let unknown = UnknownBlocks::open(fasta, gzi);
        let (fasta, gzi) = (c_path(fasta)?, c_path(gzi)?);
        // SAFETY: valid C strings that outlive the calls; the handle is null on failure and is closed by `drop` otherwise.
        unsafe {
            let file = NonNull::new(htslib::bgzf_open(fasta.as_ptr(), c"r".as_ptr()))?;
            let open = Self { file, records, raw: Vec::new(), unknown };
            let is_plain = htslib::bgzf_compression(file.as_ptr()) == 0;
            htslib::bgzf_set_cache_size(file.as_ptr(), CACHE_BYTES);
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
        let record = self.records.get(index)?.clone();
        let (mut at, stop) = (record.offset_of(u64::from(start)), record.offset_of(u64::from(end) - 1) + 1);
        bases.reserve((end - start) as usize);
        let mut is_there = false;
        while at < stop {
            let suspect = self.unknown.as_ref().and_then(|blocks| blocks.suspect(at)).filter(|suspect| at + suspect.length <= stop);
            if let (Some(suspect), Some(blocks)) = (&suspect, &self.unknown)
                && blocks.is_known(record.in_line(at), suspect)
            {
                let count = record.bases_before(at + suspect.length) - record.bases_before(at);
                bases.resize(bases.len() + count as usize, b'N');
                at += suspect.length;
                is_there = false;
                continue;
            }
            if !is_there {
                self.seek(at)?;
                is_there = true;
            }
            let piece = self.unknown.as_ref().and_then(|blocks| blocks.end_of_block(at)).unwrap_or(at + PIECE_BYTES);
            self.read((piece.min(stop) - at) as usize)?;
            let from = bases.len();
            record.strip(at, &self.raw, bases);
            let letters = &mut bases[from..];
            // An index of another file would put line ends or names among the bases.
            // (A fold has no early end, so it becomes wide comparisons.)
            if !letters.iter().fold(true, |all, letter| all & letter.is_ascii_graphic()) {
                return None;
            }
            letters.make_ascii_uppercase();
            if let (Some(suspect), Some(blocks)) = (suspect, &mut self.unknown)
                && letters.iter().all(|&letter| letter == b'N')
            {
                blocks.remember(record.in_line(at), suspect);
            }
            at += self.raw.len() as u64;
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

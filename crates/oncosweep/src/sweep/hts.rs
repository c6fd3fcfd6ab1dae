//! The few facts about an open alignment file that rust-htslib does not offer safely.
#![allow(unsafe_code)]

use rust_htslib::{
    bam::{IndexedReader, Read, Reader},
    htslib,
};

/// Container format of an alignment file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Sam,
    Bam,
    Cram,
    Other,
}

/// What lies at the end of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EndMarker {
    Present,
    Absent,
    /// The format has none, or the input cannot be searched (a pipe).
    NotApplicable,
}

/// Stops htslib from writing to standard error; every failure is reported as this library's error instead.
pub(super) fn silence() {
    // SAFETY: sets one global integer inside htslib.
    unsafe { htslib::hts_set_log_level(htslib::htsLogLevel_HTS_LOG_OFF) }
}

/// The container format of an open file.
pub(super) fn format(reader: &impl Read) -> Format {
    // SAFETY: the reader owns an open `htsFile` for as long as it lives.
    match unsafe { (*reader.htsfile()).format.format } {
        htslib::htsExactFormat_sam => Format::Sam,
        htslib::htsExactFormat_bam => Format::Bam,
        htslib::htsExactFormat_cram => Format::Cram,
        _ => Format::Other,
    }
}

/// Whether the file ends with the end-of-file marker of its format (SAM specification 4.1.2; CRAM 9). A file that was cut at a block's
/// edge reads without any error, so this is the only sign.
pub(super) fn end_marker(reader: &impl Read) -> EndMarker {
    // SAFETY: the reader owns an open `htsFile`; htslib restores its position.
    match unsafe { htslib::hts_check_EOF(reader.htsfile()) } {
        1 => EndMarker::Present,
        0 => EndMarker::Absent,
        _ => EndMarker::NotApplicable,
    }
}

/// Stretches `[from, to)` between virtual offsets that the index of a BAM file names for `[start, end)` of `tid`; `None` when it cannot be
/// searched.
pub(super) fn index_chunks(reader: &IndexedReader, tid: i32, start: u32, end: u32) -> Option<Vec<(u64, u64)>> {
    // SAFETY: the iterator is made from an index that outlives it, its `off` array has `n_off` entries, and it is destroyed here.
    unsafe {
        let iterator = htslib::sam_itr_queryi(reader.index().inner_ptr(), tid, i64::from(start), i64::from(end));
        if iterator.is_null() {
            return None;
        }
        let (count, off) = ((*iterator).n_off.max(0) as usize, (*iterator).off);
        let chunks = if off.is_null() { &[] } else { std::slice::from_raw_parts(off, count) };
        let chunks = chunks.iter().map(|chunk| (chunk.u, chunk.v)).collect();
        htslib::hts_itr_destroy(iterator);
        Some(chunks)
    }
}

/// Whether a BAM that has been read to its end lacked the end marker. It is known without searching, so it serves pipes.
pub(super) fn ended_without_marker(reader: &Reader) -> bool {
    // SAFETY: the reader owns an open `htsFile`; for BAM its `fp` holds an open BGZF, which records this when it meets the end.
    unsafe {
        let file = reader.htsfile();
        format(reader) == Format::Bam && !(*file).fp.bgzf.is_null() && (*(*file).fp.bgzf).no_eof_block() != 0
    }
}

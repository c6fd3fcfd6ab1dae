//! The few calls into htslib's FASTA index that rust-htslib does not offer safely: opening with an index at a chosen place
//! (so that a read-only folder can hold the FASTA) and telling a failed open from a good one.
#![allow(unsafe_code)]

use std::{
    ffi::{CStr, CString},
    path::Path,
    ptr::NonNull,
};

use rust_htslib::htslib;

/// An open FASTA index. One handle serves one thread at a time: htslib seeks in it.
pub(super) struct Faidx(NonNull<htslib::faidx_t>);

// SAFETY: a `faidx_t` holds no thread-local state; it may move to another thread as long as one thread uses it at a time, which
// `&mut self` on `fetch` guarantees.
unsafe impl Send for Faidx {}
// SAFETY: through `&self` only the table of names and lengths is read, which nothing changes after opening.
unsafe impl Sync for Faidx {}

fn c_path(path: &Path) -> Option<CString> {
    CString::new(path.as_os_str().as_encoded_bytes()).ok()
}

/// Builds the index of `fasta` at `fai` (and `gzi` for bgzip); false when htslib cannot.
pub(super) fn build(fasta: &Path, fai: &Path, gzi: &Path) -> bool {
    let (Some(fasta), Some(fai), Some(gzi)) = (c_path(fasta), c_path(fai), c_path(gzi)) else { return false };
    // SAFETY: three valid C strings that outlive the call.
    unsafe { htslib::fai_build3(fasta.as_ptr(), fai.as_ptr(), gzi.as_ptr()) == 0 }
}

impl Faidx {
    /// Opens `fasta` with its index files; `None` when htslib cannot.
    pub(super) fn open(fasta: &Path, fai: &Path, gzi: &Path) -> Option<Self> {
        let (fasta, fai, gzi) = (c_path(fasta)?, c_path(fai)?, c_path(gzi)?);
        // SAFETY: three valid C strings that outlive the call; flags 0 forbids building an index. The result is null on failure.
        let raw = unsafe { htslib::fai_load3(fasta.as_ptr(), fai.as_ptr(), gzi.as_ptr(), 0) };
        NonNull::new(raw).map(Self)
    }

    /// Names and lengths of all sequences, in file order.
    pub(super) fn sequences(&self) -> Vec<(String, u64)> {
        // SAFETY: the handle is open; `faidx_iseq` returns a string owned by it for indices below `faidx_nseq`.
        unsafe {
            let handle = self.0.as_ptr();
            (0..htslib::faidx_nseq(handle))
                .map(|i| {
                    let name = htslib::faidx_iseq(handle, i);
                    let length = htslib::faidx_seq_len64(handle, name);
                    (CStr::from_ptr(name).to_string_lossy().into_owned(), length.max(0) as u64)
                })
                .collect()
        }
    }

    /// Bases `[start, end)` of `name` as stored; `None` when the file cannot be read or has no such sequence.
    pub(super) fn fetch(&mut self, name: &str, start: u32, end: u32) -> Option<Vec<u8>> {
        if end <= start {
            return Some(Vec::new());
        }
        let name = CString::new(name).ok()?;
        let mut length: htslib::hts_pos_t = 0;
        // SAFETY: the handle is open and `name` is a valid C string. On success htslib returns a malloc'ed buffer of `length`
        // bytes, which is copied and freed here; on failure it returns null.
        unsafe {
            let bases = htslib::faidx_fetch_seq64(self.0.as_ptr(), name.as_ptr(), i64::from(start), i64::from(end) - 1, &raw mut length);
            if bases.is_null() {
                return None;
            }
            let copy = (length >= 0).then(|| std::slice::from_raw_parts(bases.cast::<u8>(), length as usize).to_vec());
            libc_free(bases.cast());
            copy
        }
    }
}

unsafe extern "C" {
    #[link_name = "free"]
    fn libc_free(pointer: *mut std::ffi::c_void);
}

impl Drop for Faidx {
    fn drop(&mut self) {
        // SAFETY: the handle came from `fai_load3` and is destroyed once.
        unsafe { htslib::fai_destroy(self.0.as_ptr()) }
    }
}

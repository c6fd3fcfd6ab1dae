//! An alignment file, opened and checked before anything is read from it.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rust_htslib::{
    bam::{self, Read as _},
    htslib,
};

use super::{
    header::Header,
    hts::{self, EndMarker, Format},
};
use crate::{
    error::{Error, Result},
    genome::Reference,
};

/// The reader of an input that can be opened only once, until a stream takes it.
#[derive(Clone, Default)]
struct Pipe(Option<Arc<Mutex<Option<bam::Reader>>>>);

impl fmt::Debug for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Pipe" } else { "File" })
    }
}

impl Pipe {
    fn holding(reader: bam::Reader) -> Self {
        Self(Some(Arc::new(Mutex::new(Some(reader)))))
    }

    fn take(&self) -> Option<bam::Reader> {
        self.0.as_ref().and_then(|reader| reader.lock().unwrap_or_else(PoisonError::into_inner).take())
    }
}

/// A BAM, CRAM or SAM file that has passed the checks every input must pass.
#[derive(Debug, Clone)]
pub struct Source {
    pipe: Pipe,
    path: PathBuf,
    header: Header,
    is_cram: bool,
    is_sam: bool,
    is_indexed: bool,
    reference: Option<PathBuf>,
}

impl Source {
    /// Opens `path` (`-` for standard input), checks its end marker, its header and its declared sort order, and looks for an index.
    ///
    /// # Errors
    /// [`Error::Io`] for a missing or unreadable file, [`Error::Truncated`] for one without end marker, [`Error::Unsorted`] when its
    /// header says so, [`Error::Invalid`] for a file that is no alignment file, has no @SQ line, or is a CRAM without usable reference.
    pub fn open(path: &Path, reference: Option<&Reference>) -> Result<Self> {
        hts::silence();
        let is_pipe = path.as_os_str() == "-" || !is_regular_file(path)?;
        let reader = open_plain(path)?;
        let format = hts::format(&reader);
        if format == Format::Other {
            return Err(Error::invalid(path, "is not BAM, CRAM or SAM; give an alignment file"));
        }
        if hts::end_marker(&reader) == EndMarker::Absent {
            return Err(Error::Truncated {
                path: path.into(),
                message: "has no end-of-file marker: it was cut while being written or copied; copy it again, or re-create it".into(),
            });
        }
        let header = Header::from_text(&String::from_utf8_lossy(reader.header().as_bytes()));
        if header.contigs.is_empty() {
            return Err(Error::invalid(path, "its header has no @SQ line; give alignments to a reference genome"));
        }
        if let Some(order) = header.sort_order.as_deref().filter(|order| matches!(*order, "queryname" | "unsorted")) {
            return Err(Error::Unsorted { path: path.into(), place: format!("its header says SO:{order}") });
        }
        let is_cram = format == Format::Cram;
        if is_cram {
            check_cram_reference(path, reference)?;
        }
        let is_sam = format == Format::Sam;
        let is_indexed = !is_sam && !is_pipe && bam::IndexedReader::from_path(path).is_ok();
        let reference = reference.filter(|_| is_cram).map(|reference| reference.path().to_owned());
        let pipe = if is_pipe { Pipe::holding(reader) } else { Pipe::default() };
        Ok(Self { pipe, path: path.into(), header, is_cram, is_sam, is_indexed, reference })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Whether an index that htslib can use lies beside it.
    pub fn is_indexed(&self) -> bool {
        self.is_indexed
    }

    /// Its size in bytes; 0 for a pipe.
    pub fn file_bytes(&self) -> u64 {
        if self.is_pipe() { 0 } else { std::fs::metadata(&self.path).map_or(0, |metadata| metadata.len()) }
    }

    /// Whether it is a CRAM file.
    pub fn is_cram(&self) -> bool {
        self.is_cram
    }

    /// Whether it is SAM text, which no index can serve.
    pub fn is_sam(&self) -> bool {
        self.is_sam
    }

    /// Whether it can be read only once, from start to end.
    pub fn is_pipe(&self) -> bool {
        self.pipe.0.is_some()
    }

    /// The sample's name: SM of its first read group, else the file's name without folder and extension.
    pub fn sample_name(&self) -> String {
        let stem = || self.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        self.header.sample.clone().unwrap_or_else(stem)
    }

    /// A reader that gives all alignments in file order. `extra_threads` more threads inflate for it.
    pub(super) fn stream(&self, extra_threads: usize) -> Result<bam::Reader> {
        let mut reader = match (&self.pipe, self.pipe.take()) {
            (_, Some(reader)) => reader,
            (Pipe(None), None) => open_plain(&self.path)?,
            (Pipe(Some(_)), None) => {
                return Err(Error::io(&self.path, "has been read already; a pipe can be read once: write it to a file first"));
            }
        };
        self.prepare_cram(&mut reader)?;
        if extra_threads > 0 {
            reader.set_threads(extra_threads).map_err(|e| Error::io(&self.path, format!("no threads to inflate with ({e})")))?;
        }
        Ok(reader)
    }

    /// A reader that can seek.
    pub(crate) fn indexed(&self) -> Result<bam::IndexedReader> {
        let mut reader = bam::IndexedReader::from_path(&self.path)
            .map_err(|_| Error::MissingIndex { path: self.path.clone(), needed_for: "a region was asked for".into() })?;
        self.prepare_cram(&mut reader)?;
        Ok(reader)
    }

    fn prepare_cram(&self, reader: &mut impl CramReader) -> Result<()> {
        let Some(reference) = &self.reference else { return Ok(()) };
        reader.use_reference(reference).map_err(|e| Error::io(reference, format!("cannot be used to decode CRAM ({e})")))?;
        // Nobody looks at MD and NM, which are not stored but made up, nor at read groups.
        let unneeded = [
            (htslib::hts_fmt_option_CRAM_OPT_DECODE_MD, 0),
            (htslib::hts_fmt_option_CRAM_OPT_REQUIRED_FIELDS, htslib::sam_fields_SAM_RGAUX - 1),
        ];
        unneeded
            .into_iter()
            .try_for_each(|(option, value)| reader.set_cram_options(option, value))
            .map_err(|e| Error::io(&self.path, format!("cannot be read as CRAM ({e})")))
    }
}

/// What the readers of whole files and of regions have in common.
trait CramReader: bam::Read {
    fn use_reference(&mut self, path: &Path) -> rust_htslib::errors::Result<()>;
}

impl CramReader for bam::Reader {
    fn use_reference(&mut self, path: &Path) -> rust_htslib::errors::Result<()> {
        self.set_reference(path)
    }
}

impl CramReader for bam::IndexedReader {
    fn use_reference(&mut self, path: &Path) -> rust_htslib::errors::Result<()> {
        self.set_reference(path)
    }
}

/// Whether `path` is a file that can be opened again, as pipes cannot.
fn is_regular_file(path: &Path) -> Result<bool> {
    let metadata = std::fs::metadata(path).map_err(|e| Error::io(path, format!("cannot be opened ({e}); check the path")))?;
    if metadata.is_file() && metadata.len() == 0 {
        return Err(Error::Truncated { path: path.into(), message: "is empty (0 bytes); write or copy it again".into() });
    }
    Ok(metadata.is_file())
}

fn open_plain(path: &Path) -> Result<bam::Reader> {
    let opened = if path.as_os_str() == "-" { bam::Reader::from_stdin() } else { bam::Reader::from_path(path) };
    opened.map_err(|e| Error::invalid(path, format!("cannot be read as BAM, CRAM or SAM ({e}); is it an alignment file, and whole?")))
}

fn check_cram_reference(path: &Path, reference: Option<&Reference>) -> Result<()> {
    match reference {
        None => Err(Error::invalid(path, "is CRAM, which stores only differences from a reference; give the reference it was made with")),
        Some(reference) if !reference.has_own_index() => Err(Error::invalid(
            reference.path(),
            format!("decoding CRAM needs its index beside it; make one with: samtools faidx {}", reference.path().display()),
        )),
        Some(_) => Ok(()),
    }
}

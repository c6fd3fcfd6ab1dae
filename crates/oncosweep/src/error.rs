//! The one error type of the library.
//!
//! Every message names the file, the place in it, what is wrong, and the next step.

use std::path::{Path, PathBuf};

/// What can stop a run. Skipped reads, sites and variants are not errors: they are counted by reason.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be opened, read or written.
    #[error("{}: {message}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What failed and what to do.
        message: String,
    },
    /// A file ends before its end marker: it was cut while it was copied or written.
    #[error("{}: {message}", path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
        /// Where, and what to do.
        message: String,
    },
    /// An index is needed for what was asked and is not there.
    #[error("{}: no index found, and {needed_for}; make one with: samtools index {}", path.display(), path.display())]
    MissingIndex {
        /// The alignment file.
        path: PathBuf,
        /// Why an index is needed.
        needed_for: String,
    },
    /// Alignments are not in coordinate order.
    #[error("{}: not sorted by coordinate ({place}); sort it with: samtools sort -o sorted.bam {}", path.display(), path.display())]
    Unsorted {
        /// The alignment file.
        path: PathBuf,
        /// The first place out of order, or the header line that says so.
        place: String,
    },
    /// A line of a text file does not follow its format.
    #[error("{}, line {line}: {message}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// 1-based line number.
        line: u64,
        /// What is wrong and what was expected.
        message: String,
    },
    /// Two inputs do not describe the same genome.
    #[error("{}: {message}", path.display())]
    GenomeMismatch {
        /// The file that does not fit.
        path: PathBuf,
        /// The contig, both values, and what to do.
        message: String,
    },
    /// A file is readable but its content cannot be used.
    #[error("{}: {message}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        message: String,
    },
    /// A setting is out of its range, or two settings exclude each other.
    #[error("{0}")]
    Config(String),
    /// The caller asked the work to stop.
    #[error("the work was cancelled")]
    Cancelled,
}

/// The library's result type.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A file that could not be opened, read or written.
    pub fn io(path: impl AsRef<Path>, message: impl Into<String>) -> Self {
        Self::Io { path: path.as_ref().into(), message: message.into() }
    }

    /// A line that does not follow its format. `line` is 1-based.
    pub fn parse(path: impl AsRef<Path>, line: u64, message: impl Into<String>) -> Self {
        Self::Parse { path: path.as_ref().into(), line, message: message.into() }
    }

    /// Inputs that do not describe the same genome.
    pub fn genome_mismatch(path: impl AsRef<Path>, message: impl Into<String>) -> Self {
        Self::GenomeMismatch { path: path.as_ref().into(), message: message.into() }
    }

    /// A readable file whose content cannot be used.
    pub fn invalid(path: impl AsRef<Path>, message: impl Into<String>) -> Self {
        Self::Invalid { path: path.as_ref().into(), message: message.into() }
    }
}

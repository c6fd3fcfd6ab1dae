//! The evidence file ([`crate::framed`]).

use std::{path::Path, sync::atomic::AtomicBool};

use super::Evidence;
use crate::{error::Result, framed::Kind};

const KIND: Kind = Kind { magic: *b"OSWEEP", version: 11, name: "evidence", remedy: "give the evidence.osw that a sweep wrote" };

impl Evidence {
    /// Writes the evidence to `path`.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io) when the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        KIND.save(self, path)
    }

    /// Reads evidence from `path`.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io) for a missing file, [`Error::Invalid`](crate::Error::Invalid) for one that is no evidence or of another
    /// version, [`Error::Truncated`](crate::Error::Truncated) for one that is cut or damaged.
    pub fn load(path: &Path) -> Result<Self> {
        KIND.load(path)
    }

    /// As [`Evidence::load`], until `cancel` is set.
    ///
    /// # Errors
    /// As [`Evidence::load`], and [`Error::Cancelled`](crate::Error::Cancelled).
    pub fn load_until(path: &Path, cancel: &AtomicBool) -> Result<Self> {
        KIND.load_until(path, cancel)
    }

    /// The bytes of the evidence file, for storage other than files and for other processes.
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config) when the evidence cannot be encoded (it always can).
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        KIND.encode(self)
    }

    /// Reads evidence from the bytes of its file.
    ///
    /// # Errors
    /// As [`Evidence::load`]; messages name the source `evidence in memory`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        KIND.decode(bytes, Path::new("evidence in memory"))
    }

    /// Whether `path` begins like an evidence file.
    pub fn is_at(path: &Path) -> bool {
        KIND.is_at(path)
    }
}

//! The evidence file.
//!
//! | bytes | content |
//! |---|---|
//! | 0–5 | `OSWEEP` |
//! | 6–7 | format version, little-endian |
//! | 8– | one zstd frame (with content checksum) of the [postcard](https://postcard.jamesmunns.com/wire-format) encoding of [`Evidence`] |
//!
//! The version rises whenever the encoding of any part changes; a file of another version is refused, not guessed at.

use std::{
    fs::File,
    io::{Read, Write},
    path::Path,
};

use super::Evidence;
use crate::error::{Error, Result};

const MAGIC: &[u8; 6] = b"OSWEEP";
const VERSION: u16 = 2;
/// Fast, and already a fifth of the encoding's size.
const COMPRESSION_LEVEL: i32 = 3;

impl Evidence {
    /// Writes the evidence to `path`.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        let failed = |e: &dyn std::fmt::Display| Error::io(path, format!("the evidence cannot be written ({e})"));
        let bytes = postcard::to_stdvec(self).map_err(|e| failed(&e))?;
        let mut file = File::create(path).map_err(|e| failed(&e))?;
        let write = |file: &mut File| -> std::io::Result<()> {
            file.write_all(MAGIC)?;
            file.write_all(&VERSION.to_le_bytes())?;
            let mut encoder = zstd::Encoder::new(file, COMPRESSION_LEVEL)?;
            encoder.include_checksum(true)?;
            encoder.write_all(&bytes)?;
            encoder.finish()?.flush()
        };
        write(&mut file).map_err(|e| failed(&e))
    }

    /// Reads evidence from `path`.
    ///
    /// # Errors
    /// [`Error::Io`] for a missing file, [`Error::Invalid`] for one that is no evidence or of another version, [`Error::Truncated`] for one that
    /// is cut or damaged.
    pub fn load(path: &Path) -> Result<Self> {
        let mut file = File::open(path).map_err(|e| Error::io(path, format!("cannot be opened ({e}); check the path")))?;
        let mut head = [0; 8];
        let is_evidence = file.read_exact(&mut head).is_ok() && head.starts_with(MAGIC);
        if !is_evidence {
            return Err(Error::invalid(path, "is not an evidence file; give the evidence.osw that a sweep wrote"));
        }
        let version = u16::from_le_bytes([head[6], head[7]]);
        if version != VERSION {
            let message =
                format!("has evidence format {version}, this is for format {VERSION}; sweep again, or use the release that wrote it");
            return Err(Error::invalid(path, message));
        }
        let cut = |e: &dyn std::fmt::Display| Error::Truncated {
            path: path.into(),
            message: format!("is cut or damaged ({e}); copy it again or sweep again"),
        };
        let bytes = zstd::decode_all(file).map_err(|e| cut(&e))?;
        postcard::from_bytes(&bytes).map_err(|e| cut(&e))
    }
}

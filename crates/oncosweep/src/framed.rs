//! Files that hold one value: a magic, a format version, and a zstd frame (with content checksum) of its
//! [postcard](https://postcard.jamesmunns.com/wire-format) encoding.
//!
//! | bytes | content |
//! |---|---|
//! | 0–5 | the kind of file, six letters |
//! | 6–7 | format version, little-endian |
//! | 8– | the frame |
//!
//! A version rises whenever the encoding of any part changes; a file of another version is refused, not guessed at.

use std::{
    fs::File,
    io::{self, BufWriter, Read, Write},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use serde::{Serialize, de::DeserializeOwned};

use crate::error::{Error, Result};

/// Fast, and already a fifth of the encoding's size.
const COMPRESSION_LEVEL: i32 = 3;

/// A kind of file.
pub(crate) struct Kind {
    /// First bytes of every such file.
    pub(crate) magic: [u8; 6],
    /// Format version that is written and read.
    pub(crate) version: u16,
    /// What it is called in messages.
    pub(crate) name: &'static str,
    /// What to do about another file, or one of another version.
    pub(crate) remedy: &'static str,
}

impl Kind {
    /// Whether `path` begins like this kind of file.
    pub(crate) fn is_at(&self, path: &Path) -> bool {
        let mut head = [0; 6];
        File::open(path).is_ok_and(|mut file| file.read_exact(&mut head).is_ok() && head == self.magic)
    }

    /// Writes `value` to `path`.
    pub(crate) fn save<T: Serialize>(&self, value: &T, path: &Path) -> Result<()> {
        let failed = |e: &dyn std::fmt::Display| Error::io(path, format!("the {} cannot be written ({e})", self.name));
        let mut file = File::create(path).map_err(|e| failed(&e))?;
        self.write(value, &mut file).map_err(|e| failed(&e))
    }

    /// The bytes that [`Kind::save`] would write.
    pub(crate) fn encode<T: Serialize>(&self, value: &T) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.write(value, &mut bytes).map_err(|e| Error::Config(format!("the {} cannot be encoded ({e})", self.name)))?;
        Ok(bytes)
    }

    fn write<T: Serialize>(&self, value: &T, out: &mut impl Write) -> io::Result<()> {
        out.write_all(&self.magic)?;
        out.write_all(&self.version.to_le_bytes())?;
        let mut encoder = zstd::Encoder::new(out, COMPRESSION_LEVEL)?;
        encoder.include_checksum(true)?;
        // Piece by piece: the encoding of a genome takes gigabytes.
        let mut pieces = Pieces { out: BufWriter::with_capacity(1 << 16, encoder), failure: None };
        if let Err(e) = postcard::to_io(value, &mut pieces) {
            return Err(pieces.failure.unwrap_or_else(|| io::Error::other(e)));
        }
        pieces.out.into_inner().map_err(io::IntoInnerError::into_error)?.finish()?.flush()
    }

    /// Reads the value of `path`.
    pub(crate) fn load<T: DeserializeOwned>(&self, path: &Path) -> Result<T> {
        self.load_until(path, &AtomicBool::new(false))
    }

    /// Reads the value of `path`, unless `cancel` is set before it is read.
    pub(crate) fn load_until<T: DeserializeOwned>(&self, path: &Path, cancel: &AtomicBool) -> Result<T> {
        let file = File::open(path).map_err(|e| Error::io(path, format!("cannot be opened ({e}); check the path")))?;
        let loaded = self.decode(Stoppable { file, cancel }, path);
        if cancel.load(Ordering::Relaxed) { Err(Error::Cancelled) } else { loaded }
    }

    /// Reads a value; messages call its source `path`.
    pub(crate) fn decode<T: DeserializeOwned>(&self, mut source: impl Read, path: &Path) -> Result<T> {
        let mut head = [0; 8];
        let is_kind = source.read_exact(&mut head).is_ok() && head.starts_with(&self.magic);
        let Self { name, version, remedy, .. } = self;
        if !is_kind {
            return Err(Error::invalid(path, format!("is not an {name} file; {remedy}")));
        }
        let found = u16::from_le_bytes([head[6], head[7]]);
        if found != *version {
            let message = format!("has {name} format {found}, this is for format {version}; sweep again, or use the release that wrote it");
            return Err(Error::invalid(path, message));
        }
        let cut = |e: &dyn std::fmt::Display| Error::Truncated {
            path: path.into(),
            message: format!("is cut or damaged ({e}); copy it again or sweep again"),
        };
        let bytes = zstd::decode_all(source).map_err(|e| cut(&e))?;
        postcard::from_bytes(&bytes).map_err(|e| cut(&e))
    }
}

/// A writer that keeps its failure, of which postcard tells only that there was one.
struct Pieces<W: Write> {
    out: BufWriter<W>,
    failure: Option<io::Error>,
}

impl<W: Write> Write for Pieces<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes).map_err(|e| {
            let kind = e.kind();
            self.failure = Some(e);
            kind.into()
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A file that cannot be read on once `cancel` is set.
struct Stoppable<'a> {
    file: File,
    cancel: &'a AtomicBool,
}

impl Read for Stoppable<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.cancel.load(Ordering::Relaxed) { Err(io::Error::other("cancelled")) } else { self.file.read(buffer) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk with room for so many bytes.
    struct Disk(usize);

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(io::Error::from(io::ErrorKind::StorageFull))?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_is_told_wherever_it_is_met() {
        let kind = Kind { magic: *b"TESTED", version: 1, name: "test", remedy: "" };
        // Numbers that hardly compress, more than one piece of them.
        let mut state = 1u64;
        let value: Vec<u64> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state
        })
        .take(100_000)
        .collect();
        let bytes = kind.encode(&value).unwrap();
        assert_eq!(kind.decode::<Vec<u64>>(&bytes[..], Path::new("memory")).unwrap(), value);
        for room in [0, 7, 20, bytes.len() / 2, bytes.len() - 1] {
            assert_eq!(kind.write(&value, &mut Disk(room)).unwrap_err().kind(), io::ErrorKind::StorageFull, "{room}");
        }
        assert!(kind.write(&value, &mut Disk(bytes.len())).is_ok());
    }
}

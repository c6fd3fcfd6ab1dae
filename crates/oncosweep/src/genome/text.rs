//! Line reader for text inputs, plain or compressed by gzip or bgzip, that remembers where it is.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use flate2::read::MultiGzDecoder;

use crate::error::{Error, Result};

/// The lines of a text file with their 1-based numbers; gzip is recognised by its content, not by the file's name.
pub struct TextLines {
    path: PathBuf,
    reader: Box<dyn BufRead + Send>,
    line: String,
    number: u64,
}

impl TextLines {
    /// Opens `path`.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be opened or read.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|e| Error::io(path, format!("cannot be opened ({e}); check the path")))?;
        let mut buffered = BufReader::with_capacity(1 << 16, file);
        let head = buffered.fill_buf().map_err(|e| Error::io(path, format!("cannot be read ({e})")))?;
        let gzip = head.starts_with(&[0x1f, 0x8b]);
        let reader: Box<dyn BufRead + Send> = if gzip {
            Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(Box::new(buffered) as Box<dyn Read + Send>)))
        } else {
            Box::new(buffered)
        };
        Ok(Self { path: path.into(), reader, line: String::new(), number: 0 })
    }

    /// The next line without its line end, and its 1-based number; `None` at the end of the file.
    ///
    /// # Errors
    /// [`Error::Parse`] for text that is not UTF-8 or a compressed stream that is cut.
    pub fn next_line(&mut self) -> Result<Option<(u64, &str)>> {
        self.line.clear();
        self.number += 1;
        match self.reader.read_line(&mut self.line) {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some((self.number, self.line.trim_end_matches(['\n', '\r'])))),
            Err(e) => Err(Error::parse(&self.path, self.number, format!("cannot be read ({e}); is the file whole, and text?"))),
        }
    }

    /// A parse error at `line` (1-based) of this file.
    pub fn error(&self, line: u64, message: impl Into<String>) -> Error {
        Error::parse(&self.path, line, message)
    }

    /// The file these lines come from.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

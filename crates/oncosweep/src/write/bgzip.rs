//! VCF text to a bgzip file with its tabix index.

use std::{
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use rust_htslib::{
    bcf::index,
    bgzf::{CompressionLevel, Writer},
};

use crate::error::{Error, Result};

/// The empty block that ends every BGZF file (SAM specification, section 4.1.2).
const EOF_BLOCK: [u8; 28] =
    [0x1f, 0x8b, 0x08, 0x04, 0, 0, 0, 0, 0, 0xff, 0x06, 0, 0x42, 0x43, 0x02, 0, 0x1b, 0, 0x03, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// A `.vcf.gz` under construction: write the header and the records, sorted, as text, then call [`BgzipVcf::finish`].
pub struct BgzipVcf {
    path: PathBuf,
    writer: Writer,
}

impl BgzipVcf {
    /// Creates (or replaces) the file at `path`.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be created.
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_path_buf();
        // Opened once by the standard library for its error message.
        std::fs::File::create(&path).map_err(|e| Error::io(&path, format!("cannot be created ({e}); check the output folder")))?;
        // The default takes twice as long for a few per cent.
        let writer = Writer::from_path_with_level(&path, CompressionLevel::Level(4))
            .map_err(|e| Error::io(&path, format!("cannot be created ({e}); check the output folder")))?;
        Ok(Self { path, writer })
    }

    /// Closes the file and writes its index beside it as `<path>.tbi`.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be written to its end or is not sorted, valid VCF.
    pub fn finish(mut self) -> Result<()> {
        self.writer.flush().map_err(|e| Error::io(&self.path, format!("cannot be written ({e}); is the disk full?")))?;
        let path = self.path;
        drop(self.writer);
        if !ends_with_eof_block(&path).map_err(|e| Error::io(&path, format!("cannot be read back ({e})")))? {
            return Err(Error::io(&path, "was not written to its end; is the disk full?"));
        }
        let mut tbi = path.clone().into_os_string();
        tbi.push(".tbi");
        index::build(&path, Some(&PathBuf::from(tbi)), 0, index::Type::Tbx)
            .map_err(|e| Error::io(&path, format!("cannot be indexed ({}); are its records sorted?", e.msg)))
    }
}

impl Write for BgzipVcf {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // htslib takes an empty buffer as an error on some platforms.
        if bytes.is_empty() { Ok(0) } else { self.writer.write(bytes) }
    }

    /// Ends a compressed block; needed only to see the bytes on disk early.
    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

fn ends_with_eof_block(path: &Path) -> io::Result<bool> {
    let mut file = std::fs::File::open(path)?;
    if file.metadata()?.len() < EOF_BLOCK.len() as u64 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-(EOF_BLOCK.len() as i64)))?;
    let mut tail = [0; EOF_BLOCK.len()];
    file.read_exact(&mut tail)?;
    Ok(tail == EOF_BLOCK)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_htslib::bcf::{self, Read as _};

    const HEADER: &str = "##fileformat=VCFv4.3\n##contig=<ID=chr1,length=1000>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";

    fn written(records: &str) -> (tempfile::TempDir, Result<()>) {
        let folder = tempfile::tempdir().unwrap();
        let mut vcf = BgzipVcf::create(folder.path().join("v.vcf.gz")).unwrap();
        write!(vcf, "{HEADER}{records}").unwrap();
        (folder, vcf.finish())
    }

    #[test]
    fn records_are_found_through_the_index() {
        let (folder, finished) = written("chr1\t10\t.\tA\tC\t.\tPASS\t.\nchr1\t500\t.\tA\tC\t.\tPASS\t.\n");
        finished.unwrap();
        assert!(folder.path().join("v.vcf.gz.tbi").exists());
        let mut reader = bcf::IndexedReader::from_path(folder.path().join("v.vcf.gz")).unwrap();
        reader.fetch(0, 400, Some(600)).unwrap();
        assert_eq!(reader.records().map(|r| r.unwrap().pos()).collect::<Vec<_>>(), vec![499]);
    }

    #[test]
    fn a_header_alone_is_a_valid_file() {
        let (folder, finished) = written("");
        finished.unwrap();
        let mut reader = bcf::IndexedReader::from_path(folder.path().join("v.vcf.gz")).unwrap();
        assert_eq!(reader.header().sample_count(), 0);
        assert!(reader.fetch(0, 0, None).is_err() || reader.records().next().is_none());
    }

    #[test]
    fn unsorted_records_are_an_error_that_names_the_file() {
        let (_folder, finished) = written("chr1\t500\t.\tA\tC\t.\tPASS\t.\nchr1\t10\t.\tA\tC\t.\tPASS\t.\n");
        assert!(finished.unwrap_err().to_string().contains("v.vcf.gz"));
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        assert!(BgzipVcf::create("/no/such/folder/v.vcf.gz").is_err());
    }
}

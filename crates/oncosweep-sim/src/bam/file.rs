//! A BAM file and its index: complete or not there.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

use oncosweep::{Error, Result, genome::Contigs};
use tempfile::NamedTempFile;

use super::{
    bai::{Bai, MAX_CONTIG_BP},
    bgzf::{BLOCK_BYTES, BlockCompressor, EOF_BLOCK},
    header::header_bytes,
    segment::Segment,
};

/// A file that takes its name, and its index's, when it is finished; dropped before, it leaves nothing behind.
pub struct BamFile {
    path: PathBuf,
    file: NamedTempFile,
    offset: u64,
    index: Bai,
}

fn failed(path: &Path, e: &std::io::Error) -> Error {
    Error::io(path, format!("cannot be written ({e}); is the disk full?"))
}

impl BamFile {
    /// Starts the file with its header.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be written; [`Error::Config`] for a contig longer than an index can hold.
    pub fn create(path: &Path, header: &str, contigs: &Contigs, level: u8) -> Result<Self> {
        if let Some((_, contig)) = contigs.iter().find(|(_, contig)| contig.length > MAX_CONTIG_BP) {
            let why = format!("contig '{}' has {} bases; a BAI index holds up to {MAX_CONTIG_BP}", contig.name, contig.length);
            return Err(Error::Config(format!("{why}; give a reference with shorter contigs")));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(folder).map_err(|e| failed(path, &e))?;
        let mut bam = Self { path: path.into(), file, offset: 0, index: Bai::new(contigs.len()) };
        let mut compressor = BlockCompressor::new(level)?;
        let mut bytes = Vec::new();
        for block in header_bytes(header, contigs).chunks(BLOCK_BYTES) {
            compressor.append(block, &mut bytes)?;
        }
        bam.write(&bytes)?;
        Ok(bam)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(|e| failed(&self.path, &e))?;
        self.offset += bytes.len() as u64;
        Ok(())
    }

    /// Appends records that follow all earlier ones in coordinate order.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be written.
    pub fn append(&mut self, segment: &Segment) -> Result<()> {
        segment.add_to(&mut self.index, self.offset);
        self.write(segment.bytes())
    }

    /// Ends the file, writes its index and gives both their names.
    ///
    /// # Errors
    /// [`Error::Io`] when either cannot be written.
    pub fn finish(mut self) -> Result<()> {
        self.write(&EOF_BLOCK)?;
        let mut index_path = self.path.clone().into_os_string();
        index_path.push(".bai");
        let index_path = PathBuf::from(index_path);
        // An index of an earlier file must not lie beside the new one, not even for a moment.
        if index_path.exists() {
            fs::remove_file(&index_path).map_err(|e| failed(&index_path, &e))?;
        }
        persist(self.file, &self.path)?;
        whole_file(&index_path, &self.index.into_bytes())
    }
}

/// Writes a small file aside and moves it to its place.
///
/// # Errors
/// [`Error::Io`] when it cannot be written.
pub fn whole_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder).map_err(|e| failed(path, &e))?;
    file.write_all(bytes).map_err(|e| failed(path, &e))?;
    persist(file, path)
}

fn persist(file: NamedTempFile, path: &Path) -> Result<()> {
    readable_by_others(file.as_file());
    file.persist(path).map_err(|e| failed(path, &e.error))?;
    Ok(())
}

/// Temporary files are private to their owner; results have the permissions any new file has.
#[cfg(unix)]
fn readable_by_others(file: &File) {
    use std::os::unix::fs::PermissionsExt;
    let _ = file.set_permissions(fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn readable_by_others(_file: &File) {}

//! The reference sequence: an indexed FASTA file, plain or bgzip.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use md5::{Digest, Md5};
use tempfile::TempDir;

use super::{
    Contig, Contigs,
    fasta::{self, Fasta},
};
use crate::error::{Error, Result};

/// An open reference. Each thread opens its own with [`Reference::reopen`].
pub struct Reference {
    path: PathBuf,
    fai: PathBuf,
    gzi: PathBuf,
    handle: Fasta,
    contigs: Contigs,
    /// Where the index was built when none lay beside the FASTA; shared so that it lives as long as any handle.
    scratch: Option<Arc<TempDir>>,
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

impl Reference {
    /// Opens `path`. An index (`.fai`, and `.gzi` for bgzip) beside it is used; without one, an index is built in a temporary folder,
    /// never beside the user's file.
    ///
    /// # Errors
    /// [`Error::Io`] when the file is missing or is neither plain FASTA nor bgzip.
    pub fn open(path: &Path) -> Result<Self> {
        if let Err(e) = std::fs::File::open(path) {
            return Err(Error::io(path, format!("the reference cannot be opened ({e}); check the path")));
        }
        let (mut fai, mut gzi) = (with_suffix(path, ".fai"), with_suffix(path, ".gzi"));
        let mut scratch = None;
        let gzip = starts_with_gzip_magic(path)?;
        if !fai.exists() || (gzip && !gzi.exists()) {
            let folder = TempDir::new().map_err(|e| Error::io(path, format!("no temporary folder for its index ({e})")))?;
            (fai, gzi) = (folder.path().join("reference.fai"), folder.path().join("reference.gzi"));
            if !fasta::build_index(path, &fai, &gzi) {
                return Err(Error::io(path, "cannot be indexed; it must be FASTA, plain or compressed by bgzip (not gzip)"));
            }
            scratch = Some(Arc::new(folder));
        }
        Self::open_with_index(path.into(), fai, gzi, scratch)
    }

    fn open_with_index(path: PathBuf, fai: PathBuf, gzi: PathBuf, scratch: Option<Arc<TempDir>>) -> Result<Self> {
        let Some(handle) = Fasta::open(&path, &fai, &gzi) else {
            return Err(Error::io(&path, format!("cannot be opened with its index; rebuild it with: samtools faidx {}", path.display())));
        };
        let contigs = Contigs::new(
            handle.records().iter().map(|record| Contig { name: record.name.clone(), length: record.length as u32 }).collect(),
        );
        if contigs.is_empty() {
            return Err(Error::invalid(&path, "holds no sequence; give a FASTA file"));
        }
        Ok(Self { path, fai, gzi, handle, contigs, scratch })
    }

    /// A second handle on the same file, for another thread.
    ///
    /// # Errors
    /// [`Error::Io`] when the file has gone since.
    pub fn reopen(&self) -> Result<Self> {
        Self::open_with_index(self.path.clone(), self.fai.clone(), self.gzi.clone(), self.scratch.clone())
    }

    /// The sequences of the file, in its order and under its names.
    pub fn contigs(&self) -> &Contigs {
        &self.contigs
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the file's index lies beside it, as htslib's CRAM decoder needs it.
    pub fn has_own_index(&self) -> bool {
        self.scratch.is_none()
    }

    /// Bases `[start, end)` (0-based half-open) of the contig called `name` or one of its aliases, in upper case; `end` is cut at
    /// the contig's end.
    ///
    /// # Errors
    /// [`Error::GenomeMismatch`] for an unknown contig, [`Error::Io`] when the file cannot be read.
    pub fn fetch(&mut self, name: &str, start: u32, end: u32) -> Result<Vec<u8>> {
        let mut bases = Vec::new();
        self.fetch_into(name, start, end, &mut bases)?;
        Ok(bases)
    }

    /// As [`Reference::fetch`], into memory that is used again and again.
    ///
    /// # Errors
    /// As [`Reference::fetch`].
    pub fn fetch_into(&mut self, name: &str, start: u32, end: u32, bases: &mut Vec<u8>) -> Result<()> {
        let Some(id) = self.contigs.resolve(name) else {
            return Err(Error::genome_mismatch(
                &self.path,
                format!(
                    "has no contig '{name}' (it has {}); give the reference the alignments were made with",
                    self.contigs.sample_of_names()
                ),
            ));
        };
        let end = end.min(self.contigs.length(id));
        if self.handle.fetch(id as usize, start, end, bases).is_none() {
            return Err(Error::io(
                &self.path,
                format!("cannot be read at {name}:{}-{end}; is the file whole and its index current?", start + 1),
            ));
        }
        Ok(())
    }

    /// MD5 of a contig's upper-case bases, as the M5 tag of SAM's @SQ line defines it (SAM specification, section 1.3.2).
    ///
    /// # Errors
    /// As [`Reference::fetch`].
    pub fn md5(&mut self, name: &str) -> Result<String> {
        use std::fmt::Write;
        const CHUNK_BP: u32 = 1 << 22;
        let length = self.contigs.resolve(name).map_or(0, |id| self.contigs.length(id));
        let (mut hash, mut bases) = (Md5::new(), Vec::new());
        for start in (0..length.max(1)).step_by(CHUNK_BP as usize) {
            self.fetch_into(name, start, start.saturating_add(CHUNK_BP), &mut bases)?;
            hash.update(&bases);
        }
        Ok(hash.finalize().iter().fold(String::with_capacity(32), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        }))
    }
}

fn starts_with_gzip_magic(path: &Path) -> Result<bool> {
    use std::io::Read;
    let mut head = [0u8; 2];
    let mut file = std::fs::File::open(path).map_err(|e| Error::io(path, e.to_string()))?;
    let read = file.read(&mut head).map_err(|e| Error::io(path, format!("cannot be read ({e})")))?;
    Ok(read == 2 && head == [0x1f, 0x8b])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> (TempDir, PathBuf) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("r.fa");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn fetches_upper_case_by_alias_without_writing_beside_the_file() {
        let (folder, path) = written(">chr1 note\nACgtN\nAC\n>chrM\nTTTT\n");
        let mut reference = Reference::open(&path).unwrap();
        assert_eq!(reference.fetch("1", 2, 6).unwrap(), b"GTNA");
        assert_eq!(reference.fetch("chr1", 5, 99).unwrap(), b"AC");
        assert_eq!(reference.fetch("MT", 0, 4).unwrap(), b"TTTT");
        assert!(reference.fetch("chr2", 0, 1).unwrap_err().to_string().contains("chr2"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn any_stretch_of_any_layout_is_read_whole() {
        let bases: Vec<u8> = (0..1_000u32).map(|i| b"ACGT"[(i * i / 7 % 4) as usize]).collect();
        for (line, end) in [(1, "\n"), (7, "\n"), (60, "\r\n"), (1_000, "\n"), (2_000, "\n")] {
            let lines: Vec<&str> = bases.chunks(line).map(|line| std::str::from_utf8(line).unwrap()).collect();
            let (_folder, path) = written(&format!(">a{end}GATT{end}>b{end}{}{end}>c{end}ACA{end}", lines.join(end)));
            let mut reference = Reference::open(&path).unwrap();
            for (start, stop) in [(0, 1_000), (0, 1), (6, 8), (59, 61), (60, 120), (999, 1_000), (500, 500), (13, 977)] {
                assert_eq!(reference.fetch("b", start, stop).unwrap(), &bases[start as usize..stop as usize], "{line} {start} {stop}");
            }
            assert_eq!(reference.fetch("c", 0, 9).unwrap(), b"ACA");
        }
    }

    #[test]
    fn runs_of_n_in_bgzip_are_read_as_plain_text_is() {
        // Several blocks of N, of other letters, and of both.
        let bases: Vec<u8> = (0..900_000u32)
            .map(|i| if (100_003..600_007).contains(&i) || i > 790_000 { b'N' } else { b"ACGTn"[(i.wrapping_mul(i) / 7 % 5) as usize] })
            .collect();
        for line in [60, 61, 70_000] {
            let lines: Vec<&str> = bases.chunks(line).map(|line| std::str::from_utf8(line).unwrap()).collect();
            let text = format!(">a\nGATTACA\n>b\n{}\n>c\n{}\n", lines.join("\n"), "N".repeat(200_000));
            let folder = TempDir::new().unwrap();
            let path = folder.path().join("r.fa.gz");
            std::io::Write::write_all(&mut rust_htslib::bgzf::Writer::from_path(&path).unwrap(), text.as_bytes()).unwrap();
            let mut reference = Reference::open(&path).unwrap();
            let upper = bases.to_ascii_uppercase();
            for (start, stop) in [(0, 900_000), (0, 900_000), (150_000, 450_000), (99_000, 700_001), (599_999, 600_010), (300_000, 300_001)]
            {
                assert!(reference.fetch("b", start, stop).unwrap() == upper[start as usize..stop as usize], "{line} {start} {stop}");
            }
            // A line of another length than the block was first met in.
            assert!(reference.fetch("c", 0, 200_000).unwrap().iter().all(|&letter| letter == b'N'));
        }
    }

    #[test]
    fn an_index_of_another_file_is_an_error() {
        let (_folder, path) = written(">a\nGATTACA\n>b\nGATTACA\n");
        for stale in ["a\t12\t3\t12\t13\n", "a\t700\t3\t7\t8\n", "a\tseven\t3\t7\t8\n"] {
            std::fs::write(with_suffix(&path, ".fai"), stale).unwrap();
            let read = Reference::open(&path).and_then(|mut reference| reference.fetch("a", 0, u32::MAX));
            assert!(read.unwrap_err().to_string().contains("index"), "{stale}");
        }
    }

    #[test]
    fn md5_is_that_of_the_sam_specification() {
        // printf ACGTNAC | md5sum
        let (_folder, path) = written(">chr1\nACgtN\nAC\n");
        assert_eq!(Reference::open(&path).unwrap().md5("chr1").unwrap(), "0125539a8710e67f4964f3de9132cfa6");
    }
}

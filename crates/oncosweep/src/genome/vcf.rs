//! Variant calls of any caller: a VCF file, plain, gzip or bgzip, read line by line.
//!
//! VCF is read as text and not through htslib, so that a malformed file is an error with its line and undeclared tags can be named; BCF has to be
//! converted first (`bcftools view`). Positions are 0-based here, those of the file 1-based (VCF 4.3 specification, section 1.6).

mod header;
mod indexed;
mod record;

use std::path::Path;

pub use header::VcfHeader;
pub use record::VcfRecord;

use super::TextLines;
use crate::error::{Error, Result};

/// An open VCF file.
pub struct VcfReader {
    lines: TextLines,
    header: VcfHeader,
}

impl VcfReader {
    /// Opens `path` and reads its header.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be opened, [`Error::Invalid`] when it is no VCF (BCF included) or has no `#CHROM` line, [`Error::Parse`] with
    /// the line of a malformed header.
    pub fn open(path: &Path) -> Result<Self> {
        let mut lines = TextLines::open(path)?;
        let mut header = VcfHeader::default();
        let mut first = true;
        loop {
            let parsed = match lines.next_line() {
                Ok(Some((number, line))) => {
                    if first && !line.starts_with("##fileformat=VCF") {
                        return Err(not_vcf(path));
                    }
                    first = false;
                    header.add_line(line).map(|done| (number, done)).map_err(|message| (number, message))
                }
                // Binary content is no text from its first line on.
                Ok(None) | Err(_) if first => return Err(not_vcf(path)),
                Ok(None) => return Err(Error::invalid(path, "has no '#CHROM' line; is the file whole?")),
                Err(error) => return Err(error),
            };
            match parsed {
                Ok((_, true)) => return Ok(Self { lines, header }),
                Ok((_, false)) => {}
                Err((number, message)) => return Err(lines.error(number, message)),
            }
        }
    }

    /// The header.
    pub fn header(&self) -> &VcfHeader {
        &self.header
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.lines.path()
    }

    /// Passes every record to `each`, in the file's order.
    ///
    /// # Errors
    /// [`Error::Parse`] with the line for a malformed record and for what `each` says is wrong with one.
    pub fn for_each(&mut self, mut each: impl FnMut(&VcfRecord<'_>) -> std::result::Result<(), String>) -> Result<()> {
        let samples = self.header.samples.len();
        loop {
            let (number, outcome) = match self.lines.next_line()? {
                None => return Ok(()),
                Some((_, "")) => continue,
                Some((number, line)) => (number, VcfRecord::parse(line, samples).and_then(|record| each(&record))),
            };
            outcome.map_err(|message| self.lines.error(number, message))?;
        }
    }
}

fn not_vcf(path: &Path) -> Error {
    Error::invalid(
        path,
        "is not a VCF file ('##fileformat=VCF…' is not its first line); give VCF, plain or compressed, and convert BCF with: bcftools view -Oz",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(u32, String)>> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let mut found = Vec::new();
        VcfReader::open(file.path())?.for_each(|record| {
            found.push((record.start, record.alternates.join("/")));
            Ok(())
        })?;
        Ok(found)
    }

    #[test]
    fn records_are_read_and_malformed_ones_named_by_line() {
        let header = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
        assert_eq!(read(&format!("{header}1\t5\t.\tA\tC,T\t.\tPASS\t.\n")).unwrap(), [(4, "C/T".into())]);
        for (line, word) in [
            ("1\t5\t.\tA", "columns"),
            ("1\tx\t.\tA\tC\t.\tPASS\t.", "POS 'x'"),
            ("1\t0\t.\tA\tC\t.\tPASS\t.", "POS 0"),
            ("1\t7\t.\tA\tC\tq\tPASS\t.", "QUAL 'q'"),
        ] {
            let error = read(&format!("{header}{line}\n")).unwrap_err().to_string();
            assert!(error.contains("line 3") && error.contains(word), "{error}");
        }
    }

    #[test]
    fn what_is_no_vcf_says_so() {
        for (text, word) in [("", "not a VCF"), ("BCF\u{2}\u{2}x", "bcftools view"), ("##fileformat=VCFv4.2\n", "#CHROM")] {
            assert!(read(text).unwrap_err().to_string().contains(word), "{text}");
        }
    }
}

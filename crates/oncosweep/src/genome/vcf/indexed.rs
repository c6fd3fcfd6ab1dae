//! Parts of a large VCF file, through its tabix index.

use std::path::{Path, PathBuf};

use rust_htslib::tbx::{self, Read as _};

use super::{VcfReader, VcfRecord};
use crate::{
    error::{Error, Result},
    genome::Span,
};

impl VcfReader {
    /// Whether a tabix index lies beside the file.
    pub fn is_indexed(&self) -> bool {
        index_of(self.path()).exists()
    }

    /// Passes the records that overlap `regions` (contigs as the file spells them) to `each`: through the index where there is one, else by reading
    /// on to the end of the file. A record may be passed more than once where regions touch, and records outside of all regions may be passed
    /// when there is no index.
    ///
    /// # Errors
    /// As [`VcfReader::for_each`]; [`Error::Io`] when the index cannot be read.
    pub fn for_each_within(
        mut self,
        regions: impl IntoIterator<Item = (String, Span)>,
        mut each: impl FnMut(&VcfRecord<'_>) -> std::result::Result<(), String>,
    ) -> Result<()> {
        if !self.is_indexed() {
            return self.for_each(each);
        }
        let path = self.path().to_path_buf();
        let failed = |e: rust_htslib::errors::Error| {
            Error::io(&path, format!("cannot be read through its index ({e}); make the index again with: tabix -p vcf {}", path.display()))
        };
        let mut reader = tbx::Reader::from_path(&path).map_err(failed)?;
        let samples = self.header().samples.len();
        let mut line = Vec::new();
        for (name, span) in regions {
            // A contig the file has no record on is not in its index.
            let Ok(tid) = reader.tid(&name) else { continue };
            reader.fetch(tid, u64::from(span.start), u64::from(span.end)).map_err(failed)?;
            while reader.read(&mut line).map_err(failed)? {
                let text = String::from_utf8_lossy(&line);
                let outcome = VcfRecord::parse(&text, samples).and_then(|record| each(&record));
                outcome.map_err(|message| {
                    Error::invalid(&path, format!("has a bad record in {name}:{}-{}: {message}", span.start + 1, span.end))
                })?;
            }
        }
        Ok(())
    }
}

fn index_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".tbi");
    name.into()
}

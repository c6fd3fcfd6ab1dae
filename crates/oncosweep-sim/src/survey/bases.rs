//! Bases of the reference near where a thread works.

use oncosweep::{
    Result,
    genome::{ContigId, Reference},
};

use crate::reads::{Context, base};

/// Bases kept at once, at least.
const KEEP_BP: u32 = 1 << 19;

/// Keeps a stretch of the reference as base codes, so that neighbouring windows do not read the file again.
pub struct BasesCache {
    reference: Reference,
    contig: ContigId,
    start: u32,
    codes: Vec<u8>,
}

impl BasesCache {
    /// A cache over a handle of its own.
    pub fn new(reference: Reference) -> Self {
        Self { reference, contig: 0, start: 0, codes: Vec::new() }
    }

    /// The bases `[start, end)` of `contig`, cut at the contig's end.
    ///
    /// # Errors
    /// [`oncosweep::Error::Io`] when the reference cannot be read.
    pub fn get(&mut self, contig: ContigId, start: u32, end: u32) -> Result<Context<'_>> {
        let end = end.min(self.reference.contigs().length(contig));
        let held = self.contig == contig && self.start <= start && end <= self.start + self.codes.len() as u32;
        if !held {
            let name = self.reference.contigs().name(contig).to_owned();
            let bases = self.reference.fetch(&name, start, end.max(start.saturating_add(KEEP_BP)))?;
            self.codes.clear();
            self.codes.extend(bases.iter().map(|&b| base::code(b)));
            (self.contig, self.start) = (contig, start);
        }
        let from = (start - self.start) as usize;
        Ok(Context { start, codes: &self.codes[from..from + end.saturating_sub(start) as usize] })
    }
}

//! Compact storage of a window's reads: arenas instead of one allocation a read.

use super::{Bases, Cigar, Flags, FragmentId, MatePlacement, Read};
use crate::genome::{ContigId, Span};

#[derive(Debug, Clone, Copy)]
struct Entry {
    fragment: FragmentId,
    contig: ContigId,
    start: u32,
    end: u32,
    mate: Option<MatePlacement>,
    template_length: i32,
    flags: Flags,
    mapping_quality: u8,
    base_count: u32,
    cigar: (u32, u32),
    packed: usize,
    qualities: usize,
    supplementary: (u32, u32),
}

/// Reads in coordinate order, in arenas.
#[derive(Debug, Default)]
pub struct ReadStore {
    entries: Vec<Entry>,
    cigars: Vec<u32>,
    packed: Vec<u8>,
    qualities: Vec<u8>,
    supplementary: Vec<u8>,
}

impl ReadStore {
    /// Copies a read in; returns its index.
    pub fn push(&mut self, read: &Read<'_>) -> usize {
        let entry = Entry {
            fragment: read.fragment,
            contig: read.contig,
            start: read.start,
            end: read.end,
            mate: read.mate,
            template_length: read.template_length,
            flags: read.flags,
            mapping_quality: read.mapping_quality,
            base_count: read.bases.length,
            cigar: (self.cigars.len() as u32, read.cigar.0.len() as u32),
            packed: self.packed.len(),
            qualities: self.qualities.len(),
            supplementary: (self.supplementary.len() as u32, read.supplementary_alignments.len() as u32),
        };
        self.cigars.extend_from_slice(read.cigar.0);
        self.packed.extend_from_slice(read.bases.packed);
        self.qualities.extend_from_slice(read.qualities);
        self.supplementary.extend_from_slice(read.supplementary_alignments);
        self.entries.push(entry);
        self.entries.len() - 1
    }

    /// The read at `index` (as given to collectors).
    ///
    /// # Panics
    /// When `index` is not below [`ReadStore::len`].
    pub fn get(&self, index: usize) -> Read<'_> {
        let e = self.entries[index];
        let packed_length = (e.base_count as usize).div_ceil(2);
        Read {
            contig: e.contig,
            start: e.start,
            end: e.end,
            flags: e.flags,
            mapping_quality: e.mapping_quality,
            fragment: e.fragment,
            mate: e.mate,
            template_length: e.template_length,
            cigar: Cigar(&self.cigars[e.cigar.0 as usize..(e.cigar.0 + e.cigar.1) as usize]),
            bases: Bases { packed: &self.packed[e.packed..e.packed + packed_length], length: e.base_count },
            qualities: &self.qualities[e.qualities..e.qualities + e.base_count as usize],
            supplementary_alignments: &self.supplementary[e.supplementary.0 as usize..(e.supplementary.0 + e.supplementary.1) as usize],
        }
    }

    /// Where the read at `index` lies, without a look at the rest of it.
    ///
    /// # Panics
    /// When `index` is not below [`ReadStore::len`].
    pub fn span(&self, index: usize) -> Span {
        let entry = &self.entries[index];
        Span::new(entry.start, entry.end)
    }

    /// The reads in order, with their indices.
    pub fn iter(&self) -> impl Iterator<Item = (usize, Read<'_>)> {
        (0..self.entries.len()).map(|index| (index, self.get(index)))
    }

    /// Number of reads.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no read.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Bytes in use, to bound a window's memory.
    pub fn bytes(&self) -> usize {
        self.entries.len() * size_of::<Entry>()
            + self.cigars.len() * 4
            + self.packed.len()
            + self.qualities.len()
            + self.supplementary.len()
    }

    /// Forgets all reads that end at or before `position` (0-based), keeping the order of the rest. The rest moves through `spare`, so that
    /// both keep their memory from window to window.
    pub fn retain_from(&mut self, position: u32, spare: &mut Self) {
        spare.clear();
        for (_, read) in self.iter().filter(|(_, read)| read.end > position) {
            spare.push(&read);
        }
        std::mem::swap(self, spare);
    }

    /// Forgets all reads and keeps the memory.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.cigars.clear();
        self.packed.clear();
        self.qualities.clear();
        self.supplementary.clear();
    }
}

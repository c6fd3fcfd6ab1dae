//! Compact storage of a window's reads: arenas instead of one allocation a read.

use super::{Bases, Cigar, Flags, FragmentId, MatePlacement, Read};
use crate::genome::{ContigId, Span};

#[derive(Debug, Clone, Copy)]
struct Entry {
    fragment: FragmentId,
    contig: ContigId,
    span: Span,
    mate: Option<MatePlacement>,
    template_length: i32,
    flags: Flags,
    mapping_quality: u8,
    base_count: u32,
    cigar: (u32, u32),
    /// Where its packed bases begin; its qualities follow them.
    body: usize,
    /// Number of its SA and XA tags, from 1 on; 0 without an SA tag.
    tag: u32,
}

/// Reads in coordinate order, in arenas.
#[derive(Debug, Default)]
pub struct ReadStore {
    entries: Vec<Entry>,
    cigars: Vec<u32>,
    /// Packed bases and qualities of each read.
    bodies: Vec<u8>,
    /// Texts of SA tags, each with that of the XA tag behind it, and where each begins, with the lengths of both: few reads have one.
    tags: Vec<u8>,
    tag_places: Vec<(u32, u32, u32)>,
}

impl ReadStore {
    /// Copies a read in; returns its index.
    #[inline]
    pub fn push(&mut self, read: &Read<'_>) -> usize {
        let tag = read.supplementary_alignments;
        if !tag.is_empty() {
            self.tag_places.push((self.tags.len() as u32, tag.len() as u32, read.alternative_alignments.len() as u32));
            self.tags.extend_from_slice(tag);
            self.tags.extend_from_slice(read.alternative_alignments);
        }
        self.entries.push(Entry {
            fragment: read.fragment,
            contig: read.contig,
            span: read.span(),
            mate: read.mate,
            template_length: read.template_length,
            flags: read.flags,
            mapping_quality: read.mapping_quality,
            base_count: read.bases.length,
            cigar: (self.cigars.len() as u32, read.cigar.0.len() as u32),
            body: self.bodies.len(),
            tag: if tag.is_empty() { 0 } else { self.tag_places.len() as u32 },
        });
        if let &[only] = read.cigar.0 {
            self.cigars.push(only);
        } else {
            self.cigars.extend_from_slice(read.cigar.0);
        }
        self.bodies.reserve(read.bases.packed.len() + read.qualities.len());
        self.bodies.extend_from_slice(read.bases.packed);
        self.bodies.extend_from_slice(read.qualities);
        self.entries.len() - 1
    }

    /// The read at `index` (as given to collectors).
    ///
    /// # Panics
    /// When `index` is not below [`ReadStore::len`].
    #[inline]
    pub fn get(&self, index: usize) -> Read<'_> {
        let e = &self.entries[index];
        let (packed_length, length) = ((e.base_count as usize).div_ceil(2), e.base_count as usize);
        let (packed, qualities) = self.bodies[e.body..e.body + packed_length + length].split_at(packed_length);
        let (supplementary_alignments, alternative_alignments) = e.tag.checked_sub(1).map_or((&[][..], &[][..]), |n| self.tag(n as usize));
        Read {
            contig: e.contig,
            start: e.span.start,
            end: e.span.end,
            flags: e.flags,
            mapping_quality: e.mapping_quality,
            fragment: e.fragment,
            mate: e.mate,
            template_length: e.template_length,
            cigar: Cigar(&self.cigars[e.cigar.0 as usize..(e.cigar.0 + e.cigar.1) as usize]),
            bases: Bases { packed, length: e.base_count },
            qualities,
            supplementary_alignments,
            alternative_alignments,
        }
    }

    fn tag(&self, number: usize) -> (&[u8], &[u8]) {
        let (start, length, more) = self.tag_places[number];
        let both = &self.tags[start as usize..(start + length + more) as usize];
        both.split_at(length as usize)
    }

    /// Where the read at `index` lies, without a look at the rest of it.
    ///
    /// # Panics
    /// When `index` is not below [`ReadStore::len`].
    #[inline]
    pub fn span(&self, index: usize) -> Span {
        self.entries[index].span
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
        self.entries.len() * size_of::<Entry>() + self.cigars.len() * 4 + self.bodies.len() + self.tags.len()
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
        self.bodies.clear();
        self.tags.clear();
        self.tag_places.clear();
    }
}

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

impl Entry {
    fn packed_bytes(&self) -> usize {
        (self.base_count as usize).div_ceil(2)
    }

    fn body_bytes(&self) -> usize {
        self.packed_bytes() + self.base_count as usize
    }
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
    /// Reference bases of the longest read.
    longest: u32,
}

impl ReadStore {
    /// Copies a read in; returns its index.
    #[inline]
    pub fn push(&mut self, read: &Read<'_>) -> usize {
        let tag = self.add_tags(read.supplementary_alignments, read.alternative_alignments);
        self.longest = self.longest.max(read.end - read.start);
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
            tag,
        });
        if let &[only] = read.cigar.0 {
            self.cigars.push(only);
        } else {
            self.cigars.extend_from_slice(read.cigar.0);
        }
        let body = read.bases.packed.len() + read.qualities.len();
        if self.bodies.capacity() - self.bodies.len() < body {
            // By a quarter, not twofold as by itself: this is most of a sweep's memory where reads lie deep.
            self.bodies.reserve_exact(body.max(self.bodies.capacity() / 4));
        }
        self.bodies.extend_from_slice(read.bases.packed);
        self.bodies.extend_from_slice(read.qualities);
        self.entries.len() - 1
    }

    /// Keeps the text of an SA tag and of an XA tag; returns their number, from 1 on, or 0 when the first is empty.
    #[inline]
    fn add_tags(&mut self, supplementary: &[u8], alternative: &[u8]) -> u32 {
        if supplementary.is_empty() {
            return 0;
        }
        self.tag_places.push((self.tags.len() as u32, supplementary.len() as u32, alternative.len() as u32));
        self.tags.extend_from_slice(supplementary);
        self.tags.extend_from_slice(alternative);
        self.tag_places.len() as u32
    }

    /// The read at `index` (as given to collectors).
    ///
    /// # Panics
    /// When `index` is not below [`ReadStore::len`].
    #[inline]
    pub fn get(&self, index: usize) -> Read<'_> {
        let e = &self.entries[index];
        let (packed, qualities) = self.bodies[e.body..e.body + e.body_bytes()].split_at(e.packed_bytes());
        let (supplementary_alignments, alternative_alignments) =
            e.tag.checked_sub(1).map_or((&[][..], &[][..]), |number| tags(&self.tags, self.tag_places[number as usize]));
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

    /// Forgets all reads that end at or before `position` (0-based), keeping the order of the rest.
    pub fn retain_from(&mut self, position: u32) {
        // Reads come by start, so that those that begin farther back than the longest is long have ended.
        let first = position.saturating_sub(self.longest);
        let behind = self.entries.partition_point(|entry| entry.span.start < first);
        let (mut cigars, mut bodies) = (0, 0);
        let (texts, tag_places) = (std::mem::take(&mut self.tags), std::mem::take(&mut self.tag_places));
        self.longest = 0;
        let mut kept = 0;
        for index in behind..self.entries.len() {
            let mut entry = self.entries[index];
            if entry.span.end <= position {
                continue;
            }
            let (cigar, body) =
                (entry.cigar.0 as usize..(entry.cigar.0 + entry.cigar.1) as usize, entry.body..entry.body + entry.body_bytes());
            (entry.cigar.0, entry.body) = (cigars as u32, bodies);
            cigars += cigar.len();
            bodies += body.len();
            self.cigars.copy_within(cigar, entry.cigar.0 as usize);
            self.bodies.copy_within(body, entry.body);
            if let Some(number) = entry.tag.checked_sub(1) {
                let (supplementary, alternative) = tags(&texts, tag_places[number as usize]);
                entry.tag = self.add_tags(supplementary, alternative);
            }
            self.longest = self.longest.max(entry.span.len());
            self.entries[kept] = entry;
            kept += 1;
        }
        self.entries.truncate(kept);
        self.cigars.truncate(cigars);
        self.bodies.truncate(bodies);
    }

    /// Forgets all reads and keeps the memory.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.cigars.clear();
        self.bodies.clear();
        self.tags.clear();
        self.tag_places.clear();
        self.longest = 0;
    }
}

/// The texts of an SA tag and of an XA tag.
#[inline]
fn tags(texts: &[u8], (start, supplementary, alternative): (u32, u32, u32)) -> (&[u8], &[u8]) {
    texts[start as usize..(start + supplementary + alternative) as usize].split_at(supplementary as usize)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sweep::read_maker::MadeRead;

    proptest! {
        #[test]
        fn what_is_retained_is_what_was_put_in(
            reads in prop::collection::vec((0u32..200, 1u32..30, 0u32..3, prop::option::of("[a-z]{1,5}")), 0..40),
            cuts in prop::collection::vec(0u32..260, 1..4),
        ) {
            let mut reads = reads;
            reads.sort_by_key(|read| read.0);
            let made: Vec<(MadeRead, Option<String>)> = reads
                .into_iter()
                .map(|(start, length, gap, tag)| {
                    let cigar = if gap == 0 { format!("{length}M") } else { format!("{length}M{}D2M", 20 * gap) };
                    let letters = "GATTACAGGCTCAGTCAAAAAACGTGCATCTTGACCATG"[..(length + if gap == 0 { 0 } else { 2 }) as usize].to_owned();
                    (MadeRead::new(start, &cigar, &letters), tag)
                })
                .collect();
            let shown = |index: usize| Read {
                fragment: index as u64,
                supplementary_alignments: made[index].1.as_deref().unwrap_or_default().as_bytes(),
                alternative_alignments: made[index].1.as_ref().filter(|_| index.is_multiple_of(2)).map_or(b"", |_| b"chr2,+1,1M,0;"),
                ..made[index].0.read()
            };
            let mut store = ReadStore::default();
            let mut expected: Vec<usize> = Vec::new();
            // Windows: some more reads, then a cut.
            let share = made.len() / cuts.len() + 1;
            for (window, cut) in cuts.into_iter().enumerate() {
                for index in (window * share)..made.len().min((window + 1) * share) {
                    store.push(&shown(index));
                    expected.push(index);
                }
                store.retain_from(cut);
                expected.retain(|&index| shown(index).end > cut);
                prop_assert_eq!(store.len(), expected.len());
                for (index, &of) in expected.iter().enumerate() {
                    prop_assert_eq!(format!("{:?}", store.get(index)), format!("{:?}", shown(of)));
                }
            }
        }
    }
}

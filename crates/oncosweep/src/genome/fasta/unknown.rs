//! Runs of N in a bgzip-compressed FASTA, told by their compressed blocks.
//!
//! // METHOD: assemblies hold runs of millions of N, and a reference cut down to a few genes holds little else. A block of nothing but N
//! compresses to a few hundred bytes, and equal compressed bytes hold equal text, so a block that equals one found to be N alone needs no
//! inflating.

use std::{fs::File, os::unix::fs::FileExt, path::Path};

use rustc_hash::FxHashMap;

/// Blocks that compress to more are not looked at; 64 kb of N take about 280 bytes.
const MAX_COMPRESSED_BYTES: u64 = 512;

/// Where the blocks of a file lie, and how those look that hold nothing but N.
pub(super) struct UnknownBlocks {
    file: File,
    /// Where each block begins: in the file, and in the inflated text.
    starts: Vec<(u64, u64)>,
    /// Compressed blocks of N alone, with the place in the line at which each begins.
    known: FxHashMap<Box<[u8]>, u64>,
}

/// A block that may be N alone.
pub(super) struct Suspect {
    compressed: Box<[u8]>,
    /// Its length, inflated.
    pub(super) length: u64,
}

impl UnknownBlocks {
    /// Reads where the blocks begin from the `.gzi`; `None` when it is not one.
    pub(super) fn open(fasta: &Path, gzi: &Path) -> Option<Self> {
        // The number of blocks but the first, and where each begins (bgzip(1), GZI FORMAT).
        let bytes = std::fs::read(gzi).ok()?;
        let (count, places) = bytes.split_first_chunk::<8>()?;
        let numbers: Vec<u64> = places.as_chunks::<8>().0.iter().map(|&number| u64::from_le_bytes(number)).collect();
        let starts: Vec<(u64, u64)> =
            std::iter::once((0, 0)).chain(numbers.as_chunks::<2>().0.iter().map(|&[file, text]| (file, text))).collect();
        let is_whole = starts.len() as u64 == u64::from_le_bytes(*count) + 1 && starts.is_sorted();
        Some(Self { file: File::open(fasta).ok()?, starts: is_whole.then_some(starts)?, known: FxHashMap::default() })
    }

    /// Where the block that holds `offset` (inflated) ends; `None` for the last.
    pub(super) fn end_of_block(&self, offset: u64) -> Option<u64> {
        self.starts.get(self.starts.partition_point(|start| start.1 <= offset)).map(|start| start.1)
    }

    /// The block that begins at `offset` (inflated), if it compresses so well that it may be N alone.
    pub(super) fn suspect(&self, offset: u64) -> Option<Suspect> {
        let index = self.starts.binary_search_by_key(&offset, |start| start.1).ok()?;
        let (here, next) = (self.starts[index], self.starts.get(index + 1)?);
        let bytes = next.0.checked_sub(here.0).filter(|&bytes| bytes <= MAX_COMPRESSED_BYTES)?;
        let mut compressed = vec![0; bytes as usize].into_boxed_slice();
        self.file.read_exact_at(&mut compressed, here.0).ok()?;
        Some(Suspect { compressed, length: next.1 - here.1 })
    }

    /// Whether a block that begins at `in_line` of a line has been found to be N alone.
    pub(super) fn is_known(&self, in_line: u64, suspect: &Suspect) -> bool {
        self.known.get(&suspect.compressed) == Some(&in_line)
    }

    /// Remembers a block that was found to be N alone.
    pub(super) fn remember(&mut self, in_line: u64, suspect: Suspect) {
        self.known.insert(suspect.compressed, in_line);
    }
}

//! The BAI index (SAM specification, section 5.2), built while the file is written.

use rustc_hash::FxHashMap;

/// Bases of one place of the linear index.
const LINEAR_BP: u32 = 1 << 14;
/// The pseudo-bin with the counts of reads (section 5.2).
const COUNTS_BIN: u32 = 37_450;
/// The longest contig a BAI index can hold.
pub const MAX_CONTIG_BP: u32 = 1 << 29;

/// The smallest bin that holds `[start, end)` (section 5.3).
pub fn bin_of(start: u32, end: u32) -> u16 {
    let last = end.saturating_sub(1).max(start);
    for (shift, offset) in [(14, 4681), (17, 585), (20, 73), (23, 9), (26, 1)] {
        if start >> shift == last >> shift {
            return offset + (start >> shift) as u16;
        }
    }
    0
}

/// A place in the file: offset of a compressed block and offset within it, as the specification packs them.
pub fn virtual_offset(block: u64, within: u32) -> u64 {
    (block << 16) | u64::from(within)
}

/// What the index needs of one contig.
#[derive(Debug, Default)]
struct ContigIndex {
    bins: FxHashMap<u16, Vec<(u64, u64)>>,
    linear: Vec<u64>,
    reads: u64,
    first: Option<u64>,
    last: u64,
}

/// An index under construction: add all records in file order.
#[derive(Debug)]
pub struct Bai {
    contigs: Vec<ContigIndex>,
}

impl Bai {
    /// An empty index of a file with this many contigs.
    pub fn new(contigs: usize) -> Self {
        Self { contigs: (0..contigs).map(|_| ContigIndex::default()).collect() }
    }

    /// Adds a run of records of one bin that lie together from `from` to `to` in the file.
    pub fn add_chunk(&mut self, contig: u32, bin: u16, from: u64, to: u64, reads: u32) {
        let Some(index) = self.contigs.get_mut(contig as usize) else { return };
        let chunks = index.bins.entry(bin).or_default();
        match chunks.last_mut() {
            // A run that goes on where the last one ended, or in the same block, is the same chunk.
            Some(last) if last.1 >> 16 == from >> 16 => last.1 = to,
            _ => chunks.push((from, to)),
        }
        index.reads += u64::from(reads);
        index.first.get_or_insert(from);
        index.last = to;
    }

    /// Says that the first record over the linear index's place `tile` (of 16 384 bases) is at `offset`; the first to say so counts.
    pub fn add_tile(&mut self, contig: u32, tile: u32, offset: u64) {
        let Some(index) = self.contigs.get_mut(contig as usize) else { return };
        let tile = tile as usize;
        if index.linear.len() <= tile {
            index.linear.resize(tile + 1, 0);
        }
        if index.linear[tile] == 0 {
            index.linear[tile] = offset;
        }
    }

    /// The place of the linear index that holds `position`.
    pub fn tile_of(position: u32) -> u32 {
        position / LINEAR_BP
    }

    /// The index as bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        let mut out = b"BAI\x01".to_vec();
        out.extend_from_slice(&(self.contigs.len() as u32).to_le_bytes());
        for contig in self.contigs {
            let Some(first) = contig.first else {
                out.extend_from_slice(&[0; 8]);
                continue;
            };
            let mut bins: Vec<_> = contig.bins.into_iter().collect();
            bins.sort_unstable_by_key(|(bin, _)| *bin);
            out.extend_from_slice(&(bins.len() as u32 + 1).to_le_bytes());
            for (bin, chunks) in bins {
                write_bin(&mut out, u32::from(bin), &chunks);
            }
            write_bin(&mut out, COUNTS_BIN, &[(first, contig.last), (contig.reads, 0)]);
            out.extend_from_slice(&(contig.linear.len() as u32).to_le_bytes());
            let mut before = 0;
            for offset in contig.linear {
                // A place without a read points at what comes before it, as samtools writes it.
                before = if offset == 0 { before } else { offset };
                out.extend_from_slice(&before.to_le_bytes());
            }
        }
        out.extend_from_slice(&0u64.to_le_bytes());
        out
    }
}

fn write_bin(out: &mut Vec<u8>, bin: u32, chunks: &[(u64, u64)]) {
    out.extend_from_slice(&bin.to_le_bytes());
    out.extend_from_slice(&(chunks.len() as u32).to_le_bytes());
    for (from, to) in chunks {
        out.extend_from_slice(&from.to_le_bytes());
        out.extend_from_slice(&to.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_those_of_the_specification() {
        assert_eq!(bin_of(0, 1), 4681);
        assert_eq!(bin_of(16_383, 16_385), 585);
        assert_eq!(bin_of(16_384, 32_768), 4682);
        assert_eq!(bin_of(0, 1 << 29), 0);
        assert_eq!(bin_of((1 << 26) - 1, (1 << 26) + 1), 0);
    }
}

//! A run of records in coordinate order: compressed blocks, and what the index needs to know of them.

use oncosweep::Result;

use super::{
    bai::{Bai, bin_of, virtual_offset},
    bgzf::{BLOCK_BYTES, BlockCompressor},
};

/// A place in a segment: which of its blocks, and the offset within it.
#[derive(Debug, Clone, Copy)]
struct Place {
    block: u32,
    within: u32,
}

/// Neighbouring records of one bin.
#[derive(Debug, Clone, Copy)]
struct Chunk {
    contig: u32,
    bin: u16,
    reads: u32,
    from: Place,
    to: Place,
}

/// Compressed records, ready to be appended to a file.
#[derive(Debug, Default)]
pub struct Segment {
    bytes: Vec<u8>,
    /// Offset of each block in `bytes`.
    blocks: Vec<u32>,
    chunks: Vec<Chunk>,
    /// Contig, tile and the first record over it.
    tiles: Vec<(u32, u32, Place)>,
    reads: u64,
}

impl Segment {
    /// The compressed bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Number of records.
    pub fn reads(&self) -> u64 {
        self.reads
    }

    /// Tells `index` about the records, which lie at `offset` in the file.
    pub fn add_to(&self, index: &mut Bai, offset: u64) {
        let absolute = |place: Place| {
            // A record that ends where its block does ends at the start of the next one.
            let block = self.blocks.get(place.block as usize).map_or(self.bytes.len() as u64, |&at| u64::from(at));
            virtual_offset(offset + block, place.within)
        };
        for chunk in &self.chunks {
            index.add_chunk(chunk.contig, chunk.bin, absolute(chunk.from), absolute(chunk.to), chunk.reads);
        }
        for &(contig, tile, place) in &self.tiles {
            index.add_tile(contig, tile, absolute(place));
        }
    }
}

/// Fills a [`Segment`], record by record.
pub struct SegmentWriter {
    segment: Segment,
    block: Vec<u8>,
}

impl SegmentWriter {
    /// An empty segment, with room for about `compressed_bytes`.
    pub fn new(compressed_bytes: usize) -> Self {
        let segment = Segment { bytes: Vec::with_capacity(compressed_bytes), ..Segment::default() };
        Self { segment, block: Vec::with_capacity(BLOCK_BYTES) }
    }

    /// Appends one encoded record that covers `[start, end)` of `contig`.
    ///
    /// # Errors
    /// Those of [`BlockCompressor::append`].
    pub fn push(&mut self, compressor: &mut BlockCompressor, record: &[u8], contig: u32, start: u32, end: u32) -> Result<()> {
        if !self.block.is_empty() && self.block.len() + record.len() > BLOCK_BYTES {
            self.end_block(compressor)?;
        }
        let from = self.place();
        let mut rest = record;
        // Only a record longer than a block is cut.
        while self.block.len() + rest.len() > BLOCK_BYTES {
            let (head, tail) = rest.split_at(BLOCK_BYTES - self.block.len());
            self.block.extend_from_slice(head);
            self.end_block(compressor)?;
            rest = tail;
        }
        self.block.extend_from_slice(rest);
        let to = self.place();
        let bin = bin_of(start, end);
        match self.segment.chunks.last_mut() {
            Some(chunk) if chunk.bin == bin && chunk.contig == contig => {
                chunk.to = to;
                chunk.reads += 1;
            }
            _ => self.segment.chunks.push(Chunk { contig, bin, reads: 1, from, to }),
        }
        // In coordinate order a tile's first record is that of the first read to reach it.
        let (first, last) = (Bai::tile_of(start), Bai::tile_of(end.saturating_sub(1).max(start)));
        let known = match self.segment.tiles.last() {
            Some(&(c, tile, _)) if c == contig => tile + 1,
            _ => 0,
        };
        for tile in first.max(known)..=last {
            self.segment.tiles.push((contig, tile, from));
        }
        self.segment.reads += 1;
        Ok(())
    }

    fn place(&self) -> Place {
        Place { block: self.segment.blocks.len() as u32, within: self.block.len() as u32 }
    }

    fn end_block(&mut self, compressor: &mut BlockCompressor) -> Result<()> {
        self.segment.blocks.push(self.segment.bytes.len() as u32);
        compressor.append(&self.block, &mut self.segment.bytes)?;
        self.block.clear();
        Ok(())
    }

    /// The finished segment.
    ///
    /// # Errors
    /// Those of [`BlockCompressor::append`].
    pub fn finish(mut self, compressor: &mut BlockCompressor) -> Result<Segment> {
        if !self.block.is_empty() {
            self.end_block(compressor)?;
            let end = self.segment.blocks.len() as u32;
            // The last record's end was noted within the block that is now closed.
            if let Some(chunk) = self.segment.chunks.last_mut() {
                chunk.to = Place { block: end, within: 0 };
            }
        }
        Ok(self.segment)
    }
}

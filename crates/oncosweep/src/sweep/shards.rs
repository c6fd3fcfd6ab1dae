//! The plan cut into pieces for the workers.

use rust_htslib::bam;

use super::{Plan, Source, crai::CramIndex, hts};
use crate::{
    error::{Error, Result},
    genome::{ContigId, Interval, Span},
};

/// Regions of one contig that one worker sweeps in one go, reading on from each to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shard {
    pub(super) contig: ContigId,
    /// Sorted and disjoint; at least one.
    pub(super) spans: Vec<Span>,
}

impl Shard {
    fn of(interval: Interval) -> Self {
        Self { contig: interval.contig, spans: vec![interval.span] }
    }

    /// Adds the next interval of the contig.
    fn extend(&mut self, span: Span) {
        match self.spans.last_mut() {
            Some(last) if last.end == span.start => last.end = span.end,
            _ => self.spans.push(span),
        }
    }

    /// From the first region to the last.
    pub(super) fn hull(&self) -> Interval {
        let (first, last) = (self.spans.first(), self.spans.last());
        Interval::new(self.contig, first.map_or(0, |span| span.start), last.map_or(0, |span| span.end))
    }

    fn end(&self) -> u32 {
        self.hull().span.end
    }
}

/// The grain at which the index is asked: BAI's linear index has one offset each 16 kb, so less tells nothing.
const TILE_BP: u32 = 1 << 18;
/// About a second of work on one core.
const SHARD_BYTES: u64 = 8 << 20;
/// CRAM takes about a quarter of the bytes.
const CRAM_SHARD_BYTES: u64 = SHARD_BYTES / 4;
/// Between two regions, so many compressed bytes are read through: to search for the second would inflate as much again, since an index leads
/// to the start of the 16 kb (or the slice) a region lies in.
const READ_THROUGH_BYTES: u64 = 64 << 10;

/// The plan's regions cut into shards, in genome order: each at most `shard_bp` long when that is given, else of similar compressed size by the
/// tumour's index, with regions together that lie close in the file. `contig_file_ids` gives the file's number of each contig. Results do not
/// depend on the cuts.
pub(super) fn shards(plan: &Plan, source: &Source, contig_file_ids: &[Option<u32>], shard_bp: Option<u32>) -> Result<Vec<Shard>> {
    if let Some(length) = shard_bp {
        return Ok(plan.regions.iter().flat_map(|region| region.tiles(length)).map(Shard::of).collect());
    }
    let index = Index::of(source)?;
    let shard_bytes = if source.is_cram() { CRAM_SHARD_BYTES } else { SHARD_BYTES };
    let offset = |contig: ContigId, position: u32| {
        let tid = contig_file_ids.get(contig as usize).copied().flatten()?;
        index.offset(tid as i32, position)
    };
    let mut shards: Vec<Shard> = Vec::new();
    // Where reading the last shard begins.
    let mut began = None;
    for tile in plan.regions.iter().flat_map(|region| region.tiles(TILE_BP)) {
        let at = offset(tile.contig, tile.span.start);
        if let Some(shard) = shards.last_mut().filter(|shard| shard.contig == tile.contig) {
            let apart = |from: Option<u64>| at.zip(from).map_or(0, |(at, from)| at.saturating_sub(from));
            let is_near = shard.end() == tile.span.start || apart(offset(shard.contig, shard.end())) <= READ_THROUGH_BYTES;
            if is_near && apart(began) < shard_bytes {
                shard.extend(tile.span);
                began = began.or(at);
                continue;
            }
        }
        shards.push(Shard::of(tile));
        began = at;
    }
    Ok(shards)
}

/// What tells where in the file the alignments of a place lie.
enum Index {
    Bam(bam::IndexedReader),
    Cram(CramIndex),
}

impl Index {
    fn of(source: &Source) -> Result<Self> {
        if !source.is_cram() {
            return Ok(Self::Bam(source.indexed()?));
        }
        let unreadable = || Error::io(source.path(), "its index cannot be read; make it again with samtools index");
        CramIndex::beside(source.path()).map(Self::Cram).ok_or_else(unreadable)
    }

    /// Where in the file one has to begin to read the alignments at `position`; `None` when none lie there.
    fn offset(&self, tid: i32, position: u32) -> Option<u64> {
        match self {
            Self::Bam(reader) => hts::index_chunks(reader, tid, position, position + 1)?.first().map(|chunk| chunk.0 >> 16),
            Self::Cram(index) => index.offset(tid, position),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_that_touch_are_one() {
        let mut shard = Shard::of(Interval::new(2, 10, 20));
        shard.extend(Span::new(20, 30));
        shard.extend(Span::new(35, 40));
        assert_eq!(shard, Shard { contig: 2, spans: vec![Span::new(10, 30), Span::new(35, 40)] });
        assert_eq!(shard.hull(), Interval::new(2, 10, 40));
    }
}

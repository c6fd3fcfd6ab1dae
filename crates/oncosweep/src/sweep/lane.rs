//! One sample's alignments on their way into windows: read, checked, counted, kept.

use xxhash_rust::xxh3::xxh3_64;

use super::{Flags, MatePlacement, Merge, Read, ReadStore, SkipCounts, SkipReason, Source, record::RecordView, records::Records};
use crate::{
    error::Result,
    genome::{ContigId, Interval, Span, spans_hold},
};
use serde::{Deserialize, Serialize};

/// Reads seen in a sample, by what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadCounts {
    /// Alignment records that start in the swept regions (with unplaced reads, when those were asked for).
    pub reads: u64,
    /// Records not shown to any collector, by the first reason.
    pub skipped: SkipCounts,
}

impl Merge for ReadCounts {
    fn merge(&mut self, other: Self) {
        self.reads += other.reads;
        self.skipped.merge(other.skipped);
    }
}

/// Reads with the same start, end and strand beyond which more are counted as [`SkipReason::DepthCap`] instead of kept. It bounds memory
/// where an assay stacks amplicons, and depends on nothing but the reads of that stack, so it is the same for any shards.
pub const MAX_IDENTICAL_SPANS: u32 = 10_000;

/// The last position BAM can hold (SAM specification, section 4.2). An alignment past it is garbage, and would overflow what is computed from it.
const MAX_END: u32 = i32::MAX as u32;

/// Contig ids of one file in terms of the case's.
#[derive(Debug, Clone)]
pub(super) struct ContigMap {
    pub(super) to_case: Vec<Option<ContigId>>,
    pub(super) to_file: Vec<Option<u32>>,
}

/// The stack of reads at the current start position.
#[derive(Default)]
struct Stack {
    contig: ContigId,
    start: u32,
    /// End, strand and number of reads. A list, not a map: few spans share a start.
    spans: Vec<(u32, bool, u32)>,
}

impl Stack {
    /// Whether one more read with this span exceeds the cap.
    fn is_full(&mut self, contig: ContigId, start: u32, end: u32, reverse: bool) -> bool {
        if (self.contig, self.start) != (contig, start) {
            (self.contig, self.start) = (contig, start);
            self.spans.clear();
        }
        let Some(span) = self.spans.iter_mut().find(|span| span.0 == end && span.1 == reverse) else {
            self.spans.push((end, reverse, 1));
            return false;
        };
        span.2 += 1;
        span.2 > MAX_IDENTICAL_SPANS
    }
}

/// A file's records in order.
pub(super) struct Lane {
    records: Records,
    map: ContigMap,
    stack: Stack,
    pub(super) counts: ReadCounts,
}

impl Lane {
    pub(super) fn stream(source: &Source, map: ContigMap, extra_threads: usize) -> Result<Self> {
        Ok(Self::new(Records::stream(source, extra_threads)?, map))
    }

    pub(super) fn indexed(source: &Source, map: ContigMap) -> Result<Self> {
        Ok(Self::new(Records::indexed(source)?, map))
    }

    fn new(records: Records, map: ContigMap) -> Self {
        Self { records, map, stack: Stack::default(), counts: ReadCounts::default() }
    }

    /// Seeks to the reads that overlap `interval`; in a stream, does nothing.
    pub(super) fn seek(&mut self, interval: Interval) -> Result<()> {
        self.stack = Stack::default();
        let tid = self.map.to_file.get(interval.contig as usize).copied().flatten();
        self.records.seek(tid, interval.span)
    }

    /// Shows reads to `show` with the index each gets in `store`, where they are kept, until one starts at or past `load.end`, or `store` holds
    /// `max_bytes`. Records that start in `owned` are counted. Returns the start of the first record that was not taken because the store was
    /// full.
    pub(super) fn load(
        &mut self,
        contig: ContigId,
        load: Span,
        owned: &[Span],
        max_bytes: usize,
        store: &mut ReadStore,
        mut show: impl FnMut(&Read<'_>, usize) -> Result<()>,
    ) -> Result<Option<u32>> {
        let Some(wanted) = self.map.to_file.get(contig as usize).copied().flatten() else { return Ok(None) };
        while let Some(record) = self.records.peek()? {
            match u32::try_from(record.core.contig) {
                Ok(tid) if tid < wanted => {
                    self.records.consume();
                    continue;
                }
                Ok(tid) if tid == wanted => {}
                _ => return Ok(None),
            }
            let start = record.core.start.max(0) as u32;
            if start >= load.end {
                return Ok(None);
            }
            if store.bytes() >= max_bytes {
                return Ok(Some(start));
            }
            let is_owned = spans_hold(owned, start);
            self.counts.reads += u64::from(is_owned);
            match extent(&record, start) {
                Ok(end) if end <= load.start => {
                    // No region needs it; an index may give it, and a stream does.
                }
                Ok(end) if self.stack.is_full(contig, start, end, record.core.flags.is_reverse()) => {
                    if is_owned {
                        self.counts.skipped.add(SkipReason::DepthCap);
                    }
                }
                Ok(end) => {
                    let read = read(&record, contig, Span::new(start, end), &self.map.to_case);
                    // It is looked at while its bytes, just inflated, are at hand.
                    show(&read, store.len())?;
                    store.push(&read);
                }
                Err(reason) if is_owned => self.counts.skipped.add(reason),
                Err(_) => {}
            }
            self.records.consume();
        }
        Ok(None)
    }

    /// Counts the records without a position that end the file.
    pub(super) fn count_unplaced(&mut self) -> Result<()> {
        self.records.seek_unplaced();
        while let Some(record) = self.records.peek()? {
            if record.core.contig < 0 {
                self.counts.reads += 1;
                self.counts.skipped.add(SkipReason::Unmapped);
            }
            self.records.consume();
        }
        Ok(())
    }
}

/// One past the record's last aligned base, or why it is not looked at.
#[inline]
fn extent(record: &RecordView<'_>, start: u32) -> Result<u32, SkipReason> {
    if let Some(reason) = SkipReason::from_flags(record.core.flags) {
        return Err(reason);
    }
    let end = start.saturating_add(record.cigar.reference_length());
    if end == start || end > MAX_END || record.bases.length == 0 { Err(SkipReason::NoAlignedBases) } else { Ok(end) }
}

/// The record as a read of the case. `to_case` numbers the file's contigs by the case's.
#[allow(clippy::inline_always)]
#[inline(always)]
fn read<'a>(record: &RecordView<'a>, contig: ContigId, span: Span, to_case: &[Option<ContigId>]) -> Read<'a> {
    let flags: Flags = record.core.flags;
    // The SA tag belongs to a clipped alignment; looking for it costs a walk over all tags.
    let is_clipped = record.cigar.0.len() > 1 && (record.cigar.left_clip() > 0 || record.cigar.right_clip() > 0);
    let supplementary_alignments = if is_clipped { record.tags.text(*b"SA") } else { &[] };
    let is_ambiguous = record.core.mapping_quality == 0 && !supplementary_alignments.is_empty();
    let mate_contig = usize::try_from(record.core.mate_contig).ok().and_then(|tid| to_case.get(tid).copied().flatten());
    let mate = mate_contig.filter(|_| flags.is_paired() && !flags.is_mate_unmapped());
    Read {
        contig,
        start: span.start,
        end: span.end,
        flags,
        mapping_quality: record.core.mapping_quality,
        fragment: xxh3_64(record.name),
        mate: mate.map(|contig| MatePlacement { contig, start: record.core.mate_start.max(0) as u32 }),
        template_length: record.core.template_length,
        cigar: record.cigar,
        bases: record.bases,
        qualities: record.qualities,
        supplementary_alignments,
        alternative_alignments: if is_ambiguous { record.tags.text(*b"XA") } else { &[] },
    }
}

//! One sample's alignments on their way into windows: read, checked, counted, kept.

use xxhash_rust::xxh3::xxh3_64;

use super::{
    Flags, MatePlacement, Merge, Read, ReadStore, SkipCounts, SkipReason, Source,
    bam_blocks::RecordFault,
    input::{Input, InputFault},
    record::{Core, RecordView},
};
use crate::{
    error::{Error, Result},
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

/// A reader with one record of look-ahead.
pub(super) struct Lane {
    source: Source,
    input: Input,
    map: ContigMap,
    /// The record at hand, which has not been taken yet.
    here: Option<Core>,
    /// Contig and start of the record read last, to check the order.
    last: (i64, i64),
    stack: Stack,
    exhausted: bool,
    pub(super) counts: ReadCounts,
}

impl Lane {
    pub(super) fn stream(source: &Source, map: ContigMap, extra_threads: usize) -> Result<Self> {
        Ok(Self::new(source, Input::stream(source, extra_threads)?, map))
    }

    pub(super) fn indexed(source: &Source, map: ContigMap) -> Result<Self> {
        Ok(Self::new(source, Input::indexed(source)?, map))
    }

    fn new(source: &Source, input: Input, map: ContigMap) -> Self {
        Self {
            source: source.clone(),
            input,
            map,
            here: None,
            last: (-1, -1),
            stack: Stack::default(),
            exhausted: false,
            counts: ReadCounts::default(),
        }
    }

    /// Seeks to the reads that overlap `interval`; in a stream, does nothing.
    pub(super) fn seek(&mut self, interval: Interval) -> Result<()> {
        self.here = None;
        self.last = (-1, -1);
        self.stack = Stack::default();
        // A contig this file does not have holds no reads of it.
        self.exhausted = true;
        if let Some(tid) = self.map.to_file.get(interval.contig as usize).copied().flatten() {
            if !self.input.seek(tid, interval.span) {
                return Err(Error::io(self.source.path(), "its index cannot be searched; make it again with samtools index"));
            }
            self.exhausted = false;
        }
        Ok(())
    }

    /// Reads records into `store` until one starts at or past `load.end`, or `store` holds `max_bytes`. Records that start in `owned` are
    /// counted. Returns the start of the first record that was not taken because the store was full.
    pub(super) fn load(
        &mut self,
        contig: ContigId,
        load: Span,
        owned: &[Span],
        store: &mut ReadStore,
        max_bytes: usize,
    ) -> Result<Option<u32>> {
        let Some(wanted) = self.map.to_file.get(contig as usize).copied().flatten() else { return Ok(None) };
        while let Some(here) = self.advance()? {
            match u32::try_from(here.contig) {
                Ok(tid) if tid < wanted => {
                    self.here = None;
                    continue;
                }
                Ok(tid) if tid == wanted => {}
                _ => return Ok(None),
            }
            let start = here.start.max(0) as u32;
            if start >= load.end {
                return Ok(None);
            }
            if store.bytes() >= max_bytes {
                return Ok(Some(start));
            }
            self.take(contig, start, load, owned, store);
            self.here = None;
        }
        Ok(None)
    }

    /// Counts the records without a position that end the file.
    pub(super) fn count_unplaced(&mut self) -> Result<()> {
        if self.input.is_indexed() {
            self.here = None;
            self.last = (-1, -1);
            self.exhausted = !self.input.seek_unplaced();
        }
        while let Some(here) = self.advance()? {
            if here.contig < 0 {
                self.counts.reads += 1;
                self.counts.skipped.add(SkipReason::Unmapped);
            }
            self.here = None;
        }
        Ok(())
    }

    /// The record at hand, or the next one; `None` at the end.
    fn advance(&mut self) -> Result<Option<Core>> {
        if self.here.is_some() || self.exhausted {
            return Ok(self.here);
        }
        match self.input.advance() {
            Ok(true) => {
                let here = self.input.current().map(|record| record.core).unwrap_or_default();
                if here.contig >= self.map.to_case.len() as i32 {
                    return Err(self.broken(&InputFault::Record(RecordFault::Malformed)));
                }
                self.check_order(here)?;
                self.here = Some(here);
                Ok(self.here)
            }
            Ok(false) => {
                self.exhausted = true;
                if self.input.ended_without_marker() {
                    return Err(Error::Truncated {
                        path: self.source.path().into(),
                        message: "ended without an end-of-file marker: it was cut on its way; send it again".into(),
                    });
                }
                Ok(None)
            }
            Err(fault) => Err(self.broken(&fault)),
        }
    }

    fn check_order(&mut self, here: Core) -> Result<()> {
        let tid = if here.contig < 0 { i64::from(i32::MAX) } else { i64::from(here.contig) };
        let here = (tid, i64::from(here.start));
        if here < self.last && tid != i64::from(i32::MAX) {
            let name = |tid: i64| self.source.header().contigs.name(tid as u32).to_owned();
            let place = format!("{}:{} comes after {}:{}", name(here.0), here.1 + 1, name(self.last.0), self.last.1 + 1);
            return Err(Error::Unsorted { path: self.source.path().into(), place });
        }
        self.last = here;
        Ok(())
    }

    fn broken(&self, error: &InputFault) -> Error {
        let place = match self.last {
            (tid, pos) if (0..i64::from(i32::MAX)).contains(&tid) => {
                format!("after {}:{}", self.source.header().contigs.name(tid as u32), pos + 1)
            }
            _ => "at its first record".into(),
        };
        let path = self.source.path().to_owned();
        if self.source.is_cram() {
            let message = format!("cannot be decoded {place} ({error}); is the file whole, and is this the reference it was made with?");
            Error::Invalid { path, message }
        } else {
            Error::Truncated {
                path,
                message: format!("cannot be read {place} ({error}); the file is cut or damaged: copy it again, or re-create it"),
            }
        }
    }

    /// Counts the current record and copies it to `store` unless a filter applies.
    fn take(&mut self, contig: ContigId, start: u32, load: Span, owned: &[Span], store: &mut ReadStore) {
        let Some(record) = self.input.current() else { return };
        let is_owned = spans_hold(owned, start);
        self.counts.reads += u64::from(is_owned);
        match read(&record, contig, start, &self.map.to_case) {
            Ok(read) if read.end <= load.start => {
                // No region needs it; an index may give it, and a stream does.
            }
            Ok(read) if self.stack.is_full(contig, start, read.end, read.flags.is_reverse()) => {
                if is_owned {
                    self.counts.skipped.add(SkipReason::DepthCap);
                }
            }
            Ok(read) => {
                store.push(&read);
            }
            Err(reason) if is_owned => self.counts.skipped.add(reason),
            Err(_) => {}
        }
    }
}

/// The record as a read of the case, or why it is none. `to_case` numbers the file's contigs by the case's.
fn read<'a>(record: &RecordView<'a>, contig: ContigId, start: u32, to_case: &[Option<ContigId>]) -> Result<Read<'a>, SkipReason> {
    let flags: Flags = record.core.flags;
    if let Some(reason) = SkipReason::from_flags(flags) {
        return Err(reason);
    }
    let end = start.saturating_add(record.cigar.reference_length());
    if end == start || end > MAX_END || record.bases.length == 0 {
        return Err(SkipReason::NoAlignedBases);
    }
    // The SA tag belongs to a clipped alignment; looking for it costs a walk over all tags.
    let is_clipped = record.cigar.left_clip() > 0 || record.cigar.right_clip() > 0;
    let mate_contig = usize::try_from(record.core.mate_contig).ok().and_then(|tid| to_case.get(tid).copied().flatten());
    let mate = mate_contig.filter(|_| flags.is_paired() && !flags.is_mate_unmapped());
    Ok(Read {
        contig,
        start,
        end,
        flags,
        mapping_quality: record.core.mapping_quality,
        fragment: xxh3_64(record.name),
        mate: mate.map(|contig| MatePlacement { contig, start: record.core.mate_start.max(0) as u32 }),
        template_length: record.core.template_length,
        cigar: record.cigar,
        bases: record.bases,
        qualities: record.qualities,
        supplementary_alignments: if is_clipped { record.tags.text(*b"SA") } else { &[] },
    })
}

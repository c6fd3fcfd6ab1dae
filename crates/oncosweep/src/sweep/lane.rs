//! One sample's alignments on their way into windows: read, checked, counted, kept.

use rust_htslib::bam::{self, Read as _, record::Aux};
use xxhash_rust::xxh3::xxh3_64;

use super::{Bases, Cigar, Flags, MatePlacement, Merge, Read, ReadStore, SkipCounts, SkipReason, Source, hts};
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

enum Input {
    Stream(bam::Reader),
    Indexed(bam::IndexedReader),
}

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
    record: bam::Record,
    has_record: bool,
    /// Contig and start of the record read last, to check the order.
    last: (i64, i64),
    stack: Stack,
    exhausted: bool,
    pub(super) counts: ReadCounts,
}

impl Lane {
    pub(super) fn stream(source: &Source, map: ContigMap, extra_threads: usize) -> Result<Self> {
        Ok(Self::new(source, Input::Stream(source.stream(extra_threads)?), map))
    }

    pub(super) fn indexed(source: &Source, map: ContigMap) -> Result<Self> {
        Ok(Self::new(source, Input::Indexed(source.indexed()?), map))
    }

    fn new(source: &Source, input: Input, map: ContigMap) -> Self {
        Self {
            source: source.clone(),
            input,
            map,
            record: bam::Record::new(),
            has_record: false,
            last: (-1, -1),
            stack: Stack::default(),
            exhausted: false,
            counts: ReadCounts::default(),
        }
    }

    /// Seeks to the reads that overlap `interval`; in a stream, does nothing.
    pub(super) fn seek(&mut self, interval: Interval) -> Result<()> {
        let Input::Indexed(reader) = &mut self.input else { return Ok(()) };
        self.has_record = false;
        self.last = (-1, -1);
        self.stack = Stack::default();
        // A contig this file does not have holds no reads of it.
        self.exhausted = true;
        if let Some(tid) = self.map.to_file.get(interval.contig as usize).copied().flatten() {
            reader.fetch((tid as i32, i64::from(interval.span.start), i64::from(interval.span.end))).map_err(|e| {
                Error::io(self.source.path(), format!("its index cannot be searched ({e}); make it again with samtools index"))
            })?;
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
        let file_contig = self.map.to_file.get(contig as usize).copied().flatten();
        while self.advance()? {
            let tid = self.record.tid();
            match file_contig {
                None => return Ok(None),
                Some(wanted) if tid < 0 || tid as u32 > wanted => return Ok(None),
                Some(wanted) if (tid as u32) < wanted => {
                    self.has_record = false;
                    continue;
                }
                Some(_) => {}
            }
            let start = self.record.pos().max(0) as u32;
            if start >= load.end {
                return Ok(None);
            }
            if store.bytes() >= max_bytes {
                return Ok(Some(start));
            }
            self.take(contig, start, load, owned, store);
            self.has_record = false;
        }
        Ok(None)
    }

    /// Counts the records without a position that end the file.
    pub(super) fn count_unplaced(&mut self) -> Result<()> {
        if let Input::Indexed(reader) = &mut self.input {
            self.has_record = false;
            self.last = (-1, -1);
            self.exhausted = reader.fetch(bam::FetchDefinition::Unmapped).is_err();
        }
        while self.advance()? {
            if self.record.tid() < 0 {
                self.counts.reads += 1;
                self.counts.skipped.add(SkipReason::Unmapped);
            }
            self.has_record = false;
        }
        Ok(())
    }

    /// Makes sure a record is at hand; false at the end.
    fn advance(&mut self) -> Result<bool> {
        if self.has_record {
            return Ok(true);
        }
        if self.exhausted {
            return Ok(false);
        }
        let outcome = match &mut self.input {
            Input::Stream(reader) => reader.read(&mut self.record),
            Input::Indexed(reader) => reader.read(&mut self.record),
        };
        match outcome {
            None => {
                self.exhausted = true;
                self.check_end()?;
                Ok(false)
            }
            Some(Ok(())) => {
                self.check_order()?;
                self.has_record = true;
                Ok(true)
            }
            Some(Err(e)) => Err(self.broken(&e)),
        }
    }

    /// A pipe could not be searched for its end marker when it was opened.
    fn check_end(&self) -> Result<()> {
        match &self.input {
            Input::Stream(reader) if hts::ended_without_marker(reader) => Err(Error::Truncated {
                path: self.source.path().into(),
                message: "ended without an end-of-file marker: it was cut on its way; send it again".into(),
            }),
            _ => Ok(()),
        }
    }

    fn check_order(&mut self) -> Result<()> {
        let tid = if self.record.tid() < 0 { i64::from(i32::MAX) } else { i64::from(self.record.tid()) };
        let here = (tid, self.record.pos());
        if here < self.last && tid != i64::from(i32::MAX) {
            let name = |tid: i64| self.source.header().contigs.name(tid as u32).to_owned();
            let place = format!("{}:{} comes after {}:{}", name(here.0), here.1 + 1, name(self.last.0), self.last.1 + 1);
            return Err(Error::Unsorted { path: self.source.path().into(), place });
        }
        self.last = here;
        Ok(())
    }

    fn broken(&self, error: &rust_htslib::errors::Error) -> Error {
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
        let is_owned = spans_hold(owned, start);
        self.counts.reads += u64::from(is_owned);
        let flags = Flags(self.record.flags());
        let skip = |counts: &mut ReadCounts, reason: SkipReason| {
            if is_owned {
                counts.skipped.add(reason);
            }
        };
        if let Some(reason) = SkipReason::from_flags(flags) {
            return skip(&mut self.counts, reason);
        }
        let cigar = Cigar(self.record.raw_cigar());
        let end = start.saturating_add(cigar.reference_length());
        if end == start || end > MAX_END || self.record.seq_len() == 0 {
            return skip(&mut self.counts, SkipReason::NoAlignedBases);
        }
        if end <= load.start {
            // Only a stream shows these: no region needs them.
            return;
        }
        if self.stack.is_full(contig, start, end, flags.is_reverse()) {
            return skip(&mut self.counts, SkipReason::DepthCap);
        }
        // The SA tag belongs to a clipped alignment; looking for it costs a walk over all tags.
        let clipped = cigar.left_clip() > 0 || cigar.right_clip() > 0;
        let supplementary_alignments = match clipped.then(|| self.record.aux(b"SA")) {
            Some(Ok(Aux::String(text))) => text.as_bytes(),
            _ => &[],
        };
        let mate_contig = usize::try_from(self.record.mtid()).ok().and_then(|tid| self.map.to_case.get(tid).copied().flatten());
        let mate = match mate_contig {
            Some(mate) if flags.is_paired() && !flags.is_mate_unmapped() => {
                Some(MatePlacement { contig: mate, start: self.record.mpos().max(0) as u32 })
            }
            _ => None,
        };
        store.push(&Read {
            contig,
            start,
            end,
            flags,
            mapping_quality: self.record.mapq(),
            fragment: xxh3_64(self.record.qname()),
            mate,
            template_length: self.record.insert_size() as i32,
            cigar,
            bases: Bases { packed: self.record.seq().encoded, length: self.record.seq_len() as u32 },
            qualities: self.record.qual(),
            supplementary_alignments,
        });
    }
}

//! An open alignment file that gives one record after the other: BAM taken apart in htslib's blocks, CRAM and SAM decoded by htslib.

use rust_htslib::bam::{self, Read as _};

use super::{
    Bases, Cigar, Flags, Source,
    bam_blocks::{BamBlocks, RecordFault},
    hts,
    record::{Core, RecordView, Tags},
};
use crate::{error::Result, genome::Span};

/// The reader, by what it can do.
enum Reader {
    Stream(bam::Reader),
    Indexed(bam::IndexedReader),
}

/// Who takes the records apart.
enum Decoder {
    Blocks(BamBlocks),
    Htslib { record: bam::Record, has_record: bool },
}

/// An open file with its current record.
pub(super) struct Input {
    reader: Reader,
    decoder: Decoder,
}

/// Why the next record could not be had.
pub(super) enum InputFault {
    NoEndMarker,
    Record(RecordFault),
    Htslib(rust_htslib::errors::Error),
}

impl std::fmt::Display for InputFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoEndMarker => f.write_str("no end-of-file marker"),
            Self::Record(fault) => fault.fmt(f),
            Self::Htslib(error) => error.fmt(f),
        }
    }
}

impl Input {
    /// All records in file order; `extra_threads` more threads inflate.
    pub(super) fn stream(source: &Source, extra_threads: usize) -> Result<Self> {
        Ok(Self { reader: Reader::Stream(source.stream(extra_threads)?), decoder: Decoder::of(source) })
    }

    /// Records by region.
    pub(super) fn indexed(source: &Source) -> Result<Self> {
        Ok(Self { reader: Reader::Indexed(source.indexed()?), decoder: Decoder::of(source) })
    }

    /// Goes on with the records that overlap `span` of `tid`; others beside them may come too. False when the index cannot be searched; in
    /// a stream, which goes through all records, nothing happens.
    pub(super) fn seek(&mut self, tid: u32, span: Span) -> bool {
        let Reader::Indexed(reader) = &mut self.reader else { return true };
        match &mut self.decoder {
            Decoder::Blocks(blocks) => blocks.seek(reader, tid as i32, span.start, span.end),
            Decoder::Htslib { has_record, .. } => {
                *has_record = false;
                reader.fetch((tid as i32, i64::from(span.start), i64::from(span.end))).is_ok()
            }
        }
    }

    /// Goes on with the records without a position at the end of the file; false when the index cannot be searched. A stream goes on from where
    /// it is.
    pub(super) fn seek_unplaced(&mut self) -> bool {
        let Reader::Indexed(reader) = &mut self.reader else { return true };
        // Only counted, so htslib may decode them.
        self.decoder = Decoder::Htslib { record: bam::Record::new(), has_record: false };
        reader.fetch(bam::FetchDefinition::Unmapped).is_ok()
    }

    /// Whether it can seek.
    pub(super) fn is_indexed(&self) -> bool {
        matches!(self.reader, Reader::Indexed(_))
    }

    /// The current record, the same until [`Input::consume`]; `None` at the end.
    // A view is large: to hand it on through memory costs more than to find it.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    pub(super) fn peek(&mut self) -> Result<Option<RecordView<'_>>, InputFault> {
        match &mut self.decoder {
            Decoder::Blocks(blocks) => match &self.reader {
                Reader::Stream(reader) => match blocks.peek(reader) {
                    // Of a pipe this could not be known before.
                    Ok(None) if hts::ended_without_marker(reader) => return Err(InputFault::NoEndMarker),
                    peeked => peeked,
                },
                Reader::Indexed(reader) => blocks.peek(reader),
            }
            .map_err(InputFault::Record),
            Decoder::Htslib { record, has_record } => {
                if !*has_record {
                    let outcome = match &mut self.reader {
                        Reader::Stream(reader) => reader.read(record),
                        Reader::Indexed(reader) => reader.read(record),
                    };
                    *has_record = outcome.transpose().map_err(InputFault::Htslib)?.is_some();
                }
                Ok(has_record.then(|| view(record)))
            }
        }
    }

    /// Lets go of the current record.
    #[inline]
    pub(super) fn consume(&mut self) {
        match &mut self.decoder {
            Decoder::Blocks(blocks) => match &self.reader {
                Reader::Stream(reader) => blocks.consume(reader),
                Reader::Indexed(reader) => blocks.consume(reader),
            },
            Decoder::Htslib { has_record, .. } => *has_record = false,
        }
    }
}

impl Decoder {
    fn of(source: &Source) -> Self {
        if source.is_cram() || source.is_sam() {
            Self::Htslib { record: bam::Record::new(), has_record: false }
        } else {
            Self::Blocks(BamBlocks::default())
        }
    }
}

fn view(record: &bam::Record) -> RecordView<'_> {
    RecordView {
        core: Core {
            contig: record.tid(),
            start: record.pos() as i32,
            flags: Flags(record.flags()),
            mapping_quality: record.mapq(),
            mate_contig: record.mtid(),
            mate_start: record.mpos() as i32,
            template_length: record.insert_size() as i32,
        },
        name: record.qname(),
        cigar: Cigar(record.raw_cigar()),
        bases: Bases { packed: record.seq().encoded, length: record.seq_len() as u32 },
        qualities: record.qual(),
        tags: Tags::Of(record),
    }
}

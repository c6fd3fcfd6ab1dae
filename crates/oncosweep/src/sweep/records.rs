//! One file's records in order, each checked to come where it may.

use super::{
    Source,
    bam_blocks::RecordFault,
    input::{Input, InputFault},
    record::{Core, RecordView},
};
use crate::{
    error::{Error, Result},
    genome::Span,
};

/// Contig and start of a record, in the order of a sorted file: records without a contig come last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Place(u64);

impl Place {
    #[inline]
    fn of(core: &Core) -> Self {
        Self(u64::from(core.contig as u32) << 32 | u64::from((core.start + 1) as u32))
    }

    /// Contig of the file and 1-based position, when it is on one.
    fn decode(self) -> Option<(u32, u32)> {
        let contig = (self.0 >> 32) as u32;
        (i32::try_from(contig).is_ok() && self != Self::default()).then_some((contig, self.0 as u32))
    }
}

/// An open file with its current record.
pub(super) struct Records {
    source: Source,
    input: Input,
    /// Where the record looked at last lies.
    last: Place,
    exhausted: bool,
}

impl Records {
    pub(super) fn stream(source: &Source, extra_threads: usize) -> Result<Self> {
        Ok(Self::new(source, Input::stream(source, extra_threads)?))
    }

    pub(super) fn indexed(source: &Source) -> Result<Self> {
        Ok(Self::new(source, Input::indexed(source)?))
    }

    fn new(source: &Source, input: Input) -> Self {
        Self { source: source.clone(), input, last: Place::default(), exhausted: false }
    }

    /// Goes on with the records that overlap `span` of the file's contig `tid`; others beside them may come too. None come when the file has no
    /// such contig. A stream goes through all its records whatever is asked.
    pub(super) fn seek(&mut self, tid: Option<u32>, span: Span) -> Result<()> {
        (self.last, self.exhausted) = (Place::default(), tid.is_none());
        match tid {
            Some(tid) if !self.input.seek(tid, span) => {
                Err(Error::io(self.source.path(), "its index cannot be searched; make it again with samtools index"))
            }
            _ => Ok(()),
        }
    }

    /// Goes on with the records without a position, at the end; a stream goes on from where it is.
    pub(super) fn seek_unplaced(&mut self) {
        if self.input.is_indexed() {
            (self.last, self.exhausted) = (Place::default(), !self.input.seek_unplaced());
        }
    }

    /// The current record, the same until [`Records::consume`]; `None` at the end.
    // A view is large: to hand it on through memory costs more than to find it.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    pub(super) fn peek(&mut self) -> Result<Option<RecordView<'_>>> {
        if self.exhausted {
            return Ok(None);
        }
        match self.input.peek() {
            Ok(Some(record)) => {
                let place = Place::of(&record.core);
                if place < self.last && record.core.contig >= 0 {
                    return Err(unsorted(&self.source, place, self.last));
                }
                if record.core.contig >= self.source.header().contigs.len() as i32 {
                    return Err(broken(&self.source, self.last, &InputFault::Record(RecordFault::Malformed)));
                }
                self.last = place;
                Ok(Some(record))
            }
            Ok(None) => {
                self.exhausted = true;
                Ok(None)
            }
            Err(fault) => Err(broken(&self.source, self.last, &fault)),
        }
    }

    /// Lets go of the current record.
    #[inline]
    pub(super) fn consume(&mut self) {
        self.input.consume();
    }
}

fn unsorted(source: &Source, here: Place, last: Place) -> Error {
    let name = |place: Place| {
        let (tid, position) = place.decode().unwrap_or_default();
        format!("{}:{position}", source.header().contigs.name(tid))
    };
    let place = format!("{} comes after {}", name(here), name(last));
    Error::Unsorted { path: source.path().into(), place }
}

fn broken(source: &Source, last: Place, fault: &InputFault) -> Error {
    if let InputFault::NoEndMarker = fault {
        let message = "ended without an end-of-file marker: it was cut on its way; send it again".into();
        return Error::Truncated { path: source.path().into(), message };
    }
    let place = match last.decode() {
        Some((tid, position)) => format!("after {}:{position}", source.header().contigs.name(tid)),
        None => "at its first record".into(),
    };
    let path = source.path().to_owned();
    if source.is_cram() {
        let message = format!("cannot be decoded {place} ({fault}); is the file whole, and is this the reference it was made with?");
        Error::Invalid { path, message }
    } else {
        let message = format!("cannot be read {place} ({fault}); the file is cut or damaged: copy it again, or re-create it");
        Error::Truncated { path, message }
    }
}

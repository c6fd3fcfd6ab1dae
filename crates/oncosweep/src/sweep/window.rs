//! A window: the stretch of genome whose positions are decided together, with the reads that touch it.

use super::{ReadStore, Sample};
use crate::genome::{ContigId, Span};

/// Reference bases around a window.
#[derive(Debug, Clone, Copy)]
pub struct ReferenceSlice<'a> {
    /// Position of the first base, 0-based.
    pub start: u32,
    /// Upper-case letters.
    pub bases: &'a [u8],
}

impl<'a> ReferenceSlice<'a> {
    /// The letter at `position` (0-based); N outside the slice.
    #[inline]
    pub fn base(&self, position: u32) -> u8 {
        position.checked_sub(self.start).and_then(|offset| self.bases.get(offset as usize)).copied().unwrap_or(b'N')
    }

    /// The letters of `span`; `None` when the slice does not hold all of it.
    pub fn get(&self, span: Span) -> Option<&'a [u8]> {
        let from = span.start.checked_sub(self.start)? as usize;
        self.bases.get(from..from + span.len() as usize)
    }
}

/// The stretch of genome a collector decides on in one go.
#[derive(Debug, Clone, Copy)]
pub struct Window<'a> {
    /// The contig, as an index into the case's contigs.
    pub contig: ContigId,
    /// Its name as the tumour's header spells it.
    pub contig_name: &'a str,
    /// Its length in bases.
    pub contig_length: u32,
    /// The positions this window owns.
    pub core: Span,
    /// Reference bases of the core and [`Window::REFERENCE_MARGIN_BP`] on either side (cut at the contig's ends); `None` when the
    /// sweep runs without a reference.
    pub reference: Option<ReferenceSlice<'a>>,
    /// Whether the case has a normal.
    pub has_normal: bool,
}

impl Window<'_> {
    /// Reads that overlap the core widened by this much are loaded.
    pub const LOAD_MARGIN_BP: u32 = 400;
    /// Reference bases given on either side of the core.
    pub const REFERENCE_MARGIN_BP: u32 = 2_000;
}

/// The reads of a window, by sample, in coordinate order.
#[derive(Debug, Default)]
pub struct WindowReads {
    stores: [ReadStore; 2],
}

impl WindowReads {
    /// The reads of `sample`.
    pub fn of(&self, sample: Sample) -> &ReadStore {
        &self.stores[sample as usize]
    }

    /// Forgets the reads of `sample` that end at or before `position` (0-based).
    pub fn retain_from(&mut self, sample: Sample, position: u32) {
        self.stores[sample as usize].retain_from(position);
    }

    /// The reads of `sample`, to change.
    pub fn of_mut(&mut self, sample: Sample) -> &mut ReadStore {
        &mut self.stores[sample as usize]
    }
}

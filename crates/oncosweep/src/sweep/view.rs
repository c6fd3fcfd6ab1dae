//! What the collector sees of a window.

use super::{Collector, Read, ReadStore, ReferenceSlice, Sample, Window, WindowReads};
use crate::{
    error::Result,
    genome::{ContigId, Contigs, Reference, Span},
};

/// The collector before the current window. Before the first read comes nothing is begun, nor the reference read.
pub(super) struct View<'a, C> {
    place: Place<'a>,
    reference: Option<Reference>,
    collector: C,
    has_begun: bool,
}

/// Where the window lies.
struct Place<'a> {
    contigs: &'a Contigs,
    has_normal: bool,
    contig: ContigId,
    core: Span,
    /// Reference bases around the core; empty without a reference.
    bases: Vec<u8>,
}

impl Place<'_> {
    fn around(&self) -> Span {
        self.core.padded(Window::REFERENCE_MARGIN_BP, self.contigs.length(self.contig))
    }

    fn window(&self) -> Window<'_> {
        Window {
            contig: self.contig,
            contig_name: self.contigs.name(self.contig),
            contig_length: self.contigs.length(self.contig),
            core: self.core,
            reference: (!self.bases.is_empty()).then(|| ReferenceSlice { start: self.around().start, bases: &self.bases }),
            has_normal: self.has_normal,
        }
    }
}

impl<'a, C: Collector> View<'a, C> {
    pub(super) fn new(contigs: &'a Contigs, reference: Option<Reference>, collector: C, has_normal: bool) -> Self {
        let place = Place { contigs, has_normal, contig: 0, core: Span::new(0, 0), bases: Vec::new() };
        Self { place, reference, collector, has_begun: false }
    }

    /// Moves on to a window, or starts one again with another core.
    pub(super) fn start(&mut self, contig: ContigId, core: Span) {
        (self.place.contig, self.place.core, self.has_begun) = (contig, core, false);
    }

    /// Shows a read that is, or will be, the sample's `index`th.
    #[inline]
    pub(super) fn observe(&mut self, sample: Sample, read: &Read<'_>, index: usize) -> Result<()> {
        if !self.has_begun {
            self.begin()?;
        }
        self.collector.observe(sample, read, index, self.place.core.contains(read.start));
        Ok(())
    }

    /// Shows the reads of a store, as far as they belong to the window.
    pub(super) fn observe_all(&mut self, sample: Sample, store: &ReadStore) -> Result<()> {
        let last = self.place.core.end.saturating_add(Window::LOAD_MARGIN_BP);
        store.iter().take_while(|(_, read)| read.start < last).try_for_each(|(index, read)| self.observe(sample, &read, index))
    }

    fn begin(&mut self) -> Result<()> {
        if let Some(reference) = &mut self.reference {
            let around = self.place.around();
            reference.fetch_into(self.place.contigs.name(self.place.contig), around.start, around.end, &mut self.place.bases)?;
        }
        self.has_begun = true;
        self.collector.begin(&self.place.window());
        Ok(())
    }

    /// Decides the window; returns what its core adds to the evidence.
    pub(super) fn finish(&mut self, reads: &WindowReads) -> C::Evidence {
        if self.has_begun {
            self.collector.finish(&self.place.window(), reads)
        } else {
            self.place.bases.clear();
            self.collector.skip(&self.place.window())
        }
    }
}

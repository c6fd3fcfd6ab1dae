//! Counts aligned bases while the reads pass.

use super::{BinSize, CoverageEvidence};
use crate::{
    genome::Span,
    sweep::{Collector, Read, Sample, Window, WindowReads},
};

/// Changes of depth in one bin.
#[derive(Clone, Copy, Default)]
struct Changes {
    /// Bases of this bin that they add.
    here: i64,
    /// By how much the depth of every later bin is changed.
    after: i64,
}

/// Gathers depth in bins. One instance belongs to one worker.
///
/// METHOD: a stretch of a read raises the depth where it starts and lowers it where it ends, so that two bins are touched, however long it is; the bases
/// of a bin are what changes within it add, and its length times all changes before it.
pub struct CoverageCollector {
    size: BinSize,
    core: Span,
    /// First base of the bin the core starts in.
    origin: u32,
    /// By bin of the core, and one more: tumour, normal.
    changes: [Vec<Changes>; 2],
    /// Bases by bin, while a window is decided.
    bases: Vec<u32>,
}

impl CoverageCollector {
    /// A collector with bins of `size`.
    pub fn new(size: BinSize) -> Self {
        Self { size, core: Span::new(0, 0), origin: 0, changes: Default::default(), bases: Vec::new() }
    }

    /// Counts the bases of a stretch that lie in the core.
    #[inline]
    fn add(&mut self, sample: Sample, stretch: Span) {
        let inside = stretch.intersection(self.core);
        if inside.is_empty() {
            return;
        }
        let [(first, first_left), (last, last_left)] = [self.place(inside.start), self.place(inside.end)];
        let changes = &mut self.changes[sample as usize];
        if let Some(start) = changes.get_mut(first) {
            start.here += first_left;
            start.after += 1;
        }
        if let Some(end) = changes.get_mut(last) {
            end.here -= last_left;
            end.after -= 1;
        }
    }

    /// The bin of a position, and the bases from there to the bin's end.
    #[inline]
    fn place(&self, position: u32) -> (usize, i64) {
        let offset = position - self.origin;
        (self.size.bin(offset) as usize, i64::from(self.size.bp() - (offset & (self.size.bp() - 1))))
    }
}

impl Collector for CoverageCollector {
    type Evidence = CoverageEvidence;

    fn begin(&mut self, window: &Window<'_>) {
        self.core = window.core;
        self.origin = self.size.bin(window.core.start) * self.size.bp();
        let bins = self.size.bin(window.core.end - self.origin) as usize + 1;
        for changes in &mut self.changes[..=usize::from(window.has_normal)] {
            changes.clear();
            changes.resize(bins, Changes::default());
        }
    }

    #[inline]
    fn observe(&mut self, sample: Sample, read: &Read<'_>, _index: usize, _owned: bool) {
        // Most reads are one block.
        if read.cigar.0.len() == 1 {
            self.add(sample, read.span());
            return;
        }
        for block in read.blocks() {
            self.add(sample, Span::new(block.reference_start, block.reference_start + block.length));
        }
    }

    fn finish(&mut self, window: &Window<'_>, _reads: &WindowReads) -> CoverageEvidence {
        let mut evidence = CoverageEvidence { size: self.size, ..CoverageEvidence::default() };
        let first = self.size.bin(window.core.start);
        for (depth, changes) in [&mut evidence.tumor, &mut evidence.normal].into_iter().zip(&mut self.changes) {
            let mut before = 0;
            self.bases.clear();
            self.bases.extend(changes.drain(..).map(|changes| {
                let bases = changes.here + before * i64::from(self.size.bp());
                before += changes.after;
                u32::try_from(bases).unwrap_or(u32::MAX)
            }));
            depth.append(window.contig, first, &self.bases);
        }
        evidence
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweep::{Merge, read_maker::MadeRead};

    #[test]
    fn windows_of_any_length_add_up_to_the_bases_of_the_reads() {
        let letters = "A".repeat(120);
        let made = [
            MadeRead::new(30, "50M40D50M20S", &letters),
            MadeRead::new(100, "30S90M", &letters),
            MadeRead::new(250, "10M300N110M", &letters),
        ];
        let sweep = |window_bp: u32| {
            let mut whole = CoverageEvidence::default();
            for start in (0..1000).step_by(window_bp as usize) {
                let core = Span::new(start, (start + window_bp).min(1000));
                let window = Window { contig: 0, contig_name: "1", contig_length: 1000, core, reference: None, has_normal: false };
                let mut collector = CoverageCollector::new(BinSize::FINE);
                collector.begin(&window);
                made.iter().enumerate().for_each(|(index, made)| collector.observe(Sample::Tumor, &made.read(), index, true));
                whole.merge(collector.finish(&window, &WindowReads::default()));
            }
            whole
        };
        let whole = sweep(1000);
        // 30–79, 120–169; 100–189; 250–259, 560–669, by bins of 128.
        let expected = [50 + 8 + 28, 42 + 62 + 6, 4, 0, 80, 30, 0, 0];
        assert_eq!(whole.tumor.over(0, 0, 8), expected);
        assert!(whole.normal.is_empty() && [1, 77, 128, 333].into_iter().all(|window_bp| sweep(window_bp) == whole));
        let depths = whole.depths(true, 0, Span::new(512, 640), 1000);
        assert!(
            depths.len() == 1 && (depths[0] - 80.0 / 128.0).abs() < 1e-12 && whole.bins_over(Span::new(500, 600)) == Span::new(384, 640)
        );
    }
}

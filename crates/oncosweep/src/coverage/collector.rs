//! Counts aligned bases while the reads pass.

use super::{BinSize, CoverageEvidence};
use crate::{
    genome::Span,
    sweep::{Collector, Read, Sample, Window, WindowReads},
};

/// Gathers depth in bins. One instance belongs to one worker.
pub struct CoverageCollector {
    size: BinSize,
    core: Span,
    /// Aligned bases by bin of the core: tumour, normal.
    bins: [Vec<u32>; 2],
}

impl CoverageCollector {
    /// A collector with bins of `size`.
    pub fn new(size: BinSize) -> Self {
        Self { size, core: Span::new(0, 0), bins: Default::default() }
    }

    /// Counts the bases of `span` in the core.
    #[inline]
    fn add(&mut self, sample: Sample, span: Span) {
        let (size, mut rest) = (self.size, span.intersection(self.core));
        let before = size.bin(self.core.start);
        while !rest.is_empty() {
            let bin = size.bin(rest.start);
            let end = rest.end.min((bin + 1).saturating_mul(size.bp()));
            if let Some(count) = self.bins[sample as usize].get_mut((bin - before) as usize) {
                *count = count.saturating_add(end - rest.start);
            }
            rest.start = end;
        }
    }
}

impl Collector for CoverageCollector {
    type Evidence = CoverageEvidence;

    fn begin(&mut self, window: &Window<'_>) {
        self.core = window.core;
        let bins = (self.size.bin(window.core.end.saturating_sub(1)) - self.size.bin(window.core.start) + 1) as usize;
        for counts in &mut self.bins {
            counts.clear();
            counts.resize(bins, 0);
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
        for (depth, counts) in [&mut evidence.tumor, &mut evidence.normal].into_iter().zip(&self.bins) {
            depth.append(window.contig, first, counts);
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

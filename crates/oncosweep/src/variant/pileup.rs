//! The collector: finds candidates while the reads pass, then looks at them again.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{
    allele::Allele,
    config::VariantSweepConfig,
    evidence::VariantEvidence,
    indel_errors::Opportunity,
    read_indels::indels,
    repeat::repeat_of,
    scan::ReferenceCodes,
    second_look::{Scanned, SecondLook},
    show::EXPLAINING_BP,
    strata::SampleStrata,
    tally::Tally,
};
use crate::{
    genome::Span,
    sweep::{Collector, FragmentId, Read, ReferenceSlice, Sample, Window, WindowReads},
};

/// An indel that is shifted farther left of the read that shows it does not count: whether the read is at hand would depend on the window.
const MAX_SHIFT_BP: u32 = 200;
const _: () = assert!(EXPLAINING_BP + MAX_SHIFT_BP <= Window::LOAD_MARGIN_BP);

/// Gathers small-variant evidence. It needs a reference; in windows without one it gathers nothing.
pub struct VariantCollector {
    config: VariantSweepConfig,
    /// Alleles that are candidates whatever the reads show, in genome order.
    listed: Arc<[Allele]>,
    core: Span,
    codes: ReferenceCodes,
    tallies: [Tally; 2],
    /// The fragments of the reads with each indel, one entry a read: tumour, normal.
    indels: [FxHashMap<Allele, Vec<FragmentId>>; 2],
    /// The window's reference letters, kept because `observe`, which shifts indels left, does not see the window.
    reference: Vec<u8>,
    reference_start: u32,
    second_look: SecondLook,
}

impl VariantCollector {
    /// A collector with the given settings.
    pub fn new(config: VariantSweepConfig) -> Self {
        Self {
            config,
            listed: Arc::default(),
            core: Span::new(0, 0),
            codes: ReferenceCodes::default(),
            tallies: Default::default(),
            indels: Default::default(),
            reference: Vec::new(),
            reference_start: 0,
            second_look: SecondLook::default(),
        }
    }

    /// Also looks at `alleles` (in genome order), whatever the reads show.
    #[must_use]
    pub fn listing(self, alleles: Arc<[Allele]>) -> Self {
        Self { listed: alleles, ..self }
    }

    /// The listed alleles of a span.
    fn listed_within(&self, contig: u32, span: Span) -> &[Allele] {
        let before = |position: u32| self.listed.partition_point(|allele| (allele.contig, allele.start) < (contig, position));
        &self.listed[before(span.start)..before(span.end)]
    }

    /// Where indels lie that explain what reads show in the core.
    fn around(&self) -> Span {
        Span::new(self.core.start.saturating_sub(EXPLAINING_BP), self.core.end + EXPLAINING_BP)
    }

    fn scan_indels(&mut self, sample: Sample, read: &Read<'_>) {
        let slice = ReferenceSlice { start: self.reference_start, bases: &self.reference };
        let around = self.around();
        for indel in indels(read, &slice) {
            if around.contains(indel.start) && read.start <= indel.start + MAX_SHIFT_BP {
                self.indels[sample as usize].entry(indel).or_default().push(read.fragment);
            }
        }
    }

    /// Alleles that enough of the tumour's reads show, in genome order: those of the core, and indels beside it.
    fn candidates(&self, contig: u32) -> (Vec<Allele>, Vec<Allele>) {
        const LETTERS: &[u8; 4] = b"ACGT";
        let enough = self.config.min_candidate_fragments;
        let slice = ReferenceSlice { start: self.reference_start, bases: &self.reference };
        let indels = self.indels[Sample::Tumor as usize]
            .iter()
            .filter(|(_, reads)| reads.len() >= enough as usize)
            .map(|(allele, _)| allele.clone());
        let (mut alleles, mut beside): (Vec<Allele>, Vec<Allele>) = indels.partition(|allele| self.core.contains(allele.start));
        let tally = &self.tallies[Sample::Tumor as usize];
        for (index, counts) in tally.alternates.iter() {
            let position = self.core.start + index as u32;
            // METHOD: the share is one of fragments, these are reads; overlapping mates at most double the depth. Without this, errors make
            // every place a candidate where reads lie deep.
            let least = 0.5 * self.config.min_candidate_vaf * f64::from(tally.depth[index]);
            let enough = enough + u32::from(tally.depth[index] as u32 >= self.config.more_fragments_from_depth);
            for (&reads, &letter) in counts.iter().zip(LETTERS) {
                if u32::from(reads) >= enough && f64::from(reads) >= least {
                    alleles.push(Allele::snv(contig, position, slice.base(position), letter));
                }
            }
        }
        let listed = self.listed_within(contig, self.core);
        alleles.extend_from_slice(listed);
        alleles.sort_unstable();
        if !listed.is_empty() {
            alleles.dedup();
        }
        beside.extend(self.listed_within(contig, self.around()).iter().filter(|allele| !self.core.contains(allele.start)).cloned());
        beside.sort_unstable();
        beside.dedup();
        (alleles, beside)
    }
}

impl Collector for VariantCollector {
    type Evidence = VariantEvidence;

    fn begin(&mut self, window: &Window<'_>) {
        self.core = window.core;
        self.indels.iter_mut().for_each(FxHashMap::clear);
        self.reference.clear();
        if let Some(reference) = window.reference {
            self.codes.set(&reference);
            self.reference.extend_from_slice(reference.bases);
            self.reference_start = reference.start;
        }
        for tally in &mut self.tallies[..=usize::from(window.has_normal)] {
            tally.begin(window.core);
        }
    }

    fn observe(&mut self, sample: Sample, read: &Read<'_>, index: usize, owned: bool) {
        let skips = &mut self.tallies[sample as usize].skips;
        if read.flags.is_supplementary() {
            skips.supplementary += u64::from(owned);
            return;
        }
        if read.mapping_quality < self.config.min_mapping_quality {
            skips.low_mapping_quality += u64::from(owned);
            return;
        }
        if self.reference.is_empty() {
            return;
        }
        // Other reads are for the second look at the core's edges.
        if !read.span().intersection(self.core).is_empty() {
            self.tallies[sample as usize].scan(read, index, &self.codes, self.core);
        }
        // An indel may be shifted out of its own read.
        if read.cigar.0.len() > 2 {
            self.scan_indels(sample, read);
        }
    }

    fn finish(&mut self, window: &Window<'_>, reads: &WindowReads) -> VariantEvidence {
        for tally in &mut self.tallies[..=usize::from(window.has_normal)] {
            tally.settle(window.core);
        }
        let mut evidence = VariantEvidence::default();
        if let Some(reference) = window.reference {
            let examined = |&&depth: &&i32| depth >= VariantEvidence::EXAMINED_DEPTH as i32;
            // The last entry is no base: it ends the differences.
            evidence.examined_bases = self.tallies[0].depth[..window.core.len() as usize].iter().filter(examined).count() as u64;
            let (alleles, beside) = self.candidates(window.contig);
            let opportunities = Opportunity::all_in(window.core, &reference);
            for (sample, errors) in evidence.indel_errors.iter_mut().enumerate().take(1 + usize::from(window.has_normal)) {
                let depth = &self.tallies[sample].depth[..window.core.len() as usize];
                errors.add_opportunities(&opportunities, depth);
                for (indel, fragments) in &mut self.indels[sample] {
                    let reads = fragments.len() as u32;
                    fragments.sort_unstable();
                    fragments.dedup();
                    if window.core.contains(indel.start) {
                        let lies = depth[(indel.start - window.core.start) as usize] as u32;
                        errors.add_indel(indel, repeat_of(indel, &reference), reads, fragments.len() as u32, lies);
                    }
                }
            }
            let indels = &self.indels;
            let gapped_fragments =
                |allele: &Allele| indels.iter().filter_map(|indels| indels.get(allele)).map(|fragments| fragments.len() as u32).sum();
            let scanned = Scanned {
                core: window.core,
                codes: &self.codes,
                gapped_fragments: &gapped_fragments,
                differences: [&self.tallies[0].differences, &self.tallies[1].differences],
                min_mapping_quality: self.config.min_mapping_quality,
            };
            let found = alleles.len();
            let (config, listed) = (&self.config, &self.listed);
            let is_kept = |allele: &Allele, tumor: &SampleStrata| is_supported(tumor, config) || listed.binary_search(allele).is_ok();
            evidence.candidates = self.second_look.look(alleles, &beside, &reference, &scanned, reads, is_kept);
            self.tallies[0].skips.candidates_without_support += (found - evidence.candidates.len()) as u64;
        }
        for (sample, tally) in self.tallies.iter_mut().enumerate() {
            evidence.errors[sample] = std::mem::take(&mut tally.errors);
            evidence.skips[sample] = std::mem::take(&mut tally.skips);
        }
        evidence
    }
}

fn is_supported(tumor: &SampleStrata, config: &VariantSweepConfig) -> bool {
    tumor.alternate.fragments() >= config.min_candidate_fragments && tumor.vaf().is_some_and(|vaf| vaf >= config.min_candidate_vaf)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{sweep::read_maker::MadeRead, variant::AlleleKind};

    #[test]
    fn a_share_far_below_the_minimum_gets_no_second_look() {
        let bases = b"GATTACAGGC";
        let window = Window {
            contig: 0,
            contig_name: "1",
            contig_length: 10,
            core: Span::new(0, 10),
            reference: Some(ReferenceSlice { start: 0, bases }),
            has_normal: false,
        };
        let looked_at = |plain: usize, changed: usize| {
            let mut collector = VariantCollector::new(VariantSweepConfig::default());
            collector.begin(&window);
            for (letters, count) in [("GATTACAGGC", plain), ("GATTCCAGGC", changed)] {
                let made = MadeRead::new(0, "10M", letters);
                (0..count).for_each(|index| collector.observe(Sample::Tumor, &made.read(), index, true));
            }
            collector.tallies[0].settle(window.core);
            collector.candidates(0).0.len()
        };
        assert_eq!((looked_at(57, 2), looked_at(58, 2), looked_at(97, 3), looked_at(9_997, 3)), (1, 0, 1, 0));
        // Mates that overlap where they show the reference, and nowhere else, halve the share of reads.
        assert_eq!(looked_at(1_990, 5), 1);
    }

    #[test]
    fn an_indel_of_the_next_window_explains_as_one_of_this() {
        // CCCTC, four times, then CCCTT, four times; and a molecule with one CCCTT less, which only some reads show with a gap.
        let bases = b"GATGCCCTCCCCTCCCCTCCCCTCCCCTTCCCTTCCCTTCCCTTACGATGCATGACCAGATTGA";
        let molecule = [&bases[..24], &bases[29..]].concat();
        let letters = |from: usize, to: usize| std::str::from_utf8(&molecule[from..to]).unwrap().to_owned();
        let mut made: Vec<_> = (0..4).map(|_| MadeRead::new(0, "25M5D34M", &letters(0, 59))).collect();
        made.extend((0..4).map(|_| MadeRead::new(14, "50M", &letters(9, 59))));
        let mut reads = WindowReads::default();
        let shown: Vec<_> = made.iter().zip(0..).map(|(made, fragment)| Read { fragment, ..made.read() }).collect();
        for read in &shown {
            reads.of_mut(Sample::Tumor).push(read);
        }
        let candidates = |core: Span| {
            let reference = Some(ReferenceSlice { start: 0, bases });
            let window = Window { contig: 0, contig_name: "1", contig_length: 64, core, reference, has_normal: false };
            let mut collector = VariantCollector::new(VariantSweepConfig::default());
            collector.begin(&window);
            for (index, read) in shown.iter().enumerate() {
                collector.observe(Sample::Tumor, read, index, core.contains(read.start));
            }
            collector.finish(&window, &reads).candidates
        };
        let whole = candidates(Span::new(0, 64));
        assert_eq!(whole.iter().map(|candidate| candidate.allele.start).collect::<Vec<_>>(), vec![23]);
        for cut in 1..64 {
            assert_eq!([candidates(Span::new(0, cut)), candidates(Span::new(cut, 64))].concat(), whole, "{cut}");
        }
    }

    #[test]
    fn a_changed_base_beside_a_long_repeat_is_no_insertion() {
        let bases = [&b"GATTACAGGCTCAGTC"[..], &[b'A'; 32], b"GTGCATCTTGACCATGCAGG"].concat();
        let changed = [&bases[..16], b"G", &bases[17..]].concat();
        let inserted = [&bases[..16], b"G", &bases[16..]].concat();
        let text = |letters: &[u8]| std::str::from_utf8(letters).unwrap().to_owned();
        let candidates = |made: &[MadeRead], core: Span| {
            let mut reads = WindowReads::default();
            let shown: Vec<_> = made.iter().zip(0..).map(|(made, fragment)| Read { fragment, ..made.read() }).collect();
            for read in &shown {
                reads.of_mut(Sample::Tumor).push(read);
            }
            let reference = Some(ReferenceSlice { start: 0, bases: &bases });
            let window = Window { contig: 0, contig_name: "1", contig_length: bases.len() as u32, core, reference, has_normal: false };
            let mut collector = VariantCollector::new(VariantSweepConfig::default());
            collector.begin(&window);
            for (index, read) in shown.iter().enumerate() {
                collector.observe(Sample::Tumor, read, index, core.contains(read.start));
            }
            let found = collector.finish(&window, &reads).candidates;
            found
                .iter()
                .map(|candidate| (candidate.allele.start, candidate.allele.kind(), candidate.tumor().alternate.fragments()))
                .collect::<Vec<_>>()
        };
        for cut in 0..=bases.len() as u32 {
            let both =
                |made: &[MadeRead]| [candidates(made, Span::new(0, cut)), candidates(made, Span::new(cut, bases.len() as u32))].concat();
            let mut made: Vec<_> = (0..2).map(|_| MadeRead::new(0, "16M1I52M", &text(&inserted))).collect();
            made.extend((0..7).map(|_| MadeRead::new(0, "46M", &text(&changed[..46]))));
            assert_eq!(both(&made), vec![(16, AlleleKind::Snv, 7)], "{cut}");
            // The other way round.
            let mut made: Vec<_> = (0..7).map(|_| MadeRead::new(0, "16M1I52M", &text(&inserted))).collect();
            made.extend((0..2).map(|_| MadeRead::new(0, "46M", &text(&inserted[..46]))));
            assert_eq!(both(&made), vec![(15, AlleleKind::Insertion, 9)], "{cut}");
        }
    }
}

//! Gathers junctions, discordant pairs and unbroken depth from the alignments.
//!
//! The thresholds here are fixed and lenient: they keep the evidence small; what counts as support is decided when calling.

use super::{
    AmbiguousSplit, Assay, Breakend, ClippedRead, DiscordantPair, FusionEvidence, InsertSizes, Junction, Locus, LonePairs,
    SampleFusionEvidence, Side, SplitRead, Watched, ambiguous,
    consensus::{self, SplitPlace},
    place_clips::outward,
    read_end::{self, ReadEnd},
    spanning::{self, Spanning},
    supplementary::{Segment, SupplementaryFault},
    trace::{Trace, Traces},
};
use crate::{
    genome::Contigs,
    sweep::{CigarKind, CigarOp, Collector, Read, ReadStore, Sample, Window, WindowReads},
};

/// Bases that only one part of a split read claims, at least.
const MIN_ANCHOR_BP: u32 = 10;
/// Junctions between closer places are not recorded: small deletions and duplications are the variant caller's, and short fold-backs
/// are artefacts of fragmentation that outnumber everything else in many libraries (fgsv begins between reads at the same distance).
const MIN_JUNCTION_BP: u32 = 1_000;
/// Where short events are kept, they have at least so many bases.
const MIN_SHORT_EVENT_BP: u32 = 10;
/// Bases between two parts of a read beyond which they are not one junction.
const MAX_INSERTED_BP: u32 = 100;
/// Pairs on one contig that lie closer are not recorded.
const MIN_PAIR_BP: u32 = 1_000;
/// In RNA, pairs in ordinary orientation span introns; few introns are longer (Sakharkar et al., In Silico Biology 4:387, 2004).
const MAX_INTRON_BP: u32 = 200_000;
/// Mapping quality of a mate of a pair that nothing agrees with, for the pair to be told of: one misplacement in a hundred.
const MIN_LONE_MAPPING_QUALITY: u8 = 20;

#[derive(Debug, Default)]
struct Gathered {
    evidence: SampleFusionEvidence,
    traces: Traces,
    /// Clips at places in the core.
    clips: Vec<ReadEnd>,
    /// Owned records of reads that are split, with all their bases.
    splits: Vec<(Trace, SplitPlace)>,
    /// Owned discordant pairs.
    pairs: Vec<(Trace, DiscordantPair)>,
    /// Owned records of split reads of which one part fits several places.
    ambiguous: Vec<Ambiguous>,
    /// All such records whose own part is placed uniquely.
    ambiguous_traces: Traces,
}

/// A record of a split read of which one part fits several places.
#[derive(Debug)]
struct Ambiguous {
    /// Where it leads, when it does not tell the other places.
    trace: Option<Trace>,
    read: AmbiguousSplit,
    /// Where the read changes sides, at each place.
    letters: Vec<SplitPlace>,
}

/// A junction of a read that is worth recording.
#[derive(Debug, Clone, Copy)]
struct Crossing {
    from: Segment,
    to: Segment,
    junction: Junction,
    anchor_bp: u32,
}

/// Why a junction of a read is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CrossingFault {
    /// Too many bases lie between the two parts: they are not neighbours.
    Apart,
    ShortAnchor,
    ShortDistance,
}

impl Crossing {
    /// From a part of a read to the next one.
    fn between(from: Segment, to: Segment, watched: &Watched) -> Result<Self, CrossingFault> {
        let (junction, anchor_bp) =
            from.junction_to(&to).filter(|(junction, _)| junction.inserted_bp() <= MAX_INSERTED_BP).ok_or(CrossingFault::Apart)?;
        if anchor_bp < MIN_ANCHOR_BP {
            return Err(CrossingFault::ShortAnchor);
        }
        if junction.distance_bp().is_some_and(|distance| distance < MIN_JUNCTION_BP) && !is_short_event(watched, &junction) {
            return Err(CrossingFault::ShortDistance);
        }
        Ok(Self { from, to, junction, anchor_bp })
    }

    /// As `read` tells of it.
    fn split(&self, read: &Read<'_>) -> SplitRead {
        let (a, b) = (&self.from, &self.to);
        let far_end = |breakend| if a.exit() == breakend { a.far_end(breakend) } else { b.far_end(breakend) };
        let (first, second) = if a.exit() == self.junction.first { (a, b) } else { (b, a) };
        SplitRead {
            contig: read.contig,
            start: read.start,
            fragment: read.fragment,
            junction: self.junction,
            first_far_end: far_end(self.junction.first),
            second_far_end: far_end(self.junction.second),
            mate_start: read.mate.map_or(u32::MAX, |mate| mate.start),
            mapping_qualities: [first.mapping_quality, second.mapping_quality],
            anchor_bp: self.anchor_bp.min(u32::from(u16::MAX)) as u16,
            realigned: false,
            spliced: false,
        }
    }

    fn place(&self, read: &Read<'_>, index: usize) -> SplitPlace {
        SplitPlace::of(read, index, &self.from, &self.to, &self.junction)
    }
}

/// Gathers the fusion evidence of a case. One instance belongs to one worker.
pub struct FusionCollector {
    assay: Assay,
    contigs: Contigs,
    watched: Watched,
    core: crate::genome::Span,
    gathered: [Gathered; 2],
    /// Breakends in the core, of either sample.
    breakends: Vec<u32>,
    segments: Vec<Segment>,
    spanning: Spanning,
}

impl FusionCollector {
    /// A collector for `assay`, on the contigs of the case.
    pub fn new(assay: Assay, contigs: &Contigs) -> Self {
        Self {
            assay,
            contigs: contigs.clone(),
            watched: Watched::default(),
            core: crate::genome::Span::new(0, 0),
            gathered: [Gathered::default(), Gathered::default()],
            breakends: Vec::new(),
            segments: Vec::new(),
            spanning: Spanning::default(),
        }
    }

    /// The same, that keeps more at `watched` places.
    #[must_use]
    pub fn watching(self, watched: &Watched) -> Self {
        Self { watched: watched.clone(), ..self }
    }

    /// Reads the SA tag of one record: every junction between neighbouring parts of the read.
    fn observe_split(&mut self, sample: Sample, read: &Read<'_>, index: usize, owned: bool) {
        let gathered = &mut self.gathered[sample as usize];
        let skipped = &mut gathered.evidence.skipped;
        let own = Segment::of_read(read);
        self.segments.clear();
        self.segments.push(own);
        for entry in read.supplementary_alignments.split(|&b| b == b';').filter(|entry| !entry.is_empty()) {
            match Segment::of_entry(entry, &self.contigs) {
                Ok(segment) => self.segments.push(segment),
                Err(SupplementaryFault::Malformed) => skipped.malformed_supplementary += u64::from(owned),
                Err(SupplementaryFault::UnknownContig) => skipped.unknown_contig += u64::from(owned),
            }
        }
        self.segments.sort_unstable();
        // Supplementary records may have lost their clipped bases; the primary one has them all.
        let has_letters = owned && sample == Sample::Tumor && read.flags.is_primary() && !is_hard_clipped(read);
        for neighbours in self.segments.windows(2) {
            let (a, b) = (neighbours[0], neighbours[1]);
            let is_own = a == own || b == own;
            let (near, far) = if a == own { (a.exit(), b.entry()) } else { (b.entry(), a.exit()) };
            let is_ambiguous = a.mapping_quality.min(b.mapping_quality) == 0;
            let crossing = match Crossing::between(a, b, &self.watched) {
                Ok(crossing) => crossing,
                Err(CrossingFault::Apart) => continue,
                Err(_) if is_ambiguous => {
                    skipped.low_mapping_quality += u64::from(owned);
                    continue;
                }
                Err(CrossingFault::ShortAnchor) => {
                    skipped.short_anchor += u64::from(owned);
                    continue;
                }
                Err(CrossingFault::ShortDistance) => {
                    skipped.short_distance += u64::from(owned);
                    continue;
                }
            };
            if is_ambiguous && !is_own {
                skipped.low_mapping_quality += u64::from(owned);
                continue;
            }
            if is_own && self.core.contains(near.position) {
                self.breakends.push(near.position);
            }
            if is_ambiguous {
                let crossings = places(&crossing, &own, read, &self.contigs, &self.watched);
                let is_told = crossings.len() > 1;
                if own.mapping_quality == 0 && !is_told {
                    skipped.low_mapping_quality += u64::from(owned);
                    continue;
                }
                let trace = Trace::new(read, near.side, far);
                if !is_told {
                    gathered.ambiguous_traces.push(trace);
                }
                if owned {
                    let letters = crossings.iter().filter(|_| has_letters).map(|crossing| crossing.place(read, index)).collect();
                    let read = AmbiguousSplit { places: crossings.iter().map(|crossing| crossing.split(read)).collect() };
                    gathered.ambiguous.push(Ambiguous { trace: (!is_told).then_some(trace), read, letters });
                }
                continue;
            }
            if is_own {
                let trace = Trace::new(read, near.side, far);
                gathered.traces.push(trace);
                if has_letters {
                    gathered.splits.push((trace, crossing.place(read, index)));
                }
            }
            if owned {
                gathered.evidence.splits.push(crossing.split(read));
            }
        }
    }

    /// Introns of the read that skip a driver's exons, or join fused neighbours.
    fn observe_skips(&mut self, sample: Sample, read: &Read<'_>, owned: bool) {
        let (mut reference, aligned) = (read.start, |ops: &mut dyn Iterator<Item = CigarOp>| {
            ops.take_while(|op| op.kind != CigarKind::Skip).filter(|op| op.kind == CigarKind::Aligned).map(|op| op.length).sum::<u32>()
        });
        for (index, op) in read.cigar.ops().enumerate() {
            let start = reference;
            reference += if matches!(op.kind, CigarKind::Aligned | CigarKind::Deletion | CigarKind::Skip) { op.length } else { 0 };
            let intron = crate::genome::Span::new(start, reference);
            if op.kind != CigarKind::Skip || !self.watched.skipping().contains(read.contig, intron) {
                continue;
            }
            let anchor_bp =
                aligned(&mut read.cigar.ops().skip(index + 1)).min(aligned(&mut read.cigar.ops().rev().skip(read.cigar.0.len() - index)));
            if anchor_bp < MIN_ANCHOR_BP {
                continue;
            }
            let end = |position, side| Breakend { contig: read.contig, position, side };
            let (first, second) = (end(intron.start - 1, Side::Left), end(intron.end, Side::Right));
            self.breakends.extend([first, second].map(|end| end.position).into_iter().filter(|&position| self.core.contains(position)));
            if owned {
                self.gathered[sample as usize].evidence.splits.push(SplitRead {
                    contig: read.contig,
                    start: read.start,
                    fragment: read.fragment,
                    junction: Junction::new(first, second, 0),
                    first_far_end: read.start,
                    second_far_end: read.end.saturating_sub(1),
                    mate_start: read.mate.map_or(u32::MAX, |mate| mate.start),
                    mapping_qualities: [read.mapping_quality; 2],
                    anchor_bp: anchor_bp.min(u32::from(u16::MAX)) as u16,
                    realigned: false,
                    spliced: true,
                });
            }
        }
    }

    /// Notes clips at places in the core, and insertions where short events are kept.
    fn observe_ends(&mut self, sample: Sample, read: &Read<'_>, index: usize) {
        let (core, watched) = (self.core, &self.watched);
        let clips = &mut self.gathered[sample as usize].clips;
        if read.supplementary_alignments.is_empty() {
            clips.extend(read_end::clips(read, index).filter(|clip| core.contains(clip.breakend.position)));
        }
        if watched.any_short() && read.cigar.0.len() > 2 && watched.keeps_short(read.contig, read.start) {
            let is_kept = |end: Breakend| core.contains(end.position) && watched.keeps_short(end.contig, end.position);
            clips.extend(read_end::insertions(read, index, MIN_SHORT_EVENT_BP).filter(|clip| is_kept(clip.breakend)));
        }
    }

    /// Keeps the clips beside which chimeric fragments of either sample lead somewhere.
    fn keep_clips(&mut self, sample: Sample, reads: &ReadStore) {
        let clips = std::mem::take(&mut self.gathered[sample as usize].clips);
        for clip in clips {
            let Breakend { position, side, .. } = clip.breakend;
            let mut loci = self.gathered[0].traces.loci_beside(position, side);
            loci.extend(self.gathered[1].traces.loci_beside(position, side));
            if self.watched.keeps_short(clip.breakend.contig, position) {
                let across = if side == Side::Left { Side::Right } else { Side::Left };
                loci.push(Locus { contig: clip.breakend.contig, side: across, position });
            }
            if loci.is_empty() {
                continue;
            }
            loci.sort_unstable();
            loci.dedup();
            let read = reads.get(clip.index);
            let clipped = match side {
                _ if clip.inserted_at.is_some() => clip.inserted_at.map(|at| read.bases.letters(at, at + clip.bases)).unwrap_or_default(),
                Side::Right => read.bases.letters(0, clip.bases),
                Side::Left => read.bases.letters(read.bases.length.saturating_sub(clip.bases), read.bases.length),
            };
            self.breakends.push(position);
            self.gathered[sample as usize].evidence.clips.push(ClippedRead {
                breakend: clip.breakend,
                inserted: clip.inserted_at.is_some(),
                start: read.start,
                fragment: read.fragment,
                far_end: if side == Side::Left { read.start } else { read.end.saturating_sub(1) },
                mate_start: read.mate.map_or(u32::MAX, |mate| mate.start),
                mapping_quality: read.mapping_quality,
                bases: outward(side, &clipped),
                loci,
            });
        }
    }

    /// Whether the mates lie or point as pairs of one stretch of genome (or transcript) do not.
    fn is_discordant(&self, read: &Read<'_>) -> bool {
        let Some(mate) = read.mate else { return false };
        if mate.contig != read.contig {
            return true;
        }
        let distance = read.start.abs_diff(mate.start);
        if distance <= MIN_PAIR_BP {
            return false;
        }
        let (left_reverse, right_reverse) = if read.start < mate.start {
            (read.flags.is_reverse(), read.flags.is_mate_reverse())
        } else {
            (read.flags.is_mate_reverse(), read.flags.is_reverse())
        };
        if left_reverse || !right_reverse {
            return true;
        }
        let ordinary_bp = match self.assay {
            Assay::Dna => MIN_PAIR_BP,
            Assay::Rna => MAX_INTRON_BP,
        };
        distance > ordinary_bp && !read.flags.is_proper_pair()
    }

    fn observe_pair(&mut self, sample: Sample, read: &Read<'_>, owned: bool) {
        let Some(mate) = read.mate else { return };
        let gathered = &mut self.gathered[sample as usize];
        if read.mapping_quality == 0 {
            gathered.evidence.skipped.low_mapping_quality += u64::from(owned);
            return;
        }
        let (side, mate_side) = (side_of(read.flags.is_reverse()), side_of(read.flags.is_mate_reverse()));
        let far = Breakend { contig: mate.contig, position: mate.start, side: mate_side };
        let trace = Trace::new(read, side, far);
        gathered.traces.push(trace);
        if owned {
            let pair = DiscordantPair {
                contig: read.contig,
                start: read.start,
                fragment: read.fragment,
                end: read.end,
                side,
                mate_contig: mate.contig,
                mate_start: mate.start,
                mate_side,
                mapping_quality: read.mapping_quality,
            };
            gathered.pairs.push((trace, pair));
        }
    }
}

/// The junction of a read at each place that its `own` part fits: first where the aligner put it.
fn places(crossing: &Crossing, own: &Segment, read: &Read<'_>, contigs: &Contigs, watched: &Watched) -> Vec<Crossing> {
    let mut all = vec![*crossing];
    if own.mapping_quality == 0 {
        let others = ambiguous::other_places(read.alternative_alignments, contigs).into_iter().filter_map(|other| {
            let (from, to) = if crossing.from == *own { (other, crossing.to) } else { (crossing.from, other) };
            Crossing::between(from, to, watched).ok()
        });
        all.extend(others);
    }
    all
}

/// Whether bases were cut off the record.
fn is_hard_clipped(read: &Read<'_>) -> bool {
    read.cigar.ops().any(|op| op.kind == CigarKind::HardClip)
}

/// Whether a junction is a short one where such are kept.
fn is_short_event(watched: &Watched, junction: &Junction) -> bool {
    junction.distance_bp().is_some_and(|distance| distance >= MIN_SHORT_EVENT_BP)
        && [junction.first, junction.second].iter().all(|end| watched.keeps_short(end.contig, end.position))
}

/// Whether a pair that nothing agrees with may show a fusion all the same: this mate is placed uniquely, and both lie in genes.
fn is_worth_telling(watched: &Watched, pair: &DiscordantPair) -> bool {
    pair.mapping_quality >= MIN_LONE_MAPPING_QUALITY
        && watched.may_be_gene(pair.contig, pair.start)
        && watched.may_be_gene(pair.mate_contig, pair.mate_start)
}

/// A forward read's fragment goes on to its right, so what is retained lies left of the junction.
fn side_of(reverse: bool) -> Side {
    if reverse { Side::Right } else { Side::Left }
}

impl Gathered {
    fn clear(&mut self) {
        self.evidence = SampleFusionEvidence::default();
        self.traces.clear();
        self.clips.clear();
        self.splits.clear();
        self.pairs.clear();
        self.ambiguous.clear();
        self.ambiguous_traces.clear();
    }

    /// What the window's core adds to the sample's evidence.
    fn take(&mut self, assay: Assay, watched: &Watched, reads: &ReadStore) -> SampleFusionEvidence {
        let splits = std::mem::take(&mut self.splits);
        let with_company = splits.iter().filter(|(trace, _)| self.traces.has_companion(trace)).map(|(_, place)| place);
        let mut ambiguous = std::mem::take(&mut self.ambiguous);
        let before = ambiguous.len();
        // In repeats such reads lead everywhere.
        let has_companion = |trace: &Trace| self.traces.has_companion(trace) || self.ambiguous_traces.has_companion(trace);
        ambiguous.retain(|found| found.trace.as_ref().is_none_or(has_companion));
        self.evidence.skipped.low_mapping_quality += (before - ambiguous.len()) as u64;
        let places = with_company.chain(ambiguous.iter().flat_map(|found| &found.letters));
        self.evidence.bases = consensus::gathered(places.map(|place| place.letters(&reads.get(place.index))).collect());
        self.evidence.ambiguous = ambiguous.into_iter().map(|found| found.read).collect();
        self.evidence.ambiguous.sort_unstable();
        let mut pairs = std::mem::take(&mut self.pairs);
        let before = pairs.len();
        // METHOD: in DNA, random ligation leaves far more lone pairs than junctions have; a pair that no other fragment agrees with
        // cannot make a call: it is counted, and a sample of those between genes is kept. RNA has few of them, and introns put companions out of reach.
        if assay == Assay::Dna {
            let is_watched = |p: &DiscordantPair| watched.keeps(p.contig, p.start) && watched.keeps(p.mate_contig, p.mate_start);
            let (mut lone, mut halves) = (Vec::new(), 0);
            pairs.retain(|(trace, pair)| {
                let is_kept = self.traces.has_companion(trace) || is_watched(pair);
                if !is_kept && is_worth_telling(watched, pair) {
                    lone.push(*pair);
                }
                halves += u64::from(!is_kept && !watched.is_swept(pair.mate_contig, pair.mate_start));
                is_kept
            });
            self.evidence.lone_pairs = LonePairs::of(lone);
            self.evidence.skipped.isolated_halves = halves;
        }
        self.evidence.skipped.isolated_pairs = (before - pairs.len()) as u64;
        self.evidence.pairs = pairs.into_iter().map(|(_, pair)| pair).collect();
        self.evidence.pairs.sort_unstable();
        self.evidence.splits.sort_unstable();
        self.evidence.clips.sort_unstable();
        let evidence = std::mem::take(&mut self.evidence);
        self.clear();
        evidence
    }
}

impl Collector for FusionCollector {
    type Evidence = FusionEvidence;

    fn begin(&mut self, window: &Window<'_>) {
        self.core = window.core;
        self.breakends.clear();
        self.gathered.iter_mut().for_each(Gathered::clear);
    }

    fn observe(&mut self, sample: Sample, read: &Read<'_>, index: usize, owned: bool) {
        let flags = read.flags;
        if owned && flags.is_primary() {
            let evidence = &mut self.gathered[sample as usize].evidence;
            evidence.fragments += u64::from(!flags.is_paired() || flags.is_first());
            if flags.is_proper_pair() && read.template_length > 0 && read.mapping_quality > 0 {
                let outer_bp = read.template_length.unsigned_abs();
                if outer_bp <= InsertSizes::CAP_BP {
                    evidence.insert_sizes.add(outer_bp);
                }
            }
        }
        if !read.supplementary_alignments.is_empty() {
            self.observe_split(sample, read, index, owned);
        }
        if read.cigar.0.len() > 1 {
            self.observe_ends(sample, read, index);
        }
        if self.assay == Assay::Rna
            && read.cigar.0.len() > 2
            && read.mapping_quality > 0
            && self.watched.skipping().any_within(read.contig, read.span())
        {
            self.observe_skips(sample, read, owned);
        }
        if flags.is_paired() && flags.is_primary() && self.is_discordant(read) {
            self.observe_pair(sample, read, owned);
        }
    }

    fn finish(&mut self, window: &Window<'_>, reads: &WindowReads) -> FusionEvidence {
        for gathered in &mut self.gathered {
            gathered.traces.sort();
            gathered.ambiguous_traces.sort();
        }
        if self.watched.any_short() || self.gathered.iter().any(|gathered| !gathered.traces.is_empty()) {
            for sample in [Sample::Tumor, Sample::Normal] {
                self.keep_clips(sample, reads.of(sample));
            }
        }
        let mut evidence = FusionEvidence {
            tumor: self.gathered[0].take(self.assay, &self.watched, reads.of(Sample::Tumor)),
            normal: self.gathered[1].take(self.assay, &self.watched, reads.of(Sample::Normal)),
        };
        if self.assay == Assay::Dna {
            // How many chimeras chance brings together depends on the depth; where no read is split, on that at the mates.
            self.breakends.extend(evidence.tumor.pairs.iter().map(|pair| pair.start));
        }
        self.breakends.sort_unstable();
        self.breakends.dedup();
        if !self.breakends.is_empty() {
            let place = spanning::Places { contig: window.contig, positions: &self.breakends };
            evidence.tumor.spanning = self.spanning.count(self.assay, place, reads.of(Sample::Tumor));
            if window.has_normal {
                evidence.normal.spanning = self.spanning.count(self.assay, place, reads.of(Sample::Normal));
            }
        }
        evidence
    }
}

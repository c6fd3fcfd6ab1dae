//! Fragments across a junction: split reads, clipped reads and pairs on two sides.

use oncosweep::{
    Result,
    genome::{Reference, Span},
};

use super::{
    Sample, SampleRole,
    counting::count,
    emit::{Aligned, ReadAlignments, along, emit_reads},
    fragment::{Met, Molecule},
    scene::Scene,
    umi::UmiTags,
    worker::Entry,
};
use crate::{
    plan::{JunctionSide, PlannedJunction},
    random::{Poisson, Stream},
    reads::{Context, Draft, Errors, Names, Template, base, extend_over_clip, op},
    rna::{PlannedFusion, spliced_bases, spliced_template},
    survey::BasesCache,
};

/// Lowest score of a part of a read that an aligner reports (`bwa mem -T`).
const MIN_SCORE: i32 = 30;
/// The same of a part of a chimeric read in RNA (STAR's `chimSegmentMin` as fusion callers set it).
const MIN_RNA_SCORE: i32 = 10;
/// Bases around a breakpoint that are looked at.
const MARGIN_BP: u32 = 2_000;

/// A record made apart from the windows.
#[derive(Debug, Clone)]
pub struct Injected {
    /// Contig of the alignment.
    pub contig: u32,
    /// First aligned base, 0-based.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// The record's bytes.
    pub bytes: Vec<u8>,
}

/// What was written of a junction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JunctionCounts {
    /// Fragments that hold the junction, without duplicates.
    pub fragments: u32,
    /// Those with a read that has a supplementary alignment.
    pub split: u32,
    /// Those whose reads lie on two sides, none of them split.
    pub discordant: u32,
    /// Those in which it shows as a soft clip only.
    pub clipped: u32,
}

/// One side's surroundings.
struct Side {
    place: JunctionSide,
    codes: Vec<u8>,
    context_start: u32,
    scene: Scene,
    /// Whether this side comes first on the new chromosome.
    first: bool,
    /// Exons it keeps, by position, when it is a transcript.
    exons: Option<Vec<Span>>,
}

impl Side {
    fn new(sample: &Sample<'_>, bases: &mut BasesCache, place: JunctionSide, first: bool, exons: Option<Vec<Span>>) -> Result<Self> {
        let near = Span::new(place.position, place.position + 1);
        let whole = exons.iter().flatten().fold(near, |all, exon| Span::new(all.start.min(exon.start), all.end.max(exon.end)));
        let span = whole.padded(MARGIN_BP, u32::MAX);
        let context = bases.get(place.contig, span.start, span.end)?;
        let (codes, context_start) = (context.codes.to_vec(), context.start);
        let mut scene = Scene::default();
        scene.prepare(sample, place.contig, span, false);
        Ok(Self { place, codes, context_start, scene, first, exons })
    }

    fn context(&self) -> Context<'_> {
        Context { start: self.context_start, codes: &self.codes }
    }

    /// Whether the junction is at the right end of this side on the reference.
    fn ends_right(&self) -> bool {
        self.first == self.place.forward
    }

    /// Describes this side's `bases` next to the junction as they are on the molecule.
    fn describe(
        &self,
        sample: &Sample<'_>,
        molecule: Molecule,
        bases: u32,
        template: &mut Template,
        met: &mut Vec<Met>,
        stream: &mut Stream,
    ) {
        if let Some(exons) = &self.exons {
            let all = spliced_bases(exons);
            let bases = bases.min(all);
            return spliced_template(template, exons, if self.ends_right() { all - bases } else { 0 }, bases);
        }
        let position = self.place.position;
        let (start, end) =
            if self.ends_right() { ((position + 1).saturating_sub(bases), position + 1) } else { (position, position + bases) };
        template.restart(start, end - start);
        molecule.describe(sample, &self.scene, template, met, stream);
        template.damage.clear();
        met.retain(|thing| thing.end <= end);
        while template.edits.last().is_some_and(|edit| edit.position + edit.reference_bases > end) {
            template.edits.pop();
        }
        let change: i64 = template.edits.iter().map(|e| i64::from(e.inserted_bases) - i64::from(e.reference_bases)).sum();
        template.length = (i64::from(end - start) + change).max(1) as u32;
    }

    /// Bases `[from, to)` of this side, counted along the new chromosome, as a draft and as codes in its reading direction.
    fn piece(&self, template: &Template, from: u32, to: u32) -> (Draft, Vec<u8>) {
        let mut draft = Draft::default();
        if from >= to {
            return (draft, Vec::new());
        }
        let (low, high) = if self.place.forward { (from, to) } else { (template.length - to, template.length - from) };
        draft.take(template, self.context(), low, high);
        let codes = if self.place.forward { draft.codes.clone() } else { base::reverse_complement(&draft.codes) };
        (draft, codes)
    }

    /// The whole read aligned to this side, from its piece.
    fn aligned(&self, piece: Draft, full: &[u8], reverse_read: bool) -> Option<Aligned> {
        if piece.cigar.is_empty() {
            return None;
        }
        let mut draft = piece;
        let clip = (full.len() - draft.codes.len()) as u32;
        draft.codes = if self.place.forward { full.to_vec() } else { base::reverse_complement(full) };
        if clip > 0 {
            let clipped = clip << 4 | op::SOFT_CLIP;
            if self.ends_right() {
                draft.cigar.push(clipped);
            } else {
                draft.cigar.insert(0, clipped);
            }
            // STAR gives each base of a chimeric read to one part only.
            if self.exons.is_none() {
                extend_over_clip(&mut draft, self.context(), self.ends_right());
            }
        }
        draft.finish(self.context());
        Some(Aligned { contig: self.place.contig, reverse: reverse_read == self.place.forward, draft })
    }
}

/// Draws the fragments of one junction, the `number`-th of the sample after `windows` windows.
///
/// # Errors
/// [`oncosweep::Error::Io`] when the reference cannot be read.
pub fn draw_junction(
    sample: &Sample<'_>,
    junction: &PlannedJunction,
    number: usize,
    windows: usize,
    reference: &Reference,
) -> Result<(Vec<Injected>, JunctionCounts)> {
    let mut bases = BasesCache::new(reference.reopen()?);
    let sides = [Side::new(sample, &mut bases, junction.first, true, None)?, Side::new(sample, &mut bases, junction.second, false, None)?];
    let shares = junction.origin.shares(sample.own.tumor_fraction);
    let share = f64::midpoint(shares[0], shares[1]) * (1.0 - sample.own.contamination);
    let rates = [&sides[0], &sides[1]].map(|side| sample.field.at(side.place.contig, side.place.position, side.context()));
    // A captured fragment is caught by whichever end a target holds.
    let rate = if sample.field.targets().is_some() { rates[0].max(rates[1]) } else { f64::midpoint(rates[0], rates[1]) };
    let mut drawing = Drawing::new(sample, &sides, &junction.inserted, windows + number);
    let mut stream = Stream::new(sample.config.seed, "junction fragments", [u64::from(sample.role.number()), number as u64]);
    drawing.draw(rate * share, &mut stream, |stream| {
        let mut molecule = Molecule::draw(sample, stream);
        // The rearranged chromosome is in the cells of the lowest ranks.
        molecule.source = u8::from(stream.unit() * (shares[0] + shares[1]) >= shares[0]);
        molecule.rank = (f64::from(molecule.rank) * shares[usize::from(molecule.source)]) as u32;
        molecule
    });
    Ok((drawing.injected, drawing.counts))
}

/// Draws the fragments over the junction of a fusion transcript, the `number`-th of the sample after `clusters` clusters.
///
/// # Errors
/// [`oncosweep::Error::Io`] when the reference cannot be read.
pub fn draw_fusion(
    sample: &Sample<'_>,
    fusion: &PlannedFusion,
    number: usize,
    clusters: usize,
    reference: &Reference,
) -> Result<(Vec<Injected>, JunctionCounts)> {
    let mut bases = BasesCache::new(reference.reopen()?);
    let [first, second] = fusion.exons.clone();
    let sides = [
        Side::new(sample, &mut bases, fusion.first, true, Some(first))?,
        Side::new(sample, &mut bases, fusion.second, false, Some(second))?,
    ];
    let mut drawing = Drawing::new(sample, &sides, &[], clusters + number);
    let mut stream = Stream::new(sample.config.seed, "fusion fragments", [u64::from(sample.role.number()), number as u64]);
    // Fragments lie over the junction in as many ways as they have places between bases.
    let rate = fusion.support / (sample.lengths.mean_bp() - 1.0).max(1.0);
    let stranded = sample.config.rna.reverse_stranded;
    drawing.draw(rate, &mut stream, |stream| {
        let mut molecule = Molecule::draw(sample, stream);
        // The new transcript is read from its first side to its second: read 1 of a reverse-stranded library is its reverse.
        molecule.first_forward &= !stranded;
        molecule
    });
    Ok((drawing.injected, drawing.counts))
}

struct Drawing<'a> {
    sample: &'a Sample<'a>,
    sides: &'a [Side; 2],
    inserted: &'a [u8],
    number: u32,
    names: Names,
    injected: Vec<Injected>,
    counts: JunctionCounts,
}

impl<'a> Drawing<'a> {
    fn new(sample: &'a Sample<'a>, sides: &'a [Side; 2], inserted: &'a [u8], number: usize) -> Self {
        let mut names = Names::default();
        names.restart(sample.role.number(), number as u32);
        Self { sample, sides, inserted, number: 0, names, injected: Vec::new(), counts: JunctionCounts::default() }
    }

    /// Draws fragments that begin at every distance before the junction at `rate` fragments a base, and reach over it.
    fn draw(&mut self, rate: f64, stream: &mut Stream, mut molecule: impl FnMut(&mut Stream) -> Molecule) {
        let starts = Poisson::new(rate);
        let inserted = self.inserted.len() as u32;
        for before in 1..self.sample.lengths.max_bp() {
            for _ in 0..starts.draw(stream) {
                let length = self.sample.lengths.get(stream.next_u32());
                if length > before + inserted {
                    let molecule = molecule(stream);
                    self.fragment(molecule, before, length - before - inserted, stream);
                }
            }
        }
    }

    fn fragment(&mut self, molecule: Molecule, before: u32, after: u32, stream: &mut Stream) {
        let sample = self.sample;
        let mut templates = [Template::default(), Template::default()];
        let mut met = [Vec::new(), Vec::new()];
        for (number, bases) in [before, after].into_iter().enumerate() {
            self.sides[number].describe(sample, molecule, bases, &mut templates[number], &mut met[number], stream);
        }
        let length = templates[0].length + self.inserted.len() as u32 + templates[1].length;
        let read_bases = sample.config.library.read_length_bp.min(length);
        let umi = UmiTags::draw(sample.config, stream);
        let (mut neighbour, mut copy) = (0, 0);
        loop {
            let reads = [0, 1].map(|end| {
                let from = if end == 0 { 0 } else { length - read_bases };
                self.read(&templates, from, from + read_bases, end == 1, molecule, stream)
            });
            let mut name = Vec::new();
            self.names.write(&mut name, self.number, neighbour);
            let (mut bytes, mut entries): (Vec<u8>, Vec<(u32, Entry)>) = (Vec::new(), Vec::new());
            let duplicate = copy > 0 && sample.config.duplicates.flagged;
            emit_reads(sample, &name, &reads, molecule.first_forward, duplicate, &umi.tags(), &mut bytes, &mut entries);
            self.injected.extend(entries.into_iter().map(|(contig, e)| Injected {
                contig,
                start: e.start,
                end: e.end,
                bytes: bytes[e.offset as usize..(e.offset + e.length) as usize].to_vec(),
            }));
            if copy == 0 {
                self.count(&reads);
                for (side, met) in self.sides.iter().zip(&met) {
                    let here = reads.iter().map(|read| &read.primary).filter(|part| part.contig == side.place.contig);
                    count(sample, met, &here.map(|part| &part.draft).collect::<Vec<_>>());
                }
            }
            copy += 1;
            if neighbour == 0 && stream.happens(sample.thresholds.optical_copy) {
                neighbour = 1;
            } else if sample.another_copy(stream) {
                (self.number, neighbour) = (self.number + 1, 0);
            } else {
                break;
            }
        }
        self.number += 1;
    }

    fn read(
        &self,
        templates: &[Template; 2],
        from: u32,
        to: u32,
        reverse: bool,
        molecule: Molecule,
        stream: &mut Stream,
    ) -> ReadAlignments {
        let sample = self.sample;
        let border = templates[0].length;
        let second_starts = border + self.inserted.len() as u32;
        let (first, mut full) = self.sides[0].piece(&templates[0], from.min(border), to.min(border));
        let inside = |x: u32| x.clamp(border, second_starts) - border;
        full.extend_from_slice(&self.inserted[inside(from) as usize..inside(to) as usize]);
        let (second, codes) =
            self.sides[1].piece(&templates[1], from.max(second_starts) - second_starts, to.max(second_starts) - second_starts);
        full.extend(codes);
        let mate = usize::from(reverse == molecule.first_forward);
        let qualities = sample.qualities.get(mate, stream.next_u32(), full.len());
        let mut errors = Errors::default();
        errors.draw(&qualities, stream);
        errors.apply(&mut full, &qualities, reverse);
        let mut parts: Vec<Aligned> = [(&self.sides[0], first), (&self.sides[1], second)]
            .into_iter()
            .filter_map(|(side, piece)| side.aligned(piece, &full, reverse))
            .collect();
        parts.sort_by_key(|part| -part.draft.score);
        let mut parts = parts.into_iter();
        let rna = sample.role == SampleRole::Rna;
        let primary = parts.next().unwrap_or_default();
        let supplementary = parts.next().filter(|part| part.draft.score >= if rna { MIN_RNA_SCORE } else { MIN_SCORE });
        let by_strand = [along(&qualities, false).to_vec(), along(&qualities, true).to_vec()];
        ReadAlignments { primary, supplementary, qualities: by_strand, sense_forward: self.sides[0].place.forward }
    }

    fn count(&mut self, reads: &[ReadAlignments; 2]) {
        self.counts.fragments += 1;
        let apart =
            |a: &Aligned, b: &Aligned| a.contig != b.contig || a.reverse == b.reverse || a.draft.start.abs_diff(b.draft.start) > MARGIN_BP;
        if reads.iter().any(|read| read.supplementary.is_some()) {
            self.counts.split += 1;
        } else if apart(&reads[0].primary, &reads[1].primary) {
            self.counts.discordant += 1;
        } else {
            self.counts.clipped += 1;
        }
    }
}

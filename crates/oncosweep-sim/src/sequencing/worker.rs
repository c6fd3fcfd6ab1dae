//! A thread's work on one window.

use oncosweep::{Result, genome::Reference};

use super::{
    Sample,
    chimera::Injected,
    counting::count,
    emit::{Pair, TagTexts, along, emit_pair},
    fragment::{Met, Molecule},
    scene::Scene,
    umi::UmiTags,
};
use crate::{
    bam::{BlockCompressor, Segment, SegmentWriter},
    fragments::Window,
    random::{Poisson, Stream},
    reads::{Draft, Errors, Names, Template},
    survey::BasesCache,
};

/// Bases around a window that its fragments may look at.
const MARGIN_BP: u32 = 2_048;
/// Width of the bins in which starts are drawn.
const BIN_BP: u32 = 64;

/// Where a record lies in its buffer and on the genome.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// First aligned base, 0-based.
    pub start: u32,
    /// One past the last aligned base.
    pub end: u32,
    /// Offset of the record's bytes.
    pub offset: u32,
    /// Number of the record's bytes.
    pub length: u32,
}

/// Records that begin behind the window in which they were made.
#[derive(Debug, Default)]
pub struct Carried {
    pub(super) bytes: Vec<u8>,
    pub(super) entries: Vec<Entry>,
}

/// One thread's buffers.
pub struct Worker<'a> {
    sample: &'a Sample<'a>,
    bases: BasesCache,
    compressor: BlockCompressor,
    scene: Scene,
    template: Template,
    met: Vec<Met>,
    drafts: [Draft; 2],
    errors: [Errors; 2],
    names: Names,
    name: Vec<u8>,
    texts: TagTexts,
    rates: Vec<f64>,
    umi: UmiTags,
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    order: Vec<u64>,
}

impl<'a> Worker<'a> {
    /// A worker with a handle of the reference of its own.
    ///
    /// # Errors
    /// [`oncosweep::Error::Io`] when the reference has gone.
    pub fn new(sample: &'a Sample<'a>, reference: &Reference) -> Result<Self> {
        Ok(Self {
            sample,
            bases: BasesCache::new(reference.reopen()?),
            compressor: BlockCompressor::new(sample.config.output.compression_level)?,
            scene: Scene::default(),
            template: Template::default(),
            met: Vec::new(),
            drafts: [Draft::default(), Draft::default()],
            errors: [Errors::default(), Errors::default()],
            names: Names::default(),
            name: Vec::new(),
            texts: TagTexts::default(),
            rates: Vec::new(),
            umi: UmiTags::default(),
            bytes: Vec::new(),
            entries: Vec::new(),
            order: Vec::new(),
        })
    }

    /// Makes the records of all fragments that start in `window`, the `number`-th of the sample, and returns those that begin behind it.
    ///
    /// # Errors
    /// [`oncosweep::Error::Io`] when the reference cannot be read.
    pub fn draw(&mut self, window: &Window, number: u32) -> Result<Carried> {
        let Self { sample, bases, scene, template, met, drafts, errors, names, name, texts, rates, umi, bytes: out, entries, .. } = self;
        let (contig, span) = (window.place.contig, window.place.span);
        let context = bases.get(contig, span.start.saturating_sub(MARGIN_BP), span.end + MARGIN_BP)?;
        out.clear();
        entries.clear();
        names.restart(sample.role.number(), number);
        scene.prepare(sample, contig, span.padded(MARGIN_BP, u32::MAX), true);
        sample.field.rates(window.place, context, rates);
        let mut stream = Stream::new(
            sample.config.seed,
            "fragments",
            [u64::from(sample.role.number()), u64::from(contig) << 32 | u64::from(span.start)],
        );
        let read_length = sample.config.library.read_length_bp;
        let mut fragment = 0;
        for (bin, &rate) in rates.iter().enumerate() {
            let bin_start = span.start + bin as u32 * BIN_BP;
            let bin_bp = BIN_BP.min(span.end - bin_start);
            for _ in 0..Poisson::new(rate).draw(&mut stream) {
                let bits = stream.next_u64();
                let start = bin_start + (((bits & 0xffff_ffff) * u64::from(bin_bp)) >> 32) as u32;
                let length = sample.lengths.get((bits >> 40) as u32);
                let molecule = Molecule::draw(sample, &mut stream);
                template.restart(start, length);
                let exists = molecule.describe(sample, scene, template, met, &mut stream);
                if !exists || template.reference_end() > window.region.end {
                    continue;
                }
                let bases = read_length.min(length);
                umi.redraw(sample.config, &mut stream);
                let extra = umi.tags();
                let mut copy = 0;
                let mut neighbour = 0;
                loop {
                    let qualities = [0, 1].map(|side| {
                        sample.qualities.get(usize::from((side == 0) != molecule.first_forward), stream.next_u32(), bases as usize)
                    });
                    for side in 0..2 {
                        let draft = &mut drafts[side];
                        let from = if side == 0 { 0 } else { length - bases };
                        draft.take(template, context, from, from + bases);
                        errors[side].draw(&qualities[side], &mut stream);
                        let wrong = errors[side].apply(&mut draft.codes, &qualities[side], side == 1);
                        if wrong || !template.edits.is_empty() || !template.damage.is_empty() {
                            draft.finish(context);
                        } else {
                            draft.finish_clean();
                        }
                    }
                    names.write(name, fragment, neighbour);
                    let mapping_quality = [0, 1].map(|side| sample.mapping_quality(contig, &drafts[side]));
                    let pair = Pair {
                        contig,
                        name,
                        drafts,
                        qualities: [along(&qualities[0], false), along(&qualities[1], true)],
                        first_left: molecule.first_forward,
                        duplicate: copy > 0 && sample.config.duplicates.flagged,
                        mapping_quality,
                        extra: &extra,
                    };
                    emit_pair(&pair, texts, out, entries);
                    if copy == 0 {
                        count(sample, met, &[&drafts[0], &drafts[1]]);
                    }
                    copy += 1;
                    if neighbour == 0 && stream.happens(sample.thresholds.optical_copy) {
                        neighbour = 1;
                    } else if sample.another_copy(&mut stream) {
                        (fragment, neighbour) = (fragment + 1, 0);
                    } else {
                        break;
                    }
                }
                fragment += 1;
            }
        }
        Ok(split_off(out, entries, span.end))
    }

    /// Sorts the window's records together with those carried into it and compresses them.
    ///
    /// # Errors
    /// [`oncosweep::Error::Config`] when a block cannot be written at this compression level.
    pub fn finish(&mut self, window: &Window, carried: Option<&Carried>, injected: &[Injected]) -> Result<Segment> {
        if let Some(carried) = carried {
            let offset = self.bytes.len() as u32;
            self.bytes.extend_from_slice(&carried.bytes);
            self.entries.extend(carried.entries.iter().map(|entry| Entry { offset: entry.offset + offset, ..*entry }));
        }
        for record in injected {
            let (offset, length) = (self.bytes.len() as u32, record.bytes.len() as u32);
            self.bytes.extend_from_slice(&record.bytes);
            self.entries.push(Entry { start: record.start, end: record.end, offset, length });
        }
        self.order.clear();
        self.order.extend(self.entries.iter().enumerate().map(|(i, entry)| u64::from(entry.start) << 32 | i as u64));
        self.order.sort_unstable();
        let mut writer = SegmentWriter::new(self.bytes.len() / 3);
        for &key in &self.order {
            let entry = self.entries[(key & 0xffff_ffff) as usize];
            let record = &self.bytes[entry.offset as usize..(entry.offset + entry.length) as usize];
            writer.push(&mut self.compressor, record, window.place.contig, entry.start, entry.end)?;
        }
        writer.finish(&mut self.compressor)
    }
}

/// Takes the records that begin at `end` or behind it out of the window's.
fn split_off(bytes: &[u8], entries: &mut Vec<Entry>, end: u32) -> Carried {
    let mut carried = Carried::default();
    entries.retain(|entry| {
        let stays = entry.start < end;
        if !stays {
            let offset = carried.bytes.len() as u32;
            carried.bytes.extend_from_slice(&bytes[entry.offset as usize..(entry.offset + entry.length) as usize]);
            carried.entries.push(Entry { offset, ..*entry });
        }
        stays
    });
    carried
}

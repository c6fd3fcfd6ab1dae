//! Consequences of small variants on all transcripts they touch.

mod place;

use rustc_hash::FxHashMap;

use super::{
    Consequence, GeneModel, GeneticCode, Region, SmallVariant, Strand, Transcript,
    coding_change::{CodingChange, CodingEdit},
    coding_sequence::{CodingSequence, ReferenceBases},
    genetic_code::{complement, reverse_complement},
    term::Term,
    touch::Touch,
};
use crate::{
    error::Result,
    genome::{Contigs, Span},
};
use place::{splice_terms, untranslated_terms};

/// Annotates variants on a gene model; keeps the coding sequences it has read, so variants in genome order are quick. One serves one thread.
pub struct Annotator<'a> {
    model: &'a GeneModel,
    contigs: &'a Contigs,
    sequences: FxHashMap<u32, Option<CodingSequence>>,
    held_bytes: usize,
    stretch: Stretch,
}

/// Coding sequences held at once, in bytes: above this all are dropped.
const MAX_HELD_BYTES: usize = 64 << 20;

/// The longest stretch of reference held at once, in bases; the longest human gene has 2.5 Mb.
const MAX_STRETCH_BP: u32 = 4 << 20;

/// The reference around one gene, so that its transcripts share one read of the file.
#[derive(Default)]
struct Stretch {
    contig_name: String,
    span: Option<Span>,
    bases: Vec<u8>,
}

impl ReferenceBases for Stretch {
    fn bases(&mut self, _name: &str, start: u32, end: u32) -> Result<Vec<u8>> {
        let from = self.span.map_or(0, |s| s.start);
        Ok(self.bases.get((start - from) as usize..(end - from) as usize).unwrap_or_default().to_vec())
    }
}

impl Stretch {
    fn load(&mut self, contig_name: &str, span: Span, reference: &mut impl ReferenceBases) -> Result<()> {
        if self.span != Some(span) || self.contig_name != contig_name {
            self.span = None;
            self.bases = reference.bases(contig_name, span.start, span.end)?;
            self.bases.resize(span.len() as usize, b'N');
            contig_name.clone_into(&mut self.contig_name);
            self.span = Some(span);
        }
        Ok(())
    }
}

impl<'a> Annotator<'a> {
    /// An annotator for `model`, whose contigs are `contigs`.
    pub fn new(model: &'a GeneModel, contigs: &'a Contigs) -> Self {
        Self { model, contigs, sequences: FxHashMap::default(), held_bytes: 0, stretch: Stretch::default() }
    }

    /// The coding sequence of the transcript at `index` of [`GeneModel::transcripts`]; `None` for one that codes for no protein.
    ///
    /// # Errors
    /// When the reference cannot be read.
    pub fn coding_sequence(&mut self, index: u32, reference: &mut impl ReferenceBases) -> Result<Option<&CodingSequence>> {
        if !self.sequences.contains_key(&index) {
            if self.held_bytes > MAX_HELD_BYTES {
                self.sequences.clear();
                self.held_bytes = 0;
            }
            let sequence = self.read(index, reference)?;
            self.held_bytes += sequence.as_ref().map_or(size_of::<CodingSequence>(), CodingSequence::bytes);
            self.sequences.insert(index, sequence);
        }
        Ok(self.sequences.get(&index).and_then(Option::as_ref))
    }

    fn read(&mut self, index: u32, reference: &mut impl ReferenceBases) -> Result<Option<CodingSequence>> {
        let Some(transcript) = self.model.transcripts().get(index as usize).filter(|t| t.is_protein_coding()) else { return Ok(None) };
        let span = self.model.gene_of(transcript).map_or(transcript.span, |g| g.span);
        let contig_name = self.contigs.name(transcript.contig);
        let mitochondrial = self.model.is_mitochondrion(transcript.contig);
        let code = if mitochondrial { GeneticCode::VertebrateMitochondrial } else { GeneticCode::Standard };
        if span.len() > MAX_STRETCH_BP {
            return CodingSequence::read(transcript, contig_name, code, reference);
        }
        self.stretch.load(contig_name, span, reference)?;
        CodingSequence::read(transcript, contig_name, code, &mut self.stretch)
    }

    /// The consequences of `variant` on every transcript it touches, the one to report first. Empty for alleles that are equal or symbolic, and
    /// outside of all transcripts.
    ///
    /// METHOD: within a gene the transcript to report is one in whose coding sequence the variant lies, and among those (or when there is none, among
    /// all) the preferred one, in the order of [`GeneModel::preferred_transcript`]. So the canonical transcript speaks wherever the variant is coding
    /// there, and every variant in [`GeneModel::coding_territory`] has a coding consequence: numerator and denominator of a burden agree.
    /// Between genes, coding comes first, then the more severe term.
    ///
    /// # Errors
    /// When the reference cannot be read.
    pub fn consequences(&mut self, variant: SmallVariant<'_>, reference: &mut impl ReferenceBases) -> Result<Vec<Consequence>> {
        let letters = |bases: &[u8]| bases.iter().all(u8::is_ascii_alphabetic);
        let variant = variant.trimmed();
        if variant.reference == variant.alternate || !letters(variant.reference) || !letters(variant.alternate) {
            return Ok(Vec::new());
        }
        let touch = Touch::new(variant);
        let model = self.model;
        let mut found = Vec::new();
        for (index, transcript) in model.transcripts_with_index_overlapping(variant.contig, touch.reach()) {
            if touch.touches(transcript.span) {
                let consequence = self.on_transcript(index, transcript, variant, &touch, reference)?;
                found.push((transcript, consequence));
            }
        }
        let rank = |(t, c): &(&Transcript, Consequence)| {
            (!c.is_coding(), !t.is_mane, !t.is_canonical, u32::MAX - t.coding_bases(), u32::MAX - t.exonic_bases(), t.id.clone())
        };
        found.sort_by_cached_key(rank);
        // The best of each gene compete for the first place; the others keep their order.
        let mut genes = Vec::new();
        let mut best: Option<usize> = None;
        for (i, (transcript, consequence)) in found.iter().enumerate() {
            if genes.contains(&transcript.gene) {
                continue;
            }
            genes.push(transcript.gene);
            let key = |c: &Consequence| (!c.is_coding(), c.most_severe());
            if best.is_none_or(|b| key(consequence) < key(&found[b].1)) {
                best = Some(i);
            }
        }
        if let Some(best) = best {
            found[..=best].rotate_right(1);
        }
        Ok(found.into_iter().map(|(_, c)| c).collect())
    }

    /// The consequence to report for `variant`: the first of [`Annotator::consequences`], or intergenic.
    ///
    /// # Errors
    /// When the reference cannot be read.
    pub fn consequence(&mut self, variant: SmallVariant<'_>, reference: &mut impl ReferenceBases) -> Result<Consequence> {
        Ok(self.consequences(variant, reference)?.into_iter().next().unwrap_or_else(Consequence::intergenic))
    }

    /// Whether an insertion exactly between an exon and an intron leaves the intron's two outer bases next to the exon as they were: then it lies in
    /// the intron, otherwise it lengthens the exon.
    fn leaves_splice_site(
        &self,
        transcript: &Transcript,
        variant: SmallVariant<'_>,
        touch: &Touch,
        reference: &mut impl ReferenceBases,
    ) -> Result<bool> {
        let Touch::Between(position) = *touch else { return Ok(false) };
        let contig_name = self.contigs.name(transcript.contig);
        let inserted = variant.alternate;
        for intron in transcript.exons.windows(2).map(|pair| Span::new(pair[0].end, pair[1].start)).filter(|i| i.len() >= 2) {
            if position == intron.start {
                let site = reference.bases(contig_name, intron.start, intron.start + 2)?;
                return Ok([inserted, &site].concat().starts_with(&site));
            }
            if position == intron.end {
                let site = reference.bases(contig_name, intron.end - 2, intron.end)?;
                return Ok([&site, inserted].concat().ends_with(&site));
            }
        }
        Ok(false)
    }

    fn on_transcript(
        &mut self,
        index: u32,
        transcript: &Transcript,
        variant: SmallVariant<'_>,
        touch: &Touch,
        reference: &mut impl ReferenceBases,
    ) -> Result<Consequence> {
        let mut terms = splice_terms(transcript, touch);
        let mut change = CodingChange::default();
        let exonic = (0..transcript.exons.len()).any(|index| touch.touches_exon(transcript, index))
            && !self.leaves_splice_site(transcript, variant, touch, reference)?;
        if exonic {
            if let Some(sequence) = self.coding_sequence(index, reference)? {
                change = coding_change(transcript, sequence, variant, touch);
                terms.append(&mut change.terms);
                terms.extend(untranslated_terms(transcript, sequence, touch));
            } else {
                terms.push(Term::NonCodingTranscriptExon);
            }
        }
        if terms.is_empty() {
            // An insertion at the edge of an intron too short for regions of its own.
            terms.push(Term::SpliceRegion);
        }
        terms.sort_unstable();
        terms.dedup();
        let gene = self.model.gene_of(transcript);
        Ok(Consequence {
            terms,
            gene_name: gene.map(|g| g.name.clone()).unwrap_or_default(),
            gene_id: gene.map(|g| g.id.clone()).unwrap_or_default(),
            transcript_id: transcript.id.clone(),
            exon: Region::of(transcript, variant.start).and_then(Region::exon),
            coding_change: change.coding,
            protein_change: change.protein,
        })
    }
}

/// The effect on the protein; empty when no coding base is touched.
fn coding_change(transcript: &Transcript, sequence: &CodingSequence, variant: SmallVariant<'_>, touch: &Touch) -> CodingChange {
    let reverse = transcript.strand == Strand::Reverse;
    let unknown = || CodingChange { terms: vec![Term::CodingSequence], ..CodingChange::default() };
    let oriented = |bases: &[u8]| if reverse { reverse_complement(bases) } else { bases.to_vec() };
    match touch {
        Touch::Bases(positions) => {
            let mut bases = Vec::with_capacity(positions.len());
            for &position in positions {
                let at = (position - variant.start) as usize;
                let Some(offset) = sequence.offset_of(position) else { continue };
                let orient = |base: u8| if reverse { complement(base) } else { base };
                if sequence.with_tail()[offset as usize] != orient(variant.reference[at]) {
                    return unknown();
                }
                bases.push((offset, orient(variant.alternate[at])));
            }
            sequence.change(&CodingEdit::Substitute(bases))
        }
        Touch::Between(position) => {
            let offset = insertion_offset(transcript, sequence, *position);
            let edit = offset.map(|offset| CodingEdit::Replace { offset, removed: 0, inserted: oriented(variant.alternate) });
            edit.map_or_else(CodingChange::default, |edit| sequence.change(&edit))
        }
        Touch::Range(range) => {
            if !sequence.spans().any(|s| s.overlaps(*range)) {
                return CodingChange::default();
            }
            let inside = range.intersection(transcript.span);
            if !transcript.exons.iter().any(|e| e.start <= inside.start && inside.end <= e.end) {
                return unknown();
            }
            if inside != *range {
                return over_the_end(transcript, sequence, *range).unwrap_or_else(unknown);
            }
            let first = if reverse { range.end - 1 } else { range.start };
            let removed = oriented(variant.reference);
            let inserted = oriented(variant.alternate);
            let offset = sequence.offset_of(first);
            let before = if offset.is_none() { removed.len() - coding_overlap(sequence, *range) } else { 0 };
            if offset.unwrap_or(0) == 0 && sequence.start_survives(before, removed.len() - before, &inserted) {
                return CodingChange { terms: vec![Term::FivePrimeUtr], ..CodingChange::default() };
            }
            let Some(offset) = offset else {
                return if sequence.begins_with_start() {
                    CodingChange { terms: vec![Term::StartLost], protein: Some("p.(Met1?)".into()), ..CodingChange::default() }
                } else {
                    unknown()
                };
            };
            let there = sequence.with_tail().get(offset as usize..offset as usize + removed.len());
            if there != Some(removed.as_slice()) {
                return unknown();
            }
            sequence.change(&CodingEdit::Replace { offset, removed: range.len(), inserted })
        }
    }
}

/// What a deletion of the transcript's end does, with the coding bases before it or after: the start codon, or the stop codon, is no more. `None` where the coding sequence is not known
/// to have that codon, or where both ends are deleted.
fn over_the_end(transcript: &Transcript, sequence: &CodingSequence, range: Span) -> Option<CodingChange> {
    let (over_left, over_right) = (range.start < transcript.span.start, range.end > transcript.span.end);
    let (over_first, over_last) = if transcript.strand == Strand::Reverse { (over_right, over_left) } else { (over_left, over_right) };
    match (over_first, over_last) {
        (true, false) if sequence.begins_with_start() => {
            Some(CodingChange { terms: vec![Term::StartLost], protein: Some("p.(Met1?)".into()), ..CodingChange::default() })
        }
        (false, true) if sequence.ends_in_stop() => Some(CodingChange { terms: vec![Term::StopLost], ..CodingChange::default() }),
        _ => None,
    }
}

/// Coding bases in `range`.
fn coding_overlap(sequence: &CodingSequence, range: Span) -> usize {
    sequence.spans().map(|s| s.intersection(range).len() as usize).sum()
}

/// The offset in the coding sequence before which bases inserted at `position` of the genome come: inside a coding part, or between one and an
/// intron. `None` outside, and between coding sequence and UTR.
fn insertion_offset(transcript: &Transcript, sequence: &CodingSequence, position: u32) -> Option<u32> {
    let (left, right) = (position.checked_sub(1)?, position);
    let (left_offset, right_offset) = (sequence.offset_of(left), sequence.offset_of(right));
    let in_exon = |p: u32| transcript.exons.iter().any(|e| e.contains(p));
    let reverse = transcript.strand == Strand::Reverse;
    let offset = match (left_offset, right_offset) {
        // The offset of the base that follows in the transcript's direction.
        (Some(l), Some(r)) => Some(l.max(r)),
        (Some(l), None) if !in_exon(right) => Some(if reverse { l } else { l + 1 }),
        (None, Some(r)) if !in_exon(left) => Some(if reverse { r + 1 } else { r }),
        _ => None,
    };
    // Before the first or after the last coding base nothing coding changes.
    offset.filter(|&o| o > 0 && o < sequence.len())
}

#[cfg(test)]
mod tests;

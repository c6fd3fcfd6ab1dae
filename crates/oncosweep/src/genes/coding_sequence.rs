//! The spliced coding sequence of a transcript, and the way from genome to codon.

use super::{
    CdsPart, Strand, Transcript,
    genetic_code::{GeneticCode, STOP, reverse_complement},
};
use crate::{
    error::Result,
    genome::{Reference, Span},
};

/// Where reference bases come from.
pub trait ReferenceBases {
    /// Upper-case bases `[start, end)` (0-based half-open) of the contig called `name`.
    ///
    /// # Errors
    /// When the source has no such contig or cannot be read.
    fn bases(&mut self, name: &str, start: u32, end: u32) -> Result<Vec<u8>>;
}

impl ReferenceBases for Reference {
    fn bases(&mut self, name: &str, start: u32, end: u32) -> Result<Vec<u8>> {
        self.fetch(name, start, end)
    }
}

/// A coding part on the genome and the offset of its first base (in the transcript's direction) in the coding sequence.
#[derive(Debug, Clone, Copy)]
struct Placed {
    span: Span,
    offset: u32,
}

/// The coding sequence of one transcript in its own direction, with the exonic bases that follow it.
#[derive(Debug, Clone)]
pub struct CodingSequence {
    strand: Strand,
    parts: Vec<Placed>,
    /// The last exonic bases before the coding sequence.
    head: Vec<u8>,
    bases: Vec<u8>,
    coding_bases: u32,
    phase: u8,
    code: GeneticCode,
    protein: Vec<u8>,
}

impl CodingSequence {
    /// Reads the coding sequence of `transcript` from `reference`; `None` for a transcript without CDS.
    ///
    /// METHOD: GTF leaves the stop codon out of the CDS and many files have no `stop_codon` rows either. So the sequence decides: when the
    /// CDS is whole codons without a stop at its end and the next three exonic bases are a stop codon, they belong to it.
    ///
    /// # Errors
    /// When the reference cannot be read.
    pub fn read(
        transcript: &Transcript,
        contig_name: &str,
        code: GeneticCode,
        reference: &mut impl ReferenceBases,
    ) -> Result<Option<Self>> {
        let in_order = |list: Vec<CdsPart>| if transcript.strand == Strand::Reverse { list.into_iter().rev().collect() } else { list };
        let cds = in_order(transcript.cds.clone());
        let Some(first) = cds.first() else { return Ok(None) };
        let mut fetch = |span: Span| -> Result<Vec<u8>> {
            let mut bases = reference.bases(contig_name, span.start, span.end)?;
            bases.resize(span.len() as usize, b'N');
            Ok(if transcript.strand == Strand::Reverse { reverse_complement(&bases) } else { bases })
        };
        let mut sequence = Self {
            strand: transcript.strand,
            parts: Vec::with_capacity(cds.len()),
            head: Vec::new(),
            bases: Vec::new(),
            coding_bases: 0,
            phase: first.phase,
            code,
            protein: Vec::new(),
        };
        for part in &cds {
            let bases = fetch(part.span)?;
            sequence.push_part(part.span, &bases);
        }
        let before = spans_outside(transcript, transcript.strand.opposite());
        for &span in &before {
            let bases = fetch(span)?;
            sequence.head.extend(bases);
        }
        sequence.head.drain(..sequence.head.len().saturating_sub(HEAD_BASES));
        let tail = spans_outside(transcript, transcript.strand);
        for &span in &tail {
            let bases = fetch(span)?;
            sequence.bases.extend(bases);
        }
        if !sequence.ends_in_stop() && sequence.next_codon_is_stop() {
            sequence.extend_over(&tail, 3);
        }
        if transcript.strand == Strand::Reverse {
            sequence.parts.reverse();
        }
        sequence.protein = code.translate(sequence.codons());
        Ok(Some(sequence))
    }

    fn push_part(&mut self, span: Span, bases: &[u8]) {
        self.parts.push(Placed { span, offset: self.coding_bases });
        self.bases.extend_from_slice(bases);
        self.coding_bases += span.len();
    }

    /// Moves the first `wanted` bases of the tail into the coding sequence. Parts are in the transcript's order here.
    fn extend_over(&mut self, tail: &[Span], wanted: u32) {
        let mut left = wanted;
        for span in tail {
            let take = left.min(span.len());
            if take == 0 {
                break;
            }
            let taken = match self.strand {
                Strand::Forward => Span::new(span.start, span.start + take),
                Strand::Reverse => Span::new(span.end - take, span.end),
            };
            match self.parts.last_mut() {
                Some(last) if self.strand == Strand::Forward && last.span.end == taken.start => last.span.end = taken.end,
                Some(last) if self.strand == Strand::Reverse && last.span.start == taken.end => last.span.start = taken.start,
                _ => self.parts.push(Placed { span: taken, offset: self.coding_bases }),
            }
            self.coding_bases += take;
            left -= take;
        }
    }

    fn next_codon_is_stop(&self) -> bool {
        let end = self.coding_bases as usize;
        let whole = (self.coding_bases - u32::from(self.phase).min(self.coding_bases)).is_multiple_of(3);
        whole && self.bases.get(end..end + 3).is_some_and(|codon| self.code.residue(codon) == STOP)
    }

    /// The bases from the first whole codon to the end of the coding sequence.
    fn codons(&self) -> &[u8] {
        self.bases.get(self.phase as usize..self.coding_bases as usize).unwrap_or_default()
    }

    /// Whether the last codon is whole and a stop.
    pub fn ends_in_stop(&self) -> bool {
        let codons = self.codons();
        codons.len().is_multiple_of(3) && codons.len() >= 3 && self.code.residue(&codons[codons.len() - 3..]) == STOP
    }

    /// Whether it begins with a start codon: its 5' end is annotated and codes for Met.
    pub fn begins_with_start(&self) -> bool {
        self.phase == 0 && self.protein.first() == Some(&b'M')
    }

    /// Number of coding bases, stop codon included.
    pub fn len(&self) -> u32 {
        self.coding_bases
    }

    /// Whether there is no coding base.
    pub fn is_empty(&self) -> bool {
        self.coding_bases == 0
    }

    /// Bases before the first whole codon (0, 1 or 2): above 0 only where the annotation begins inside a codon.
    pub fn phase(&self) -> u32 {
        u32::from(self.phase)
    }

    /// Coding bases followed by the exonic bases after them, in the transcript's direction.
    pub fn with_tail(&self) -> &[u8] {
        &self.bases
    }

    /// Residues of the whole codons, stop included.
    pub fn protein(&self) -> &[u8] {
        &self.protein
    }

    /// Whether the coding sequence is whole after an edit that takes `removed_before` bases before it and its own first `removed` bases away and puts
    /// `inserted` there: what then comes before the rest may equal what was taken, as in a repeat.
    pub(super) fn start_survives(&self, removed_before: usize, removed: usize, inserted: &[u8]) -> bool {
        let Some(lost) = self.bases.get(..removed) else { return false };
        let Some(kept) = self.head.len().checked_sub(removed_before) else { return false };
        let upstream: Vec<u8> = [&self.head[..kept], inserted].concat();
        upstream.ends_with(lost)
    }

    /// The genetic code it is translated by.
    pub fn code(&self) -> GeneticCode {
        self.code
    }

    /// The coding parts by position, stop codon included.
    pub fn spans(&self) -> impl Iterator<Item = Span> + '_ {
        self.parts.iter().map(|p| p.span)
    }

    /// Offset (0-based) in the coding sequence of the base at `position` of the genome; `None` outside of it.
    pub fn offset_of(&self, position: u32) -> Option<u32> {
        let part = self.parts.iter().find(|p| p.span.contains(position))?;
        Some(match self.strand {
            Strand::Forward => part.offset + (position - part.span.start),
            Strand::Reverse => part.offset + (part.span.end - 1 - position),
        })
    }

    /// Bytes it holds, for the bound of a cache.
    pub(super) fn bytes(&self) -> usize {
        self.head.len() + self.bases.len() + self.protein.len() + self.parts.len() * size_of::<Placed>() + size_of::<Self>()
    }
}

/// Bases kept before the coding sequence: small variants that reach further into the start codon are taken to destroy it.
const HEAD_BASES: usize = 100;

/// The exonic stretches, in the transcript's direction, that lie outside of the coding sequence at its higher end (`Forward`) or at its lower one
/// (`Reverse`).
fn spans_outside(transcript: &Transcript, side: Strand) -> Vec<Span> {
    let Some(coding) = transcript.coding_span() else { return Vec::new() };
    let clip = |exon: &Span| match side {
        Strand::Forward => Span::new(exon.start.max(coding.end), exon.end),
        Strand::Reverse => Span::new(exon.start, exon.end.min(coding.start)),
    };
    let mut spans: Vec<Span> = transcript.exons.iter().map(clip).filter(|s| !s.is_empty()).collect();
    if transcript.strand == Strand::Reverse {
        spans.reverse();
    }
    spans
}

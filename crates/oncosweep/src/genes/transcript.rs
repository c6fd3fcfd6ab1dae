//! Genes and transcripts as records.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::genome::{ContigId, Span};

/// The strand a gene is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Strand {
    /// Read towards growing positions: `+`.
    Forward,
    /// Read towards falling positions: `-`.
    Reverse,
}

impl Strand {
    /// The strand's sign in GTF, GFF3 and BED.
    pub fn sign(self) -> char {
        match self {
            Self::Forward => '+',
            Self::Reverse => '-',
        }
    }

    /// The other strand.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Forward => Self::Reverse,
            Self::Reverse => Self::Forward,
        }
    }
}

/// A stretch of coding sequence inside one exon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CdsPart {
    /// The bases, 0-based half-open.
    pub span: Span,
    /// Bases to skip at the part's 5' end (in the transcript's direction) to reach the first base of the next codon: 0, 1 or 2.
    pub phase: u8,
}

/// One transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    /// Identifier as the file spells it, with its version when it has one.
    pub id: String,
    /// Its gene, as an index into [`GeneModel::genes`](super::GeneModel::genes).
    pub gene: u32,
    /// The contig.
    pub contig: ContigId,
    /// From the first exon's start to the last exon's end, 0-based half-open.
    pub span: Span,
    /// The strand.
    pub strand: Strand,
    /// Exons by position, disjoint, whatever the strand.
    pub exons: Vec<Span>,
    /// Coding parts by position, whatever the strand, stop codon included where the file tells it; empty for a non-coding transcript.
    pub cds: Vec<CdsPart>,
    /// Biotype, for example `protein_coding`; `None` when the file does not tell.
    pub biotype: Option<String>,
    /// Tagged `Ensembl_canonical`.
    pub is_canonical: bool,
    /// Tagged `MANE_Select`.
    pub is_mane: bool,
}

impl Transcript {
    /// Number of exonic bases.
    pub fn exonic_bases(&self) -> u32 {
        self.exons.iter().map(|e| e.len()).sum()
    }

    /// Number of coding bases, stop codon included where the file tells it.
    pub fn coding_bases(&self) -> u32 {
        self.cds.iter().map(|c| c.span.len()).sum()
    }

    /// Whether it codes for a protein: it has a coding sequence and its biotype is `protein_coding` or not told. Transcripts whose
    /// coding sequence is annotated but decays (`nonsense_mediated_decay`, `non_stop_decay`) do not count.
    pub fn is_protein_coding(&self) -> bool {
        !self.cds.is_empty() && self.biotype.as_deref().is_none_or(|b| b == "protein_coding")
    }

    /// From the first to the last coding base on the genome, introns included, 0-based half-open; `None` for a non-coding transcript.
    pub fn coding_span(&self) -> Option<Span> {
        Some(Span::new(self.cds.first()?.span.start, self.cds.last()?.span.end))
    }

    /// The index in [`Transcript::exons`] of the exon called `number` (1-based, in the transcript's direction).
    pub fn exon_index(&self, number: u32) -> Option<usize> {
        let from_five_prime = (number as usize).checked_sub(1).filter(|&i| i < self.exons.len())?;
        Some(match self.strand {
            Strand::Forward => from_five_prime,
            Strand::Reverse => self.exons.len() - 1 - from_five_prime,
        })
    }

    /// The number (1-based, in the transcript's direction) of the exon at `index` of [`Transcript::exons`].
    pub fn exon_number(&self, index: usize) -> u32 {
        match self.strand {
            Strand::Forward => index as u32 + 1,
            Strand::Reverse => self.exons.len().saturating_sub(index) as u32,
        }
    }
}

/// One gene: a name and its transcripts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gene {
    /// Symbol; the identifier where the file gives no symbol.
    pub name: String,
    /// Identifier as the file spells it.
    pub id: String,
    /// The contig.
    pub contig: ContigId,
    /// From its first to its last base over all transcripts, 0-based half-open.
    pub span: Span,
    /// The strand.
    pub strand: Strand,
    /// Its transcripts, as indices into [`GeneModel::transcripts`](super::GeneModel::transcripts); empty for a gene of which the
    /// file gives no exon.
    pub transcripts: Range<u32>,
    /// Biotype, for example `protein_coding`; `None` when the file does not tell.
    pub biotype: Option<String>,
}

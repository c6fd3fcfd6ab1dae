//! Which part of a transcript a position lies in.

use serde::{Deserialize, Serialize};

use super::{Strand, Transcript};

/// The part of a transcript that holds a position. Exons and introns are numbered from 1 in the transcript's direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Region {
    /// Before the coding sequence, in an exon.
    FivePrimeUtr {
        /// Exon number.
        exon: u32,
    },
    /// Coding sequence.
    Cds {
        /// Exon number.
        exon: u32,
    },
    /// After the coding sequence, in an exon.
    ThreePrimeUtr {
        /// Exon number.
        exon: u32,
    },
    /// An exon of a transcript without coding sequence.
    NonCodingExon {
        /// Exon number.
        exon: u32,
    },
    /// Between two exons.
    Intron {
        /// Intron number: intron 1 follows exon 1.
        number: u32,
    },
}

impl Region {
    /// The part of `transcript` that holds `position` (0-based, on the transcript's contig); `None` outside of its span.
    pub fn of(transcript: &Transcript, position: u32) -> Option<Self> {
        if !transcript.span.contains(position) {
            return None;
        }
        let before = transcript.exons.partition_point(|e| e.start <= position);
        let index = before.checked_sub(1)?;
        let exon = transcript.exon_number(index);
        if !transcript.exons.get(index)?.contains(position) {
            // Between exon `index` and `index + 1` by position: the intron is called after the one of the two that comes first.
            let number = match transcript.strand {
                Strand::Forward => exon,
                Strand::Reverse => exon.saturating_sub(1),
            };
            return Some(Self::Intron { number });
        }
        let Some(coding) = transcript.coding_span() else {
            return Some(Self::NonCodingExon { exon });
        };
        if transcript.cds.iter().any(|c| c.span.contains(position)) {
            return Some(Self::Cds { exon });
        }
        let five_prime = match transcript.strand {
            Strand::Forward => position < coding.start,
            Strand::Reverse => position >= coding.end,
        };
        Some(if five_prime { Self::FivePrimeUtr { exon } } else { Self::ThreePrimeUtr { exon } })
    }

    /// The exon's number; `None` in an intron.
    pub fn exon(self) -> Option<u32> {
        match self {
            Self::FivePrimeUtr { exon } | Self::Cds { exon } | Self::ThreePrimeUtr { exon } | Self::NonCodingExon { exon } => Some(exon),
            Self::Intron { .. } => None,
        }
    }
}

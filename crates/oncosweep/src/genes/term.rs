//! Sequence Ontology terms for what a variant does to a transcript.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A Sequence Ontology term, from the most to the least severe in Ensembl's order (Ensembl variation documentation, "Calculated
/// variant consequences"; McLaren et al., Genome Biology 17:122, 2016). The order of the enum is the order of severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term {
    /// Changes one of the last two bases of an intron.
    SpliceAcceptor,
    /// Changes one of the first two bases of an intron.
    SpliceDonor,
    /// A new stop codon.
    StopGained,
    /// Shifts the reading frame.
    Frameshift,
    /// The stop codon is no more.
    StopLost,
    /// The start codon is no more.
    StartLost,
    /// Inserts whole codons.
    InframeInsertion,
    /// Deletes whole codons.
    InframeDeletion,
    /// One amino acid becomes another.
    Missense,
    /// Replaces bases by others of another length and keeps the frame.
    ProteinAltering,
    /// 1-3 bases into an exon, 3-8 bases into an intron.
    SpliceRegion,
    /// Changes the last, incomplete codon of an incompletely annotated end.
    IncompleteTerminalCodon,
    /// The stop codon becomes another stop codon, or the protein ends where it did.
    StopRetained,
    /// The amino acid stays.
    Synonymous,
    /// In the coding sequence, effect not known: unknown bases, or across an exon's edge.
    CodingSequence,
    /// In an exon before the coding sequence.
    FivePrimeUtr,
    /// In an exon after the coding sequence.
    ThreePrimeUtr,
    /// In an exon of a transcript that codes for no protein.
    NonCodingTranscriptExon,
    /// In an intron.
    Intron,
    /// In no transcript.
    Intergenic,
}

/// Ensembl's classes of severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Impact {
    /// Loss of function is likely.
    High,
    /// The protein changes.
    Moderate,
    /// Unlikely to change the protein.
    Low,
    /// No prediction.
    Modifier,
}

impl Impact {
    /// As Ensembl prints it.
    pub fn name(self) -> &'static str {
        match self {
            Self::High => "HIGH",
            Self::Moderate => "MODERATE",
            Self::Low => "LOW",
            Self::Modifier => "MODIFIER",
        }
    }
}

impl Term {
    /// All terms, most severe first.
    pub const ALL: [Self; 20] = [
        Self::SpliceAcceptor,
        Self::SpliceDonor,
        Self::StopGained,
        Self::Frameshift,
        Self::StopLost,
        Self::StartLost,
        Self::InframeInsertion,
        Self::InframeDeletion,
        Self::Missense,
        Self::ProteinAltering,
        Self::SpliceRegion,
        Self::IncompleteTerminalCodon,
        Self::StopRetained,
        Self::Synonymous,
        Self::CodingSequence,
        Self::FivePrimeUtr,
        Self::ThreePrimeUtr,
        Self::NonCodingTranscriptExon,
        Self::Intron,
        Self::Intergenic,
    ];

    /// The term as Sequence Ontology spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::SpliceAcceptor => "splice_acceptor_variant",
            Self::SpliceDonor => "splice_donor_variant",
            Self::StopGained => "stop_gained",
            Self::Frameshift => "frameshift_variant",
            Self::StopLost => "stop_lost",
            Self::StartLost => "start_lost",
            Self::InframeInsertion => "inframe_insertion",
            Self::InframeDeletion => "inframe_deletion",
            Self::Missense => "missense_variant",
            Self::ProteinAltering => "protein_altering_variant",
            Self::SpliceRegion => "splice_region_variant",
            Self::IncompleteTerminalCodon => "incomplete_terminal_codon_variant",
            Self::StopRetained => "stop_retained_variant",
            Self::Synonymous => "synonymous_variant",
            Self::CodingSequence => "coding_sequence_variant",
            Self::FivePrimeUtr => "5_prime_UTR_variant",
            Self::ThreePrimeUtr => "3_prime_UTR_variant",
            Self::NonCodingTranscriptExon => "non_coding_transcript_exon_variant",
            Self::Intron => "intron_variant",
            Self::Intergenic => "intergenic_variant",
        }
    }

    /// Ensembl's class of severity.
    pub fn impact(self) -> Impact {
        match self {
            t if t <= Self::StartLost => Impact::High,
            t if t <= Self::ProteinAltering => Impact::Moderate,
            t if t <= Self::Synonymous => Impact::Low,
            _ => Impact::Modifier,
        }
    }

    /// Whether the variant lies in coding sequence.
    pub fn is_coding(self) -> bool {
        self.changes_protein()
            || matches!(self, Self::IncompleteTerminalCodon | Self::StopRetained | Self::Synonymous | Self::CodingSequence)
    }

    /// Whether the variant lies in coding sequence and changes the protein.
    pub fn changes_protein(self) -> bool {
        matches!(
            self,
            Self::StopGained
                | Self::Frameshift
                | Self::StopLost
                | Self::StartLost
                | Self::InframeInsertion
                | Self::InframeDeletion
                | Self::Missense
                | Self::ProteinAltering
        )
    }

    /// Whether the variant changes one of the two bases at either end of an intron.
    pub fn is_splice_site(self) -> bool {
        matches!(self, Self::SpliceAcceptor | Self::SpliceDonor)
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Term {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|t| t.name() == name).ok_or_else(|| format!("'{name}' is not a consequence term known here"))
    }
}

impl Serialize for Term {
    /// The term's name in text formats, its rank in binary ones.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.serialize_str(self.name()) } else { serializer.serialize_u8(*self as u8) }
    }
}

impl<'de> Deserialize<'de> for Term {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
        } else {
            let rank = u8::deserialize(deserializer)?;
            Self::ALL.get(rank as usize).copied().ok_or_else(|| D::Error::custom(format!("no consequence term has rank {rank}")))
        }
    }
}

//! Genes: transcripts from GTF or GFF3, and what a variant does to them.
//!
//! [`GeneModel`] answers where a position lies (gene, exon, intron, coding sequence); [`Annotator`] says what a small variant does to each
//! transcript, in Sequence Ontology terms.
//!
//! Coordinates are 0-based and half-open. The coding sequence of a transcript **includes its stop codon** wherever the file tells
//! where that is: GFF3 counts it into its CDS rows, GTF gives it in `stop_codon` rows (Ensembl, "GFF/GTF file format"; GENCODE, "Format
//! description of GENCODE GTF"), and both are brought to the same form here.

mod annotate;
mod attributes;
mod build;
mod coding_change;
mod coding_sequence;
mod coding_words;
mod consequence;
mod genetic_code;
mod index;
mod load;
mod model;
mod protein_change;
mod region;
mod term;
mod touch;
mod transcript;

pub use annotate::Annotator;
pub use coding_sequence::{CodingSequence, ReferenceBases};
pub use consequence::{Consequence, SmallVariant};
pub use genetic_code::GeneticCode;
pub use model::GeneModel;
pub use region::Region;
pub use term::{Impact, Term};
pub use transcript::{CdsPart, Gene, Strand, Transcript};

#[cfg(test)]
mod tests;

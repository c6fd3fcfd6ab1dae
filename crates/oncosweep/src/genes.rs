//! Genes: transcripts from GTF or GFF3, and what a variant does to them.
//!
//! [`GeneModel`] answers where a position lies (gene, exon, intron, coding sequence).
//!
//! Coordinates are 0-based and half-open. The coding sequence of a transcript **includes its stop codon** wherever the file tells
//! where that is: GFF3 counts it into its CDS rows, GTF gives it in `stop_codon` rows (Ensembl, "GFF/GTF file format"; GENCODE, "Format
//! description of GENCODE GTF"), and both are brought to the same form here.

mod attributes;
mod build;
mod index;
mod load;
mod model;
mod region;
mod transcript;

pub use model::GeneModel;
pub use region::Region;
pub use transcript::{CdsPart, Gene, Strand, Transcript};

#[cfg(test)]
mod tests;

//! Fusions: junctions between two places of the genome that the reference does not join.
//!
//! - [`FusionCollector`] turns alignments into [`FusionEvidence`]: split reads (SA tags), discordant pairs, and how many fragments cross
//!   each breakend unbroken.
//! - [`call`] clusters them into junctions, weighs each against the chimeric background of the sample, names the genes and orders
//!   them 5' to 3', and keeps every candidate it drops with the filters that dropped it.
//!
//! DNA and RNA share one junction model; [`Assay`] tells which gaps and distances are ordinary.

mod ambiguous;
mod annotate;
mod assembly;
mod baseline;
mod calibration;
mod call;
mod case;
mod claims;
mod clip;
mod cluster;
mod collector;
mod config;
mod consensus;
mod copies;
mod crowding;
mod crowds;
mod diagram;
mod domains;
mod driver;
mod evidence;
mod exon_loci;
mod explain;
mod filter;
mod frame;
mod gapped;
mod indexed;
mod insert_size;
mod join;
mod junction;
mod known;
mod listing;
mod lone_pairs;
mod model;
mod packed;
mod pair;
mod place_clips;
mod read_end;
mod realign;
mod record;
mod relatives;
mod similarity;
mod skipping;
mod spanning;
mod stretch;
mod supplementary;
mod surroundings;
mod trace;
mod twins;
mod verdict;
mod watched;
mod words;

pub use annotate::Annotation;
pub use baseline::{BaselineJunction, FusionBaseline, FusionBaselineSample, FusionBaselineSummary};
pub use call::{call, call_case};
pub use case::FusionCase;
pub use clip::{ClippedRead, Locus};
pub use collector::FusionCollector;
pub use config::FusionConfig;
pub use consensus::{JunctionBases, JunctionRead};
pub use crowds::Crowds;
pub use diagram::{DiagramExon, DiagramFragment, DiagramPartner, Diagrams, FragmentKind, FusionDiagram};
pub use domains::Domains;
pub use evidence::{AmbiguousSplit, DiscordantPair, FusionEvidence, FusionSkips, SampleFusionEvidence, SpanningDepth, SplitRead};
pub use exon_loci::add_exon_loci;
pub use explain::{Explanation, explain, pair_of_genes};
pub use filter::FusionFilter;
pub use frame::Frame;
pub use insert_size::InsertSizes;
pub use junction::{Breakend, Junction, Side};
pub use known::{KnownFusion, KnownFusions};
pub use lone_pairs::LonePairs;
pub use model::{Background, MAX_QUALITY, Support};
pub use place_clips::{Letters, place_clips};
pub use record::{Breakpoint, DnaSupport, Fusion, FusionBackground, Fusions};
pub use surroundings::Surroundings;
pub use twins::Twin;
pub use watched::Watched;

use serde::{Deserialize, Serialize};

/// What was sequenced; it decides which distances and gaps are ordinary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Assay {
    /// Genomic DNA: junctions lie anywhere.
    Dna,
    /// RNA: introns are skipped, junctions lie mostly at exon boundaries.
    Rna,
}

impl Assay {
    /// RNA for DNA, DNA for RNA.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Dna => Self::Rna,
            Self::Rna => Self::Dna,
        }
    }

    /// The name used in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dna => "DNA",
            Self::Rna => "RNA",
        }
    }
}

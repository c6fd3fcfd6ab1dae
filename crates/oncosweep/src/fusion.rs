//! Fusions: junctions between two places of the genome that the reference does not join.
//!
//! - [`FusionCollector`] turns alignments into [`FusionEvidence`]: split reads (SA tags), discordant pairs, and how many fragments cross
//!   each breakend unbroken.

mod collector;
mod evidence;
mod insert_size;
mod junction;
mod spanning;
mod supplementary;

pub use collector::FusionCollector;
pub use evidence::{DiscordantPair, FusionEvidence, FusionSkips, SampleFusionEvidence, SpanningDepth, SplitRead};
pub use insert_size::InsertSizes;
pub use junction::{Breakend, Junction, Side};

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
    /// The name used in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dna => "DNA",
            Self::Rna => "RNA",
        }
    }
}

//! A fusion as it is reported.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{Annotation, Assay, Breakend, FusionFilter, Junction};
use crate::stats::interval::Bounds;

/// A breakend with its contig's name; it is written as `contig:position`, 1-based.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakpoint {
    /// Name of the contig.
    pub contig: String,
    /// The breakend.
    pub breakend: Breakend,
}

impl fmt::Display for Breakpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.contig, u64::from(self.breakend.position) + 1)
    }
}

impl Serialize for Breakpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One candidate fusion, called or dropped. Partner 1 is the 5' partner where the genes tell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fusion {
    /// `5'GENE::3'GENE` (HGNC). A partner between genes is named by the nearest one with its distance in bases.
    pub name: String,
    /// Where the 5' partner ends: its last retained base.
    pub breakpoint1: Breakpoint,
    /// Where the 3' partner begins: its first retained base.
    pub breakpoint2: Breakpoint,
    /// Genes, sites, strands, kind and frame.
    #[serde(flatten)]
    pub annotation: Annotation,
    /// Distinct fragments with a read split at the junction.
    pub split_reads: u32,
    /// Distinct fragments that only join the two sides by their mates.
    pub discordant_pairs: u32,
    /// Distinct fragments together.
    pub supporting_fragments: u32,
    /// Fragments that cross either breakend unbroken, mean of both; `None` where no read shows the breakend.
    pub spanning_fragments: Option<f64>,
    /// Supporting fragments among supporting and spanning ones; in RNA this is a share of transcripts, not of alleles.
    pub vaf: Option<f64>,
    /// 95 % interval of `vaf` (Clopper–Pearson).
    pub vaf_ci95: Option<Bounds>,
    /// Phred-scaled probability that the sample's chimeric background makes such a junction ([`Background::quality`](super::Background::quality)).
    pub quality: f64,
    /// Bases that both sides share at the junction: the breakpoints may lie anywhere along them.
    pub homology_bp: u32,
    /// How far along the homology the first breakend is given: 0 for its leftmost place.
    #[serde(skip)]
    pub homology_shift_bp: u32,
    /// Bases between both sides that belong to neither.
    pub inserted_bp: u32,
    /// Whether a split read shows the breakpoints to the base.
    pub precise: bool,
    /// How far the breakpoints may lie from where they are given, in bases: 0 when precise (but for the homology).
    pub uncertainty_bp: u32,
    /// Distinct supporting fragments in the normal; `None` without a normal.
    pub normal_fragments: Option<u32>,
    /// Filters that apply; empty for a call.
    pub filters: Vec<FusionFilter>,
    /// What was sequenced.
    pub assay: Assay,
    /// Whether the fused transcript is inferred from DNA instead of seen.
    pub inferred: bool,
    /// The junction in genome order: at its leftmost place, or at exon boundaries along its homology in RNA.
    #[serde(skip)]
    pub junction: Junction,
}

impl Fusion {
    /// Whether it is a call.
    pub fn is_pass(&self) -> bool {
        self.filters.is_empty()
    }

    /// `PASS`, or the names of the filters joined by `;`.
    pub fn filter_text(&self) -> String {
        if self.is_pass() { "PASS".into() } else { self.filters.iter().map(|f| f.name()).collect::<Vec<_>>().join(";") }
    }
}

/// The fusions of a case, calls first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fusions {
    /// What was sequenced.
    pub assay: Assay,
    /// Candidates: calls first, each by support.
    pub fusions: Vec<Fusion>,
    /// Chimeric fragments of the tumour that no other fragment agrees with: its background.
    pub background_fragments: u64,
    /// Fragments of the tumour.
    pub fragments: u64,
}

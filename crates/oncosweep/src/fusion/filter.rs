//! Why a candidate is dropped.

use serde::{Deserialize, Serialize};

/// Why a candidate is not a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FusionFilter {
    /// Fewer distinct fragments than asked for.
    LowSupport,
    /// Enough fragments, but too few that are placed uniquely.
    LowMapQ,
    /// Too few fragments are placed uniquely because one side's sequence lies at several places, which are named.
    Ambiguous,
    /// No split read: only pairs suggest it.
    NoSplit,
    /// The chimeric background of the sample makes junctions like this one.
    LowQual,
    /// Few of the gene's transcripts skip the exons: ordinary splicing errs as often.
    LowFraction,
    /// The normal has it too.
    InNormal,
    /// Several normals of the baseline have it.
    InBaseline,
    /// Both breakends lie close together.
    Short,
    /// Both breakends lie in one gene.
    SameGene,
    /// Transcription ran through from one gene into its neighbour.
    ReadThrough,
    /// The two sides resemble each other: reads of one may have been placed at the other.
    Homologous,
    /// A better candidate joins the same breakpoint to a relative of the other side: reads were placed at the wrong copy.
    Relative,
    /// One side is a simple repeat.
    LowComplexity,
}

impl FusionFilter {
    /// All filters with what they mean, in the order they are listed.
    pub const ALL: [(Self, &'static str); 14] = [
        (Self::LowSupport, "Fewer supporting fragments than asked for"),
        (Self::LowMapQ, "Too few supporting fragments that are placed uniquely on both sides"),
        (
            Self::Ambiguous,
            "Too few supporting fragments that are placed uniquely, because one side fits several places alike; the others are named",
        ),
        (Self::NoSplit, "No split read shows the breakpoint"),
        (Self::LowQual, "The chimeric background of the sample makes such junctions"),
        (Self::LowFraction, "Too small a share of the gene's transcripts skips the exons"),
        (Self::InNormal, "The normal supports the junction too"),
        (Self::InBaseline, "Several normals of the baseline have the junction: an artefact of the assay, or inherited"),
        (Self::Short, "Both breakends lie close together on one contig"),
        (Self::SameGene, "Both breakends lie in one gene"),
        (Self::ReadThrough, "Neighbouring genes on one strand, joined in their order"),
        (Self::Homologous, "One side's sequence is found around the other side as well"),
        (Self::Relative, "A better candidate joins one side to a place of nearly the other side's sequence"),
        (Self::LowComplexity, "The sequence next to the junction is a simple repeat"),
    ];

    /// The name in FILTER columns.
    pub fn name(self) -> &'static str {
        match self {
            Self::LowSupport => "LowSupport",
            Self::LowMapQ => "LowMapQ",
            Self::Ambiguous => "Ambiguous",
            Self::NoSplit => "NoSplit",
            Self::LowQual => "LowQual",
            Self::LowFraction => "LowFraction",
            Self::InNormal => "InNormal",
            Self::InBaseline => "InBaseline",
            Self::Short => "Short",
            Self::SameGene => "SameGene",
            Self::ReadThrough => "ReadThrough",
            Self::Homologous => "Homologous",
            Self::Relative => "Relative",
            Self::LowComplexity => "LowComplexity",
        }
    }
}

//! Named rules for what a burden counts. A name that ends in `-like` imitates the public description of an assay's rule; it makes no claim to
//! reproduce that assay.

use serde::Serialize;

/// Which coding variants count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Counted {
    /// All, synonymous ones included.
    Coding,
    /// Those that change the protein.
    Nonsynonymous,
    /// Those that exchange one amino acid.
    Missense,
}

/// A rule for what counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preset {
    /// Name, as in the configuration.
    pub id: &'static str,
    /// Which coding variants count.
    pub counted: Counted,
    /// Whether listed hot spots (known drivers) are left out.
    pub removes_hotspots: bool,
    /// Whether multi-nucleotide variants are left out.
    pub removes_mnv: bool,
    /// Smallest variant allele fraction that counts.
    pub min_vaf: f64,
    /// Smallest tumour depth, in fragments, at which a base is callable and a variant counts.
    pub min_tumor_depth: u32,
    /// The same for the normal, where there is one.
    pub min_normal_depth: u32,
    /// Where the rule comes from.
    pub source: &'static str,
}

/// A normal is deep enough to tell a germline variant from 8 reads on (MuTect's definition of a covered base, Cibulskis et al., Nature
/// Biotechnology 31:213, 2013).
const MIN_NORMAL_DEPTH: u32 = 8;

const PRESETS: [Preset; 3] = [
    Preset {
        id: "wes",
        counted: Counted::Nonsynonymous,
        removes_hotspots: false,
        removes_mnv: false,
        min_vaf: 0.05,
        min_tumor_depth: 25,
        min_normal_depth: MIN_NORMAL_DEPTH,
        source: "non-synonymous variants of a whole exome, depth and allele fraction after the TMB harmonisation project (Merino et al., JITC 8:e000147, 2020)",
    },
    Preset {
        id: "f1cdx-like",
        counted: Counted::Coding,
        removes_hotspots: true,
        removes_mnv: false,
        min_vaf: 0.05,
        // The assay's description names no depth for its territory; exons it covers below 100 are reported as such.
        min_tumor_depth: 100,
        min_normal_depth: MIN_NORMAL_DEPTH,
        source: "coding variants including synonymous ones, known drivers removed (Chalmers et al., Genome Medicine 9:34, 2017; FDA summary P170019)",
    },
    Preset {
        id: "tso500-like",
        counted: Counted::Coding,
        removes_hotspots: true,
        removes_mnv: true,
        min_vaf: 0.05,
        min_tumor_depth: 50,
        min_normal_depth: MIN_NORMAL_DEPTH,
        source: "coding SNVs and indels including synonymous ones, MNVs and recurrent drivers removed, bases at 50 or deeper (DRAGEN TSO 500 analysis guide, TMB)",
    },
];

impl Preset {
    /// All presets.
    pub fn all() -> &'static [Self] {
        &PRESETS
    }

    /// The preset called `id`.
    pub fn named(id: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|p| p.id == id)
    }
}

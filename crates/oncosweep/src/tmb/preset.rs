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

/// Whose word on a variant counts, where several transcripts of a gene say something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Transcripts {
    /// The transcript to report.
    Chosen,
    /// Any: the variant is coding where it is coding on one of them, and synonymous where it is on one and changes none.
    Any,
}

/// A rule for what counts.
// Each flag is a question of its own.
#[allow(clippy::struct_excessive_bools)]
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
    /// Whether all but single-base substitutions are left out.
    pub snvs_only: bool,
    /// Whose word on a variant counts.
    pub transcripts: Transcripts,
    /// Whether splice sites and splice regions count as coding and as changing the protein.
    pub counts_splice: bool,
    /// Whether each line of a VCF file counts once, whatever its alleles and even where another line repeats it.
    pub counts_lines: bool,
    /// Genes whose variants do not count.
    pub removed_genes: &'static [&'static str],
    /// Tumour suppressors whose truncations (stop codons gained, frameshifts, splice sites) do not count: they were selected for, as drivers are.
    pub removed_truncations: &'static [&'static str],
    /// Population allele frequency from which on a variant does not count (0: any that is greater than 0); used where one is told.
    pub max_population_af: Option<f64>,
    /// Largest variant allele fraction that counts without a normal: above it a variant is taken for a homozygous inherited one.
    pub max_vaf_without_normal: Option<f64>,
    /// Smallest variant allele fraction that counts.
    pub min_vaf: f64,
    /// Fewest fragments or reads of the alternate allele that count.
    pub min_tumor_alternate: u32,
    /// Smallest tumour depth, in fragments, at which a base is callable and a variant counts.
    pub min_tumor_depth: u32,
    /// The same for the normal, where there is one.
    pub min_normal_depth: u32,
    /// What the burden is multiplied by, 1 for variants per Mb.
    pub scale: f64,
    /// Where the rule comes from.
    pub source: &'static str,
}

/// A normal is deep enough to tell a germline variant from 8 reads on (MuTect's definition of a covered base, Cibulskis et al., Nature
/// Biotechnology 31:213, 2013).
const MIN_NORMAL_DEPTH: u32 = 8;

/// Ten of the alleles of gnomAD's genomes (152,312 in version 3): DRAGEN's rule is an allele count of ten in gnomAD or the 1000 Genomes.
const TEN_ALLELES: f64 = 10.0 / 152_312.0;

/// Genes whose loss drives tumours: the 71 of Vogelstein et al., Science 339:1546, 2013, table S2A, by today's symbols.
const SUPPRESSORS: [&str; 71] = [
    "ACVR1B", "AMER1", "APC", "ARID1A", "ARID1B", "ARID2", "ASXL1", "ATM", "ATRX", "AXIN1", "B2M", "BAP1", "BCOR", "BRCA1", "BRCA2",
    "CASP8", "CDC73", "CDH1", "CDKN2A", "CEBPA", "CIC", "CREBBP", "CYLD", "DAXX", "EP300", "FBXW7", "FUBP1", "GATA1", "GATA3", "HNF1A",
    "KDM5C", "KDM6A", "KMT2C", "KMT2D", "MAP3K1", "MEN1", "MLH1", "MSH2", "MSH6", "NCOR1", "NF1", "NF2", "NOTCH1", "NOTCH2", "NPM1",
    "PAX5", "PBRM1", "PHF6", "PIK3R1", "PRDM1", "PTCH1", "PTEN", "RB1", "RNF43", "RUNX1", "SETD2", "SMAD2", "SMAD4", "SMARCA4", "SMARCB1",
    "SOCS1", "SOX9", "STAG2", "STK11", "TET2", "TNFAIP3", "TP53", "TRAF7", "TSC1", "VHL", "WT1",
];

/// What presets have in common.
const PLAIN: Preset = Preset {
    id: "",
    counted: Counted::Coding,
    removes_hotspots: false,
    removes_mnv: false,
    snvs_only: false,
    transcripts: Transcripts::Chosen,
    counts_splice: false,
    counts_lines: false,
    removed_genes: &[],
    removed_truncations: &[],
    max_population_af: Some(TEN_ALLELES),
    max_vaf_without_normal: None,
    min_vaf: 0.05,
    min_tumor_alternate: 0,
    min_tumor_depth: 0,
    min_normal_depth: MIN_NORMAL_DEPTH,
    scale: 1.0,
    source: "",
};

const PRESETS: [Preset; 6] = [
    Preset {
        id: "wes",
        counted: Counted::Nonsynonymous,
        min_tumor_depth: 25,
        source: "non-synonymous variants of a whole exome, depth and allele fraction after the TMB harmonisation project (Merino et al., JITC 8:e000147, 2020)",
        ..PLAIN
    },
    Preset {
        id: "f1cdx-like",
        removes_hotspots: true,
        removed_truncations: &SUPPRESSORS,
        // The assay's description names no depth for its territory; exons it covers below 100 are reported as such.
        min_tumor_depth: 100,
        source: "coding variants including synonymous ones, known drivers and truncations of tumour suppressors removed (Chalmers et al., Genome Medicine 9:34, 2017; FDA summary P170019); the suppressors are those of Vogelstein et al., Science 339:1546, 2013, as the assay's own list is not public",
        ..PLAIN
    },
    Preset {
        id: "tso500-like",
        removes_hotspots: true,
        removes_mnv: true,
        max_vaf_without_normal: Some(0.9),
        min_tumor_depth: 50,
        source: "coding SNVs and indels including synonymous ones, MNVs and recurrent drivers removed, bases at 50 or deeper; without a normal at most 0.9 of the reads (DRAGEN TSO 500 analysis guide, TMB)",
        ..PLAIN
    },
    Preset {
        id: "tso500-ctdna-like",
        removes_hotspots: true,
        removes_mnv: true,
        removed_genes: &["ASXL1", "DNMT3A", "PPM1D", "TET2"],
        max_vaf_without_normal: Some(0.9),
        min_vaf: 0.002,
        min_tumor_depth: 1_000,
        source: "as tso500-like, at 1,000 or deeper and allele fractions from 0.002 on, without genes of clonal haematopoiesis (DRAGEN TSO 500 ctDNA analysis guide, TMB)",
        ..PLAIN
    },
    Preset {
        id: "purple-panel-like",
        counted: Counted::Missense,
        removes_hotspots: true,
        removes_mnv: true,
        snvs_only: true,
        removed_genes: &["BCL2", "HLA-A", "HLA-B", "HLA-C", "PIM1"],
        max_population_af: Some(0.0),
        max_vaf_without_normal: Some(0.9),
        min_normal_depth: 0,
        // Missense variants of 31.88 Mb of coding sequence, times 0.05.
        scale: 31.88 * 0.05,
        source: "missense SNVs over the panel's coding bases, scaled to the exome and times 0.05 (PURPLE's documentation of panels); what it adds for indels of microsatellites is left out",
        ..PLAIN
    },
    Preset {
        id: "pytmb",
        counted: Counted::Nonsynonymous,
        transcripts: Transcripts::Any,
        counts_splice: true,
        counts_lines: true,
        max_population_af: Some(0.001),
        min_tumor_alternate: 2,
        min_tumor_depth: 20,
        min_normal_depth: 0,
        source: "pyTMB 1.6.0, recipe of its README for exomes: coding and splice variants by any transcript that are not synonymous only",
        ..PLAIN
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

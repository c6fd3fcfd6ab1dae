//! A fusion as it is reported.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{Annotation, Assay, Breakend, FusionFilter, Junction, Side};
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
#[allow(clippy::struct_excessive_bools, reason = "columns of a table, each a yes or no of its own")]
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
    /// Of these, fragments whose split read has its longer part in the 5' partner; in the others it lies in the 3' partner.
    pub split_reads1: u32,
    /// Of these, fragments whose read is clipped without an SA tag and whose clip was realigned.
    pub realigned_reads: u32,
    /// Distinct fragments that only join the two sides by their mates.
    pub discordant_pairs: u32,
    /// Distinct fragments together.
    pub supporting_fragments: u32,
    /// Fragments that cross either breakend unbroken, mean of both; `None` where no read shows the breakend.
    pub spanning_fragments: Option<f64>,
    /// Fragments that cross the breakpoint of the 5' and of the 3' partner unbroken; `None` where no read shows it.
    pub spanning: [Option<u32>; 2],
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
    /// Normals of the baseline that have the junction too; `None` without a baseline of its assay.
    pub baseline_normals: Option<u32>,
    /// Whether it is on the list of known fusions.
    pub known: bool,
    /// The driver it is, for a rearrangement within one gene.
    pub driver: Option<&'static str>,
    /// Percent of one side's bases that the other side's surroundings hold as well; `None` without a reference.
    pub shared_percent: Option<u8>,
    /// Distinct triplets next to the junction on its simpler side; `None` without a reference.
    pub distinct_triplets: Option<u8>,
    /// Reference bases retained before the junction of the 5' partner and after it of the 3' partner, as the fusion is read; `None` without a
    /// reference.
    pub sequence: Option<[String; 2]>,
    /// Bases of the split reads around the junction, 5' partner first, by the majority of the reads: before it, inserted, and behind it, with `|` between.
    /// `None` where no read is split by its aligner.
    pub consensus: Option<String>,
    /// Reads it was assembled from.
    pub consensus_reads: u32,
    /// Percent of the 25 bases next to the junction on each side that the partners' reference has as well; `None` without a reference.
    pub consensus_agreement: Option<f64>,
    /// Domains of the 5' partner that are kept, with the percentage of their bases; empty without a list of domains.
    pub domains1: Vec<String>,
    /// Domains of the 3' partner that are kept.
    pub domains2: Vec<String>,
    /// Another candidate that joins what this one leaves: the other derivative of a balanced rearrangement.
    pub reciprocal: Option<String>,
    /// In a fusion of the RNA that the DNA shows as well: what the DNA shows.
    pub dna: Option<DnaSupport>,
    /// Whether reads show it as an intron that skips exons.
    #[serde(skip)]
    pub skips_exons: bool,
    /// Whether it is given as the [`Fusion::dna`] of a fusion of the RNA.
    #[serde(skip)]
    pub joined: bool,
    /// Fragments of which all parts are placed uniquely enough to count.
    #[serde(skip)]
    pub confident_fragments: u32,
    /// Other places that its reads fit as well, each as the fusion would be called there with the place of the side that differs (1-based): `A::B2@chr2:100`. The aligner names them for parts of
    /// reads with mapping quality 0, or the bases of the reads do not tell two places apart. Empty where enough fragments are placed uniquely.
    pub alternatives: Vec<String>,
    /// Whether so few fragments are placed uniquely that it may lie at one of `alternatives`.
    #[serde(skip)]
    pub may_lie_elsewhere: bool,
    /// Filters that apply; empty for a call.
    pub filters: Vec<FusionFilter>,
    /// What was sequenced.
    #[serde(skip)]
    pub assay: Assay,
    /// Whether the fused transcript is inferred from DNA instead of seen.
    pub inferred: bool,
    /// The junction in genome order: at its leftmost place, or at exon boundaries along its homology in RNA.
    #[serde(skip)]
    pub junction: Junction,
    /// Where its reads were put, leftmost: another place than `junction` where these are copies of one sequence.
    #[serde(skip)]
    pub seen: Junction,
}

impl Fusion {
    /// Whether it is a call.
    pub fn is_pass(&self) -> bool {
        self.filters.is_empty()
    }

    /// How far the junction's first or second breakend may lie from where it is given, in bases to the left (negative) and to the right: along the
    /// homology, or towards the junction when only pairs tell.
    pub fn position_interval(&self, first: bool) -> (i64, i64) {
        let (first_side, second_side) = (self.junction.first.side, self.junction.second.side);
        let side = if first { first_side } else { second_side };
        if !self.precise {
            let reach = i64::from(self.uncertainty_bp);
            return if side == Side::Left { (0, reach) } else { (-reach, 0) };
        }
        // The first breakend may move left by `before` and right by `after`; the second moves with it, or against it when both retain the
        // same side.
        let before = i64::from(self.homology_shift_bp);
        let after = i64::from(self.homology_bp) - before;
        if first || first_side != second_side { (-before, after) } else { (-after, before) }
    }

    /// `DNA`, `RNA`, or `DNA+RNA` where both show it.
    pub fn assay_text(&self) -> &'static str {
        if self.dna.is_some() { "DNA+RNA" } else { self.assay.name() }
    }

    /// `PASS`, or the names of the filters joined by `;`.
    pub fn filter_text(&self) -> String {
        if self.is_pass() { "PASS".into() } else { self.filters.iter().map(|f| f.name()).collect::<Vec<_>>().join(";") }
    }
}

/// What the DNA shows of a fusion of the RNA.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DnaSupport {
    /// Where the 5' partner ends in the genome.
    pub breakpoint1: Breakpoint,
    /// Where the 3' partner begins in the genome.
    pub breakpoint2: Breakpoint,
    /// Distinct fragments with a split read.
    pub split_reads: u32,
    /// Distinct fragments that only join the two sides by their mates.
    pub discordant_pairs: u32,
    /// Distinct fragments together.
    pub supporting_fragments: u32,
    /// Allele fraction.
    pub vaf: Option<f64>,
    /// 95 % interval of `vaf`.
    pub vaf_ci95: Option<Bounds>,
    /// Quality of the DNA alone.
    pub quality: f64,
    /// Verdict on the DNA alone.
    pub filter: String,
}

/// The fusions of a case, calls first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fusions {
    /// What was sequenced.
    pub assay: Assay,
    /// Candidates: calls first, each by support.
    pub fusions: Vec<Fusion>,
    /// Chimeric fragments of the tumour that no call explains: its background.
    pub background_fragments: u64,
    /// Fragments of the tumour.
    pub fragments: u64,
    /// Candidates of several fragments that are not listed: more than [`FusionConfig::max_listed_dropped`](super::FusionConfig::max_listed_dropped).
    pub not_listed: u64,
    /// Candidates of one fragment that are not listed.
    pub single_not_listed: u64,
}

/// What the fusions of an assay were weighed against, and what is not listed of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FusionBackground {
    /// `DNA` or `RNA`.
    pub assay: &'static str,
    /// Fragments of the tumour.
    pub fragments: u64,
    /// Chimeric ones among them that no call explains.
    pub chimeric_fragments: u64,
    /// Candidates of several fragments that are not in the list: beyond the setting `max_listed_dropped`.
    pub not_listed: u64,
    /// Chimeric fragments that agree with no other and are not in the list.
    pub single_not_listed: u64,
}

impl Fusions {
    /// What they were weighed against.
    pub fn background(&self) -> FusionBackground {
        FusionBackground {
            assay: self.assay.name(),
            fragments: self.fragments,
            chimeric_fragments: self.background_fragments,
            not_listed: self.not_listed,
            single_not_listed: self.single_not_listed,
        }
    }
}

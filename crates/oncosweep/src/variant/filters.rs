//! Why a candidate is not a usable somatic call. Each filter is one question to the strata.

use serde::{Deserialize, Serialize};

use super::{
    allele::AlleleKind,
    artefact::Artefact,
    config::VariantCallConfig,
    evidence::Candidate,
    indel_errors::MIN_COPIES,
    priors::SomaticScore,
    strata::{AlleleStrata, SampleStrata},
};

/// A reason against a candidate, as written in the FILTER column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum VariantFilter {
    /// More likely inherited than somatic.
    #[serde(rename = "germline")]
    Germline,
    /// More likely inherited by the person whose DNA contaminates the tumour than somatic.
    #[serde(rename = "contamination")]
    Contamination,
    /// Common in the population, and there is no normal that lacks it.
    #[serde(rename = "population")]
    Population,
    /// More of the panel's normals show it than may.
    #[serde(rename = "in_baseline")]
    InBaseline,
    /// The normal shows it too.
    #[serde(rename = "in_normal")]
    InNormal,
    /// Somatic quality below the minimum.
    #[serde(rename = "low_quality")]
    LowQuality,
    /// Too few fragments in the tumour.
    #[serde(rename = "low_support")]
    LowSupport,
    /// Its fragments are likely copies of one.
    #[serde(rename = "copies")]
    Copies,
    /// Too small a share of the tumour's fragments.
    #[serde(rename = "low_vaf")]
    LowVaf,
    /// Too few fragments in the normal to call anything somatic.
    #[serde(rename = "low_normal_depth")]
    LowNormalDepth,
    /// Seen on one strand where the reference is seen on both.
    #[serde(rename = "strand_bias")]
    StrandBias,
    /// Seen only near the ends of reads.
    #[serde(rename = "read_end")]
    ReadEnd,
    /// Seen only beside soft clips.
    #[serde(rename = "clipped_reads")]
    ClippedReads,
    /// Seen in reads full of other differences.
    #[serde(rename = "noisy_reads")]
    NoisyReads,
    /// Seen in reads that map elsewhere as well.
    #[serde(rename = "mapping_quality")]
    MappingQuality,
    /// A repeat at which the normal shows other lengths.
    #[serde(rename = "polymorphic_repeat")]
    PolymorphicRepeat,
    /// An SNV beside an indel that explains it, or an indel beside an inherited one that does.
    #[serde(rename = "near_indel")]
    NearIndel,
}

impl VariantFilter {
    /// All filters, in the order they are written.
    pub const ALL: [Self; 17] = [
        Self::Germline,
        Self::Contamination,
        Self::Population,
        Self::InBaseline,
        Self::InNormal,
        Self::LowQuality,
        Self::LowSupport,
        Self::Copies,
        Self::LowVaf,
        Self::LowNormalDepth,
        Self::StrandBias,
        Self::ReadEnd,
        Self::ClippedReads,
        Self::NoisyReads,
        Self::MappingQuality,
        Self::PolymorphicRepeat,
        Self::NearIndel,
    ];

    /// The name in the FILTER column.
    pub fn name(self) -> &'static str {
        match self {
            Self::Germline => "germline",
            Self::Contamination => "contamination",
            Self::Population => "population",
            Self::InBaseline => "in_baseline",
            Self::InNormal => "in_normal",
            Self::LowQuality => "low_quality",
            Self::LowSupport => "low_support",
            Self::Copies => "copies",
            Self::LowVaf => "low_vaf",
            Self::LowNormalDepth => "low_normal_depth",
            Self::StrandBias => "strand_bias",
            Self::ReadEnd => "read_end",
            Self::ClippedReads => "clipped_reads",
            Self::NoisyReads => "noisy_reads",
            Self::MappingQuality => "mapping_quality",
            Self::PolymorphicRepeat => "polymorphic_repeat",
            Self::NearIndel => "near_indel",
        }
    }

    /// What it means, for a header line.
    pub fn description(self) -> &'static str {
        match self {
            Self::Germline => "More likely inherited than somatic",
            Self::Contamination => "More likely inherited by the person whose DNA contaminates the tumour than somatic",
            Self::Population => "Common in the population, and there is no normal",
            Self::InBaseline => "Normals of the panel show the allele too",
            Self::InNormal => "The normal shows the allele too",
            Self::LowQuality => "Somatic quality below the minimum",
            Self::LowSupport => "Too few supporting fragments in the tumour",
            Self::Copies => "All supporting fragments show it at the same place of the read: likely copies of one",
            Self::LowVaf => "Allele fraction in the tumour below the minimum",
            Self::LowNormalDepth => "Too few fragments in the normal",
            Self::StrandBias => "Seen on one strand where the reference is seen on both (Fisher's exact test)",
            Self::ReadEnd => "Seen almost only near the ends of reads",
            Self::ClippedReads => "Seen almost only beside soft clips",
            Self::NoisyReads => "Seen mostly in reads with many other differences",
            Self::MappingQuality => "Seen mostly in reads that map ambiguously",
            Self::PolymorphicRepeat => "The normal shows other lengths of the repeat",
            Self::NearIndel => "Beside an indel that explains it",
        }
    }
}

/// All reasons against a candidate, with these counts, but [`VariantFilter::InBaseline`], [`VariantFilter::NearIndel`], which needs its neighbours, and [`VariantFilter::LowQuality`], which needs all
/// calls.
pub(super) fn filters(
    candidate: &Candidate,
    samples: &[SampleStrata; 2],
    score: &SomaticScore,
    has_normal: bool,
    config: &VariantCallConfig,
) -> Vec<VariantFilter> {
    let [tumor, normal] = samples;
    let is_snv = candidate.allele.kind() == AlleleKind::Snv;
    let seen = &tumor.alternate;
    let fragments = seen.fragments();
    let vaf = tumor.vaf().unwrap_or(0.0);
    let mut reasons = Vec::new();
    let mut against = |applies: bool, reason: VariantFilter| {
        if applies {
            reasons.push(reason);
        }
    };
    let is_foreign = score.contaminant_probability > 0.5 * score.germline_probability;
    against(score.germline_probability > 0.5 && !is_foreign, VariantFilter::Germline);
    against(score.germline_probability > 0.5 && is_foreign, VariantFilter::Contamination);
    let is_common = candidate.population_ppb.is_some_and(|ppb| f64::from(ppb) / 1e9 >= config.max_population_af);
    against(!has_normal && is_common, VariantFilter::Population);
    against(is_in_normal(normal, vaf, config), VariantFilter::InNormal);
    against(fragments < config.least_fragments(candidate.allele.kind()), VariantFilter::LowSupport);
    against(are_copies(&tumor.alternate, &tumor.reference), VariantFilter::Copies);
    against(vaf < config.min_vaf, VariantFilter::LowVaf);
    against(has_normal && normal.depth() < config.min_normal_depth, VariantFilter::LowNormalDepth);
    against(score.artefact == Some(Artefact::Strand), VariantFilter::StrandBias);
    against(score.artefact == Some(Artefact::ReadEnd), VariantFilter::ReadEnd);
    against(score.artefact == Some(Artefact::Clipped), VariantFilter::ClippedReads);
    against(score.artefact == Some(Artefact::NoisyReads), VariantFilter::NoisyReads);
    against(is_badly_mapped(seen), VariantFilter::MappingQuality);
    against(!is_snv && is_polymorphic_repeat(candidate, normal), VariantFilter::PolymorphicRepeat);
    reasons
}

fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}

/// One fragment in the normal may be chance; its allele fraction decides from the second on.
fn is_in_normal(normal: &SampleStrata, tumor_vaf: f64, config: &VariantCallConfig) -> bool {
    let everything = normal.alternate.fragments() + normal.alternate.low_mapping_quality;
    everything >= 2 && normal.vaf().unwrap_or(1.0) > config.max_normal_ratio * tumor_vaf
}

/// Whether the alternate's fragments show it at one place of their reads where the reference's show it at many.
fn are_copies(seen: &AlleleStrata, plain: &AlleleStrata) -> bool {
    /// Places of the reference's fragments from which on this says something: an amplicon's fragments all begin at one place.
    const MANY: u32 = 8;
    seen.places <= 1 && seen.fragments() > 1 && plain.places >= MANY
}

/// What a repeat of another inherited length slips to looks like a shift of the reference's.
fn is_polymorphic_repeat(candidate: &Candidate, normal: &SampleStrata) -> bool {
    /// Share of the normal's fragments with another length.
    const OTHER: f64 = 0.25;
    candidate.repeat.copies >= MIN_COPIES && share(normal.other, normal.depth()) >= OTHER
}

fn is_badly_mapped(seen: &AlleleStrata) -> bool {
    /// Mean mapping quality below which placement is doubtful, phred.
    const MEAN: f64 = 40.0;
    let fragments = seen.fragments();
    fragments > 0
        && (share(seen.mapping_quality_sum, fragments) < MEAN
            || share(seen.low_mapping_quality, fragments + seen.low_mapping_quality) > 0.5)
}

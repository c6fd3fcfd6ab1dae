//! Why a candidate is not a usable somatic call. Each filter is one question to the strata.

use serde::{Deserialize, Serialize};

use super::{
    config::VariantCallConfig,
    somatic::SomaticScore,
    strata::{AlleleStrata, SampleStrata},
};
use crate::stats::fisher;

/// A reason against a candidate, as written in the FILTER column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum VariantFilter {
    /// More likely inherited than somatic.
    #[serde(rename = "germline")]
    Germline,
    /// The normal shows it too.
    #[serde(rename = "in_normal")]
    InNormal,
    /// Somatic quality below the minimum.
    #[serde(rename = "low_quality")]
    LowQuality,
    /// Too few fragments in the tumour.
    #[serde(rename = "low_support")]
    LowSupport,
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
    /// Seen in reads full of other differences.
    #[serde(rename = "noisy_reads")]
    NoisyReads,
    /// Seen in reads that map elsewhere as well.
    #[serde(rename = "mapping_quality")]
    MappingQuality,
    /// An SNV beside an indel that explains it.
    #[serde(rename = "near_indel")]
    NearIndel,
}

impl VariantFilter {
    /// All filters, in the order they are written.
    pub const ALL: [Self; 11] = [
        Self::Germline,
        Self::InNormal,
        Self::LowQuality,
        Self::LowSupport,
        Self::LowVaf,
        Self::LowNormalDepth,
        Self::StrandBias,
        Self::ReadEnd,
        Self::NoisyReads,
        Self::MappingQuality,
        Self::NearIndel,
    ];

    /// The name in the FILTER column.
    pub fn name(self) -> &'static str {
        match self {
            Self::Germline => "germline",
            Self::InNormal => "in_normal",
            Self::LowQuality => "low_quality",
            Self::LowSupport => "low_support",
            Self::LowVaf => "low_vaf",
            Self::LowNormalDepth => "low_normal_depth",
            Self::StrandBias => "strand_bias",
            Self::ReadEnd => "read_end",
            Self::NoisyReads => "noisy_reads",
            Self::MappingQuality => "mapping_quality",
            Self::NearIndel => "near_indel",
        }
    }

    /// What it means, for a header line.
    pub fn description(self) -> &'static str {
        match self {
            Self::Germline => "More likely inherited than somatic",
            Self::InNormal => "The normal shows the allele too",
            Self::LowQuality => "Somatic quality below the minimum",
            Self::LowSupport => "Too few supporting fragments in the tumour",
            Self::LowVaf => "Allele fraction in the tumour below the minimum",
            Self::LowNormalDepth => "Too few fragments in the normal",
            Self::StrandBias => "Seen on one strand where the reference is seen on both (Fisher's exact test)",
            Self::ReadEnd => "Seen almost only near the ends of reads",
            Self::NoisyReads => "Seen mostly in reads with many other differences",
            Self::MappingQuality => "Seen mostly in reads that map ambiguously",
            Self::NearIndel => "Beside an indel that explains it",
        }
    }
}

/// All reasons against a candidate but [`VariantFilter::NearIndel`], which needs its neighbours.
pub(super) fn filters(
    samples: &[SampleStrata; 2],
    score: &SomaticScore,
    has_normal: bool,
    config: &VariantCallConfig,
) -> Vec<VariantFilter> {
    let [tumor, normal] = samples;
    let (seen, plain) = (&tumor.alternate, &tumor.reference);
    let fragments = seen.fragments();
    let vaf = tumor.vaf().unwrap_or(0.0);
    let mut reasons = Vec::new();
    let mut against = |applies: bool, reason: VariantFilter| {
        if applies {
            reasons.push(reason);
        }
    };
    against(score.germline_probability > 0.5, VariantFilter::Germline);
    against(is_in_normal(normal, vaf, config), VariantFilter::InNormal);
    against(score.quality < config.min_quality, VariantFilter::LowQuality);
    against(fragments < config.min_tumor_fragments, VariantFilter::LowSupport);
    against(vaf < config.min_vaf, VariantFilter::LowVaf);
    against(has_normal && normal.depth() < config.min_normal_depth, VariantFilter::LowNormalDepth);
    against(has_strand_bias(seen, plain), VariantFilter::StrandBias);
    against(share(seen.near_end, fragments) >= 0.8, VariantFilter::ReadEnd);
    against(
        share(seen.noisy, fragments) > 0.5 && share(seen.noisy, fragments) > 2.0 * share(plain.noisy, plain.fragments()),
        VariantFilter::NoisyReads,
    );
    against(is_badly_mapped(seen), VariantFilter::MappingQuality);
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

fn has_strand_bias(seen: &AlleleStrata, plain: &AlleleStrata) -> bool {
    /// Significance below which strands differ; small, as thousands of candidates are tested.
    const P_VALUE: f64 = 1e-3;
    let one_sided = seen.forward.min(seen.reverse) == 0 && seen.forward + seen.reverse == seen.fragments();
    one_sided && fisher::exact_test(seen.forward, seen.reverse, plain.forward, plain.reverse) < P_VALUE
}

fn is_badly_mapped(seen: &AlleleStrata) -> bool {
    /// Mean mapping quality below which placement is doubtful, phred.
    const MEAN: f64 = 40.0;
    let fragments = seen.fragments();
    fragments > 0
        && (share(seen.mapping_quality_sum, fragments) < MEAN
            || share(seen.low_mapping_quality, fragments + seen.low_mapping_quality) > 0.5)
}

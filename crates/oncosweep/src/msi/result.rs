//! What a call says: of every site, and of the sample.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use super::{
    BaselineSummary, LengthCounts, MsiConfig, Site,
    legacy::{Legacy, MsisensorPro},
    model::Library,
};

/// Verdict on a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteStatus {
    /// The tumour's lengths are those of the germline.
    Stable,
    /// The tumour has lengths that the germline has not.
    Unstable,
    /// Not tested; the reason says why.
    NotAssessed,
}

impl SiteStatus {
    /// The word used in outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Unstable => "unstable",
            Self::NotAssessed => "not_assessed",
        }
    }
}

/// Why a site is not assessed, or is stable in spite of its q-value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteReason {
    /// No fragment of the tumour spans the site.
    NoTumorReads,
    /// Fewer tumour fragments than asked for.
    FewTumorReads,
    /// Fewer normal fragments than asked for.
    FewNormalReads,
    /// The baseline has not looked at the site, or looked at another number of copies there.
    NotInBaseline,
    /// Fewer normals of the baseline than asked for.
    FewBaselineSamples,
    /// Significant, but surely in a smaller share of the fragments than asked for.
    SmallShift,
}

impl SiteReason {
    /// The word used in outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoTumorReads => "no_tumor_reads",
            Self::FewTumorReads => "few_tumor_reads",
            Self::FewNormalReads => "few_normal_reads",
            Self::NotInBaseline => "not_in_baseline",
            Self::FewBaselineSamples => "few_baseline_samples",
            Self::SmallShift => "small_shift",
        }
    }
}

/// One site's result.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteCall {
    /// The site.
    pub site: Site,
    /// The verdict.
    pub status: SiteStatus,
    /// Why it is not assessed, or stable in spite of its q-value.
    pub reason: Option<SiteReason>,
    /// Probability of a likelihood ratio as great, or greater, without instability.
    pub p_value: Option<f64>,
    /// Benjamini–Hochberg over the assessed sites.
    pub q_value: Option<f64>,
    /// Copies gained (positive) or lost (negative) by the shifted allele against the nearest germline allele; 0 without one.
    pub shift: Option<i32>,
    /// Share of tumour fragments that carry the shifted allele.
    pub shifted_fraction: Option<f64>,
    /// 95 % profile-likelihood interval of that share.
    pub shifted_fraction_ci95: Option<[f64; 2]>,
    /// Germline alleles in copies, the shorter first: the normal's, or those that explain most of a tumour alone.
    pub germline: Option<[u32; 2]>,
    /// Tumour fragments by length in copies.
    pub tumor: LengthCounts,
    /// Normal fragments by length in copies.
    pub normal: LengthCounts,
}

/// Verdict on the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MsiStatus {
    /// Microsatellite instability, high.
    #[serde(rename = "MSI-H")]
    High,
    /// Microsatellite stable.
    #[serde(rename = "MSS")]
    Stable,
    /// The data allow neither call.
    #[serde(rename = "indeterminate")]
    Indeterminate,
}

impl MsiStatus {
    /// The word used in outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::High => "MSI-H",
            Self::Stable => "MSS",
            Self::Indeterminate => "indeterminate",
        }
    }
}

/// Reads skipped at sites, by reason; a read at two sites can count twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SkippedAtSites {
    /// The tumour's.
    pub tumor: BTreeMap<&'static str, u64>,
    /// The normal's; `None` without a normal.
    pub normal: Option<BTreeMap<&'static str, u64>>,
}

/// Whether tumour and normal can be one individual: how often a germline length of the normal has next to vanished from the tumour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Assessed sites with one germline length.
    pub homozygous: u64,
    /// Those at which it is gone.
    pub homozygous_replaced: u64,
    /// Assessed sites with two germline lengths.
    pub heterozygous: u64,
    /// Those at which at least one of them is gone.
    pub heterozygous_lost: u64,
}

/// What the tumour was compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComparedWith {
    /// The matched normal.
    Normal,
    /// A baseline of other normals.
    Baseline,
    /// Nothing: the tumour's own lengths.
    Itself,
}

/// What the call takes for granted, and where that comes from: the `sources` block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Sources {
    /// Prior of the fraction of unstable sites.
    pub prior: &'static str,
    /// Source of `thresholds.msi_high_fraction`'s default.
    pub msi_high_fraction: &'static str,
    /// Source of `thresholds.mss_fraction`'s default.
    pub mss_fraction: &'static str,
    /// Source of `thresholds.max_q_value`'s default.
    pub max_q_value: &'static str,
    /// Source of `thresholds.min_shifted_fraction`'s default.
    pub min_shifted_fraction: &'static str,
}

impl Sources {
    /// Those of the defaults.
    pub const DEFAULTS: Self = Self {
        prior: "Jeffreys, Beta(1/2, 1/2); shifted shares log-uniform from min_shifted_fraction to 0.95",
        msi_high_fraction: "0.10: MSIsensor score validated on targeted panels (Middha et al., JCO Precision Oncology 2017); validate for other site lists",
        mss_fraction: "0.035: MSIsensor cut-off on exomes (Niu et al., Bioinformatics 30:1015, 2014); validate for other site lists",
        max_q_value: "0.01: a choice; one call of a site in a hundred may be false",
        min_shifted_fraction: "0.05: one allele in a tumour of purity 0.1",
    };
}

/// Microsatellite instability of the case: the `msi` block of `profile.json`, and its sites.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Msi {
    /// What the tumour was compared with.
    pub compared_with: ComparedWith,
    /// The baseline, when the tumour was compared with one.
    pub baseline: Option<BaselineSummary>,
    /// Most likely fraction of unstable sites, from the likelihood ratios of all assessed sites: it allows for sites that were missed and for false ones,
    /// which `sites_unstable` over `sites_assessed` does not.
    pub fraction_unstable: Option<f64>,
    /// 95 % interval of the fraction. For a tumour compared with nothing but itself its upper end counts all sites with two lengths
    /// in balance as unstable.
    pub ci95: Option<[f64; 2]>,
    /// Sites tested.
    pub sites_assessed: u64,
    /// Sites called unstable.
    pub sites_unstable: u64,
    /// Posterior probability that the fraction reaches `thresholds.msi_high_fraction`; `None` for a tumour compared with nothing but itself when sites
    /// have two lengths in balance.
    pub probability_high: Option<f64>,
    /// Smallest share of shifted fragments at unstable sites from which on an MSI-H sample would have been told from this one
    /// (`thresholds.msi_high_fraction` excluded with `thresholds.confidence`). `None` when no share would have been, as in an MSI-H sample.
    pub detection_limit: Option<f64>,
    /// The verdict; `None` when there is too little to call on.
    pub status: Option<MsiStatus>,
    /// Why there is no verdict, or an indeterminate one.
    pub reason: Option<String>,
    /// Sites in the list and the territory.
    pub sites_listed: u64,
    /// Sites not assessed, by reason.
    #[serde(serialize_with = "by_word")]
    pub not_assessed: BTreeMap<SiteReason, u64>,
    /// How far the tumour keeps the normal's germline lengths.
    pub identity: Identity,
    /// Reads that lay at sites and were not used.
    pub skipped: SkippedAtSites,
    /// Scores by other tools' definitions.
    pub legacy: Option<Legacy>,
    /// MSIsensor-pro's tables, when its counting was asked for; written to its files, not to `profile.json`.
    #[serde(skip)]
    pub msisensor_pro: Option<MsisensorPro>,
    /// How the tumour's library stutters against the one its stutter was learnt from; `None` for a tumour compared with nothing but itself.
    pub library: Option<Library>,
    /// The configuration of the call.
    pub thresholds: MsiConfig,
    /// The prior, and where the thresholds' defaults come from.
    pub sources: Sources,
    /// Every listed site, in genome order; written to `msi.sites.tsv`, not to `profile.json`.
    #[serde(skip)]
    pub sites: Vec<SiteCall>,
}

fn by_word<S: Serializer>(counts: &BTreeMap<SiteReason, u64>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(counts.iter().map(|(reason, count)| (reason.as_str(), count)))
}

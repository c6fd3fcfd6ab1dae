//! Settings of the small-variant sweep and call.

use serde::{Deserialize, Serialize};

use super::allele::AlleleKind;
use crate::error::{Error, Result};

/// Settings that act while reading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VariantSweepConfig {
    /// Reads of a lower mapping quality (phred) are no evidence. 20, as in Strelka2's first tier and Mutect2.
    pub min_mapping_quality: u8,
    /// Fragments that must show an allele in the tumour for it to become a candidate. 2: lenient; the call decides.
    pub min_candidate_fragments: u32,
    /// Depth in reads from which on a base change needs one fragment more. 60: there two errors alike come at one base in ten thousand (at 2.5 errors of one
    /// kind in ten thousand reads), more often than two fragments of a variant that could be told from them.
    pub more_fragments_from_depth: u32,
    /// Share of the tumour's fragments a candidate must reach. 0.005: below it, sequencing error dominates without UMIs.
    pub min_candidate_vaf: f64,
}

impl Default for VariantSweepConfig {
    fn default() -> Self {
        Self { min_mapping_quality: 20, min_candidate_fragments: 2, more_fragments_from_depth: 60, min_candidate_vaf: 0.005 }
    }
}

impl VariantSweepConfig {
    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::Config`] naming the field.
    pub fn validate(&self) -> Result<()> {
        if !(0.0..=1.0).contains(&self.min_candidate_vaf) {
            return Err(Error::Config(format!("variant min_candidate_vaf is {}; it is a share, 0 to 1", self.min_candidate_vaf)));
        }
        Ok(())
    }
}

/// Settings that act on the evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VariantCallConfig {
    /// Prior probability that a base carries a somatic SNV. 1e-5: ten per Mb, the order of a TMB-high tumour.
    pub somatic_snv_prior: f64,
    /// Prior probability that a base begins a somatic indel. 1e-6, as Strelka2.
    pub somatic_indel_prior: f64,
    /// Prior probability that a base differs from the reference in the germline. 1e-3, human heterozygosity.
    pub germline_prior: f64,
    /// Share of a person's inherited alleles that a population's VCF file does not list, until the case corrects it. 0.05: of the variants of one genome
    /// one to two in a hundred are not in gnomAD (Karczewski et al., Nature 581:434, 2020), and more where few of its ancestry are in it.
    pub private_germline_share: f64,
    /// Population frequency from which on a candidate is filtered without a normal, whatever its fraction. 0.001.
    pub max_population_af: f64,
    /// Prior probability of each kind of artefact at a base. 1e-5, until the case corrects it.
    pub artefact_prior: f64,
    /// Listed alleles (`--hotspots`) that a tumour has, on average: each has this over their number as its somatic prior, at most 0.01, where that is more than what the
    /// case says of others. 1: of some hundred known drivers most tumours have one or two. 0: being listed means nothing.
    pub hotspots_per_tumor: f64,
    /// Weight of the priors against what the case shows, in bases. 100,000: a panel's worth of bases moves them, a gene's does not.
    pub prior_weight_bases: f64,
    /// Whether the distribution of somatic fractions is learnt from the case, with a normal. True: without it, qualities of variants with few fragments are too low in a tumour
    /// of low purity.
    pub learn_fractions: bool,
    /// Share of passing calls that may be false, as expected from their posteriors. 0.05, as Mutect2 offers (`FALSE_DISCOVERY_RATE`).
    pub max_false_discovery_rate: f64,
    /// Somatic quality (phred of the posterior that the allele is not somatic) a call must reach however many others are surely true. 5: twice as
    /// likely somatic as not.
    pub min_quality: f64,
    /// The same for an indel. 5: outside of repeats, what makes false indels is not measured in the sweep.
    pub min_indel_quality: f64,
    /// Fragments that must show an SNV in the tumour. 2; the quality decides whether they are enough.
    pub min_tumor_fragments: u32,
    /// Fragments that must show an indel in the tumour. 3, for the same reason.
    pub min_indel_fragments: u32,
    /// Share of fragments in the tumour below which nothing is called. 0.02.
    pub min_vaf: f64,
    /// Depth in the normal below which nothing is called somatic. 5: the quality weighs what so few fragments say; the burden asks for more.
    pub min_normal_depth: u32,
    /// Normals of the panel that may show the allele. 1: two that show it make it inherited or an artefact, as in GATK's panels.
    pub max_baseline_normals: u32,
    /// Largest share of the allele in the normal, as a multiple of its share in the tumour. 0.15, Strelka2's tumour-in-normal ratio.
    pub max_normal_ratio: f64,
}

impl Default for VariantCallConfig {
    fn default() -> Self {
        Self {
            somatic_snv_prior: 1e-5,
            somatic_indel_prior: 1e-6,
            germline_prior: 1e-3,
            private_germline_share: 0.05,
            max_population_af: 1e-3,
            artefact_prior: 1e-5,
            hotspots_per_tumor: 1.0,
            learn_fractions: true,
            prior_weight_bases: 1e5,
            max_false_discovery_rate: 0.05,
            min_quality: 5.0,
            min_indel_quality: 5.0,
            min_tumor_fragments: 2,
            min_indel_fragments: 3,
            min_vaf: 0.02,
            min_normal_depth: 5,
            max_baseline_normals: 1,
            max_normal_ratio: 0.15,
        }
    }
}

impl VariantCallConfig {
    /// The quality a call of this kind must reach however few are false, phred.
    pub(super) fn least_quality(&self, kind: AlleleKind) -> f64 {
        match kind {
            AlleleKind::Snv | AlleleKind::Mnv => self.min_quality,
            AlleleKind::Insertion | AlleleKind::Deletion => self.min_indel_quality,
        }
    }

    /// The fragments of the tumour that must show an allele of this kind.
    pub(super) fn least_fragments(&self, kind: AlleleKind) -> u32 {
        match kind {
            AlleleKind::Snv | AlleleKind::Mnv => self.min_tumor_fragments,
            AlleleKind::Insertion | AlleleKind::Deletion => self.min_indel_fragments,
        }
    }

    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::Config`] naming the field.
    pub fn validate(&self) -> Result<()> {
        let probabilities = [
            ("somatic_snv_prior", self.somatic_snv_prior),
            ("somatic_indel_prior", self.somatic_indel_prior),
            ("germline_prior", self.germline_prior),
            ("artefact_prior", self.artefact_prior),
            ("max_false_discovery_rate", self.max_false_discovery_rate),
        ];
        for (name, value) in probabilities {
            if !(value > 0.0 && value < 0.5) {
                return Err(Error::Config(format!("variant {name} is {value}; it is a probability above 0 and below 0.5")));
            }
        }
        // Error, germline (heterozygous and homozygous) and somatic share one.
        let explained = 1.5 * self.germline_prior + self.somatic_snv_prior.max(self.somatic_indel_prior) + 4.0 * self.artefact_prior;
        if explained > 0.9 {
            return Err(Error::Config(format!(
                "variant germline_prior times 1.5, the somatic prior and artefact_prior times 4 sum to {explained}; at most 0.9, so that error keeps a share"
            )));
        }
        for (name, value) in [
            ("min_vaf", self.min_vaf),
            ("max_normal_ratio", self.max_normal_ratio),
            ("private_germline_share", self.private_germline_share),
            ("max_population_af", self.max_population_af),
        ] {
            if !(0.0..=1.0).contains(&value) {
                return Err(Error::Config(format!("variant {name} is {value}; it is a share, 0 to 1")));
            }
        }
        if !(self.prior_weight_bases.is_finite() && self.prior_weight_bases >= 1.0) {
            return Err(Error::Config(format!(
                "variant prior_weight_bases is {}; it is a number of bases, 1 or more",
                self.prior_weight_bases
            )));
        }
        if !(self.hotspots_per_tumor.is_finite() && self.hotspots_per_tumor >= 0.0) {
            return Err(Error::Config(format!(
                "variant hotspots_per_tumor is {}; it is a number of alleles, 0 or more",
                self.hotspots_per_tumor
            )));
        }
        for (name, value) in [("min_quality", self.min_quality), ("min_indel_quality", self.min_indel_quality)] {
            if !(value.is_finite() && value >= 0.0) {
                return Err(Error::Config(format!("variant {name} is {value}; it is a phred value, 0 or more")));
            }
        }
        Ok(())
    }
}

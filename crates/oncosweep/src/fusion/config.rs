//! Settings of the fusion caller.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What makes a junction a call. Evidence is gathered with fixed, lenient thresholds, so any of these may change without reading again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FusionConfig {
    /// Distinct supporting fragments, at least (default 3: Manta's minCandidateSpanningCount; GeneFuse and arriba ask 2).
    pub min_supporting_fragments: u32,
    /// Of these, fragments with a split read, at least (default 1: without one the breakpoint is not known to the base).
    pub min_split_reads: u32,
    /// Mapping quality both parts must reach for a fragment to count, phred (default 20: one misplacement in a hundred).
    pub min_mapping_quality: u8,
    /// Quality of a call, phred (default 20: at most 1 % chance that the sample's chimeric background makes one such junction).
    pub min_quality: f64,
    /// Split reads of one junction agree within this many bases at both breakends (default 10: aligners extend across mismatches
    /// near a clip; arriba merges within 5, fgsv within 10).
    pub merge_bp: u32,
    /// Junctions on one contig join places at least this far apart, in bases (default 10,000: arriba's read-through distance;
    /// closer ones are mostly germline deletions and library artefacts).
    pub min_distance_bp: u32,
    /// In RNA, genes on one strand within this distance that are joined in their order are read-through, in bases (default 50,000;
    /// real deletions that fuse neighbours, such as STIL::TAL1, span 90,000).
    pub max_read_through_bp: u32,
    /// In RNA, how far an intron may push a mate from the breakpoint, in bases (default 100,000: STAR-Fusion's alignMatesGapMax).
    pub max_rna_pair_bp: u32,
    /// Fragments in the normal that are still taken for contamination (default 1).
    pub max_normal_fragments: u32,
    /// Normals of the baseline that may have a junction (default 1: chance does not join the same two places in two samples).
    pub max_baseline_normals: u32,
    /// Share of a gene's transcripts that must skip the exons a driver loses, in RNA (default 0.05, as Isofox asks of junctions that are no known splice sites:
    /// splicing errs in every gene).
    pub min_skipping_fraction: f64,
    /// Candidates with fewer fragments are counted as background, and but for a few of them not listed (default 2).
    pub min_listed_fragments: u32,
    /// Of the candidates of a single fragment, the most plausible that are listed all the same, below PASS (default 20: a quiet sample shows all it has, a
    /// noisy one no flood).
    pub max_listed_single: u32,
    /// Dropped candidates that are listed, at most: those of the highest quality (default 1,000).
    pub max_listed_dropped: u32,
    /// Percent of the bases next to one breakend that the other breakend's surroundings (or genes) hold as well, at most (default 75: sequences that
    /// differ in fewer than 8 % of their bases, of which reads may be misplaced; arriba drops gene pairs that share 30 % of their 16-mers, as those do that
    /// differ in 7 %. Unrelated sequences share about 10, two copies of an Alu repeat about 50: rearrangements between these are real).
    pub max_shared_percent: u8,
    /// Distinct triplets among the 40 bases next to each breakend, at least (default 10; random sequence has about 30, a repeat of a unit of n bases
    /// has n).
    pub min_distinct_triplets: u8,
    /// Distinct supporting fragments of a fusion on the list of known ones, at least (default 2, as arriba's known fusions and Isofox's known pairs).
    pub min_known_fragments: u32,
    /// Quality of a known fusion, phred (default 10: its prior odds are taken to be ten times those of any other pair of genes).
    pub min_known_quality: f64,
}

impl Default for FusionConfig {
    fn default() -> Self {
        Self {
            min_supporting_fragments: 3,
            min_split_reads: 1,
            min_mapping_quality: 20,
            min_quality: 20.0,
            merge_bp: 10,
            min_distance_bp: 10_000,
            max_read_through_bp: 50_000,
            max_rna_pair_bp: 100_000,
            max_normal_fragments: 1,
            max_baseline_normals: 1,
            min_skipping_fraction: 0.05,
            min_listed_fragments: 2,
            max_listed_single: 20,
            max_listed_dropped: 1_000,
            max_shared_percent: 75,
            min_distinct_triplets: 10,
            min_known_fragments: 2,
            min_known_quality: 10.0,
        }
    }
}

impl FusionConfig {
    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::Config`] that names the field and its range.
    pub fn validate(&self) -> Result<()> {
        let wrong = |text: &str| Err(Error::Config(text.into()));
        if self.min_supporting_fragments == 0 {
            return wrong("fusion min_supporting_fragments must be at least 1");
        }
        if self.min_listed_fragments == 0 {
            return wrong("fusion min_listed_fragments must be at least 1");
        }
        if !(0.0..=super::model::MAX_QUALITY).contains(&self.min_quality) {
            return wrong("fusion min_quality must lie between 0 and 200");
        }
        if !(0.0..=super::model::MAX_QUALITY).contains(&self.min_known_quality) {
            return wrong("fusion min_known_quality must lie between 0 and 200");
        }
        if self.min_known_fragments == 0 {
            return wrong("fusion min_known_fragments must be at least 1");
        }
        if !(0.0..=1.0).contains(&self.min_skipping_fraction) {
            return wrong("fusion min_skipping_fraction must lie between 0 and 1");
        }
        if self.max_shared_percent > 100 {
            return wrong("fusion max_shared_percent must lie between 0 and 100");
        }
        if self.merge_bp > 100 {
            return wrong("fusion merge_bp must be at most 100: a wider one joins separate junctions");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_checked_and_unknown_fields_refused() {
        assert!(FusionConfig::default().validate().is_ok());
        for wrong in [
            FusionConfig { min_supporting_fragments: 0, ..FusionConfig::default() },
            FusionConfig { min_listed_fragments: 0, ..FusionConfig::default() },
            FusionConfig { min_quality: f64::NAN, ..FusionConfig::default() },
            FusionConfig { merge_bp: 101, ..FusionConfig::default() },
            FusionConfig { min_known_fragments: 0, ..FusionConfig::default() },
            FusionConfig { min_known_quality: -1.0, ..FusionConfig::default() },
            FusionConfig { min_skipping_fraction: 1.5, ..FusionConfig::default() },
            FusionConfig { max_shared_percent: 101, ..FusionConfig::default() },
        ] {
            assert!(matches!(wrong.validate(), Err(Error::Config(text)) if text.starts_with("fusion ")));
        }
        let partly: FusionConfig = serde_json::from_str(r#"{"min_supporting_fragments": 5}"#).unwrap();
        assert_eq!(partly, FusionConfig { min_supporting_fragments: 5, ..FusionConfig::default() });
        assert!(serde_json::from_str::<FusionConfig>(r#"{"min_reads": 5}"#).is_err());
    }
}

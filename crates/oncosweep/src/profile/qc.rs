//! Quality of the input: what became of the reads, how deep they lie, how often they err.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    evidence::{Evidence, SampleInput},
    fusion::FusionSkips,
    sweep::SkipReason,
    variant::{Contamination, ErrorSummary, VariantCalls, VariantSkips},
};

/// One sample's quality.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SampleQc {
    /// Alignment records that start in the swept regions.
    pub reads: u64,
    /// Records not used for anything, by reason.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Records not used by one collector, by collector and reason; a record can count under several.
    pub not_used: BTreeMap<&'static str, BTreeMap<&'static str, u64>>,
    /// Mean depth of fragments over the targets (all swept bases without targets); `None` when depth was not swept for.
    pub mean_target_depth: Option<f64>,
    /// Duplicates among placed records; `None` without any.
    pub duplicate_fraction: Option<f64>,
    /// Mismatches per base where the sample shows no variant; `None` when not swept for.
    pub error_rate: Option<f64>,
    /// The same by substitution, by quality, and of indels by repeat.
    pub errors: Option<ErrorSummary>,
    /// Another person's share of the sample, from places where this person has only the alternate allele; `None` without both samples, and with fewer than
    /// twenty such places.
    pub contamination: Option<Contamination>,
    /// Of a normal: the tumour's share of it, from the tumour's sure somatic variants; `None` without any.
    pub tumor_share: Option<Contamination>,
}

/// Quality of a case.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Qc {
    /// The tumour's; `None` for RNA alone.
    pub tumor: Option<SampleQc>,
    /// The normal's.
    pub normal: Option<SampleQc>,
    /// The RNA's.
    pub rna: Option<SampleQc>,
}

impl Qc {
    pub(super) fn of(evidence: &Evidence, variants: Option<&VariantCalls>) -> Self {
        let dna = |sample: &Option<SampleInput>, index: usize| {
            sample.as_ref().map(|sample| {
                let mut qc = dna_qc(sample, evidence, index);
                qc.contamination = variants.and_then(|variants| variants.contamination[index]);
                qc.tumor_share = variants.filter(|_| index == 1).and_then(|variants| variants.tumor_in_normal);
                qc
            })
        };
        let rna = evidence.rna.as_ref().map(|sample| {
            let mut qc = reads_qc(sample);
            if let Some(fusions) = &evidence.rna_fusions {
                qc.not_used.insert("fusions", fusion_skips(&fusions.tumor.skipped));
            }
            qc
        });
        Self { tumor: dna(&evidence.tumor, 0), normal: dna(&evidence.normal, 1), rna }
    }
}

fn reads_qc(sample: &SampleInput) -> SampleQc {
    let skipped = &sample.counts.skipped;
    let placed = sample.counts.reads - skipped.get(SkipReason::Unmapped);
    SampleQc {
        reads: sample.counts.reads,
        skipped: skipped.iter().map(|(reason, count)| (reason.code(), count)).collect(),
        not_used: BTreeMap::new(),
        mean_target_depth: None,
        duplicate_fraction: (placed > 0).then(|| skipped.get(SkipReason::Duplicate) as f64 / placed as f64),
        error_rate: None,
        errors: None,
        contamination: None,
        tumor_share: None,
    }
}

fn dna_qc(sample: &SampleInput, evidence: &Evidence, index: usize) -> SampleQc {
    let mut qc = reads_qc(sample);
    let (dna, wanted) = (&evidence.dna, evidence.biomarkers);
    if wanted.variants {
        let territory = &dna.territory;
        qc.mean_target_depth =
            (territory.target_bases > 0).then(|| territory.target_depth_sum[index] as f64 / territory.target_bases as f64);
        qc.error_rate = dna.variants.errors[index].overall_rate();
        qc.errors = ErrorSummary::of(&dna.variants.errors[index], &dna.variants.indel_errors[index]);
        qc.not_used.insert("variants", variant_skips(&dna.variants.skips[index]));
    }
    if wanted.msi {
        qc.not_used.insert("msi", dna.msi.skipped[index].iter().map(|(reason, count)| (reason.code(), count)).collect());
    }
    if wanted.fusions {
        let sample = if index == 0 { &dna.fusions.tumor } else { &dna.fusions.normal };
        qc.not_used.insert("fusions", fusion_skips(&sample.skipped));
    }
    qc
}

fn variant_skips(skips: &VariantSkips) -> BTreeMap<&'static str, u64> {
    BTreeMap::from([
        ("supplementary", skips.supplementary),
        ("low_mapping_quality", skips.low_mapping_quality),
        ("candidates_without_support", skips.candidates_without_support),
    ])
}

fn fusion_skips(skips: &FusionSkips) -> BTreeMap<&'static str, u64> {
    skips.iter().collect()
}

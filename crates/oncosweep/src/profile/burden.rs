//! From variant calls to the burden: what the TMB's rules need to know of each call.

use crate::{
    error::Result,
    evidence::Evidence,
    genome::{Span, Targets},
    tmb::{self, TmbCall, TmbConfig, TmbVariant},
    variant::{AlleleKind, VariantCall, VariantCalls},
};

pub(super) fn call(evidence: &Evidence, variants: &VariantCalls, config: &TmbConfig) -> Result<TmbCall> {
    let coding = evidence.genes.as_ref().map(crate::genes::GeneModel::coding_territory).unwrap_or_default();
    let rows: Vec<TmbVariant<'_>> = variants.calls.iter().map(|call| row(call, evidence, &coding)).collect();
    tmb::call(&rows, &evidence.dna.territory.coding, evidence.normal.is_some(), config)
}

fn row<'a>(call: &'a VariantCall, evidence: &Evidence, coding: &Targets) -> TmbVariant<'a> {
    let allele = &call.candidate.allele;
    let [tumor, normal] = &call.candidate.samples;
    // An SNV is its base; a deletion its deleted bases; an insertion the bases on either side of it.
    let end = allele.start + allele.reference.len() as u32;
    let changed = match allele.kind() {
        AlleleKind::Snv => Span::new(allele.start, end),
        AlleleKind::Deletion => Span::new(allele.start + 1, end),
        AlleleKind::Insertion => Span::new(allele.start, end + 1),
    };
    let touches = |territory: &Targets| !territory.overlapping(allele.contig, changed).is_empty();
    TmbVariant {
        failed_filter: call.filters.first().map(|filter| filter.name()),
        in_target: evidence.targets.as_ref().is_none_or(touches),
        in_coding_territory: touches(coding),
        consequence: call.candidate.consequence.as_ref(),
        tumor_depth: tumor.depth(),
        normal_depth: evidence.normal.is_some().then(|| normal.depth()),
        vaf: call.vaf,
        is_mnv: false,
        is_hotspot: false,
    }
}

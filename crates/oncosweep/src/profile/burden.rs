//! From variant calls to the burden: what the TMB's rules need to know of each call.

use crate::{
    error::Result,
    evidence::Evidence,
    genes::{GeneModel, SmallVariant},
    genome::Targets,
    tmb::{self, Territory, Tmb, TmbCall, TmbConfig, TmbVariant},
    variant::{VariantCall, VariantCalls, VariantFilter},
};

pub(super) fn call(evidence: &Evidence, variants: &VariantCalls, config: &TmbConfig) -> Result<TmbCall> {
    let coding = evidence.genes.as_ref().map(GeneModel::coding_territory).unwrap_or_default();
    let rows: Vec<TmbVariant<'_>> = variants.calls.iter().map(|call| row(call, evidence, &coding)).collect();
    let has_normal = evidence.normal.is_some();
    let mut call = tmb::call(&rows, &Territory::Depths(&evidence.dna.territory.coding), has_normal, config)?;
    if let Some(share) = variants.private_germline_share.filter(|&share| share > MAX_PRIVATE_SHARE) {
        call.tmb.notes.push(format!(
            "{:.0} % of what looks inherited is not in the population's list: it lacks much of this genome, or somatic variants lie at inherited fractions (a very pure tumour) and are missed",
            100.0 * share
        ));
    }
    call.tmb.note_hotspots(evidence.hotspots.len());
    if !has_normal && evidence.dna.variants.population.is_none() {
        without_normal(&mut call.tmb);
    }
    Ok(call)
}

/// Share of private alleles from which on something is wrong.
const MAX_PRIVATE_SHARE: f64 = 0.15;

/// A tumour alone shows its inherited variants too, and without a population's alleles nothing tells them; a rate over both is no burden.
fn without_normal(tmb: &mut Tmb) {
    (tmb.per_mb, tmb.ci95, tmb.probability_high, tmb.status) = (None, None, None, None);
    for definition in tmb.definitions.values_mut() {
        (definition.per_mb, definition.ci95) = (None, None);
    }
    tmb.reason = Some("without a normal, inherited variants cannot be told from somatic ones; give the matched normal, or a population's alleles (--germline)".into());
}

fn row<'a>(call: &'a VariantCall, evidence: &Evidence, coding: &Targets) -> TmbVariant<'a> {
    let allele = &call.candidate.allele;
    let [tumor, normal] = call.candidate.samples();
    let variant = SmallVariant { contig: allele.contig, start: allele.start, reference: &allele.reference, alternate: &allele.alternate };
    TmbVariant {
        failed_filter: call.filters.first().map(|filter| filter.name()),
        in_sample: true,
        in_target: evidence.targets.as_ref().is_none_or(|targets| variant.lies_in(targets)),
        in_coding_territory: variant.lies_in(coding),
        consequence: call.candidate.consequence.as_deref(),
        on_transcripts: &[],
        tumor_depth: Some(tumor.depth()),
        tumor_alternate: Some(tumor.alternate.fragments()),
        normal_depth: evidence.normal.is_some().then(|| normal.depth()),
        vaf: Some(call.vaf),
        population_af: None,
        kind: allele.kind(),
        is_hotspot: evidence.hotspots.hold(variant),
        is_repeated: false,
        error_probability: Some(call.score.error_probability),
        germline_probability: call.score.germline_probability,
        failed_by_posterior: call
            .filters
            .iter()
            .all(|filter| matches!(filter, VariantFilter::LowQuality | VariantFilter::Germline | VariantFilter::Contamination)),
    }
}

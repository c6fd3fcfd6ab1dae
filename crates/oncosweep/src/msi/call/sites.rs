//! Every listed site with its counts, and why some cannot be assessed.

use super::super::{LengthCounts, MsiConfig, MsiEvidence, Site, SiteCall, SiteReason, SiteStatus, baseline::BaselineModel};

/// Every listed site with its counts; those that cannot be assessed say why.
pub(super) fn with_counts(evidence: &MsiEvidence, config: &MsiConfig, baseline: Option<&BaselineModel>, has_normal: bool) -> Vec<SiteCall> {
    let mut counts = evidence.counts.iter().peekable();
    let mut of = |site: &Site| -> (LengthCounts, LengthCounts) {
        while counts.next_if(|counted| counted.key < site.key()).is_some() {}
        let here = counts.next_if(|counted| counted.key == site.key());
        here.map(|c| (c.tumor.clone(), if has_normal { c.normal.clone() } else { LengthCounts::default() })).unwrap_or_default()
    };
    let few_normals = |model: &BaselineModel, site: &Site| match model.at(site) {
        Some(known) if known.normals < config.min_baseline_samples => Some(SiteReason::FewBaselineSamples),
        Some(_) => None,
        None => Some(SiteReason::NotInBaseline),
    };
    let few_reads = |normal: &LengthCounts| {
        let few = has_normal && (normal.is_empty() || normal.total() < config.min_normal_fragments);
        few.then_some(SiteReason::FewNormalReads)
    };
    let assess = |site: &Site| {
        let (tumor, normal) = of(site);
        let reason = if tumor.is_empty() {
            Some(SiteReason::NoTumorReads)
        } else if tumor.total() < config.min_tumor_fragments {
            Some(SiteReason::FewTumorReads)
        } else {
            baseline.map_or_else(|| few_reads(&normal), |model| few_normals(model, site))
        };
        SiteCall {
            site: *site,
            status: if reason.is_some() { SiteStatus::NotAssessed } else { SiteStatus::Stable },
            reason,
            p_value: None,
            q_value: None,
            shift: None,
            shifted_fraction: None,
            shifted_fraction_ci95: None,
            germline: None,
            tumor,
            normal,
        }
    };
    evidence.sites.as_slice().iter().map(assess).collect()
}

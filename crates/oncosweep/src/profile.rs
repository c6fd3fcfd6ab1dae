//! A case's results: every call that follows from its evidence.

mod burden;
mod drawing;
mod qc;

pub use drawing::{FusionDrawing, PartnerCoverage, fusion_drawing, fusion_drawings};
pub use qc::{Qc, SampleQc};

use std::sync::{Arc, atomic::AtomicBool};

use crate::{
    config::Config,
    error::{Error, Result},
    evidence::{Biomarkers, Evidence, ReferenceInput},
    fusion::{self, Assay, Diagrams, Explanation, Fusion, FusionBaseline, FusionBaselineSummary, FusionCase, FusionEvidence, Fusions},
    genome::{ContigId, Contigs},
    msi::{self, Baseline, Msi},
    sweep::{Progress, Watch},
    tmb::{TmbCall, VcfBurden, VcfSource},
    variant::{self, VariantBaseline, VariantBaselineSummary, VariantCalls},
};

/// The results of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// The settings of sweep and call.
    pub config: Config,
    /// What was swept for.
    pub biomarkers: Biomarkers,
    /// The case's contigs.
    pub contigs: Contigs,
    /// Names of the samples.
    pub samples: SampleNames,
    /// The reference.
    pub reference: Option<ReferenceInput>,
    /// Reads, depth, errors.
    pub qc: Qc,
    /// Small variants; `None` when not swept for.
    pub variants: Option<VariantCalls>,
    /// Tumour mutational burden with the verdict on each of `variants`, or of the alleles in a VCF file.
    pub tmb: Option<TmbCall>,
    /// The VCF file the burden was counted in; `None` for a sweep.
    pub calls: Option<VcfSource>,
    /// Microsatellite instability.
    pub msi: Option<Msi>,
    /// Fusions, one entry an assay.
    pub fusions: Vec<Fusions>,
    /// The normals that fusions were compared with.
    pub fusion_baselines: Vec<FusionBaselineSummary>,
    /// The normals that variants were compared with.
    pub variant_baseline: Option<VariantBaselineSummary>,
    /// Reference letters at breakends, sorted by place.
    pub breakend_bases: Vec<(ContigId, u32, u8)>,
}

/// Names of a case's samples.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SampleNames {
    /// The tumour's.
    pub tumor: Option<String>,
    /// The normal's.
    pub normal: Option<String>,
    /// The RNA's.
    pub rna: Option<String>,
}

/// Calls every biomarker the evidence was swept for: a pure function. The settings of the sweep are the evidence's own; those of the call come
/// from `config`.
///
/// # Errors
/// [`Error::Config`] for a setting out of its range.
pub fn call(evidence: &Evidence, config: &Config) -> Result<Profile> {
    call_with(evidence, config, &CallOptions::default())
}

/// Panels of normals that a case is compared with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Normals<'a> {
    /// For microsatellites of a tumour without matched normal.
    pub msi: Option<&'a Baseline>,
    /// For fusions: one of DNA, one of RNA, or both. Shared, as many cases are compared with one panel.
    pub fusions: &'a [Arc<FusionBaseline>],
    /// For variants.
    pub variants: Option<&'a VariantBaseline>,
}

impl<'a> Normals<'a> {
    fn of(&self, assay: Assay) -> Option<&'a FusionBaseline> {
        self.fusions.iter().map(Arc::as_ref).find(|baseline| baseline.assay == assay)
    }

    /// Finds that each baseline of fusions fits what the case has of its assay, and that there is but one of each.
    fn check_fusions(&self, evidence: &Evidence) -> Result<()> {
        for (index, baseline) in self.fusions.iter().enumerate() {
            let has = |assay| if assay == Assay::Rna { evidence.rna_fusions.is_some() } else { evidence.tumor.is_some() };
            let assay = if has(baseline.assay) { baseline.assay } else { baseline.assay.other() };
            baseline.check(assay, &evidence.contigs)?;
            if self.fusions[..index].iter().any(|other| other.assay == baseline.assay) {
                let message = format!("is a second baseline of {}; give one of each assay, made of all normals", baseline.assay.name());
                return Err(Error::invalid(&baseline.path, message));
            }
        }
        Ok(())
    }
}

/// As [`call`], with panels of normals.
///
/// # Errors
/// As [`call_with`].
pub fn call_with_normals(evidence: &Evidence, config: &Config, normals: &Normals<'_>) -> Result<Profile> {
    call_with(evidence, config, &CallOptions { normals: *normals, ..CallOptions::default() })
}

/// What a call is given beside evidence and settings.
#[derive(Clone, Copy, Default)]
pub struct CallOptions<'a> {
    /// Panels of normals.
    pub normals: Normals<'a>,
    /// Told how far the call has come.
    pub progress: Option<&'a dyn Progress>,
    /// Set to stop.
    pub cancel: Option<&'a AtomicBool>,
}

/// As [`call`], with options.
///
/// # Errors
/// As [`call`]; when a panel does not fit the case ([`Baseline::check`], [`FusionBaseline::check`], [`VariantBaseline::check`]); [`Error::Cancelled`].
pub fn call_with(evidence: &Evidence, config: &Config, options: &CallOptions<'_>) -> Result<Profile> {
    let (normals, baseline) = (&options.normals, options.normals.msi);
    let items = evidence.dna.variants.candidates.len() + evidence.dna.msi.sites.len();
    let watch = Watch::new(options.progress, options.cancel, items as u64);
    let config = Config { sweep: evidence.config.sweep.clone(), ..config.clone() };
    config.validate()?;
    let has_normal = evidence.normal.is_some();
    let wanted = evidence.biomarkers;
    let has_dna = evidence.tumor.is_some();
    let variant_baseline = normals.variants.filter(|_| wanted.variants && has_dna);
    if let Some(baseline) = variant_baseline {
        baseline.check(&evidence.contigs)?;
    }
    let variants = (wanted.variants && has_dna).then(|| {
        let (found, listed) = (&evidence.dna.variants, evidence.hotspots.listed());
        let mut calls = variant::call_watched(
            found,
            has_normal,
            listed,
            variant_baseline.map(|baseline| (baseline, &evidence.contigs)),
            &config.variant,
            &watch,
        );
        calls.listed = variant::listed_calls(found, &calls, listed, &evidence.plan.regions, has_normal, &config.variant);
        calls
    });
    watch.check()?;
    let tmb = variants.as_ref().map(|variants| burden::call(evidence, variants, &config.tmb)).transpose()?;
    if let Some(baseline) = baseline.filter(|_| wanted.msi && has_dna) {
        let [read_bp, _] = evidence.dna.msi.read_bp;
        baseline.check(&evidence.contigs, &config.sweep.msi, read_bp, config.msi.baseline_max_read_ratio)?;
    }
    let msi = (wanted.msi && has_dna).then(|| {
        let (evidence, contigs) = (&evidence.dna.msi, &evidence.contigs);
        if has_normal {
            msi::call_pair(evidence, &config.msi, &watch)
        } else {
            msi::call_alone_watched(evidence, &config.msi, baseline.map(|baseline| (baseline, contigs)), &watch)
        }
    });
    watch.check()?;
    normals.check_fusions(evidence)?;
    let fusions = fusion::call_case(&fusion_assays(evidence, normals), &config.fusion);
    let name = |sample: &Option<crate::evidence::SampleInput>| sample.as_ref().map(|sample| sample.name.clone());
    Ok(Profile {
        biomarkers: wanted,
        contigs: evidence.contigs.clone(),
        samples: SampleNames { tumor: name(&evidence.tumor), normal: name(&evidence.normal), rna: name(&evidence.rna) },
        reference: evidence.reference.clone(),
        qc: Qc::of(evidence, variants.as_ref()),
        variants,
        tmb,
        calls: None,
        msi,
        fusions,
        fusion_baselines: normals.fusions.iter().map(|baseline| baseline.summary()).collect(),
        variant_baseline: variant_baseline.map(VariantBaseline::summary),
        breakend_bases: evidence.breakend_bases.clone(),
        config,
    })
}

/// The fusion evidence of each assay, with what is known of the case.
fn fusion_assays<'a>(evidence: &'a Evidence, normals: &Normals<'a>) -> Vec<(&'a FusionEvidence, FusionCase<'a>)> {
    let case = |assay, has_normal| FusionCase {
        assay,
        contigs: &evidence.contigs,
        genes: evidence.genes.as_ref(),
        known: &evidence.known_fusions,
        domains: &evidence.domains,
        has_normal,
        baseline: normals.of(assay),
        swept: if assay == Assay::Rna { evidence.rna_plan.as_ref().map(|plan| &plan.regions) } else { Some(&evidence.plan.regions) },
    };
    let mut assays = Vec::new();
    if evidence.biomarkers.fusions {
        assays.extend(evidence.tumor.is_some().then(|| (&evidence.dna.fusions, case(Assay::Dna, evidence.normal.is_some()))));
        assays.extend(evidence.rna_fusions.as_ref().map(|rna| (rna, case(Assay::Rna, false))));
    }
    assays
}

/// Everything the evidence holds on a pair of genes (`EML4::ALK`), one explanation an assay, and what decided.
///
/// # Errors
/// [`Error::Config`] when `pair` is no pair of genes, or the evidence has no annotation that holds them.
pub fn explain_fusion(evidence: &Evidence, config: &Config, pair: &str) -> Result<Vec<Explanation>> {
    explain_fusion_with_normals(evidence, config, &Normals::default(), pair)
}

/// As [`explain_fusion`], for a case that was called with panels of normals.
///
/// # Errors
/// As [`explain_fusion`].
pub fn explain_fusion_with_normals(evidence: &Evidence, config: &Config, normals: &Normals<'_>, pair: &str) -> Result<Vec<Explanation>> {
    let assays = fusion_assays(evidence, normals);
    assays.iter().map(|(fusions, case)| fusion::explain(fusions, case, &config.fusion, pair)).collect()
}

/// Gathers what drawings of the fusions of one assay need of the evidence the profile was called from; `None` when that holds no evidence of the assay.
pub fn fusion_diagrams<'a>(evidence: &'a Evidence, profile: &Profile, assay: Assay) -> Option<Diagrams<'a>> {
    let assays = fusion_assays(evidence, &Normals::default());
    let (fusions, case) = assays.iter().find(|(_, case)| case.assay == assay)?;
    Some(Diagrams::new(fusions, case, &profile.config.fusion))
}

impl Profile {
    /// The fusions of all assays as the outputs list them, calls of an assay first: what the DNA shows of a fusion of the RNA stands in the RNA's.
    pub fn listed_fusions(&self) -> impl Iterator<Item = &Fusion> {
        self.fusions.iter().flat_map(|calls| &calls.fusions).filter(|fusion| !fusion.joined)
    }

    /// The profile of a VCF file: its burden, and nothing that needs alignments.
    pub fn of_vcf(burden: &VcfBurden, config: &Config) -> Self {
        Self {
            config: config.clone(),
            biomarkers: Biomarkers { variants: false, msi: false, fusions: false },
            contigs: burden.contigs.clone(),
            samples: SampleNames { tumor: burden.tumor.clone(), normal: burden.normal.clone(), rna: None },
            reference: None,
            qc: Qc::default(),
            variants: None,
            tmb: Some(burden.call.clone()),
            calls: Some(burden.source.clone()),
            msi: None,
            fusions: Vec::new(),
            fusion_baselines: Vec::new(),
            variant_baseline: None,
            breakend_bases: Vec::new(),
        }
    }

    /// The reference letter at a recorded breakend (0-based); N where none was recorded.
    pub fn breakend_base(&self, contig: ContigId, position: u32) -> u8 {
        let place = self.breakend_bases.binary_search_by_key(&(contig, position), |&(contig, position, _)| (contig, position));
        place.map_or(b'N', |index| self.breakend_bases[index].2)
    }
}

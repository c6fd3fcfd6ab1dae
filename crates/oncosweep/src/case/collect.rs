//! Sweeps a case: files in, evidence out.

use std::sync::{Arc, atomic::AtomicBool};

use crate::{
    config::Config,
    coverage::{BinSize, CoverageCollector},
    error::Result,
    evidence::{Biomarkers, CaseCollector, CaseEvidence, Evidence, SampleInput},
    fusion::{Assay, FusionCollector, FusionEvidence, Watched},
    msi::{CompatTool, MsiCollector, compat},
    sweep::{Progress, ReadCounts, Source, Sweep, SweepOptions, Swept},
    tmb::{CallableDepths, TerritoryCollector},
    variant::VariantCollector,
};

use super::{CaseInputs, annotate, junctions, open::OpenCase};

/// How a run goes. Nothing here changes its result.
#[derive(Clone, Copy, Default)]
pub struct RunOptions<'a> {
    /// Threads in all; 0 means 1.
    pub threads: usize,
    /// Length of a shard in bases; by default shards follow the index.
    pub shard_bp: Option<u32>,
    /// Told after each window.
    pub progress: Option<&'a dyn Progress>,
    /// Set to stop.
    pub cancel: Option<&'a AtomicBool>,
}

/// Sweeps the files of a case once and returns what was gathered.
///
/// # Errors
/// Whatever is wrong with the inputs, before or while reading; [`Error::Cancelled`](crate::Error::Cancelled).
pub fn collect(inputs: &CaseInputs, biomarkers: Biomarkers, config: &Config, options: &RunOptions<'_>) -> Result<Evidence> {
    let mut case = OpenCase::new(inputs, biomarkers, config, options.threads)?;
    let sweep_options = SweepOptions {
        threads: options.threads,
        shard_bp: options.shard_bp,
        stream: inputs.stream,
        progress: options.progress,
        cancel: options.cancel,
    };
    let callable = if inputs.keeps_callable { Some(CallableDepths::of(&config.tmb.rule()?)) } else { None };
    let (mut dna, counts) = sweep_dna(&case, biomarkers, config, callable, &sweep_options)?;
    if let (Some(tool @ CompatTool::MsisensorPro), Some(tumor)) = (config.sweep.compat.tool, &case.tumor) {
        dna.msi.compat = Some(tool);
        let (compat, normal) = (&config.sweep.compat, case.normal.as_ref());
        dna.msi.msisensor_pro = compat::count(&case.sites, compat, &case.contigs, tumor, normal, options.threads.max(1))?;
        dna.msi.thresholds = case.thresholds.iter().map(|&(key, threshold)| (key, (threshold * 1e9).round() as u32)).collect();
    }
    dna.msi.sites = std::mem::take(&mut case.sites);
    let rna = sweep_rna(&case, biomarkers, &sweep_options)?;
    let (rna, rna_counts) = rna.map(|Swept { evidence, counts: [counts, _] }| (evidence, counts)).unzip();
    let (rna_fusions, rna_coverage) = rna.map(|evidence| (evidence.fusions, evidence.coverage)).unzip();
    let sample =
        |source: &Option<Source>, counts: ReadCounts| source.as_ref().map(|source| SampleInput { name: source.sample_name(), counts });
    let [tumor_counts, normal_counts] = counts;
    let mut evidence = Evidence {
        config: config.clone(),
        biomarkers,
        tumor: sample(&case.tumor, tumor_counts),
        normal: sample(&case.normal, normal_counts),
        rna: sample(&case.rna, rna_counts.unwrap_or_default()),
        reference: case.reference_input,
        rna_plan: case.rna.is_some().then(|| case.rna_plan.clone()),
        plan: if case.tumor.is_some() { case.plan } else { case.rna_plan },
        contigs: case.contigs,
        targets: case.targets,
        genes: case.genes,
        hotspots: case.hotspots,
        known_fusions: case.known_fusions,
        domains: case.domains,
        callable_depths: callable,
        dna,
        rna_coverage: rna_coverage.unwrap_or_default(),
        rna_fusions,
        breakend_bases: Vec::new(),
    };
    if let Some(path) = inputs.germline.as_deref().filter(|_| biomarkers.variants) {
        annotate::population(&mut evidence, path, inputs.germline_af.as_deref())?;
    }
    junctions::refine(&mut evidence, case.reference.as_mut())?;
    if let Some(reference) = &mut case.reference {
        annotate::consequences(&mut evidence, reference)?;
        let fusions: Vec<&FusionEvidence> = std::iter::once(&evidence.dna.fusions).chain(&evidence.rna_fusions).collect();
        evidence.breakend_bases = annotate::breakend_bases(&fusions, &evidence.contigs, reference)?;
    }
    Ok(evidence)
}

fn sweep_dna(
    case: &OpenCase,
    biomarkers: Biomarkers,
    config: &Config,
    callable: Option<CallableDepths>,
    options: &SweepOptions<'_>,
) -> Result<(CaseEvidence, [ReadCounts; 2])> {
    let Some(tumor) = &case.tumor else { return Ok(Default::default()) };
    let targets = Arc::new(case.target_territory());
    let coding = Arc::new(case.coding_territory());
    let sites = Arc::new(case.sites.clone());
    let watched = Watched::new(case.watched.clone(), case.genes.as_ref()).within(&case.plan.regions);
    let listed: Arc<[_]> = case.hotspots.listed().candidates().into();
    let make = || CaseCollector {
        variants: biomarkers.variants.then(|| VariantCollector::new(config.sweep.variant.clone()).listing(Arc::clone(&listed))),
        territory: biomarkers.variants.then(|| {
            let min_mapping_quality = config.sweep.variant.min_mapping_quality;
            TerritoryCollector::new(Arc::clone(&targets), Arc::clone(&coding), min_mapping_quality).keeping_callable(callable)
        }),
        msi: biomarkers.msi.then(|| MsiCollector::new(Arc::clone(&sites), config.sweep.msi.clone())),
        fusions: biomarkers.fusions.then(|| FusionCollector::new(Assay::Dna, &case.contigs).watching(&watched)),
        coverage: biomarkers.fusions.then(|| CoverageCollector::new(case.bin_size())),
    };
    let swept = Sweep::new(&case.contigs, tumor, case.normal.as_ref(), case.reference.as_ref(), &case.plan).run(make, options)?;
    Ok((swept.evidence, swept.counts))
}

fn sweep_rna(case: &OpenCase, biomarkers: Biomarkers, options: &SweepOptions<'_>) -> Result<Option<Swept<CaseEvidence>>> {
    let (Some(rna), true) = (&case.rna, biomarkers.fusions) else { return Ok(None) };
    // Junctions need no reference, and RNA may lie on contigs the DNA's reference lacks.
    let sweep = Sweep::new(&case.contigs, rna, None, None, &case.rna_plan);
    let watched = Watched::new(case.watched.clone(), case.genes.as_ref()).within(&case.rna_plan.regions);
    let make = || CaseCollector {
        fusions: Some(FusionCollector::new(Assay::Rna, &case.contigs).watching(&watched)),
        coverage: Some(CoverageCollector::new(BinSize::FINE)),
        ..CaseCollector::default()
    };
    sweep.run(make, options).map(Some)
}

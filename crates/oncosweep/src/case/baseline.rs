//! A baseline from normals: alignments, or evidence that earlier sweeps saved.

use std::{
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use super::{CaseInputs, RunOptions, collect};
use crate::{
    config::Config,
    error::{Error, Result},
    evidence::{Biomarkers, Evidence},
    fusion::{Assay, FusionBaseline, FusionBaselineSample},
    msi::{Baseline, SiteCounts},
    sweep::{Progress, ProgressEvent, Sample},
    variant::{self, VariantBaseline},
};

/// Makes a baseline of `normals`, each an alignment file or saved evidence. Of the evidence of a pair its normal is taken, of that of one sample the
/// sample. `inputs` gives the reference, targets and sites for what has to be swept; its samples are not looked at.
///
/// # Errors
/// As [`collect`]; [`Error::GenomeMismatch`] or [`Error::Invalid`] naming the normal that does not fit the others.
pub fn baseline(normals: &[PathBuf], inputs: &CaseInputs, config: &Config, options: &RunOptions<'_>) -> Result<Baseline> {
    let part = |path: &PathBuf, done: usize| {
        let inputs = CaseInputs { tumor: Some(path.clone()), normal: None, rna: None, ..inputs.clone() };
        of_one(path, evidence_at(path, &inputs, Biomarkers::msi(), config, options, [done, normals.len()])?)
    };
    pool(normals, part, Baseline::merge)
}

/// Makes a part of each normal and merges them.
fn pool<B>(normals: &[PathBuf], part: impl Fn(&PathBuf, usize) -> Result<B>, merge: impl Fn(&mut B, B) -> Result<()>) -> Result<B> {
    let (first, others) = normals.split_first().ok_or_else(|| Error::Config("baseline: give at least one normal".into()))?;
    let mut whole = part(first, 0)?;
    for (path, done) in others.iter().zip(1..) {
        merge(&mut whole, part(path, done)?).map_err(|e| Error::invalid(path, e.to_string()))?;
    }
    Ok(whole)
}

/// Tells of one normal's sweep as a part of all.
struct OneOfMany<'a> {
    whole: &'a dyn Progress,
    done: usize,
    of: usize,
}

impl Progress for OneOfMany<'_> {
    fn advance(&self, event: &ProgressEvent<'_>) {
        let fraction = (self.done as f64 + event.fraction) / self.of as f64;
        self.whole.advance(&ProgressEvent { fraction, ..*event });
    }
}

/// Makes a baseline of the junctions of `normals`, of DNA or of RNA, each an alignment file or saved evidence. Of the evidence of a pair its normal is taken, of
/// that of one sample the sample. `inputs` gives the reference and targets for what has to be swept; its samples are not looked at.
///
/// # Errors
/// As [`collect`]; [`Error::GenomeMismatch`] or [`Error::Invalid`] naming the normal that does not fit the others.
pub fn fusion_baseline(
    normals: &[PathBuf],
    assay: Assay,
    inputs: &CaseInputs,
    config: &Config,
    options: &RunOptions<'_>,
) -> Result<FusionBaseline> {
    let part = |path: &PathBuf, done: usize| {
        let given = Some(path.clone());
        let (tumor, rna) = if assay == Assay::Rna { (None, given) } else { (given, None) };
        let inputs = CaseInputs { tumor, normal: None, rna, ..inputs.clone() };
        junctions_of_one(path, assay, evidence_at(path, &inputs, Biomarkers::fusions(), config, options, [done, normals.len()])?)
    };
    pool(normals, part, FusionBaseline::merge)
}

/// Makes a baseline of the alleles of `normals`, each an alignment file or the saved evidence of a sweep of it alone: in a pair's evidence only those alleles of its
/// normal are told that the tumour shows. `inputs` gives the reference and targets for what has to be swept; its samples are not looked at.
///
/// # Errors
/// As [`collect`]; [`Error::GenomeMismatch`] or [`Error::Invalid`] naming the normal that does not fit the others.
pub fn variant_baseline(normals: &[PathBuf], inputs: &CaseInputs, config: &Config, options: &RunOptions<'_>) -> Result<VariantBaseline> {
    let part = |path: &PathBuf, done: usize| {
        let inputs = CaseInputs { tumor: Some(path.clone()), normal: None, rna: None, ..inputs.clone() };
        alleles_of_one(path, evidence_at(path, &inputs, Biomarkers::tmb(), config, options, [done, normals.len()])?)
    };
    pool(normals, part, VariantBaseline::merge)
}

/// What `path` holds when it is saved evidence, else what a sweep of `inputs` gathers: the normal after `done` of `of`.
fn evidence_at(
    path: &Path,
    inputs: &CaseInputs,
    biomarkers: Biomarkers,
    config: &Config,
    options: &RunOptions<'_>,
    [done, of]: [usize; 2],
) -> Result<Evidence> {
    if Evidence::is_at(path) {
        return Evidence::load_until(path, options.cancel.unwrap_or(&AtomicBool::new(false)));
    }
    let part = options.progress.map(|whole| OneOfMany { whole, done, of });
    let progress = part.as_ref().map(|part| part as &dyn Progress);
    collect(inputs, biomarkers, config, &RunOptions { progress, ..*options })
}

fn junctions_of_one(path: &Path, assay: Assay, evidence: Evidence) -> Result<FusionBaseline> {
    if !evidence.biomarkers.fusions {
        return Err(Error::invalid(path, "was not swept for fusions; sweep it with: oncosweep fusion"));
    }
    let (input, fusions) = match (assay, evidence.rna, evidence.rna_fusions) {
        (Assay::Rna, Some(rna), Some(fusions)) => (rna, fusions.tumor),
        (Assay::Rna, ..) => return Err(Error::invalid(path, "holds no RNA; give a normal's RNA, or leave --rna out")),
        (Assay::Dna, ..) => match (evidence.normal, evidence.tumor) {
            (Some(normal), _) => (normal, evidence.dna.fusions.normal),
            (None, Some(only)) => (only, evidence.dna.fusions.tumor),
            (None, None) => return Err(Error::invalid(path, "holds no sample of DNA; give a normal's alignments or evidence")),
        },
    };
    let sample = FusionBaselineSample::of(input.name, input.counts.reads, &fusions, assay, &evidence.contigs);
    Ok(FusionBaseline {
        version: env!("CARGO_PKG_VERSION").into(),
        reference: evidence.reference.map(|reference| reference.file),
        assay,
        contigs: evidence.contigs,
        samples: vec![sample],
        path: path.into(),
    })
}

fn alleles_of_one(path: &Path, evidence: Evidence) -> Result<VariantBaseline> {
    let input = match (evidence.biomarkers.variants, evidence.tumor, evidence.normal) {
        (false, ..) => return Err(Error::invalid(path, "was not swept for variants; sweep it with: oncosweep tmb")),
        (_, Some(only), None) => only,
        (_, _, Some(_)) => {
            return Err(Error::invalid(
                path,
                "is the evidence of a pair, which tells only the tumour's alleles; give the normal's alignments",
            ));
        }
        (_, None, None) => return Err(Error::invalid(path, "holds no sample of DNA; give a normal's alignments or evidence")),
    };
    let alleles = variant::shown_alleles(&evidence.dna.variants);
    let reference = evidence.reference.map(|reference| reference.file);
    Ok(VariantBaseline::of_one(input.name, input.counts.reads, alleles, reference, evidence.contigs, path.into()))
}

fn of_one(path: &Path, evidence: Evidence) -> Result<Baseline> {
    if !evidence.biomarkers.msi || evidence.dna.msi.sites.is_empty() {
        return Err(Error::invalid(path, "was not swept for microsatellites; sweep it with: oncosweep msi"));
    }
    let msi = evidence.dna.msi;
    let (input, sample) = match (evidence.normal, evidence.tumor) {
        (Some(normal), _) => (normal, Sample::Normal),
        (None, Some(only)) => (only, Sample::Tumor),
        (None, None) => return Err(Error::invalid(path, "holds no sample of DNA; give a normal's alignments or evidence")),
    };
    let as_normal = |counted: SiteCounts| match sample {
        Sample::Normal => counted,
        Sample::Tumor => SiteCounts { normal: counted.tumor, tumor: counted.normal, ..counted },
    };
    let counts = msi.counts.into_iter().map(as_normal);
    let sample = Baseline::sample(input.name, input.counts.reads, msi.read_bp[sample as usize], &msi.sites, counts);
    Ok(Baseline {
        version: env!("CARGO_PKG_VERSION").into(),
        reference: evidence.reference.map(|reference| reference.file),
        contigs: evidence.contigs,
        sites: msi.sites,
        sweep: evidence.config.sweep.msi,
        samples: vec![sample],
        path: path.into(),
    })
}

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
    msi::{Baseline, SiteCounts},
    sweep::{Progress, ProgressEvent, Sample},
};

/// Makes a baseline of `normals`, each an alignment file or saved evidence. Of the evidence of a pair its normal is taken, of that of one sample the
/// sample. `inputs` gives the reference, targets and sites for what has to be swept; its samples are not looked at.
///
/// # Errors
/// As [`collect`]; [`Error::GenomeMismatch`] or [`Error::Invalid`] naming the normal that does not fit the others.
pub fn baseline(normals: &[PathBuf], inputs: &CaseInputs, config: &Config, options: &RunOptions<'_>) -> Result<Baseline> {
    let mut whole: Option<Baseline> = None;
    let never = AtomicBool::new(false);
    for (done, path) in normals.iter().enumerate() {
        let evidence = if Evidence::is_at(path) {
            Evidence::load_until(path, options.cancel.unwrap_or(&never))?
        } else {
            let inputs = CaseInputs { tumor: Some(path.clone()), normal: None, rna: None, ..inputs.clone() };
            let of_all = options.progress.map(|whole| OneOfMany { whole, done, of: normals.len() });
            let progress = of_all.as_ref().map(|one| one as &dyn Progress);
            collect(&inputs, Biomarkers::msi(), config, &RunOptions { progress, ..*options })?
        };
        let part = of_one(path, evidence)?;
        match &mut whole {
            None => whole = Some(part),
            Some(whole) => whole.merge(part).map_err(|e| Error::invalid(path, e.to_string()))?,
        }
    }
    whole.ok_or_else(|| Error::Config("baseline: give at least one normal".into()))
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

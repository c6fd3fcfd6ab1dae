//! A tumour and its matched normal.

use std::{fs, path::Path};

use oncosweep::{
    Error, Result,
    genes::GeneModel,
    genome::{Reference, Targets},
};

use super::{
    Inputs, Progress,
    sample::{SampleWritten, write_sample},
};
use crate::{
    config::Config,
    fragments::ambiguous_regions,
    plan::{Plan, Wishes, random_junctions, read_junctions, read_variants},
    sequencing::{Sample, SampleRole},
    survey::Survey,
    truth,
};

/// What a run has written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// The tumour.
    pub tumor: SampleWritten,
    /// The normal.
    pub normal: SampleWritten,
}

/// Simulates a tumour and its normal into `folder` (which is made): `<tumor.name>.bam`, `<normal.name>.bam` with their indices, and
/// the truth files. A sample of depth 0 gets no BAM.
///
/// # Errors
/// [`Error::Config`] for a setting out of range, [`Error::Io`], [`Error::Parse`] and [`Error::Invalid`] naming the file at fault, and
/// [`Error::Cancelled`] when `progress` said so.
pub fn simulate_pair(config: &Config, inputs: &Inputs, folder: &Path, threads: usize, progress: Option<&dyn Progress>) -> Result<Written> {
    config.validate()?;
    let mut reference = Reference::open(&inputs.reference)?;
    let contigs = reference.contigs().clone();
    let bed = |path: &Option<std::path::PathBuf>| path.as_deref().map(|path| Targets::from_bed(path, &contigs)).transpose();
    let (targets, regions, ambiguous) = (bed(&inputs.targets)?, bed(&inputs.regions)?, bed(&inputs.ambiguous)?);
    fs::create_dir_all(folder).map_err(|e| Error::io(folder, format!("the output folder cannot be made ({e}); give another one")))?;
    let survey = Survey::new(&reference, regions.as_ref(), &config.sites, config.output.md5, threads)?;
    let genes = inputs.genes.as_deref().map(|path| GeneModel::from_file(path, &contigs)).transpose()?;
    let wishes = wishes(config, inputs, &mut reference, &survey, genes.as_ref())?;
    let plan = Plan::new(config, &reference, &survey, targets.as_ref(), wishes, threads)?;
    let found = ambiguous_regions(&survey.regions, config.coverage.mapq0_fraction, config.seed);
    let ambiguous = ambiguous.unwrap_or_default().union(&found);
    let mut samples =
        [SampleRole::Tumor, SampleRole::Normal].map(|role| Sample::new(role, config, &plan, &contigs, targets.clone(), ambiguous.clone()));
    let mut written = [SampleWritten::default(); 2];
    for (sample, written) in samples.iter_mut().zip(&mut written) {
        if config.output.alignments && sample.own.depth > 0.0 {
            let path = folder.join(format!("{}.bam", sample.own.name));
            *written = write_sample(sample, &reference, &survey, &path, threads, progress)?;
        }
    }
    let [tumor, normal] = &samples;
    let known = Targets::from_intervals(survey.regions.iter().copied());
    let territory = targets.as_ref().map_or_else(|| known.clone(), |targets| targets.intersection(&known));
    let case = truth::Case { tumor, normal, genes: genes.as_ref(), territory: &territory };
    truth::write(folder, &mut reference, &plan, &case)?;
    Ok(Written { tumor: written[0], normal: written[1] })
}

/// What is to be planted besides what each stretch of genome draws for itself.
fn wishes(config: &Config, inputs: &Inputs, reference: &mut Reference, survey: &Survey, genes: Option<&GeneModel>) -> Result<Wishes> {
    let contigs = reference.contigs().clone();
    let mut wishes = Wishes::default();
    if let Some(path) = &inputs.variants {
        wishes.variants = read_variants(path, &contigs, reference, &config.somatic.fractions, config.seed)?;
    }
    if let Some(path) = &inputs.junctions {
        wishes.junctions = read_junctions(path, &contigs, reference)?;
    }
    wishes.junctions.extend(random_junctions(&config.junctions, config.seed, reference, survey, genes)?);
    Ok(wishes)
}

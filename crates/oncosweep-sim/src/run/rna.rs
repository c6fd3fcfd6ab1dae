//! An RNA sample.

use std::{fs, path::Path};

use oncosweep::{
    Error, Result,
    genes::GeneModel,
    genome::{Reference, Targets},
};

use super::{
    Inputs, Progress, ProgressEvent, ordered,
    sample::{SampleWritten, command_line},
};
use crate::{
    bam::{BamFile, header_text},
    config::Config,
    plan::Plan,
    rna::{Expression, PlannedFusion, RnaWorker, plan_fusions, read_fusions},
    sequencing::{Injected, Sample, SampleRole, draw_fusion},
    survey::Survey,
    truth,
};

/// Simulates an RNA sample into `folder` (which is made): `<rna.name>.bam` with its index, and the truth about fusions and expression.
///
/// # Errors
/// As [`simulate_pair`](super::simulate_pair); [`Error::Config`] when no genes are given.
pub fn simulate_rna(
    config: &Config,
    inputs: &Inputs,
    folder: &Path,
    threads: usize,
    progress: Option<&dyn Progress>,
) -> Result<SampleWritten> {
    config.validate()?;
    let reference = Reference::open(&inputs.reference)?;
    let contigs = reference.contigs().clone();
    let Some(genes) = inputs.genes.as_deref().map(|path| GeneModel::from_file(path, &contigs)).transpose()? else {
        return Err(Error::Config("RNA is made from transcripts; give an annotation (GTF or GFF3) with exons".into()));
    };
    let regions = inputs.regions.as_deref().map(|path| Targets::from_bed(path, &contigs)).transpose()?;
    fs::create_dir_all(folder).map_err(|e| Error::io(folder, format!("the output folder cannot be made ({e}); give another one")))?;
    let survey = Survey::new(&reference, regions.as_ref(), &config.sites, config.output.md5, threads)?;
    let expression = Expression::new(&config.rna, &genes, &survey, config.seed);
    let mut fusions = inputs.fusions.as_deref().map(|path| read_fusions(path, &genes, &contigs)).transpose()?.unwrap_or_default();
    fusions.extend(plan_fusions(&config.rna, &genes, &expression, config.seed));
    let plan = Plan::default();
    let mut sample = Sample::new(SampleRole::Rna, config, &plan, &contigs, None, Targets::default());
    let clusters = &expression.clusters;
    let injected = draw_fusions(&mut sample, &fusions, &expression, &reference)?;
    let sample = sample;
    let mut written = SampleWritten::default();
    let mut by_transcript = vec![0u32; genes.transcripts().len()];
    if config.output.alignments {
        let header = header_text(&contigs, &survey.md5, &config.rna.name, "1", &command_line(config));
        let path = folder.join(format!("{}.bam", config.rna.name));
        let mut file = BamFile::create(&path, &header, &contigs, config.output.compression_level)?;
        let workers = (0..threads.clamp(1, clusters.len().max(1)))
            .map(|_| RnaWorker::new(&sample, &genes, &reference))
            .collect::<Result<Vec<_>>>()?;
        let drawn = std::sync::Mutex::new(&mut by_transcript);
        ordered::run(
            clusters.len(),
            workers,
            |worker, index| {
                if progress.is_some_and(Progress::cancelled) {
                    return Err(Error::Cancelled);
                }
                let counts = worker.draw(&clusters[index], index as u32)?;
                let mut all = drawn.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                for (transcript, fragments) in counts {
                    all[transcript as usize] = fragments;
                }
                Ok(())
            },
            |worker, index, _| worker.finish(&injected[index]),
            |index, segment| {
                file.append(&segment)?;
                written.reads += segment.reads();
                written.bytes += segment.bytes().len() as u64;
                if let Some(progress) = progress {
                    let fraction = (index + 1) as f64 / clusters.len() as f64;
                    let event =
                        ProgressEvent { sample: &config.rna.name, reads: segment.reads(), bytes: segment.bytes().len() as u64, fraction };
                    progress.advance(&event);
                }
                Ok(())
            },
        )?;
        file.finish()?;
    }
    truth::write_rna(folder, &sample, &genes, &expression, &by_transcript, &fusions)?;
    Ok(written)
}

/// Draws the fragments of all fusions; their records are sorted to the clusters in which they begin.
fn draw_fusions(
    sample: &mut Sample<'_>,
    fusions: &[PlannedFusion],
    expression: &Expression,
    reference: &Reference,
) -> Result<Vec<Vec<Injected>>> {
    let clusters = &expression.clusters;
    let mut injected: Vec<Vec<Injected>> = clusters.iter().map(|_| Vec::new()).collect();
    for (number, fusion) in fusions.iter().enumerate() {
        let (records, counts) = draw_fusion(sample, fusion, number, clusters.len(), reference)?;
        sample.junction_counts.push(counts);
        for record in records {
            let after = clusters.partition_point(|c| (c.contig, c.span.start) <= (record.contig, record.start));
            let cluster = after.checked_sub(1).filter(|&i| clusters[i].contig == record.contig && clusters[i].span.contains(record.start));
            if let Some(cluster) = cluster {
                injected[cluster].push(record);
            }
        }
    }
    Ok(injected)
}

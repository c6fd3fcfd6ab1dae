//! One sample's BAM file.

use std::path::Path;

use oncosweep::{
    Error, Result,
    genome::{Interval, Reference, Span, Targets},
};

use super::{Progress, ProgressEvent, ordered};
use crate::{
    bam::{BamFile, header_text},
    config::Config,
    fragments::{Window, plan_windows},
    plan::PlannedJunction,
    sequencing::{Injected, Sample, Worker, draw_junction},
    survey::{BasesCache, Survey},
};

/// What was written of a sample.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SampleWritten {
    /// Records.
    pub reads: u64,
    /// Bytes of the BAM file's records.
    pub bytes: u64,
}

/// The @PG line's command: all settings, no paths.
pub fn command_line(config: &Config) -> String {
    let settings = serde_json::to_string(config).unwrap_or_default();
    format!("oncosweep-sim --config {settings}")
}

/// Windows looked at to find the mean rate.
const PROBES: usize = 256;

/// Draws all fragments of `sample` and writes them to `path`.
pub fn write_sample(
    sample: &mut Sample<'_>,
    reference: &Reference,
    survey: &Survey,
    path: &Path,
    threads: usize,
    progress: Option<&dyn Progress>,
) -> Result<SampleWritten> {
    let only = sample.field.targets().filter(|_| sample.config.coverage.off_target == 0.0).map(|targets| {
        let cuts = sample.plan.junctions.iter().flat_map(PlannedJunction::cuts);
        let around = cuts.map(|(contig, cut)| Interval { contig, span: Span::new(cut, cut + 1).padded(2_048, u32::MAX) });
        targets.union(&Targets::from_intervals(around))
    });
    let reach = sample.field.reach_bp();
    let windows = plan_windows(
        &survey.regions,
        sample.own.depth,
        sample.config.library.read_length_bp,
        only.as_ref().map(|targets| (targets, reach)),
    );
    calibrate(sample, reference, &windows)?;
    let injected = draw_junctions(sample, reference, &windows)?;
    let sample = &*sample;
    let name = &sample.own.name;
    let command = command_line(sample.config);
    let header = header_text(reference.contigs(), &survey.md5, name, "1", &command);
    let mut file = BamFile::create(path, &header, reference.contigs(), sample.config.output.compression_level)?;
    let workers = (0..threads.clamp(1, windows.len().max(1))).map(|_| Worker::new(sample, reference)).collect::<Result<Vec<_>>>()?;
    let mut written = SampleWritten::default();
    ordered::run(
        windows.len(),
        workers,
        |worker, index| {
            if progress.is_some_and(Progress::cancelled) {
                return Err(Error::Cancelled);
            }
            worker.draw(&windows[index], index as u32)
        },
        |worker, index, carried| worker.finish(&windows[index], carried.filter(|_| windows[index].continues).as_ref(), &injected[index]),
        |index, segment| {
            file.append(&segment)?;
            written.reads += segment.reads();
            written.bytes += segment.bytes().len() as u64;
            if let Some(progress) = progress {
                let fraction = (index + 1) as f64 / windows.len() as f64;
                let event = ProgressEvent { sample: name, reads: segment.reads(), bytes: segment.bytes().len() as u64, fraction };
                progress.advance(&event);
            }
            Ok(())
        },
    )?;
    file.finish()?;
    Ok(written)
}

/// Draws the fragments over all junctions; their records are sorted to the windows in which they begin.
fn draw_junctions(sample: &mut Sample<'_>, reference: &Reference, windows: &[Window]) -> Result<Vec<Vec<Injected>>> {
    let mut injected: Vec<Vec<Injected>> = windows.iter().map(|_| Vec::new()).collect();
    for (number, junction) in sample.plan.junctions.iter().enumerate() {
        let (records, counts) = draw_junction(sample, junction, number, windows.len(), reference)?;
        sample.junction_counts[number] = counts;
        for record in records {
            let after = windows.partition_point(|w| (w.place.contig, w.place.span.start) <= (record.contig, record.start));
            let window =
                after.checked_sub(1).filter(|&i| windows[i].place.contig == record.contig && windows[i].place.span.contains(record.start));
            if let Some(window) = window {
                injected[window].push(record);
            }
        }
    }
    Ok(injected)
}

/// Sets the rate so that the mean over the territory is the depth asked for, whatever GC content and slopes do to it: the mean factor
/// is measured in up to [`PROBES`] windows spread over the territory.
fn calibrate(sample: &mut Sample<'_>, reference: &Reference, windows: &[Window]) -> Result<()> {
    let mut bases = BasesCache::new(reference.reopen()?);
    let step = windows.len().div_ceil(PROBES).max(1);
    let (mut sum, mut count) = (0.0, 0.0);
    for window in windows.iter().step_by(step) {
        let place = window.place;
        let context = bases.get(place.contig, place.span.start.saturating_sub(2_048), place.span.end + 2_048)?;
        for position in place.span.start..place.span.end {
            if position % 64 == 0 && sample.field.is_territory(place.contig, position) {
                sum += sample.field.at(place.contig, position, context) / sample.field.rate();
                count += 1.0;
            }
        }
    }
    if count > 0.0 && sum > 0.0 {
        sample.field.scale(count / sum);
    }
    Ok(())
}

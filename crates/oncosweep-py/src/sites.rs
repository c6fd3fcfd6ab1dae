//! Microsatellite sites of a reference, as a table and as a list for files.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
};

use oncosweep::{
    Error,
    genome::{Contigs, Reference, Targets},
    msi::{self, ListFormat, ScanConfig, Sites},
};
use pyo3::prelude::*;

use crate::{
    columns::{Column, Columns},
    errors::raise,
    running::interruptible,
};

/// The sites of a reference by a scan, or those of `list`, as columns; and as a list in `format`, where one is asked for.
#[pyfunction]
#[pyo3(signature = (*, reference, list, targets, format, rules, min_homopolymer, min_repeats, max_unit, flank, threads))]
#[allow(clippy::too_many_arguments, reason = "the Python function's keywords, one for one")]
pub fn list_sites(
    py: Python<'_>,
    reference: PathBuf,
    list: Option<PathBuf>,
    targets: Option<PathBuf>,
    format: Option<&str>,
    rules: &str,
    min_homopolymer: Option<u32>,
    min_repeats: Option<u32>,
    max_unit: Option<u32>,
    flank: Option<u32>,
    threads: usize,
) -> PyResult<(Columns, Option<Vec<u8>>)> {
    let base = match rules {
        "msisensor-pro" => ScanConfig::default(),
        "msisensor" => ScanConfig::msisensor(),
        other => return Err(raise("ConfigError", &format!("rules is '{other}'; it must be msisensor-pro or msisensor"))),
    };
    let scan = ScanConfig {
        rules: base.rules,
        min_homopolymer_copies: min_homopolymer.unwrap_or(base.min_homopolymer_copies),
        min_repeat_copies: min_repeats.unwrap_or(base.min_repeat_copies),
        max_unit_bp: max_unit.unwrap_or(base.max_unit_bp),
        flank_bp: flank.unwrap_or(base.flank_bp),
    };
    let format = format.map(list_format).transpose()?;
    let (sites, contigs, text) = interruptible(py, None, |_, cancel| {
        let mut reference = Reference::open(&reference)?;
        let contigs = reference.contigs().clone();
        let targets = targets.map(|bed| Targets::from_bed(&bed, &contigs)).transpose()?;
        let sites = match &list {
            Some(list) => msi::read_list(list, &contigs, Some(&mut reference))?.sites,
            None => scanned(&reference, targets.as_ref(), &scan, threads.max(1), cancel)?,
        };
        let sites = match targets {
            Some(targets) => sites.starting_in(&targets),
            None => sites,
        };
        let text = format.map(|format| {
            let mut text = Vec::new();
            msi::write_list(&sites, &contigs, format, &mut text).map(|()| text)
        });
        Ok((sites, contigs, text))
    })?;
    Ok((columns(&sites, &contigs)?, text.transpose()?))
}

fn list_format(name: &str) -> PyResult<ListFormat> {
    match name {
        "msisensor-pro" => Ok(ListFormat::MsisensorPro),
        "msisensor" => Ok(ListFormat::Msisensor),
        "mantis" => Ok(ListFormat::Mantis),
        other => Err(raise("ConfigError", &format!("format is '{other}'; it must be msisensor-pro, msisensor or mantis"))),
    }
}

/// Scans contig by contig, so that Ctrl-C is not waited for.
fn scanned(
    reference: &Reference,
    targets: Option<&Targets>,
    scan: &ScanConfig,
    threads: usize,
    cancel: &AtomicBool,
) -> Result<Sites, Error> {
    let mut found = Vec::new();
    for part in by_contig(targets, reference.contigs()) {
        if cancel.load(Ordering::Relaxed) {
            return Err(Error::Cancelled);
        }
        found.extend_from_slice(msi::scan_regions(reference, reference.contigs(), &part, scan, threads)?.as_slice());
    }
    Ok(Sites::new(found))
}

/// The target regions, or the whole genome, contig by contig.
fn by_contig(targets: Option<&Targets>, contigs: &Contigs) -> Vec<Targets> {
    let all = targets.cloned().unwrap_or_else(|| Targets::whole(contigs));
    let of = |id| all.iter().filter(|region| region.contig == id).collect::<Vec<_>>();
    contigs.iter().map(|(id, _)| of(id)).filter(|regions| !regions.is_empty()).map(Targets::from_intervals).collect()
}

fn columns(sites: &Sites, contigs: &Contigs) -> PyResult<Columns> {
    let sites = || sites.as_slice().iter();
    Columns::new(vec![
        Column::text("chrom", sites().map(|s| Some(contigs.name(s.contig)))),
        Column::int("start", sites().map(|s| Some(i64::from(s.start)))),
        Column::int("end", sites().map(|s| Some(i64::from(s.end())))),
        Column::text("unit", sites().map(|s| Some(s.unit.to_string()))),
        Column::int("copies", sites().map(|s| Some(i64::from(s.copies)))),
        Column::text("left_flank", sites().map(|s| Some(s.left_flank.to_string()))),
        Column::text("right_flank", sites().map(|s| Some(s.right_flank.to_string()))),
    ])
}

//! The microsatellites of a case: from the user's list, or by scanning the contigs that are swept.

use std::path::Path;

use crate::{
    error::Result,
    genome::{Contigs, Interval, Reference, Targets},
    msi::{ScanConfig, SiteList, Sites, read_list, scan_contig},
};

/// Reads the list, or scans `regions`. More sites than start in the regions may be returned.
pub(super) fn sites(
    list: Option<&Path>,
    contigs: &Contigs,
    reference: Option<&mut Reference>,
    regions: &Targets,
    scan: &ScanConfig,
    threads: usize,
) -> Result<SiteList> {
    match (list, reference) {
        (Some(path), reference) => read_list(path, contigs, reference),
        (None, Some(reference)) => Ok(SiteList { sites: scan_regions(contigs, reference, regions, scan, threads)?, ..SiteList::default() }),
        (None, None) => Ok(SiteList::default()),
    }
}

/// Bases scanned at once, so that memory does not grow with the contigs.
const STRETCH_BP: u32 = 1 << 24;
/// Bases scanned before and behind a stretch.
///
/// // METHOD: a scan goes from repeat to repeat, so where it begins matters until it first comes to a base that both scans come to: within a few
/// bases, unless the stretch begins inside a repeat. A site within 1,000 bases of a repeat of over 1,000 bases may differ from the scan of the whole
/// contig; no read spans such a repeat.
const MARGIN_BP: u32 = 1_000;

fn scan_regions(contigs: &Contigs, reference: &Reference, regions: &Targets, scan: &ScanConfig, threads: usize) -> Result<Sites> {
    scan.validate()?;
    let known = |stretch: &Interval| reference.contigs().resolve(contigs.name(stretch.contig)).is_some();
    let padded = regions.padded(MARGIN_BP, contigs);
    let stretches: Vec<Interval> = padded.iter().filter(known).flat_map(|region| region.tiles(STRETCH_BP)).collect();
    let scan_stretch = |own: &mut Reference, stretch: &Interval| {
        let around = stretch.span.padded(MARGIN_BP, contigs.length(stretch.contig));
        let bases = own.fetch(contigs.name(stretch.contig), around.start, around.end)?;
        let mut sites = scan_contig(stretch.contig, &bases, scan);
        for site in &mut sites {
            site.start += around.start;
        }
        sites.retain(|site| stretch.span.contains(site.start));
        Ok(sites)
    };
    Ok(Sites::new(reference.map_parallel(&stretches, threads, scan_stretch)?.into_iter().flatten().collect()))
}

//! The microsatellites of a case: from the user's list, or by scanning the contigs that are swept.

use std::path::Path;

use crate::{
    error::Result,
    genome::{ContigId, Contigs, Reference, Targets},
    msi::{ScanConfig, SiteList, Sites, read_list, scan_contig},
};

/// Reads the list, or scans the contigs that `regions` touch.
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
        (None, Some(reference)) => Ok(SiteList { sites: scan_contigs(contigs, reference, regions, scan, threads)?, ..SiteList::default() }),
        (None, None) => Ok(SiteList::default()),
    }
}

fn scan_contigs(contigs: &Contigs, reference: &Reference, regions: &Targets, scan: &ScanConfig, threads: usize) -> Result<Sites> {
    scan.validate()?;
    let wanted: Vec<(ContigId, &str, u32)> = contigs
        .iter()
        .filter(|(id, contig)| !regions.on(*id).is_empty() && reference.contigs().resolve(&contig.name).is_some())
        .map(|(id, contig)| (id, contig.name.as_str(), contig.length))
        .collect();
    let sites =
        reference.map_parallel(&wanted, threads, |own, &(id, name, length)| Ok(scan_contig(id, &own.fetch(name, 0, length)?, scan)))?;
    Ok(Sites::new(sites.into_iter().flatten().collect()))
}

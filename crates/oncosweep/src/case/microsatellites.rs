//! The microsatellites of a case: from the user's list, or by scanning the contigs that are swept.

use std::path::Path;

use crate::{
    error::Result,
    genome::{Contigs, Reference, Targets},
    msi::{ScanConfig, SiteList, read_list, scan_regions},
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
        (None, Some(reference)) => Ok(SiteList { sites: scan_regions(reference, contigs, regions, scan, threads)?, ..SiteList::default() }),
        (None, None) => Ok(SiteList::default()),
    }
}

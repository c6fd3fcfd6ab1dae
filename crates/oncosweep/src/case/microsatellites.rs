//! The microsatellites of a case: from the user's list, or by scanning the contigs that are swept.

use std::{
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::{
    error::Result,
    genome::{ContigId, Contigs, Reference, Targets},
    msi::{ScanConfig, Site, Sites, read_list, scan_contig},
};

/// Reads the list, or scans the contigs that `regions` touch.
pub(super) fn sites(
    list: Option<&Path>,
    contigs: &Contigs,
    reference: Option<&mut Reference>,
    regions: &Targets,
    scan: &ScanConfig,
    threads: usize,
) -> Result<Sites> {
    match (list, reference) {
        (Some(path), reference) => Ok(read_list(path, contigs, reference)?.sites),
        (None, Some(reference)) => scan_contigs(contigs, reference, regions, scan, threads),
        (None, None) => Ok(Sites::default()),
    }
}

fn scan_contigs(contigs: &Contigs, reference: &Reference, regions: &Targets, scan: &ScanConfig, threads: usize) -> Result<Sites> {
    scan.validate()?;
    let wanted: Vec<(ContigId, &str, u32)> = contigs
        .iter()
        .filter(|(id, contig)| !regions.on(*id).is_empty() && reference.contigs().resolve(&contig.name).is_some())
        .map(|(id, contig)| (id, contig.name.as_str(), contig.length))
        .collect();
    let next = AtomicUsize::new(0);
    let found: Mutex<Vec<Site>> = Mutex::new(Vec::new());
    let work = |mut own: Reference| -> Result<()> {
        while let Some(&(id, name, length)) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
            let sites = scan_contig(id, &own.fetch(name, 0, length)?, scan);
            if let Ok(mut all) = found.lock() {
                all.extend(sites);
            }
        }
        Ok(())
    };
    let handles: Vec<Reference> = (0..threads.clamp(1, wanted.len().max(1))).map(|_| reference.reopen()).collect::<Result<_>>()?;
    std::thread::scope(|scope| {
        let workers: Vec<_> = handles.into_iter().map(|own| scope.spawn(|| work(own))).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })?;
    Ok(Sites::new(found.into_inner().unwrap_or_default()))
}

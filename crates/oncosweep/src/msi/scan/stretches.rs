//! The scan of a whole reference, or of regions of it, stretch by stretch, so that memory does not grow with the contigs and all threads have work.

use super::{super::Sites, ScanConfig, scan_upper_case};
use crate::{
    error::Result,
    genome::{ContigId, Contigs, Interval, Reference, Targets, map_parallel},
    msi::Site,
};

/// Bases scanned at once: few enough to stay in the processor's cache between reading and scanning.
const STRETCH_BP: u32 = 1 << 19;
/// Bases scanned before and behind a stretch, at first.
///
/// METHOD: a scan goes from repeat to repeat, so where it begins matters until it first comes to a base that both scans come to: within a few
/// bases, unless it begins inside a repeat. Where all of the margin is one repeat it is doubled until it is not, so that the sites are
/// those of a scan of the whole contig.
const MARGIN_BP: u32 = 1_000;

/// Finds the sites of every contig of `reference` with up to `threads` threads. Contigs are numbered as in the reference, and the
/// result does not depend on the number of threads.
///
/// # Errors
/// [`Error::Config`](crate::Error::Config) for settings out of range; [`Error::Io`](crate::Error::Io) when the reference cannot be read.
pub fn scan_reference(reference: &Reference, config: &ScanConfig, threads: usize) -> Result<Sites> {
    scan_regions(reference, reference.contigs(), &Targets::whole(reference.contigs()), config, threads)
}

/// Finds the sites in and around `regions`, whose contigs are those of `contigs`; regions on contigs that `reference` lacks have none. More sites
/// than start in the regions are returned.
///
/// # Errors
/// Those of [`scan_reference`].
pub fn scan_regions(reference: &Reference, contigs: &Contigs, regions: &Targets, config: &ScanConfig, threads: usize) -> Result<Sites> {
    scan_in_stretches(reference, contigs, regions, config, threads, STRETCH_BP, MARGIN_BP)
}

fn scan_in_stretches(
    reference: &Reference,
    contigs: &Contigs,
    regions: &Targets,
    config: &ScanConfig,
    threads: usize,
    stretch_bp: u32,
    margin_bp: u32,
) -> Result<Sites> {
    config.validate()?;
    let known = |stretch: &Interval| reference.contigs().resolve(contigs.name(stretch.contig)).is_some();
    let padded = regions.padded(margin_bp, contigs);
    let stretches: Vec<Interval> = padded.iter().filter(known).flat_map(|region| region.tiles(stretch_bp)).collect();
    let open = || Ok(Scanner { reference: reference.reopen()?, bases: Vec::new() });
    let scan = |own: &mut Scanner, stretch: &Interval| {
        let contig = Contig { id: stretch.contig, name: contigs.name(stretch.contig), length: contigs.length(stretch.contig) };
        own.scan(&contig, stretch, config, margin_bp)
    };
    Ok(Sites::new(map_parallel(&stretches, threads, open, scan)?.into_iter().flatten().collect()))
}

/// A contig of the case.
struct Contig<'a> {
    id: ContigId,
    name: &'a str,
    length: u32,
}

/// What one thread scans with.
struct Scanner {
    reference: Reference,
    bases: Vec<u8>,
}

impl Scanner {
    fn scan(&mut self, contig: &Contig<'_>, stretch: &Interval, config: &ScanConfig, margin_bp: u32) -> Result<Vec<Site>> {
        let mut margin = margin_bp;
        loop {
            let around = stretch.span.padded(margin, contig.length);
            self.reference.fetch_into(contig.name, around.start, around.end, &mut self.bases)?;
            let bases = &self.bases[..];
            let (before, behind) = ((stretch.span.start - around.start) as usize, (around.end - stretch.span.end) as usize);
            let in_repeat = |part: Option<&[u8]>| part.is_some_and(|bases| is_one_repeat(bases, config.max_unit_bp as usize));
            let begins = around.start > 0 && in_repeat(bases.get(..before));
            let ends = around.end < contig.length && in_repeat(bases.get(bases.len().saturating_sub(behind)..));
            if begins || ends {
                margin = margin.saturating_mul(2);
                continue;
            }
            let mut sites = scan_upper_case(contig.id, bases, config);
            for site in &mut sites {
                site.start += around.start;
            }
            sites.retain(|site| stretch.span.contains(site.start));
            return Ok(sites);
        }
    }
}

/// Whether all of `bases` repeat a unit of at most `max_unit` bases. Runs of unknown bases do, to no harm.
fn is_one_repeat(bases: &[u8], max_unit: usize) -> bool {
    let is_known = bases.first().is_some_and(|base| !base.eq_ignore_ascii_case(&b'N'));
    let repeats = |unit: usize| bases.iter().zip(&bases[unit.min(bases.len())..]).all(|(a, b)| a.eq_ignore_ascii_case(b));
    is_known && (1..=max_unit).any(repeats)
}

#[cfg(test)]
mod tests {
    use super::{super::scan_contig, *};

    #[test]
    fn stretches_give_the_sites_of_the_whole_contig() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.fa");
        // A repeat far longer than stretch and margin, between others.
        let unit = "GATTACAGGCTTTTTTTTTTCAGTACCATGACACACACACACACGGT";
        let text = format!("{}{}{}CC{}", unit.repeat(7), "GAT".repeat(900), unit.repeat(9), "A".repeat(500));
        let text = format!("{text}{}{}", unit.repeat(3), "NNNNNNNNNN".repeat(40));
        std::fs::write(&path, format!(">c1\n{text}{unit}\n>c2\nACGT\n")).unwrap();
        let reference = Reference::open(&path).unwrap();
        let config = ScanConfig::default();
        let whole = Sites::new(scan_contig(0, format!("{text}{unit}").as_bytes(), &config));
        assert!(whole.len() > 30 && whole.as_slice().iter().any(|site| site.copies > 890));
        let targets = Targets::whole(reference.contigs());
        for (stretch_bp, margin_bp) in [(1 << 24, 1000), (100, 60), (333, 47), (1000, 200), (17, 100)] {
            let cut = scan_in_stretches(&reference, reference.contigs(), &targets, &config, 2, stretch_bp, margin_bp).unwrap();
            assert_eq!(cut, whole, "{stretch_bp} {margin_bp}");
        }
    }
}

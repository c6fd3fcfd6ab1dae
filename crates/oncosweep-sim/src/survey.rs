//! One look at the reference: where it has bases, its microsatellites, and the MD5 of its contigs.

mod bases;

use std::fmt::Write;

use md5::{Digest, Md5};
use oncosweep::{
    Error, Result,
    genome::{ContigId, Interval, Reference, Span, Targets},
    msi::{ScanConfig, Site, Sites, scan_contig},
};

pub use bases::BasesCache;

/// Bases looked at together.
const CHUNK_BP: u32 = 1 << 22;
/// Bases before a chunk that the scan for microsatellites sees too, so that it meets a repeat across the edge as a whole.
const CONTEXT_BP: usize = 1_000;
/// Shorter stretches of known bases are passed over.
const MIN_REGION_BP: u32 = 2_000;

/// What the reference holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// Stretches of A, C, G and T, in genome order.
    pub regions: Vec<Interval>,
    /// Microsatellites in them.
    pub sites: Sites,
    /// MD5 of each contig's bases, when asked for.
    pub md5: Vec<Option<String>>,
}

#[derive(Default)]
struct ContigSurvey {
    regions: Vec<Interval>,
    sites: Vec<Site>,
    md5: Option<String>,
}

impl Survey {
    /// Looks at `reference` with up to `threads` threads; `within` restricts what is simulated, and without MD5 also what is read.
    ///
    /// # Errors
    /// [`Error::Io`] when the reference cannot be read; [`Error::Invalid`] when there is no stretch to simulate.
    pub fn new(reference: &Reference, within: Option<&Targets>, sites: &ScanConfig, md5: bool, threads: usize) -> Result<Self> {
        let contigs: Vec<ContigId> = reference.contigs().iter().map(|(id, _)| id).collect();
        let parts = reference.map_parallel(&contigs, threads, |own, &contig| survey_contig(own, contig, within, sites, md5))?;
        let mut survey = Self { regions: Vec::new(), sites: Sites::default(), md5: Vec::new() };
        let mut all_sites = Vec::new();
        for part in parts {
            survey.regions.extend(part.regions);
            all_sites.extend(part.sites);
            survey.md5.push(part.md5);
        }
        survey.sites = Sites::new(all_sites);
        if survey.regions.is_empty() {
            let why =
                format!("has no stretch of {MIN_REGION_BP} bases without N where reads could lie; check the reference and the regions");
            return Err(Error::invalid(reference.path(), why));
        }
        Ok(survey)
    }
}

fn survey_contig(
    reference: &mut Reference,
    contig: ContigId,
    within: Option<&Targets>,
    config: &ScanConfig,
    md5: bool,
) -> Result<ContigSurvey> {
    let (name, length) = (reference.contigs().name(contig).to_owned(), reference.contigs().length(contig));
    let mut found = ContigSurvey::default();
    let mut hash = Md5::new();
    let mut context: Vec<u8> = Vec::new();
    let mut known_until = 0;
    let mut open: Option<u32> = None;
    for start in (0..length).step_by(CHUNK_BP as usize) {
        let end = start.saturating_add(CHUNK_BP).min(length);
        let wanted = within.is_none_or(|targets| !targets.overlapping(contig, Span::new(start, end)).is_empty());
        if !wanted && !md5 {
            close(&mut found.regions, contig, &mut open, start);
            context.clear();
            continue;
        }
        let bases = reference.fetch(&name, start, end)?;
        if md5 {
            hash.update(&bases);
        }
        if !wanted || bases.iter().all(|&b| b == b'N') {
            close(&mut found.regions, contig, &mut open, start);
            context.clear();
            continue;
        }
        find_regions(&bases, start, contig, &mut open, &mut found.regions);
        // The scan sees the end of the chunk before; what it finds there it has found already.
        let offset = start - context.len() as u32;
        context.extend_from_slice(&bases);
        for mut site in scan_contig(contig, &context, config) {
            site.start += offset;
            if site.start >= known_until {
                known_until = site.end();
                found.sites.push(site);
            }
        }
        context.drain(..context.len().saturating_sub(CONTEXT_BP));
    }
    close(&mut found.regions, contig, &mut open, length);
    found.regions.retain(|region| region.span.len() >= MIN_REGION_BP);
    if let Some(targets) = within {
        found.regions = found
            .regions
            .iter()
            .flat_map(|region| {
                targets.overlapping(contig, region.span).iter().map(move |span| Interval { contig, span: span.intersection(region.span) })
            })
            .collect();
    }
    if md5 {
        found.md5 = Some(hash.finalize().iter().fold(String::with_capacity(32), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        }));
    }
    Ok(found)
}

fn close(regions: &mut Vec<Interval>, contig: ContigId, open: &mut Option<u32>, end: u32) {
    if let Some(start) = open.take() {
        regions.push(Interval::new(contig, start, end));
    }
}

/// Stretches of known bases; one that reaches the chunk's end stays open.
fn find_regions(bases: &[u8], offset: u32, contig: ContigId, open: &mut Option<u32>, regions: &mut Vec<Interval>) {
    let known = |base: u8| matches!(base, b'A' | b'C' | b'G' | b'T');
    let mut at = 0;
    while at < bases.len() {
        let run = bases[at..].iter().take_while(|&&b| known(b)).count();
        if run > 0 {
            open.get_or_insert(offset + at as u32);
            at += run;
        } else {
            close(regions, contig, open, offset + at as u32);
            at += bases[at..].iter().take_while(|&&b| !known(b)).count();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_the_stretches_without_n() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.fa");
        let stretch: String = (0..3000).map(|i| ['A', 'C', 'G', 'T', 'T', 'G'][(i * i + i / 7) % 6]).collect();
        std::fs::write(&path, format!(">a\nNNNN{stretch}NN{stretch}\n>b\n{stretch}NACGTN\n")).unwrap();
        let reference = Reference::open(&path).unwrap();
        let survey = Survey::new(&reference, None, &ScanConfig::default(), true, 2).unwrap();
        assert_eq!(survey.regions, vec![Interval::new(0, 4, 3004), Interval::new(0, 3006, 6006), Interval::new(1, 0, 3000)]);
        assert_eq!(survey.md5[1], Some(Reference::open(&path).unwrap().md5("b").unwrap()));
        let part = Targets::from_intervals([Interval::new(0, 100, 400)]);
        let survey = Survey::new(&reference, Some(&part), &ScanConfig::default(), false, 1).unwrap();
        assert_eq!((survey.regions, survey.md5), (vec![Interval::new(0, 100, 400)], vec![None, None]));
    }
}

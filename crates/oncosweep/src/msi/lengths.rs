//! Collects the repeat length of every fragment that spans a site.

use std::{ops::Range, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{LengthCounts, LengthSkip, LengthSkips, MsiEvidence, Site, SiteCounts, Sites, measure::measure};
use crate::{
    error::{Error, Result},
    sweep::{Collector, FragmentId, Read, Sample, Window, WindowReads},
};

/// Which reads are measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MsiSweepConfig {
    /// Lowest mapping quality, phred; 255 ("not available") passes. 10, not the usual 20: a shifted length fits a near-copy of the site
    /// as well, so that the very reads to be found lose mapping quality; at 0 every shift would show at the copy too.
    pub min_mapping_quality: u8,
    /// Lowest mean base quality of the repeat and its flanks, phred. 20: below it a wrong flank base is more likely than a slip
    /// of the polymerase in a short repeat.
    pub min_mean_base_quality: u8,
}

impl Default for MsiSweepConfig {
    fn default() -> Self {
        Self { min_mapping_quality: 10, min_mean_base_quality: 20 }
    }
}

impl MsiSweepConfig {
    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::Config`] naming the setting.
    pub fn validate(&self) -> Result<()> {
        if self.min_mapping_quality == 255 || self.min_mean_base_quality > 93 {
            return Err(Error::Config("msi: min_mapping_quality must be below 255 and min_mean_base_quality at most 93".into()));
        }
        Ok(())
    }
}

/// A fragment's length at a site; the derived order brings the reads of one fragment together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Observation {
    site: u32,
    fragment: FragmentId,
    copies: u32,
}

/// Measures repeat lengths at the sites that start in a window's core. Needs no reference: the flanks come with the sites.
pub struct MsiCollector {
    sites: Arc<Sites>,
    config: MsiSweepConfig,
    /// The sites of the window.
    range: Range<usize>,
    /// By sample: the first site of the window that later reads may still reach.
    cursor: [usize; 2],
    observations: [Vec<Observation>; 2],
    skipped: [LengthSkips; 2],
    read_bp: [u32; 2],
}

impl MsiCollector {
    /// Measures at `sites`, whose contigs are those of the case.
    pub fn new(sites: Arc<Sites>, config: MsiSweepConfig) -> Self {
        Self {
            sites,
            config,
            range: 0..0,
            cursor: [0; 2],
            observations: [Vec::new(), Vec::new()],
            skipped: [LengthSkips::default(); 2],
            read_bp: [0; 2],
        }
    }

    fn length(&self, read: &Read<'_>, site: &Site) -> Result<u32, LengthSkip> {
        if read.flags.is_supplementary() {
            return Err(LengthSkip::Supplementary);
        }
        if read.mapping_quality < self.config.min_mapping_quality {
            return Err(LengthSkip::LowMappingQuality);
        }
        measure(read, site, &self.config)
    }
}

impl Collector for MsiCollector {
    type Evidence = MsiEvidence;

    fn begin(&mut self, window: &Window<'_>) {
        self.range = self.sites.range_in(window.contig, window.core);
        self.cursor = [self.range.start; 2];
        self.observations.iter_mut().for_each(Vec::clear);
        self.skipped = [LengthSkips::default(); 2];
        self.read_bp = [0; 2];
    }

    fn observe(&mut self, sample: Sample, read: &Read<'_>, _index: usize, _owned: bool) {
        let sites = self.sites.as_slice();
        let mut first = self.cursor[sample as usize];
        // Reads come by start: a site this read lies behind is behind all later reads.
        while first < self.range.end && sites[first].with_flanks().end <= read.start {
            first += 1;
        }
        self.cursor[sample as usize] = first;
        for (index, site) in (first..).zip(&sites[first..self.range.end]) {
            let span = site.with_flanks();
            if span.start >= read.end {
                break;
            }
            if span.end <= read.start {
                continue;
            }
            match self.length(read, site) {
                Ok(copies) => {
                    let longest = &mut self.read_bp[sample as usize];
                    *longest = read.bases.length.max(*longest);
                    self.observations[sample as usize].push(Observation { site: index as u32, fragment: read.fragment, copies });
                }
                Err(reason) => self.skipped[sample as usize].add(reason),
            }
        }
    }

    fn finish(&mut self, _window: &Window<'_>, _reads: &WindowReads) -> MsiEvidence {
        let mut counts: Vec<SiteCounts> = Vec::new();
        let [tumor, normal] = &mut self.observations;
        tumor.sort_unstable();
        normal.sort_unstable();
        let (mut tumor, mut normal) = (&tumor[..], &normal[..]);
        let sites = self.sites.as_slice();
        while let Some(site) = tumor.first().map(|o| o.site).into_iter().chain(normal.first().map(|o| o.site)).min() {
            let here = SiteCounts {
                key: sites[site as usize].key(),
                tumor: reduce(take_site(&mut tumor, site), &mut self.skipped[Sample::Tumor as usize]),
                normal: reduce(take_site(&mut normal, site), &mut self.skipped[Sample::Normal as usize]),
            };
            if !(here.tumor.is_empty() && here.normal.is_empty()) {
                counts.push(here);
            }
        }
        // Two units can start at one place, but a key comes once, and sites are sorted by key.
        MsiEvidence { counts, skipped: self.skipped, read_bp: self.read_bp, ..MsiEvidence::default() }
    }
}

/// Splits the observations of `site` off the front.
fn take_site<'a>(observations: &mut &'a [Observation], site: u32) -> &'a [Observation] {
    let (here, rest) = observations.split_at(observations.partition_point(|o| o.site <= site));
    *observations = rest;
    here
}

/// Overlapping mates are one observation when they agree, and none when they do not.
fn reduce(observations: &[Observation], skipped: &mut LengthSkips) -> LengthCounts {
    let mut counts = LengthCounts::default();
    for fragment in observations.chunk_by(|a, b| a.fragment == b.fragment) {
        if fragment.iter().all(|o| o.copies == fragment[0].copies) {
            counts.add(fragment[0].copies, 1);
        } else {
            skipped.add(LengthSkip::MatesDisagree);
        }
    }
    counts
}

#[cfg(test)]
mod tests;

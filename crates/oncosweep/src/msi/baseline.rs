//! A panel of normals: the repeat lengths of each, and where they come from.
//!
//! The lengths are kept as they were counted, normal by normal, so that the model can change without reading alignments again. What is needed
//! to refuse a case that does not fit lies beside them: contigs, sites, the settings of the sweep, read lengths, and the release that made it.

mod site;

pub(super) use site::BaselineModel;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{LengthCounts, MsiSweepConfig, SiteCounts, Sites};
use crate::{
    error::{Error, Result},
    framed::Kind,
    genome::Contigs,
    normals::{self, Normal},
};

const KIND: Kind =
    Kind { magic: *b"OSWMSB", version: 1, name: "MSI baseline", remedy: "make one with: oncosweep baseline N1.bam N2.bam -r REF.fa -o B" };

/// One normal of a baseline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BaselineSample {
    /// Its name.
    pub name: String,
    /// Alignment records read.
    pub reads: u64,
    /// Longest read, in bases.
    pub read_bp: u32,
    /// Its lengths, by index of the site, sorted.
    pub lengths: Vec<(u32, LengthCounts)>,
}

/// A panel of normals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// The release that made it.
    pub version: String,
    /// Name of the reference file; `None` when the sites came from a list alone.
    pub reference: Option<String>,
    /// The normals' contigs.
    pub contigs: Contigs,
    /// The sites that were looked at.
    pub sites: Sites,
    /// Which reads were measured.
    pub sweep: MsiSweepConfig,
    /// The normals, sorted by name.
    pub samples: Vec<BaselineSample>,
    /// Where it was read from, for messages.
    #[serde(skip)]
    pub path: PathBuf,
}

/// What a profile tells of the baseline it was called with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BaselineSummary {
    /// The release that made it.
    pub version: String,
    /// Name of the reference file.
    pub reference: Option<String>,
    /// Names of its normals.
    pub samples: Vec<String>,
    /// Its sites.
    pub sites: u64,
    /// Median of the normals' longest reads, in bases.
    pub read_bp: u32,
}

impl Normal for BaselineSample {
    const DATA: &'static str = "lengths";

    fn name(&self) -> &str {
        &self.name
    }

    fn is_twin(&self, other: &Self) -> bool {
        !self.lengths.is_empty() && self.lengths == other.lengths
    }
}

impl Baseline {
    /// Adds the normals of `other`.
    ///
    /// # Errors
    /// [`Error::Config`] when the two were not made alike, or share a normal.
    pub fn merge(&mut self, other: Self) -> Result<()> {
        let checks =
            [("contigs", self.contigs == other.contigs), ("sites", self.sites == other.sites), ("settings", self.sweep == other.sweep)];
        normals::require_alike(&checks, "sweep all of them with the same reference, sites and settings")?;
        normals::pool(&mut self.samples, other.samples)
    }

    /// One normal's lengths, by index into `sites`.
    pub fn sample(name: String, reads: u64, read_bp: u32, sites: &Sites, counts: impl IntoIterator<Item = SiteCounts>) -> BaselineSample {
        let mut places = sites.as_slice().iter().enumerate();
        let lengths = counts.into_iter().filter(|counted| !counted.normal.is_empty()).filter_map(|counted| {
            let (index, _) = places.find(|(_, site)| site.key() == counted.key)?;
            Some((index as u32, counted.normal))
        });
        BaselineSample { name, reads, read_bp, lengths: lengths.collect() }
    }

    /// Median of the normals' longest reads, in bases; 0 without a normal.
    pub fn read_bp(&self) -> u32 {
        let mut lengths: Vec<u32> = self.samples.iter().map(|sample| sample.read_bp).collect();
        lengths.sort_unstable();
        lengths.get(lengths.len() / 2).copied().unwrap_or(0)
    }

    /// What a profile tells of it.
    pub fn summary(&self) -> BaselineSummary {
        BaselineSummary {
            version: self.version.clone(),
            reference: self.reference.clone(),
            samples: self.samples.iter().map(|sample| sample.name.clone()).collect(),
            sites: self.sites.len() as u64,
            read_bp: self.read_bp(),
        }
    }

    /// Finds that a case fits: the contigs both have are as long, reads were measured alike, and read lengths differ by a factor of at most
    /// `max_read_ratio`.
    ///
    /// # Errors
    /// [`Error::GenomeMismatch`] or [`Error::Invalid`], naming what differs.
    pub fn check(&self, contigs: &Contigs, sweep: &MsiSweepConfig, read_bp: u32, max_read_ratio: f64) -> Result<()> {
        let path = &self.path;
        self.contigs.check_fits(contigs, path)?;
        if self.sweep != *sweep {
            let message = format!(
                "was made from reads of mapping quality {} and mean base quality {} on, the case's are from {} and {} on; sweep with the same settings, or make another baseline",
                self.sweep.min_mapping_quality, self.sweep.min_mean_base_quality, sweep.min_mapping_quality, sweep.min_mean_base_quality
            );
            return Err(Error::invalid(path, message));
        }
        let normals = self.read_bp();
        if normals > 0 && read_bp > 0 && f64::from(normals.max(read_bp)) > max_read_ratio * f64::from(normals.min(read_bp)) {
            let message = format!(
                "was made from reads of {normals} bases, the case's have {read_bp}; make a baseline from normals sequenced alike, or raise baseline_max_read_ratio"
            );
            return Err(Error::invalid(path, message));
        }
        Ok(())
    }
}

normals::files!(Baseline, KIND);

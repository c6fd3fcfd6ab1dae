//! All that the threads which make a sample share.

use oncosweep::genome::{Contigs, Targets};

use super::{Counts, JunctionCounts};
use crate::{
    config::{Config, SampleConfig},
    fragments::{DepthField, LengthTable},
    plan::{Plan, StutterTable},
    random::{Stream, threshold},
    reads::QualityPool,
};

/// Which sample of the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleRole {
    /// The tumour.
    Tumor,
    /// The matched normal.
    Normal,
    /// The tumour's RNA.
    Rna,
}

impl SampleRole {
    /// The number in read names and random streams.
    pub fn number(self) -> u8 {
        match self {
            Self::Tumor => 1,
            Self::Normal => 2,
            Self::Rna => 3,
        }
    }
}

/// A sample about to be sequenced.
pub struct Sample<'a> {
    /// Which one.
    pub role: SampleRole,
    /// The case's settings.
    pub config: &'a Config,
    /// The sample's own.
    pub own: SampleConfig,
    /// The truth.
    pub plan: &'a Plan,
    /// The reference's contigs.
    pub contigs: &'a Contigs,
    /// Where fragments start.
    pub field: DepthField,
    /// How long they are.
    pub lengths: LengthTable,
    /// Base qualities.
    pub qualities: QualityPool,
    /// Stutter of microsatellites.
    pub stutter: StutterTable,
    /// Regions whose reads have mapping quality 0.
    pub ambiguous: Targets,
    /// Written support of each variant.
    pub variant_counts: Counts,
    /// Written spanning fragments of each site, and those with a somatic change.
    pub site_counts: Counts,
    /// Written fragments in which the chromosome is whole where a junction cuts it in others, by twice the junction's index and its side.
    pub uncut_counts: Counts,
    /// Written support of each junction.
    pub junction_counts: Vec<JunctionCounts>,
    pub(super) thresholds: Thresholds,
}

/// Probabilities as thresholds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Thresholds {
    pub contamination: u32,
    /// Of another PCR copy, after the original and after each copy.
    pub pcr_copy: u32,
    pub optical_copy: u32,
}

impl<'a> Sample<'a> {
    /// Prepares a sample. `targets` are the captured regions, where there are any.
    pub fn new(
        role: SampleRole,
        config: &'a Config,
        plan: &'a Plan,
        contigs: &'a Contigs,
        targets: Option<Targets>,
        ambiguous: Targets,
    ) -> Self {
        let own = match role {
            SampleRole::Tumor => config.tumor.clone(),
            SampleRole::Normal => config.normal.clone(),
            SampleRole::Rna => SampleConfig { name: config.rna.name.clone(), depth: 0.0, tumor_fraction: 1.0, contamination: 0.0 },
        };
        let lengths = LengthTable::new(&config.library);
        let rate = own.depth / lengths.mean_sequenced_bp();
        let field = DepthField::new(&config.coverage, targets, rate, lengths.mean_bp(), config.seed);
        let duplicates = &config.duplicates;
        // Copies of one original are geometric: their mean m makes duplicates the share m / (1 + m) of all pairs.
        let copies = duplicates.pcr_fraction / (1.0 - duplicates.pcr_fraction - duplicates.optical_fraction);
        let optical = duplicates.optical_fraction / (1.0 - duplicates.pcr_fraction - duplicates.optical_fraction);
        let thresholds = Thresholds {
            contamination: threshold(own.contamination),
            pcr_copy: threshold(copies / (1.0 + copies)),
            optical_copy: threshold(optical.min(1.0)),
        };
        Self {
            role,
            config,
            own,
            plan,
            contigs,
            field,
            lengths,
            qualities: QualityPool::new(config.quality.kind, config.library.read_length_bp, config.quality.error_scale, config.seed),
            stutter: StutterTable::new(&config.microsatellites),
            ambiguous,
            variant_counts: Counts::new(plan.variants.len()),
            site_counts: Counts::new(plan.sites.len()),
            uncut_counts: Counts::new(2 * plan.junctions.len()),
            junction_counts: vec![JunctionCounts::default(); plan.junctions.len()],
            thresholds,
        }
    }

    /// Whether a fragment has another PCR copy, besides those it has already.
    #[inline]
    pub fn another_copy(&self, stream: &mut Stream) -> bool {
        stream.happens(self.thresholds.pcr_copy)
    }
}

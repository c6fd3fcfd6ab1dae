//! The truth: everything in which the samples differ from the reference, decided before a read is drawn.

mod allele;
mod junction;
mod listed;
mod microsatellite;
mod occupied;
mod planting;
mod rearrange;
mod tile;
mod variant;

use oncosweep::{
    Result,
    genome::{ContigId, Interval, Reference, Span, Targets},
    msi::Site,
};

use crate::{config::Config, survey::Survey};

pub use allele::{Alleles, left_aligned};
pub use junction::{JunctionSide, PlannedJunction};
pub use listed::{ListedVariant, read_variants};
pub use microsatellite::{PlannedSite, StutterTable, Stutters};
pub use rearrange::{random_junctions, read_junctions};
pub use variant::{Origin, PlannedVariant};

/// Whose chromosome a fragment comes from: two of the patient, two of the other person in a contaminated sample.
pub const SOURCES: usize = 4;

/// Bases planned with one random stream.
const TILE_BP: u32 = 1 << 16;

/// Everything that is planted, in genome order.
#[derive(Debug, Default)]
pub struct Plan {
    /// Small variants by contig and position; none overlaps another or a site.
    pub variants: Vec<PlannedVariant>,
    /// New bases of the variants.
    pub alleles: Alleles,
    /// Microsatellites by contig and position.
    pub sites: Vec<PlannedSite>,
    /// Rearrangements.
    pub junctions: Vec<PlannedJunction>,
}

/// What the user wants planted, besides what is drawn.
#[derive(Debug, Default)]
pub struct Wishes {
    /// Small variants, sorted by contig and position. Microsatellites they touch are left as they are in the reference.
    pub variants: Vec<ListedVariant>,
    /// Rearrangements, drawn or listed.
    pub junctions: Vec<PlannedJunction>,
}

impl Wishes {
    /// The variants that may touch `span`.
    fn variants_near(&self, contig: ContigId, span: Span) -> &[ListedVariant] {
        let place = |v: &ListedVariant| (v.contig, v.position);
        let first = self.variants.partition_point(|v| place(v) < (contig, span.start));
        let last = self.variants.partition_point(|v| place(v) < (contig, span.end));
        &self.variants[first..last.max(first)]
    }
}

impl Plan {
    /// Plans a case: seeded by the configuration, independent of `threads`. Somatic variants are planted in `territory` where given,
    /// inherited ones everywhere.
    ///
    /// # Errors
    /// [`oncosweep::Error::Io`] when the reference cannot be read.
    pub fn new(
        config: &Config,
        reference: &Reference,
        survey: &Survey,
        territory: Option<&Targets>,
        wishes: Wishes,
        threads: usize,
    ) -> Result<Self> {
        let tiles: Vec<Interval> = survey.regions.iter().flat_map(|&region| tiles_of(region)).collect();
        let parts = reference.map_parallel(&tiles, threads, |own, place| tile::plan(config, own, survey, territory, &wishes, *place))?;
        let mut plan = Self { junctions: wishes.junctions, ..Self::default() };
        for part in parts {
            let moved = plan.alleles.extend(&part.alleles);
            plan.variants
                .extend(part.variants.into_iter().map(|variant| PlannedVariant { alternate: variant.alternate.moved(moved), ..variant }));
            plan.sites.extend(part.sites);
        }
        Ok(plan)
    }

    /// Indices of the variants that begin in `span`.
    pub fn variants_in(&self, contig: ContigId, span: Span) -> std::ops::Range<usize> {
        let place = |v: &PlannedVariant| (v.contig, v.position);
        let first = self.variants.partition_point(|v| place(v) < (contig, span.start));
        let last = self.variants.partition_point(|v| place(v) < (contig, span.end));
        first..last.max(first)
    }

    /// Indices of the sites that begin in `span`.
    pub fn sites_in(&self, contig: ContigId, span: Span) -> std::ops::Range<usize> {
        let place = |s: &PlannedSite| (s.site.contig, s.site.start);
        let first = self.sites.partition_point(|s| place(s) < (contig, span.start));
        let last = self.sites.partition_point(|s| place(s) < (contig, span.end));
        first..last.max(first)
    }
}

/// Sites of the survey in `span`.
fn sites_near(survey: &Survey, contig: ContigId, span: Span) -> &[Site] {
    survey.sites.in_span(contig, span)
}

fn tiles_of(region: Interval) -> impl Iterator<Item = Interval> {
    let first = region.span.start / TILE_BP;
    let last = region.span.end.div_ceil(TILE_BP);
    (first..last).map(move |tile| {
        let whole = Span::new(tile * TILE_BP, tile.saturating_add(1).saturating_mul(TILE_BP));
        Interval { contig: region.contig, span: whole.intersection(region.span) }
    })
}

//! Where the collector keeps more than elsewhere.

use std::sync::Arc;

use super::{KnownFusion, KnownFusions, driver, skipping::SkippingIntrons};
use crate::{
    genes::GeneModel,
    genome::{ContigId, Interval, Targets},
};

/// Where the collector keeps more than elsewhere; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Watched {
    /// Chimeric fragments between such places are kept even when nothing agrees with them.
    fusions: Arc<Targets>,
    /// Here junctions over short distances are kept, too.
    short_events: Arc<Targets>,
    /// Genes; `None` when they are not known.
    genes: Option<Arc<Targets>>,
    /// Introns that are drivers by themselves, or join listed genes.
    skipping: Arc<SkippingIntrons>,
    /// What is swept; `None` for the whole genome.
    swept: Option<Arc<Targets>>,
}

impl Watched {
    /// Watches `fusions` (listed fusions), and for short events the genes known for them.
    pub fn new(fusions: Targets, genes: Option<&GeneModel>) -> Self {
        let named = driver::SHORT_EVENT_GENES.iter().flat_map(|&name| genes.into_iter().flat_map(move |model| model.genes_named(name)));
        let short = Targets::from_intervals(named.map(|gene| Interval { contig: gene.contig, span: gene.span }));
        Self {
            fusions: Arc::new(fusions),
            short_events: Arc::new(short),
            genes: genes.map(|model| Arc::new(model.territory())),
            skipping: Arc::new(genes.map(SkippingIntrons::of).unwrap_or_default()),
            swept: None,
        }
    }

    /// The same, in a sweep of `territory` only.
    #[must_use]
    pub fn within(self, territory: &Targets) -> Self {
        Self { swept: Some(Arc::new(territory.clone())), ..self }
    }

    /// The same, and in RNA the introns that join two genes of `known`: neighbours on one strand, which a deletion between them fuses.
    #[must_use]
    pub fn joining(self, known: &KnownFusions, genes: Option<&GeneModel>) -> Self {
        let Some(model) = genes else { return self };
        let pairs = known.entries().iter().filter_map(|entry| match entry {
            KnownFusion::Genes(a, b) => Some((a.as_str(), b.as_str())),
            KnownFusion::Regions { .. } => None,
        });
        Self { skipping: Arc::new(SkippingIntrons::clone(&self.skipping).and_of(pairs, model)), ..self }
    }

    /// Whether the sweep passes the place.
    pub(super) fn is_swept(&self, contig: ContigId, position: u32) -> bool {
        self.swept.as_ref().is_none_or(|swept| swept.contains(contig, position))
    }

    /// Introns that are drivers by themselves, or join listed genes.
    pub(super) fn skipping(&self) -> &SkippingIntrons {
        &self.skipping
    }

    /// Whether a gene holds the place, or genes are not known.
    pub(super) fn may_be_gene(&self, contig: ContigId, position: u32) -> bool {
        self.genes.as_ref().is_none_or(|genes| genes.contains(contig, position))
    }

    /// Whether lone chimeric fragments are kept here.
    pub(super) fn keeps(&self, contig: ContigId, position: u32) -> bool {
        self.fusions.contains(contig, position)
    }

    /// Whether there is any place at which short events are kept.
    pub(super) fn any_short(&self) -> bool {
        !self.short_events.is_empty()
    }

    /// Whether short events are kept here.
    pub(super) fn keeps_short(&self, contig: ContigId, position: u32) -> bool {
        self.short_events.contains(contig, position)
    }
}

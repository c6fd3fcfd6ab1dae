//! What the fusion caller knows of a case besides its evidence.

use super::{Assay, Domains, FusionBaseline, KnownFusions};
use crate::{
    genes::GeneModel,
    genome::{Contigs, Targets},
};

/// What is known of a case besides its evidence.
#[derive(Clone, Copy)]
pub struct FusionCase<'a> {
    /// What was sequenced.
    pub assay: Assay,
    /// The case's contigs.
    pub contigs: &'a Contigs,
    /// The genes.
    pub genes: Option<&'a GeneModel>,
    /// Fusions that need less support.
    pub known: &'a KnownFusions,
    /// Protein domains.
    pub domains: &'a Domains,
    /// Whether there is a normal, whatever it shows.
    pub has_normal: bool,
    /// Normals whose junctions are artefacts or inherited; of the same assay.
    pub baseline: Option<&'a FusionBaseline>,
    /// What was swept; `None` stands for the whole genome.
    pub swept: Option<&'a Targets>,
}

impl<'a> FusionCase<'a> {
    /// A case of which nothing more is known.
    pub fn new(assay: Assay, contigs: &'a Contigs) -> Self {
        Self {
            assay,
            contigs,
            genes: None,
            known: KnownFusions::none(),
            domains: Domains::none(),
            has_normal: false,
            baseline: None,
            swept: None,
        }
    }
}

//! Everything a sweep gathered for a case: it merges, is saved, is loaded, and is all that calling needs.

mod collector;
mod file;

pub use collector::{CaseCollector, CaseEvidence};

use serde::{Deserialize, Serialize};

use crate::{
    config::Config,
    coverage::CoverageEvidence,
    error::{Error, Result},
    fusion::{Domains, FusionEvidence, KnownFusions},
    genes::GeneModel,
    genome::{ContigId, Contigs, Targets},
    sweep::{Merge, Plan, ReadCounts},
    tmb::{CallableDepths, Hotspots},
};

/// Which biomarkers are swept for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Biomarkers {
    /// Small variants and tumour mutational burden.
    pub variants: bool,
    /// Microsatellite instability.
    pub msi: bool,
    /// Fusions.
    pub fusions: bool,
}

impl Biomarkers {
    /// All of them.
    pub fn all() -> Self {
        Self { variants: true, msi: true, fusions: true }
    }

    /// Small variants and tumour mutational burden only.
    pub fn tmb() -> Self {
        Self { variants: true, msi: false, fusions: false }
    }

    /// Microsatellite instability only.
    pub fn msi() -> Self {
        Self { variants: false, msi: true, fusions: false }
    }

    /// Fusions only.
    pub fn fusions() -> Self {
        Self { variants: false, msi: false, fusions: true }
    }
}

/// One sample of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleInput {
    /// SM of the first read group, else the file's name.
    pub name: String,
    /// Reads by what became of them.
    pub counts: ReadCounts,
}

/// The reference the case was swept with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceInput {
    /// The file's name without its folder.
    pub file: String,
    /// Contigs of the alignments that it holds.
    pub contigs: u64,
    /// Swept contigs whose MD5 in the alignment header was found to be the reference's, sorted.
    pub md5_verified: Vec<ContigId>,
}

/// Everything a sweep gathered for a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The settings it was gathered with; those of the call may be changed.
    pub config: Config,
    /// What was swept for.
    pub biomarkers: Biomarkers,
    /// The case's contigs.
    pub contigs: Contigs,
    /// The tumour's sample; `None` for RNA alone.
    pub tumor: Option<SampleInput>,
    /// The normal's.
    pub normal: Option<SampleInput>,
    /// The RNA's.
    pub rna: Option<SampleInput>,
    /// The reference.
    pub reference: Option<ReferenceInput>,
    /// What was swept: of the DNA, or of the RNA where that is alone.
    pub plan: Plan,
    /// What was swept of the RNA.
    pub rna_plan: Option<Plan>,
    /// The target regions, when given.
    pub targets: Option<Targets>,
    /// The genes, when given.
    pub genes: Option<GeneModel>,
    /// Known recurrent variants, which some rules of the burden leave out.
    pub hotspots: Hotspots,
    /// Fusions that need less support.
    pub known_fusions: KnownFusions,
    /// Protein domains.
    pub domains: Domains,
    /// The depths at which callable bases were kept, when they were asked for.
    pub callable_depths: Option<CallableDepths>,
    /// What the collectors gathered from the DNA.
    pub dna: CaseEvidence,
    /// Junctions of the RNA.
    pub rna_fusions: Option<FusionEvidence>,
    /// Depth of the RNA (as its tumour).
    pub rna_coverage: CoverageEvidence,
    /// Reference letters at recorded breakends, sorted by place.
    pub breakend_bases: Vec<(ContigId, u32, u8)>,
}

impl Evidence {
    /// The settings it was gathered with.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Adds the evidence of other regions of the same case.
    ///
    /// // METHOD: only disjoint regions merge. A candidate that one of two sweeps over the same place did not propose has no counts there, so
    /// lanes of one sample are to be merged as alignments, not as evidence.
    ///
    /// # Errors
    /// [`Error::Config`] when the two were not gathered alike (samples, contigs, settings, targets, genes) or their regions overlap.
    pub fn merge(&mut self, other: Self) -> Result<()> {
        let name = |sample: &Option<SampleInput>| sample.as_ref().map(|s| s.name.clone());
        let file = |reference: &Option<ReferenceInput>| reference.as_ref().map(|r| (r.file.clone(), r.contigs));
        let checks = [
            ("contigs", self.contigs == other.contigs),
            ("tumour sample", name(&self.tumor) == name(&other.tumor)),
            ("normal sample", name(&self.normal) == name(&other.normal)),
            ("RNA sample", name(&self.rna) == name(&other.rna)),
            ("reference", file(&self.reference) == file(&other.reference)),
            ("settings", self.config == other.config),
            ("biomarkers", self.biomarkers == other.biomarkers),
            ("targets", self.targets == other.targets),
            ("genes", self.genes == other.genes),
            ("domains", self.domains == other.domains),
            ("depths of callable bases", self.callable_depths == other.callable_depths),
            ("hot spots", self.hotspots == other.hotspots),
            ("known fusions", self.known_fusions == other.known_fusions),
        ];
        if let Some((what, _)) = checks.iter().find(|(_, same)| !same) {
            return Err(Error::Config(format!(
                "the evidence cannot be merged: its {what} differ; sweep all parts of a case with the same inputs and settings"
            )));
        }
        self.check_disjoint(&self.plan, &other.plan)?;
        if let (Some(mine), Some(theirs)) = (&self.rna_plan, &other.rna_plan) {
            // Targets cut the DNA's regions, not the RNA's.
            self.check_disjoint(mine, theirs)?;
        }
        if let (Some(mine), Some(theirs)) = (&mut self.rna_plan, &other.rna_plan) {
            mine.regions = mine.regions.union(&theirs.regions);
            mine.unplaced |= theirs.unplaced;
        }
        self.plan.regions = self.plan.regions.union(&other.plan.regions);
        self.plan.unplaced |= other.plan.unplaced;
        for (mine, theirs) in [(&mut self.tumor, other.tumor), (&mut self.normal, other.normal), (&mut self.rna, other.rna)] {
            if let (Some(mine), Some(theirs)) = (mine, theirs) {
                mine.counts.merge(theirs.counts);
            }
        }
        if let (Some(mine), Some(theirs)) = (&mut self.reference, other.reference) {
            mine.md5_verified.extend(theirs.md5_verified);
            mine.md5_verified.sort_unstable();
            mine.md5_verified.dedup();
        }
        self.dna.merge(other.dna);
        if let (Some(mine), Some(theirs)) = (&mut self.rna_fusions, other.rna_fusions) {
            mine.merge(theirs);
        }
        self.rna_coverage.merge(other.rna_coverage);
        self.breakend_bases.extend(other.breakend_bases);
        self.breakend_bases.sort_unstable();
        self.breakend_bases.dedup();
        Ok(())
    }

    fn check_disjoint(&self, mine: &Plan, theirs: &Plan) -> Result<()> {
        let shared = mine.regions.intersection(&theirs.regions);
        if let Some(first) = shared.iter().next() {
            return Err(Error::Config(format!(
                "the evidence cannot be merged: both parts hold {}:{}-{}; sweep disjoint regions",
                self.contigs.name(first.contig),
                first.span.start + 1,
                first.span.end
            )));
        }
        if mine.unplaced && theirs.unplaced {
            return Err(Error::Config("the evidence cannot be merged: both parts counted the unplaced reads ('*')".into()));
        }
        Ok(())
    }
}

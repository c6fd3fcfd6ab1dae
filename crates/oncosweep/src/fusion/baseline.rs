//! A panel of normals: junctions that tumours share with them are artefacts of the assay or inherited.
//!
//! Every normal's junctions are kept, normal by normal, so that the rule can change without reading alignments again; what is needed to refuse a case that does
//! not fit lies beside them: what was sequenced, the contigs, and the release that made it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{
    Assay, FusionCase, FusionConfig, Junction, SampleFusionEvidence, call,
    cluster::{self, arrangement},
};
use crate::{
    error::{Error, Result},
    framed::Kind,
    genome::{ContigId, Contigs},
    normals::{self, Normal},
};

const KIND: Kind = Kind {
    magic: *b"OSWFSB",
    version: 1,
    name: "oncosweep fusion baseline",
    remedy: "make one with: oncosweep baseline --fusions N1.bam N2.bam -r REF.fa -o B",
};

/// One junction of a normal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BaselineJunction {
    /// The junction, placed leftmost, on the baseline's contigs.
    pub junction: Junction,
    /// Whether a split read shows it; otherwise it is estimated from two pairs or more.
    pub precise: bool,
    /// Distinct molecules that show it.
    pub fragments: u32,
}

/// One normal of a baseline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FusionBaselineSample {
    /// Its name.
    pub name: String,
    /// Alignment records read.
    pub reads: u64,
    /// Fragments seen.
    pub fragments: u64,
    /// Its junctions, sorted.
    pub junctions: Vec<BaselineJunction>,
}

/// A panel of normals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FusionBaseline {
    /// The release that made it.
    pub version: String,
    /// Name of the reference file; `None` when junctions were gathered without one, and clipped reads were not placed.
    pub reference: Option<String>,
    /// What was sequenced.
    pub assay: Assay,
    /// The normals' contigs.
    pub contigs: Contigs,
    /// The normals, sorted by name.
    pub samples: Vec<FusionBaselineSample>,
    /// Where it was read from, for messages.
    #[serde(skip)]
    pub path: PathBuf,
}

/// What a profile tells of a baseline it was called with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FusionBaselineSummary {
    /// `DNA` or `RNA`.
    pub assay: &'static str,
    /// The release that made it.
    pub version: String,
    /// Name of the reference file.
    pub reference: Option<String>,
    /// Names of its normals.
    pub samples: Vec<String>,
    /// Places that any of them joins.
    pub junctions: u64,
}

impl Normal for FusionBaselineSample {
    const DATA: &'static str = "reads and junctions";

    fn name(&self) -> &str {
        &self.name
    }

    fn is_twin(&self, other: &Self) -> bool {
        !self.junctions.is_empty() && (self.reads, &self.junctions) == (other.reads, &other.junctions)
    }
}

impl FusionBaselineSample {
    /// The junctions of one normal, called `name`, of which `reads` records were read.
    pub fn of(name: String, reads: u64, evidence: &SampleFusionEvidence, assay: Assay, contigs: &Contigs) -> Self {
        let (case, config) = (FusionCase::new(assay, contigs), FusionConfig::default());
        // As for a tumour: its own insert sizes tell how far mates reach.
        let (candidates, _) = cluster::candidates(evidence, config.merge_bp, call::reach(evidence, &case, &config), None);
        let shown = candidates.iter().filter(|candidate| candidate.precise || candidate.support.len() > 1);
        let junction =
            |c: &cluster::Candidate| BaselineJunction { junction: c.junction, precise: c.precise, fragments: c.support.len() as u32 };
        let mut junctions: Vec<BaselineJunction> = shown.map(junction).collect();
        junctions.sort_unstable();
        Self { name, reads, fragments: evidence.fragments, junctions }
    }
}

impl FusionBaseline {
    /// Adds the normals of `other`.
    ///
    /// # Errors
    /// [`Error::Config`] when the two were not made alike, or share a normal.
    pub fn merge(&mut self, other: Self) -> Result<()> {
        let checks = [
            ("contigs", self.contigs == other.contigs),
            ("assays", self.assay == other.assay),
            ("references", self.reference == other.reference),
        ];
        normals::require_alike(&checks, "sweep all of them alike, and make one baseline of DNA and one of RNA")?;
        normals::pool(&mut self.samples, other.samples)
    }

    /// Finds that a case of `assay` on `contigs` fits.
    ///
    /// # Errors
    /// [`Error::GenomeMismatch`] or [`Error::Invalid`], naming what differs.
    pub fn check(&self, assay: Assay, contigs: &Contigs) -> Result<()> {
        if self.assay != assay {
            let (mine, theirs) = (self.assay.name(), assay.name());
            return Err(Error::invalid(
                &self.path,
                format!("was made of {mine}, the case has {theirs} alone; make a baseline of {theirs}"),
            ));
        }
        self.contigs.check_fits(contigs, &self.path)
    }

    /// What a profile tells of it.
    pub fn summary(&self) -> FusionBaselineSummary {
        let mut places: Vec<Junction> = self.samples.iter().flat_map(|sample| sample.junctions.iter().map(|j| j.junction)).collect();
        places.sort_unstable();
        places.dedup();
        FusionBaselineSummary {
            assay: self.assay.name(),
            version: self.version.clone(),
            reference: self.reference.clone(),
            samples: self.samples.iter().map(|sample| sample.name.clone()).collect(),
            junctions: places.len() as u64,
        }
    }
}

normals::files!(FusionBaseline, KIND);

/// The junctions of all normals, on the contigs of a case, to be asked about.
pub(super) struct BaselineIndex {
    /// Sorted by arrangement and the place of the first breakend, with the normal's index.
    junctions: Vec<(BaselineJunction, u32)>,
    /// How far a place estimated from pairs may be off.
    pair_bp: u32,
}

impl BaselineIndex {
    pub fn new(baseline: &FusionBaseline, contigs: &Contigs, pair_bp: u32) -> Self {
        let names: Vec<Option<ContigId>> = baseline.contigs.iter().map(|(_, contig)| contigs.resolve(&contig.name)).collect();
        let moved = |junction: Junction| {
            let end = |breakend: super::Breakend| {
                let contig = names.get(breakend.contig as usize).copied().flatten()?;
                Some(super::Breakend { contig, ..breakend })
            };
            // Placed again: another order of contigs may turn the junction round, and its leftmost place with it.
            let homology = junction.homology_bp() as i32;
            let (first, second) = match junction.first.side {
                super::Side::Left => (junction.first.extended(homology), junction.second),
                super::Side::Right => (junction.first, junction.second.extended(homology)),
            };
            Some(Junction::new(end(first)?, end(second)?, junction.gap).leftmost())
        };
        let mut junctions: Vec<(BaselineJunction, u32)> = Vec::new();
        for (index, sample) in baseline.samples.iter().enumerate() {
            let known = sample.junctions.iter().filter_map(|shown| Some(BaselineJunction { junction: moved(shown.junction)?, ..*shown }));
            junctions.extend(known.map(|shown| (shown, index as u32)));
        }
        junctions.sort_unstable_by_key(|(shown, index)| (arrangement(&shown.junction), *shown, *index));
        Self { junctions, pair_bp }
    }

    /// Normals that join the same places, to `merge_bp` where both junctions are shown by split reads.
    pub fn normals(&self, junction: &Junction, precise: bool, merge_bp: u32) -> u32 {
        let key = arrangement(junction);
        let low = (key, junction.first.position.saturating_sub(self.pair_bp.max(merge_bp)));
        let from = self.junctions.partition_point(|(shown, _)| (arrangement(&shown.junction), shown.junction.first.position) < low);
        let high = junction.first.position.saturating_add(self.pair_bp.max(merge_bp));
        let near = self.junctions[from..]
            .iter()
            .take_while(|(shown, _)| arrangement(&shown.junction) == key && shown.junction.first.position <= high);
        let agrees = |shown: &BaselineJunction| {
            let within = if precise && shown.precise { merge_bp } else { self.pair_bp };
            [(shown.junction.first, junction.first), (shown.junction.second, junction.second)]
                .iter()
                .all(|(a, b)| a.position.abs_diff(b.position) <= within)
        };
        let mut normals: Vec<u32> = near.filter(|(shown, _)| agrees(shown)).map(|&(_, index)| index).collect();
        normals.sort_unstable();
        normals.dedup();
        normals.len() as u32
    }
}

//! What the sweep leaves of small variants: candidates with strata, error counts, skipped reads.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    allele::Allele, errors::ErrorCounts, indel_errors::IndelErrorCounts, mnv::JoinedAllele, packed_strata::PackedStrata,
    population::PopulationInput, strata::SampleStrata,
};
use crate::{genes::Consequence, sweep::Merge};

/// The tandem repeat an indel lies in, or the run of one base that it touches where that slips more easily.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepeatContext {
    /// Length of the repeated unit in bases; 0 outside repeats.
    pub unit_bp: u8,
    /// Whole copies of the unit in the reference.
    pub copies: u16,
    /// Whether the unit is that of the inserted or deleted bases.
    pub is_own: bool,
}

/// An allele that the tumour's reads suggest, with what all reads say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The allele.
    pub allele: Allele,
    /// The bases before, at and after an SNV, or after an indel's anchor: the reference context.
    pub context: [u8; 3],
    /// The repeat around an indel.
    pub repeat: RepeatContext,
    /// What tumour and normal say; [`Candidate::samples`] unpacks it.
    pub strata: PackedStrata,
    /// The consequence on the chosen transcript; filled after the sweep when genes are given. Neighbours mostly share theirs: a genome has millions of candidates.
    pub consequence: Option<Arc<Consequence>>,
    /// The SNV together with those right of it on the same fragments.
    pub joined: Option<Box<JoinedAllele>>,
    /// Frequency of the allele in a population, in billionths; filled after the sweep when a population is given, `None` where it is not listed.
    pub population_ppb: Option<u32>,
}

impl Candidate {
    /// What tumour and normal say.
    pub fn samples(&self) -> [SampleStrata; 2] {
        self.strata.samples()
    }

    /// What the tumour says.
    pub fn tumor(&self) -> SampleStrata {
        self.strata.tumor()
    }
}

/// Reads the pileup did not use, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantSkips {
    /// Supplementary alignments: the primary alignment speaks for the fragment.
    pub supplementary: u64,
    /// Mapping quality below the minimum.
    pub low_mapping_quality: u64,
    /// Candidates dropped after the second look: too few fragments or too small a share.
    pub candidates_without_support: u64,
}

impl Merge for VariantSkips {
    fn merge(&mut self, other: Self) {
        self.supplementary += other.supplementary;
        self.low_mapping_quality += other.low_mapping_quality;
        self.candidates_without_support += other.candidates_without_support;
    }
}

/// Evidence on small variants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantEvidence {
    /// Candidates in genome order.
    pub candidates: Vec<Candidate>,
    /// Sequencing error of tumour and normal.
    pub errors: [ErrorCounts; 2],
    /// Indel error in repeats of tumour and normal.
    pub indel_errors: [IndelErrorCounts; 2],
    /// Reads and candidates not used: tumour and normal.
    pub skips: [VariantSkips; 2],
    /// Bases at which at least [`VariantEvidence::EXAMINED_DEPTH`] of the tumour's reads lie: where a variant could have shown.
    pub examined_bases: u64,
    /// Where population frequencies came from, when they were given.
    pub population: Option<PopulationInput>,
}

impl VariantEvidence {
    /// Reads from which on a base counts as examined.
    pub const EXAMINED_DEPTH: u32 = 8;
}

impl Merge for VariantEvidence {
    fn merge(&mut self, other: Self) {
        let in_order = match (self.candidates.last(), other.candidates.first()) {
            (Some(mine), Some(theirs)) => mine.allele <= theirs.allele,
            _ => true,
        };
        self.candidates.extend(other.candidates);
        if !in_order {
            self.candidates.sort_by(|a, b| a.allele.cmp(&b.allele));
        }
        for (mine, theirs) in self.errors.iter_mut().zip(other.errors) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.indel_errors.iter_mut().zip(other.indel_errors) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.skips.iter_mut().zip(other.skips) {
            mine.merge(theirs);
        }
        self.examined_bases += other.examined_bases;
        match (&mut self.population, other.population) {
            (Some(mine), Some(theirs)) => mine.listed += theirs.listed,
            (mine, theirs) => *mine = mine.take().or(theirs),
        }
    }
}

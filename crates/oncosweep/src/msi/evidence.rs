//! What the sweep leaves for the call: how many fragments show which repeat length at which site.

use serde::{Deserialize, Serialize};

use super::{CompatTool, SiteKey, Sites};
use crate::sweep::{Merge, Sample};

/// Why a read that lies at a site, or a fragment, gives no repeat length there. Ordered from the least telling to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum LengthSkip {
    /// Mapping quality below the threshold.
    LowMappingQuality,
    /// Supplementary alignment (flag 0x800).
    Supplementary,
    /// The flanks are not what the site has: another allele of the flank, an interrupted repeat, or a base error.
    FlankMismatch,
    /// Between matched flanks the repeat is not a whole number of units.
    PartialUnit,
    /// The read ends in the repeat or in a flank.
    NotSpanning,
    /// The mean base quality of repeat and flanks is below the threshold.
    LowBaseQuality,
    /// The two reads of a fragment show different lengths (counted once per fragment).
    MatesDisagree,
}

impl LengthSkip {
    /// All reasons.
    pub const ALL: [Self; 7] = [
        Self::LowMappingQuality,
        Self::Supplementary,
        Self::FlankMismatch,
        Self::PartialUnit,
        Self::NotSpanning,
        Self::LowBaseQuality,
        Self::MatesDisagree,
    ];

    /// The short code used in outputs.
    pub fn code(self) -> &'static str {
        match self {
            Self::LowMappingQuality => "low_mapping_quality",
            Self::Supplementary => "supplementary",
            Self::FlankMismatch => "flank_mismatch",
            Self::PartialUnit => "partial_unit",
            Self::NotSpanning => "not_spanning",
            Self::LowBaseQuality => "low_base_quality",
            Self::MatesDisagree => "mates_disagree",
        }
    }
}

/// Reads skipped at sites, by reason: a read that lies at two sites can be counted twice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LengthSkips([u64; LengthSkip::ALL.len()]);

impl LengthSkips {
    /// Counts one.
    #[inline]
    pub fn add(&mut self, reason: LengthSkip) {
        self.0[reason as usize] += 1;
    }

    /// How many were skipped for `reason`.
    pub fn get(&self, reason: LengthSkip) -> u64 {
        self.0[reason as usize]
    }

    /// All reasons with their counts, zeros included.
    pub fn iter(&self) -> impl Iterator<Item = (LengthSkip, u64)> + '_ {
        LengthSkip::ALL.into_iter().map(|reason| (reason, self.get(reason)))
    }
}

impl Merge for LengthSkips {
    fn merge(&mut self, other: Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }
}

/// Number of fragments by repeat length in copies, sorted by length, without zeros.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LengthCounts(Vec<(u32, u32)>);

impl LengthCounts {
    /// Adds `count` fragments of `length` copies.
    pub fn add(&mut self, length: u32, count: u32) {
        match self.0.binary_search_by_key(&length, |&(l, _)| l) {
            Ok(place) => self.0[place].1 += count,
            Err(place) if count > 0 => self.0.insert(place, (length, count)),
            Err(_) => {}
        }
    }

    /// `(length in copies, fragments)`, shortest first.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> + Clone + '_ {
        self.0.iter().copied()
    }

    /// Fragments of `length` copies.
    pub fn get(&self, length: u32) -> u32 {
        self.0.binary_search_by_key(&length, |&(l, _)| l).map_or(0, |place| self.0[place].1)
    }

    /// Fragments of any length.
    pub fn total(&self) -> u32 {
        self.0.iter().map(|&(_, count)| count).sum()
    }

    /// Whether there is no fragment.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(u32, u32)> for LengthCounts {
    fn from_iter<I: IntoIterator<Item = (u32, u32)>>(lengths: I) -> Self {
        let mut counts = Self::default();
        for (length, count) in lengths {
            counts.add(length, count);
        }
        counts
    }
}

impl Merge for LengthCounts {
    fn merge(&mut self, other: Self) {
        for (length, count) in other.0 {
            self.add(length, count);
        }
    }
}

/// The lengths seen at one site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteCounts {
    /// The site.
    pub key: SiteKey,
    /// Fragments of the tumour.
    pub tumor: LengthCounts,
    /// Fragments of the normal.
    pub normal: LengthCounts,
}

/// All that the sweep collects on microsatellites.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MsiEvidence {
    /// The sites of the territory that was swept, whether or not reads lie there. The collector leaves it empty; whoever plans the sweep
    /// sets it once.
    pub sites: Sites,
    /// The sites at which a fragment was measured, sorted by key.
    pub counts: Vec<SiteCounts>,
    /// Reads skipped at sites: the tumour's, the normal's.
    pub skipped: [LengthSkips; 2],
    /// Longest read measured, in bases: the tumour's, the normal's.
    pub read_bp: [u32; 2],
    /// The tool by whose rules reads were counted as well, when one was asked for ([`super::CompatConfig`]).
    pub compat: Option<CompatTool>,
    /// Counts by MSIsensor-pro's rules, sorted by key.
    pub msisensor_pro: Vec<SiteCounts>,
    /// Thresholds on MSIsensor-pro's `pro_p` that the list gave to sites, in billionths, sorted by key.
    pub thresholds: Vec<(SiteKey, u32)>,
}

impl MsiEvidence {
    /// Reads of `sample` skipped at sites.
    pub fn skipped(&self, sample: Sample) -> &LengthSkips {
        &self.skipped[sample as usize]
    }

    /// What was counted at a site; `None` when no fragment was measured there.
    pub fn at(&self, key: &SiteKey) -> Option<&SiteCounts> {
        self.counts.binary_search_by_key(key, |site| site.key).ok().map(|place| &self.counts[place])
    }
}

impl Merge for MsiEvidence {
    fn merge(&mut self, other: Self) {
        self.sites.merge(other.sites);
        for (mine, theirs) in self.skipped.iter_mut().zip(other.skipped) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.read_bp.iter_mut().zip(other.read_bp) {
            *mine = theirs.max(*mine);
        }
        self.compat = self.compat.or(other.compat);
        merge_counts(&mut self.counts, other.counts);
        merge_counts(&mut self.msisensor_pro, other.msisensor_pro);
        self.thresholds.extend(other.thresholds);
        self.thresholds.sort_unstable();
        self.thresholds.dedup();
    }
}

/// Adds `other` to `counts`, both sorted by key.
fn merge_counts(counts: &mut Vec<SiteCounts>, other: Vec<SiteCounts>) {
    let in_order = match (counts.last(), other.first()) {
        (Some(last), Some(first)) => last.key < first.key,
        _ => true,
    };
    counts.extend(other);
    if in_order {
        return;
    }
    counts.sort_by_key(|site| site.key);
    counts.dedup_by(|later, earlier| {
        let same = later.key == earlier.key;
        if same {
            earlier.tumor.merge(std::mem::take(&mut later.tumor));
            earlier.normal.merge(std::mem::take(&mut later.normal));
        }
        same
    });
}

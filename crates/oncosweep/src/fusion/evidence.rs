//! What the sweep leaves for the fusion caller: small records in genome order.

use serde::{Deserialize, Serialize};

use super::{ClippedRead, InsertSizes, Junction, JunctionBases, LonePairs, Side, Surroundings, Twin, consensus};
use crate::{
    genome::ContigId,
    sweep::{FragmentId, Merge},
};

/// One junction that one alignment record of a read describes.
///
/// The primary and the supplementary record of a read describe the same junction; both are kept, and the fragment is counted once
/// when calling, so an alignment file that lacks one of them works as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SplitRead {
    /// Contig of the record.
    pub contig: ContigId,
    /// First aligned base of the record, 0-based.
    pub start: u32,
    /// The fragment.
    pub fragment: FragmentId,
    /// The junction.
    pub junction: Junction,
    /// Where the part at the first breakend ends away from the junction, 0-based.
    pub first_far_end: u32,
    /// Where the part at the second breakend ends away from the junction, 0-based.
    pub second_far_end: u32,
    /// First aligned base of the mate, 0-based; `u32::MAX` without one.
    pub mate_start: u32,
    /// Mapping quality of the part at the first breakend and of that at the second; 0 for the part of a clip that was realigned.
    pub mapping_qualities: [u8; 2],
    /// Bases that only one part claims, on the shorter side.
    pub anchor_bp: u16,
    /// Whether the record is clipped without an SA tag and its partner was found by realigning the clip.
    pub realigned: bool,
    /// Whether the junction is an intron in the record's alignment: exons of a driver were skipped.
    pub spliced: bool,
}

/// A split read of which one part has a mapping quality of 0: it fits several places alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AmbiguousSplit {
    /// The read with that part at each of its places: where the aligner put it, then where the record says that it fits as well (XA tag).
    pub places: Vec<SplitRead>,
}

/// A pair whose mates lie or point as the library's pairs do not, from the viewpoint of one mate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DiscordantPair {
    /// Contig of this mate.
    pub contig: ContigId,
    /// First aligned base of this mate, 0-based.
    pub start: u32,
    /// The fragment.
    pub fragment: FragmentId,
    /// One past its last aligned base.
    pub end: u32,
    /// On which side of the junction this mate lies: left of it for a forward read.
    pub side: Side,
    /// Contig of the other mate.
    pub mate_contig: ContigId,
    /// First aligned base of the other mate, 0-based.
    pub mate_start: u32,
    /// On which side of the junction the other mate lies.
    pub mate_side: Side,
    /// Mapping quality of this mate.
    pub mapping_quality: u8,
}

/// Fragments that cross a breakend as the reference has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SpanningDepth {
    /// Contig.
    pub contig: ContigId,
    /// Last retained base of a breakend, 0-based.
    pub position: u32,
    /// Distinct fragments that cross it unbroken.
    pub fragments: u32,
}

/// Chimeric alignments that left no record, by reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FusionSkips {
    /// SA entries that do not follow the format.
    pub malformed_supplementary: u64,
    /// SA entries on a contig that is not among the case's contigs.
    pub unknown_contig: u64,
    /// Junctions or pairs with a mapping quality of 0 of which no other place is known.
    pub low_mapping_quality: u64,
    /// Junctions with fewer than ten bases of their own on one side.
    pub short_anchor: u64,
    /// Junctions that join places fewer than a thousand bases apart.
    pub short_distance: u64,
    /// Pairs without another chimeric fragment beside them that leads to the same place.
    pub isolated_pairs: u64,
    /// Of these, records whose mate lies outside of what was swept: it left no record of its own.
    pub isolated_halves: u64,
    /// Clipped reads beside chimeric fragments whose clip has no unambiguous place where those lead.
    pub unplaced_clips: u64,
}

impl FusionSkips {
    /// All reasons with their counts, zeros included.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> {
        [
            ("malformed_supplementary", self.malformed_supplementary),
            ("unknown_contig", self.unknown_contig),
            ("low_mapping_quality", self.low_mapping_quality),
            ("short_anchor", self.short_anchor),
            ("short_distance", self.short_distance),
            ("isolated_pairs", self.isolated_pairs),
            ("isolated_halves", self.isolated_halves),
            ("unplaced_clips", self.unplaced_clips),
        ]
        .into_iter()
    }
}

impl Merge for FusionSkips {
    fn merge(&mut self, other: Self) {
        self.malformed_supplementary += other.malformed_supplementary;
        self.unknown_contig += other.unknown_contig;
        self.low_mapping_quality += other.low_mapping_quality;
        self.short_anchor += other.short_anchor;
        self.short_distance += other.short_distance;
        self.isolated_pairs += other.isolated_pairs;
        self.isolated_halves += other.isolated_halves;
        self.unplaced_clips += other.unplaced_clips;
    }
}

/// The fusion evidence of one sample.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleFusionEvidence {
    /// Junctions from split reads, sorted.
    pub splits: Vec<SplitRead>,
    /// Split reads of which one part fits several places, sorted: those whose record names the others, and those beside which another chimeric fragment leads to the same place.
    pub ambiguous: Vec<AmbiguousSplit>,
    /// Letters of split reads beside which another chimeric fragment leads to the same place, one entry a junction, sorted.
    pub bases: Vec<JunctionBases>,
    /// Discordant pairs, sorted.
    pub pairs: Vec<DiscordantPair>,
    /// Of the pairs that nothing agrees with and whose mates lie in genes, a sample.
    pub lone_pairs: LonePairs,
    /// Clipped reads without SA tag, sorted; empty once they have been placed on the reference (after the sweep) or given up without one.
    pub clips: Vec<ClippedRead>,
    /// Unbroken fragments at every breakend that a record of this sample or of the other one ends at, sorted by place.
    pub spanning: Vec<SpanningDepth>,
    /// The reference around junctions that two fragments show, sorted; filled after the sweep.
    pub surroundings: Vec<Surroundings>,
    /// Other places of the sequences that junctions of RNA join, sorted; filled after the sweep.
    pub twins: Vec<Twin>,
    /// Outer distances of proper pairs.
    pub insert_sizes: InsertSizes,
    /// Fragments seen (primary records of first or single reads).
    pub fragments: u64,
    /// What was left out.
    pub skipped: FusionSkips,
}

/// Appends `more`, and sorts only when it does not simply follow (windows are merged in genome order). Returns whether it sorted.
fn append_sorted<T: Ord>(list: &mut Vec<T>, mut more: Vec<T>) -> bool {
    let follows = match (list.last(), more.first()) {
        (Some(last), Some(first)) => last <= first,
        _ => true,
    };
    list.append(&mut more);
    if !follows {
        list.sort_unstable();
    }
    !follows
}

impl SpanningDepth {
    fn place(&self) -> (ContigId, u32) {
        (self.contig, self.position)
    }
}

impl SampleFusionEvidence {
    /// What the reads that are split at `junction`, placed leftmost, have around it.
    pub(super) fn bases_of(&self, junction: &Junction) -> Option<&JunctionBases> {
        self.bases.binary_search_by_key(junction, |bases| bases.junction).ok().map(|index| &self.bases[index])
    }

    /// Unbroken fragments at the recorded breakend nearest to `position`, at most `within_bp` away.
    pub fn spanning_near(&self, contig: ContigId, position: u32, within_bp: u32) -> Option<u32> {
        let from = self.spanning.partition_point(|s| s.place() < (contig, position.saturating_sub(within_bp)));
        self.spanning[from..]
            .iter()
            .take_while(|s| s.contig == contig && s.position <= position.saturating_add(within_bp))
            .min_by_key(|s| (s.position.abs_diff(position), s.position))
            .map(|s| s.fragments)
    }
}

impl Merge for SampleFusionEvidence {
    fn merge(&mut self, other: Self) {
        append_sorted(&mut self.splits, other.splits);
        append_sorted(&mut self.ambiguous, other.ambiguous);
        if !other.bases.is_empty() {
            self.bases = consensus::gathered(std::mem::take(&mut self.bases).into_iter().chain(other.bases).collect());
        }
        append_sorted(&mut self.pairs, other.pairs);
        self.lone_pairs.merge(other.lone_pairs);
        append_sorted(&mut self.clips, other.clips);
        append_sorted(&mut self.surroundings, other.surroundings);
        self.surroundings.dedup();
        append_sorted(&mut self.twins, other.twins);
        self.twins.dedup();
        // Lanes of one library may both have counted at a place; windows never do.
        let seam = self.spanning.len().saturating_sub(1);
        let sorted = append_sorted(&mut self.spanning, other.spanning);
        if sorted || self.spanning.get(seam..seam + 2).is_some_and(|pair| pair[0].place() == pair[1].place()) {
            self.spanning.dedup_by(|later, earlier| {
                let same = later.place() == earlier.place();
                earlier.fragments += if same { later.fragments } else { 0 };
                same
            });
        }
        self.insert_sizes.merge(other.insert_sizes);
        self.fragments += other.fragments;
        self.skipped.merge(other.skipped);
    }
}

/// The fusion evidence of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FusionEvidence {
    /// The tumour's.
    pub tumor: SampleFusionEvidence,
    /// The normal's.
    pub normal: SampleFusionEvidence,
}

impl Merge for FusionEvidence {
    fn merge(&mut self, other: Self) {
        self.tumor.merge(other.tumor);
        self.normal.merge(other.normal);
    }
}

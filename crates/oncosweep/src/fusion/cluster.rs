//! From split reads and pairs to candidate junctions, each with the fragments that support it.

use super::{
    Breakend, Junction, Side, SplitRead,
    ambiguous::{self, Exchange},
    copies,
    evidence::SampleFusionEvidence,
    pair::{self, ChimericPair, Pairs, Reach},
};
use crate::{genes::GeneModel, genome::ContigId, sweep::FragmentId};

/// How one fragment supports a junction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Support {
    /// The fragment.
    pub fragment: FragmentId,
    /// Whether a read is split at the junction; such support sorts before that of a pair.
    pub by_pair_only: bool,
    /// Outer ends of the fragment as far as they are known: copies of one molecule share them.
    pub ends: [u32; 3],
    /// The best mapping quality that a record of the fragment has at the first and at the second breakend.
    pub mapping_qualities: [u8; 2],
    /// Whether the split read is a clip that was realigned.
    pub realigned: bool,
    /// Whether the junction is an intron of its read.
    pub spliced: bool,
}

/// Molecules that make a side's place unique for the others.
const MIN_PLACING: u32 = 2;

/// A candidate junction.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// The most supported junction, placed leftmost.
    pub junction: Junction,
    /// Whether a split read shows the place; otherwise it is estimated from pairs.
    pub precise: bool,
    /// One entry a molecule.
    pub support: Vec<Support>,
    /// Other places of one of its sides that parts of reads fit as well, as the aligner tells, each as a junction.
    pub alternatives: Vec<Junction>,
    /// Other places of one of its sides that the bases of the reads fit as well.
    pub copies: Vec<Junction>,
    /// Whether all of its reads have a part that fits several places.
    pub is_unplaced: bool,
}

impl Candidate {
    /// A candidate that only pairs show.
    fn of_pairs(junction: Junction, support: Vec<Support>) -> Self {
        Self { junction, precise: false, support, alternatives: Vec::new(), copies: Vec::new(), is_unplaced: false }
    }

    /// All places where it may lie, its own first.
    pub fn places(&self) -> impl Iterator<Item = &Junction> {
        std::iter::once(&self.junction).chain(&self.alternatives).chain(&self.copies)
    }

    /// Whether each breakend may lie elsewhere.
    pub fn may_lie_elsewhere(&self, merge_bp: u32) -> [bool; 2] {
        let copies = self.copies.iter().filter(|_| self.is_unplaced);
        let mut sides = [false; 2];
        for exchange in self.alternatives.iter().chain(copies).filter_map(|other| Exchange::of(&self.junction, other, merge_bp)) {
            sides[exchange.side] = true;
        }
        sides
    }

    /// Molecules that are placed uniquely, with `min_mapping_quality`, at both breakends.
    ///
    /// METHOD: aligners give short parts of a split read low qualities for their length alone. A molecule's mate may show the same side; and where
    /// [`MIN_PLACING`] molecules place a side uniquely, the place is unique for the others too, whose parts there agree with theirs to a few bases.
    ///
    /// Returns those with a split read and those without.
    pub fn confident(&self, min_mapping_quality: u8) -> [u32; 2] {
        self.confident_but_for([false; 2], min_mapping_quality)
    }

    /// The same, if it does not matter at which of its places a side lies that `may_lie_elsewhere`.
    pub fn confident_but_for(&self, may_lie_elsewhere: [bool; 2], min_mapping_quality: u8) -> [u32; 2] {
        let count = |enough: &dyn Fn(&Support) -> bool| self.support.iter().filter(|s| enough(s)).count() as u32;
        let is_unique = |s: &Support, side: usize| may_lie_elsewhere[side] || s.mapping_qualities[side] >= min_mapping_quality;
        let places = |side: usize| count(&|s| is_unique(s, side)) >= MIN_PLACING;
        let placed = [places(0), places(1)];
        let is_confident = |s: &Support| {
            let unique = [is_unique(s, 0), is_unique(s, 1)];
            (unique[0] && unique[1]) || (placed[0] && placed[1] && (unique[0] || unique[1]))
        };
        [count(&|s| is_confident(s) && !s.by_pair_only), count(&|s| is_confident(s) && s.by_pair_only)]
    }

    /// Molecules whose split read has its longer part at the first breakend.
    pub fn anchored_at_first(&self) -> u32 {
        let longer = |s: &&Support| {
            let [first, second] =
                [(s.ends[0], self.junction.first), (s.ends[1], self.junction.second)].map(|(far, end)| far.abs_diff(end.position));
            !s.by_pair_only && first >= second
        };
        self.support.iter().filter(longer).count() as u32
    }

    /// Molecules whose only split read is a realigned clip.
    pub fn realigned(&self) -> u32 {
        self.support.iter().filter(|s| s.realigned).count() as u32
    }

    /// Molecules of which the junction is an ordinary intron: those that count fragments across its ends count them, too.
    pub fn spliced(&self) -> u32 {
        self.support.iter().filter(|s| s.spliced).count() as u32
    }

    /// Molecules with a split read.
    pub fn split_reads(&self) -> u32 {
        self.support.iter().filter(|s| !s.by_pair_only).count() as u32
    }
}

/// The contigs and sides of a junction: only junctions that share them can be one.
pub(super) type Arrangement = (ContigId, Side, ContigId, Side);

pub(super) fn arrangement(junction: &Junction) -> Arrangement {
    (junction.first.contig, junction.first.side, junction.second.contig, junction.second.side)
}

/// Whether two placed junctions of one arrangement are the same up to `within_bp` at both breakends.
fn agrees(a: &Junction, b: &Junction, within_bp: u32) -> bool {
    a.first.position.abs_diff(b.first.position) <= within_bp && a.second.position.abs_diff(b.second.position) <= within_bp
}

/// A junction that a fragment shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    pub junction: Junction,
    pub support: Support,
}

impl Shown {
    pub fn of(split: &SplitRead) -> Self {
        Self {
            junction: split.junction.leftmost(),
            support: Support {
                fragment: split.fragment,
                by_pair_only: false,
                ends: [split.first_far_end, split.second_far_end, split.mate_start],
                mapping_qualities: split.mapping_qualities,
                realigned: split.realigned,
                spliced: split.spliced,
            },
        }
    }

    /// Junctions of `reads`, placed leftmost, sorted by arrangement and place. The primary and the supplementary record of a read become one entry.
    fn all<'a>(reads: impl Iterator<Item = &'a SplitRead>) -> Vec<Self> {
        let mut all: Vec<Self> = reads.map(Self::of).collect();
        all.sort_unstable_by_key(|s| (arrangement(&s.junction), s.junction, s.support));
        // Records of one fragment differ when both of its reads are split: the same one of them stands for it, always.
        all.dedup_by_key(|s| (s.junction, s.support.fragment));
        all
    }
}

/// Junctions of split reads that are placed uniquely.
fn shown(evidence: &SampleFusionEvidence) -> Vec<Shown> {
    Shown::all(evidence.splits.iter())
}

/// Junctions of split reads of which one part fits several places, each at all of them.
fn shown_anywhere(evidence: &SampleFusionEvidence) -> impl Iterator<Item = &SplitRead> {
    evidence.ambiguous.iter().flat_map(|read| &read.places)
}

/// One junction a fragment of those that split reads show.
pub(super) fn shown_junctions(evidence: &SampleFusionEvidence) -> Vec<(FragmentId, Junction)> {
    shown(evidence).into_iter().map(|s| (s.support.fragment, s.junction)).collect()
}

/// A junction in the making; its fields are those of [`Candidate`].
#[derive(Debug, Clone)]
pub(super) struct Growing {
    pub junction: Junction,
    pub support: Vec<Support>,
    pub alternatives: Vec<Junction>,
    pub copies: Vec<Junction>,
    pub is_unplaced: bool,
}

impl Growing {
    pub fn new(junction: Junction) -> Self {
        Self { junction, support: Vec::new(), alternatives: Vec::new(), copies: Vec::new(), is_unplaced: false }
    }
}

/// Joins junctions that agree within `merge_bp`: the most supported one takes its neighbours in, then the next.
pub(super) fn merge_neighbours(shown: &[Shown], merge_bp: u32) -> Vec<Growing> {
    let mut merged: Vec<Growing> = Vec::new();
    let near = |a: &Shown, b: &Shown| {
        arrangement(&a.junction) == arrangement(&b.junction) && b.junction.first.position - a.junction.first.position <= merge_bp
    };
    for block in shown.chunk_by(near) {
        let mut runs: Vec<&[Shown]> = block.chunk_by(|a, b| a.junction == b.junction).collect();
        // METHOD: the consensus is the junction most fragments show to the base; then the one without inserted bases (a mismatch
        // beside the break makes aligners stop early and leaves a false insertion), then the leftmost.
        runs.sort_by_key(|run| (std::cmp::Reverse(run.len()), run[0].junction.inserted_bp(), run[0].junction));
        let from = merged.len();
        for run in runs {
            let junction = run[0].junction;
            let support = run.iter().map(|s| s.support);
            match merged[from..].iter_mut().find(|seed| agrees(&seed.junction, &junction, merge_bp)) {
                Some(seed) => seed.support.extend(support),
                None => merged.push(Growing { support: support.collect(), ..Growing::new(junction) }),
            }
        }
    }
    merged
}

/// One entry a fragment, then one a molecule: fragments that share their outer ends and the way they support are copies that were not
/// marked as duplicates.
fn distinct_molecules(mut support: Vec<Support>) -> Vec<Support> {
    support.sort_unstable();
    // Split reads sort first and stand for their fragment; each side's place is as certain as its best record.
    support.dedup_by(|other, kept| {
        let same = other.fragment == kept.fragment;
        if same {
            for side in [0, 1] {
                kept.mapping_qualities[side] = kept.mapping_qualities[side].max(other.mapping_qualities[side]);
            }
            kept.realigned &= other.realigned || other.by_pair_only;
        }
        same
    });
    support.sort_unstable_by_key(|s| (s.by_pair_only, s.ends, std::cmp::Reverse(s.mapping_qualities), s.fragment));
    support.dedup_by_key(|s| (s.by_pair_only, s.ends));
    support
}

/// How many ends of a junction lie in genes of proteins.
pub(super) fn coding_ends(junction: &Junction, genes: Option<&GeneModel>) -> u32 {
    let codes = |end: &&Breakend| genes.is_some_and(|model| model.genes_at(end.contig, end.position).any(|gene| model.has_protein(gene)));
    [junction.first, junction.second].iter().filter(codes).count() as u32
}

/// All candidates of a sample, and the number of chimeric pairs that agree with nothing. Of copies that nothing tells apart, that in coding genes is named, where `genes` are known.
pub(super) fn candidates(
    evidence: &SampleFusionEvidence,
    merge_bp: u32,
    reach: Reach<'_>,
    genes: Option<&GeneModel>,
) -> (Vec<Candidate>, u64) {
    let mut junctions = merge_neighbours(&shown(evidence), merge_bp);
    let rank = |junction: &Junction| coding_ends(junction, genes);
    ambiguous::assign(&mut junctions, &Shown::all(shown_anywhere(evidence)), merge_bp, rank);
    copies::join(&mut junctions, evidence, merge_bp, rank);
    junctions.sort_by_key(|growing| (std::cmp::Reverse(growing.support.len()), growing.junction));
    let (mut pairs, mut halves) = (pair::joined(&evidence.pairs), pair::halves(&evidence.pairs));
    let mut found = Vec::with_capacity(junctions.len());
    for Growing { junction, mut support, alternatives, copies, is_unplaced } in junctions {
        // The best supported junction takes the pairs it explains first, wherever it may lie.
        for place in std::iter::once(&junction).chain(&alternatives).chain(&copies) {
            let turned = Exchange::of(&junction, place, merge_bp).is_some_and(|exchange| exchange.turned);
            for group in [&mut pairs, &mut halves] {
                support.extend(group.take_explained(place, reach).iter().map(support_of).map(|mut of_pair| {
                    of_pair.mapping_qualities.rotate_left(usize::from(turned));
                    of_pair
                }));
            }
        }
        found.push(Candidate { junction, precise: true, support: distinct_molecules(support), alternatives, copies, is_unplaced });
    }
    let mut lone = 0;
    for group in pairs.clusters(reach) {
        if let Some(junction) = innermost(&group) {
            lone += u64::from(group.len() == 1);
            let support = distinct_molecules(group.iter().map(support_of).collect());
            found.push(Candidate::of_pairs(junction, support));
        }
    }
    found.sort_by_key(|c| (c.junction, !c.precise));
    (found, lone)
}

/// Candidates of the pairs that nothing agrees with, as far as the sweep kept both records of them.
pub(super) fn lone_candidates(evidence: &SampleFusionEvidence) -> Vec<Candidate> {
    let lone = pair::joined(evidence.lone_pairs.records());
    let candidate = |pair: &ChimericPair| {
        let junction = Junction::new(pair.first.inner(), pair.second.inner(), 0);
        Candidate::of_pairs(junction, vec![support_of(pair)])
    };
    lone.all().map(candidate).collect()
}

/// Junctions of split reads, placed leftmost, of every neighbourhood in which at least `min_fragments` fragments show one; each once.
pub(super) fn repeated_junctions(evidence: &SampleFusionEvidence, merge_bp: u32, min_fragments: usize) -> Vec<Junction> {
    let mut repeated = Vec::new();
    let all = Shown::all(evidence.splits.iter().chain(shown_anywhere(evidence)));
    for Growing { junction, support, .. } in merge_neighbours(&all, merge_bp) {
        let mut fragments: Vec<FragmentId> = support.iter().map(|s| s.fragment).collect();
        fragments.sort_unstable();
        fragments.dedup();
        if fragments.len() >= min_fragments {
            repeated.push(junction);
        }
    }
    repeated.sort_unstable();
    repeated
}

/// The evidence of a sample, to be asked about junctions found elsewhere.
pub(super) struct SupportIndex {
    shown: Vec<Shown>,
    pairs: [Pairs; 3],
}

impl SupportIndex {
    pub fn new(evidence: &SampleFusionEvidence) -> Self {
        Self {
            shown: Shown::all(evidence.splits.iter().chain(shown_anywhere(evidence))),
            pairs: [pair::joined(&evidence.pairs), pair::halves(&evidence.pairs), pair::joined(evidence.lone_pairs.records())],
        }
    }

    /// Fragments that support any of `junctions`.
    pub fn supporting<'a>(&self, junctions: impl Iterator<Item = &'a Junction>, merge_bp: u32, reach: Reach<'_>) -> u32 {
        let mut fragments: Vec<FragmentId> = junctions.flat_map(|junction| self.fragments(junction, merge_bp, reach)).collect();
        fragments.sort_unstable();
        fragments.dedup();
        fragments.len() as u32
    }

    fn fragments(&self, junction: &Junction, merge_bp: u32, reach: Reach<'_>) -> Vec<FragmentId> {
        let key = arrangement(junction);
        let low = (key, junction.first.position.saturating_sub(merge_bp));
        let from = self.shown.partition_point(|s| (arrangement(&s.junction), s.junction.first.position) < low);
        let near = self.shown[from..].iter().take_while(|s| {
            arrangement(&s.junction) == key && s.junction.first.position <= junction.first.position.saturating_add(merge_bp)
        });
        let mut fragments: Vec<FragmentId> = near.filter(|s| agrees(&s.junction, junction, merge_bp)).map(|s| s.support.fragment).collect();
        fragments.extend(self.pairs.iter().flat_map(|pairs| pairs.explained(junction, reach)).map(|pair| pair.fragment));
        fragments
    }
}

fn support_of(pair: &ChimericPair) -> Support {
    Support {
        fragment: pair.fragment,
        by_pair_only: true,
        ends: [pair.first.outer(), pair.second.outer(), u32::MAX],
        mapping_qualities: pair.mapping_qualities,
        realigned: false,
        spliced: false,
    }
}

/// The junction as close as the mates of a cluster of pairs come to it; `None` for no pair.
fn innermost(pairs: &[ChimericPair]) -> Option<Junction> {
    let first = pairs.iter().map(|p| p.first.inner()).reduce(Breakend::closer)?;
    let second = pairs.iter().map(|p| p.second.inner()).reduce(Breakend::closer)?;
    Some(Junction::new(first, second, 0))
}

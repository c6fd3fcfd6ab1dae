//! Candidates that are shadows of others: reads of one junction that were placed at a relative of the partner's sequence.

use super::{Breakend, Fusion, FusionConfig, FusionFilter, SampleFusionEvidence, clip::reverse_complement, similarity::percent_shared};

/// Percent of the retained bases that two places share which reads may be exchanged between: sequences that differ in less than about an eighth of
/// their bases. Two exons of one gene, or two strangers, share about 1 % of 100 bases.
const MIN_SHARED_PERCENT: u8 = 50;

/// A candidate's ends, each with the retained bases read away from the junction.
struct Sides {
    places: [(Breakend, Vec<u8>); 2],
    fragments: u32,
    /// Whether both breakpoints lie in coding sequence, so that a frame is known.
    codes: bool,
}

impl Sides {
    /// Whether reads shared by both belong here rather than to `other`.
    ///
    /// METHOD: aligners divide reads between nearly equal sequences at random, so of a coding partner and its untranslated relative (a pseudogene, most often)
    /// the coding one has them unless the other has more than twice as many; else the one with more.
    fn outweighs(&self, other: &Self) -> bool {
        if self.codes == other.codes {
            return self.fragments > other.fragments;
        }
        let (coding, silent) = if self.codes { (self, other) } else { (other, self) };
        (2 * coding.fragments >= silent.fragments) == self.codes
    }
}

/// Adds [`FusionFilter::Relative`] to candidates of which one breakpoint is that of a candidate that outweighs them, and the other lies in a relative of that
/// candidate's other side.
pub(super) fn mark(fusions: &mut [Fusion], evidence: &SampleFusionEvidence, config: &FusionConfig) {
    let sides_of = |f: &Fusion| {
        let surroundings = evidence.surroundings_of(&f.junction).filter(|_| f.precise)?;
        let before = reverse_complement(surroundings.before.as_bytes());
        Some(Sides {
            places: [(f.junction.first, before), (f.junction.second, surroundings.after.clone().into_bytes())],
            fragments: f.supporting_fragments,
            codes: f.annotation.frame.is_some(),
        })
    };
    let all: Vec<Option<Sides>> = fusions.iter().map(sides_of).collect();
    let neighbours = Neighbours::new(&all, config.merge_bp);
    let is_shadow = |mine: &Sides| {
        let beside = |end: usize| neighbours.of(mine.places[end].0).map(move |(other, theirs)| (end, other, theirs));
        [0, 1].into_iter().flat_map(beside).any(|(end, other, theirs)| {
            let (own, partner) = (&mine.places[1 - end], &other.places[1 - theirs]);
            other.outweighs(mine) && !neighbours.are_one(own.0, partner.0) && percent_shared(&own.1, &partner.1) >= MIN_SHARED_PERCENT
        })
    };
    for (fusion, mine) in fusions.iter_mut().zip(&all) {
        if mine.as_ref().is_some_and(is_shadow) {
            fusion.filters.push(FusionFilter::Relative);
            fusion.filters.sort_unstable();
        }
    }
}

/// The ends of all candidates by place.
struct Neighbours<'a> {
    /// Each end with its candidate and which of its two it is.
    ends: Vec<(Breakend, &'a Sides, usize)>,
    within_bp: u32,
}

impl<'a> Neighbours<'a> {
    fn new(all: &'a [Option<Sides>], within_bp: u32) -> Self {
        let of = |sides: &'a Sides| [0, 1].map(|end| (sides.places[end].0, sides, end));
        let mut ends: Vec<_> = all.iter().flatten().flat_map(of).collect();
        ends.sort_by_key(|&(breakend, ..)| (breakend.contig, breakend.position));
        Self { ends, within_bp }
    }

    /// Whether two breakends are taken for one.
    fn are_one(&self, a: Breakend, b: Breakend) -> bool {
        (a.contig, a.side) == (b.contig, b.side) && a.position.abs_diff(b.position) <= self.within_bp
    }

    /// The ends that are taken for `breakend`, its own among them: each with its candidate and which of its two it is.
    fn of(&self, breakend: Breakend) -> impl Iterator<Item = (&'a Sides, usize)> {
        let least = (breakend.contig, breakend.position.saturating_sub(self.within_bp));
        let first = self.ends.partition_point(|(other, ..)| (other.contig, other.position) < least);
        let near = self.ends[first..].iter();
        let near = near.take_while(move |(other, ..)| {
            other.contig == breakend.contig && other.position <= breakend.position.saturating_add(self.within_bp)
        });
        near.filter(move |(other, ..)| self.are_one(breakend, *other)).map(|&(_, sides, end)| (sides, end))
    }
}

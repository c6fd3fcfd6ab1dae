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
        let letters = [reverse_complement(surroundings.before.as_bytes()), surroundings.after.clone().into_bytes()];
        let [before, after] = letters;
        Some(Sides {
            places: [(f.junction.first, before), (f.junction.second, after)],
            fragments: f.supporting_fragments,
            codes: f.annotation.frame.is_some(),
        })
    };
    let all: Vec<Option<Sides>> = fusions.iter().map(sides_of).collect();
    let same = |a: Breakend, b: Breakend| (a.contig, a.side) == (b.contig, b.side) && a.position.abs_diff(b.position) <= config.merge_bp;
    let is_shadow = |mine: &Sides, other: &Sides| {
        other.outweighs(mine)
            && [(0, 0), (0, 1), (1, 0), (1, 1)].iter().any(|&(i, j)| {
                let (shared, theirs) = (&mine.places[i].0, &other.places[j].0);
                let (own, partner) = (&mine.places[1 - i], &other.places[1 - j]);
                same(*shared, *theirs) && !same(own.0, partner.0) && percent_shared(&own.1, &partner.1) >= MIN_SHARED_PERCENT
            })
    };
    for (index, fusion) in fusions.iter_mut().enumerate() {
        let Some(mine) = &all[index] else { continue };
        if all.iter().flatten().any(|other| is_shadow(mine, other)) {
            fusion.filters.push(FusionFilter::Relative);
            fusion.filters.sort_unstable();
        }
    }
}

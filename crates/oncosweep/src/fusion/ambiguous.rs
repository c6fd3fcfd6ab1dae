//! Split reads of which one part fits several places alike, and the candidates they make.
//!
//! An aligner puts such a part at one of its places at random, with a mapping quality of 0, and may name the others (`XA:Z:(rname,±pos,CIGAR,NM;)+` of bwa). A fusion with one
//! of several copies of a gene shows itself as one junction at the unique side, and several at the other.
//!
//! METHOD: a read belongs to all of its places; it joins what unique reads show at one of them, else the place that most of such reads share. So one
//! candidate holds them all, and knows the places where it may lie instead.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Breakend, Junction,
    cluster::{Arrangement, Growing, Shown, arrangement, merge_neighbours},
    supplementary::Segment,
};
use crate::{genome::Contigs, sweep::FragmentId};

/// Where a part with mapping quality 0 fits as well as where it is: the places of an XA tag that have the fewest differences of those it names.
pub(super) fn other_places(tag: &[u8], contigs: &Contigs) -> Vec<Segment> {
    let mut places: Vec<(u32, Segment)> =
        tag.split(|&b| b == b';').filter(|entry| !entry.is_empty()).filter_map(|entry| Segment::of_alternative(entry, contigs)).collect();
    let least = places.iter().map(|(differences, _)| *differences).min();
    places.retain(|(differences, _)| Some(*differences) == least);
    places.into_iter().map(|(_, segment)| segment).collect()
}

/// Gives the reads `shown` at several places to the junctions `found`, or makes new ones. Of places that as many reads share, that of the highest `rank` is taken.
pub(super) fn assign(found: &mut Vec<Growing>, shown: &[Shown], merge_bp: u32, rank: impl Fn(&Junction) -> u32) {
    if shown.is_empty() {
        return;
    }
    let mut by_place: BTreeMap<Arrangement, Vec<(u32, usize)>> = BTreeMap::new();
    for (index, growing) in found.iter().enumerate() {
        by_place.entry(arrangement(&growing.junction)).or_default().push((growing.junction.first.position, index));
    }
    for places in by_place.values_mut() {
        places.sort_unstable();
    }
    let host = |junction: &Junction| {
        let places = by_place.get(&arrangement(junction)).map(Vec::as_slice).unwrap_or_default();
        let from = places.partition_point(|&(position, _)| position < junction.first.position.saturating_sub(merge_bp));
        let near = places[from..].iter().take_while(|&&(position, _)| position <= junction.first.position.saturating_add(merge_bp));
        let is_near = |index: usize| are_one(found[index].junction.second, junction.second, merge_bp);
        near.map(|&(_, index)| index).filter(|&index| is_near(index)).max_by_key(|&index| (found[index].support.len(), Reverse(index)))
    };
    let mut groups: Vec<(Option<usize>, Growing)> = merge_neighbours(shown, merge_bp).into_iter().map(|g| (host(&g.junction), g)).collect();
    groups.sort_by_key(|(host, group)| {
        (
            Reverse(host.map_or(0, |index| found[index].support.len())),
            Reverse(group.support.len()),
            Reverse(rank(&group.junction)),
            group.junction,
        )
    });
    let mut owner: BTreeMap<FragmentId, usize> = BTreeMap::new();
    for (host, group) in &groups {
        let support: Vec<_> = group.support.iter().filter(|s| !owner.contains_key(&s.fragment)).copied().collect();
        if support.is_empty() {
            continue;
        }
        let index = host.unwrap_or(found.len());
        owner.extend(support.iter().map(|s| (s.fragment, index)));
        match host {
            Some(index) => found[*index].support.extend(support),
            None => found.push(Growing { support, is_unplaced: true, ..Growing::new(group.junction) }),
        }
    }
    let mut named: BTreeMap<usize, BTreeSet<Junction>> = BTreeMap::new();
    for (_, group) in &groups {
        for index in group.support.iter().filter_map(|s| owner.get(&s.fragment)) {
            named.entry(*index).or_default().insert(group.junction);
        }
    }
    for (index, junctions) in named {
        let growing = &mut found[index];
        let is_other = |junction: &Junction| Exchange::of(&growing.junction, junction, merge_bp).is_some();
        growing.alternatives = junctions.into_iter().filter(is_other).collect();
    }
}

/// Whether two breakends are taken for one.
pub(super) fn are_one(a: Breakend, b: Breakend, within_bp: u32) -> bool {
    (a.contig, a.side) == (b.contig, b.side) && a.position.abs_diff(b.position) <= within_bp
}

/// Of `sorted` entries, by the breakend that `of` tells, those whose breakend is taken for `end`.
pub(super) fn near<T>(sorted: &[T], end: Breakend, within_bp: u32, of: impl Fn(&T) -> Breakend) -> impl Iterator<Item = &T> {
    let place = |breakend: Breakend| (breakend.contig, breakend.position);
    let from = sorted.partition_point(|entry| place(of(entry)) < (end.contig, end.position.saturating_sub(within_bp)));
    let to = sorted.partition_point(|entry| place(of(entry)) <= (end.contig, end.position.saturating_add(within_bp)));
    sorted[from..to].iter().filter(move |entry| are_one(of(entry), end, within_bp))
}

/// How a junction differs from another one that shares one of its breakends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exchange {
    /// Which breakend of the junction lies elsewhere: 0 for the first.
    pub side: usize,
    /// Whether the other junction has its breakends the other way around.
    pub turned: bool,
}

impl Exchange {
    /// From `junction` to `other`; `None` where they share both breakends or none.
    pub fn of(junction: &Junction, other: &Junction, within_bp: u32) -> Option<Self> {
        let (mine, theirs) = ([junction.first, junction.second], [other.first, other.second]);
        let same = |a: usize, b: usize| are_one(mine[a], theirs[b], within_bp);
        if (same(0, 0) && same(1, 1)) || (same(0, 1) && same(1, 0)) {
            return None;
        }
        [(1, false, same(0, 0)), (0, false, same(1, 1)), (1, true, same(0, 1)), (0, true, same(1, 0))]
            .into_iter()
            .find_map(|(side, turned, shared)| shared.then_some(Self { side, turned }))
    }

    /// What the other junction has of its two sides, in this one's order.
    pub fn turn<T: Copy>(self, [first, second]: [T; 2]) -> [T; 2] {
        if self.turned { [second, first] } else { [first, second] }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Side, cluster::Support},
        *,
    };
    use crate::genome::Contig;

    fn end(contig: u32, position: u32) -> Breakend {
        Breakend { contig, position, side: Side::Left }
    }

    fn read(fragment: u64, other: Breakend) -> Shown {
        let support = Support {
            fragment,
            by_pair_only: false,
            ends: [0, 0, fragment as u32],
            mapping_qualities: [60, 0],
            realigned: false,
            spliced: false,
        };
        Shown { junction: Junction::new(end(0, 100), other, 0), support }
    }

    fn sorted(mut all: Vec<Shown>) -> Vec<Shown> {
        all.sort_unstable_by_key(|s| (arrangement(&s.junction), s.junction, s.support));
        all
    }

    #[test]
    fn places_of_equal_rank_in_the_tag_are_kept() {
        let contigs = Contigs::new(vec![Contig { name: "chr1".into(), length: 1000 }, Contig { name: "chr2".into(), length: 500 }]);
        let places = other_places(b"chr1,+101,60M40S,1;chr2,-11,40S60M,1;chr1,+301,60M40S,4;chr9,+1,60M,0;chr1,5,60M,0;;", &contigs);
        assert_eq!(places.iter().map(|s| (s.contig, s.start, s.reverse)).collect::<Vec<_>>(), vec![(0, 100, false), (1, 10, true)]);
        assert!(places.iter().all(|s| (s.query_start, s.query_end, s.mapping_quality) == (0, 60, 0)));
    }

    #[test]
    fn reads_of_two_places_make_one_candidate_which_names_the_other() {
        // Fragments 1 to 3 fit both places; the second ranks higher.
        let shown = sorted((1..4).flat_map(|n| [read(n, end(1, 500)), read(n, end(2, 700))]).collect());
        let mut found = Vec::new();
        assign(&mut found, &shown, 10, |junction| u32::from(junction.second.contig == 2));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].junction.second, found[0].support.len()), (end(2, 700), 3));
        assert_eq!(found[0].alternatives, vec![Junction::new(end(0, 100), end(1, 500), 0)]);
        // A unique read at the first place has them all.
        let mut found =
            vec![Growing { support: vec![read(9, end(1, 502)).support], ..Growing::new(Junction::new(end(0, 98), end(1, 502), 0)) }];
        assign(&mut found, &shown, 10, |_| 0);
        assert_eq!((found.len(), found[0].support.len(), found[0].is_unplaced), (1, 4, false));
        assert_eq!(found[0].alternatives, vec![Junction::new(end(0, 100), end(2, 700), 0)]);
    }

    #[test]
    fn exchanges_keep_the_order_of_the_sides() {
        let of = |a: (u32, u32), b: (u32, u32)| {
            let junction = |(x, y)| Junction::new(end(x, 100), end(y, 100), 0);
            Exchange::of(&junction(a), &junction(b), 5)
        };
        assert_eq!(of((1, 2), (1, 3)), Some(Exchange { side: 1, turned: false }));
        assert_eq!(of((1, 2), (0, 2)), Some(Exchange { side: 0, turned: false }));
        assert_eq!(of((1, 2), (0, 1)), Some(Exchange { side: 1, turned: true }));
        assert_eq!(of((1, 2), (2, 3)), Some(Exchange { side: 0, turned: true }));
        assert_eq!((of((1, 2), (1, 2)), of((1, 2), (3, 4))), (None, None));
    }
}

//! How often chimeric fragments end at a place: what the background alone would lead from one to another.

use std::collections::BTreeMap;

use super::{
    Breakend, Crowds, Junction, SampleFusionEvidence, Side,
    cluster::{self, Arrangement, arrangement},
    pair::{self, Reach},
};
use crate::genome::ContigId;

/// The ends of all chimeric fragments of a sample.
pub(super) struct Crowding<'a> {
    ends: BTreeMap<(ContigId, Side), Vec<u32>>,
    between: BTreeMap<Arrangement, Vec<(u32, u32)>>,
    fragments: u64,
    reach: Reach<'a>,
}

impl<'a> Crowding<'a> {
    pub fn new(evidence: &SampleFusionEvidence, reach: Reach<'a>) -> Self {
        let mut joins: Vec<(u64, Junction)> = cluster::shown_junctions(evidence);
        joins.extend(
            pair::joined(&evidence.pairs).all().map(|pair| (pair.fragment, Junction::new(pair.first.inner(), pair.second.inner(), 0))),
        );
        // Split reads come first: a fragment counts once.
        joins.sort_by_key(|&(fragment, _)| fragment);
        joins.dedup_by_key(|&mut (fragment, _)| fragment);
        // Of DNA, pairs that nothing agrees with are only counted, once for each mate that was swept; they have ends all the same.
        let alone = (evidence.skipped.isolated_pairs + evidence.skipped.isolated_halves).div_ceil(2);
        let mut all = Self { ends: BTreeMap::new(), between: BTreeMap::new(), fragments: joins.len() as u64 + alone, reach };
        for (_, junction) in joins {
            for end in [junction.first, junction.second] {
                all.ends.entry((end.contig, end.side)).or_default().push(end.position);
            }
            all.between.entry(arrangement(&junction)).or_default().push((junction.first.position, junction.second.position));
        }
        all.ends.values_mut().for_each(|positions| positions.sort_unstable());
        all.between.values_mut().for_each(|pairs| pairs.sort_unstable());
        all
    }

    /// Where the mates of pairs that a breakend explains may lie; on either side where the breakend's place is estimated from them.
    fn range(&self, end: Breakend, precise: bool) -> (u32, u32) {
        let mate = self.reach.mate_at(end);
        let slack = if precise { self.reach.slack } else { mate };
        match end.side {
            Side::Left => (end.position.saturating_sub(mate), end.position.saturating_add(slack)),
            Side::Right => (end.position.saturating_sub(slack), end.position.saturating_add(mate)),
        }
    }

    fn ends_at(&self, end: Breakend, precise: bool) -> usize {
        let (low, high) = self.range(end, precise);
        let positions = self.ends.get(&(end.contig, end.side)).map(Vec::as_slice).unwrap_or_default();
        positions.partition_point(|&p| p <= high) - positions.partition_point(|&p| p < low)
    }

    /// Fragments that lead from the surroundings of one breakend into those of the other.
    fn joined(&self, junction: &Junction, precise: bool) -> usize {
        let ((low, high), (low2, high2)) = (self.range(junction.first, precise), self.range(junction.second, precise));
        let pairs = self.between.get(&arrangement(junction)).map(Vec::as_slice).unwrap_or_default();
        let from = pairs.partition_point(|p| p.0 < low);
        pairs[from..].iter().take_while(|p| p.0 <= high).filter(|p| (low2..=high2).contains(&p.1)).count()
    }

    /// How crowded with chimeric ends the surroundings of both breakends are, apart from the fragments that join the two: these are the question.
    pub fn around(&self, junction: &Junction, precise: bool) -> Crowds {
        let between = self.joined(junction, precise);
        let others = |end: Breakend| self.ends_at(end, precise).saturating_sub(between) as f64;
        let ends = 2.0 * (self.fragments as f64 - between as f64).max(1.0);
        Crowds { others: [others(junction.first), others(junction.second)], ends }
    }
}

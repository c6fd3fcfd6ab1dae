//! Junctions with one breakend in common whose other sides are so alike that the reads do not tell them apart: identical copies of a gene.
//!
//! METHOD: aligners divide such reads by what has nothing to do with the sequence (a shorter intron, chance), and not all of them lower the mapping quality (STAR gives its
//! highest to parts of chimeric reads). What decides is whether the assembled reads of one junction have fewer differences from their own place than from the other's: if not, they belong to the
//! other as well. Compared are the letters next to the junction as far as the reads follow either place (the prefix of the highest score, 1 for a letter that either has, −3 for one
//! that neither has).

use std::cmp::Reverse;

use super::{
    Breakend, Junction, SampleFusionEvidence,
    ambiguous::{Exchange, near},
    clip::reverse_complement,
    cluster::{Growing, Support},
};

/// Letters that have to be followed, at least: shorter stretches are alike by chance.
const MIN_FOLLOWED: usize = 20;
/// Letters of the reference that stand for those of reads that are not known: realigned clips reach about as far.
const UNREAD_BP: usize = 32;
const DIFFERENCE: i32 = -3;

/// What is known of a junction's letters: of either side, read away from the junction.
struct Sides {
    /// Of the reference.
    reference: [Vec<u8>; 2],
    /// Of the reads.
    reads: Option<[Vec<u8>; 2]>,
}

impl Sides {
    fn of(junction: &Junction, evidence: &SampleFusionEvidence) -> Option<Self> {
        let around = evidence.surroundings_of(junction)?;
        let reads = evidence.bases_of(junction).and_then(|bases| bases.consensus(0));
        Some(Self {
            reference: [reverse_complement(around.before.as_bytes()), around.after.clone().into_bytes()],
            reads: reads.map(|c| [reverse_complement(c.before.as_bytes()), c.after.into_bytes()]),
        })
    }

    /// Differences of the reads on `side` from `other` less those from their own place, and so many letters are followed. Without reads, the reference next to the junction stands for them.
    fn favour(&self, side: usize, other: &[u8]) -> (i32, usize) {
        let own = &self.reference[side];
        let reads = self.reads.as_ref().map_or(&own[..own.len().min(UNREAD_BP)], |reads| &reads[side]);
        let (mut score, mut best, mut followed, mut favour, mut at_best) = (0, 0, 0, 0, 0);
        for (place, ((&read, &mine), &theirs)) in reads.iter().zip(own).zip(other).enumerate() {
            if read != b'N' {
                score += if read == mine || read == theirs { 1 } else { DIFFERENCE };
                favour += i32::from(read != theirs) - i32::from(read != mine);
            }
            if score > best {
                (best, followed, at_best) = (score, place + 1, favour);
            }
        }
        (at_best, followed)
    }
}

/// Joins junctions that the reads do not tell apart: one takes the support of the other, and names it as a copy unless its own reads tell that they are no other's. Of two that neither
/// tells apart, that of the higher `rank` stands, then the one with more support.
pub(super) fn join(found: &mut Vec<Growing>, evidence: &SampleFusionEvidence, merge_bp: u32, rank: impl Fn(&Junction) -> u32) {
    // What is around a junction is known where two fragments show it, or some that fit several places.
    let is_known = |growing: &Growing| growing.is_unplaced || growing.support.len() > 1;
    let mut order: Vec<usize> = (0..found.len()).filter(|&index| is_known(&found[index])).collect();
    order.sort_by_cached_key(|&index| {
        let growing = &found[index];
        (Reverse(rank(&growing.junction)), Reverse(growing.support.len()), growing.junction)
    });
    let ends_of = |(place, &index): (usize, &usize)| [found[index].junction.first, found[index].junction.second].map(|end| (end, place));
    let mut ends: Vec<(Breakend, usize)> = order.iter().enumerate().flat_map(ends_of).collect();
    ends.sort_unstable();
    let mut sides: Vec<Option<Option<Sides>>> = order.iter().map(|_| None).collect();
    let mut is_taken = vec![false; found.len()];
    for mine in 0..order.len() {
        let others = neighbours(&ends, &found[order[mine]].junction, merge_bp);
        for other in others.into_iter().filter(|&other| other > mine) {
            if is_taken[order[mine]] || is_taken[order[other]] {
                continue;
            }
            let Some(exchange) = Exchange::of(&found[order[mine]].junction, &found[order[other]].junction, merge_bp) else { continue };
            for place in [mine, other] {
                sides[place].get_or_insert_with(|| Sides::of(&found[order[place]].junction, evidence));
            }
            let (Some(Some(here)), Some(Some(there))) = (&sides[mine], &sides[other]) else { continue };
            let there_side = if exchange.turned { 1 - exchange.side } else { exchange.side };
            let ((favours_mine, followed), (favours_other, also)) =
                (here.favour(exchange.side, &there.reference[there_side]), there.favour(there_side, &here.reference[exchange.side]));
            if followed.min(also) < MIN_FOLLOWED || (favours_mine > 0 && favours_other > 0) {
                continue;
            }
            // The other one's reads may tell that it is theirs.
            let (keeps, gives, is_told) = if favours_other > 0 { (other, mine, true) } else { (mine, other, favours_mine > 0) };
            is_taken[order[gives]] = true;
            take(found, order[keeps], order[gives], merge_bp, is_told);
        }
    }
    let mut taken = is_taken.iter();
    found.retain(|_| !taken.next().copied().unwrap_or(false));
    if !evidence.twins.is_empty() {
        for growing in found.iter_mut() {
            name_twins(growing, evidence, merge_bp);
        }
    }
}

/// Names the places to which no read was put, but which the reads fit as well.
fn name_twins(growing: &mut Growing, evidence: &SampleFusionEvidence, merge_bp: u32) {
    let twins = evidence.twins_of(&growing.junction);
    let Some(here) = (!twins.is_empty()).then(|| Sides::of(&growing.junction, evidence)).flatten() else { return };
    for twin in twins {
        let Some(exchange) = Exchange::of(&growing.junction, &twin.other, merge_bp) else { continue };
        let (favours_mine, followed) = here.favour(exchange.side, twin.letters.as_bytes());
        let is_known = |other: &Junction| Exchange::of(other, &twin.other, merge_bp).is_none();
        if followed >= MIN_FOLLOWED && favours_mine <= 0 && !growing.copies.iter().any(is_known) {
            growing.copies.push(twin.other);
        }
    }
    growing.copies.sort_unstable();
}

/// Junctions that share a breakend with `junction`, each once.
fn neighbours(ends: &[(Breakend, usize)], junction: &Junction, merge_bp: u32) -> Vec<usize> {
    let both = [junction.first, junction.second].into_iter();
    let mut all: Vec<usize> = both.flat_map(|end| near(ends, end, merge_bp, |&(end, _)| end)).map(|&(_, index)| index).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Moves the support of one junction to another.
fn take(found: &mut [Growing], keeps: usize, gives: usize, merge_bp: u32, is_told: bool) {
    let emptied = Growing::new(found[gives].junction);
    let given = std::mem::replace(&mut found[gives], emptied);
    let junction = found[keeps].junction;
    let Some(exchange) = Exchange::of(&junction, &given.junction, merge_bp) else { return };
    let (from, to) = (exchange.turn([given.junction.first, given.junction.second]), [junction.first, junction.second]);
    let moved = |support: &Support| {
        let (far, mate) = (exchange.turn([support.ends[0], support.ends[1]]), support.ends[2]);
        let [first, second] = [0, 1].map(|side| to[side].outward(far[side].abs_diff(from[side].position)));
        Support { ends: [first, second, mate], mapping_qualities: exchange.turn(support.mapping_qualities), ..*support }
    };
    let keeper = &mut found[keeps];
    keeper.support.extend(given.support.iter().map(moved));
    keeper.is_unplaced &= given.is_unplaced;
    if !is_told {
        keeper.copies.push(given.junction);
        keeper.copies.extend(given.copies.into_iter().filter(|copy| Exchange::of(&junction, copy, merge_bp).is_some()));
    }
    keeper.alternatives.extend(given.alternatives.into_iter().filter(|other| Exchange::of(&junction, other, merge_bp).is_some()));
    for list in [&mut keeper.copies, &mut keeper.alternatives] {
        list.sort_unstable();
        list.dedup();
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Side, words::tests::letters},
        *,
    };

    fn sides(reference: &[u8], reads: Option<&[u8]>) -> Sides {
        Sides { reference: [letters(100, 7), reference.to_vec()], reads: reads.map(|reads| [letters(60, 7), reads.to_vec()]) }
    }

    #[test]
    fn reads_favour_a_place_by_the_letters_in_which_copies_differ() {
        let gene = letters(100, 3);
        let mut copy = gene.clone();
        copy[40] = if copy[40] == b'A' { b'C' } else { b'A' };
        // Reads that end before the difference fit both; longer ones tell; an error that neither has tells nothing.
        assert_eq!(sides(&gene, Some(&gene[..40])).favour(1, &copy), (0, 40));
        assert_eq!(sides(&gene, Some(&gene[..60])).favour(1, &copy), (1, 60));
        assert_eq!(sides(&copy, Some(&gene[..60])).favour(1, &gene), (-1, 60));
        let mut wrong = gene[..40].to_vec();
        wrong[20] = if wrong[20] == b'G' { b'T' } else { b'G' };
        assert_eq!(sides(&gene, Some(&wrong)).favour(1, &copy), (0, 40));
        // Behind the exon's end the reads follow neither.
        let spliced = [&gene[..30], &letters(30, 99)[..]].concat();
        let (favour, followed) = sides(&gene, Some(&spliced)).favour(1, &copy);
        assert!(favour == 0 && (30..36).contains(&followed), "{favour} {followed}");
        // Of reads that are not known nothing is said beyond 32 letters.
        assert_eq!(sides(&gene, None).favour(1, &copy), (0, 32));
        copy[20] = if copy[20] == b'A' { b'C' } else { b'A' };
        assert_eq!(sides(&gene, None).favour(1, &copy), (1, 32));
        assert!(sides(&gene, Some(&gene[..60])).favour(1, &letters(100, 55)).0 > 10);
    }

    #[test]
    fn support_moves_with_its_distance_from_the_breakend() {
        let end = |contig, position, side| Breakend { contig, position, side };
        let here = Junction::new(end(1, 100, Side::Left), end(2, 500, Side::Right), 0);
        // The copy lies on an earlier contig, so that the junction is read the other way around.
        let there = Junction::new(end(0, 900, Side::Right), end(1, 100, Side::Left), 0);
        let support =
            Support { fragment: 1, by_pair_only: false, ends: [930, 60, 7], mapping_qualities: [3, 60], realigned: false, spliced: false };
        let mut found = vec![Growing::new(here), Growing { support: vec![support], ..Growing::new(there) }];
        take(&mut found, 0, 1, 10, false);
        let moved = found[0].support[0];
        assert_eq!((moved.ends, moved.mapping_qualities), ([60, 530, 7], [60, 3]));
        assert_eq!((found[0].copies.as_slice(), found[1].support.len()), ([there].as_slice(), 0));
    }
}

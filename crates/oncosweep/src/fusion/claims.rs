//! Bases between both sides of a junction that an aligner gave to neither, and which side they belong to after all.
//!
//! An insertion, a deletion or a mismatch close to a break ends an aligner's part of a read early: the few bases behind it do not pay for the gap. They are then left
//! as inserted at the junction, whose place is off by as many.
//!
//! METHOD: the inserted bases are aligned with gaps from either side to what the reference goes on with there; `i` of them are given to one side and `j` to the other so that
//! both scores, less one for each base that stays inserted, are greatest. Less than [`MIN_GAIN`] better than leaving them all is chance: `m` random bases go on
//! behind one of the gaps of `g` bases with probability `4 · 4⁻ᵐ`, and `2 m − 6 − g ≥ 5` asks for six behind a gap of one base.

use super::{
    Breakend, FusionEvidence, Junction, SampleFusionEvidence,
    clip::reverse_complement,
    consensus,
    gapped::Anchored,
    place_clips::{Letters, own_letters},
    realign::shared_start,
};
use crate::{error::Result, genome::Contigs};

/// Better than leaving all bases inserted by so much, at least.
const MIN_GAIN: i32 = 5;
/// Fewer bases cannot gain as much.
const MIN_INSERTED_BP: usize = 4;

/// The reference on both sides of a breakend, read towards the junction: its retained bases and what it goes on with.
#[derive(Debug, Clone)]
pub(super) struct Flank {
    pub retained: Vec<u8>,
    pub onward: Vec<u8>,
}

/// What both sides claim of the bases between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claims {
    /// Bases of the read that each side claims beyond its breakend: those between, and homologous ones of the other side.
    pub read_bp: [usize; 2],
    /// Bases of the reference that each side's breakend moves by.
    pub reference_bp: [usize; 2],
}

impl Claims {
    /// The claims of `sides` on the bases `between` them, which are read from the first side to the second; `None` where they are better left inserted.
    pub fn of(between: &[u8], sides: [&Flank; 2]) -> Option<Self> {
        if between.len() < MIN_INSERTED_BP {
            return None;
        }
        let back = reverse_complement(between);
        let aligned = [Anchored::new(between, &sides[0].onward), Anchored::new(&back, &sides[1].onward)];
        let all = between.len();
        let prefixes = aligned.map(|side| (0..=all).map(|bases| side.prefix(bases)).collect::<Vec<_>>());
        let (mut best, mut claimed) = (-(all as i32) + MIN_GAIN - 1, None);
        for i in 0..=all {
            for j in 0..=all - i {
                // What lies beyond the end of a contig cannot be reached at all.
                let value = prefixes[0][i].0.saturating_add(prefixes[1][j].0).saturating_sub((all - i - j) as i32);
                if value > best {
                    (best, claimed) = (value, Some((i, j)));
                }
            }
        }
        let (i, j) = claimed?;
        let (first_bp, second_bp) = (prefixes[0][i].1, prefixes[1][j].1);
        // What the other side claims may go on here as well.
        let shared = |rest: &[u8], other: &Flank, onward: &[u8]| {
            let read = [rest, &reverse_complement(&other.retained)].concat();
            shared_start(&read, onward)
        };
        let first = shared(&between[i..], sides[1], sides[0].onward.get(first_bp..)?);
        let second = shared(&back[j..], sides[0], sides[1].onward.get(second_bp..)?);
        Some(Self { read_bp: [i + first, j + second], reference_bp: [first_bp + first, second_bp + second] })
    }

    /// Both ends and the gap of the junction of `a` and `b` with `inserted` bases between them, with the claims settled.
    pub fn settle(self, a: Breakend, b: Breakend, inserted: usize) -> (Breakend, Breakend, i32) {
        let gap = inserted as i32 - self.read_bp[0] as i32 - self.read_bp[1] as i32;
        (a.extended(self.reference_bp[0] as i32), b.extended(self.reference_bp[1] as i32), gap)
    }
}

/// A junction of split reads that was settled elsewhere.
#[derive(Debug, Clone, Copy)]
struct Settled {
    /// Where aligners put it, placed leftmost.
    from: Junction,
    /// Where it lies, maximally extended on both sides.
    to: Junction,
    /// Bases of the reads that the first side claims beyond where aligners ended it.
    first_bp: usize,
}

impl FusionEvidence {
    /// Settles whose the inserted bases of the tumour's junctions are, by the bases of their split reads, and moves the junctions of both samples accordingly.
    ///
    /// # Errors
    /// As `reference`.
    pub fn settle_inserted(&mut self, contigs: &Contigs, reference: &mut impl Letters) -> Result<()> {
        let settled = settled(&self.tumor, contigs, reference)?;
        if !settled.is_empty() {
            self.tumor.move_to(&settled);
            self.normal.move_to(&settled);
        }
        Ok(())
    }
}

/// The junctions of a sample that move, sorted.
fn settled(sample: &SampleFusionEvidence, contigs: &Contigs, reference: &mut impl Letters) -> Result<Vec<Settled>> {
    let mut settled = Vec::new();
    for bases in sample.bases.iter().filter(|bases| bases.junction.inserted_bp() as usize >= MIN_INSERTED_BP) {
        let from = bases.junction;
        let Some(between) = bases.consensus(0).map(|consensus| consensus.inserted.into_bytes()) else { continue };
        let flanks = own_letters(from.first, contigs, reference)?.zip(own_letters(from.second, contigs, reference)?);
        let Some((first, second)) = flanks else { continue };
        let Some(claims) = Claims::of(&between, [&first, &second]) else { continue };
        let (first, second, gap) = claims.settle(from.first, from.second, between.len());
        // Short events may lie so close that the two sides would pass each other.
        if first <= second {
            settled.push(Settled { from, to: Junction { first, second, gap }, first_bp: claims.read_bp[0] });
        }
    }
    settled.sort_unstable_by_key(|s| s.from);
    Ok(settled)
}

impl SampleFusionEvidence {
    fn move_to(&mut self, settled: &[Settled]) {
        let of = |junction: &Junction| settled.binary_search_by_key(junction, |s| s.from).ok().map(|index| settled[index]);
        for split in &mut self.splits {
            if let Some(found) = of(&split.junction.leftmost()) {
                split.junction = found.to;
            }
        }
        self.splits.sort_unstable();
        for place in self.ambiguous.iter_mut().flat_map(|read| &mut read.places) {
            if let Some(found) = of(&place.junction.leftmost()) {
                place.junction = found.to;
            }
        }
        self.ambiguous.sort_unstable();
        for bases in &mut self.bases {
            if let Some(found) = of(&bases.junction) {
                bases.move_to(&found.to, found.first_bp);
            }
        }
        self.bases = consensus::gathered(std::mem::take(&mut self.bases));
    }
}

#[cfg(test)]
mod tests {
    use super::{super::words::tests::letters, *};

    /// Two sides of a junction in unrelated sequence, neither of which goes on as the other ends.
    fn sides() -> [Vec<u8>; 2] {
        let [mut first, mut second] = [letters(200, 11), letters(200, 12)];
        let not = |letter: u8| if letter == b'A' { b'C' } else { b'A' };
        first[100] = not(reverse_complement(&second[99..100])[0]);
        second[100] = not(reverse_complement(&first[99..100])[0]);
        [first, second]
    }

    /// The flank of a side whose part of `sequence` ends at `at`.
    fn flank(sequence: &[u8], at: usize) -> Flank {
        Flank { retained: sequence[..at].to_vec(), onward: sequence[at..].to_vec() }
    }

    #[test]
    fn ends_of_contigs_claim_nothing() {
        // From the last base of a circle to its first, with other bases between.
        let [first, second] = sides();
        let ends = [flank(&first, 200), flank(&second, 200)];
        for bases in [4, 12, 18, 40] {
            assert_eq!(Claims::of(&letters(bases, 13), [&ends[0], &ends[1]]), None, "{bases}");
        }
    }

    #[test]
    fn bases_behind_a_gap_belong_to_their_side() {
        let [first, second] = sides();
        // Read towards the junction, both parts end at base 100; the read goes on from one to the other.
        let behind = |gap: &dyn Fn(&[u8]) -> Vec<u8>| gap(&first[..100]);
        for distance in [8, 10, 12, 20] {
            for deleted in [1, 2, 5] {
                // The aligner's part ends at the gap: the bases behind it are left.
                let read = behind(&|s: &[u8]| s[100 - distance..].to_vec());
                let at = 100 - distance - deleted;
                let claims = Claims::of(&read, [&flank(&first, at), &flank(&second, 100)]).unwrap();
                assert_eq!(claims, Claims { read_bp: [distance, 0], reference_bp: [distance + deleted, 0] }, "{distance} {deleted}");
                // The same seen from the other side.
                let turned = Claims::of(&reverse_complement(&read), [&flank(&second, 100), &flank(&first, at)]).unwrap();
                assert_eq!(turned, Claims { read_bp: [0, distance], reference_bp: [0, distance + deleted] });
            }
        }
        // Three bases inserted ten bases before the junction.
        let read = [b"ACG", &first[90..100]].concat();
        let claims = Claims::of(&read, [&flank(&first, 90), &flank(&second, 100)]).unwrap();
        assert_eq!(claims.reference_bp, [10, 0]);
        assert_eq!(claims.read_bp, [13, 0]);
    }

    #[test]
    fn bases_of_neither_side_stay_inserted() {
        let [first, second] = sides();
        let mut claimed = 0;
        let mut random = 0;
        for between in (0..1_000).map(|seed| letters(12, 100 + seed)) {
            // What goes on without a gap aligners have not left.
            if between[0] != first[100] && reverse_complement(&between)[0] != second[100] {
                random += 1;
                claimed += usize::from(Claims::of(&between, [&flank(&first, 100), &flank(&second, 100)]).is_some());
            }
        }
        assert!(random > 400 && claimed * 25 <= random, "{claimed} of {random}");
    }

    #[test]
    fn what_both_sides_claim_is_homology() {
        let [mut first, second] = sides();
        // The first side goes on with the three bases that the second one ends in, as read from the first.
        let after = reverse_complement(&second[97..100]);
        first.splice(100..103, after);
        let differs = reverse_complement(&second[96..97])[0];
        first[103] = if differs == b'A' { b'C' } else { b'A' };
        let claims = Claims::of(&first[90..100], [&flank(&first, 88), &flank(&second, 100)]).unwrap();
        assert_eq!((claims.read_bp[0], claims.reference_bp[0]), (13, 15));
        let end = |contig, side| Breakend { contig, position: 500, side };
        let (a, b) = (end(0, super::super::Side::Left), end(1, super::super::Side::Left));
        assert_eq!(claims.settle(a, b, 10).2, 10 - 13 - claims.read_bp[1] as i32);
    }
}

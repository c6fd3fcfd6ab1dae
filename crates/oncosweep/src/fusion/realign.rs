//! Finds where clipped bases go on in the reference.
//!
//! METHOD: the clip begins at the junction, so the question is not a general alignment but: from which base of a short stretch of reference does
//! this sequence read on, after at most a few inserted bases? Every diagonal is scored without gaps (the highest-scoring segment
//! that begins within [`MAX_INSERTED_BP`] of the junction; match +1, mismatch −4, as bwa mem weighs them), which is exact for that question and
//! passes over an indel further out because the segment simply ends there. Only diagonals on which [`WORD`] bases in a row agree are scored: a segment of
//! score `S` with `m` mismatches has a row of over `4 + (S − 4)/(m + 1)` bases, so none of score 14 with up to eight mismatches is missed.

use super::{
    indexed::{Indexed, WORD},
    packed::{BLOCK, LOW, Packed},
};

/// Bases between both sides of a junction that belong to neither, at most.
pub(super) const MAX_INSERTED_BP: usize = 30;
/// Least score of a placement. By chance a stretch of 2,000 bases holds a given 14 bases with probability 2000 / 4¹⁴ < 1e-5.
pub(super) const MIN_SCORE: i32 = 14;
/// The second best placement must score this much less, or the clip is ambiguous.
const MIN_LEAD: i32 = 4;
const MISMATCH: i32 = -4;

/// Two segments this many diagonals apart, which share so few bases of the clip as chance lets agree behind a gap, are one alignment.
const MAX_GAP_BP: u64 = 8;
const MAX_SHARED_BP: usize = 4;

/// Where a clip reads on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placement {
    /// Offset in the stretch of the first base of the matching segment.
    pub offset: usize,
    /// Bases of the clip before the segment.
    pub inserted: usize,
    /// Bases of the segment.
    pub length: usize,
    /// Matches minus penalties.
    pub score: i32,
}

impl Placement {
    /// Whether both are parts of one alignment with a small gap between them, and so no alternatives.
    fn is_across_gap(&self, other: &Self) -> bool {
        let diagonal = |placement: &Self| placement.offset as i64 - placement.inserted as i64;
        let shared = (self.inserted + self.length).min(other.inserted + other.length).saturating_sub(self.inserted.max(other.inserted));
        diagonal(self).abs_diff(diagonal(other)) <= MAX_GAP_BP && shared <= MAX_SHARED_BP
    }
}

/// The highest-scoring segment of the clip beside the stretch from `offset` on that begins within [`MAX_INSERTED_BP`]: `(score, start, length)`; the earliest of
/// equals. Goes from run to run of bases that agree or differ.
fn best_segment(clip: &Packed, stretch: &Packed, offset: usize) -> (i32, usize, usize) {
    let length = clip.len().min(stretch.len() - offset);
    let (mut best, mut running, mut start) = ((0, 0, 0), 0, 0);
    for first in (0..length).step_by(BLOCK) {
        let end = (length - first).min(BLOCK);
        let differ = clip.differences(first, stretch, offset + first);
        let mut at = 0;
        while at < end {
            let left = differ >> (2 * at);
            let run = |bits: u64| (bits.trailing_zeros() as usize / 2).min(end - at);
            if running <= 0 {
                if first + at > MAX_INSERTED_BP {
                    return best;
                }
                let differing = run(!left & LOW);
                if differing > 0 {
                    at += differing;
                    continue;
                }
                (running, start) = (0, first + at);
            }
            let agreeing = run(left);
            if agreeing == 0 {
                running += MISMATCH;
                at += 1;
                continue;
            }
            running += agreeing as i32;
            at += agreeing;
            if running > best.0 {
                best = (running, start, first + at - start);
            }
        }
    }
    best
}

/// Looks for one clip after the other in many stretches; the memory is kept.
#[derive(Default)]
pub(super) struct Finder {
    clip: Packed,
    /// Offsets at which the stretch and the clip, laid side by side, agree over a word.
    met: Vec<u32>,
    /// Placements that are not the best.
    rivals: Vec<Placement>,
}

impl Finder {
    /// Takes the clip that is looked for from now on.
    pub(super) fn look_for(&mut self, clip: &[u8]) {
        self.clip.set(clip);
    }

    /// The best placement of the clip in `stretch`, both read in the same direction; `None` when none scores [`MIN_SCORE`], or two that are not parts of one alignment score alike.
    pub(super) fn place(&mut self, stretch: &Indexed) -> Option<Placement> {
        self.meet(stretch);
        let mut best: Option<Placement> = None;
        self.rivals.clear();
        for offset in self.met.iter().map(|&offset| offset as usize) {
            let (score, start, length) = best_segment(&self.clip, stretch.letters(), offset);
            let found = Placement { offset: offset + start, inserted: start, length, score };
            // The same segment seen from its own diagonal only: diagonals differ in `offset`, so each is another placement.
            let other = match best {
                Some(top) if score <= top.score => Some(found),
                _ => best.replace(found),
            };
            self.rivals.extend(other.filter(|other| other.score > MIN_SCORE - MIN_LEAD));
        }
        let is_rival = |top: &Placement, other: &Placement| top.score - other.score < MIN_LEAD && !top.is_across_gap(other);
        best.filter(|top| top.score >= MIN_SCORE && !self.rivals.iter().any(|other| is_rival(top, other)))
    }

    /// Finds the diagonals worth scoring.
    fn meet(&mut self, stretch: &Indexed) {
        let Self { clip, met, .. } = self;
        met.clear();
        clip.each_word(WORD, |place, word| met.extend(stretch.places(word).filter_map(|there| there.checked_sub(place as u32))));
        met.sort_unstable();
        met.dedup();
    }
}

/// Bases at the ends of `a` and `b` that are equal: how far the retained side and the one before the partner's breakend are homologous.
pub(super) fn shared_end(a: &[u8], b: &[u8]) -> usize {
    a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y && **x != b'N').count()
}

/// Bases at the beginnings of `a` and `b` that are equal.
pub(super) fn shared_start(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(x, y)| x == y && **x != b'N').count()
}

#[cfg(test)]
mod tests {
    use super::{super::words::tests::letters, *};

    fn place(clip: &[u8], stretch: &[u8]) -> Option<Placement> {
        let mut finder = Finder::default();
        // An earlier clip leaves nothing.
        finder.look_for(&letters(60, 77));
        finder.look_for(clip);
        finder.place(&Indexed::new(stretch))
    }

    #[test]
    fn a_clip_is_found_with_errors_insertions_and_an_indel_further_out() {
        let stretch = letters(2_000, 1);
        let exact = place(&stretch[700..740], &stretch).unwrap();
        assert_eq!((exact.offset, exact.inserted, exact.length, exact.score), (700, 0, 40, 40));
        let mut wrong = stretch[700..740].to_vec();
        wrong[20] = if wrong[20] == b'A' { b'C' } else { b'A' };
        assert_eq!(place(&wrong, &stretch).unwrap(), Placement { offset: 700, inserted: 0, length: 40, score: 35 });
        let inserted = [letters(5, 9), stretch[900..930].to_vec()].concat();
        let found = place(&inserted, &stretch).unwrap();
        assert!((found.offset + found.inserted.abs_diff(5) == 900 || found.offset == 900) && found.inserted <= 5, "{found:?}");
        let gapped = [&stretch[100..130], &stretch[133..160]].concat();
        assert_eq!((place(&gapped, &stretch).unwrap().offset, place(&gapped, &stretch).unwrap().inserted), (100, 0));
    }

    /// Base by base.
    fn segment_of_letters(clip: &[u8], stretch: &[u8]) -> (i32, usize, usize) {
        let (mut best, mut running, mut start) = ((0, 0, 0), 0, 0);
        for (i, (&a, &b)) in clip.iter().zip(stretch).enumerate() {
            if running <= 0 {
                if i > MAX_INSERTED_BP {
                    break;
                }
                (running, start) = (0, i);
            }
            running += if a == b && a != b'N' { 1 } else { MISMATCH };
            if running > best.0 {
                best = (running, start, i + 1 - start);
            }
        }
        best
    }

    #[test]
    fn runs_of_bases_give_the_segment_that_each_base_gives() {
        let (mut clip, mut stretch) = (Packed::default(), Packed::default());
        for seed in 0..400u64 {
            // Letters of two kinds agree often, and so in long and in short runs.
            let few = |count: usize, seed: u64| -> Vec<u8> {
                let letter = |letter: u8| if seed.is_multiple_of(3) { letter } else { [b'A', b'C'][usize::from(letter > b'C')] };
                letters(count, seed).into_iter().map(letter).collect()
            };
            let mut text = few(5 + seed as usize % 150, seed);
            let around = few(200, seed + 1_000);
            if seed % 2 == 0 {
                let length = text.len() / 2;
                text[length / 3..length / 3 + length].copy_from_slice(&around[40..40 + length]);
                text[length / 2] = b'N';
            }
            clip.set(&text);
            stretch.set(&around);
            for offset in 0..around.len() {
                assert_eq!(best_segment(&clip, &stretch, offset), segment_of_letters(&text, &around[offset..]), "{seed} {offset}");
            }
        }
    }

    #[test]
    fn words_lead_to_the_placement_that_every_diagonal_gives() {
        for seed in 0..60 {
            let stretch = letters(400, seed);
            let mut clip = letters(8 + seed as usize, seed + 100);
            let from = (seed as usize * 37) % 300;
            clip.extend_from_slice(&stretch[from..from + 25 + seed as usize % 40]);
            for wrong in (5..clip.len()).step_by(11 + seed as usize % 5) {
                clip[wrong] = b"ACGTN"[(wrong + seed as usize) % 5];
            }
            let scores: Vec<_> = (0..stretch.len()).map(|offset| segment_of_letters(&clip, &stretch[offset..])).collect();
            let top = (0..scores.len()).max_by_key(|&offset| (scores[offset].0, std::cmp::Reverse(offset))).unwrap();
            let second = (0..scores.len()).filter(|&offset| offset != top).map(|offset| scores[offset].0).max().unwrap();
            let expected = (scores[top].0 >= MIN_SCORE && scores[top].0 - second >= MIN_LEAD).then_some(top + scores[top].1);
            assert_eq!(place(&clip, &stretch).map(|found| found.offset), expected, "{seed}");
        }
    }

    #[test]
    fn what_is_too_short_repeated_or_absent_has_no_place() {
        let stretch = letters(2_000, 2);
        assert_eq!(place(&stretch[50..60], &stretch), None);
        assert_eq!(place(&letters(60, 77), &stretch), None);
        let repeated = [&stretch[..300], &stretch[..300]].concat();
        assert_eq!(place(&repeated[40..80], &repeated), None);
        assert_eq!(place(&[b'N'; 40], &[b'N'; 100]), None);
        assert_eq!(place(b"", &stretch), None);
    }

    #[test]
    fn shared_ends_are_counted_up_to_the_first_difference() {
        assert_eq!((shared_end(b"TTACG", b"GGACG"), shared_end(b"A", b"C"), shared_start(b"ACGT", b"ACT")), (3, 0, 2));
        assert_eq!(shared_end(b"AN", b"AN"), 0);
    }
}

//! One sequence out of several that begin at the same place.
//!
//! METHOD: begun with the letter most sequences have at each distance from the beginning; where one of them disagrees with that in more than a tenth of its letters, all
//! are aligned to it with gaps, and vote again: on the letter of each place, on whether there is one, and on what stands between it and the next. An alignment
//! that is lost behind a gap in what was voted for stays in step from there on, so each round carries further, until nothing changes (star alignment: Gusfield,
//! Bull. Math. Biol. 55:141, 1993, with a vote for its centre). Begun with some of the sequences themselves it may end elsewhere; the one that fits best stands.

use std::{cmp::Reverse, collections::BTreeMap};

use super::gapped::{Anchored, Step};

/// Sequences that it is begun with as well: what fits all of them best is taken.
const MAX_STARTS: usize = 4;
/// Rounds of alignment, at most: each reaches past one more gap.
const MAX_ROUNDS: usize = 8;

/// Votes on one place.
#[derive(Debug, Clone, Default)]
struct Place {
    letters: [u32; 4],
    absent: u32,
    /// What stands before the next place.
    more: BTreeMap<Vec<u8>, u32>,
}

impl Place {
    fn voters(&self) -> u32 {
        self.letters.iter().sum::<u32>() + self.absent
    }

    fn vote(&mut self, letter: u8) {
        if let Some(code) = b"ACGT".iter().position(|&known| known == letter) {
            self.letters[code] += 1;
        }
    }

    /// The letter of most votes, `own` among equals; `None` without a vote.
    fn letter(&self, own: u8) -> Option<u8> {
        let (code, count) = self.letters.iter().enumerate().max_by_key(|&(code, &count)| (count, b"ACGT"[code] == own, Reverse(code)))?;
        (*count > 0).then(|| b"ACGT"[code])
    }
}

/// The letter most of `sequences` have at each distance from their beginning, as far as the longest reaches: among equals that of the longest, then the first of the
/// alphabet; `None` where none is known.
pub(super) fn by_vote<S: AsRef<[u8]>>(sequences: &[S]) -> impl Iterator<Item = Option<u8>> {
    let longest = sequences.iter().map(AsRef::as_ref).max_by_key(|sequence| (sequence.len(), Reverse(*sequence))).unwrap_or_default();
    longest.iter().enumerate().map(|(offset, &own)| {
        let mut place = Place::default();
        sequences.iter().filter_map(|sequence| sequence.as_ref().get(offset)).for_each(|&letter| place.vote(letter));
        place.letter(own)
    })
}

/// The sequence that most of `sequences` have, as far as letters are known without a break; N is an unknown letter.
pub(super) fn assemble(sequences: &[Vec<u8>]) -> Vec<u8> {
    let plain: Vec<u8> = by_vote(sequences).map_while(|letter| letter).collect();
    let differs = |sequence: &Vec<u8>| sequence.iter().zip(&plain).filter(|(a, b)| a != b && **a != b'N').count() * 10 > sequence.len();
    if sequences.len() == 1 || !sequences.iter().any(differs) {
        return plain;
    }
    let settled = |mut whole: Vec<u8>| {
        for _ in 0..MAX_ROUNDS {
            let next = voted(sequences, &whole);
            if next == whole {
                break;
            }
            whole = next;
        }
        let score: i32 = sequences.iter().map(|sequence| score(sequence, &whole)).sum();
        (score, whole)
    };
    let starts = sequences.iter().filter(|sequence| !sequence.contains(&b'N')).take(MAX_STARTS).cloned();
    let mut best = settled(plain);
    for other in starts.map(settled) {
        if other.0 > best.0 {
            best = other;
        }
    }
    best.1
}

/// How well `sequence` fits to `whole`, as far as both reach.
fn score(sequence: &[u8], whole: &[u8]) -> i32 {
    let bases = sequence.len().min(whole.len());
    Anchored::new(&sequence[..bases], whole).prefix(bases).0
}

/// What `sequences`, aligned to `whole`, vote for.
fn voted(sequences: &[Vec<u8>], whole: &[u8]) -> Vec<u8> {
    let mut places = vec![Place::default(); whole.len()];
    for sequence in sequences {
        let sequence = &sequence[..sequence.len().min(whole.len())];
        let (mut from, mut to, mut more) = (0, 0usize, Vec::new());
        for step in Anchored::new(sequence, whole).steps(sequence.len()) {
            if step == Step::Inserted {
                more.push(sequence[from]);
                from += 1;
                continue;
            }
            if let Some(before) = (!more.is_empty()).then(|| to.checked_sub(1)).flatten().and_then(|before| places.get_mut(before)) {
                *before.more.entry(std::mem::take(&mut more)).or_default() += 1;
            }
            let Some(place) = places.get_mut(to) else { break };
            to += 1;
            if step == Step::Deleted {
                place.absent += 1;
            } else {
                place.vote(sequence[from]);
                from += 1;
            }
        }
    }
    let mut next = Vec::with_capacity(whole.len());
    for (place, &own) in places.iter().zip(whole) {
        if 2 * place.absent <= place.voters() {
            match place.letter(own) {
                Some(letter) => next.push(letter),
                None => break,
            }
        }
        let most = place.more.iter().max_by_key(|&(letters, &count)| (count, Reverse(letters)));
        if let Some((letters, _)) = most.filter(|&(letters, &count)| 2 * count > place.voters() && !letters.contains(&b'N')) {
            next.extend(letters);
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::{super::words::tests::letters, *};

    #[test]
    fn most_have_it_and_the_longest_decides_among_equals() {
        let of =
            |sequences: &[&str]| String::from_utf8(assemble(&sequences.iter().map(|s| s.as_bytes().to_vec()).collect::<Vec<_>>())).unwrap();
        assert_eq!(of(&["ACGT", "ACGTT", "TCG"]), "ACGTT");
        assert_eq!(of(&["ACGTAA", "CCGT"]), "ACGTAA");
        assert_eq!(of(&["ANGT", "ACG", "AN"]), "ACGT");
        assert_eq!(of(&["ANGT", "AN"]), "A");
        assert_eq!((of(&[]), of(&[""])), (String::new(), String::new()));
    }

    #[test]
    fn gaps_of_some_are_outvoted_and_those_of_all_are_kept() {
        let truth = letters(60, 8);
        for (at, size) in [(5, 1), (10, 2), (20, 5), (35, 3)] {
            let deleted = [&truth[..at], &truth[at + size..]].concat();
            let inserted = [&truth[..at], &letters(size, 40), &truth[at..]].concat();
            let some = vec![truth.clone(), truth.clone(), deleted.clone(), inserted[..60].to_vec(), truth[..50].to_vec()];
            assert_eq!(assemble(&some), truth, "{at} {size}");
            assert_eq!(assemble(&[deleted.clone(), deleted.clone(), truth.clone()])[..50], deleted[..50], "{at} {size}");
            assert_eq!(assemble(&[deleted.clone(), deleted.clone()]), deleted);
        }
    }

    #[test]
    fn gaps_in_every_sequence_leave_the_truth() {
        let mut right = 0;
        for seed in 0..20 {
            let truth = letters(60, 300 + seed);
            let noisy = |n: u64| {
                let random = letters(70, (100 * seed + n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
                let mut out = Vec::new();
                for (i, &letter) in truth.iter().enumerate() {
                    // Three letters in 64 begin a gap.
                    match (random[i], random[(i + 5) % 70], random[(i + 11) % 70]) {
                        (b'A', b'A', b'A') if i > 2 => {}
                        (b'C', b'C', b'A' | b'C') if i > 2 => out.extend([b'G', letter]),
                        _ => out.push(letter),
                    }
                }
                out
            };
            let whole = assemble(&(0..12).map(noisy).collect::<Vec<_>>());
            right += u32::from(whole.len() >= 50 && whole[..50] == truth[..50]);
        }
        // Where the same gap falls into several of the twelve, it may win.
        assert!(right >= 17, "{right} of 20");
    }
}

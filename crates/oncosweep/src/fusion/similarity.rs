//! How much of one sequence another one holds: homologous genes and repeats make reads look chimeric.

use super::{clip::reverse_complement, words::words};

/// Words compared. In a stretch of 4,000 bases a given word occurs by chance with probability 2 · 4,000 / 4¹¹ = 0.002.
const WORD_BP: usize = 11;
/// Bases at the end of a word that are looked up first.
const END_BP: usize = 6;
/// Words on diagonals this close belong to one alignment: room for small indels.
const BAND_BP: i64 = 16;

/// Percent of `query` that lies in words of [`WORD_BP`] bases that `target` holds in the same order, on either strand.
///
/// Two sequences that differ in a share `e` of their bases have about `(1 − e)¹¹ · (1 + 11 e)` of their bases in shared words: 90 % at 5 %
/// difference, 66 % at 10 %; unrelated ones share by chance about 10 %.
pub(super) fn percent_shared(query: &[u8], target: &[u8]) -> u8 {
    percent_one_strand(query, target).max(percent_one_strand(&reverse_complement(query), target))
}

fn percent_one_strand(query: &[u8], target: &[u8]) -> u8 {
    let mut offsets: Vec<(usize, u32)> = words(query, WORD_BP).map(|(offset, word)| (word, offset as u32)).collect();
    if offsets.is_empty() {
        return 0;
    }
    offsets.sort_unstable();
    // Which ends of words the query has: most words of the target are told by theirs.
    let mut ends = [false; 1 << (2 * END_BP)];
    let end_of = |word: usize| word % (1 << (2 * END_BP));
    for &(word, _) in &offsets {
        ends[end_of(word)] = true;
    }
    let mut hits: Vec<(i64, u32)> = Vec::new();
    for (place, word) in words(target, WORD_BP).filter(|&(_, word)| ends[end_of(word)]) {
        let from = offsets.partition_point(|&(other, _)| other < word);
        let same = offsets[from..].iter().take_while(|&&(other, _)| other == word);
        hits.extend(same.map(|&(_, offset)| (place as i64 - i64::from(offset), offset)));
    }
    hits.sort_unstable();
    let mut best = 0;
    for (from, &(diagonal, _)) in hits.iter().enumerate() {
        if from > 0 && hits[from - 1].0 == diagonal {
            continue;
        }
        let mut offsets: Vec<u32> = hits[from..].iter().take_while(|hit| hit.0 - diagonal <= BAND_BP).map(|hit| hit.1).collect();
        offsets.sort_unstable();
        let (mut covered, mut end) = (0, 0);
        for offset in offsets {
            let word_end = offset as usize + WORD_BP;
            covered += word_end - end.max(offset as usize).min(word_end);
            end = end.max(word_end);
        }
        best = best.max(covered);
    }
    (best * 100 / query.len().max(1)) as u8
}

/// Distinct words of three bases among those of `letters`: 1 in a run of one letter, 2 in a repeat of two, about 30 in 40 random bases (the
/// triplets of DUST: Morgulis et al., J. Comput. Biol. 13:1028, 2006).
pub(super) fn distinct_triplets(letters: &[u8]) -> u8 {
    let mut seen = [false; 64];
    for (_, word) in words(letters, 3) {
        seen[word] = true;
    }
    seen.iter().filter(|&&s| s).count() as u8
}

#[cfg(test)]
mod tests {
    use super::{super::words::tests::letters, *};

    /// Every `step`-th base changed.
    fn diverged(letters: &[u8], step: usize) -> Vec<u8> {
        let change = |(i, &letter): (usize, &u8)| if i % step == step / 2 { super::super::clip::complement(letter) } else { letter };
        letters.iter().enumerate().map(change).collect()
    }

    #[test]
    fn relatives_are_told_from_strangers_on_either_strand() {
        let gene = letters(4_000, 5);
        let part = &gene[1_000..1_100];
        assert_eq!(percent_shared(part, &gene), 100);
        assert_eq!(percent_shared(&reverse_complement(part), &gene), 100);
        // Bases 10, 30, 50, 70 and 90 differ: four stretches of 19 bases hold words, the ends of 10 and 9 are too short.
        assert_eq!(percent_shared(&diverged(part, 20), &gene), 76);
        assert!(percent_shared(&letters(100, 99), &gene) < 30);
        let gapped = [&part[..50], &part[55..]].concat();
        assert!(percent_shared(&gapped, &gene) >= 90);
        assert_eq!(percent_shared(b"ACG", &gene), 0);
        assert_eq!(percent_shared(&[b'N'; 50], &gene), 0);
    }

    #[test]
    fn repeats_have_few_triplets() {
        assert_eq!(distinct_triplets(b"AAAAAAAAAAAA"), 1);
        assert_eq!(distinct_triplets(b"ACACACACACAC"), 2);
        assert_eq!(distinct_triplets(b"NNNN"), 0);
        assert!(distinct_triplets(&letters(40, 3)) > 20);
    }
}

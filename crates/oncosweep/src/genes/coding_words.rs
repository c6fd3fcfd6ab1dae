//! Changes of the coding sequence in HGVS's words (HGVS nomenclature 21.0, DNA level): `c.5T>C`, `c.4_6delinsGTT`, `c.7del`, `c.7_9dup`,
//! `c.6_7insA`. Deletions, duplications and insertions are placed as far right in the transcript as they go (the 3' rule), not past the end of
//! the coding sequence; HGVS's exception for exon borders is not made.

/// `bases` (the coding sequence, `coding_length` bases, perhaps with more behind) with `removed` bases from `offset` (0-based) on replaced by `inserted`;
/// `None` when nothing changes, or the change leaves the coding sequence.
pub(super) fn replaced(bases: &[u8], coding_length: usize, offset: usize, removed: usize, inserted: &[u8]) -> Option<String> {
    let coding = bases.get(..coding_length)?;
    let mut old = coding.get(offset..offset + removed)?;
    let (mut new, mut first) = (inserted, offset);
    while let (Some(a), Some(b)) = (old.last(), new.last())
        && a == b
    {
        (old, new) = (&old[..old.len() - 1], &new[..new.len() - 1]);
    }
    while let (Some(a), Some(b)) = (old.first(), new.first())
        && a == b
    {
        (old, new, first) = (&old[1..], &new[1..], first + 1);
    }
    // 1-based, both ends included.
    let range = |from: usize, length: usize| if length == 1 { format!("{}", from + 1) } else { format!("{}_{}", from + 1, from + length) };
    let text = |letters: &[u8]| String::from_utf8_lossy(letters).into_owned();
    match (old.len(), new.len()) {
        (0, 0) => None,
        (1, 1) => Some(format!("c.{}{}>{}", first + 1, text(old), text(new))),
        (length, 0) => {
            while coding.get(first + length).is_some_and(|next| *next == coding[first]) {
                first += 1;
            }
            Some(format!("c.{}del", range(first, length)))
        }
        (0, length) => {
            let mut new = new.to_vec();
            while coding.get(first).is_some_and(|next| *next == new[0]) {
                new.rotate_left(1);
                first += 1;
            }
            match first.checked_sub(length).and_then(|from| coding.get(from..first)) {
                Some(before) if before == new => Some(format!("c.{}dup", range(first - length, length))),
                _ if first == 0 || first == coding.len() => None,
                _ => Some(format!("c.{}_{}ins{}", first, first + 1, text(&new))),
            }
        }
        (length, _) => Some(format!("c.{}delins{}", range(first, length), text(new))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    //                       1234567890123456
    const CODING: &[u8] = b"ATGGCCAAATTTGCGTAA";

    fn words(offset: usize, removed: usize, inserted: &[u8]) -> Option<String> {
        replaced(CODING, CODING.len(), offset, removed, inserted)
    }

    #[test]
    fn changes_are_placed_by_the_three_prime_rule() {
        for (offset, removed, inserted, expected) in [
            (4, 1, &b"T"[..], "c.5C>T"),
            // One of three A's at 7 to 9, wherever it was taken from.
            (6, 1, b"", "c.9del"),
            (8, 1, b"", "c.9del"),
            (6, 2, b"", "c.8_9del"),
            (6, 0, b"A", "c.9dup"),
            (6, 0, b"AA", "c.8_9dup"),
            (3, 0, b"T", "c.3_4insT"),
            (3, 3, b"TTC", "c.4_5delinsTT"),
            (3, 4, b"GCT", "c.6_7delinsT"),
        ] {
            assert_eq!(words(offset, removed, inserted).as_deref(), Some(expected), "{offset} {removed}");
        }
    }

    #[test]
    fn what_leaves_the_coding_sequence_has_no_words() {
        assert_eq!(words(16, 4, b""), None);
        assert_eq!(words(18, 0, b"C"), None);
        assert_eq!(words(4, 1, b"C"), None);
    }
}

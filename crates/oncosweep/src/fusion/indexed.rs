//! A stretch of reference that many clips are looked for in.

use super::packed::Packed;

/// Bases of a word.
pub(super) const WORD: usize = 6;

/// Letters with the places of each word among them.
#[derive(Debug)]
pub(super) struct Indexed {
    letters: Packed,
    /// By word, its last place plus 1; 0 for none.
    last: Box<[u32]>,
    /// By place, the place before it of the same word plus 1; 0 for none.
    before: Vec<u32>,
}

impl Indexed {
    /// Indexes upper-case letters; words of others than A, C, G, T have no place.
    pub(super) fn new(letters: &[u8]) -> Self {
        let mut packed = Packed::default();
        packed.set(letters);
        let (mut last, mut before) = (vec![0; 1 << (2 * WORD)].into_boxed_slice(), vec![0; letters.len()]);
        packed.each_word(WORD, |place, word| before[place] = std::mem::replace(&mut last[word as usize], place as u32 + 1));
        Self { letters: packed, last, before }
    }

    /// The letters.
    pub(super) fn letters(&self) -> &Packed {
        &self.letters
    }

    /// The places of a word, as [`Packed::each_word`] gives it, the last first.
    #[inline]
    pub(super) fn places(&self, word: u64) -> impl Iterator<Item = u32> {
        let mut next = self.last[word as usize];
        std::iter::from_fn(move || {
            let place = next.checked_sub(1)?;
            next = self.before[place as usize];
            Some(place)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::words::tests::letters, *};

    #[test]
    fn every_word_has_its_places() {
        let mut text = letters(300, 5);
        text.extend_from_within(40..90);
        text[120] = b'N';
        let indexed = Indexed::new(&text);
        let mut found = vec![];
        (0..1 << (2 * WORD)).for_each(|word| found.extend(indexed.places(word).map(|place| (place as usize, word))));
        found.sort_unstable();
        let mut expected = vec![];
        indexed.letters().each_word(WORD, |place, word| expected.push((place, word)));
        assert_eq!(found, expected);
        assert!(expected.len() > 330 && expected.iter().all(|(place, _)| !(115..=120).contains(place)));
        assert_eq!(Indexed::new(b"ACG").places(0).count(), 0);
    }
}

//! A few bases in place: repeat units and flanks, without an allocation for each.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Up to [`ShortSequence::MAX_LENGTH`] bases, each A, C, G or T. Ordered as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ShortSequence {
    /// Unused places hold 0, so that the derived order is that of the text.
    bases: [u8; Self::MAX_LENGTH],
    length: u8,
}

impl ShortSequence {
    /// The longest sequence that fits.
    pub const MAX_LENGTH: usize = 15;

    /// Takes `letters` (any case); `None` when there are too many, or one is not A, C, G or T.
    pub fn new(letters: &[u8]) -> Option<Self> {
        if letters.len() > Self::MAX_LENGTH {
            return None;
        }
        let mut sequence = Self { bases: [0; Self::MAX_LENGTH], length: letters.len() as u8 };
        for (place, letter) in sequence.bases.iter_mut().zip(letters) {
            *place = letter.to_ascii_uppercase();
            if !matches!(*place, b'A' | b'C' | b'G' | b'T') {
                return None;
            }
        }
        Some(sequence)
    }

    /// The letters, in upper case.
    #[inline]
    pub fn letters(&self) -> &[u8] {
        &self.bases[..self.length as usize]
    }

    /// Number of bases.
    #[inline]
    pub fn len(&self) -> u32 {
        u32::from(self.length)
    }

    /// Whether there is no base.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        // Only A, C, G and T are ever stored.
        std::str::from_utf8(self.letters()).unwrap_or_default()
    }
}

impl fmt::Display for ShortSequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ShortSequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for ShortSequence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ShortSequence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(text.as_bytes()).ok_or_else(|| de::Error::custom(format!("'{text}' is not a short sequence of A, C, G and T")))
    }
}

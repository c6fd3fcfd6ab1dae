//! The molecule a fragment comes from: a stretch of reference with edits.

/// A replacement of reference bases. Insertions replace none, deletions put none in their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit {
    /// The first replaced base, or the base before which bases are inserted; 0-based.
    pub position: u32,
    /// Number of replaced bases.
    pub reference_bases: u32,
    /// Where the new bases begin in [`Template::inserted`].
    pub inserted_start: u32,
    /// How many they are.
    pub inserted_bases: u32,
    /// Whether the replaced bases are an intron.
    pub is_splice: bool,
}

/// A damaged base: if base `offset` of the template is `from`, the sequencer sees `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damage {
    /// Offset in the template, 0-based.
    pub offset: u32,
    /// Code of the original base.
    pub from: u8,
    /// Code of what it is read as.
    pub to: u8,
}

/// A fragment's sequence as differences from the reference. Reused from fragment to fragment.
#[derive(Debug, Default)]
pub struct Template {
    /// The first base's position on the reference, 0-based.
    pub start: u32,
    /// Number of bases of the fragment.
    pub length: u32,
    /// Edits by position, none overlapping another.
    pub edits: Vec<Edit>,
    /// Codes of all edits' new bases.
    pub inserted: Vec<u8>,
    /// Damaged bases.
    pub damage: Vec<Damage>,
}

impl Template {
    /// Begins a new fragment.
    #[inline]
    pub fn restart(&mut self, start: u32, length: u32) {
        (self.start, self.length) = (start, length);
        self.edits.clear();
        self.inserted.clear();
        self.damage.clear();
    }

    /// Adds an edit behind all earlier ones; false (and nothing added) when it would overlap the last.
    pub fn push(&mut self, position: u32, reference_bases: u32, inserted: impl IntoIterator<Item = u8>) -> bool {
        let free_from = self.edits.last().map_or(self.start, |e| e.position + e.reference_bases);
        if position < free_from {
            return false;
        }
        let from = self.inserted.len();
        self.inserted.extend(inserted);
        self.edits.push(Edit {
            position,
            reference_bases,
            inserted_start: from as u32,
            inserted_bases: (self.inserted.len() - from) as u32,
            is_splice: false,
        });
        true
    }

    /// Adds an intron behind all earlier edits.
    pub fn splice(&mut self, position: u32, bases: u32) {
        self.edits.push(Edit { position, reference_bases: bases, inserted_start: 0, inserted_bases: 0, is_splice: true });
    }

    /// One past the last reference base the fragment covers.
    pub fn reference_end(&self) -> u32 {
        let change: i64 = self.edits.iter().map(|e| i64::from(e.reference_bases) - i64::from(e.inserted_bases)).sum();
        (i64::from(self.start) + i64::from(self.length) + change).max(i64::from(self.start)) as u32
    }
}

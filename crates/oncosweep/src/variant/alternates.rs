//! Counts of bases that differ from the reference, by position: sparse, because almost no position has any.

/// Reads with A, C, G and T at the positions of a window's core.
#[derive(Debug, Default)]
pub(super) struct Alternates {
    counts: Vec<[u16; 4]>,
    /// One bit a position: whether it has any count. What is not touched need not be cleared or looked at.
    touched: Vec<u64>,
}

impl Alternates {
    /// Forgets all counts; positions are below `length` from now on.
    pub(super) fn begin(&mut self, length: usize) {
        for (word, bits) in self.touched.iter_mut().enumerate() {
            for bit in set_bits(std::mem::take(bits)) {
                self.counts[64 * word + bit] = [0; 4];
            }
        }
        if self.counts.len() < length {
            self.counts.resize(length, [0; 4]);
            self.touched.resize(length.div_ceil(64), 0);
        }
    }

    /// Counts one read with `base` (0 to 3) at `position`; a count stays at its largest value.
    #[inline]
    pub(super) fn add(&mut self, position: usize, base: usize) {
        let count = &mut self.counts[position][base];
        *count = count.saturating_add(1);
        self.touched[position / 64] |= 1 << (position % 64);
    }

    /// Reads with `base` at `position`.
    pub(super) fn get(&self, position: usize, base: usize) -> u16 {
        self.counts[position][base]
    }

    /// The positions with any count, from left to right.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, [u16; 4])> + '_ {
        let positions = self.touched.iter().enumerate().flat_map(|(word, &bits)| set_bits(bits).map(move |bit| 64 * word + bit));
        positions.map(|position| (position, self.counts[position]))
    }
}

fn set_bits(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (bits != 0).then(|| bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        bit
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_found_in_order_and_forgotten() {
        let mut alternates = Alternates::default();
        alternates.begin(130);
        for (position, base) in [(129, 3), (0, 1), (64, 2), (129, 3), (63, 0)] {
            alternates.add(position, base);
        }
        let found: Vec<_> = alternates.iter().collect();
        assert_eq!(found, vec![(0, [0, 1, 0, 0]), (63, [1, 0, 0, 0]), (64, [0, 0, 1, 0]), (129, [0, 0, 0, 2])]);
        alternates.begin(200);
        assert_eq!((alternates.iter().count(), alternates.get(129, 3)), (0, 0));
    }
}

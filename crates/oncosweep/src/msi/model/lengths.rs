//! The lengths that are told apart at a site.

use super::{
    super::LengthCounts,
    stutter::{Kernel, MAX_SLIP},
};

/// Fragments by place.
pub(super) type Seen = Vec<(usize, f64)>;

/// The lengths that are told apart at a site, each with its place; the first stands for all shorter ones, the last for all longer ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lengths {
    pub(super) first: u32,
    pub(super) last: u32,
}

impl Lengths {
    /// Around germline lengths from `short` to `long`.
    pub(super) fn around(short: u32, long: u32) -> Self {
        let reach = MAX_SLIP as u32;
        Self { first: short.saturating_sub(reach), last: long + reach }
    }

    pub(super) fn len(self) -> usize {
        (self.last - self.first + 1) as usize
    }

    pub(super) fn place(self, length: u32) -> usize {
        (length.clamp(self.first, self.last) - self.first) as usize
    }

    /// `(place, fragments)` of every length seen.
    pub(super) fn counts(self, lengths: &LengthCounts) -> Seen {
        let mut counts = Seen::with_capacity(8);
        for (length, count) in lengths.iter() {
            let place = self.place(length);
            match counts.last_mut() {
                Some(last) if last.0 == place => last.1 += f64::from(count),
                _ => counts.push((place, f64::from(count))),
            }
        }
        counts
    }

    /// Probability of `place` for reads of an allele of `copies` with the slips of `kernel`.
    #[inline]
    pub(super) fn probability(self, copies: u32, kernel: &Kernel, place: usize) -> f64 {
        let slip = self.first as i32 + place as i32 - copies as i32;
        let index = (slip + MAX_SLIP).clamp(0, kernel.len() as i32 - 1) as usize;
        if place == 0 {
            if slip < -MAX_SLIP { 0.0 } else { kernel[..=index].iter().sum() }
        } else if place + 1 == self.len() {
            if slip > MAX_SLIP { 0.0 } else { kernel[index..].iter().sum() }
        } else if slip.abs() > MAX_SLIP {
            0.0
        } else {
            kernel[index]
        }
    }

    /// Adds `share` times the probability of every place to `row`.
    pub(super) fn spread(self, copies: u32, kernel: &Kernel, share: f64, row: &mut [f64]) {
        for (slip, probability) in (-MAX_SLIP..).zip(kernel) {
            let length = (copies as i32 + slip).max(0) as u32;
            row[self.place(length)] += share * probability;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::stutter::StutterModel, *};

    #[test]
    fn places_share_one_whole() {
        for (short, long) in [(3, 3), (5, 9), (12, 12), (10, 24)] {
            let lengths = Lengths::around(short, long);
            for copies in lengths.first.max(1)..=lengths.last {
                let kernel = StutterModel::default().allele(1, copies).kernel;
                let mut row = vec![0.0; lengths.len()];
                lengths.spread(copies, &kernel, 1.0, &mut row);
                assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-9);
                for (place, share) in row.iter().enumerate() {
                    assert!((lengths.probability(copies, &kernel, place) - share).abs() < 1e-12, "{copies} at {place}");
                }
            }
        }
    }
}

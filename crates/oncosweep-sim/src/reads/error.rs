//! Sequencing errors.

use super::{Qualities, QualityPool, base};
use crate::random::Stream;

/// The errors of one read: cycle and which of the other bases was read instead.
#[derive(Debug, Default)]
pub struct Errors(pub Vec<(u32, u32)>);

impl Errors {
    /// Draws the errors of a read with these qualities.
    ///
    /// METHOD: with Sᵢ the probability that no base up to i is wrong and U uniform, the first error is the first i with Sᵢ ≤ U; after an
    /// error at i, U is drawn anew below Sᵢ. Most reads need one comparison.
    #[inline]
    pub fn draw(&mut self, qualities: &Qualities<'_>, stream: &mut Stream) {
        self.0.clear();
        let Some(&none) = qualities.survival.last() else { return };
        let bits = stream.next_u64();
        let mut level = (bits >> 32) as u32;
        if level >= none {
            self.draw_some(qualities.survival, &mut level, stream);
        }
    }

    fn draw_some(&mut self, survival: &[u32], level: &mut u32, stream: &mut Stream) {
        let mut from = 0;
        while let Some(step) = survival[from..].iter().position(|&s| s <= *level) {
            let cycle = from + step;
            self.0.push((cycle as u32, stream.below(3)));
            from = cycle + 1;
            *level = stream.below(survival[cycle]);
        }
    }

    /// Puts the errors, and N for bases that were not called, into `codes`, which run along the reference.
    #[inline]
    pub fn apply(&self, codes: &mut [u8], qualities: &Qualities<'_>, reverse: bool) -> bool {
        let last = codes.len().wrapping_sub(1);
        let place = |cycle: usize| if reverse { last - cycle } else { cycle };
        for &(cycle, which) in &self.0 {
            let code = &mut codes[place(cycle as usize)];
            *code = base::other(*code, which);
        }
        if qualities.has_no_calls {
            for (cycle, &quality) in qualities.by_cycle.iter().enumerate() {
                if QualityPool::is_no_call(quality) {
                    codes[place(cycle)] = base::N;
                }
            }
        }
        qualities.has_no_calls || !self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reads::QualityKind;

    #[test]
    fn errors_happen_as_often_as_the_qualities_say() {
        let pool = QualityPool::new(QualityKind::Novaseq, 150, 1.0, 5);
        let mut stream = Stream::new(5, "test", [0, 0]);
        let (mut bases, mut wrong) = ([0u64; 100], [0u64; 100]);
        let mut errors = Errors::default();
        for _ in 0..200_000 {
            let qualities = pool.get(0, stream.next_u32(), 150);
            errors.draw(&qualities, &mut stream);
            qualities.by_cycle.iter().for_each(|&q| bases[usize::from(q)] += 1);
            errors.0.iter().for_each(|&(cycle, _)| wrong[usize::from(qualities.by_cycle[cycle as usize])] += 1);
        }
        for q in [12, 23, 37] {
            let expected = bases[q] as f64 * 10f64.powf(-(q as f64) / 10.0);
            assert!((wrong[q] as f64 - expected).abs() < 5.0 * expected.sqrt(), "Q{q}: {} of {expected}", wrong[q]);
        }
        assert_eq!(wrong[2], 0);
    }
}

//! Regions where reads cannot be told from those of another place.

use oncosweep::genome::{Interval, Targets};

use crate::random::Stream;

/// Shortest and longest stretch, in bases.
const STRETCH_BP: (u32, u32) = (500, 5_000);
/// Bases that share a random stream.
const BLOCK_BP: u32 = 1 << 20;

/// Stretches of 500 to 5000 bases that cover about `fraction` of the regions.
pub fn ambiguous_regions(regions: &[Interval], fraction: f64, seed: u64) -> Targets {
    let mut stretches = Vec::new();
    if fraction > 0.0 {
        let mean_bp = f64::midpoint(f64::from(STRETCH_BP.0), f64::from(STRETCH_BP.1));
        let mean_gap_bp = mean_bp * (1.0 - fraction) / fraction;
        for region in regions {
            for block in (region.span.start..region.span.end).step_by(BLOCK_BP as usize) {
                let end = block.saturating_add(BLOCK_BP).min(region.span.end);
                let mut stream = Stream::new(seed, "ambiguous", [u64::from(region.contig), u64::from(block)]);
                // Gaps are uniform between nothing and twice their mean.
                let gap = |stream: &mut Stream| (2.0 * mean_gap_bp * stream.unit()) as u32;
                let mut at = block.saturating_add(gap(&mut stream));
                while at < end {
                    let length = STRETCH_BP.0 + stream.below(STRETCH_BP.1 - STRETCH_BP.0);
                    stretches.push(Interval::new(region.contig, at, (at + length).min(end)));
                    at = (at + length).saturating_add(gap(&mut stream).max(1));
                }
            }
        }
    }
    Targets::from_intervals(stretches)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_about_the_one_asked_for() {
        let regions = [Interval::new(0, 0, 20_000_000)];
        for fraction in [0.05, 0.5, 1.0] {
            let covered = ambiguous_regions(&regions, fraction, 1).total_bases() as f64 / 2e7;
            assert!((covered - fraction).abs() < 0.05, "{fraction}: {covered}");
        }
        assert!(ambiguous_regions(&regions, 0.0, 1).is_empty());
    }
}

//! mSINGS (Salipante et al., Clinical Chemistry 60:1192, 2014): the number of lengths whose reads reach a share of the commonest one's, against
//! that number in normals.

use super::{super::baseline::BaselineModel, CountedSite, LegacyConfig, Percentage};
use crate::msi::LengthCounts;

/// A length is a peak from this share of the commonest length's reads on.
const MIN_PEAK: f64 = 0.05;

/// Number of lengths with at least a twentieth of the reads of the commonest one.
pub(in crate::msi) fn peaks(lengths: &LengthCounts) -> u32 {
    let top = lengths.iter().map(|(_, count)| count).max().unwrap_or(0);
    lengths.iter().filter(|&(_, count)| f64::from(count) >= MIN_PEAK * f64::from(top)).count() as u32
}

/// The percentage of sites with `mean + 2 SD` peaks of the normals or more, over sites with enough reads and three normals.
pub(super) fn score(sites: &[CountedSite<'_>], baseline: &BaselineModel, config: &LegacyConfig) -> Percentage {
    Percentage::of(sites.iter().filter(|(_, tumor, _)| tumor.total() >= config.msings_min_reads).filter_map(|(site, tumor, _)| {
        let (mean, deviation) = baseline.at(site)?.peak_moments()?;
        Some(f64::from(peaks(tumor)) >= mean + config.msings_deviations * deviation)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peaks_reach_a_twentieth_of_the_highest() {
        let of = |lengths: &[(u32, u32)]| peaks(&lengths.iter().copied().collect());
        assert_eq!(of(&[(10, 4), (11, 5), (12, 100)]), 2);
        assert_eq!(of(&[]), 0);
    }
}

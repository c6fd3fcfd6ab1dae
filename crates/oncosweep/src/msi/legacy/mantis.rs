//! MANTIS's three scores (Kautto et al., Oncotarget 8:7452, 2017): stepwise difference, Euclidean distance and cosine dissimilarity of
//! tumour and normal at each locus, averaged over loci.

use serde::Serialize;

use super::{CountedSite, LegacyConfig};
use crate::msi::LengthCounts;

/// MANTIS calls a sample unstable from this average difference, distance and dissimilarity on.
const UNSTABLE_FROM: LocusScore = LocusScore { difference: 0.4, distance: 0.187, dissimilarity: 0.07 };

/// The scores of one locus.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LocusScore {
    /// `Σ |p_k − q_k|`, 0 to 2.
    pub difference: f64,
    /// `√Σ (p_k − q_k)²`.
    pub distance: f64,
    /// `1 − Σ p_k q_k / √(Σ p_k² Σ q_k²)`.
    pub dissimilarity: f64,
}

/// MANTIS's averages.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Mantis {
    /// Loci with enough reads in both samples.
    pub loci: u64,
    /// Average scores; `None` without such a locus.
    #[serde(flatten)]
    pub average: Option<LocusScore>,
    /// Whether each average reaches MANTIS's threshold: difference 0.4, distance 0.187, dissimilarity 0.07.
    pub unstable: Option<[bool; 3]>,
}

/// The scores of a locus with these lengths.
///
/// ```
/// use oncosweep::msi::{LengthCounts, legacy::locus_score};
/// let of = |lengths: &[(u32, u32)]| lengths.iter().copied().collect::<LengthCounts>();
/// let score = locus_score(&of(&[(9, 1), (10, 1)]), &of(&[(10, 4)]));
/// assert_eq!(score.difference, 1.0);
/// assert!((score.distance - 0.5f64.sqrt()).abs() < 1e-12);
/// assert!((score.dissimilarity - (1.0 - 0.5f64.sqrt())).abs() < 1e-12);
/// ```
pub fn locus_score(tumor: &LengthCounts, normal: &LengthCounts) -> LocusScore {
    let (n_tumor, n_normal) = (f64::from(tumor.total()), f64::from(normal.total()));
    let mut lengths: Vec<u32> = tumor.iter().chain(normal.iter()).map(|(length, _)| length).collect();
    lengths.sort_unstable();
    lengths.dedup();
    let shares = lengths.iter().map(|&l| (f64::from(tumor.get(l)) / n_tumor, f64::from(normal.get(l)) / n_normal));
    let (mut difference, mut squares, mut product, mut own) = (0.0, 0.0, 0.0, (0.0, 0.0));
    for (p, q) in shares {
        difference += (p - q).abs();
        squares += (p - q).powi(2);
        product += p * q;
        own = (own.0 + p * p, own.1 + q * q);
    }
    LocusScore { difference, distance: f64::sqrt(squares), dissimilarity: 1.0 - product / f64::sqrt(own.0 * own.1) }
}

/// The averages over all loci that keep enough reads after MANTIS's filters: lengths far from a sample's mean are left out of that sample,
/// and lengths with few reads in both samples are left out of both.
pub(super) fn score(sites: &[CountedSite<'_>], config: &LegacyConfig) -> Mantis {
    let mut sum = LocusScore { difference: 0.0, distance: 0.0, dissimilarity: 0.0 };
    let mut loci = 0;
    for (_, tumor, normal) in sites {
        let (tumor, normal) = (near_mean(tumor, config), near_mean(normal, config));
        let supported = |length: u32| tumor.get(length).max(normal.get(length)) >= config.mantis_min_repeat_reads;
        let keep = |lengths: &LengthCounts| lengths.iter().filter(|&(length, _)| supported(length)).collect::<LengthCounts>();
        let (tumor, normal) = (keep(&tumor), keep(&normal));
        if tumor.total().min(normal.total()) < config.mantis_min_locus_reads.max(1) {
            continue;
        }
        let score = locus_score(&tumor, &normal);
        sum.difference += score.difference;
        sum.distance += score.distance;
        sum.dissimilarity += score.dissimilarity;
        loci += 1;
    }
    let n = loci as f64;
    let average =
        (loci > 0).then(|| LocusScore { difference: sum.difference / n, distance: sum.distance / n, dissimilarity: sum.dissimilarity / n });
    let unstable = average.map(|score| {
        [
            score.difference >= UNSTABLE_FROM.difference,
            score.distance >= UNSTABLE_FROM.distance,
            score.dissimilarity >= UNSTABLE_FROM.dissimilarity,
        ]
    });
    Mantis { loci, average, unstable }
}

/// Lengths from `⌊mean − d·sd⌋` to `⌈mean + d·sd⌉`.
fn near_mean(lengths: &LengthCounts, config: &LegacyConfig) -> LengthCounts {
    let n = f64::from(lengths.total());
    let mean = lengths.iter().map(|(length, count)| f64::from(length) * f64::from(count)).sum::<f64>() / n;
    let variance = lengths.iter().map(|(length, count)| f64::from(count) * (f64::from(length) - mean).powi(2)).sum::<f64>() / n;
    let reach = config.mantis_max_deviations * variance.sqrt();
    let range = (mean - reach).floor()..=(mean + reach).ceil();
    lengths.iter().filter(|&(length, _)| range.contains(&f64::from(length))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_recorded_from_mantis() {
        // chr1:28588-28602 and chr1:26453-26464 of a simulated MSI-H pair, with the four decimals MANTIS 1.0.5 printed.
        let of = |lengths: &[(u32, u32)]| lengths.iter().copied().collect::<LengthCounts>();
        let show = |s: LocusScore| format!("{:.4} {:.4} {:.4}", s.difference, s.distance, s.dissimilarity);
        assert_eq!(show(locus_score(&of(&[(14, 16), (15, 41), (16, 1)]), &of(&[(14, 1), (15, 43)]))), "0.5408 0.3708 0.0605");
        assert_eq!(show(locus_score(&of(&[(4, 1), (5, 30)]), &of(&[(5, 22)]))), "0.0645 0.0456 0.0006");
    }

    #[test]
    fn stray_lengths_are_left_out() {
        let lengths: LengthCounts = [(3, 1), (11, 5), (12, 200)].into_iter().collect();
        let kept = near_mean(&lengths, &LegacyConfig::default());
        assert_eq!(kept.iter().collect::<Vec<_>>(), vec![(11, 5), (12, 200)]);
    }
}

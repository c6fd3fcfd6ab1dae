//! Artefacts told by where their fragments come from: one strand, the ends of reads, the places beside clips, reads full of other differences.
//!
//! A real allele's fragments are spread over strands and places of the read as those of the reference allele beside it; an artefact's are
//! not. For each artefact this gives the ratio of the probability of the alternate fragments' spread under the artefact to that under a
//! real allele, `Π_k (h_k / p_k)^(n_k)`, with `n_k` alternate fragments of class `k`, `p_k` the share of that class among the reference's
//! fragments (with a pseudocount for what is usual) and `h_k` its share under the artefact. The idea of comparing strands by explicit
//! hypotheses, not by a test, is that of Mutect2's strand model (Benjamin et al., bioRxiv 861054, 2019).

use serde::Serialize;

use super::strata::SampleStrata;

/// Number of artefacts.
pub const ARTEFACTS: usize = 4;

/// An artefact told by where its fragments come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Artefact {
    /// It strikes the reads of one strand.
    Strand,
    /// It lies at the ends of alignments.
    ReadEnd,
    /// It lies beside the soft clips of alignments.
    Clipped,
    /// It lies in reads with many other differences.
    NoisyReads,
}

impl Artefact {
    /// All of them, in the order of their likelihoods.
    pub const ALL: [Self; ARTEFACTS] = [Self::Strand, Self::ReadEnd, Self::Clipped, Self::NoisyReads];
}

/// Share of a one-strand artefact's fragments that are seen on the other strand, or on both.
const OTHER_STRAND: f64 = 0.01;
/// Share of a read-end artefact's fragments that lie at read ends.
const AT_END: f64 = 0.9;
/// Share of a clip artefact's fragments that lie beside clips.
const AT_CLIP: f64 = 0.9;
/// Share of a noisy artefact's fragments that are noisy.
const NOISY: f64 = 0.8;
/// Weight of what is usual beside the reference's own fragments, in fragments.
const PSEUDOCOUNT: f64 = 5.0;
/// What is usual: shares of fragments seen on one given strand, near an end, beside a clip, in noisy reads.
const USUAL: [f64; 4] = [0.45, 0.1, 0.03, 0.02];

/// Natural logs of the ratios, in the order of [`Artefact::ALL`].
pub(super) fn ln_feature_ratios(tumor: &SampleStrata) -> [f64; ARTEFACTS] {
    let (seen, plain) = (&tumor.alternate, &tumor.reference);
    let all = f64::from(plain.fragments()) + PSEUDOCOUNT;
    let share = |count: u32, usual: f64| (f64::from(count) + PSEUDOCOUNT * usual) / all;
    let fragments = seen.fragments();

    let (forward, reverse) = (share(plain.forward, USUAL[0]), share(plain.reverse, USUAL[0]));
    let both = (1.0 - forward - reverse).max(0.01);
    let seen_on_both = fragments.saturating_sub(seen.forward + seen.reverse);
    let one_strand = |on: u32, p_on: f64, off: u32, p_off: f64| {
        let ratio = |count: u32, under: f64, usual: f64| f64::from(count) * (under / usual).ln();
        ratio(on, 1.0 - 2.0 * OTHER_STRAND, p_on) + ratio(off, OTHER_STRAND, p_off) + ratio(seen_on_both, OTHER_STRAND, both)
    };
    let strand = 0.5f64.ln()
        + crate::stats::phred::ln_add(
            one_strand(seen.forward, forward, seen.reverse, reverse),
            one_strand(seen.reverse, reverse, seen.forward, forward),
        );
    let two_way = |inside: u32, plain_inside: u32, usual: f64, under: f64| {
        let p = share(plain_inside, usual).min(under);
        f64::from(inside) * (under / p).ln() + f64::from(fragments.saturating_sub(inside)) * ((1.0 - under) / (1.0 - p)).ln()
    };
    [
        strand,
        two_way(seen.near_end, plain.near_end, USUAL[1], AT_END),
        two_way(seen.near_clip, plain.near_clip, USUAL[2], AT_CLIP),
        two_way(seen.noisy, plain.noisy, USUAL[3], NOISY),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 20 reference fragments of each strand, two of them at ends, none beside clips or noisy; `alternate` on the forward and reverse strand.
    fn sample(forward: u32, reverse: u32) -> SampleStrata {
        let mut strata = SampleStrata::default();
        strata.reference.by_quality[5] = 40;
        (strata.reference.forward, strata.reference.reverse, strata.reference.near_end) = (20, 20, 2);
        strata.alternate.by_quality[5] = forward + reverse;
        (strata.alternate.forward, strata.alternate.reverse) = (forward, reverse);
        strata
    }

    #[test]
    fn one_strand_speaks_for_an_artefact_and_two_against() {
        let [one, ..] = ln_feature_ratios(&sample(6, 0));
        // p = (20 + 5·0.45)/45 for the strand; half for either strand, the other strand's share is negligible.
        let by_hand = 0.5f64.ln() + 6.0 * (0.98f64 / (22.25 / 45.0)).ln();
        assert!((one - by_hand).abs() < 1e-6, "{one} {by_hand}");
        let [both, ..] = ln_feature_ratios(&sample(3, 3));
        assert!(both < -5.0, "{both}");
    }

    #[test]
    fn places_beside_ends_and_clips_speak_for_artefacts() {
        let mut strata = sample(2, 2);
        let [_, end, clip, _] = ln_feature_ratios(&strata);
        assert!(end < -5.0 && clip < -5.0, "{end} {clip}");
        (strata.alternate.near_end, strata.alternate.near_clip) = (4, 4);
        let [_, end, clip, noisy] = ln_feature_ratios(&strata);
        // (2 + 0.5)/45 at ends, 0.15/45 beside clips.
        assert!((end - 4.0 * (0.9 * 45.0 / 2.5f64).ln()).abs() < 1e-9);
        assert!((clip - 4.0 * (0.9 * 45.0 / 0.15f64).ln()).abs() < 1e-9);
        assert!(noisy < -5.0);
    }
}

//! From a bound to what the sample's own background makes: how many of its places could show as much.
//!
//! [`Background::expected_false`] bounds the number of junctions that chance supports as well as a candidate, as if all chimeric fragments came through places
//! like the candidate's. They do not: in RNA most come through a few genes, where chance needs more fragments to look the same. The bound is used as a
//! score, and the number of junctions of such a score or a better one is counted over the places of the background itself.
//!
//! Model: chimeric fragments fall on places (pairs of breakends) independently; `λs` and `λp` are a place's expected numbers of split reads and pairs, as in
//! [`model`](super::model), of which only a share `φ` is seen split, as in the background. The number of places that show `s` split reads and `p` pairs is
//! expected to be `Σ_places P(s | φ λs) · P(p | (1 − φ) λp)`. A split fragment of the background is a draw of a place with probability proportional to
//! `φ λs`; the sum over places is therefore one over the `n` split fragments of the background (the Horvitz–Thompson estimator, JASA 47:663, 1952):
//!
//! `E(score) = Σ_f Σ_{s ≥ 1, p: score(s, p | f) ≤ score} P(s | φ λs_f) / (φ λs_f) · P(p | (1 − φ) λp_f)`,
//!
//! with `P(k | λ)` the Poisson probability. Without a split read the same holds for pairs and `λp`; in DNA, which keeps the depth of split fragments' places only,
//! over these: chance draws them as it draws those of pairs.
//!
//! METHOD: few fragments tell little of a library. The bound enters with the weight of [`PRIOR_FRAGMENTS`] fragments: `(n E + m · bound) / (n + m)`.

use super::model::{Background, Support};

/// Fragments of the background that the bound is worth.
const PRIOR_FRAGMENTS: f64 = 10.0;
/// Places looked at, at most; of more, every so many.
pub(super) const MAX_SAMPLE: usize = 1_000;
/// Split reads and pairs of a place that are considered: with more, any place scores below [`LEAST_SCORE`].
const MAX_SPLITS: u32 = 8;
const MAX_PAIRS: u32 = 16;
/// Scores below this are beyond counting; there the ratio of count and bound is that at this score.
const LEAST_SCORE: f64 = 1e-9;

/// Fragments of the background, of which all or every so many have told their place.
#[derive(Debug, Clone, Default)]
pub(super) struct Drawn {
    /// Their places.
    pub places: Vec<Support>,
    /// How many there are in all.
    pub fragments: u64,
}

/// Expected numbers of junctions by score, for one kind of support.
#[derive(Debug, Clone, Default)]
struct Curve {
    /// Scores in rising order, with the expected number of junctions of that score or a better one.
    steps: Vec<(f64, f64)>,
    /// Fragments that it was counted over.
    fragments: f64,
}

impl Curve {
    /// Over the places `drawn`, of each of which `outcomes` gives what may be seen there with its probability.
    fn new(background: &Background, drawn: &Drawn, outcomes: impl Fn(&Support) -> Vec<(Support, f64)>) -> Self {
        if drawn.places.is_empty() {
            return Self::default();
        }
        let fragments = drawn.fragments as f64;
        let weight = fragments / drawn.places.len() as f64;
        let mut steps: Vec<(f64, f64)> = drawn
            .places
            .iter()
            .flat_map(outcomes)
            .map(|(seen, expected)| (background.expected_false(&seen), expected * weight))
            .filter(|(score, _)| *score >= LEAST_SCORE)
            .collect();
        steps.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut sum = 0.0;
        for step in &mut steps {
            sum += step.1;
            step.1 = sum;
        }
        Self { steps, fragments }
    }

    fn expected(&self, score: f64) -> f64 {
        if self.fragments <= 0.0 || !score.is_finite() {
            return score;
        }
        let at = score.max(LEAST_SCORE);
        let below = self.steps.partition_point(|step| step.0 <= at * (1.0 + 1e-9));
        let counted = below.checked_sub(1).map_or(0.0, |last| self.steps[last].1) * (score / at);
        ((self.fragments * counted + PRIOR_FRAGMENTS * score) / (self.fragments + PRIOR_FRAGMENTS)).min(score)
    }
}

/// What the background of a sample makes, by score.
#[derive(Debug, Clone)]
pub(super) struct Calibration {
    background: Background,
    splits: Curve,
    pairs: Curve,
}

/// Poisson probabilities of `0..=up_to`.
fn poisson(mean: f64, up_to: u32) -> Vec<f64> {
    let mut term = (-mean).exp();
    (0..=up_to)
        .map(|k| {
            if k > 0 {
                term *= mean / f64::from(k);
            }
            term
        })
        .collect()
}

impl Calibration {
    /// Over the background's fragments with a split read, and over those without one.
    pub fn new(background: Background, splits: &Drawn, pairs: &Drawn) -> Self {
        let total = (splits.fragments + pairs.fragments) as f64;
        let share = if total > 0.0 { splits.fragments as f64 / total } else { 1.0 };
        let seen = |place: &Support, split_reads: u32, pairs: u32| Support { split_reads, pairs, ..*place };
        let split_curve = Curve::new(&background, splits, |place| {
            let means = background.means(place);
            let (by_split, by_pair) = (share * means.splits, (1.0 - share) * means.beside_split);
            let (p_splits, p_pairs) = (poisson(by_split, MAX_SPLITS), poisson(by_pair, MAX_PAIRS));
            let mut all = Vec::with_capacity(p_splits.len() * p_pairs.len());
            for (s, p_split) in (0..).zip(&p_splits).skip(1) {
                all.extend((0..).zip(&p_pairs).map(|(p, p_pair)| (seen(place, s, p), p_split / by_split * p_pair)));
            }
            all
        });
        let pair_curve = Curve::new(&background, pairs, |place| {
            let by_pair = (1.0 - share) * background.means(place).beside_pair;
            if by_pair <= 0.0 {
                return Vec::new();
            }
            (0..).zip(poisson(by_pair, MAX_PAIRS)).skip(1).map(|(p, p_pair)| (seen(place, 0, p), p_pair / by_pair)).collect()
        });
        Self { background, splits: split_curve, pairs: pair_curve }
    }

    /// Phred-scaled probability that the background makes a junction so well supported anywhere in the sample.
    pub fn quality(&self, support: &Support) -> f64 {
        let score = self.background.expected_false(support);
        let curve = if support.split_reads > 0 { &self.splits } else { &self.pairs };
        Background::quality_of(curve.expected(score))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Crowds, *};

    fn drawn(places: Vec<Support>) -> Drawn {
        Drawn { fragments: places.len() as u64, places }
    }

    fn place(depth: f64) -> Support {
        Support { split_reads: 1, pairs: 0, depths: [depth, depth], crowds: Crowds { others: [0.0, 0.0], ends: 1e12 } }
    }

    #[test]
    fn without_a_background_the_bound_stands() {
        let background = Background::new(0, 1_000_000, 400.0, 21.0);
        let calibration = Calibration::new(background, &Drawn::default(), &Drawn::default());
        let seen = Support { split_reads: 2, ..place(100.0) };
        assert!((calibration.quality(&seen) - background.quality(&seen)).abs() < 1e-12);
    }

    #[test]
    fn where_all_places_are_alike_the_count_is_the_bound_and_elsewhere_it_is_less() {
        let background = Background::new(9_999, 1_000_000, 400.0, 400.0);
        let alike = vec![place(1_000.0); 10_000];
        let calibration = Calibration::new(background, &drawn(alike), &Drawn::default());
        let seen = Support { split_reads: 3, ..place(1_000.0) };
        // λ = 2 · 10⁴ · 10⁻⁶ = 0.02; E = 10⁴ / λ · λ³ / 6 = 0.67: a quality of 3.1 either way.
        assert!((calibration.quality(&seen) - background.quality(&seen)).abs() < 0.1, "{}", calibration.quality(&seen));
        // One fragment in a hundred comes through places like the candidate's: twenty decibels, less what the prior keeps.
        let mut mixed = vec![place(30_000.0); 9_900];
        mixed.extend(vec![place(1_000.0); 100]);
        let calibration = Calibration::new(background, &drawn(mixed), &Drawn::default());
        let better = calibration.quality(&seen) - background.quality(&seen);
        assert!((15.0..25.0).contains(&better), "{better}");
    }
}

//! The detection limit of a site: the smallest allele fraction that would have been called there with a probability of 95 %.
//!
//! `P(called | f) = Σ_k Binom(k; n, f)·s_k`, with `n` the site's fragments in the tumour and `s_k` the share of draws in which `k` of the site's own fragments of the
//! reference, made to show the allele, are called: by the error rates, priors, quality threshold and filters of the case, against the normal as it is. A draw takes
//! the fragments with the base qualities, strands and places in the read that the site has, so a shallow, one-sided or badly read site has a higher limit. The limit is the
//! smallest `f` at which the probability reaches 0.95. The definition is that of a limit of detection by the probability of a false negative (CLSI EP17-A2, `β` = 0.05).
//!
//! // METHOD: draws are taken from a stream of numbers of its own that begins anew at each site, so a limit depends on nothing but the site.

use statrs::function::factorial::ln_binomial;

use super::{
    config::VariantCallConfig,
    evidence::Candidate,
    filters::filters,
    priors::Priors,
    somatic::SomaticModel,
    strata::{AlleleStrata, DOUBTFUL_BIN, END_BIN, QUALITY_BINS, SampleStrata},
};

/// Probability with which a variant at the limit is called.
pub const POWER: f64 = 0.95;
/// Draws for one number of fragments.
const DRAWS: u32 = 48;
/// Draws after which a number of fragments that was never called is given up.
const FIRST_DRAWS: u32 = 12;
/// Numbers of fragments in a row that are always called, from which on all are taken to be.
const SURE: u32 = 3;

/// What decides on a site.
pub(super) struct Rule<'a> {
    pub(super) model: &'a SomaticModel,
    pub(super) priors: Priors,
    pub(super) config: &'a VariantCallConfig,
    /// Smallest quality that passes, phred.
    pub(super) min_quality: f64,
    pub(super) has_normal: bool,
    /// Another person's share of the tumour, as far as calls allow for it.
    pub(super) contamination: f64,
}

impl Rule<'_> {
    /// The detection limit at the place of `candidate`; `None` where no fraction would surely be called.
    pub(super) fn limit(&self, candidate: &Candidate) -> Option<f64> {
        let samples = candidate.samples();
        let plain = samples[0].reference;
        let fragments = plain.fragments() + samples[0].other;
        let shares = self.shares(candidate, samples);
        let called = |fraction: f64| {
            let missed = (0u32..).zip(&shares).map(|(k, share)| binomial(k, fragments, fraction) * (1.0 - share));
            1.0 - missed.sum::<f64>()
        };
        if plain.fragments() == 0 || called(1.0) < POWER {
            return None;
        }
        let (mut low, mut high) = (0.0, 1.0);
        while high - low > 1e-3 * high {
            let middle = 0.5 * (low + high);
            if called(middle) < POWER {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some(high)
    }

    /// By number of fragments that show the allele, from 0 on: the share of draws that are called, as far as it is not one.
    fn shares(&self, site: &Candidate, mut samples: [SampleStrata; 2]) -> Vec<f64> {
        let SampleStrata { reference: plain, other, .. } = samples[0];
        let depth = plain.fragments() + other;
        // What is asked whatever the reads are.
        let least = self.config.least_fragments(site.allele.kind());
        let least = least.max((self.config.min_vaf * f64::from(depth)).ceil() as u32).max(1);
        let mut shares = vec![0.0; least as usize];
        let (mut numbers, mut sure) = (Numbers(0x6f6e_636f), 0);
        for count in least..=plain.fragments() {
            let mut passed = 0;
            for draw in 0..DRAWS {
                if draw == FIRST_DRAWS && passed == 0 {
                    break;
                }
                samples[0] = drawn(&plain, other, count, &mut numbers);
                passed += u32::from(self.passes(site, &samples));
            }
            sure = if passed == DRAWS { sure + 1 } else { 0 };
            shares.push(f64::from(passed) / f64::from(DRAWS));
            if sure == SURE {
                return shares;
            }
        }
        // Fragments beyond those that can be told were never called.
        shares.resize(samples[0].depth().max(depth) as usize + 1, 0.0);
        shares
    }

    fn passes(&self, site: &Candidate, samples: &[SampleStrata; 2]) -> bool {
        let mut terms = self.model.explain_contaminated(samples, self.contamination);
        if !self.has_normal {
            // The limit is against error: whether a tumour's own variant is inherited is another question.
            terms.germline = f64::NEG_INFINITY;
        }
        let score = self.priors.score(&terms);
        score.quality >= self.min_quality && filters(site, samples, &score, self.has_normal, self.config).is_empty()
    }
}

/// `C(n, k)·f^k·(1 − f)^(n − k)`.
fn binomial(k: u32, n: u32, f: f64) -> f64 {
    if k > n {
        return 0.0;
    }
    let power = |base: f64, exponent: u32| if exponent == 0 { 0.0 } else { f64::from(exponent) * base.ln() };
    (ln_binomial(u64::from(n), u64::from(k)) + power(f, k) + power(1.0 - f, n - k)).exp()
}

/// A site at which `count` of the fragments of `plain` show the allele.
fn drawn(plain: &AlleleStrata, other: u32, count: u32, numbers: &mut Numbers) -> SampleStrata {
    let mut sample = SampleStrata { reference: *plain, other, ..SampleStrata::default() };
    let at_end = plain.by_quality[END_BIN];
    let doubtful = plain.by_quality[DOUBTFUL_BIN];
    let elsewhere = plain.fragments() - at_end - doubtful;
    for _ in 0..count {
        let bin = numbers.one_of(&sample.reference.by_quality);
        let left = f64::from(sample.reference.fragments());
        let (seen, rest) = (&mut sample.alternate, &mut sample.reference);
        let share = |part: u32, whole: u32| if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) };
        move_one(&mut rest.by_quality[bin], &mut seen.by_quality[bin], true);
        let strand = numbers.unit() * left;
        let is_forward = strand < f64::from(rest.forward);
        let is_reverse = !is_forward && strand < f64::from(rest.forward) + f64::from(rest.reverse);
        move_one(&mut rest.forward, &mut seen.forward, is_forward);
        move_one(&mut rest.reverse, &mut seen.reverse, is_reverse);
        let near_end = bin == END_BIN || (bin != DOUBTFUL_BIN && numbers.unit() < share(plain.near_end.saturating_sub(at_end), elsewhere));
        move_one(&mut rest.near_end, &mut seen.near_end, near_end);
        // A fragment is doubtful because it is noisy or because it lies beside a clip.
        let noisy = bin == DOUBTFUL_BIN && numbers.unit() < share(plain.noisy, plain.noisy + plain.near_clip);
        move_one(&mut rest.noisy, &mut seen.noisy, noisy);
        move_one(&mut rest.near_clip, &mut seen.near_clip, bin == DOUBTFUL_BIN && !noisy);
    }
    let mapping = f64::from(plain.mapping_quality_sum) / f64::from(plain.fragments().max(1));
    sample.alternate.mapping_quality_sum = (mapping * f64::from(count)).round() as u32;
    sample.alternate.places = count;
    let badly_mapped = f64::from(plain.low_mapping_quality) / f64::from(plain.fragments().max(1));
    sample.alternate.low_mapping_quality = (badly_mapped * f64::from(count)).round() as u32;
    sample
}

fn move_one(from: &mut u32, to: &mut u32, applies: bool) {
    if applies {
        *from = from.saturating_sub(1);
        *to += 1;
    }
}

/// A stream of numbers: SplitMix64 (Steele, Lea & Flood, OOPSLA 2014).
struct Numbers(u64);

impl Numbers {
    /// A number in `[0, 1)`.
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as f64 / 2f64.powi(64)
    }

    /// An index, as often as its count says.
    fn one_of(&mut self, counts: &[u32; QUALITY_BINS]) -> usize {
        let mut at = self.unit() * counts.iter().map(|&count| f64::from(count)).sum::<f64>();
        for (index, &count) in counts.iter().enumerate() {
            if at < f64::from(count) {
                return index;
            }
            at -= f64::from(count);
        }
        counts.iter().rposition(|&count| count > 0).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{allele::Allele, artefact::ARTEFACTS, evidence::RepeatContext, somatic::Hypotheses},
        *,
    };

    fn sample(depth: u32) -> SampleStrata {
        let mut strata = SampleStrata::default();
        let plain = &mut strata.reference;
        plain.by_quality[5] = depth;
        (plain.forward, plain.reverse, plain.places, plain.mapping_quality_sum) = (depth / 2, depth - depth / 2, depth, 60 * depth);
        strata
    }

    fn limit(depth: u32, error: f64, min_vaf: f64) -> Option<f64> {
        let error = [[error; QUALITY_BINS]; 2];
        let model = SomaticModel::new(&Hypotheses {
            forward_error: error,
            reverse_error: error,
            ln_quality_ratios: [0.0; QUALITY_BINS],
            dispersion: [0.0; 2],
        });
        let priors = Priors { somatic: 3e-6, germline: 3e-4, recurrent: 1e-8, artefacts: [1e-8; ARTEFACTS] };
        let config = VariantCallConfig { min_vaf, ..VariantCallConfig::default() };
        let candidate = Candidate {
            allele: Allele::snv(0, 5, b'A', b'T'),
            context: *b"NNN",
            repeat: RepeatContext::default(),
            strata: (&[sample(depth), sample(200)]).into(),
            consequence: None,
            joined: None,
            population_ppb: None,
        };
        Rule { model: &model, priors, config: &config, min_quality: 3.0, has_normal: true, contamination: 0.0 }.limit(&candidate)
    }

    #[test]
    fn deeper_and_cleaner_sites_have_lower_limits() {
        let limits: Vec<f64> = [50, 200, 1000, 5000].into_iter().map(|depth| limit(depth, 1e-4, 0.0).unwrap()).collect();
        assert!(limits.windows(2).all(|pair| pair[1] < pair[0]), "{limits:?}");
        assert!(limit(1000, 1e-3, 0.0).unwrap() > 1.3 * limit(1000, 1e-4, 0.0).unwrap());
        assert_eq!(limit(1, 1e-4, 0.0), None);
        assert_eq!(limit(0, 1e-4, 0.0), None);
    }

    #[test]
    fn the_limit_of_a_rule_of_counts_is_that_of_the_binomial() {
        // Errors almost never: two fragments, and two in a hundred of all, are called.
        // scipy.optimize.brentq(lambda f: binom.sf(19, 1000, f) - .95, 0, .5) and the same with sf(1, 50, f)
        let of_share = limit(1000, 1e-12, 0.02).unwrap();
        assert!((of_share - 0.027_755).abs() < 1e-4, "{of_share}");
        let of_two = limit(50, 1e-12, 0.0).unwrap();
        assert!((of_two - 0.091_398).abs() < 2e-2 * of_two, "{of_two}");
    }
}

//! How much of a sample is another person's DNA, from the places where this person has only the alternate allele.
//!
//! There, the reference's fragments are errors, or another person's. With `c` the other's share and `g` ∈ {0, ½, 1} the share of the reference among its two copies, a site
//! has the alternate at `1 − c·g`, and its likelihood is `Σ_g π_g·L(1 − c·g)` with `L` as in [`super::somatic`]. `π` is found for each `c` by
//! expectation–maximisation from the sites themselves, drawn towards `(1/2, 1/3, 1/6)` with the weight of [`PRIOR_SITES`] sites: what Hardy and Weinberg expect of an unrelated
//! person of the same population at such sites, where the density of allele frequencies is that of neutral variants, `1/q`. The estimate is the `c` of the greatest likelihood, its
//! interval holds those within 1.92 of it (profile likelihood). One site in a hundred may show anything.
//!
//! The other sample says where this person has only the alternate: such sites are candidates however little of the reference is left, so nothing is selected by what is
//! measured. What the other sample shows of the reference at them, misplaced reads mostly, is taken for error in this one.
//! Counting fragments of the other allele at homozygous sites is the idea of ContEst (Cibulskis et al., Bioinformatics 27:2601, 2011) and Conpair (Bergmann et al.,
//! Bioinformatics 32:3196, 2016); no list of markers is needed here.

use serde::Serialize;
use statrs::function::beta::ln_beta;

use super::{
    allele::AlleleKind,
    call::VariantCall,
    errors::ErrorRates,
    evidence::{Candidate, VariantEvidence},
    filters::VariantFilter,
    strata::{QUALITY_BINS, SampleStrata},
};
use crate::stats::interval::{self, Bounds};

/// An estimated share of foreign DNA.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Contamination {
    /// Share of the sample's molecules, 0 to 1.
    pub share: f64,
    /// Its 95 % interval.
    pub ci95: Bounds,
    /// Sites, or somatic variants, it rests on.
    pub sites: u64,
}

/// Fragments of the sample that tells the genotype.
const MIN_DEPTH: u32 = 15;
/// Share of the alternate from which on that sample has nothing else.
const HOMOZYGOUS: f64 = 0.95;
/// The measured sample must have the alternate in so large a share: less is no contamination but another genotype.
const LEAST_SHARE: f64 = 0.6;
/// Fewest sites that tell anything.
const MIN_SITES: usize = 20;
/// More sites than this change nothing; the rest is passed over evenly.
const MAX_SITES: usize = 4_000;
/// Weight of the expected genotypes, in sites.
const PRIOR_SITES: f64 = 10.0;
/// Expected shares of sites at which the other person has two, one and no copy of the alternate.
const GENOTYPES: [f64; 3] = [1.0 / 2.0, 1.0 / 3.0, 1.0 / 6.0];
/// Share of sites that may show anything.
const STRAY: f64 = 0.01;
/// Smallest share told from none, and the step from one share to the next.
const LEAST: f64 = 1e-4;
const STEP: f64 = 1.07;
/// Largest share looked at: beyond it, it cannot be said who is the other.
const MOST: f64 = 0.4;
/// Rounds of expectation and maximisation.
const ROUNDS: usize = 15;
/// Half the 95 % quantile of chi-square with one degree of freedom.
const DROP: f64 = 1.920_729;

/// The share of another person in `sample` (0 tumour, 1 normal); `None` with too few sites, and without the other sample.
pub(super) fn contamination(evidence: &VariantEvidence, rates: &[ErrorRates; 2], sample: usize) -> Option<Contamination> {
    let is_site = |candidate: &&Candidate| {
        if candidate.allele.kind() != AlleleKind::Snv {
            return false;
        }
        let samples = candidate.samples();
        let (measured, told) = (&samples[sample], &samples[1 - sample]);
        told.depth() >= MIN_DEPTH
            && told.vaf().is_some_and(|vaf| vaf >= HOMOZYGOUS)
            && measured.vaf().is_some_and(|vaf| vaf >= LEAST_SHARE)
            && measured.other == 0
    };
    let all: Vec<&Candidate> = evidence.candidates.iter().filter(is_site).collect();
    if all.len() < MIN_SITES {
        return None;
    }
    let every = all.len().div_ceil(MAX_SITES);
    let sites: Vec<&Candidate> = all.into_iter().step_by(every).collect();
    let sum = |pick: fn(&SampleStrata) -> u32| sites.iter().map(|site| f64::from(pick(&site.samples()[1 - sample]))).sum::<f64>();
    let misplaced = sum(|told| told.reference.fragments()) / sum(SampleStrata::depth);
    let sites: Vec<Site> = sites.iter().map(|site| Site::new(site, &rates[sample], sample, misplaced)).collect();
    let shares: Vec<f64> =
        std::iter::once(0.0).chain(std::iter::successors(Some(LEAST), |c| Some(STEP * c)).take_while(|&c| c <= MOST)).collect();
    let ln: Vec<f64> = shares.iter().map(|&share| ln_likelihood(&sites, share)).collect();
    let best = ln.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let within = |index: &usize| ln[*index] >= best - DROP;
    let (low, high) = ((0..shares.len()).find(within)?, (0..shares.len()).rfind(within)?);
    let at = ln.iter().position(|&ln| ln >= best)?;
    // What lies between two shares of the grid is within.
    Some(Contamination { share: shares[at], ci95: [shares[low], *shares.get(high + 1).unwrap_or(&MOST)], sites: sites.len() as u64 })
}

/// A site's fragments, with the error rates of its change.
struct Site {
    alternate: [f64; QUALITY_BINS],
    reference: [f64; QUALITY_BINS],
    /// Probability that the alternate reads as the reference, and the reverse.
    error: [[f64; QUALITY_BINS]; 2],
    /// `ln` of the likelihood when any share is as likely.
    ln_stray: f64,
}

impl Site {
    fn new(candidate: &Candidate, rates: &ErrorRates, sample: usize, misplaced: f64) -> Self {
        let (reference, alternate) = (candidate.allele.reference[0], candidate.allele.alternate[0]);
        let strata = &candidate.samples()[sample];
        let count = |counts: [u32; QUALITY_BINS]| counts.map(f64::from);
        let total = |counts: [u32; QUALITY_BINS]| f64::from(counts.iter().sum::<u32>());
        Self {
            alternate: count(strata.alternate.by_quality),
            reference: count(strata.reference.by_quality),
            error: [rates.of(alternate, reference).map(|e| e.max(misplaced)), rates.of(reference, alternate)],
            ln_stray: ln_beta(total(strata.alternate.by_quality) + 1.0, total(strata.reference.by_quality) + 1.0),
        }
    }

    /// `ln L(f)`.
    fn ln_at(&self, f: f64) -> f64 {
        let [lost, gained] = &self.error;
        let mut sum = 0.0;
        for bin in 0..QUALITY_BINS {
            if self.alternate[bin] > 0.0 {
                sum += self.alternate[bin] * (f * (1.0 - 3.0 * lost[bin]) + (1.0 - f) * gained[bin]).ln();
            }
            if self.reference[bin] > 0.0 {
                sum += self.reference[bin] * ((1.0 - f) * (1.0 - 3.0 * gained[bin]) + f * lost[bin]).ln();
            }
        }
        sum
    }
}

/// `ln` of the likelihood of all sites at the share `c`, with the genotypes that fit it best.
fn ln_likelihood(sites: &[Site], c: f64) -> f64 {
    let terms: Vec<([f64; 3], f64, f64)> = sites
        .iter()
        .map(|site| {
            let ln = [0.0, 0.5, 1.0].map(|g| site.ln_at(1.0 - c * g));
            let most = ln.iter().copied().fold(site.ln_stray, f64::max);
            (ln.map(|ln| (ln - most).exp()), (site.ln_stray - most).exp(), most)
        })
        .collect();
    let of_site = |genotypes: &[f64; 3], (of, stray, _): &([f64; 3], f64, f64)| {
        let kept: f64 = genotypes.iter().zip(of).map(|(share, of)| share * of).sum();
        ((1.0 - STRAY) * kept, STRAY * stray)
    };
    let mut genotypes = GENOTYPES;
    for _ in 0..ROUNDS {
        let mut expected = GENOTYPES.map(|share| PRIOR_SITES * share);
        for term in &terms {
            let (kept, stray) = of_site(&genotypes, term);
            for ((expected, share), of) in expected.iter_mut().zip(genotypes).zip(term.0) {
                *expected += (1.0 - STRAY) * share * of / (kept + stray);
            }
        }
        let all: f64 = expected.iter().sum();
        genotypes = expected.map(|expected| expected / all);
    }
    let prior: f64 = GENOTYPES.iter().zip(genotypes).map(|(usual, share)| PRIOR_SITES * usual * share.ln()).sum();
    let sites = terms.iter().map(|term| {
        let (kept, stray) = of_site(&genotypes, term);
        term.2 + (kept + stray).ln()
    });
    prior + sites.sum::<f64>()
}

/// The share of tumour cells' DNA in the normal: fragments of sure somatic alleles in the normal, less those of error, over what the tumour's own share would give,
/// `(Σ a − Σ n·e) / Σ n·f`, with the exact Poisson interval of `Σ a`. `None` without sure somatic variants.
pub(super) fn tumor_in_normal(calls: &[VariantCall], normal: &ErrorRates) -> Option<Contamination> {
    /// Quality from which on a call is sure, phred.
    const SURE: f64 = 20.0;
    /// Allele fraction from which on the tumour's own is known well.
    const MIN_VAF: f64 = 0.1;
    let is_sure = |call: &&VariantCall| {
        call.candidate.allele.kind() == AlleleKind::Snv
            && call.vaf >= MIN_VAF
            && call.score.quality >= SURE
            && call.filters.iter().all(|filter| *filter == VariantFilter::InNormal)
    };
    let (mut seen, mut error, mut expected, mut sites) = (0u64, 0.0, 0.0, 0u64);
    for call in calls.iter().filter(is_sure) {
        let (allele, [_, strata]) = (&call.candidate.allele, call.candidate.samples());
        let rates = normal.of(allele.reference[0], allele.alternate[0]);
        let bins = strata.reference.by_quality.iter().zip(strata.alternate.by_quality).map(|(r, a)| f64::from(r + a));
        error += bins.zip(rates).map(|(fragments, rate)| fragments * rate).sum::<f64>();
        seen += u64::from(strata.alternate.fragments());
        expected += call.vaf * f64::from(strata.depth());
        sites += 1;
    }
    let share = |count: f64| ((count - error) / expected).clamp(0.0, 1.0);
    (expected > 0.0).then(|| Contamination { share: share(seen as f64), ci95: interval::poisson(seen, 0.95).map(share), sites })
}

#[cfg(test)]
mod tests {
    use super::{
        super::{allele::Allele, errors::ErrorCounts, evidence::RepeatContext},
        *,
    };

    /// Sites at which the normal has the alternate only and the other person `copies` of the reference in turn, at this depth and share.
    fn evidence(sites: u32, depth: u32, share: f64, copies: &[u32]) -> VariantEvidence {
        let candidate = |index: u32| {
            let copies = copies[index as usize % copies.len()];
            // A binomial count: its quantile at places that fill the interval evenly.
            let p = share * f64::from(copies) / 2.0;
            let place = (f64::from(index) * 0.618_034).fract();
            let (mut foreign, mut term) = (0, (1.0 - p).powi(depth as i32));
            let mut below = term;
            while below < place && foreign < depth {
                term *= f64::from(depth - foreign) / f64::from(foreign + 1) * p / (1.0 - p);
                foreign += 1;
                below += term;
            }
            let mut samples: [SampleStrata; 2] = Default::default();
            samples[0].alternate.by_quality[5] = depth - foreign;
            samples[0].reference.by_quality[5] = foreign;
            samples[1].alternate.by_quality[5] = 30;
            let (consequence, joined, population_ppb) = (None, None, None);
            let allele = Allele::snv(0, 100 * index, b'A', b'G');
            Candidate {
                allele,
                context: *b"NNN",
                repeat: RepeatContext::default(),
                strata: (&samples).into(),
                consequence,
                joined,
                population_ppb,
            }
        };
        VariantEvidence { candidates: (0..sites).map(candidate).collect(), ..VariantEvidence::default() }
    }

    fn estimate(share: f64, copies: &[u32]) -> Contamination {
        let rates = [ErrorCounts::default().rates(), ErrorCounts::default().rates()];
        contamination(&evidence(400, 100, share, copies), &rates, 0).unwrap()
    }

    #[test]
    fn the_share_is_found_whatever_the_other_persons_genotypes() {
        // As expected of a person of the same population, and of one of another.
        for (copies, off) in [(&[0, 0, 0, 1, 1, 2][..], 0.25), (&[0, 1, 1, 2, 2, 2], 0.5)] {
            for share in [0.02, 0.05, 0.2] {
                let found = estimate(share, copies);
                assert!((found.share / share - 1.0).abs() < off, "{share}: {found:?}");
                assert!(found.ci95[0] > 0.6 * share && found.ci95[1] < 2.0 * share, "{share}: {found:?}");
            }
        }
    }

    #[test]
    fn a_clean_sample_has_none_and_few_sites_say_nothing() {
        let clean = estimate(0.0, &[0, 1, 2]);
        assert!(clean.share < 1e-3 && clean.ci95[0] == 0.0 && clean.ci95[1] < 0.005, "{clean:?}");
        let rates = [ErrorCounts::default().rates(), ErrorCounts::default().rates()];
        assert_eq!(contamination(&evidence(19, 100, 0.1, &[2]), &rates, 0), None);
    }
}

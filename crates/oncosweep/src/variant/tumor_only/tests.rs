//! Inherited and somatic variants drawn from the model are told apart.

use super::{
    super::{
        allele::Allele,
        call::call,
        config::VariantCallConfig,
        evidence::{RepeatContext, VariantEvidence},
        population::PopulationInput,
    },
    *,
};

/// A small generator of its own, so that the test is the same everywhere.
struct Draws(u64);

impl Draws {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn binomial(&mut self, n: u32, p: f64) -> u32 {
        (0..n).map(|_| u32::from(self.uniform() < p)).sum()
    }
}

fn candidate(position: u32, depth: u32, alternate: u32, population_ppb: Option<u32>) -> Candidate {
    let mut samples: [SampleStrata; 2] = Default::default();
    for (allele, count) in [(&mut samples[0].reference, depth - alternate), (&mut samples[0].alternate, alternate)] {
        allele.by_quality[5] = count;
        (allele.forward, allele.reverse, allele.places, allele.mapping_quality_sum) = (count / 2, count - count / 2, count, 60 * count);
    }
    Candidate {
        allele: Allele::snv(0, position, b'A', b'C'),
        context: *b"CAG",
        repeat: RepeatContext::default(),
        strata: (&samples).into(),
        consequence: None,
        joined: None,
        population_ppb,
    }
}

/// A genome of 2 Mb with 1,000 inherited variants a Mb, of which one in twenty is not listed, and 30 somatic ones a Mb. `lost` says where the tumour
/// lost one copy. Returns the evidence and which candidates are somatic, by position.
fn genome(seed: u64, purity: f64, lost: std::ops::Range<u32>) -> (VariantEvidence, Vec<u32>) {
    let mut draws = Draws(seed);
    let mut evidence = VariantEvidence { examined_bases: 2_000_000, ..VariantEvidence::default() };
    let mut somatic = Vec::new();
    for index in 0..2_060u32 {
        let position = 970 * index + 1;
        let depth = 60 + draws.binomial(80, 0.5);
        // One copy of two, and one of one where the other is lost: (1 − p)/2 + … of 2 − p copies.
        let is_lost = lost.contains(&position);
        let copies = if is_lost { 2.0 - purity } else { 2.0 };
        if index % 34 == 33 {
            let alternate = draws.binomial(depth, purity / copies);
            evidence.candidates.push(candidate(position, depth, alternate, None));
            somatic.push(position);
            continue;
        }
        let listed = draws.uniform() < 0.95;
        // Alleles of frequency f are as 1/f in number and carried once by 2f(1 − f), twice by f² of all people: 2 to 1, and so distributed.
        let homozygous = draws.uniform() < 1.0 / 3.0;
        let root = draws.uniform().sqrt();
        let frequency = if homozygous { root } else { 1.0 - root };
        let fraction = match (homozygous, is_lost, draws.uniform() < 0.5) {
            (true, ..) => 0.999,
            (false, false, _) => 0.49,
            (false, true, true) => 1.0 / copies,
            (false, true, false) => (1.0 - purity) / copies,
        };
        let alternate = draws.binomial(depth, fraction);
        evidence.candidates.push(candidate(position, depth, alternate, listed.then_some((frequency * 1e9) as u32)));
    }
    evidence.population = Some(PopulationInput::default());
    (evidence, somatic)
}

#[test]
fn somatic_variants_are_found_among_inherited_ones_and_the_leak_is_known() {
    for (seed, purity) in [(1, 0.6), (2, 0.6), (3, 0.4), (4, 0.7)] {
        let (evidence, somatic) = genome(seed, purity, 0..0);
        let calls = call(&evidence, false, &VariantCallConfig::default());
        let pass: Vec<_> = calls.calls.iter().filter(|call| call.passes()).collect();
        let truly = pass.iter().filter(|call| somatic.contains(&call.candidate.allele.start)).count();
        let leaked = (pass.len() - truly) as f64;
        let expected: f64 = pass.iter().map(|call| call.score.germline_probability).sum();
        assert!(truly as f64 >= 0.75 * somatic.len() as f64, "{seed}: {truly} of {}", somatic.len());
        // A Poisson count's three standard deviations, and some more for the rates that were learnt.
        assert!((leaked - expected).abs() <= 3.0 * (expected + 1.0).sqrt() + 2.0, "{seed}: {leaked} leaked, {expected} expected");
        let private = calls.private_germline_share.unwrap();
        assert!((0.03..0.08).contains(&private), "{seed}: {private}");
        // The expected number of somatic variants, found or not.
        let all: f64 = calls.calls.iter().map(|call| 1.0 - call.score.error_probability).sum();
        assert!((all / somatic.len() as f64 - 1.0).abs() < 0.3, "{seed}: {all} of {}", somatic.len());
    }
}

#[test]
fn a_lost_copy_moves_inherited_fractions_and_not_the_verdict() {
    let (evidence, somatic) = genome(5, 0.6, 500_000..1_500_000);
    let calls = call(&evidence, false, &VariantCallConfig::default());
    let leaked = calls.calls.iter().filter(|call| call.passes() && !somatic.contains(&call.candidate.allele.start)).count();
    // Half of a hundred private alleles lie where a copy was lost, at fractions of 0.71 and 0.29; by balance alone they all would pass.
    assert!(leaked <= 12, "{leaked} leaked");
}

#[test]
fn listed_alleles_are_inherited_by_their_frequency() {
    let mut evidence =
        VariantEvidence { examined_bases: 1_000_000, population: Some(PopulationInput::default()), ..VariantEvidence::default() };
    evidence.candidates =
        vec![candidate(100, 100, 48, Some(10_000_000)), candidate(2_000, 100, 25, None), candidate(4_000, 100, 50, Some(100_000))];
    evidence.candidates.extend((5..25).map(|index| candidate(1_000 * index, 100, 20 + index / 2, None)));
    let calls = call(&evidence, false, &VariantCallConfig::default()).calls;
    let names = |index: usize| calls[index].filters.iter().map(|filter| filter.name()).collect::<Vec<_>>();
    assert!(names(0).contains(&"population"), "{:?}", names(0));
    assert_eq!(names(1), Vec::<&str>::new());
    assert!(calls[2].score.germline_probability > 0.5, "{}", calls[2].score.germline_probability);
    // Without a population nothing can be told from an inherited variant that is not rare.
    evidence.population = None;
    evidence.candidates[1].strata = candidate(1, 100, 50, None).strata;
    let calls = call(&evidence, false, &VariantCallConfig::default()).calls;
    assert!(calls[1].score.germline_probability > 0.9);
}

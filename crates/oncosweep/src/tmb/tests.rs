//! Tests of the burden.

use proptest::prelude::*;

use super::*;
use crate::{
    genes::{Consequence, Term},
    sweep::Merge,
    variant::AlleleKind,
};

fn consequence(term: Term) -> Consequence {
    Consequence { terms: vec![term], ..Consequence::default() }
}

fn variant(consequence: &Consequence) -> TmbVariant<'_> {
    TmbVariant {
        failed_filter: None,
        in_sample: true,
        in_target: true,
        in_coding_territory: true,
        consequence: Some(consequence),
        on_transcripts: &[],
        tumor_depth: Some(200),
        tumor_alternate: Some(60),
        normal_depth: Some(60),
        vaf: Some(0.3),
        population_af: None,
        kind: AlleleKind::Snv,
        is_hotspot: false,
        is_repeated: false,
        error_probability: None,
        germline_probability: 0.0,
        failed_by_posterior: false,
    }
}

fn territory(bases: u64) -> DepthHistogram {
    let mut depths = DepthHistogram::default();
    depths.add(200, 60, bases);
    depths
}

fn burden(variants: usize, bases: u64) -> Tmb {
    let missense = consequence(Term::Missense);
    call(&vec![variant(&missense); variants], &Territory::Depths(&territory(bases)), true, &TmbConfig::default()).unwrap().tmb
}

#[test]
fn intervals_and_probabilities_of_published_panel_sizes() {
    // Exact Poisson intervals, R: poisson.test(8)$conf.int / 0.8 and so on.
    for (variants, bases, interval) in [(8, 800_000, "4.32 19.70"), (11, 1_100_000, "4.99 17.89"), (340, 34_000_000, "8.97 11.12")] {
        let tmb = burden(variants, bases);
        let [low, high] = tmb.ci95.unwrap();
        assert_eq!(format!("{low:.2} {high:.2}"), interval);
        assert!((tmb.per_mb.unwrap() - 10.0).abs() < 1e-9);
        assert_eq!(tmb.status, Some(TmbStatus::Indeterminate));
    }
    // 12.5 per Mb on 0.8 Mb: R: 1 - pgamma(8, 10.5) = 0.7697
    assert!((burden(10, 800_000).probability_high.unwrap() - 0.7697).abs() < 1e-4);
}

#[test]
fn the_three_states() {
    assert_eq!(burden(500, 34_000_000).status, Some(TmbStatus::High));
    assert_eq!(burden(100, 34_000_000).status, Some(TmbStatus::Low));
    assert_eq!(burden(0, 1_000_000).status, Some(TmbStatus::Low));
    assert_eq!(burden(0, 1_000_000).ci95.map(|[low, high]| format!("{low} {high:.2}")).as_deref(), Some("0 3.69"));
}

#[test]
fn what_cannot_be_said_is_null_with_a_reason() {
    let small = burden(4, 200_000);
    assert!(small.status.is_none() && small.per_mb == Some(20.0) && small.reason.unwrap().contains("0.200 Mb"));
    let none = burden(4, 0);
    assert_eq!((none.per_mb, none.ci95, none.probability_high, none.status), (None, None, None, None));
    assert!(none.reason.unwrap().contains("no coding territory"));
    let mut shallow = DepthHistogram::default();
    shallow.add(10, 60, 1_000_000);
    let tmb = call(&[], &Territory::Depths(&shallow), true, &TmbConfig::default()).unwrap().tmb;
    assert!(tmb.per_mb.is_none() && tmb.reason.as_ref().unwrap().contains("tumour depth 25 and normal depth 8"));
    let json = serde_json::to_value(&tmb).unwrap();
    assert!(json["per_mb"].is_null() && json["status"].is_null() && json["definitions"]["coding"]["ci95"].is_null());
    assert_eq!(serde_json::to_value(burden(500, 34_000_000)).unwrap()["status"], "high");
}

#[test]
fn each_rule_names_itself() {
    let missense = consequence(Term::Missense);
    let synonymous = consequence(Term::Synonymous);
    let splice = consequence(Term::SpliceDonor);
    let base = variant(&missense);
    let cases = [
        (base, "counted"),
        (TmbVariant { failed_filter: Some("strand_bias"), in_target: false, ..base }, "filter:strand_bias"),
        (TmbVariant { in_target: false, ..base }, "off_target"),
        (TmbVariant { consequence: None, ..base }, "not_annotated"),
        (TmbVariant { in_coding_territory: false, ..base }, "not_coding"),
        (TmbVariant { consequence: Some(&splice), ..base }, "not_coding"),
        (TmbVariant { tumor_depth: Some(24), ..base }, "low_depth"),
        (TmbVariant { normal_depth: Some(7), ..base }, "low_normal_depth"),
        (TmbVariant { normal_depth: None, ..base }, "counted"),
        (TmbVariant { vaf: Some(0.049), ..base }, "low_vaf"),
        (TmbVariant { vaf: Some(f64::NAN), ..base }, "low_vaf"),
        (TmbVariant { vaf: None, ..base }, "no_counts"),
        (TmbVariant { tumor_depth: None, ..base }, "no_counts"),
        (TmbVariant { population_af: Some(0.01), ..base }, "population"),
        (TmbVariant { population_af: Some(0.0), ..base }, "counted"),
        (TmbVariant { in_sample: false, ..base }, "not_in_sample"),
        (TmbVariant { is_repeated: true, ..base }, "repeated"),
        (TmbVariant { consequence: Some(&synonymous), ..base }, "synonymous"),
        (TmbVariant { is_hotspot: true, kind: AlleleKind::Mnv, ..base }, "counted"),
    ];
    let variants: Vec<_> = cases.iter().map(|(v, _)| *v).collect();
    let called = call(&variants, &Territory::Depths(&territory(1_000_000)), true, &TmbConfig::default()).unwrap();
    let codes: Vec<_> = called.trace.iter().map(|v| v.code().into_owned()).collect();
    assert_eq!(codes, cases.map(|(_, code)| code.to_owned()));
    assert_eq!(called.tmb.variants, 4);
    assert_eq!(called.tmb.excluded["not_coding"], 2);
    assert_eq!(called.tmb.excluded.values().sum::<u64>() + called.tmb.variants, variants.len() as u64);

    let panel = TmbConfig { preset: "tso500-like".into(), ..TmbConfig::default() };
    let called = call(
        &[
            TmbVariant { kind: AlleleKind::Mnv, ..base },
            TmbVariant { is_hotspot: true, ..base },
            TmbVariant { tumor_depth: Some(49), ..base },
            TmbVariant { consequence: Some(&synonymous), ..base },
        ],
        &Territory::Depths(&territory(1_000_000)),
        true,
        &panel,
    )
    .unwrap();
    let codes: Vec<_> = called.trace.iter().map(|v| v.code().into_owned()).collect();
    assert_eq!(codes, ["mnv", "hotspot", "low_depth", "counted"]);
}

#[test]
fn definitions_count_the_same_variants_in_six_ways() {
    let terms = [Term::Missense, Term::Synonymous, Term::Frameshift].map(consequence);
    let mut variants: Vec<_> = terms.iter().map(variant).collect();
    variants.push(TmbVariant { is_hotspot: true, ..variant(&terms[0]) });
    let tmb = call(&variants, &Territory::Depths(&territory(2_000_000)), true, &TmbConfig::default()).unwrap().tmb;
    let counts: Vec<_> = tmb.definitions.iter().map(|(name, d)| (name.as_str(), d.variants)).collect();
    assert_eq!(
        counts,
        [
            ("coding", 4),
            ("coding_without_hotspots", 3),
            ("missense", 2),
            ("missense_without_hotspots", 1),
            ("nonsynonymous", 3),
            ("nonsynonymous_without_hotspots", 2)
        ]
    );
    assert_eq!(tmb.definitions["nonsynonymous"].per_mb, tmb.per_mb);
}

#[test]
fn settings_out_of_range_are_refused_by_name() {
    let ok = TmbConfig::default();
    for preset in Preset::all() {
        TmbConfig { preset: preset.id.into(), ..ok.clone() }.validate().unwrap();
    }
    for (config, word) in [
        (TmbConfig { preset: "exome".into(), ..ok.clone() }, "wes, f1cdx-like, tso500-like"),
        (TmbConfig { min_vaf: Some(5.0), ..ok.clone() }, "min_vaf is 5"),
        (TmbConfig { min_tumor_depth: Some(2_000), ..ok.clone() }, "at most 1000"),
        (TmbConfig { threshold_per_mb: 0.0, ..ok.clone() }, "threshold_per_mb"),
        (TmbConfig { threshold_per_mb: f64::NAN, ..ok.clone() }, "threshold_per_mb"),
        (TmbConfig { max_probability_low: 0.99, ..ok.clone() }, "max_probability_low"),
    ] {
        assert!(config.validate().unwrap_err().to_string().contains(word));
    }
    assert!(serde_json::from_str::<TmbConfig>("{\"min_vag\": 0.1}").is_err());
}

proptest! {
    /// Merged in any grouping, the histogram answers as the bases one by one would.
    #[test]
    fn depth_histograms_merge(bases in proptest::collection::vec((0u32..1200, 0u32..600), 0..60), cut in 0usize..60, t in 0u32..1001, n in 0u32..501) {
        let gathered = |part: &[(u32, u32)]| {
            let mut histogram = DepthHistogram::default();
            for &(tumor, normal) in part {
                histogram.add(tumor, normal, 1);
            }
            histogram
        };
        let cut = cut.min(bases.len());
        let mut merged = gathered(&bases[..cut]);
        merged.merge(gathered(&bases[cut..]));
        prop_assert_eq!(&merged, &gathered(&bases));
        let counted = bases.iter().filter(|(tumor, normal)| *tumor >= t && *normal >= n).count() as u64;
        prop_assert_eq!(merged.callable_bases(t, n), counted);
        let stored: DepthHistogram = postcard::from_bytes(&postcard::to_stdvec(&merged).unwrap()).unwrap();
        prop_assert_eq!(stored, merged);
    }
}

#[test]
fn truncations_of_suppressors_are_left_out_where_the_rule_says_so() {
    let of_gene = |term, gene: &str| Consequence { gene_name: gene.into(), ..consequence(term) };
    let consequences = [
        of_gene(Term::StopGained, "TP53"),
        of_gene(Term::Frameshift, "APC"),
        of_gene(Term::Missense, "TP53"),
        of_gene(Term::StopGained, "EGFR"),
    ];
    let variants = consequences.each_ref().map(variant);
    let codes = |preset: &str| {
        let config = TmbConfig { preset: preset.into(), ..TmbConfig::default() };
        let called = call(&variants, &Territory::Depths(&territory(1_000_000)), true, &config).unwrap();
        called.trace.iter().map(|v| v.code().into_owned()).collect::<Vec<_>>()
    };
    assert_eq!(codes("f1cdx-like"), ["truncation", "truncation", "counted", "counted"]);
    assert_eq!(codes("wes"), ["counted"; 4]);
}

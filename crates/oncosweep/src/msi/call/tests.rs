use super::{
    super::{ShortSequence, SiteCounts, Sites},
    *,
};

/// Lengths of the tumour and of the normal.
type Lengths = (&'static [(u32, u32)], &'static [(u32, u32)]);

fn evidence(sites: &[Lengths]) -> MsiEvidence {
    let bases = |text: &str| ShortSequence::new(text.as_bytes()).unwrap();
    let site = |i: usize| Site {
        contig: 0,
        start: 100 * (i as u32 + 1),
        unit: bases("T"),
        copies: 12,
        left_flank: bases("CAGGC"),
        right_flank: bases("CAGTA"),
    };
    MsiEvidence {
        sites: Sites::new((0..sites.len()).map(site).collect()),
        counts: sites
            .iter()
            .enumerate()
            .filter(|(_, (tumor, normal))| !(tumor.is_empty() && normal.is_empty()))
            .map(|(i, (tumor, normal))| SiteCounts {
                key: site(i).key(),
                tumor: tumor.iter().copied().collect(),
                normal: normal.iter().copied().collect(),
            })
            .collect(),
        ..MsiEvidence::default()
    }
}

const STABLE: Lengths = (&[(11, 1), (12, 50)], &[(11, 1), (12, 40)]);
const SHIFTED: Lengths = (&[(9, 15), (12, 35)], &[(12, 40)]);
const STRANGER: Lengths = (&[(14, 50)], &[(12, 40)]);

#[test]
fn high_stable_and_undecided() {
    let config = MsiConfig::default();
    let of = |unstable: usize, stable: usize| {
        let sites: Vec<_> = std::iter::repeat_n(SHIFTED, unstable).chain(std::iter::repeat_n(STABLE, stable)).collect();
        call(&evidence(&sites), &config, true)
    };
    let high = of(40, 60);
    assert_eq!((high.status, high.sites_assessed, high.sites_unstable), (Some(MsiStatus::High), 100, 40));
    assert_eq!(high.ci95, Some(interval::binomial(40, 100, 0.95)));
    let first = &high.sites[0];
    assert_eq!((first.status, first.shift, first.germline), (SiteStatus::Unstable, Some(-3), Some([12, 12])));
    assert!((first.shifted_fraction.unwrap() - 0.3).abs() < 0.01);
    let stable = of(0, 100);
    assert_eq!((stable.status, stable.fraction_unstable), (Some(MsiStatus::Stable), Some(0.0)));
    assert!(stable.probability_high.unwrap() < 1e-4 && stable.reason.is_none());
    let between = of(6, 94);
    assert_eq!(between.status, Some(MsiStatus::Indeterminate));
    assert!(between.reason.unwrap().contains("6 of 100"));
    assert_eq!(of(0, 20).status, Some(MsiStatus::Indeterminate));
}

#[test]
fn shallow_stability_is_not_stability() {
    let shallow: Lengths = (&[(11, 1), (12, 7)], &[(11, 1), (12, 7)]);
    let config = MsiConfig { min_tumor_fragments: 5, min_normal_fragments: 5, ..Default::default() };
    let msi = call(&evidence(&[shallow; 200]), &config, true);
    assert_eq!((msi.status, msi.sites_unstable), (Some(MsiStatus::Indeterminate), 0));
    assert!(msi.detection_limit.unwrap() > 0.25 && msi.reason.unwrap().contains("sequence deeper"));
}

#[test]
fn what_cannot_be_assessed_is_listed_with_its_reason() {
    let sites: Vec<Lengths> = vec![STABLE, (&[], &[]), (&[(12, 14)], &[(12, 40)]), (&[(12, 40)], &[(12, 14)])];
    let msi = call(&evidence(&sites), &MsiConfig::default(), true);
    let reasons: Vec<_> = msi.sites.iter().map(|site| site.reason).collect();
    assert_eq!(reasons, vec![None, Some(SiteReason::NoTumorReads), Some(SiteReason::FewTumorReads), Some(SiteReason::FewNormalReads)]);
    assert_eq!((msi.status, msi.sites_assessed, msi.sites_listed), (None, 1, 4));
    assert!(msi.reason.unwrap().contains("at least 10"));
}

#[test]
fn without_a_normal_or_without_sites_there_is_no_status() {
    let msi = call(&evidence(&[STABLE; 30]), &MsiConfig::default(), false);
    assert_eq!((msi.status, msi.sites_assessed, msi.fraction_unstable), (None, 0, None));
    assert_eq!(msi.not_assessed.get(&SiteReason::NoNormal), Some(&30));
    let json = serde_json::to_value(&msi).unwrap();
    assert!(json["status"].is_null() && json["fraction_unstable"].is_null() && json["reason"].as_str().unwrap().contains("normal"));
    let empty = call(&MsiEvidence::default(), &MsiConfig::default(), true);
    assert_eq!((empty.status, empty.fraction_unstable, empty.ci95, empty.probability_high), (None, None, None, None));
}

#[test]
fn two_individuals_are_not_msi_high_but_lost_heterozygosity_may_be() {
    let lost: Lengths = (&[(12, 50)], &[(12, 20), (15, 22)]);
    let of = |strangers: usize, lost_sites: usize| {
        let sites: Vec<_> = std::iter::repeat_n(STRANGER, strangers)
            .chain(std::iter::repeat_n(lost, lost_sites))
            .chain(std::iter::repeat_n(SHIFTED, 40))
            .collect();
        call(&evidence(&sites), &MsiConfig::default(), true)
    };
    let swapped = of(4, 8);
    assert_eq!(swapped.status, Some(MsiStatus::Indeterminate));
    assert_eq!((swapped.identity.heterozygous_lost, swapped.identity.homozygous_replaced), (8, 4));
    assert!(swapped.reason.unwrap().contains("one individual"));
    assert_eq!(of(0, 8).status, Some(MsiStatus::High));
    assert_eq!(of(4, 0).status, Some(MsiStatus::High));
}

#[test]
fn the_words_are_those_of_the_contract() {
    let msi = call(&evidence(&[SHIFTED; 30]), &MsiConfig::default(), true);
    let json = serde_json::to_value(&msi).unwrap();
    assert_eq!(json["status"], "MSI-H");
    for key in ["fraction_unstable", "ci95", "sites_assessed", "sites_unstable", "probability_high", "reason", "thresholds", "skipped"] {
        assert!(json.get(key).is_some(), "{key}");
    }
    assert_eq!(json["skipped"]["tumor"]["not_spanning"], 0);
}

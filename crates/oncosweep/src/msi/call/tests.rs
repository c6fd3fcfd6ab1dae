use super::{
    super::{ComparedWith, MsiStatus, MsiSweepConfig, ShortSequence, Site, SiteCounts, Sites},
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
    // R: qbeta(c(0.025, 0.975), 40.5, 60.5)
    let [low, high_end] = high.ci95.unwrap();
    assert!((low - 0.3080).abs() < 2e-3 && (high_end - 0.4977).abs() < 2e-3, "{low} {high_end}");
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
    let few = call(&evidence(&[shallow; 25]), &config, true);
    assert_eq!((few.status, few.sites_unstable), (Some(MsiStatus::Indeterminate), 0));
    assert!(few.ci95.unwrap()[1] > 0.05 && few.reason.unwrap().contains("95 % interval"));
    // Three reads a site at many sites, with shifts of few fragments in mind.
    let config = MsiConfig { max_detection_limit: 0.03, min_tumor_fragments: 3, min_normal_fragments: 3, ..Default::default() };
    let thin: Lengths = (&[(12, 3)], &[(12, 3)]);
    let many = call(&evidence(&[thin; 300]), &config, true);
    assert_eq!((many.status, many.sites_unstable), (Some(MsiStatus::Indeterminate), 0));
}

#[test]
fn what_cannot_be_assessed_is_listed_with_its_reason() {
    let sites: Vec<Lengths> = vec![STABLE, (&[], &[]), (&[(12, 7)], &[(12, 40)]), (&[(12, 40)], &[(12, 7)])];
    let msi = call(&evidence(&sites), &MsiConfig::default(), true);
    let reasons: Vec<_> = msi.sites.iter().map(|site| site.reason).collect();
    assert_eq!(reasons, vec![None, Some(SiteReason::NoTumorReads), Some(SiteReason::FewTumorReads), Some(SiteReason::FewNormalReads)]);
    assert_eq!((msi.status, msi.sites_assessed, msi.sites_listed), (None, 1, 4));
    assert!(msi.reason.unwrap().contains("at least 10"));
}

/// Two inherited lengths.
const MIXED: Lengths = (&[(10, 24), (12, 26)], &[]);
const ALONE: Lengths = (&[(11, 1), (12, 50)], &[]);

#[test]
fn a_tumour_alone_is_right_or_undecided() {
    let of = |mixed: usize| {
        let sites: Vec<_> = std::iter::repeat_n(MIXED, mixed).chain(std::iter::repeat_n(ALONE, 100)).collect();
        call(&evidence(&sites), &MsiConfig::default(), false)
    };
    let stable = of(0);
    assert_eq!((stable.compared_with, stable.status, stable.sites_assessed), (ComparedWith::Itself, Some(MsiStatus::Stable), 100));
    let mixed = of(20);
    assert_eq!((mixed.status, mixed.probability_high), (Some(MsiStatus::Indeterminate), None));
    assert!(mixed.ci95.unwrap()[1] > 0.16 && mixed.reason.unwrap().contains("a baseline"));
    let empty = call(&MsiEvidence::default(), &MsiConfig::default(), true);
    assert_eq!((empty.status, empty.fraction_unstable, empty.ci95, empty.probability_high), (None, None, None, None));
}

/// A panel of twelve normals at `sites` sites like those of [`evidence`]; one of them has inherited 15 copies at the first.
fn panel(sites: usize) -> (Baseline, Contigs) {
    let contigs = Contigs::new(vec![crate::genome::Contig { name: "chr1".into(), length: 1_000_000 }]);
    let listed = evidence(&vec![STABLE; sites]).sites;
    let mut panel: Option<Baseline> = None;
    for person in 0..12u32 {
        let counts = listed.as_slice().iter().enumerate().map(|(i, site)| {
            let usual: LengthCounts = [(11, 1 + (person + i as u32) % 2), (12, 40 + person)].into_iter().collect();
            let other: LengthCounts = [(12, 20), (15, 19)].into_iter().collect();
            SiteCounts { key: site.key(), normal: if i == 0 && person == 3 { other } else { usual }, tumor: LengthCounts::default() }
        });
        let part = Baseline {
            version: "0".into(),
            reference: None,
            contigs: contigs.clone(),
            sites: listed.clone(),
            sweep: MsiSweepConfig::default(),
            samples: vec![Baseline::sample(format!("n{person}"), 1000, 150, &listed, counts)],
            path: "panel".into(),
        };
        match &mut panel {
            None => panel = Some(part),
            Some(panel) => panel.merge(part).unwrap(),
        }
    }
    (panel.unwrap(), contigs)
}

#[test]
fn a_panel_tells_shifted_lengths_from_inherited_ones() {
    let shifted: Lengths = (&[(9, 15), (12, 35)], &[]);
    let inherited: Lengths = (&[(12, 25), (15, 24)], &[]);
    let (baseline, contigs) = panel(200);
    let of = |first: Lengths, unstable: usize| {
        let sites: Vec<_> =
            [first].into_iter().chain(std::iter::repeat_n(shifted, unstable)).chain(std::iter::repeat_n(ALONE, 199 - unstable)).collect();
        call_alone(&evidence(&sites), &MsiConfig::default(), Some((&baseline, &contigs)))
    };
    let high = of(inherited, 80);
    assert_eq!((high.compared_with, high.status, high.sites_unstable), (ComparedWith::Baseline, Some(MsiStatus::High), 80));
    assert_eq!(high.sites[0].germline, Some([12, 15]));
    assert_eq!(high.baseline.unwrap().samples.len(), 12);
    assert!(high.legacy.unwrap().msings.unwrap().sites_assessed == 200);
    let stable = of(ALONE, 0);
    assert_eq!((stable.status, stable.sites_unstable, stable.sites_assessed), (Some(MsiStatus::Stable), 0, 200));
    // A site the panel lacks, and a panel too small.
    let more = call_alone(&evidence(&[ALONE; 201]), &MsiConfig::default(), Some((&baseline, &contigs)));
    assert_eq!(more.not_assessed.get(&SiteReason::NotInBaseline), Some(&1));
    let few = MsiConfig { min_baseline_samples: 13, ..MsiConfig::default() };
    let few = call_alone(&evidence(&[ALONE; 200]), &few, Some((&baseline, &contigs)));
    assert_eq!((few.status, few.not_assessed.get(&SiteReason::FewBaselineSamples)), (None, Some(&200)));
}

#[test]
fn a_panel_that_does_not_fit_is_refused() {
    let (baseline, contigs) = panel(3);
    let check =
        |contigs: &Contigs, sweep: &MsiSweepConfig, read_bp: u32| baseline.check(contigs, sweep, read_bp, 1.25).map_err(|e| e.to_string());
    let sweep = MsiSweepConfig::default();
    assert!(check(&contigs, &sweep, 151).is_ok());
    let table = |name: &str, length: u32| Contigs::new(vec![crate::genome::Contig { name: name.into(), length }]);
    assert!(check(&table("1", 1_000_000), &sweep, 150).is_ok(), "an alias is the same contig");
    assert!(check(&table("chr1", 999), &sweep, 150).unwrap_err().contains("has 1000000 bases, the alignments' has 999"));
    assert!(check(&table("chr2", 999), &sweep, 150).unwrap_err().contains("shares no contig"));
    assert!(check(&contigs, &MsiSweepConfig { min_mapping_quality: 0, ..sweep.clone() }, 150).unwrap_err().contains("mapping quality 10"));
    assert!(check(&contigs, &sweep, 100).unwrap_err().contains("reads of 150 bases, the case's have 100"));
    let (mut twice, _) = panel(3);
    assert!(twice.merge(baseline.clone()).unwrap_err().to_string().contains("given twice"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("b.osb");
    baseline.save(&path).unwrap();
    assert_eq!(Baseline { path: "panel".into(), ..Baseline::load(&path).unwrap() }, baseline);
    std::fs::write(&path, "OSWEEP no").unwrap();
    assert!(Baseline::load(&path).unwrap_err().to_string().contains("not an MSI baseline file"));
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

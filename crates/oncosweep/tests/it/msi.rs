//! Microsatellite instability on data with known answers.

use std::{collections::HashMap, path::Path, sync::Arc};

use oncosweep::{
    genome::{Contigs, Reference},
    msi::{
        ListFormat, Msi, MsiCollector, MsiConfig, MsiEvidence, MsiStatus, MsiSweepConfig, ScanConfig, SiteStatus, Sites, call, read_list,
        scan_reference, write_list,
    },
    sweep::{Merge, Plan, Source, Sweep, SweepOptions},
    write::msi_tsv::write_msi_sites,
};

use crate::data::{demo, shared};

#[test]
fn scanned_lists_equal_msisensor_pros_byte_for_byte() {
    for (fasta, list) in [("msi/scan/ref.fa", "msi/scan/msisensor-pro.scan.list"), ("msi/scan/fuzz.fa", "msi/scan/fuzz.pro.list")] {
        let (Some(fasta), Some(list)) = (shared(fasta), shared(list)) else { return };
        let reference = Reference::open(&fasta).unwrap();
        let sites = scan_reference(&reference, &ScanConfig::default(), 2).unwrap();
        let mut written = Vec::new();
        write_list(&sites, reference.contigs(), ListFormat::MsisensorPro, &mut written).unwrap();
        assert!(written == std::fs::read(&list).unwrap(), "{} differs", list.display());
        assert_eq!(read_list(&list, reference.contigs(), None).unwrap().sites, sites);
        assert_eq!(scan_reference(&reference, &ScanConfig::default(), 1).unwrap(), sites);
    }
}

/// Sweeps a case without a reference: the flanks come with the list.
fn sweep(
    tumor: &Path,
    normal: Option<&Path>,
    list: &Path,
    regions: Option<&[String]>,
    options: &SweepOptions<'_>,
) -> (MsiEvidence, Contigs) {
    let tumor = Source::open(tumor, None).unwrap();
    let normal = normal.map(|path| Source::open(path, None).unwrap());
    let contigs = tumor.header().contigs.clone();
    let sites = read_list(list, &contigs, None).unwrap().sites;
    let plan = regions.map_or_else(|| Plan::whole(&contigs), |regions| Plan::parse(regions, &contigs).unwrap());
    let sites = Arc::new(sites.starting_in(&plan.regions));
    let sweep = Sweep::new(&contigs, &tumor, normal.as_ref(), None, &plan);
    let swept = sweep.run(|| MsiCollector::new(sites.clone(), MsiSweepConfig::default()), options).unwrap();
    let mut evidence = swept.evidence;
    evidence.sites = Sites::clone(&sites);
    (evidence, contigs)
}

const TWO_THREADS: SweepOptions<'_> = SweepOptions { threads: 2, shard_bp: None, stream: false, progress: None, cancel: None };

fn pair(name: &str) -> Option<(MsiEvidence, Contigs)> {
    let (tumor, normal, list) =
        (shared(&format!("msi/sim-pair/{name}.bam"))?, shared("msi/sim-pair/normal.bam")?, shared("msi/scan/msisensor-pro.scan.list")?);
    Some(sweep(&tumor, Some(&normal), &list, None, &TWO_THREADS))
}

/// When the environment asks for it, keeps the table for the scorer and for a look.
fn keep_table(msi: &Msi, contigs: &Contigs, name: &str) {
    if let Ok(folder) = std::env::var("OSW_KEEP") {
        let mut file = std::fs::File::create(Path::new(&folder).join(format!("{name}.sites.tsv"))).unwrap();
        write_msi_sites(&msi.sites, contigs, &mut file).unwrap();
    }
    eprintln!("{name}: {}", serde_json::to_string(msi).unwrap());
}

/// How the calls compare with a truth of `chrom start unit_length copies germline shift`; sites join by contig and start within 2 bases.
#[derive(Debug, Default)]
struct Score {
    found: u32,
    missed: u32,
    false_calls: u32,
    stable: u32,
    right_way: u32,
}

impl Score {
    fn of(msi: &Msi, contigs: &Contigs, truth: &Path) -> Self {
        let shifts: HashMap<(String, u32), i32> = std::fs::read_to_string(truth)
            .unwrap()
            .lines()
            .map(|line| {
                let fields: Vec<&str> = line.split('\t').collect();
                ((fields[0].to_owned(), fields[1].parse().unwrap()), fields[5].parse().unwrap())
            })
            .collect();
        let mut score = Self::default();
        for site in msi.sites.iter().filter(|site| site.status != SiteStatus::NotAssessed) {
            let near =
                [0i64, -1, 1, -2, 2].map(|slack| (contigs.name(site.site.contig).to_owned(), (i64::from(site.site.start) + slack) as u32));
            match (near.iter().find_map(|key| shifts.get(key)), site.status) {
                (None, _) => {}
                (Some(0), SiteStatus::Unstable) => score.false_calls += 1,
                (Some(0), _) => score.stable += 1,
                (Some(shift), SiteStatus::Unstable) => {
                    score.found += 1;
                    score.right_way += u32::from(site.shift.unwrap().signum() == shift.signum());
                }
                (Some(_), _) => score.missed += 1,
            }
        }
        eprintln!("{score:?}");
        score
    }

    fn sensitivity(&self) -> f64 {
        f64::from(self.found) / f64::from(self.found + self.missed)
    }

    fn false_positive_rate(&self) -> f64 {
        f64::from(self.false_calls) / f64::from(self.false_calls + self.stable)
    }
}

#[test]
fn the_demonstration_pair_is_msi_high_site_by_site() {
    let (tumor, normal) = (Source::open(&demo("tumor.bam"), None).unwrap(), Source::open(&demo("normal.bam"), None).unwrap());
    let reference = Reference::open(&demo("genome.fa")).unwrap();
    let contigs = tumor.header().contigs.clone();
    let (sites, lost) = scan_reference(&reference, &ScanConfig::default(), 2).unwrap().renumbered(reference.contigs(), &contigs);
    assert_eq!(lost, 0);
    let sites = Arc::new(sites);
    let plan = Plan::whole(&contigs);
    let sweep = Sweep::new(&contigs, &tumor, Some(&normal), Some(&reference), &plan);
    let mut evidence = sweep.run(|| MsiCollector::new(sites.clone(), MsiSweepConfig::default()), &TWO_THREADS).unwrap().evidence;
    evidence.sites = Sites::clone(&sites);
    let msi = call(&evidence, &MsiConfig::default(), true);
    keep_table(&msi, &contigs, "demo");
    assert_eq!(msi.status, Some(MsiStatus::High));
    let score = Score::of(&msi, &contigs, &demo("truth_msi.tsv"));
    assert!(score.found + score.missed > 40 && score.stable > 60);
    assert!(score.sensitivity() >= 0.95 && score.false_positive_rate() <= 0.01);
    let lengths_alone = call(&evidence, &MsiConfig::default(), false);
    assert!(lengths_alone.status != Some(MsiStatus::Stable) && lengths_alone.sites_assessed > 150);
}

#[test]
fn simulated_msi_high_is_found_site_by_site() {
    let (Some((evidence, contigs)), Some(truth)) = (pair("msih"), shared("msi/sim-pair/msih.truth.tsv")) else { return };
    let msi = call(&evidence, &MsiConfig::default(), true);
    keep_table(&msi, &contigs, "msih");
    assert_eq!(msi.status, Some(MsiStatus::High));
    let score = Score::of(&msi, &contigs, &truth);
    assert!(score.found + score.missed + score.false_calls + score.stable >= 940);
    assert!(score.sensitivity() >= 0.93, "{}", score.sensitivity());
    assert!(score.false_positive_rate() <= 0.01, "{}", score.false_positive_rate());
    assert!(f64::from(score.right_way) >= 0.98 * f64::from(score.found));
}

#[test]
fn simulated_stable_tumour_is_mss() {
    let Some((evidence, contigs)) = pair("mss") else { return };
    let msi = call(&evidence, &MsiConfig::default(), true);
    keep_table(&msi, &contigs, "mss");
    assert_eq!(msi.status, Some(MsiStatus::Stable));
    assert!(msi.fraction_unstable.unwrap() <= 0.005, "{:?}", msi.fraction_unstable);
}

#[test]
fn a_pair_of_two_individuals_is_not_called() {
    let folder = "msi/wgs-pair";
    let (Some(tumor), Some(normal), Some(list)) = (
        shared(&format!("{folder}/detect_msi_tu_in.bam")),
        shared(&format!("{folder}/detect_msi_no_in.bam")),
        shared(&format!("{folder}/detect_msi_sites.list")),
    ) else {
        return;
    };
    let (evidence, contigs) = sweep(&tumor, Some(&normal), &list, None, &TWO_THREADS);
    let msi = call(&evidence, &MsiConfig::default(), true);
    keep_table(&msi, &contigs, "wgs-pair");
    assert_eq!(msi.status, Some(MsiStatus::Indeterminate));
    assert!(msi.reason.unwrap().contains("one individual"));
}

#[test]
fn lengths_of_stitched_reads_without_a_reference() {
    let (Some(bam), Some(list)) = (shared("msi/cfdna/example.tumor.only.hg38.bam"), shared("msi/cfdna/chr22.pro.list")) else { return };
    let (evidence, contigs) = sweep(&bam, None, &list, None, &TWO_THREADS);
    let msi = call(&evidence, &MsiConfig::default(), false);
    keep_table(&msi, &contigs, "cfdna");
    assert_eq!((msi.status, msi.sites_assessed), (None, 2));
    assert!(msi.reason.is_some());
    let site = msi.sites.iter().find(|site| site.site.start == 29_286_892).unwrap();
    assert_eq!(site.site.copies, 12);
    assert!(site.tumor.total() > 100);
}

#[test]
fn any_cut_of_the_genome_gives_the_same_evidence() {
    let (Some(tumor), Some(normal), Some(list)) =
        (shared("msi/sim-pair/msih.bam"), shared("msi/sim-pair/normal.bam"), shared("msi/scan/msisensor-pro.scan.list"))
    else {
        return;
    };
    let of = |regions: &[&str], options: &SweepOptions<'_>| {
        let regions: Vec<String> = regions.iter().map(|&r| r.to_owned()).collect();
        sweep(&tumor, Some(&normal), &list, Some(&regions), options).0
    };
    let whole = of(&["chr1:1-600000"], &TWO_THREADS);
    assert!(whole.counts.len() > 300);
    let small_shards = SweepOptions { threads: 2, shard_bp: Some(3_333), ..TWO_THREADS };
    assert!(of(&["chr1:1-600000"], &small_shards) == whole);
    // 10,110 lies inside the first site's repeat.
    let mut parts = of(&["chr1:10111-600000"], &TWO_THREADS);
    parts.merge(of(&["chr1:1-10110"], &SweepOptions { stream: true, ..TWO_THREADS }));
    assert!(parts == whole);
}

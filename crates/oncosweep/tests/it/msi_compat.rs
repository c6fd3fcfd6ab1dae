//! Counting, tests and files of MSIsensor-pro against what that tool, MSIsensor and MANTIS wrote.

use std::{collections::BTreeMap, fs, path::Path};

use oncosweep::{
    case::{CaseInputs, RunOptions, collect},
    config::Config,
    evidence::Biomarkers,
    msi::{CompatTool, LengthCounts, legacy::locus_score},
    profile, write,
};

use crate::data::shared;

/// Files of a run, by name.
fn run(folder: &str, tumor: &str, normal: Option<&str>, list: &str) -> Option<BTreeMap<String, String>> {
    let normal = match normal {
        Some(normal) => Some(shared(&format!("msi/{folder}/{normal}"))?),
        None => None,
    };
    let inputs =
        CaseInputs { tumor: Some(shared(&format!("msi/{folder}/{tumor}"))?), normal, sites: Some(shared(list)?), ..CaseInputs::default() };
    let mut config = Config::default();
    config.sweep.compat.tool = Some(CompatTool::MsisensorPro);
    let mut runs = [1, 2].map(|threads| {
        let evidence = collect(&inputs, Biomarkers::msi(), &config, &RunOptions { threads, ..RunOptions::default() }).unwrap();
        let profile = profile::call(&evidence, &config).unwrap();
        let folder = tempfile::tempdir().unwrap();
        write::write_all(&profile, &evidence, folder.path()).unwrap();
        let text = |path: &Path| fs::read_to_string(path).unwrap();
        let files = ["msisensor-pro", "msisensor-pro_dis", "msisensor-pro_all", "msisensor-pro_unstable", "profile.json"];
        files.map(|name| (name.to_owned(), text(&folder.path().join(name)))).into_iter().collect::<BTreeMap<_, _>>()
    });
    assert!(runs[0] == runs[1], "the number of threads changes the files");
    Some(std::mem::take(&mut runs[0]))
}

fn expected(name: &str) -> String {
    fs::read_to_string(shared(&format!("msi/{name}")).unwrap()).unwrap()
}

/// The columns `of` of every row, by site.
fn by_site(table: &str, of: std::ops::Range<usize>) -> BTreeMap<(String, String, String), Vec<String>> {
    let rows = table.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    rows.map(|f| ((f[0].clone(), f[1].clone(), f[4].clone()), f[of.clone()].to_vec())).collect()
}

#[test]
fn the_published_pair_is_reproduced() {
    let Some(files) = run("wgs-pair", "detect_msi_tu_in.bam", Some("detect_msi_no_in.bam"), "msi/wgs-pair/detect_msi_sites.list") else {
        return;
    };
    assert!(files["msisensor-pro_dis"] == expected("wgs-pair/detect_msi_out2.tsv_dis"));
    assert_eq!(files["msisensor-pro"], expected("wgs-pair/detect_msi_out2.tsv").trim_start_matches('#'));
    // Their header has one tab too many, which shifts no row.
    let all = expected("wgs-pair/detect_msi_out2.tsv_all");
    assert_eq!(by_site(&files["msisensor-pro_all"], 6..8), by_site(&all, 6..8));
    let unstable = expected("wgs-pair/detect_msi_out2.tsv_unstable");
    assert_eq!(by_site(&files["msisensor-pro_unstable"], 6..8), by_site(&unstable, 6..8));
}

#[test]
fn simulated_pairs_are_reproduced() {
    for (name, score) in [("msih", "1083\t352\t32.50\n"), ("mss", "1083\t0\t0.00\n")] {
        let Some(files) = run("sim-pair", &format!("{name}.bam"), Some("normal.bam"), "msi/scan/msisensor-pro.scan.list") else { return };
        assert!(files["msisensor-pro_dis"] == expected(&format!("sim-pair/expected/pro_{name}.b1_dis")), "{name}: _dis differs");
        assert_eq!(files["msisensor-pro"], expected(&format!("sim-pair/expected/pro_{name}.b1")));
        assert!(files["msisensor-pro"].ends_with(score));
        let all = expected(&format!("sim-pair/expected/pro_{name}.b1_all"));
        let (ours, theirs) = (by_site(&files["msisensor-pro_all"], 6..8), by_site(&all, 6..8));
        assert_eq!(ours.len(), 1083);
        assert_eq!(ours, theirs);
        assert_eq!(files["msisensor-pro_all"].lines().next(), all.lines().next());
        if name == "msih" {
            let legacy = &serde_json::from_str::<serde_json::Value>(&files["profile.json"]).unwrap()["msi"]["legacy"];
            assert_eq!(legacy["counts"], "msisensor-pro");
            assert_eq!(legacy["msisensor_pro"]["sites_unstable"], 352);
            // MSIsensor, on its own list, finds 262 of 743 sites, 35.26 %; this list lacks three of them.
            assert_eq!(legacy["msisensor"]["sites_assessed"], 740);
            assert!((legacy["msisensor"]["percent"].as_f64().unwrap() - 35.26).abs() < 0.5);
        }
    }
}

#[test]
fn tumour_only_figures_are_reproduced() {
    let Some(files) = run("sim-pair", "msih.bam", None, "msi/scan/msisensor-pro.scan.list") else { return };
    for (file, suffix) in
        [("msisensor-pro", ""), ("msisensor-pro_dis", "_dis"), ("msisensor-pro_all", "_all"), ("msisensor-pro_unstable", "_unstable")]
    {
        assert!(files[file] == expected(&format!("sim-pair/expected/single_msih{suffix}")), "{file} differs");
    }
    for (bam, score) in [("tu", "20\t3\t15.00\n"), ("no", "20\t2\t10.00\n")] {
        let Some(files) = run("wgs-pair", &format!("detect_msi_{bam}_in.bam"), None, "msi/wgs-pair/detect_msi_sites.list") else { return };
        assert!(files["msisensor-pro"].ends_with(score));
    }
    let Some(files) = run("cfdna", "example.tumor.only.hg38.bam", None, "msi/cfdna/chr22.pro.list") else { return };
    for (file, suffix) in [("msisensor-pro", ""), ("msisensor-pro_dis", "_dis"), ("msisensor-pro_all", "_all")] {
        assert!(files[file] == expected(&format!("cfdna/pro{suffix}")), "{file} differs");
    }
}

#[test]
fn mantis_scores_follow_from_its_filtered_counts() {
    for (name, difference) in [("msih", "0.3722"), ("mss", "0.0857")] {
        if shared("msi/sim-pair/expected/mantis_msih.txt").is_none() {
            return;
        }
        let mut loci: BTreeMap<String, [LengthCounts; 2]> = BTreeMap::new();
        for line in expected(&format!("sim-pair/expected/mantis_{name}.kmer_counts_filtered.txt")).lines().skip(1) {
            let fields: Vec<&str> = line.split('\t').collect();
            let [normal, tumor] = loci.entry(fields[0].to_owned()).or_default();
            normal.add(fields[1].parse().unwrap(), fields[2].parse().unwrap());
            tumor.add(fields[1].parse().unwrap(), fields[3].parse().unwrap());
        }
        let scores: BTreeMap<&str, _> = loci.iter().map(|(locus, [normal, tumor])| (locus.as_str(), locus_score(tumor, normal))).collect();
        let mean = scores.values().map(|score| score.difference).sum::<f64>() / scores.len() as f64;
        assert_eq!(format!("{mean:.4}"), difference);
        let table = expected(&format!("sim-pair/expected/mantis_{name}.txt"));
        let mut compared = 0;
        for row in table.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>()) {
            let Some(score) = scores.get(row[0]) else { continue };
            for (ours, theirs) in [score.difference, score.distance, score.dissimilarity].into_iter().zip(&row[3..6]) {
                assert!((ours - theirs.parse::<f64>().unwrap()).abs() < 5.1e-5, "{name} {}: {ours} {theirs}", row[0]);
            }
            compared += 1;
        }
        assert_eq!(compared, scores.len());
    }
}

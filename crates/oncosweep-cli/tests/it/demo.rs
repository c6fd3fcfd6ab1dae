//! The demonstration pair against its truth.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{Folder, assert_same_files, column, demo, profile, rows, run_into, testdata};

#[test]
fn the_sweep_finds_what_was_put_in() {
    let folder = Folder::new();
    let out = folder.at("out");
    let outcome = run_into(&demo("sweep"), &["-t", "2"], &out);
    let profile = profile(&out);
    assert_eq!(profile["schema"], "oncosweep/1");
    for word in ["TMB", "MSI-H", "DEMOA::DEMOD"] {
        assert!(outcome.stdout.contains(word), "{word}: {}", outcome.stdout);
    }

    // Small variants: the few that are missed lie at allele fractions near 0.1.
    let key = |row: &Vec<String>| [0, 1, 3, 4].map(|i| row[i].clone());
    let truth: BTreeSet<_> = rows(&testdata("demo/truth.vcf")).iter().map(key).collect();
    let called: BTreeSet<_> = rows(&format!("{out}/variants.vcf.gz")).iter().filter(|row| row[6] == "PASS").map(key).collect();
    let found = truth.intersection(&called).count();
    assert!(found >= 28, "{found} of {}: missed {:?}", truth.len(), truth.difference(&called).collect::<Vec<_>>());
    // The shift of a microsatellite is a somatic indel too.
    let tracts: Vec<(String, u32, u32)> = rows(&testdata("demo/truth_msi.tsv"))
        .into_iter()
        .filter(|row| row[5] != "0")
        .map(|row| {
            let [start, unit, copies] = [1, 2, 3].map(|i| row[i].parse::<u32>().unwrap());
            (row[0].clone(), start, start + unit * copies)
        })
        .collect();
    let at_tract = |[chrom, pos, ..]: &[String; 4]| {
        let pos: u32 = pos.parse().unwrap();
        tracts.iter().any(|(contig, start, end)| contig == chrom && (*start..=*end).contains(&pos))
    };
    let wrong: Vec<_> = called.difference(&truth).filter(|variant| !at_tract(variant)).collect();
    assert!(wrong.len() <= 1, "{wrong:?}");

    // Microsatellites.
    let sites_path = format!("{out}/msi.sites.tsv");
    let (chrom, start, status) = (column(&sites_path, "chrom"), column(&sites_path, "start"), column(&sites_path, "status"));
    let sites: BTreeMap<_, _> = rows(&sites_path).into_iter().map(|r| ((r[chrom].clone(), r[start].clone()), r[status].clone())).collect();
    let (mut right, mut wrong, mut shifted) = (0, 0, 0);
    for row in rows(&testdata("demo/truth_msi.tsv")) {
        let unstable = sites.get(&(row[0].clone(), row[1].clone())).is_some_and(|status| status == "unstable");
        shifted += usize::from(row[5] != "0");
        right += usize::from(unstable && row[5] != "0");
        wrong += usize::from(unstable && row[5] == "0");
    }
    assert!(right * 10 >= shifted * 8 && wrong <= 4, "{right} of {shifted} found, {wrong} wrong");
    assert_eq!(profile["msi"]["status"], "MSI-H");

    // The fusion, to the base.
    let truth = &rows(&testdata("demo/truth_fusions.tsv"))[0];
    let fusions: Vec<_> = profile["fusions"].as_array().unwrap().iter().filter(|f| f["filter"] == "PASS").collect();
    assert_eq!(fusions.len(), 1, "{fusions:?}");
    assert_eq!(fusions[0]["name"], truth[0].as_str());
    assert_eq!(fusions[0]["breakpoint1"], format!("{}:{}", truth[1], truth[2]));
    assert_eq!(fusions[0]["breakpoint2"], format!("{}:{}", truth[3], truth[4]));

    // The burden: 11 protein-changing variants, over the coding bases.
    let variants = profile["tmb"]["variants"].as_u64().unwrap();
    assert!((9..=11).contains(&variants), "{}", profile["tmb"]);
    let callable = profile["tmb"]["callable_mb"].as_f64().unwrap();
    assert!((0.0105..0.0118).contains(&callable), "{callable}");
}

#[test]
fn one_biomarker_alone_says_the_same() {
    let folder = Folder::new();
    let whole = folder.at("sweep");
    run_into(&demo("sweep"), &[], &whole);
    let all = profile(&whole);
    for (command, section, others) in
        [("tmb", "tmb", ["msi", "fusions"]), ("msi", "msi", ["tmb", "fusions"]), ("fusion", "fusions", ["tmb", "msi"])]
    {
        let out = folder.at(command);
        run_into(&demo(command), &[], &out);
        let one = profile(&out);
        assert_eq!(one[section], all[section], "{command}");
        for other in others {
            assert!(one[other].is_null() || one[other].as_array().is_some_and(Vec::is_empty), "{command}: {other} is {}", one[other]);
        }
    }
}

#[test]
fn targets_bound_what_is_reported() {
    let folder = Folder::new();
    let (whole, panel) = (folder.at("whole"), folder.at("panel"));
    run_into(&demo("sweep"), &[], &whole);
    run_into(&demo("sweep"), &["--targets", &testdata("demo/targets.bed")], &panel);
    let (all, some) = (profile(&whole), profile(&panel));
    // The targets hold every coding base, so the burden is the same; they hold a quarter of the genome.
    assert_eq!(all["tmb"]["per_mb"], some["tmb"]["per_mb"]);
    assert_eq!(all["tmb"]["callable_mb"], some["tmb"]["callable_mb"]);
    assert!(some["msi"]["sites_assessed"].as_u64() < all["msi"]["sites_assessed"].as_u64());
    let targets = rows(&testdata("demo/targets.bed"));
    for row in rows(&format!("{panel}/msi.sites.tsv")) {
        let start: u32 = row[1].parse().unwrap();
        assert!(
            targets.iter().any(|t| t[0] == row[0] && (t[1].parse::<u32>().unwrap()..t[2].parse().unwrap()).contains(&start)),
            "{row:?}"
        );
    }
    let passing = |profile: &serde_json::Value| profile["fusions"].as_array().unwrap().iter().filter(|f| f["filter"] == "PASS").count();
    assert_eq!((passing(&all), passing(&some)), (1, 1));
}

#[test]
fn counting_like_msisensor_pro_adds_its_files() {
    let folder = Folder::new();
    let (out, again) = (folder.at("out"), folder.at("again"));
    run_into(&demo("msi"), &["--compat", "msisensor-pro"], &out);
    let score = std::fs::read_to_string(format!("{out}/msisensor-pro")).unwrap();
    assert!(score.starts_with("Total_Number_of_Sites\tNumber_of_Unstable_Sites\t%\n"), "{score}");
    let dis = std::fs::read_to_string(format!("{out}/msisensor-pro_dis")).unwrap();
    assert_eq!(dis.lines().count() % 3, 0);
    assert_eq!(profile(&out)["msi"]["legacy"]["counts"], "msisensor-pro");
    run_into(&["call".to_owned(), format!("{out}/evidence.osw")], &[], &again);
    assert_same_files(&out, &again, "call");
}

//! The list of microsatellites.

use std::{collections::BTreeSet, fs};

use crate::support::{Folder, oncosweep, rows, shared, testdata};

#[test]
fn every_microsatellite_of_the_demonstration_is_listed() {
    let folder = Folder::new();
    let list = folder.at("sites.list");
    let outcome = oncosweep(&["sites", &testdata("demo/genome.fa"), "-o", &list]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let listed: BTreeSet<(String, String, String)> =
        rows(&list).into_iter().skip(1).map(|r| (r[0].clone(), r[1].clone(), r[3].clone())).collect();
    for row in rows(&testdata("demo/truth_msi.tsv")) {
        let site = (row[0].clone(), row[1].clone(), row[3].clone());
        assert!(listed.contains(&site), "{site:?} is not listed");
    }
    let printed = oncosweep(&["sites", &testdata("demo/genome.fa"), "-t", "2"]);
    assert_eq!(printed.stdout, fs::read_to_string(&list).unwrap());
}

#[test]
fn the_lists_are_those_of_msisensor_pro() {
    for (name, list) in [("ref", "msisensor-pro.scan.list"), ("fuzz", "fuzz.pro.list")] {
        let Some(reference) = shared(&format!("msi/scan/{name}.fa")) else { continue };
        let expected = shared(&format!("msi/scan/{list}")).unwrap();
        let folder = Folder::new();
        let list = folder.at("sites.list");
        assert_eq!(oncosweep(&["sites", reference.to_str().unwrap(), "-o", &list]).code, 0);
        assert!(fs::read(&list).unwrap() == fs::read(expected).unwrap(), "{name}: the lists differ");
    }
}

#[test]
fn lists_are_converted_checked_and_scanned_by_either_rules() {
    let folder = Folder::new();
    let genome = testdata("demo/genome.fa");
    let (old, bed, back) = (folder.at("old.list"), folder.at("sites.bed"), folder.at("back.list"));
    assert_eq!(oncosweep(&["sites", &genome, "--format", "msisensor", "-o", &old]).code, 0);
    assert_eq!(oncosweep(&["sites", &genome, "--list", &old, "--format", "mantis", "-o", &bed]).code, 0);
    assert_eq!(oncosweep(&["sites", &genome, "--list", &bed, "-o", &back]).code, 0);
    assert_eq!(fs::read_to_string(&back).unwrap(), oncosweep(&["sites", &genome]).stdout);
    let many = oncosweep(&["sites", &genome, "--rules", "msisensor"]).stdout;
    assert!(many.starts_with("chromosome\tlocation\trepeat_unit_length\trepeat_unit_binary") && many.lines().count() > 200);
    let runs = oncosweep(&["sites", &genome, "--homopolymers-only", "--min-homopolymer", "10", "--flank", "8"]).stdout;
    assert!(runs.lines().skip(1).all(|line| line.split('\t').nth(2) == Some("1") && line.split('\t').nth(5).unwrap().len() == 8));
    let other = oncosweep(&["sites", &testdata("malformed/genome.fa"), "--list", &old]);
    assert_eq!(other.code, 1, "{}", other.stderr);
}

#[test]
fn msisensors_defaults_find_as_many_sites_as_msisensor() {
    let Some(reference) = shared("msi/scan/ref.fa") else { return };
    // `msisensor scan` 0.6 lists 15,883 sites here.
    let listed = oncosweep(&["sites", reference.to_str().unwrap(), "--rules", "msisensor"]).stdout;
    assert_eq!(listed.lines().count() - 1, 15_883);
}

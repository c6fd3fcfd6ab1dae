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

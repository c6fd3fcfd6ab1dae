//! Deciding again from saved evidence.

use crate::support::{Folder, assert_same_files, demo, oncosweep, profile, run_into};

#[test]
fn call_reproduces_the_sweep_and_answers_changed_thresholds() {
    let folder = Folder::new();
    let swept = folder.at("swept");
    run_into(&demo("sweep"), &[], &swept);
    let call = ["call".to_owned(), format!("{swept}/evidence.osw")];

    let again = folder.at("again");
    let outcome = run_into(&call, &[], &again);
    assert_same_files(&swept, &again, "call");
    assert!(outcome.stdout.contains("DEMOA::DEMOD"), "{}", outcome.stdout);

    let strict = folder.at("strict");
    run_into(&call, &["--min-vaf", "0.3", "--min-fusion-support", "1000", "--tmb-threshold", "5"], &strict);
    let (before, after) = (profile(&swept), profile(&strict));
    assert!(after["variants"]["pass"].as_u64() < before["variants"]["pass"].as_u64());
    assert!(after["variants"]["pass"].as_u64() > Some(0));
    assert_eq!(after["tmb"]["threshold"].as_f64(), Some(5.0));
    assert!(after["fusions"].as_array().unwrap().iter().all(|fusion| fusion["filter"] != "PASS"));
    assert_eq!(after["parameters"]["variant"]["min_vaf"].as_f64(), Some(0.3));
}

#[test]
fn settings_of_the_sweep_cannot_change_after_it() {
    let folder = Folder::new();
    let swept = folder.at("swept");
    run_into(&demo("msi"), &[], &swept);
    let outcome = oncosweep(&[
        "call".to_owned(),
        format!("{swept}/evidence.osw"),
        "--min-mapping-quality".into(),
        "5".into(),
        "-o".into(),
        folder.at("out"),
    ]);
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("new sweep"), "{}", outcome.stderr);
}

//! `oncosweep cohort`: one row a case, true to its profile, and files for MultiQC.

use std::fs;

use serde_json::Value;

use crate::support::{Folder, column, demo, oncosweep, profile, rows, run_into};

/// Results of the demonstration pair: everything, by other thresholds, and fusions alone.
fn three(folder: &Folder) -> [String; 3] {
    let [all, strict, fusions] = ["all", "strict", "fusions"].map(|name| folder.at(name));
    run_into(&demo("sweep"), &[], &all);
    run_into(&["call".into(), format!("{all}/evidence.osw")], &["--msi-threshold", "0.5"], &strict);
    run_into(&demo("fusion")[..1], &[&demo("fusion")[1], "--reference", &demo("fusion")[5], "--genes", &demo("fusion")[7]], &fusions);
    [all, strict, fusions]
}

#[test]
fn each_case_is_a_row_of_the_numbers_in_its_profile() {
    let folder = Folder::new();
    let cases = three(&folder);
    let (table, multiqc) = (folder.at("cohort.tsv"), folder.at("multiqc"));
    let mut args = vec!["cohort"];
    args.extend(cases.iter().map(String::as_str));
    args.extend(["--names", "folder", "-o", &table, "--multiqc", &multiqc]);
    let outcome = oncosweep(&args);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);

    let found = rows(&table);
    let of = |row: usize, name: &str| found[row][column(&table, name)].clone();
    assert_eq!([0, 1, 2].map(|row| of(row, "SAMPLE_ID")), ["all", "strict", "fusions"]);
    let profiles = cases.each_ref().map(|case| profile(case));
    let number = |value: &Value| value.to_string();
    assert_eq!(of(0, "TMB_NONSYNONYMOUS"), number(&profiles[0]["tmb"]["definitions"]["nonsynonymous"]["per_mb"]));
    assert_eq!(of(0, "TMB_SCORE_CI95_HIGH"), number(&profiles[0]["tmb"]["ci95"][1]));
    assert_eq!([0, 1, 2].map(|row| of(row, "MSI_TYPE")), ["Instable", "Indeterminate", "."]);
    let percent: f64 = of(0, "MSI_SCORE_ONCOSWEEP").parse().unwrap();
    assert!((percent - 100.0 * profiles[0]["msi"]["fraction_unstable"].as_f64().unwrap()).abs() < 1e-9);
    assert_eq!([0, 2].map(|row| of(row, "FUSIONS")), ["DEMOA::DEMOD", "DEMOA::DEMOD"]);
    assert_eq!([0, 2].map(|row| of(row, "FUSION_COUNT")), ["1", "1"]);
    assert_eq!([of(2, "TMB_SCORE"), of(2, "VARIANTS_PASS"), of(2, "TMB_STATUS")], [".", ".", "."]);
    assert!(found.iter().all(|row| row.len() == found[0].len()));

    for name in ["general", "intervals", "msi_sites", "tmb_variants"] {
        let document: Value = serde_json::from_slice(&fs::read(format!("{multiqc}/oncosweep_{name}_mqc.json")).unwrap()).unwrap();
        let data = document["data"].as_object().unwrap();
        assert!(!data.is_empty() && document["id"].is_string() && document["plot_type"].is_string(), "{name}");
        // MultiQC draws what is there; null it does not know.
        assert!(data.values().all(|row| row.as_object().unwrap().values().all(|value| !value.is_null())), "{name}");
    }
    // The table on standard output is the same.
    let printed = oncosweep(&["cohort", &cases[0], &format!("{}/profile.json", cases[1]), &cases[2], "--names", "folder"]);
    assert_eq!(printed.stdout, fs::read_to_string(&table).unwrap());
}

#[test]
fn rows_of_one_name_and_folders_without_profile_are_errors() {
    let folder = Folder::new();
    let cases = three(&folder);
    let twice = oncosweep(&["cohort", &cases[0], &cases[1]]);
    assert_eq!(twice.code, 1);
    assert!(twice.stderr.contains("demo_tumor") && twice.stderr.contains("--names folder"), "{}", twice.stderr);
    let none = oncosweep(&["cohort", &cases[0], &folder.at("none")]);
    assert_eq!((none.code, none.stdout.as_str()), (1, ""));
    assert!(none.stderr.contains("none/profile.json"), "{}", none.stderr);
}

#[cfg(feature = "parquet")]
#[test]
fn a_table_in_parquet_is_asked_for_by_name_or_option() {
    let folder = Folder::new();
    let case = folder.at("case");
    run_into(&demo("sweep"), &[], &case);
    let [by_name, by_option, text] = ["a.parquet", "b", "c.tsv"].map(|name| folder.at(name));
    for args in [vec!["-o", &by_name], vec!["-o", &by_option, "--format", "parquet"], vec!["-o", &text]] {
        let outcome = oncosweep(&[&["cohort", case.as_str()][..], &args].concat());
        assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);
    }
    let [by_name, by_option, text] = [by_name, by_option, text].map(|path| fs::read(path).unwrap());
    assert!(by_name.starts_with(b"PAR1") && by_name.ends_with(b"PAR1") && by_name == by_option);
    assert!(text.starts_with(b"#SAMPLE_ID\t"));
}

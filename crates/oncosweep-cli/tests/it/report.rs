//! `oncosweep report`: one page from a results folder, and with `--report` from a run.

use std::fs;

use crate::support::{Folder, demo, files, oncosweep, run_into};

#[test]
fn a_folder_becomes_a_page_and_a_run_can_write_it_at_once() {
    let folder = Folder::new();
    let (plain, with) = (folder.at("plain"), folder.at("with"));
    run_into(&demo("sweep"), &["-t", "1"], &plain);
    run_into(&demo("sweep"), &["-t", "2", "--report"], &with);
    let outcome = oncosweep(&["report", &plain]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, format!("{plain}/report.html\n").as_str()), "{}", outcome.stderr);
    assert_eq!(files(&plain)["report.html"], files(&with)["report.html"]);

    let page = folder.at("page.html");
    assert_eq!(oncosweep(&["report", &plain, "--output", &page]).code, 0);
    assert_eq!(fs::read(&page).unwrap(), files(&plain)["report.html"]);

    // Other thresholds from saved evidence: the page says what they decide.
    let again = folder.at("again");
    run_into(&["call".into(), format!("{plain}/evidence.osw")], &["--msi-threshold", "0.5", "--report"], &again);
    let text = String::from_utf8(files(&again).remove("report.html").unwrap()).unwrap();
    assert!(text.contains("<p class=\"state\">Indeterminate</p>"));
}

#[test]
fn the_burden_of_a_vcf_file_becomes_a_page() {
    let folder = Folder::new();
    let (swept, counted) = (folder.at("swept"), folder.at("counted"));
    run_into(&demo("tmb"), &[], &swept);
    let (vcf, arguments) = (format!("{swept}/variants.vcf.gz"), demo("tmb"));
    run_into(&["tmb".into(), "--vcf".into(), vcf], &[&arguments[4], &arguments[5], &arguments[6], &arguments[7], "--report"], &counted);
    let text = String::from_utf8(files(&counted).remove("report.html").unwrap()).unwrap();
    // What was counted is listed, and nothing is said of reads that nobody looked at.
    assert_eq!(text.matches("<tr data-groups=\"pass counted\">").count(), 11);
    assert!(text.contains("variants.vcf.gz") && !text.contains("Alignment records") && text.contains("<dt>Tumour</dt><dd>demo_tumor</dd>"));
}

#[test]
fn what_is_no_results_folder_is_an_error_on_one_line() {
    let folder = Folder::new();
    for (path, why) in [(folder.at("none"), "there is no such folder"), (folder.at("."), "this is no results folder")] {
        let outcome = oncosweep(&["report", &path]);
        assert_eq!(outcome.code, 1);
        assert!(outcome.stderr.contains("profile.json") && outcome.stderr.contains(why), "{}", outcome.stderr);
        assert_eq!(outcome.stderr.lines().count(), 1);
    }
}

//! Known fusions and explanations on the command line.

use std::fs;

use crate::support::{Folder, column, demo, files, oncosweep, rows, run_into, shared};

#[test]
fn an_explanation_follows_the_summary_and_may_be_asked_for_later() {
    let folder = Folder::new();
    let (swept, called) = (folder.at("swept"), folder.at("called"));
    let outcome = run_into(&demo("fusion"), &["--explain", "DEMOA::DEMOD"], &swept);
    assert!(outcome.stdout.contains("DEMOA::DEMOD in DNA") && outcome.stdout.contains("passes every filter"), "{}", outcome.stdout);
    let again = vec!["call".to_owned(), format!("{swept}/evidence.osw")];
    let outcome = run_into(&again, &["--explain", "DEMOD::DEMOA", "--min-fusion-support", "900"], &called);
    assert!(outcome.stdout.contains("dropped by LowSupport") && outcome.stdout.contains("of 900"), "{}", outcome.stdout);
    assert!(files(&swept).contains_key("fusions.arriba.tsv") && files(&swept).contains_key("fusions.bedpe"));
}

#[test]
fn what_cannot_be_explained_is_an_error_that_says_so() {
    let folder = Folder::new();
    let run = |command: &str, pair: &str| {
        let mut args = demo(command);
        args.extend(["--explain".into(), pair.into(), "--output".into(), folder.at("out")]);
        oncosweep(&args)
    };
    for (command, pair, part) in
        [("tmb", "DEMOA::DEMOD", "use sweep or fusion"), ("fusion", "DEMOA", "EML4::ALK"), ("fusion", "A::", "EML4::ALK")]
    {
        let outcome = run(command, pair);
        assert!(outcome.code == 2 && outcome.stderr.contains(part), "{command} {pair}: {} {}", outcome.code, outcome.stderr);
    }
}

#[test]
fn a_known_fusion_is_never_lost_silently() {
    let data = |name: &str| shared(&format!("fusion/{name}")).map(|path| path.to_str().unwrap().to_owned());
    let (Some(bam), Some(genes), Some(reference)) = (data("sim-dna/s.bam"), data("rna-minigenome/m2.gtf"), data("rna-minigenome/mini.fa"))
    else {
        return;
    };
    let folder = Folder::new();
    let (known, out) = (folder.at("known.tsv"), folder.at("out"));
    fs::write(&known, "EWSR1\tATF1\n").unwrap();
    // Simulated at 3 fold, of which one pair lies over the junction.
    let args = ["fusion", &bam, "--reference", &reference, "--genes", &genes].map(str::to_owned).to_vec();
    run_into(&args, &["--known-fusions", &known], &out);
    let table = format!("{out}/fusions.tsv");
    let row = rows(&table).into_iter().find(|row| row[0] == "EWSR1::ATF1").unwrap();
    let field = |name: &str| row[column(&table, name)].clone();
    assert_eq!((field("supporting_fragments"), field("discordant_pairs"), field("known")), ("1".into(), "1".into(), "true".into()));
    assert!(field("filter").contains("LowSupport"), "{}", field("filter"));
    // The others are called as without the list.
    assert_eq!(rows(&table).iter().filter(|row| row[column(&table, "filter")] == "PASS").count(), 4);
}

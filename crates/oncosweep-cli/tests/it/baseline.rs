//! A panel of normals, and tumours without their own.

use crate::support::{Folder, demo, oncosweep, profile, run_into, testdata};

#[test]
fn a_baseline_comes_from_alignments_or_evidence_and_is_refused_where_it_does_not_fit() {
    let folder = Folder::new();
    let genome = testdata("demo/genome.fa");
    let pair = folder.at("pair");
    run_into(&demo("msi"), &[], &pair);
    let evidence = format!("{pair}/evidence.osw");
    let (from_reads, from_evidence) = (folder.at("reads.osb"), folder.at("evidence.osb"));
    let made = oncosweep(&["baseline", &testdata("demo/normal.bam"), "-r", &genome, "-o", &from_reads]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert!(made.stdout.starts_with("1 normals at 185 sites, reads of "), "{}", made.stdout);
    assert_eq!(oncosweep(&["baseline", &evidence, "-o", &from_evidence]).code, 0);
    assert!(std::fs::read(&from_reads).unwrap() == std::fs::read(&from_evidence).unwrap(), "the normal of a pair is the normal");

    let out = folder.at("out");
    let args = ["msi".to_owned(), testdata("demo/tumor.bam"), "-r".into(), genome.clone()];
    run_into(&args, &["--baseline", &from_reads], &out);
    let msi = &profile(&out)["msi"];
    assert_eq!(msi["compared_with"], "baseline");
    assert_eq!(msi["baseline"]["samples"].as_array().unwrap().len(), 1);
    // One normal is too few to say what is inherited.
    assert!(msi["status"].is_null() && msi["not_assessed"]["few_baseline_samples"].as_u64() > Some(100), "{msi}");
    let alone = folder.at("alone");
    run_into(&args, &[], &alone);
    let msi = &profile(&alone)["msi"];
    assert_eq!(msi["compared_with"], "itself");
    assert_ne!(msi["status"], "MSS");

    let twice = oncosweep(&["baseline", &evidence, &testdata("demo/normal.bam"), "-r", &genome, "-o", &folder.at("twice")]);
    assert!(twice.code == 1 && twice.stderr.contains("given twice"), "{}", twice.stderr);
    let other = oncosweep(&[
        "baseline",
        &evidence,
        &testdata("demo/tumor.bam"),
        "-r",
        &genome,
        "--targets",
        &testdata("demo/targets.bed"),
        "-o",
        &folder.at("other"),
    ]);
    assert!(other.code == 1 && other.stderr.contains("sites differ"), "{}", other.stderr);
    let strict = oncosweep(
        &[&args[..], &["--baseline".into(), from_reads, "--min-mapping-quality".into(), "30".into(), "-o".into(), folder.at("x")]].concat(),
    );
    assert!(strict.code == 1 && strict.stderr.contains("mapping quality 10"), "{}", strict.stderr);
    let not_one = oncosweep(&[&args[..], &["--baseline".into(), evidence, "-o".into(), folder.at("x")]].concat());
    assert!(not_one.code == 1 && not_one.stderr.contains("not an MSI baseline"), "{}", not_one.stderr);
}

#[test]
fn junctions_of_normals_are_dropped_by_name_and_a_panel_is_refused_where_it_does_not_fit() {
    let folder = Folder::new();
    let (genome, tumor) = (testdata("demo/genome.fa"), testdata("demo/tumor.bam"));
    let panel = folder.at("panel.osw");
    // The tumour stands for a normal that has its junction.
    let made = oncosweep(&["baseline", "--fusions", &tumor, &testdata("demo/normal.bam"), "-r", &genome, "-o", &panel]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert!(made.stdout.starts_with("2 normals with "), "{}", made.stdout);
    let settings = folder.at("settings.json");
    std::fs::write(&settings, r#"{"fusion": {"max_baseline_normals": 0}}"#).unwrap();
    let out = folder.at("out");
    let args = ["fusion".to_owned(), tumor.clone(), "-r".into(), genome.clone()];
    run_into(&args, &["--fusion-baseline", &panel, "--config", &settings], &out);
    let result = profile(&out);
    assert_eq!(result["fusions"][0]["filter"], "InBaseline", "{}", result["fusions"]);
    assert_eq!(result["fusions"][0]["baseline_normals"], 1);
    assert_eq!(result["fusion_baselines"][0]["samples"].as_array().unwrap().len(), 2);
    // One normal may have it, by default.
    let lenient = folder.at("lenient");
    run_into(&args, &["--fusion-baseline", &panel], &lenient);
    assert_eq!(profile(&lenient)["fusions"][0]["filter"], "PASS");
    let refused = |more: &[&str]| {
        let out = folder.at("refused");
        oncosweep(&[&["fusion", "-r", &genome, "-o", &out], more].concat()).stderr
    };
    assert!(refused(&["--rna", &tumor, "--fusion-baseline", &panel]).contains("was made of DNA"));
    assert!(refused(&[&tumor, "--fusion-baseline", &settings]).contains("is not an oncosweep fusion baseline file"));
    assert!(refused(&[&tumor, "--fusion-baseline", &panel, "--fusion-baseline", &panel]).contains("is a second baseline of DNA"));
}

#[test]
fn alleles_of_normals_are_dropped_by_name_and_a_pair_makes_no_panel() {
    let folder = Folder::new();
    let (genome, tumor, normal) = (testdata("demo/genome.fa"), testdata("demo/tumor.bam"), testdata("demo/normal.bam"));
    let (single, panel) = (folder.at("single.osv"), folder.at("panel.osv"));
    let make = |normals: &[&str], output: &str| oncosweep(&[&["baseline", "--variants"], normals, &["-r", &genome, "-o", output]].concat());
    assert_eq!(make(&[&normal], &single).code, 0);
    // The tumour stands for a normal that has its variants.
    let made = make(&[&tumor, &normal], &panel);
    assert!(made.code == 0 && made.stdout.starts_with("2 normals with "), "{} {}", made.stdout, made.stderr);
    let pass = |out: &str| profile(out)["variants"]["pass"].as_u64().unwrap();
    let run = |more: &[&str]| {
        let out = folder.at("out");
        run_into(&demo("tmb"), more, &out);
        (pass(&out), profile(&out))
    };
    let (without, _) = run(&[]);
    // One normal may show an allele.
    let (with_one, result) = run(&["--variant-baseline", &panel]);
    assert_eq!(with_one, without);
    assert_eq!(result["variant_baseline"]["samples"].as_array().unwrap().len(), 2);
    let settings = folder.at("settings.json");
    std::fs::write(&settings, r#"{"variant": {"max_baseline_normals": 0}}"#).unwrap();
    let (strict, result) = run(&["--variant-baseline", &panel, "--config", &settings]);
    assert!(without > 0 && strict == 0, "{without} {strict}");
    assert!(result["variants"]["by_filter"]["in_baseline"].as_u64().unwrap() >= without, "{}", result["variants"]["by_filter"]);
    // What the normal has is not what the tumour gained.
    let (beside, _) = run(&["--variant-baseline", &single, "--config", &settings]);
    assert_eq!(beside, without);

    let pair = folder.at("pair");
    run_into(&demo("tmb"), &[], &pair);
    let refused = make(&[&format!("{pair}/evidence.osw")], &folder.at("x"));
    assert!(refused.code == 1 && refused.stderr.contains("evidence of a pair"), "{}", refused.stderr);
    let twice = make(&[&normal, &normal], &folder.at("x"));
    assert!(twice.code == 1 && twice.stderr.contains("given twice"), "{}", twice.stderr);
    let other = oncosweep(&["tmb", &tumor, "-r", &genome, "--variant-baseline", &settings, "-o", &folder.at("x")]);
    assert!(other.code == 1 && other.stderr.contains("is not an oncosweep variant baseline file"), "{}", other.stderr);
}

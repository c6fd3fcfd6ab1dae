//! `oncosweep tmb --vcf`: the burden of calls.

use std::{fs, path::Path};

use serde_json::Value;

use crate::support::{Folder, Outcome, column, demo, files, oncosweep, profile, rows, run_into, shared, testdata};

/// Runs `tmb --vcf` with `more` into a new folder.
fn burden(vcf: &str, more: &[&str], folder: &str) -> Outcome {
    run_into(&["tmb".into(), "--vcf".into(), vcf.to_owned()], more, folder)
}

fn refused(vcf: &str, more: &[&str]) -> Outcome {
    let folder = Folder::new();
    let out = folder.at("out");
    let mut args = vec!["tmb", "--vcf", vcf, "-o", &out];
    args.extend(more);
    let outcome = oncosweep(&args);
    assert_ne!(outcome.code, 0, "{more:?}");
    assert!(!Path::new(&out).exists(), "{more:?} left something");
    outcome
}

#[test]
fn our_own_calls_give_the_burden_of_the_sweep() {
    let folder = Folder::new();
    let (swept, counted, annotated) = (folder.at("swept"), folder.at("counted"), folder.at("annotated"));
    run_into(&demo("tmb"), &[], &swept);
    let calls = format!("{swept}/variants.vcf.gz");
    let of_case = profile(&swept);
    let of_sweep = &of_case["tmb"];
    let territory = of_sweep["callable_mb"].to_string();
    burden(&calls, &["--callable-mb", &territory], &counted);
    let (genes, reference) = (testdata("demo/genes.gtf"), testdata("demo/genome.fa"));
    burden(&calls, &["--genes", &genes, "--reference", &reference, "--callable-mb", &territory], &annotated);
    for (other, annotation) in [(&counted, "oncosweep CONSEQUENCE"), (&annotated, "genes and reference")] {
        let document = profile(other);
        for key in ["variants", "per_mb"] {
            assert_eq!(document["tmb"][key], of_sweep[key], "{annotation}: {key}");
        }
        // Qualities have two decimals in a VCF file.
        for end in 0..2 {
            let [found, expected] = [&document["tmb"], of_sweep].map(|tmb| tmb["ci95"][end].as_f64().unwrap());
            assert!((found / expected - 1.0).abs() < 1e-3, "{annotation}: {found} {expected}");
        }
        assert_eq!(document["inputs"]["calls"]["annotation"], annotation);
        assert_eq!(
            (&document["inputs"]["tumor"]["sample"], &document["inputs"]["tumor"]["reads"]),
            (&of_case["inputs"]["tumor"]["sample"], &Value::Null)
        );
        assert!(document["msi"].is_null() && document["fusions"].is_null() && document["variants"].is_null());
        assert_eq!(files(other).keys().collect::<Vec<_>>(), ["profile.json", "tmb.trace.tsv"]);
        // The same variants with the same verdicts, in the same order.
        let verdicts = |folder: &str| {
            let path = format!("{folder}/tmb.trace.tsv");
            let columns = ["chrom", "start", "end", "ref", "alt", "verdict", "vaf", "tumor_depth"].map(|name| column(&path, name));
            rows(&path).into_iter().map(|row| columns.map(|column| row[column].clone())).collect::<Vec<_>>()
        };
        let germline = |row: &[String; 8]| row[5] != "filter:germline";
        assert_eq!(verdicts(other).into_iter().filter(germline).collect::<Vec<_>>(), verdicts(&swept), "{annotation}");
    }
}

#[test]
fn pytmb_counts_are_reproduced() {
    let Some(data) = shared("somatic/vcf-tmb") else { return };
    let file = |name: &str| data.join(name).to_str().unwrap().to_owned();
    let folder = Folder::new();
    let recipe = ["--tmb-preset", "pytmb", "--callable-mb", "33.28"];
    // pyTMB 1.6.0 with --filterLowQual --filterNonCoding --filterSyn, and for the second file --vaf 0.05 --minDepth 20 --minAltDepth 2.
    let unlimited = ["--tmb-min-vaf", "0", "--tmb-min-depth", "0", "--tmb-min-support", "0", "--tumor-sample", "TUMOR"];
    let cases: [(&str, Vec<&str>, u64, &str); 2] =
        [("annotated.vcf.gz", unlimited.to_vec(), 605, "18.18"), ("SEQCII_50pc-ensemble-annotated.vcf.gz", vec![], 90, "2.70")];
    for (name, more, variants, per_mb) in cases {
        let out = folder.at(name);
        burden(&file(name), &[&recipe[..], &more[..]].concat(), &out);
        let tmb = &profile(&out)["tmb"];
        assert_eq!(tmb["variants"], variants, "{name}");
        assert_eq!(format!("{:.2}", tmb["per_mb"].as_f64().unwrap()), per_mb, "{name}");
    }
    // INFO/AF of the second file is the tumour's: taken for a population's, it would remove what is there; but only who names it gets that.
    let out = folder.at("named");
    burden(&file("SEQCII_50pc-ensemble-annotated.vcf.gz"), &[&recipe[..], &["--population-af", "AF"]].concat(), &out);
    assert!(profile(&out)["tmb"]["variants"].as_u64().unwrap() < 10);
}

#[test]
fn callers_without_allele_depths_are_understood() {
    let Some(calls) = shared("somatic/strelka-demo/expectedResults/somatic.snvs.vcf.gz") else { return };
    let calls = calls.to_str().unwrap();
    // Not annotated, and nothing to annotate with: all rules ask for consequences.
    assert!(refused(calls, &["--callable-mb", "1"]).stderr.contains("not annotated"));
    let Some(wes) = shared("somatic/wes-pair/vardict.vcf") else { return };
    assert!(refused(wes.to_str().unwrap(), &["--callable-mb", "1"]).stderr.contains("CSQ (VEP), ANN (SnpEff), BCSQ"));
}

const HEADER: &str =
    "##fileformat=VCFv4.2\n##INFO=<ID=ANN,Number=.,Type=String,Description=\"x\">\n##INFO=<ID=AF,Number=A,Type=Float,Description=\"x\">\n";

fn annotated(folder: &Folder, format: &str, records: &str) -> String {
    let path = folder.at("calls.vcf");
    let columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\n";
    fs::write(&path, format!("{HEADER}{format}{columns}{records}")).unwrap();
    path
}

const MISSENSE: &str = "ANN=C|missense_variant|MODERATE|BRAF|E1|transcript|T1|protein_coding|15/18|c.1799T>A|p.Val600Glu||";
const ALLELIC_DEPTHS: &str = "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"x\">\n";

#[test]
fn a_missing_tag_is_an_error_with_a_remedy() {
    let folder = Folder::new();
    let record = format!("chr7\t100\t.\tA\tC\t.\tPASS\t{MISSENSE};AF=0.4\tGT\t0/1\n");
    let without = annotated(&folder, "", &record);
    let outcome = refused(&without, &["--callable-mb", "1"]);
    assert!(outcome.stderr.contains("AD, AU/CU/GU/TU") && outcome.stderr.contains("--tmb-min-vaf 0"), "{}", outcome.stderr);
    let out = folder.at("out");
    burden(&without, &["--callable-mb", "1", "--tmb-min-vaf", "0", "--tmb-min-depth", "0"], &out);
    assert_eq!(profile(&out)["tmb"]["variants"], 1);

    // Declared, but missing where it matters: excluded in the open.
    let some = annotated(&folder, ALLELIC_DEPTHS, &format!("{record}chr7\t200\t.\tA\tC\t.\tPASS\t{MISSENSE}\tAD\t60,40\n"));
    burden(&some, &["--callable-mb", "1"], &out);
    assert_eq!((&profile(&out)["tmb"]["variants"], &profile(&out)["tmb"]["excluded"]["no_counts"]), (&1.into(), &1.into()));

    let unfiltered = annotated(&folder, ALLELIC_DEPTHS, &format!("chr7\t200\t.\tA\tC\t.\t.\t{MISSENSE}\tAD\t60,40\n"));
    assert!(refused(&unfiltered, &["--callable-mb", "1"]).stderr.contains("--unfiltered"));
    burden(&unfiltered, &["--callable-mb", "1", "--unfiltered"], &out);
    assert_eq!(profile(&out)["tmb"]["variants"], 1);

    let some = annotated(&folder, ALLELIC_DEPTHS, &record);
    assert!(refused(&some, &[]).stderr.contains("--callable-mb"));
    assert!(refused(&some, &["--callable-mb", "0"]).stderr.contains("greater than 0"));
    assert!(refused(&some, &["--callable-mb", "1", "--population-af", "gnomAD_AF"]).stderr.contains("INFO tag 'gnomAD_AF'"));
    assert!(refused(&some, &["--callable-mb", "1", "--tumor-sample", "X"]).stderr.contains("no sample 'X'"));
    assert_eq!(refused(&some, &["--callable-mb", "1", "--normal", "n.bam"]).code, 2);
}

#[test]
fn every_rule_speaks_in_the_trace() {
    let folder = Folder::new();
    let record = |pos: u32, alleles: &str, filter: &str, info: &str, counts: &str| {
        format!("chr7\t{pos}\t.\t{alleles}\t.\t{filter}\t{info}\tAD\t{counts}\n").replace(' ', "\t")
    };
    let synonymous = MISSENSE.replace("missense", "synonymous");
    let records = [
        record(100, "A C", "PASS", MISSENSE, "60,40"),
        record(100, "A C", "PASS", MISSENSE, "60,40"),
        record(200, "A C", "PASS", &synonymous, "60,40"),
        record(300, "A C", "strand_bias", MISSENSE, "60,40"),
        record(400, "A C", "PASS", MISSENSE, "10,5"),
        record(500, "A C", "PASS", MISSENSE, "97,3"),
        record(600, "A C", "PASS", &format!("{MISSENSE};AF=0.02"), "60,40"),
        record(700, "A C", "PASS", "AF=0.0", "60,40"),
        record(800, "A <DEL>", "PASS", MISSENSE, "60,40"),
        record(9_000, "A C", "PASS", MISSENSE, "60,40"),
    ];
    let calls = annotated(&folder, ALLELIC_DEPTHS, &records.concat());
    let (bed, hotspots) = (folder.at("targets.bed"), folder.at("hotspots.bed"));
    fs::write(&bed, "chr7\t0\t5000\nchr7\t4000\t5000\n").unwrap();
    fs::write(&hotspots, "chr7\t99\t100\n").unwrap();
    let out = folder.at("out");
    let codes = |more: &[&str]| {
        let fixed = ["--targets", &bed, "--hotspots", &hotspots, "--population-af", "AF"];
        burden(&calls, &[&fixed[..], more].concat(), &out);
        let path = format!("{out}/tmb.trace.tsv");
        rows(&path).into_iter().map(|row| row[column(&path, "verdict")].clone()).collect::<Vec<_>>().join(" ")
    };
    let start = "repeated synonymous filter:strand_bias low_depth low_vaf population not_annotated off_target";
    assert_eq!(codes(&[]), format!("counted {start}"));
    let tmb = &profile(&out)["tmb"];
    assert_eq!((&tmb["callable_mb"], &tmb["territory"]), (&0.005.into(), &"bases of the targets".into()), "overlapping regions count once");
    assert_eq!(profile(&out)["inputs"]["calls"]["not_small_variants"], 1);
    let panel = codes(&["--tmb-preset", "tso500-like"]);
    assert_eq!(panel, format!("hotspot {start}").replace("synonymous", "counted"));
    let purple = codes(&["--tmb-preset", "purple-panel-like", "--tmb-max-population-af", "0.5"]);
    assert!(purple.starts_with("hotspot repeated not_missense") && purple.contains("low_vaf counted"), "{purple}");
    // Two missense variants (one of 15 reads) over 0.005 Mb, scaled by 31.88·0.05.
    assert!((profile(&out)["tmb"]["per_mb"].as_f64().unwrap() - 2.0 / 0.005 * 1.594).abs() < 1e-6);
}

#[test]
fn every_preset_runs() {
    let folder = Folder::new();
    let calls = annotated(&folder, ALLELIC_DEPTHS, &format!("chr7\t100\t.\tA\tC\t.\tPASS\t{MISSENSE}\tAD\t900,300\n"));
    for preset in ["wes", "f1cdx-like", "tso500-like", "tso500-ctdna-like", "purple-panel-like", "pytmb"] {
        let out = folder.at(preset);
        burden(&calls, &["--callable-mb", "1.5", "--tmb-preset", preset], &out);
        let tmb = &profile(&out)["tmb"];
        assert_eq!((&tmb["variants"], &tmb["preset"], &tmb["rule"]["id"]), (&1.into(), &preset.into(), &preset.into()));
    }
}

#[test]
fn callable_bases_are_written_on_request() {
    let folder = Folder::new();
    let (plain, asked) = (folder.at("plain"), folder.at("asked"));
    run_into(&demo("tmb"), &[], &plain);
    run_into(&demo("tmb"), &["--callable-bed", "--threads", "2", "--shard-bp", "7000"], &asked);
    assert!(!files(&plain).contains_key("callable.bed"));
    let bases: u64 =
        rows(&format!("{asked}/callable.bed")).iter().map(|row| row[2].parse::<u64>().unwrap() - row[1].parse::<u64>().unwrap()).sum();
    let callable_mb = profile(&asked)["tmb"]["callable_mb"].as_f64().unwrap();
    assert!(bases > 0 && (bases as f64 / 1e6 - callable_mb).abs() < 1e-9, "{bases} {callable_mb}");
    assert_eq!(profile(&plain)["tmb"], profile(&asked)["tmb"]);
}

#[test]
fn a_tumour_alone_has_a_burden_with_a_populations_alleles() {
    let folder = Folder::new();
    let alone: Vec<String> = demo("tmb").into_iter().filter(|word| word != "--normal" && !word.ends_with("normal.bam")).collect();
    let (without, with) = (folder.at("without"), folder.at("with"));
    run_into(&alone, &[], &without);
    let tmb = &profile(&without)["tmb"];
    assert!(tmb["per_mb"].is_null() && tmb["reason"].as_str().unwrap().contains("--germline"));
    // The population: what the tumour shows that is not planted.
    let truth: Vec<(String, String)> = rows(&testdata("demo/truth.vcf")).into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    let is_planted = |row: &Vec<String>| truth.iter().any(|(chrom, pos)| *chrom == row[0] && *pos == row[1]);
    let header =
        "##fileformat=VCFv4.2\n##INFO=<ID=AF,Number=A,Type=Float,Description=\"x\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
    let inherited = rows(&format!("{without}/variants.vcf.gz")).into_iter().filter(|row| !is_planted(row));
    let lines: Vec<String> = inherited.map(|row| format!("{}\t{}\t.\t{}\t{}\t.\t.\tAF=0.1\n", row[0], row[1], row[3], row[4])).collect();
    let population = format!("{header}{}", lines.concat());
    let vcf = folder.at("population.vcf");
    fs::write(&vcf, population).unwrap();
    run_into(&alone, &["--germline", &vcf], &with);
    let tmb = &profile(&with)["tmb"];
    let expected = &profile(&{
        let paired = folder.at("paired");
        run_into(&demo("tmb"), &[], &paired);
        paired
    })["tmb"];
    let [low, high] = [0, 1].map(|end| tmb["ci95"][end].as_f64().unwrap());
    let paired = expected["per_mb"].as_f64().unwrap();
    assert!(low < paired && paired < high, "{low} {paired} {high}");
    assert!(tmb["leaked_germline"].as_f64().is_some() && tmb["expected_missed"].as_f64().is_some());
    let filters: Vec<String> = rows(&format!("{with}/variants.vcf.gz")).into_iter().map(|row| row[6].clone()).collect();
    assert!(filters.iter().any(|filter| filter.contains("population")));
    // The tag has to be there.
    let mut args = alone;
    args.extend(["--germline", &vcf, "--germline-af", "gnomAD_AF", "-o", &folder.at("x")].map(str::to_owned));
    let outcome = oncosweep(&args);
    assert_eq!(outcome.code, 1);
    assert!(outcome.stderr.contains("'gnomAD_AF'"), "{}", outcome.stderr);
}

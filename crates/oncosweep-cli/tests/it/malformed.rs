//! Bad input: exit 1, one message that names the file and the remedy, and nothing written. The files are in testdata/malformed.

use std::{fs, path::Path};

use crate::support::{Folder, files, oncosweep, profile, testdata};

/// A file of testdata/malformed.
fn file(name: &str) -> String {
    testdata(&format!("malformed/{name}"))
}

/// `sweep TUMOR -r genome.fa` with `more`, where a word that is a file of testdata/malformed stands for its path.
fn sweep(tumor: &str, more: &[&str]) -> Vec<String> {
    let mut args = vec!["sweep".to_owned(), file(tumor), "-r".into(), file("genome.fa")];
    args.extend(more.iter().map(|&word| if word.contains('.') { file(word) } else { word.to_owned() }));
    args
}

/// Asserts that the command refuses its input, and that its one message holds all `words`.
fn refused(args: &[String], words: &[&str]) {
    let folder = Folder::new();
    let out = folder.at("out");
    let mut all = args.to_vec();
    all.extend(["-o".into(), out.clone()]);
    let outcome = oncosweep(&all);
    assert_eq!(outcome.code, 1, "{args:?}: {}", outcome.stderr);
    assert!(outcome.stdout.is_empty(), "{args:?}: {}", outcome.stdout);
    let message = outcome.stderr.trim_end();
    assert!(message.starts_with("error: ") && message.lines().count() == 1, "{args:?}: more than one message:\n{message}");
    for word in words {
        assert!(message.contains(word), "{args:?}: '{word}' is not in: {message}");
    }
    assert!(!Path::new(&out).exists() || fs::read_dir(&out).unwrap().count() == 0, "{args:?}: left files behind");
}

#[test]
fn alignments_that_are_not_there_or_not_whole() {
    refused(&sweep("missing.bam", &[]), &["missing.bam", "cannot be opened", "check the path"]);
    refused(&sweep("whole.bam", &["--normal", "missing.bam"]), &["missing.bam", "cannot be opened"]);
    refused(&sweep("not_alignments.bam", &[]), &["not_alignments.bam", "BAM, CRAM or SAM"]);
    for cut in ["cut_in_block.bam", "cut_at_block.bam"] {
        refused(&sweep(cut, &[]), &[cut, "end-of-file marker", "copy it again"]);
        refused(&sweep(cut, &["--stream"]), &[cut, "end-of-file marker"]);
        refused(&sweep("whole.bam", &["--normal", cut]), &[cut, "end-of-file marker"]);
    }
}

#[test]
fn an_index_is_asked_for_only_where_it_is_needed() {
    refused(&sweep("no_index.bam", &["--region", "chr1:1-1000"]), &["no_index.bam", "no index", "samtools index"]);
    let folder = Folder::new();
    let mut args = sweep("no_index.bam", &["-o"]);
    args.push(folder.at("out"));
    let outcome = oncosweep(&args);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
}

#[test]
fn alignments_in_another_order() {
    refused(&sweep("unsorted_header.bam", &[]), &["unsorted_header.bam", "SO:unsorted", "samtools sort"]);
    refused(&sweep("unsorted_records.bam", &[]), &["unsorted_records.bam", "chr1", "samtools sort"]);
}

#[test]
fn cram_needs_the_reference_it_was_made_with() {
    let cram = file("whole.cram");
    refused(&["fusion".into(), cram.clone()], &["whole.cram", "reference"]);
    let wrong = |reference: &str| ["sweep".to_owned(), cram.clone(), "-r".into(), file(reference)];
    refused(&wrong("other_bases.fa"), &["other_bases.fa", "chr1", "MD5", "whole.cram", "give the reference"]);
    refused(&wrong("other_lengths.fa"), &["other_lengths.fa", "chr1", "12500", "12000", "whole.cram"]);
    let folder = Folder::new();
    let mut args = sweep("whole.cram", &["-o"]);
    args.push(folder.at("out"));
    let outcome = oncosweep(&args);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
}

#[test]
fn references_of_another_genome() {
    let with = |reference: &str| ["sweep".to_owned(), file("whole.bam"), "-r".into(), file(reference)];
    refused(&with("other_lengths.fa"), &["other_lengths.fa", "chr1", "12500", "12000", "whole.bam", "give the reference"]);
    refused(&with("other_bases.fa"), &["other_bases.fa", "chr1", "MD5", "whole.bam", "give the reference"]);
    refused(&with("missing.fa"), &["missing.fa", "cannot be opened", "check the path"]);
    refused(&sweep("whole.bam", &["--normal", "other_build.bam"]), &["other_build.bam", "chr1", "12500", "12000", "genome build"]);
}

#[test]
fn bad_lines_are_named_with_their_number() {
    for (option, name, line, words) in [
        ("--targets", "bad_line.bed", 2, ["six", "whole number"]),
        ("--targets", "end_before_start.bed", 2, ["1000", "half-open"]),
        ("--targets", "unknown_contig.bed", 3, ["chr9", "genome build"]),
        ("--targets", "past_the_end.bed", 1, ["7000", "chr2"]),
        ("--genes", "bad_line.gtf", 4, ["ten", "line"]),
    ] {
        refused(&sweep("whole.bam", &[option, name]), &[name, &format!("line {line}"), words[0], words[1]]);
    }
    refused(&sweep("whole.bam", &["--genes", "unknown_contigs.gtf"]), &["unknown_contigs.gtf", "chrUn_9", "chr1"]);
    refused(&sweep("whole.bam", &["--targets", "missing.bed"]), &["missing.bed", "cannot be opened"]);
}

#[test]
fn an_output_folder_that_cannot_be_written_is_refused_before_the_sweep() {
    let folder = Folder::new();
    let occupied = folder.at("a_file");
    fs::write(&occupied, "here first").unwrap();
    for out in [occupied.clone(), format!("{occupied}/below")] {
        let mut args = sweep("whole.bam", &[]);
        args.extend(["-o".into(), out.clone()]);
        let outcome = oncosweep(&args);
        assert_eq!(outcome.code, 1, "{}", outcome.stderr);
        assert!(
            outcome.stderr.starts_with("error: ") && outcome.stderr.contains(&out) && outcome.stderr.contains("--output"),
            "{}",
            outcome.stderr
        );
    }
    assert_eq!(fs::read_to_string(&occupied).unwrap(), "here first");
}

#[test]
fn no_alignment_at_all_is_a_result_that_says_so() {
    let folder = Folder::new();
    let out = folder.at("out");
    let mut args = sweep("header_only.bam", &["--normal", "header_only.bam", "--genes", "genes.gtf", "-o"]);
    args.push(out.clone());
    let outcome = oncosweep(&args);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let profile = profile(&out);
    assert!(profile["tmb"]["per_mb"].is_null() && profile["tmb"]["status"].is_null(), "{}", profile["tmb"]);
    assert!(profile["tmb"]["reason"].as_str().is_some_and(|r| !r.is_empty()), "{}", profile["tmb"]);
    assert!(profile["msi"]["fraction_unstable"].is_null() && profile["msi"]["status"].is_null(), "{}", profile["msi"]);
    assert!(profile["msi"]["reason"].as_str().is_some_and(|r| !r.is_empty()), "{}", profile["msi"]);
    assert_eq!(outcome.stdout.matches("not assessed").count(), 2, "{}", outcome.stdout);
    assert!(files(&out).contains_key("evidence.osw"));
}

#[test]
fn evidence_that_is_none() {
    let folder = Folder::new();
    refused(&["call".into(), file("whole.bam")], &["whole.bam", "evidence"]);
    let cut = folder.at("cut.osw");
    let mut args = sweep("whole.bam", &["-o"]);
    args.push(folder.at("out"));
    assert_eq!(oncosweep(&args).code, 0);
    let whole = fs::read(folder.at("out/evidence.osw")).unwrap();
    fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    refused(&["call".into(), cut.clone()], &["cut.osw"]);
    refused(&["merge".into(), folder.at("out/evidence.osw"), cut], &["cut.osw"]);
    refused(&["merge".into(), folder.at("out/evidence.osw"), folder.at("out/evidence.osw")], &["evidence.osw", "both parts hold"]);
}

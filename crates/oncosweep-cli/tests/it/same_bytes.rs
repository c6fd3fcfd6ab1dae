//! The same bytes in every file, however the work is cut up.

use crate::support::{Folder, assert_same_files, demo, files, oncosweep, run_into, testdata};

const EVERY_FILE: [&str; 8] = [
    "evidence.osw",
    "fusions.tsv",
    "fusions.vcf.gz",
    "fusions.vcf.gz.tbi",
    "msi.sites.tsv",
    "profile.json",
    "tmb.trace.tsv",
    "variants.vcf.gz",
];

#[test]
fn threads_shards_and_streams_do_not_show() {
    let folder = Folder::new();
    let whole = folder.at("whole");
    run_into(&demo("sweep"), &["-t", "1"], &whole);
    let written = files(&whole);
    for name in EVERY_FILE {
        assert!(written.contains_key(name), "{name} is missing");
    }
    for (number, more) in [
        &["-t", "2"][..],
        &["-t", "2", "--shard-bp", "7001"],
        &["-t", "1", "--shard-bp", "33333"],
        &["-t", "3", "--shard-bp", "1000000"],
        &["--stream"],
        &["--stream", "-t", "2"],
    ]
    .into_iter()
    .enumerate()
    {
        let other = folder.at(&number.to_string());
        run_into(&demo("sweep"), more, &other);
        assert_same_files(&whole, &other, &more.join(" "));
    }
}

#[test]
fn regions_join_to_the_whole() {
    let folder = Folder::new();
    let whole = folder.at("whole");
    run_into(&demo("sweep"), &[], &whole);
    // The cuts go through a gene, and beside the breakpoint of the fusion (chr1:20005).
    let splits: [&[&[&str]]; 2] = [
        &[&["--region", "chr1"], &["--region", "chr2", "--region", "*"]],
        &[
            &["--region", "chr1:20001-105000", "--region", "*"],
            &["--region", "chr2"],
            &["--region", "chr1:1-20000", "--region", "chr1:105001-150000"],
        ],
    ];
    for (number, parts) in splits.into_iter().enumerate() {
        let mut merge = vec!["merge".to_owned()];
        for (part, regions) in parts.iter().enumerate() {
            let out = folder.at(&format!("{number}.{part}"));
            run_into(&demo("sweep"), regions, &out);
            merge.push(format!("{out}/evidence.osw"));
        }
        let merged = folder.at(&format!("{number}.osw"));
        run_into(&merge, &[], &merged);
        let joined = folder.at(&format!("{number}.joined"));
        run_into(&["call".into(), merged], &[], &joined);
        assert_same_files(&whole, &joined, &format!("split {number}"));
    }
}

#[test]
fn an_index_makes_no_difference() {
    let folder = Folder::new();
    let (indexed, plain) = (folder.at("indexed"), folder.at("plain"));
    let file = |name: &str| testdata(&format!("malformed/{name}"));
    let args = |bam: &str| ["sweep".to_owned(), file(bam), "-r".into(), file("genome.fa")];
    run_into(&args("whole.bam"), &[], &indexed);
    run_into(&args("no_index.bam"), &[], &plain);
    assert_same_files(&indexed, &plain, "without an index");
}

#[test]
fn cram_gives_what_bam_gives() {
    let folder = Folder::new();
    let (bam, cram) = (folder.at("bam"), folder.at("cram"));
    let file = |name: &str| testdata(&format!("malformed/{name}"));
    let args = |name: &str| ["sweep".to_owned(), file(name), "-r".into(), file("genome.fa")];
    run_into(&args("whole.bam"), &[], &bam);
    run_into(&args("whole.cram"), &["-t", "2"], &cram);
    assert_same_files(&bam, &cram, "CRAM");
}

#[test]
fn no_place_of_this_machine_is_in_the_results() {
    let folder = Folder::new();
    let out = folder.at("out");
    run_into(&demo("sweep"), &[], &out);
    let here = env!("CARGO_MANIFEST_DIR").as_bytes();
    for (name, bytes) in files(&out) {
        assert!(!bytes.windows(here.len()).any(|part| part == here), "{name} holds an absolute path");
    }
    assert_eq!(oncosweep(&["--version"]).code, 0);
}

#[test]
fn a_narrower_run_leaves_no_older_results_behind() {
    let folder = Folder::new();
    let out = folder.at("out");
    run_into(&demo("sweep"), &[], &out);
    run_into(&demo("msi"), &[], &out);
    assert_eq!(files(&out).into_keys().collect::<Vec<_>>(), ["evidence.osw", "msi.sites.tsv", "profile.json"]);
}

//! The same seed gives the same bytes.

use std::{collections::BTreeMap, fs, path::Path};

use oncosweep_sim::run::{simulate_pair, simulate_rna};

use crate::support::{config, genome};

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn any_number_of_threads_writes_the_same() {
    let genome = genome();
    let mut config = config();
    for threads in [1, 2, 3] {
        simulate_pair(&config, &genome.inputs(), &genome.output(&format!("t{threads}")), threads, None).unwrap();
    }
    let one = files(&genome.output("t1"));
    let names: Vec<&str> = one.keys().map(String::as_str).collect();
    let expected = [
        "fusions.truth.tsv",
        "germline.vcf.gz",
        "germline.vcf.gz.tbi",
        "msi.truth.tsv",
        "normal.bam",
        "normal.bam.bai",
        "params.json",
        "somatic.vcf.gz",
        "somatic.vcf.gz.tbi",
        "truth.json",
        "tumor.bam",
        "tumor.bam.bai",
    ];
    assert_eq!(names, expected);
    assert!(one == files(&genome.output("t2")) && one == files(&genome.output("t3")));
    config.seed += 1;
    simulate_pair(&config, &genome.inputs(), &genome.output("other"), 2, None).unwrap();
    assert!(one["tumor.bam"] != files(&genome.output("other"))["tumor.bam"]);
}

#[test]
fn rna_does_not_depend_on_threads_either() {
    let genome = genome();
    let mut config = config();
    (config.rna.fragments, config.rna.fusions) = (5_000, 2);
    for threads in [1, 2] {
        simulate_rna(&config, &genome.inputs(), &genome.output(&format!("r{threads}")), threads, None).unwrap();
    }
    assert!(files(&genome.output("r1")) == files(&genome.output("r2")));
}

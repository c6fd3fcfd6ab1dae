//! What is wrong is said, with the place and the next step, and nothing is left behind.

use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering},
};

use assert_cmd::Command;
use oncosweep::Error;
use oncosweep_sim::run::{Inputs, Progress, ProgressEvent, simulate_pair, simulate_rna};

use crate::support::{Genome, config, genome};

fn failure(genome: &Genome, inputs: &Inputs) -> String {
    simulate_pair(&config(), inputs, &genome.output("case"), 1, None).unwrap_err().to_string()
}

#[test]
fn lists_are_checked() {
    let genome = genome();
    let base = char::from(genome.contigs[0].1[999]);
    let wrong = if base == 'A' { 'C' } else { 'A' };
    for (line, word) in [
        ("chr9\t1000\t.\tA\tC\t.\t.\t.", "chr9"),
        ("chr1\t0\t.\tA\tC\t.\t.\t.", "counts from 1"),
        ("chr1\tx\t.\tA\tC\t.\t.\t.", "whole number"),
        ("chr1\t1000\t.\tA", "columns"),
        (&format!("chr1\t1000\t.\t{wrong}\tG\t.\t.\t."), "in the reference"),
        (&format!("chr1\t1000\t.\t{base}\t<DEL>\t.\t.\t."), "ALT"),
        (&format!("chr1\t1000\t.\t{base}\t{wrong}\t.\t.\tAF=2"), "0 to 1"),
        (&format!("chr1\t1000\t.\t{base}\t{wrong}\t.\t.\tGT=a"), "GT"),
        (&format!("chr1\t1000\t.\t{base}\t{wrong}\t.\t.\t.\nchr1\t1000\t.\t{base}\t{wrong}\t.\t.\t."), "overlaps"),
    ] {
        let inputs = Inputs { variants: Some(genome.write("bad.vcf", line)), ..Inputs::new(genome.path()) };
        let message = failure(&genome, &inputs);
        assert!(message.contains("bad.vcf, line") && message.contains(word), "{line}: {message}");
    }
    for (line, word) in [
        ("J\tchr1\t50000\t+\tchr2\t20000", "columns"),
        ("J\tchr1\t50000\t+\tchr8\t20000\t+\t0.5", "chr8"),
        ("J\tchr1\t50000\tx\tchr2\t20000\t+\t0.5", "neither"),
        ("J\tchr1\t50000\t+\tchr2\t20000\t+\t5", "outside 0 to 1"),
        ("J\tchr1\t999999999\t+\tchr2\t20000\t+\t0.5", "outside 'chr1'"),
        ("J\tchr1\t70100\t+\tchr2\t20000\t+\t0.5", "unknown bases"),
        ("J\tchr1\t50000\t+\tchr2\t20000\t+\t0.5\tACGN", "inserted"),
    ] {
        let inputs = Inputs { junctions: Some(genome.write("bad.tsv", line)), ..Inputs::new(genome.path()) };
        let message = failure(&genome, &inputs);
        assert!(message.contains("bad.tsv, line 1") && message.contains(word), "{line}: {message}");
    }
    for (line, word) in [("G00\t1\tNOGENE\t2\t9", "NOGENE"), ("G00\t9\tG01\t2\t9", "exon"), ("G00\t1", "columns")] {
        let inputs = Inputs { fusions: Some(genome.write("bad.fusions", line)), ..genome.inputs() };
        let message = simulate_rna(&config(), &inputs, &genome.output("case"), 1, None).unwrap_err().to_string();
        assert!(message.contains("bad.fusions, line 1") && message.contains(word), "{line}: {message}");
    }
}

#[test]
fn settings_are_checked() {
    let genome = genome();
    let mut config = config();
    config.duplicates.pcr_fraction = 2.0;
    let error = simulate_pair(&config, &genome.inputs(), &genome.output("case"), 1, None).unwrap_err();
    assert!(matches!(&error, Error::Config(message) if message.contains("duplicates.pcr_fraction is 2")), "{error}");
    assert!(!genome.output("case").exists());
    let unknown = serde_json::from_str::<oncosweep_sim::config::Config>(r#"{"sead": 1}"#).unwrap_err().to_string();
    assert!(unknown.contains("sead"), "{unknown}");
}

#[test]
fn a_reference_of_n_has_nothing_to_simulate() {
    let genome = genome();
    let path = genome.write("n.fa", &format!(">a\n{}\n", "N".repeat(9_000)));
    assert!(failure(&genome, &Inputs::new(path)).contains("n.fa"));
}

/// Stops a run once some of it is written.
struct Stop(AtomicBool);

impl Progress for Stop {
    fn advance(&self, _event: &ProgressEvent<'_>) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[test]
fn a_run_that_is_stopped_leaves_no_file() {
    let genome = genome();
    let stop = Stop(AtomicBool::new(false));
    let error = simulate_pair(&config(), &genome.inputs(), &genome.output("case"), 2, Some(&stop)).unwrap_err();
    assert!(matches!(error, Error::Cancelled));
    assert_eq!(fs::read_dir(genome.output("case")).unwrap().count(), 0);
}

#[test]
fn the_command_says_what_is_wrong() {
    let genome = genome();
    let run = |arguments: &[&str]| Command::cargo_bin("oncosweep-sim").unwrap().args(arguments).output().unwrap();
    let (reference, folder) = (genome.path(), genome.output("case"));
    let (reference, folder) = (reference.to_str().unwrap(), folder.to_str().unwrap());
    let bad = run(&["pair", reference, "-o", folder, "--purity", "3"]);
    assert_eq!(bad.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&bad.stderr).contains("tumor.tumor_fraction is 3"));
    let missing = run(&["pair", "/no/such.fa", "-o", folder]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("/no/such.fa"));
    let good = run(&["pair", reference, "-o", folder, "--tumor-depth", "5", "--normal-depth", "0", "--truth-only"]);
    assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stderr));
    assert!(genome.output("case").join("somatic.vcf.gz").exists() && !genome.output("case").join("tumor.bam").exists());
}

//! Version, help and wrong usage.

use crate::support::{Folder, demo, oncosweep, testdata};

#[test]
fn the_version_is_one_line() {
    let outcome = oncosweep(&["--version"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, concat!("oncosweep ", env!("CARGO_PKG_VERSION"), "\n")));
}

#[test]
fn help_names_every_subcommand() {
    let outcome = oncosweep(&["--help"]);
    assert_eq!(outcome.code, 0);
    for command in ["sweep", "tmb", "msi", "fusion", "sites", "call", "merge", "check"] {
        assert!(outcome.stdout.contains(&format!("\n  {command} ")), "{command}");
        assert_eq!(oncosweep(&[command, "--help"]).code, 0, "{command}");
    }
}

#[test]
fn wrong_usage_exits_with_2_and_leaves_nothing() {
    let folder = Folder::new();
    let bam = testdata("demo/tumor.bam");
    for args in [
        vec![],
        vec!["sweep"],
        vec!["sweep", &bam],
        vec!["fusion", "-o", "x"],
        vec!["sweep", &bam, "--no-such-option"],
        vec!["dance"],
        vec!["merge", "-o", "x"],
    ] {
        let outcome = oncosweep(&args);
        assert_eq!(outcome.code, 2, "{args:?}: {}", outcome.stderr);
        assert!(outcome.stdout.is_empty(), "{args:?}");
    }
    for (more, word) in [
        (["--min-vaf", "2"], "min_vaf"),
        (["--tmb-preset", "dance"], "dance"),
        (["--region", "chr9"], "chr9"),
        (["--region", "chr1:20-10"], "chr1:20-10"),
        (["--threads", "0"], "--threads"),
    ] {
        let out = folder.at("out");
        let mut args = demo("sweep");
        args.extend(more.map(str::to_owned));
        args.extend(["-o".into(), out.clone()]);
        let outcome = oncosweep(&args);
        assert_eq!(outcome.code, 2, "{more:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(word), "{more:?}: {}", outcome.stderr);
        assert!(!std::path::Path::new(&out).exists(), "{more:?}");
    }
}

#[test]
fn a_configuration_file_is_checked() {
    let folder = Folder::new();
    for (text, code, word) in [
        ("{\"variant\": {\"min_waf\": 0.1}}", 2, "min_waf"),
        ("{\n\"variant\": {", 1, "line 2"),
        ("{\"variant\": {\"min_vaf\": 7}}", 2, "min_vaf"),
    ] {
        let path = folder.at("config.json");
        std::fs::write(&path, text).unwrap();
        let mut args = demo("tmb");
        args.extend(["--config".into(), path, "-o".into(), folder.at("out")]);
        let outcome = oncosweep(&args);
        assert_eq!(outcome.code, code, "{text}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(word), "{text}: {}", outcome.stderr);
    }
}

#[test]
fn check_says_what_would_run_and_writes_nothing() {
    let outcome = oncosweep(&demo("check"));
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    for word in ["demo_tumor", "demo_normal", "4 genes", "microsatellite"] {
        assert!(outcome.stdout.contains(word), "{word}: {}", outcome.stdout);
    }
}

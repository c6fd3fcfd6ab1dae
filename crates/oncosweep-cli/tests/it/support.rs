//! Running the command and looking at what it leaves.

use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use assert_cmd::Command;
use flate2::read::MultiGzDecoder;
use serde_json::Value;
use tempfile::TempDir;

/// What a run of the command did.
pub struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Runs `oncosweep` with `args`.
pub fn oncosweep<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Outcome {
    let output = Command::cargo_bin("oncosweep").unwrap().args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Outcome { code: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// A file of the repository's testdata, as an argument.
pub fn testdata(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata").join(name);
    path.to_str().unwrap().to_owned()
}

/// A file of the public data that lies beside the repository on some machines; `None`, said on stderr, elsewhere.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: ../shared/data/{name} is not on this machine");
    None
}

/// A folder for results that goes away with the test.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// A path in it, as an argument.
    pub fn at(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }
}

/// The arguments of a command on the demonstration pair.
pub fn demo(command: &str) -> Vec<String> {
    let mut args = vec![command.to_owned(), testdata("demo/tumor.bam"), "--normal".into(), testdata("demo/normal.bam")];
    args.extend(["--reference".into(), testdata("demo/genome.fa"), "--genes".into(), testdata("demo/genes.gtf")]);
    args
}

/// Runs `args` with `more` and `--output folder`; panics with its message when it fails.
pub fn run_into(args: &[String], more: &[&str], folder: &str) -> Outcome {
    let mut all = args.to_vec();
    all.extend(more.iter().map(|&s| s.to_owned()));
    all.extend(["--output".into(), folder.into()]);
    let outcome = oncosweep(&all);
    assert_eq!(outcome.code, 0, "{all:?}: {}", outcome.stderr);
    outcome
}

/// All files of a folder by name.
pub fn files(folder: &str) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap())).collect()
}

/// Asserts that two folders hold the same files with the same bytes.
pub fn assert_same_files(expected: &str, found: &str, what: &str) {
    let (expected, found) = (files(expected), files(found));
    assert_eq!(expected.keys().collect::<Vec<_>>(), found.keys().collect::<Vec<_>>(), "{what}: other files");
    for (name, bytes) in &expected {
        assert!(bytes == &found[name], "{what}: {name} differs");
    }
}

/// profile.json of a folder.
pub fn profile(folder: &str) -> Value {
    serde_json::from_slice(&fs::read(Path::new(folder).join("profile.json")).unwrap()).unwrap()
}

/// The rows of a tab-separated file (plain or gzip) without comments and header.
pub fn rows(path: &str) -> Vec<Vec<String>> {
    let mut bytes = fs::read(path).unwrap();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut inflated = Vec::new();
        MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut inflated).unwrap();
        bytes = inflated;
    }
    let text = String::from_utf8(bytes).unwrap();
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// The column of a tab-separated file with a `#` header line.
pub fn column(path: &str, name: &str) -> usize {
    let text = fs::read_to_string(path).unwrap();
    let header = text.lines().next().unwrap().trim_start_matches('#');
    header.split('\t').position(|column| column == name).unwrap_or_else(|| panic!("{path} has no column {name}: {header}"))
}

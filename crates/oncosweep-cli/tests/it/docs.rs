//! What README and the tutorial show is what the command prints.
//!
//! With `ONCOSWEEP_UPDATE_DOCS=1` in the environment the pages are rewritten from the runs; look at the difference before you commit it.

use std::{env, fs, path::Path, process::Command};

use tempfile::TempDir;

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// What a shell prints for `command` in `folder`, with the command under test on its path.
fn run(command: &str, folder: &Path) -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_oncosweep")).parent().unwrap().to_path_buf();
    let path = env::var_os("PATH").unwrap();
    let paths = std::iter::once(bin).chain(env::split_paths(&path));
    let mut shell = Command::new("bash");
    shell.args(["-eo", "pipefail", "-c", command]).current_dir(folder);
    let output = shell.env("PATH", env::join_paths(paths).unwrap()).env("LC_ALL", "C").output().unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The page with every console block's output replaced by what its commands print, run one after the other in one folder. A block is run when
/// its first line is a command on something that is there: examples with `…` or DIR are for reading.
fn with_outputs(page: &str, folder: &Path) -> String {
    let mut text = String::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        text.push_str(line);
        text.push('\n');
        let runs =
            |first: &str| first.starts_with("$ ") && !first.contains(['…', '#']) && !first.contains("DIR") && !first.starts_with("$ make");
        if !line.starts_with("```") || !lines.peek().is_some_and(|first| runs(first)) {
            continue;
        }
        while let Some(line) = lines.next().filter(|line| !line.starts_with("```")) {
            let Some(command) = line.strip_prefix("$ ") else { continue };
            let mut command = command.to_owned();
            text.push_str(line);
            text.push('\n');
            while command.ends_with('\\') {
                let more = lines.next().unwrap();
                text.push_str(more);
                text.push('\n');
                command = format!("{} {}", command.trim_end_matches('\\'), more.trim());
            }
            text.push_str(&run(&command, folder));
        }
        text.push_str("```\n");
    }
    text
}

#[test]
fn pages_show_what_the_command_prints() {
    for name in ["README.md", "docs/tutorial.md"] {
        let folder = TempDir::new().unwrap();
        std::os::unix::fs::symlink(root().join("testdata"), folder.path().join("testdata")).unwrap();
        let path = root().join(name);
        let page = fs::read_to_string(&path).unwrap();
        let expected = with_outputs(&page, folder.path());
        if env::var_os("ONCOSWEEP_UPDATE_DOCS").is_some() {
            fs::write(&path, expected).unwrap();
            continue;
        }
        let differing = page.lines().zip(expected.lines()).find(|(shown, printed)| shown != printed);
        assert!(page == expected, "{name} does not show what the command prints; first difference: {differing:#?}");
        assert!(page.matches("$ oncosweep").count() > 0, "{name} shows no command");
    }
}

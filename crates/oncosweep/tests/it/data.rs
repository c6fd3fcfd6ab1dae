//! Where test data lies.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of the demonstration pair.
pub fn demo(name: &str) -> PathBuf {
    root().join("testdata/demo").join(name)
}

/// A file of the shared data beside the checkout; `None`, said on standard error, where that data is absent.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = root().join("../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {name} is not among the data beside the checkout");
    None
}

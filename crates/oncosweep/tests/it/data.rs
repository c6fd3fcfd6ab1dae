//! Where the data with known answers lies, beside the checkout when it is there at all.

use std::path::PathBuf;

/// The file or folder `relative` of the shared data; `None`, said on stderr, when it is not there.
pub fn shared(relative: &str) -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(relative);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is not there", path.display());
    None
}

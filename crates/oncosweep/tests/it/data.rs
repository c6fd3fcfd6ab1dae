//! Where test data lies.

use std::path::{Path, PathBuf};

use oncosweep::case::CaseInputs;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of the demonstration pair.
pub fn demo(name: &str) -> PathBuf {
    root().join("testdata/demo").join(name)
}

/// The demonstration pair with its reference and genes.
pub fn demo_inputs() -> CaseInputs {
    CaseInputs {
        tumor: Some(demo("tumor.bam")),
        normal: Some(demo("normal.bam")),
        reference: Some(demo("genome.fa")),
        genes: Some(demo("genes.gtf")),
        ..CaseInputs::default()
    }
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

//! All knowledge of output formats: from results to files, and nothing else.

pub mod msi_tsv;

//! Integration tests: simulated files read back by another reader.

mod malformed;
mod pair;
mod rna;
mod same_bytes;
mod support;

//! Integration tests: simulated files read back by another reader.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::too_many_lines
)]

mod malformed;
mod pair;
mod rna;
mod same_bytes;
mod support;

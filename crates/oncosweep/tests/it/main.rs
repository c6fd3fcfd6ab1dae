//! Integration tests, one module a topic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod data;
mod genes;
mod msi;
mod fusion;
mod sweep;

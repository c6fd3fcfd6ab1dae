//! Integration tests, one module a topic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod data;
mod fusion;
mod genes;
mod msi;
mod sweep;
mod variant;

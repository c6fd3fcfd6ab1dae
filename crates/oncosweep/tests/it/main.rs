//! Integration tests, one module a topic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod data;
mod fusion;
mod genes;
mod msi;
mod msi_compat;
mod sweep;
mod variant;

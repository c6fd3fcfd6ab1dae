//! Tests of the library through its public interface, by topic.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod data;
mod msi;

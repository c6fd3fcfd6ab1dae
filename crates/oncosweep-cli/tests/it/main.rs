//! The command as users meet it: what it prints, what it writes, and how it fails.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod baseline;
mod burden_of_vcf;
mod cohort;
mod demo;
mod docs;
mod evidence;
mod fusions;
mod malformed;
mod report;
mod same_bytes;
mod sites;
mod support;
mod usage;

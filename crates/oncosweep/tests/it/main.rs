//! Integration tests, one module a topic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod data;
mod fusion;
mod fusion_below_pass;
mod fusion_copies;
mod fusion_diagram;
mod fusion_events;
mod fusion_files;
mod fusion_frame;
mod fusion_indels;
mod fusion_rna;
mod genes;
mod msi;
mod msi_compat;
mod msi_p_values;
mod report;
mod stopping;
mod sweep;
mod territory;
mod variant;

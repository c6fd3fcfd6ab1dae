//! fusions.drawings.json, read back.

use std::{fs, path::Path};

use serde::Deserialize;

use crate::{
    error::{Error, Result},
    write::saved::REMEDY,
};

/// The file's name in a results folder.
pub(in crate::write) const FILE: &str = "fusions.drawings.json";

/// Bases of a contig, 0-based half-open.
#[derive(Deserialize, Clone, Copy)]
pub(super) struct Bases {
    pub start: u32,
    pub end: u32,
}

/// An exon.
#[derive(Deserialize)]
pub(super) struct Exon {
    pub number: u32,
    pub span: Bases,
    pub coding: Option<Bases>,
}

/// A partner.
#[derive(Deserialize)]
pub(super) struct Partner {
    /// The last retained base, 0-based.
    pub position: u32,
    pub retains_left: bool,
    pub strand: Option<char>,
    pub transcript: Option<String>,
    /// By position.
    pub exons: Vec<Exon>,
    pub spanning_fragments: Option<u32>,
}

/// Depth along a partner.
#[derive(Deserialize)]
pub(super) struct Coverage {
    pub start: u32,
    pub bin_bp: u32,
    pub tumor: Vec<f64>,
    pub normal: Option<Vec<f64>>,
}

/// What a drawing of a fusion shows, 5' partner first.
#[derive(Deserialize)]
pub(in crate::write) struct FusionDrawing {
    pub(super) name: String,
    pub(super) assay: String,
    pub(super) partners: [Partner; 2],
    pub(super) coverage: [Coverage; 2],
}

/// The drawings of a folder, one a called fusion.
pub(super) fn read(folder: &Path) -> Result<Vec<FusionDrawing>> {
    let path = folder.join(FILE);
    let text = fs::read_to_string(&path).map_err(|e| Error::io(&path, format!("cannot be read ({e}); {REMEDY}")))?;
    serde_json::from_str(&text).map_err(|e| Error::parse(&path, e.line() as u64, format!("is not whole ({e}); {REMEDY}")))
}

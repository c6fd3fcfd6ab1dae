//! What a results folder holds, read back by the contract of its files.

use std::path::Path;

use serde_json::Value;

use super::{
    drawings::{self, FusionDrawing},
    hotspots::Hotspots,
    sites::Sites,
    variants::Variants,
};
use crate::{error::Result, write::saved::read_profile};

/// The results of one case.
pub(in crate::write) struct Results {
    /// profile.json.
    pub profile: Value,
    /// msi.sites.tsv; `None` when microsatellites were not swept for.
    pub sites: Option<Sites>,
    /// tmb.trace.tsv and what variants.vcf.gz adds to it; `None` when small variants were not looked at.
    pub variants: Option<Variants>,
    /// hotspots.tsv; `None` when no allele is listed.
    pub hotspots: Option<Hotspots>,
    /// fusions.drawings.json; empty when fusions were not swept for.
    pub drawings: Vec<FusionDrawing>,
}

impl Results {
    /// Reads a results folder.
    pub fn read(folder: &Path) -> Result<Self> {
        let profile = read_profile(folder)?;
        let sites = if profile["msi"].is_object() { Some(Sites::read(folder)?) } else { None };
        // The burden of a VCF file has a trace, and no calls of our own beside it.
        let has_calls = profile["variants"].is_object();
        let has_trace = profile["tmb"].is_object() && (has_calls || profile["inputs"]["calls"].is_object());
        let variants = if has_trace { Some(Variants::read(folder, has_calls)?) } else { None };
        let lists_alleles = profile["variants"]["listed"].as_object().is_some_and(|listed| !listed.is_empty());
        let hotspots = if lists_alleles { Some(Hotspots::read(folder)?) } else { None };
        let drawings = if profile["fusions"].is_array() { drawings::read(folder)? } else { Vec::new() };
        Ok(Self { profile, sites, variants, hotspots, drawings })
    }
}

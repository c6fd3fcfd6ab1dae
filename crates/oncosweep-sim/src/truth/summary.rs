//! truth.json: what a caller should find, in a few numbers.

use std::path::Path;

use oncosweep::{Error, Result};
use serde::Serialize;

use super::burden::Burden;
use crate::{bam::whole_file, plan::Plan};

#[derive(Serialize)]
struct Summary<'a> {
    schema: &'static str,
    tmb: Option<&'a Burden>,
    msi: Msi,
    somatic_variants: u64,
    inherited_variants: u64,
    junctions: u64,
}

#[derive(Serialize)]
struct Msi {
    sites: u64,
    unstable: u64,
    fraction_unstable: f64,
}

/// Writes the file; `tmb` is null without genes.
pub fn write(folder: &Path, plan: &Plan, burden: Option<&Burden>) -> Result<()> {
    let sites = plan.sites.len() as u64;
    let unstable = plan.sites.iter().filter(|site| site.is_unstable()).count() as u64;
    let somatic = plan.variants.iter().filter(|variant| variant.origin.is_somatic()).count() as u64;
    let summary = Summary {
        schema: "oncosweep-sim/1",
        tmb: burden,
        msi: Msi { sites, unstable, fraction_unstable: if sites > 0 { unstable as f64 / sites as f64 } else { 0.0 } },
        somatic_variants: somatic,
        inherited_variants: plan.variants.len() as u64 - somatic,
        junctions: plan.junctions.len() as u64,
    };
    let text = serde_json::to_string_pretty(&summary).map_err(|e| Error::Config(format!("the truth cannot be written ({e})")))?;
    whole_file(&folder.join("truth.json"), (text + "\n").as_bytes())
}

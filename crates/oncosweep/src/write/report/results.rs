//! What a results folder holds, read back by the contract of its files.

use std::{fs, path::Path};

use serde_json::Value;

use super::{sites::Sites, tsv::REMEDY, variants::Variants};
use crate::{
    error::{Error, Result},
    write::json::SCHEMA,
};

/// The results of one case.
pub(in crate::write) struct Results {
    /// profile.json.
    pub profile: Value,
    /// msi.sites.tsv; `None` when microsatellites were not swept for.
    pub sites: Option<Sites>,
    /// tmb.trace.tsv and what variants.vcf.gz adds to it; `None` when small variants were not swept for.
    pub variants: Option<Variants>,
}

/// The profile.json of a results folder, checked to be one.
pub(in crate::write) fn read_profile(folder: &Path) -> Result<Value> {
    let path = folder.join("profile.json");
    if !path.exists() {
        let what = if folder.is_dir() {
            "is not there: this is no results folder, or not a whole one"
        } else {
            "is not there: there is no such folder"
        };
        return Err(Error::io(path, format!("{what}; give the folder that sweep or call wrote (--output)")));
    }
    let text = fs::read_to_string(&path).map_err(|e| Error::io(&path, format!("cannot be read ({e}); {REMEDY}")))?;
    let profile: Value =
        serde_json::from_str(&text).map_err(|e| Error::parse(&path, e.line() as u64, format!("is not whole JSON ({e}); {REMEDY}")))?;
    let known = |schema: &str| schema == SCHEMA;
    match profile["schema"].as_str() {
        Some(schema) if known(schema) => {}
        Some(schema) => {
            let message = format!("has schema '{schema}', and this version reads '{SCHEMA}'; use the version that wrote it, or {REMEDY}");
            return Err(Error::invalid(path, message));
        }
        None => return Err(Error::invalid(path, format!("is not a profile (it has no 'schema'); {REMEDY}"))),
    }
    for key in ["tool", "parameters", "inputs", "qc"] {
        if !profile[key].is_object() {
            return Err(Error::invalid(path, format!("has no '{key}'; {REMEDY}")));
        }
    }
    Ok(profile)
}

impl Results {
    /// Reads a results folder.
    pub fn read(folder: &Path) -> Result<Self> {
        let profile = read_profile(folder)?;
        let sites = if profile["msi"].is_object() { Some(Sites::read(folder)?) } else { None };
        let has_variants = profile["tmb"].is_object() && profile["variants"].is_object();
        let variants = if has_variants { Some(Variants::read(folder)?) } else { None };
        Ok(Self { profile, sites, variants })
    }
}

//! A results folder's profile.json, read back and checked to be one.

use std::{fs, path::Path};

use serde_json::Value;

use super::json::SCHEMA;
use crate::error::{Error, Result};

/// What to do about a results folder that is not whole.
pub(super) const REMEDY: &str = "write the folder again with `oncosweep call evidence.osw --output DIR`";

/// The document in `folder`, which may also be given as the file itself.
///
/// # Errors
/// When it is not there, not whole, or of another schema; the message names the file and what to do.
pub(super) fn read_profile(folder: &Path) -> Result<Value> {
    let path = if folder.is_file() { folder.to_path_buf() } else { folder.join("profile.json") };
    if !path.exists() {
        let what = if folder.is_dir() { "this is no results folder, or not a whole one" } else { "there is no such folder" };
        return Err(Error::io(path, format!("is not there: {what}; give the folder that sweep or call wrote (--output)")));
    }
    let text = fs::read_to_string(&path).map_err(|e| Error::io(&path, format!("cannot be read ({e}); {REMEDY}")))?;
    parse_profile(&text, &path)
}

/// The document in `text`, which came from `path`.
///
/// # Errors
/// As [`read_profile`].
pub(super) fn parse_profile(text: &str, path: &Path) -> Result<Value> {
    let profile: Value =
        serde_json::from_str(text).map_err(|e| Error::parse(path, e.line() as u64, format!("is not whole JSON ({e}); {REMEDY}")))?;
    match profile["schema"].as_str() {
        Some(SCHEMA) => {}
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

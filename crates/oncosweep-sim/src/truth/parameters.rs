//! params.json: all settings, defaults included.

use std::path::Path;

use oncosweep::{Error, Result};

use crate::{bam::whole_file, config::Config};

/// Writes the file.
pub fn write(folder: &Path, config: &Config) -> Result<()> {
    let text = serde_json::to_string_pretty(config).map_err(|e| Error::Config(format!("the settings cannot be written ({e})")))?;
    whole_file(&folder.join("params.json"), (text + "\n").as_bytes())
}

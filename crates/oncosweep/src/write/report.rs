//! report.html: a results folder as one page for people, which needs nothing but itself.
//!
//! Everything is in the file: style, script, pictures. Pictures are drawn here, so the page is whole without scripts and on paper; the script only
//! sorts, filters and folds tables. Every number of profile.json that is shown carries its exact value (`<data value="…">`). The same folder gives the same
//! bytes: there is no time and no path in it.

mod assessed;
mod bars;
mod burden;
mod drawings;
mod fusion_list;
mod gene_track;
mod head;
mod headline;
mod hotspot_list;
mod hotspots;
mod instability;
mod junction;
mod lengths;
mod page;
mod quality;
mod results;
mod settings;
mod sites;
mod small_variants;
mod strip;
mod svg;
mod table;
mod text;
mod tsv;
mod variants;

use std::{fs, path::Path};

use tempfile::{NamedTempFile, TempDir};

pub(super) use self::drawings::FILE as DRAWINGS;
use self::results::Results;
pub use self::text::thousands;
use super::folder::{write_results, write_texts};
use crate::{
    error::{Error, Result},
    evidence::Evidence,
    profile::Profile,
};

/// The file's name in a results folder.
pub const FILE: &str = "report.html";

/// The page on a results folder, from its profile.json, msi.sites.tsv, tmb.trace.tsv, variants.vcf.gz, hotspots.tsv and
/// fusions.drawings.json.
///
/// # Errors
/// When the folder holds no profile, or lacks a file that belongs to it, or one of them is cut: the error names the file and what to do.
pub fn html(folder: &Path) -> Result<String> {
    Ok(page::markup(&Results::read(folder)?))
}

/// Writes the page on `folder` to `path`, whole or not at all.
///
/// # Errors
/// As [`html`], and when `path` cannot be written.
pub fn write(folder: &Path, path: &Path) -> Result<()> {
    let failed = |e: std::io::Error| Error::io(path, format!("cannot be written ({e}); give another file"));
    let text = html(folder)?;
    let place = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let aside = NamedTempFile::new_in(place).map_err(failed)?;
    fs::write(aside.path(), text).map_err(failed)?;
    aside.persist(path).map_err(|e| failed(e.error))?;
    super::folder::readable_by_others(path);
    Ok(())
}

/// Writes the page on a profile that is in no folder, called from `evidence`, to `path`.
///
/// # Errors
/// [`Error::Io`] when `path`, or a temporary folder, cannot be written.
pub fn write_profile(profile: &Profile, evidence: &Evidence, path: &Path) -> Result<()> {
    let folder = temporary()?;
    write_results(profile, evidence, folder.path())?;
    write(folder.path(), path)
}

/// Writes the page on results that are in no folder, given as names and texts of files, to `path`.
///
/// # Errors
/// As [`write_profile`].
pub fn write_of_texts(texts: &[(String, String)], path: &Path) -> Result<()> {
    let folder = temporary()?;
    write_texts(texts, folder.path())?;
    write(folder.path(), path)
}

fn temporary() -> Result<TempDir> {
    TempDir::new().map_err(|e| Error::io(std::env::temp_dir(), format!("cannot be written to ({e}); set TMPDIR")))
}

//! Outputs appear whole or not at all: the place is tried before the work starts, and left as it was found when the work fails.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow};
use tempfile::NamedTempFile;

/// A results folder that can be written. Made when missing; removed again, if it was made here and is still empty, unless kept.
pub struct OutputFolder {
    path: PathBuf,
    made_here: bool,
}

impl OutputFolder {
    /// Makes the folder and tries to write in it.
    pub fn prepare(path: &Path) -> Result<Self> {
        let made_here = !path.exists();
        let advice = || format!("{}: cannot hold the results; give --output a folder that can be written", path.display());
        fs::create_dir_all(path).with_context(advice)?;
        let folder = Self { path: path.into(), made_here };
        NamedTempFile::new_in(path).with_context(advice)?;
        Ok(folder)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The results are in: the folder stays.
    pub fn keep(mut self) {
        self.made_here = false;
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        if self.made_here {
            // Fails when something has been written, and then the folder must stay.
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// A file that takes its name only when it is complete.
pub struct NewFile {
    path: PathBuf,
    file: NamedTempFile,
}

impl NewFile {
    /// Opens a file beside `path`, for its content.
    pub fn create(path: &Path) -> Result<Self> {
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let file = NamedTempFile::new_in(folder)
            .with_context(|| format!("{}: cannot be written; give --output a file in a folder that can be written", path.display()))?;
        Ok(Self { path: path.into(), file })
    }

    /// The open file.
    pub fn handle(&self) -> &File {
        self.file.as_file()
    }

    /// Where the content lies until the file is kept.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Gives the file its name.
    pub fn keep(self) -> Result<()> {
        let path = self.path;
        readable_by_others(self.file.as_file());
        self.file.persist(&path).map_err(|e| anyhow!(e.error)).with_context(|| format!("{}: cannot be written", path.display()))?;
        Ok(())
    }
}

/// Temporary files are private to their owner; results have the permissions any new file has.
#[cfg(unix)]
fn readable_by_others(file: &File) {
    use std::os::unix::fs::PermissionsExt;
    let _ = file.set_permissions(fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn readable_by_others(_file: &File) {}

//! What all panels of normals have in common: they are pooled from parts that were made alike, and no normal counts twice.

use crate::error::{Error, Result};

/// The files of a panel: a struct with the field `path`, of the file's `KIND`.
macro_rules! files {
    ($panel:ident, $kind:expr) => {
        impl $panel {
            /// Writes the baseline to `path`.
            ///
            /// # Errors
            /// [`Error::Io`](crate::Error::Io) when the file cannot be written.
            pub fn save(&self, path: &std::path::Path) -> crate::Result<()> {
                $kind.save(self, path)
            }

            /// Reads a baseline from `path`.
            ///
            /// # Errors
            /// [`Error::Io`](crate::Error::Io) for a missing file, [`Error::Invalid`](crate::Error::Invalid) for one that is no baseline of this kind or of another
            /// version, [`Error::Truncated`](crate::Error::Truncated) for one that is cut or damaged.
            pub fn load(path: &std::path::Path) -> crate::Result<Self> {
                $kind.load(path).map(|baseline: Self| baseline.named(path))
            }

            /// The baseline, called `path` in messages.
            #[must_use]
            pub fn named(self, path: &std::path::Path) -> Self {
                Self { path: path.into(), ..self }
            }

            /// The bytes of the baseline's file, for other processes.
            ///
            /// # Errors
            /// [`Error::Config`](crate::Error::Config) when it cannot be encoded (it always can).
            pub fn to_bytes(&self) -> crate::Result<Vec<u8>> {
                $kind.encode(self)
            }

            /// Reads a baseline from the bytes of its file; `path` is what messages call it.
            ///
            /// # Errors
            /// As for a file that is read.
            pub fn from_bytes(bytes: &[u8], path: &std::path::Path) -> crate::Result<Self> {
                $kind.decode(bytes, path).map(|baseline: Self| baseline.named(path))
            }
        }
    };
}
pub(crate) use files;

/// One normal of a panel.
pub(crate) trait Normal: Ord {
    /// What is known of it beside its name, for messages: "reads and junctions".
    const DATA: &'static str;

    /// Its name.
    fn name(&self) -> &str;

    /// Whether the other's data are the same. Names do not tell: many normals are called "normal".
    fn is_twin(&self, other: &Self) -> bool;
}

/// Adds `others` to `normals`, which stay sorted.
///
/// # Errors
/// [`Error::Config`] naming a normal that is given twice.
pub(crate) fn pool<N: Normal>(normals: &mut Vec<N>, others: Vec<N>) -> Result<()> {
    for other in others {
        if let Some(twin) = normals.iter().find(|mine| mine.is_twin(&other)) {
            let (data, twin) = (N::DATA, twin.name());
            return Err(Error::Config(format!("normal '{}' is given twice: its {data} are those of '{twin}'", other.name())));
        }
        normals.push(other);
    }
    normals.sort();
    Ok(())
}

/// Finds that all of `checks` (what is compared, and whether it is the same) hold.
///
/// # Errors
/// [`Error::Config`] naming the first that does not, and what to do.
pub(crate) fn require_alike(checks: &[(&str, bool)], remedy: &str) -> Result<()> {
    let different = checks.iter().find(|(_, same)| !same);
    different.map_or(Ok(()), |(what, _)| Err(Error::Config(format!("the normals cannot share a baseline: their {what} differ; {remedy}"))))
}

//! What all panels of normals have in common: they are pooled from parts that were made alike, and no normal counts twice.

use crate::error::{Error, Result};

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

//! Files that tell what is true, and what of it was written.

mod junctions;
mod msi;
mod parameters;
mod vcf;

use std::path::Path;

use oncosweep::{Result, genome::Reference};

use crate::{plan::Plan, sequencing::Sample};

/// Writes all truth files of a pair into `folder`.
///
/// # Errors
/// [`oncosweep::Error::Io`] naming the file that cannot be written.
pub fn write(folder: &Path, reference: &Reference, plan: &Plan, tumor: &Sample<'_>, normal: &Sample<'_>) -> Result<()> {
    vcf::write(folder, reference, plan, tumor, normal)?;
    msi::write(folder, plan, tumor, normal)?;
    junctions::write(folder, plan, tumor, normal)?;
    parameters::write(folder, tumor.config)
}

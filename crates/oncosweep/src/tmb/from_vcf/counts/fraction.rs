//! A sample's allele fraction (`AF`, `VAF` or `FREQ`), perhaps with its depth, and no counts of alleles.

use super::{Counts, depths, told_fraction};
use crate::genome::VcfRecord;

pub(super) fn counts(record: &VcfRecord<'_>, sample: usize, index: usize) -> Result<Option<Counts>, String> {
    let Some(vaf) = told_fraction(record, sample, index)? else { return Ok(None) };
    let depth = depths(record, sample, "DP")?.and_then(|depth| depth.first().copied());
    Ok(Some(Counts { depth, alternate: None, vaf: Some(vaf) }))
}

//! VarScan: `RD` and `AD` with one value each, for the reference and the alternate.

use super::{Counts, depths, share};
use crate::genome::VcfRecord;

pub(super) fn counts(record: &VcfRecord<'_>, sample: usize, _index: usize) -> Result<Option<Counts>, String> {
    let (Some(reference), Some(alternate)) = (depths(record, sample, "RD")?, depths(record, sample, "AD")?) else { return Ok(None) };
    // VarDict's RD counts two strands, and its AD all alleles.
    let ([reference], [alternate]) = (reference.as_slice(), alternate.as_slice()) else { return Ok(None) };
    let depth = depths(record, sample, "DP")?.and_then(|depth| depth.first().copied()).unwrap_or(reference + alternate);
    Ok(Some(Counts { depth: Some(depth), alternate: Some(*alternate), vaf: share(*alternate, reference + alternate) }))
}

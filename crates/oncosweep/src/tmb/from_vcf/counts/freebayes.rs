//! freebayes: `RO` for the reference, `AO` with one value an alternate allele.

use super::{Counts, depths, share};
use crate::genome::VcfRecord;

pub(super) fn counts(record: &VcfRecord<'_>, sample: usize, index: usize) -> Result<Option<Counts>, String> {
    let (Some(reference), Some(alternates)) = (depths(record, sample, "RO")?, depths(record, sample, "AO")?) else { return Ok(None) };
    let Some(&alternate) = alternates.get(index) else { return Err(format!("AO has no value for alternate {}", index + 1)) };
    let all = reference.iter().sum::<u32>() + alternates.iter().sum::<u32>();
    let depth = depths(record, sample, "DP")?.and_then(|depth| depth.first().copied()).unwrap_or(all);
    Ok(Some(Counts { depth: Some(depth), alternate: Some(alternate), vaf: share(alternate, all) }))
}

//! `AD`, one value an allele, reference first: Mutect2, DRAGEN, VarDict, GATK, bcftools and this tool.

use super::{Counts, depths, share};
use crate::genome::VcfRecord;

pub(super) fn counts(record: &VcfRecord<'_>, sample: usize, index: usize) -> Result<Option<Counts>, String> {
    let Some(alleles) = depths(record, sample, "AD")? else { return Ok(None) };
    let expected = record.alternates.len() + 1;
    if alleles.len() != expected {
        return Err(format!("AD has {} values where the record has {expected} alleles", alleles.len()));
    }
    let all: u32 = alleles.iter().sum();
    // DP also counts reads that tell no allele.
    let depth = depths(record, sample, "DP")?.and_then(|depth| depth.first().copied()).unwrap_or(all);
    let alternate = alleles[index + 1];
    Ok(Some(Counts { depth: Some(depth), alternate: Some(alternate), vaf: share(alternate, all) }))
}

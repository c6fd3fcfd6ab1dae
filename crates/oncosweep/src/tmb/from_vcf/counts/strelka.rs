//! Strelka2: `AU`, `CU`, `GU`, `TU` for SNVs and `TAR`, `TIR`, `TOR` for indels, each for two tiers of reads.
//!
//! The allele fraction is that of the first tier: alternate over alternate and reference (Strelka2 user guide, "Somatic variant allele
//! frequencies"). The depth is that of the first tier's reads that tell an allele.

use super::{Counts, depths, share};
use crate::genome::VcfRecord;

pub(super) fn counts(record: &VcfRecord<'_>, sample: usize, index: usize) -> Result<Option<Counts>, String> {
    let tier1 = |tag: &str| Ok::<_, String>(depths(record, sample, tag)?.and_then(|tiers| tiers.first().copied()));
    if let (Some(reference), Some(alternate)) = (tier1("TAR")?, tier1("TIR")?) {
        let other = tier1("TOR")?.unwrap_or(0);
        return Ok(Some(Counts {
            depth: Some(reference + alternate + other),
            alternate: Some(alternate),
            vaf: share(alternate, reference + alternate),
        }));
    }
    let of_base = |allele: &str| match allele {
        "A" => tier1("AU"),
        "C" => tier1("CU"),
        "G" => tier1("GU"),
        "T" => tier1("TU"),
        _ => Ok(None),
    };
    let (Some(reference), Some(alternate)) = (of_base(record.reference)?, of_base(record.alternates[index])?) else { return Ok(None) };
    let mut depth = 0;
    for base in ["A", "C", "G", "T"] {
        depth += of_base(base)?.unwrap_or(0);
    }
    Ok(Some(Counts { depth: Some(depth), alternate: Some(alternate), vaf: share(alternate, reference + alternate) }))
}

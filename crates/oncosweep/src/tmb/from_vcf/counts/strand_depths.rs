//! LoFreq: no sample columns, INFO/DP4 with reference and alternate reads of both strands. Its INFO/AF is not read: in other files it is a
//! population's. With several samples DP4 is of all together (bcftools), and nobody's.

use super::{Counts, share, whole_numbers};
use crate::genome::VcfRecord;

pub(super) fn counts(record: &VcfRecord<'_>, _sample: usize, _index: usize) -> Result<Option<Counts>, String> {
    let single = record.alternates.len() == 1 && record.sample_count() <= 1;
    let Some(text) = record.info("DP4").filter(|_| single) else { return Ok(None) };
    match whole_numbers("DP4", text)?.as_deref() {
        Some(&[a, b, c, d]) => {
            let (reference, alternate) = (a + b, c + d);
            let depth = reference + alternate;
            Ok(Some(Counts { depth: Some(depth), alternate: Some(alternate), vaf: share(alternate, depth) }))
        }
        _ => Err(format!("DP4 '{text}' has not the four values: reference and alternate reads of both strands")),
    }
}

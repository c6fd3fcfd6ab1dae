//! This tool's own variants.vcf.gz: `CONSEQUENCE` of the chosen transcript, `GENE`, `TRANSCRIPT`, `HGVSC` and `HGVSP`.

use super::{Said, terms::terms};
use crate::{genes::Consequence, genome::VcfRecord};

pub(super) fn said(record: &VcfRecord<'_>) -> Said {
    let text = |tag: &str| record.info(tag).map(|value| value.replace("%3D", "=").replace("%3B", ";").replace("%2C", ","));
    let terms = text("CONSEQUENCE").map(|names| terms(&names)).unwrap_or_default();
    let consequences = if terms.is_empty() {
        Vec::new()
    } else {
        vec![Consequence {
            terms,
            gene_name: text("GENE").unwrap_or_default(),
            transcript_id: text("TRANSCRIPT").unwrap_or_default(),
            coding_change: text("HGVSC"),
            protein_change: text("HGVSP"),
            ..Consequence::default()
        }]
    };
    Said { consequences, ..Said::default() }
}

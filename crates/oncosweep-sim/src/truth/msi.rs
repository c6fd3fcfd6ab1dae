//! msi.truth.tsv: every microsatellite, its state and what was written of it.

use std::{fmt::Write, path::Path};

use oncosweep::Result;

use crate::{bam::whole_file, plan::Plan, sequencing::Sample};

/// Writes the file: `chrom start end unit copies inherited shift expected tumor_fragments tumor_shifted normal_fragments normal_shifted
/// state` without a header, 0-based half-open; `state` is `stable` or `unstable`.
pub fn write(folder: &Path, plan: &Plan, tumor: &Sample<'_>, normal: &Sample<'_>) -> Result<()> {
    let mut text = String::new();
    for (index, planned) in plan.sites.iter().enumerate() {
        let site = &planned.site;
        let (depth, shifted) = tumor.site_counts.get(index);
        let (normal_depth, normal_shifted) = normal.site_counts.get(index);
        let expected = planned.unstable_cells() / 2.0 * tumor.own.tumor_fraction * (1.0 - tumor.own.contamination);
        let _ = writeln!(
            text,
            "{}\t{}\t{}\t{}\t{}\t{},{}\t{}\t{expected:.4}\t{depth}\t{shifted}\t{normal_depth}\t{normal_shifted}\t{}",
            tumor.contigs.name(site.contig),
            site.start,
            site.end(),
            site.unit,
            site.copies,
            planned.inherited[0],
            planned.inherited[1],
            planned.main_shift(),
            if planned.is_unstable() { "unstable" } else { "stable" },
        );
    }
    whole_file(&folder.join("msi.truth.tsv"), text.as_bytes())
}

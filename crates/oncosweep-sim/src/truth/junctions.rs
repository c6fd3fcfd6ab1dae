//! fusions.truth.tsv: planted junctions and what was written of them. Positions are 1-based.

use std::{fmt::Write, path::Path};

use oncosweep::Result;

use crate::{bam::whole_file, plan::Plan, reads::base, sequencing::Sample};

const COLUMNS: &str = "#name\tchrom1\tpos1\tchrom2\tpos2\tstrand1\tstrand2\tinserted\thomology_bp\texpected_fraction\t\
    tumor_fragments\ttumor_split\ttumor_discordant\ttumor_clipped\ttumor_unbroken1\ttumor_unbroken2\tnormal_fragments\n";

/// Writes the file. Strands are those of the new chromosome, read from side 1 to side 2; `unbroken` counts fragments that cross the
/// breakpoint on an intact chromosome, by side.
pub fn write(folder: &Path, plan: &Plan, tumor: &Sample<'_>, normal: &Sample<'_>) -> Result<()> {
    let mut text = String::from(COLUMNS);
    for (index, junction) in plan.junctions.iter().enumerate() {
        let [strand1, strand2] = junction.strands();
        let inserted = if junction.inserted.is_empty() { ".".into() } else { base::text(&junction.inserted) };
        let counts = tumor.junction_counts[index];
        let _ = writeln!(
            text,
            "{}\t{}\t{}\t{}\t{}\t{strand1}\t{strand2}\t{inserted}\t{}\t{:.4}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            junction.name,
            tumor.contigs.name(junction.first.contig),
            junction.first.position + 1,
            tumor.contigs.name(junction.second.contig),
            junction.second.position + 1,
            junction.homology_bp,
            junction.origin.expected_fraction(tumor.own.tumor_fraction, tumor.own.contamination),
            counts.fragments,
            counts.split,
            counts.discordant,
            counts.clipped,
            tumor.uncut_counts.get(2 * index).0,
            tumor.uncut_counts.get(2 * index + 1).0,
            normal.junction_counts[index].fragments,
        );
    }
    whole_file(&folder.join("fusions.truth.tsv"), text.as_bytes())
}

//! Truth of an RNA sample: fusions.truth.tsv and expression.truth.tsv. Positions are 1-based.

use std::{fmt::Write, path::Path};

use oncosweep::{Result, genes::GeneModel};

use crate::{
    bam::whole_file,
    rna::{Expression, PlannedFusion},
    sequencing::Sample,
};

const FUSION_COLUMNS: &str = "#name\tchrom1\tpos1\tchrom2\tpos2\tstrand1\tstrand2\ttranscript1\texon1\ttranscript2\texon2\t\
    expected_fragments\tfragments\tsplit\tdiscordant\tclipped\n";

/// Writes both files.
pub fn write(
    folder: &Path,
    sample: &Sample<'_>,
    genes: &GeneModel,
    expression: &Expression,
    by_transcript: &[u32],
    fusions: &[PlannedFusion],
) -> Result<()> {
    let mut text = String::from(FUSION_COLUMNS);
    for (fusion, counts) in fusions.iter().zip(&sample.junction_counts) {
        let strand = |forward: bool| if forward { '+' } else { '-' };
        let _ = writeln!(
            text,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{:.1}\t{}\t{}\t{}\t{}",
            fusion.name,
            sample.contigs.name(fusion.first.contig),
            fusion.first.position + 1,
            sample.contigs.name(fusion.second.contig),
            fusion.second.position + 1,
            strand(fusion.first.forward),
            strand(fusion.second.forward),
            fusion.transcripts[0],
            fusion.exon_numbers[0],
            fusion.transcripts[1],
            fusion.exon_numbers[1],
            fusion.support,
            counts.fragments,
            counts.split,
            counts.discordant,
            counts.clipped,
        );
    }
    whole_file(&folder.join("fusions.truth.tsv"), text.as_bytes())?;
    let mut text = String::from("#gene\ttranscript\texpected_fragments\tfragments\n");
    for expressed in expression.clusters.iter().flat_map(|cluster| &cluster.transcripts) {
        let transcript = &genes.transcripts()[expressed.transcript as usize];
        let gene = genes.gene_of(transcript).map_or("", |gene| gene.name.as_str());
        let fragments = by_transcript.get(expressed.transcript as usize).copied().unwrap_or_default();
        let _ = writeln!(text, "{gene}\t{}\t{:.2}\t{fragments}", transcript.id, expressed.fragments);
    }
    whole_file(&folder.join("expression.truth.tsv"), text.as_bytes())
}

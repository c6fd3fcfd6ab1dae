//! What the reference looks like around a junction, kept with the evidence so that calling needs no reference.

use serde::{Deserialize, Serialize};

use super::{
    Assay, Breakend, Junction, SampleFusionEvidence, Side,
    ambiguous::near,
    clip::reverse_complement,
    cluster::{self, arrangement},
    place_clips::Letters,
    similarity,
};
use crate::{
    error::Result,
    genes::GeneModel,
    genome::{Contigs, Span},
};

/// Retained bases kept on each side.
const FLANK_BP: u32 = 100;
/// Bases on either side of a breakend in which the other side's sequence is looked for.
const NEIGHBOURHOOD_BP: u32 = 2_000;
/// Exonic bases of a gene that are looked through.
const MAX_EXONIC_BP: u32 = 200_000;
/// Retained bases next to the junction whose complexity counts: about what an aligner needs to place a part.
const COMPLEXITY_BP: usize = 40;
/// Junctions that agree within this distance, the default of the call, make a candidate…
const MERGE_BP: u32 = 10;
/// …which is worth a look with so many fragments.
const MIN_FRAGMENTS: usize = 2;
/// Surroundings recorded this far from a candidate stand for it.
const NEAR_BP: u32 = 50;

/// The reference around a junction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Surroundings {
    /// The junction, placed leftmost.
    pub junction: Junction,
    /// The last retained bases of the first breakend, read towards the junction.
    pub before: String,
    /// The first retained bases of the second breakend, read from the junction.
    pub after: String,
    /// Percent of one side's retained bases that the other side's surroundings (in RNA, its genes' exons too) hold as well: high between
    /// homologous genes and copies of a repeat.
    pub shared_percent: u8,
    /// Distinct triplets in the 40 retained bases next to the junction, on the simpler side.
    pub distinct_triplets: u8,
}

impl SampleFusionEvidence {
    /// Reads the reference around every junction that two fragments show.
    ///
    /// # Errors
    /// As `reference`.
    pub fn look_around(&mut self, assay: Assay, contigs: &Contigs, genes: Option<&GeneModel>, reference: &mut impl Letters) -> Result<()> {
        let mut wanted = cluster::repeated_junctions(self, MERGE_BP, MIN_FRAGMENTS);
        // Reads of one part that fits several places may be divided between these to the last one.
        let mut ends: Vec<Breakend> = wanted.iter().flat_map(|junction| [junction.first, junction.second]).collect();
        ends.sort_unstable();
        let is_shared = |end: Breakend| near(&ends, end, MERGE_BP, |&other| other).next().is_some();
        let places = self.ambiguous.iter().flat_map(|read| &read.places).map(|split| split.junction.leftmost());
        let also: Vec<Junction> = places.filter(|junction| is_shared(junction.first) || is_shared(junction.second)).collect();
        wanted.extend(also);
        wanted.sort_unstable();
        wanted.dedup();
        let mut all = Vec::with_capacity(wanted.len());
        for junction in wanted {
            all.extend(around(junction, assay, contigs, genes, reference)?);
        }
        all.sort_unstable();
        self.surroundings = all;
        Ok(())
    }

    /// The surroundings of `junction`, or of the nearest one that agrees with it.
    pub fn surroundings_of(&self, junction: &Junction) -> Option<&Surroundings> {
        let low = Breakend { position: junction.first.position.saturating_sub(NEAR_BP), ..junction.first };
        let from = self.surroundings.partition_point(|s| (s.junction.first.contig, s.junction.first.position) < (low.contig, low.position));
        let off = |s: &Surroundings| {
            let [a, b] =
                [(s.junction.first, junction.first), (s.junction.second, junction.second)].map(|(x, y)| x.position.abs_diff(y.position));
            a.max(b)
        };
        self.surroundings[from..]
            .iter()
            .take_while(|s| {
                s.junction.first.contig == low.contig && s.junction.first.position <= junction.first.position.saturating_add(NEAR_BP)
            })
            .filter(|s| arrangement(&s.junction) == arrangement(junction) && off(s) <= NEAR_BP)
            .min_by_key(|s| (off(s), s.junction))
    }
}

fn around(
    junction: Junction,
    assay: Assay,
    contigs: &Contigs,
    genes: Option<&GeneModel>,
    reference: &mut impl Letters,
) -> Result<Option<Surroundings>> {
    let (Some(first), Some(second)) = (retained(junction.first, reference)?, retained(junction.second, reference)?) else {
        return Ok(None);
    };
    // Read away from the junction, the complexity of the nearest bases counts.
    let near = |flank: &[u8]| similarity::distinct_triplets(&flank[..flank.len().min(COMPLEXITY_BP)]);
    let mut shared = 0;
    for (query, query_end, other) in [(&first, junction.first, junction.second), (&second, junction.second, junction.first)] {
        for span in neighbourhood(other, assay, contigs, genes) {
            let own = Span::new(query_end.position.saturating_sub(FLANK_BP), query_end.position.saturating_add(FLANK_BP));
            // What lies here anyway is not shared.
            if query_end.contig == other.contig && own.overlaps(span) {
                continue;
            }
            if let Some(letters) = reference.letters(other.contig, span)? {
                shared = shared.max(similarity::percent_shared(query, &letters));
            }
        }
    }
    let text = |letters: Vec<u8>| String::from_utf8_lossy(&letters).into_owned();
    Ok(Some(Surroundings {
        junction,
        shared_percent: shared,
        distinct_triplets: near(&first).min(near(&second)),
        before: text(reverse_complement(&first)),
        after: text(second),
    }))
}

/// The retained bases next to a breakend, read away from the junction.
fn retained(breakend: Breakend, reference: &mut impl Letters) -> Result<Option<Vec<u8>>> {
    let position = breakend.position;
    let span = match breakend.side {
        Side::Left => Span::new((position + 1).saturating_sub(FLANK_BP), position + 1),
        Side::Right => Span::new(position, position.saturating_add(FLANK_BP)),
    };
    let letters = reference.letters(breakend.contig, span)?;
    Ok(letters.map(|letters| if breakend.side == Side::Left { reverse_complement(&letters) } else { letters }))
}

/// Where reads of a breakend's own sequence come from: its surroundings, and in RNA the exons of its genes.
fn neighbourhood(breakend: Breakend, assay: Assay, contigs: &Contigs, genes: Option<&GeneModel>) -> Vec<Span> {
    let mut spans = vec![Span::base(breakend.position).padded(NEIGHBOURHOOD_BP, contigs.length(breakend.contig))];
    if let (Assay::Rna, Some(genes)) = (assay, genes) {
        let mut exons: Vec<Span> = genes
            .genes_at(breakend.contig, breakend.position)
            .flat_map(|gene| genes.transcripts_of(gene))
            .flat_map(|transcript| transcript.exons.iter().copied())
            .collect();
        exons.sort_unstable_by_key(|exon| (exon.start, exon.end));
        let mut taken = 0;
        for exon in exons {
            match spans[1..].last_mut() {
                Some(last) if exon.start <= last.end => last.end = last.end.max(exon.end),
                _ if taken > MAX_EXONIC_BP => break,
                _ => spans.push(exon),
            }
            taken += exon.len();
        }
    }
    spans
}

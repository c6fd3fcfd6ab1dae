//! One event where the DNA and the RNA of a tumour show the same fusion, and both derivatives of a balanced rearrangement.

use super::{Assay, Breakend, DnaSupport, Fusion, FusionConfig, FusionFilter, Fusions, Side, call, model::MAX_QUALITY};

/// How far splicing may carry the RNA's breakpoint from the genome's, in bases: the longest introns (Sakharkar et al., In Silico Biology 4:387, 2004).
const MAX_SPLICED_BP: u32 = 500_000;
/// Bases by which the two may disagree in the direction splicing cannot explain.
const SLACK_BP: u32 = 20;
/// Breakpoints of the two derivatives of a balanced rearrangement lie this close, in bases.
const MAX_RECIPROCAL_BP: u32 = 10_000;

/// Whether the genome's breakend `dna` can give the transcript's breakend `rna`: it lies on the junction's side of it, an intron away at most.
fn gives(dna: Breakend, rna: Breakend) -> Option<u32> {
    if (dna.contig, dna.side) != (rna.contig, rna.side) {
        return None;
    }
    let (beyond, short) = match rna.side {
        Side::Left => (dna.position.saturating_sub(rna.position), rna.position.saturating_sub(dna.position)),
        Side::Right => (rna.position.saturating_sub(dna.position), dna.position.saturating_sub(rna.position)),
    };
    (short <= SLACK_BP && beyond <= MAX_SPLICED_BP).then_some(beyond)
}

/// How many bases lie between the junctions of both, when they can be one event.
fn distance(dna: &Fusion, rna: &Fusion) -> Option<u32> {
    let first = gives(dna.junction.first, rna.junction.first)?;
    let second = gives(dna.junction.second, rna.junction.second)?;
    Some(first.saturating_add(second))
}

/// Joins the fusions of the RNA with those of the DNA that explain them, and judges them by both.
///
/// METHOD: chimeras of one library know nothing of the other's, so the probabilities that the background made either multiply: the qualities add (cut at
/// [`MAX_QUALITY`]). Support and split reads add as well. What the DNA shows is no read-through.
pub(super) fn join(calls: &mut [Fusions], config: &FusionConfig) {
    let (mut dna, mut rna): (Vec<&mut Fusions>, Vec<&mut Fusions>) = calls.iter_mut().partition(|c| c.assay == Assay::Dna);
    for rna in rna.iter_mut().flat_map(|c| c.fusions.iter_mut()) {
        let nearest = dna
            .iter_mut()
            .flat_map(|c| c.fusions.iter_mut())
            .filter_map(|candidate| Some((distance(candidate, rna)?, candidate)))
            .min_by_key(|(bp, candidate)| (*bp, candidate.junction));
        if let Some((_, genomic)) = nearest {
            rna.dna = Some(support_of(genomic, rna));
            rna.filters = together(rna, genomic, config);
            genomic.joined = true;
            if rna.is_pass() {
                // The same event has the same verdict in the file of junctions.
                genomic.filters.clear();
            }
        }
    }
    for call in calls.iter_mut() {
        call::sort(&mut call.fusions);
    }
}

fn support_of(dna: &Fusion, rna: &Fusion) -> DnaSupport {
    // In the RNA's order.
    let (one, two) = if dna.annotation.first_is_five_prime == rna.annotation.first_is_five_prime {
        (&dna.breakpoint1, &dna.breakpoint2)
    } else {
        (&dna.breakpoint2, &dna.breakpoint1)
    };
    DnaSupport {
        breakpoint1: one.clone(),
        breakpoint2: two.clone(),
        split_reads: dna.split_reads,
        discordant_pairs: dna.discordant_pairs,
        supporting_fragments: dna.supporting_fragments,
        vaf: dna.vaf,
        vaf_ci95: dna.vaf_ci95,
        quality: dna.quality,
        filter: dna.filter_text(),
    }
}

/// The filters of an event that both assays show.
fn together(rna: &Fusion, dna: &Fusion, config: &FusionConfig) -> Vec<FusionFilter> {
    let known = rna.known || dna.known;
    let (min_fragments, min_quality) = if known {
        (config.min_known_fragments.min(config.min_supporting_fragments), config.min_known_quality.min(config.min_quality))
    } else {
        (config.min_supporting_fragments, config.min_quality)
    };
    let stays = |filter: FusionFilter| match filter {
        FusionFilter::LowSupport => rna.supporting_fragments + dna.supporting_fragments < min_fragments,
        FusionFilter::LowMapQ | FusionFilter::Ambiguous => rna.confident_fragments + dna.confident_fragments < min_fragments,
        FusionFilter::NoSplit => rna.split_reads + dna.split_reads < config.min_split_reads,
        FusionFilter::LowQual => (rna.quality + dna.quality).min(MAX_QUALITY) < min_quality,
        FusionFilter::ReadThrough | FusionFilter::LowFraction => !dna.filters.is_empty(),
        FusionFilter::InNormal
        | FusionFilter::InBaseline
        | FusionFilter::Short
        | FusionFilter::SameGene
        | FusionFilter::Homologous
        | FusionFilter::Relative
        | FusionFilter::LowComplexity => true,
    };
    let applies = |filter: &FusionFilter| rna.filters.contains(filter) || dna.filters.contains(filter);
    FusionFilter::ALL.iter().map(|&(filter, _)| filter).filter(|filter| applies(filter) && stays(*filter)).collect()
}

/// Names, for each call, another call of the same assay that joins what it leaves.
pub(super) fn mark_reciprocal(fusions: &mut [Fusion]) {
    let ends: Vec<(Breakend, Breakend, String)> =
        fusions.iter().filter(|f| f.is_pass()).map(|f| (f.junction.first, f.junction.second, f.name.clone())).collect();
    let other_side =
        |a: Breakend, b: Breakend| a.contig == b.contig && a.side != b.side && a.position.abs_diff(b.position) <= MAX_RECIPROCAL_BP;
    for fusion in fusions.iter_mut().filter(|f| f.is_pass()) {
        let (first, second) = (fusion.junction.first, fusion.junction.second);
        fusion.reciprocal = ends.iter().find(|(a, b, _)| other_side(first, *a) && other_side(second, *b)).map(|(_, _, name)| name.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splicing_moves_a_breakend_back_into_its_gene_only() {
        let end = |position, side| Breakend { contig: 0, position, side };
        // The exon ends at 1,000; the genome breaks in the intron behind it.
        assert_eq!(gives(end(5_000, Side::Left), end(1_000, Side::Left)), Some(4_000));
        assert_eq!(gives(end(500, Side::Left), end(1_000, Side::Left)), None);
        assert_eq!(gives(end(5_000, Side::Right), end(9_000, Side::Right)), Some(4_000));
        assert_eq!(gives(end(5_000, Side::Right), end(9_000, Side::Left)), None);
        assert_eq!(gives(end(600_000, Side::Left), end(1_000, Side::Left)), None);
    }
}

//! Introns that tell a driver or a fusion: what RNA shows of it without any chimeric alignment. They skip the exons a driver loses, or lead from an exon of one gene
//! to an exon of a neighbour that a deletion brought next to it.

use std::collections::BTreeSet;

use super::driver;
use crate::{
    genes::{Gene, GeneModel, Strand, Transcript},
    genome::{ContigId, Span},
};

/// Longer gaps are no introns to any aligner (STAR's default ends at 589,824).
const MAX_INTRON_BP: u32 = 1_000_000;

/// Introns that skip drivers' exons, or join fused neighbours, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SkippingIntrons {
    sorted: Vec<(ContigId, Span)>,
}

impl SkippingIntrons {
    /// Those of the genes of `model`: skips of exons in their MANE Select transcripts, which the drivers' exons are numbered in, and the junctions of neighbours known
    /// to be fused.
    pub fn of(model: &GeneModel) -> Self {
        let mut sorted = Vec::new();
        for (name, first, last) in driver::lost_exons() {
            for transcript in model.genes_named(name).filter_map(|gene| model.preferred_transcript(gene)) {
                sorted.extend(intron(transcript, first, last).map(|span| (transcript.contig, span)));
            }
        }
        sorted.extend(driver::FUSED_NEIGHBOURS.iter().flat_map(|&(five_prime, three_prime)| joining(model, five_prime, three_prime)));
        Self { sorted }.in_order()
    }

    /// These, and the junctions of `pairs` of genes in either order.
    #[must_use]
    pub fn and_of<'a>(mut self, pairs: impl Iterator<Item = (&'a str, &'a str)>, model: &GeneModel) -> Self {
        self.sorted.extend(pairs.flat_map(|(a, b)| [joining(model, a, b), joining(model, b, a)]).flatten());
        self.in_order()
    }

    fn in_order(mut self) -> Self {
        self.sorted.sort_unstable_by_key(|&(contig, span)| (contig, span.start, span.end));
        self.sorted.dedup();
        self
    }

    /// Whether one of them lies within a read's alignment, which `span` is.
    pub fn any_within(&self, contig: ContigId, span: Span) -> bool {
        let from = self.sorted.partition_point(|&(c, intron)| (c, intron.start) < (contig, span.start));
        self.sorted[from..]
            .iter()
            .take_while(|&&(c, intron)| c == contig && intron.start < span.end)
            .any(|&(_, intron)| intron.end < span.end)
    }

    /// Whether `span` is one of them.
    pub fn contains(&self, contig: ContigId, span: Span) -> bool {
        self.sorted.binary_search_by_key(&(contig, span.start, span.end), |&(c, intron)| (c, intron.start, intron.end)).is_ok()
    }
}

/// The intron from the exon before `first` to the one after `last`, both numbered from 1 in the transcript's direction.
fn intron(transcript: &Transcript, first: u32, last: u32) -> Option<Span> {
    let exon = |number: u32| (0..transcript.exons.len()).find(|&i| transcript.exon_number(i) == number).map(|i| transcript.exons[i]);
    let (before, after) = (exon(first.checked_sub(1)?)?, exon(last + 1)?);
    Some(match transcript.strand {
        Strand::Forward => Span::new(before.end, after.start),
        Strand::Reverse => Span::new(after.end, before.start),
    })
}

/// The introns from an exon of the gene called `five_prime` to an exon of the one called `three_prime`, which follows it on its strand; none that a transcript has.
fn joining(model: &GeneModel, five_prime: &str, three_prime: &str) -> Vec<(ContigId, Span)> {
    let mut introns = Vec::new();
    for a in model.genes_named(five_prime) {
        for b in model.genes_named(three_prime).filter(|b| (b.contig, b.strand) == (a.contig, a.strand)) {
            // Along the genome, the 3' partner of the reverse strand lies first.
            let (left, right) = if a.strand == Strand::Forward { (a, b) } else { (b, a) };
            // Transcripts share most of their exons' edges.
            let (starts, ends): (BTreeSet<u32>, BTreeSet<u32>) =
                (exons(model, left).map(|exon| exon.end).collect(), exons(model, right).map(|exon| exon.start).collect());
            for start in starts {
                let ends = ends.iter().copied().filter(|&end| start < end && end - start <= MAX_INTRON_BP);
                introns.extend(ends.map(|end| (a.contig, Span::new(start, end))));
            }
        }
    }
    introns.retain(|&(contig, intron)| {
        let has =
            |transcript: &Transcript| transcript.exons.windows(2).any(|pair| (pair[0].end, pair[1].start) == (intron.start, intron.end));
        !model.transcripts_overlapping(contig, intron).any(has)
    });
    introns
}

fn exons<'a>(model: &'a GeneModel, gene: &Gene) -> impl Iterator<Item = Span> + 'a {
    model.transcripts_of(gene).iter().flat_map(|transcript| transcript.exons.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transcript(strand: Strand) -> Transcript {
        Transcript {
            id: "t".into(),
            gene: 0,
            contig: 3,
            span: Span::new(100, 800),
            strand,
            exons: vec![Span::new(100, 200), Span::new(300, 400), Span::new(500, 600), Span::new(700, 800)],
            cds: Vec::new(),
            biotype: None,
            is_canonical: false,
            is_mane: false,
        }
    }

    #[test]
    fn the_intron_runs_from_the_exon_before_to_the_exon_after_on_either_strand() {
        assert_eq!(intron(&transcript(Strand::Forward), 2, 2), Some(Span::new(200, 500)));
        assert_eq!(intron(&transcript(Strand::Reverse), 2, 2), Some(Span::new(400, 700)));
        assert_eq!(intron(&transcript(Strand::Reverse), 2, 3), Some(Span::new(200, 700)));
        assert_eq!(intron(&transcript(Strand::Forward), 1, 1), None);
        assert_eq!(intron(&transcript(Strand::Forward), 4, 4), None);
    }

    #[test]
    fn introns_are_found_within_reads() {
        let introns = SkippingIntrons { sorted: vec![(3, Span::new(200, 500)), (3, Span::new(200, 700)), (5, Span::new(10, 20))] };
        assert!(
            introns.contains(3, Span::new(200, 700))
                && !introns.contains(3, Span::new(200, 600))
                && !introns.contains(4, Span::new(10, 20))
        );
        assert!(introns.any_within(3, Span::new(150, 520)) && !introns.any_within(3, Span::new(150, 450)));
        assert!(!introns.any_within(3, Span::new(210, 900)) && !introns.any_within(4, Span::new(0, 900)));
    }
}

//! Introns that skip the exons a driver loses: what RNA shows of it without any chimeric alignment.

use super::driver;
use crate::{
    genes::{GeneModel, Strand, Transcript},
    genome::{ContigId, Span},
};

/// Introns that skip drivers' exons, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SkippingIntrons {
    sorted: Vec<(ContigId, Span)>,
}

impl SkippingIntrons {
    /// Those of the genes of `model`, in their MANE Select transcripts, which the drivers' exons are numbered in.
    pub fn of(model: &GeneModel) -> Self {
        let mut sorted = Vec::new();
        for (name, first, last) in driver::lost_exons() {
            for transcript in model.genes_named(name).filter_map(|gene| model.preferred_transcript(gene)) {
                sorted.extend(intron(transcript, first, last).map(|span| (transcript.contig, span)));
            }
        }
        sorted.sort_unstable_by_key(|&(contig, span)| (contig, span.start, span.end));
        sorted.dedup();
        Self { sorted }
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

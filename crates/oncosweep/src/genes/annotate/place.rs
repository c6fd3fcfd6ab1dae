//! Terms that follow from where a variant lies: splice sites, introns, untranslated regions.

use crate::{
    genes::{CodingSequence, Strand, Transcript, term::Term, touch::Touch},
    genome::Span,
};

/// Splice and intron terms. Windows after the Sequence Ontology: donor and acceptor are the first and last two bases of an intron (SO:0001575,
/// SO:0001574), the splice region 1-3 bases of the exon and 3-8 bases of the intron (SO:0001630).
pub(super) fn splice_terms(transcript: &Transcript, touch: &Touch) -> Vec<Term> {
    let mut terms = Vec::new();
    for pair in transcript.exons.windows(2) {
        let (left, right) = (pair[0].end, pair[1].start);
        let near = Span::new(left.saturating_sub(3), right + 3);
        if right <= left || !touch.touches(near) {
            continue;
        }
        let (left_site, right_site) = match transcript.strand {
            Strand::Forward => (Term::SpliceDonor, Term::SpliceAcceptor),
            Strand::Reverse => (Term::SpliceAcceptor, Term::SpliceDonor),
        };
        let at_left = touch.touches(Span::new(left, (left + 2).min(right)));
        let at_right = touch.touches(Span::new(right.saturating_sub(2).max(left), right));
        if at_left {
            terms.push(left_site);
        }
        if at_right {
            terms.push(right_site);
        }
        let regions = [
            (Span::new(left.saturating_sub(3).max(pair[0].start), left), Span::new(left + 2, (left + 8).min(right)), at_left, left),
            (
                Span::new(right, (right + 3).min(pair[1].end)),
                Span::new(right.saturating_sub(8).max(left), right.saturating_sub(2)),
                at_right,
                right,
            ),
        ];
        for (exonic, intronic, at_site, edge) in regions {
            let beside_site = !at_site && touch.is_insertion_within(Span::new(edge.saturating_sub(3), edge + 3));
            if touch.touches(exonic) || touch.touches(intronic) || beside_site {
                terms.push(Term::SpliceRegion);
            }
        }
        if touch.touches_inside_or_edge(Span::new(left + 2, right.saturating_sub(2))) {
            terms.push(Term::Intron);
        }
    }
    terms
}

/// UTR terms of a coding transcript.
pub(super) fn untranslated_terms(transcript: &Transcript, sequence: &CodingSequence, touch: &Touch) -> Vec<Term> {
    let start = sequence.spans().map(|s| s.start).min().unwrap_or_default();
    let end = sequence.spans().map(|s| s.end).max().unwrap_or_default();
    let (left, right) = match transcript.strand {
        Strand::Forward => (Term::FivePrimeUtr, Term::ThreePrimeUtr),
        Strand::Reverse => (Term::ThreePrimeUtr, Term::FivePrimeUtr),
    };
    let mut terms = Vec::new();
    for (_, exon) in transcript.exons.iter().enumerate().filter(|&(index, _)| touch.touches_exon(transcript, index)) {
        if touch.touches_inside_or_edge(Span::new(exon.start, exon.end.min(start))) {
            terms.push(left);
        }
        if touch.touches_inside_or_edge(Span::new(exon.start.max(end), exon.end)) {
            terms.push(right);
        }
    }
    terms
}

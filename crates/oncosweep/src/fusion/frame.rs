//! Whether the reading frame runs on across a junction.

use serde::{Deserialize, Serialize};

use super::{Assay, Breakend};
use crate::genes::{Region, Strand, Transcript};

/// The reading frame of the 3' partner after the junction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Frame {
    /// As in its own transcript.
    #[serde(rename = "in-frame")]
    InFrame,
    /// Shifted.
    #[serde(rename = "out-of-frame")]
    OutOfFrame,
    /// As in its own transcript, but the codon that both partners make up at the junction is a stop.
    #[serde(rename = "stop-codon")]
    StopCodon,
}

impl Frame {
    /// The word used in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::InFrame => "in-frame",
            Self::OutOfFrame => "out-of-frame",
            Self::StopCodon => "stop-codon",
        }
    }
}

/// Coding bases of `transcript` from its start to `position`, in its direction, modulo nothing: `including` counts the base itself.
///
/// A coding sequence whose start is not annotated begins inside a codon; the bases that are missing of it are added.
fn coding_bases_to(transcript: &Transcript, position: u32, including: bool) -> Option<u32> {
    let first = match transcript.strand {
        Strand::Forward => transcript.cds.first()?,
        Strand::Reverse => transcript.cds.last()?,
    };
    let missing = (3 - u32::from(first.phase) % 3) % 3;
    let bases: u32 = transcript
        .cds
        .iter()
        .map(|part| match transcript.strand {
            Strand::Forward => position.saturating_add(u32::from(including)).clamp(part.span.start, part.span.end) - part.span.start,
            Strand::Reverse => part.span.end - position.saturating_add(u32::from(!including)).clamp(part.span.start, part.span.end),
        })
        .sum();
    Some(missing + bases)
}

/// Coding bases of the codon that the 5' partner leaves unfinished at `breakend`: 0 to 2.
pub(super) fn open_codon_bp(transcript: &Transcript, breakend: Breakend) -> Option<u32> {
    coding_bases_to(transcript, breakend.position, true).map(|bases| bases % 3)
}

/// Whether the codon that both partners make up is a stop: the last `open_bp` bases of `before`, what is `inserted`, and as many of `after` as complete the last
/// codon begun. Both are read as the fusion is.
pub(super) fn stops(open_bp: u32, before: &str, inserted: &str, after: &str) -> bool {
    let Some(open) = before.len().checked_sub(open_bp as usize).and_then(|from| before.get(from..)) else { return false };
    let begun = open.len() + inserted.len();
    let Some(rest) = after.get(..(3 - begun % 3) % 3) else { return false };
    let codons = [open, inserted, rest].concat();
    codons.as_bytes().chunks(3).any(|codon| matches!(codon, b"TAA" | b"TAG" | b"TGA"))
}

/// The frame across a junction; `None` unless both breakends lie between the first and the last coding base of their transcripts, both
/// in exons or, in DNA, both in introns.
///
/// With `n5` coding bases retained of the 5' partner, `i` inserted ones and `n3` coding bases lost of the 3' partner, the frame is kept
/// when `n5 + i ≡ n3 (mod 3)`. From intron to intron the next exon is spliced on, and inserted bases are lost with the intron.
pub(super) fn across(
    assay: Assay,
    five_prime: (&Transcript, Breakend),
    three_prime: (&Transcript, Breakend),
    inserted_bp: u32,
) -> Option<Frame> {
    let inside = |(transcript, breakend): (&Transcript, Breakend)| transcript.coding_span().is_some_and(|s| s.contains(breakend.position));
    if !inside(five_prime) || !inside(three_prime) {
        return None;
    }
    let intronic =
        |(transcript, breakend): (&Transcript, Breakend)| matches!(Region::of(transcript, breakend.position), Some(Region::Intron { .. }));
    let inserted = match (intronic(five_prime), intronic(three_prime)) {
        (false, false) => inserted_bp,
        (true, true) if assay == Assay::Dna => 0,
        _ => return None,
    };
    let retained = coding_bases_to(five_prime.0, five_prime.1.position, true)?;
    let lost = coding_bases_to(three_prime.0, three_prime.1.position, false)?;
    Some(if (retained + inserted) % 3 == lost % 3 { Frame::InFrame } else { Frame::OutOfFrame })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{fusion::Side, genes::CdsPart, genome::Span};

    fn transcript(strand: Strand) -> Transcript {
        // Two exons of 100 and 200 bases; 60 and 150 of them code.
        Transcript {
            id: "t".into(),
            gene: 0,
            contig: 0,
            span: Span::new(100, 600),
            strand,
            exons: vec![Span::new(100, 200), Span::new(400, 600)],
            cds: vec![CdsPart { span: Span::new(140, 200), phase: 0 }, CdsPart { span: Span::new(400, 550), phase: 0 }],
            biotype: None,
            is_canonical: false,
            is_mane: false,
        }
    }

    fn at(position: u32, side: Side) -> Breakend {
        Breakend { contig: 0, position, side }
    }

    #[test]
    fn coding_bases_are_counted_in_the_transcripts_direction() {
        let forward = transcript(Strand::Forward);
        assert_eq!(coding_bases_to(&forward, 199, true), Some(60));
        assert_eq!(coding_bases_to(&forward, 400, false), Some(60));
        assert_eq!(coding_bases_to(&forward, 401, true), Some(62));
        let reverse = transcript(Strand::Reverse);
        assert_eq!(coding_bases_to(&reverse, 400, true), Some(150));
        assert_eq!(coding_bases_to(&reverse, 199, false), Some(150));
        assert_eq!(coding_bases_to(&reverse, 548, true), Some(2));
    }

    #[test]
    fn a_codon_of_both_partners_may_be_a_stop() {
        assert!(stops(1, "CCCT", "", "GACC") && stops(2, "CCCTA", "", "GCC") && stops(0, "CCC", "TAA", "CCC"));
        assert!(stops(2, "CTA", "CTG", "ACC"));
        // Nothing is open; not a stop; too little is known.
        assert!(!stops(0, "TAA", "", "TAA") && !stops(1, "CCCT", "", "GGCC") && !stops(2, "C", "", "GCC") && !stops(1, "T", "", "A"));
    }

    #[test]
    fn frame_follows_from_the_codons_on_both_sides() {
        let (forward, reverse) = (transcript(Strand::Forward), transcript(Strand::Reverse));
        // 60 bases retained, 150 lost: both whole codons.
        let (five, three) = ((&forward, at(199, Side::Left)), (&reverse, at(199, Side::Left)));
        assert_eq!(across(Assay::Rna, five, three, 0), Some(Frame::InFrame));
        assert_eq!(across(Assay::Rna, five, three, 1), Some(Frame::OutOfFrame));
        assert_eq!(across(Assay::Rna, five, (&reverse, at(198, Side::Left)), 1), Some(Frame::InFrame));
        // Intron to intron in DNA: insertions do not matter; in RNA a retained intron is not judged.
        let (five, three) = ((&forward, at(300, Side::Left)), (&forward, at(250, Side::Right)));
        assert_eq!(across(Assay::Dna, five, three, 7), Some(Frame::InFrame));
        assert_eq!(across(Assay::Rna, five, three, 0), None);
        // In the untranslated region.
        assert_eq!(across(Assay::Rna, (&forward, at(120, Side::Left)), (&reverse, at(199, Side::Left)), 0), None);
    }
}

//! What a small variant does to a transcript.

use serde::{Deserialize, Serialize};

use super::term::{Impact, Term};
use crate::genome::{ContigId, Span, Targets};

/// A small variant as a VCF line gives it: bases of the forward strand, trimmed or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmallVariant<'a> {
    /// The contig.
    pub contig: ContigId,
    /// Position of the first reference base, 0-based.
    pub start: u32,
    /// Reference allele, upper case.
    pub reference: &'a [u8],
    /// Alternate allele, upper case.
    pub alternate: &'a [u8],
}

impl SmallVariant<'_> {
    /// The same change without bases both alleles begin or end with; suffixes go first, so that what was left-aligned stays so.
    ///
    /// ```
    /// use oncosweep::genes::SmallVariant;
    /// let v = SmallVariant { contig: 0, start: 10, reference: b"CAAG", alternate: b"CAG" }.trimmed();
    /// assert_eq!((v.start, v.reference, v.alternate), (11, &b"A"[..], &b""[..]));
    /// ```
    #[must_use]
    pub fn trimmed(self) -> Self {
        let (mut reference, mut alternate, mut start) = (self.reference, self.alternate, self.start);
        while let ([r @ .., last_r], [a @ .., last_a]) = (reference, alternate)
            && last_r == last_a
        {
            (reference, alternate) = (r, a);
        }
        while let ([first_r, r @ ..], [first_a, a @ ..]) = (reference, alternate)
            && first_r == first_a
        {
            (reference, alternate) = (r, a);
            start += 1;
        }
        Self { contig: self.contig, start, reference, alternate }
    }

    /// Whether a base it changes lies in `targets`; for an insertion, a base beside it. Anchor bases, which VCF adds to indels, do not count.
    ///
    /// ```
    /// use oncosweep::{genes::SmallVariant, genome::{Interval, Targets}};
    /// let targets = Targets::from_intervals([Interval::new(0, 11, 20)]);
    /// let variant = |start, reference, alternate| SmallVariant { contig: 0, start, reference, alternate };
    /// assert!(variant(10, b"CA", b"C").lies_in(&targets));
    /// assert!(variant(10, b"C", b"CA").lies_in(&targets));
    /// assert!(!variant(10, b"C", b"A").lies_in(&targets));
    /// ```
    pub fn lies_in(self, targets: &Targets) -> bool {
        let Self { contig, start, reference, .. } = self.trimmed();
        let bases = if reference.is_empty() {
            Span::new(start.saturating_sub(1), start.saturating_add(1))
        } else {
            Span::new(start, start.saturating_add(reference.len() as u32))
        };
        !targets.overlapping(contig, bases).is_empty()
    }
}

/// The consequence of a variant on one transcript; one without transcript is intergenic.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consequence {
    /// Sequence Ontology terms, most severe first.
    pub terms: Vec<Term>,
    /// Gene symbol (the identifier where there is none); empty outside of genes.
    pub gene_name: String,
    /// Gene identifier; empty outside of genes.
    pub gene_id: String,
    /// Transcript identifier; empty outside of genes.
    pub transcript_id: String,
    /// Number of the exon (1-based, in the transcript's direction) that holds the variant's first base; `None` in an intron.
    pub exon: Option<u32>,
    /// HGVS description on the coding sequence, `c.1799T>A`: single-base substitutions in coding sequence only.
    pub coding_change: Option<String>,
    /// Predicted protein change in HGVS form, `p.(Val600Glu)`; `None` where the protein is not known to change or its change not known.
    pub protein_change: Option<String>,
}

impl Consequence {
    /// A variant in no transcript.
    pub fn intergenic() -> Self {
        Self { terms: vec![Term::Intergenic], ..Self::default() }
    }

    /// The most severe term.
    pub fn most_severe(&self) -> Term {
        self.terms.iter().copied().min().unwrap_or(Term::Intergenic)
    }

    /// Ensembl's class of the most severe term.
    pub fn impact(&self) -> Impact {
        self.most_severe().impact()
    }

    /// The terms joined by `&`, as in VCF annotations.
    pub fn terms_joined(&self) -> String {
        self.terms.iter().map(|t| t.name()).collect::<Vec<_>>().join("&")
    }

    /// Whether the variant changes coding sequence, synonymous changes included.
    pub fn is_coding(&self) -> bool {
        self.terms.iter().any(|t| t.is_coding())
    }

    /// Whether it changes the protein: missense, nonsense, stop or start lost, frameshift, in-frame insertions and deletions, and changes that
    /// run across a splice site into coding sequence. A splice site hit in the intron alone is not coding, so it does not count here.
    pub fn is_nonsynonymous(&self) -> bool {
        self.terms.iter().any(|t| t.changes_protein())
            || (self.terms.contains(&Term::CodingSequence) && self.terms.iter().any(|t| t.is_splice_site()))
    }

    /// Whether it exchanges one amino acid for another.
    pub fn is_missense(&self) -> bool {
        self.terms.contains(&Term::Missense)
    }

    /// Whether it hits one of the two intronic bases next to an exon.
    pub fn is_splice_site(&self) -> bool {
        self.terms.iter().any(|t| t.is_splice_site())
    }
}

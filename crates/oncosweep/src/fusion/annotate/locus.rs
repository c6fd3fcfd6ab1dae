//! Loci of immunoglobulins and T-cell receptors, which are named as one: their segments are rearranged in every lymphocyte.

use crate::genes::Gene;

/// The loci by the first letters of their segments' symbols (Lefranc & Lefranc, The Immunoglobulin FactsBook; The T Cell Receptor FactsBook, 2001).
const LOCI: [&str; 7] = ["IGH", "IGK", "IGL", "TRA", "TRB", "TRG", "TRD"];

/// Symbols of constant segments; those of V, D and J segments have a number after the letter.
const CONSTANT: [&str; 26] = [
    "IGHM", "IGHD", "IGHG1", "IGHG2", "IGHG3", "IGHG4", "IGHGP", "IGHA1", "IGHA2", "IGHE", "IGHEP1", "IGKC", "IGLC1", "IGLC2", "IGLC3",
    "IGLC4", "IGLC5", "IGLC6", "IGLC7", "TRAC", "TRBC1", "TRBC2", "TRGC1", "TRGC2", "TRDC", "IGHEP2",
];

/// The locus a gene is a segment of.
fn locus_of(gene: &Gene) -> Option<&'static str> {
    let locus = LOCI.iter().find(|locus| gene.name.starts_with(**locus))?;
    let mut rest = gene.name[locus.len()..].chars();
    let is_numbered = matches!(rest.next(), Some('V' | 'D' | 'J')) && rest.next().is_some_and(|c| c.is_ascii_digit());
    let by_type = gene.biotype.as_deref().is_some_and(|biotype| biotype.starts_with("IG_") || biotype.starts_with("TR_"));
    (by_type || is_numbered || CONSTANT.contains(&gene.name.as_str())).then_some(*locus)
}

/// Whether the gene is a segment that lymphocytes rearrange.
pub(super) fn rearranges(gene: &Gene) -> bool {
    locus_of(gene).is_some()
}

/// What a gene is called in the name of a fusion: `IGH` for `IGHJ6`, its own symbol else.
pub fn name_of(gene: &Gene) -> &str {
    locus_of(gene).unwrap_or(&gene.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{genes::Strand, genome::Span};

    #[test]
    fn segments_go_by_their_locus_and_namesakes_do_not() {
        let gene = |name: &str, biotype: Option<&str>| Gene {
            name: name.into(),
            id: name.into(),
            contig: 0,
            span: Span::new(0, 1),
            strand: Strand::Forward,
            transcripts: 0..0,
            biotype: biotype.map(str::to_owned),
        };
        for (name, locus) in [("IGHJ6", "IGH"), ("IGHV3-23", "IGH"), ("IGHM", "IGH"), ("IGKC", "IGK"), ("TRBV20-1", "TRB"), ("TRAC", "TRA")]
        {
            assert_eq!(name_of(&gene(name, None)), locus);
        }
        for name in ["IGHMBP2", "TRADD", "TRAF2", "IGLON5", "TRDMT1", "ALK"] {
            assert_eq!(name_of(&gene(name, Some("protein_coding"))), name);
        }
        assert_eq!(name_of(&gene("IGHVII-1-1", Some("IG_V_pseudogene"))), "IGH");
    }
}

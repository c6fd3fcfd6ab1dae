//! GATK's Funcotator: `FUNCOTATION`, one bracketed list of fields an alternate allele, in MAF's words. Its list of other transcripts is not read:
//! the transcript it chose speaks.

use super::{Entry, Said, at, ordered};
use crate::{
    genes::{Consequence, Term},
    genome::VcfRecord,
};

/// The fields of the annotation by their place.
pub(in super::super) struct Fields {
    names: Vec<String>,
}

impl Fields {
    /// From the header's description, `… Funcotation fields are: Gencode_34_hugoSymbol|…`.
    pub(super) fn parse(description: &str) -> Result<Self, String> {
        let list = description.split_once("fields are:").map(|(_, list)| list.trim()).unwrap_or_default();
        let fields = Self { names: list.split('|').map(|name| name.trim().to_owned()).collect() };
        match fields.place("_variantClassification") {
            Some(_) => Ok(fields),
            None => {
                Err("the header's line of INFO/FUNCOTATION lists no field '…_variantClassification'; give Gencode as a data source".into())
            }
        }
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The field whose name ends so: the middle tells Gencode's version.
    fn place(&self, end: &str) -> Option<usize> {
        self.names.iter().position(|name| name.to_ascii_lowercase().ends_with(&end.to_ascii_lowercase()))
    }

    pub(super) fn said(&self, record: &VcfRecord<'_>, index: usize, frequencies: &[String]) -> Said {
        let mut said = Said::default();
        let Some(text) = record.info("FUNCOTATION") else { return said };
        // `[a|b],[c|d]`: commas inside of values are escaped.
        let Some(list) = text.split("],[").nth(index) else { return said };
        let fields: Vec<&str> = list.trim_matches(['[', ']']).split('|').collect();
        let field = |end| at(&fields, self.place(end));
        for name in frequencies {
            let place = self.names.iter().position(|n| n == name);
            said.frequencies.extend(at(&fields, place).parse::<f64>().ok().map(|value| (name.clone(), value)));
        }
        let terms = terms(field("_variantClassification"), field("_secondaryVariantClassification"));
        if !terms.is_empty() {
            let told = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            said.consequences = ordered(vec![Entry::new(Consequence {
                terms,
                gene_name: field("_hugoSymbol").to_owned(),
                transcript_id: field("_annotationTranscript").to_owned(),
                coding_change: told(field("_cDnaChange")),
                protein_change: told(field("_proteinChange")),
                ..Consequence::default()
            })]);
        }
        said
    }
}

fn term(classification: &str) -> Option<Term> {
    Some(match classification {
        "MISSENSE" => Term::Missense,
        "SILENT" => Term::Synonymous,
        "NONSENSE" => Term::StopGained,
        "NONSTOP" => Term::StopLost,
        "FRAME_SHIFT_INS" | "FRAME_SHIFT_DEL" => Term::Frameshift,
        "IN_FRAME_INS" => Term::InframeInsertion,
        "IN_FRAME_DEL" => Term::InframeDeletion,
        "START_CODON_SNP" | "START_CODON_INS" | "START_CODON_DEL" => Term::StartLost,
        "DE_NOVO_START_IN_FRAME" | "DE_NOVO_START_OUT_FRAME" | "FIVE_PRIME_UTR" => Term::FivePrimeUtr,
        "THREE_PRIME_UTR" => Term::ThreePrimeUtr,
        "INTRON" => Term::Intron,
        "RNA" | "LINCRNA" => Term::NonCodingTranscriptExon,
        "FIVE_PRIME_FLANK" | "THREE_PRIME_FLANK" | "IGR" => Term::Intergenic,
        _ => return None,
    })
}

/// A splice site reaches two bases to either side of the exon's edge; the second classification tells which side.
fn terms(classification: &str, second: &str) -> Vec<Term> {
    if classification != "SPLICE_SITE" {
        return term(classification).into_iter().collect();
    }
    match term(second) {
        Some(Term::Intron) | None => vec![Term::SpliceDonor, Term::Intron],
        Some(coding) => {
            let mut terms = vec![coding, Term::SpliceRegion];
            terms.sort_unstable();
            terms
        }
    }
}

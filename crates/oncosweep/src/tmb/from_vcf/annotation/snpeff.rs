//! SnpEff: `ANN`, with the fields of the "Variant annotations in VCF format" standard, version 1.0.

use super::{Entry, Said, at, change, entries, ordered, terms::terms};
use crate::{genes::Consequence, genome::VcfRecord};

pub(super) fn said(record: &VcfRecord<'_>, index: usize) -> Said {
    let Some(text) = record.info("ANN") else { return Said::default() };
    let mut found = Vec::new();
    for fields in entries(text) {
        let field = |index| at(&fields, Some(index));
        // In SnpEff's cancer mode an allele may be written against another: `T-C`.
        let allele = field(0).split('-').next().unwrap_or_default();
        let terms = terms(field(1));
        if (record.alternates.len() > 1 && allele != record.alternates[index]) || terms.is_empty() {
            continue;
        }
        // Interactions of proteins and motifs are no transcripts.
        if !matches!(field(5), "" | "transcript" | "intergenic_region" | "gene_variant") {
            continue;
        }
        found.push(Entry::new(Consequence {
            terms,
            gene_name: field(3).to_owned(),
            gene_id: field(4).to_owned(),
            transcript_id: if field(5) == "transcript" { field(6).to_owned() } else { String::new() },
            exon: None,
            coding_change: change(field(9)).filter(|c| c.starts_with("c.")),
            protein_change: change(field(10)),
        }));
    }
    Said { consequences: ordered(found), ..Said::default() }
}

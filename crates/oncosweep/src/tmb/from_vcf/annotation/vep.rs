//! Ensembl's VEP: `CSQ`, whose header line lists its fields (VEP documentation, "VCF output").

use super::{Entry, Said, at, change, entries, ordered, terms::terms};
use crate::{genes::Consequence, genome::VcfRecord};

/// The fields of the annotation by their place.
pub(in super::super) struct Fields {
    tag: String,
    names: Vec<String>,
}

impl Fields {
    /// From the header's description, `… Format: Allele|Consequence|…`.
    pub(super) fn parse(tag: &str, description: &str) -> Result<Self, String> {
        let names: Vec<String> = match description.split_once("Format:") {
            Some((_, list)) => list.trim().trim_matches('"').split('|').map(|name| name.trim().to_owned()).collect(),
            None => Vec::new(),
        };
        if !names.iter().any(|name| name == "Consequence") {
            return Err(format!("the header's line of INFO/{tag} lists no field 'Consequence'; annotate with VEP's --vcf"));
        }
        Ok(Self { tag: tag.to_owned(), names })
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n == name)
    }

    pub(super) fn said(&self, record: &VcfRecord<'_>, index: usize, frequencies: &[String]) -> Said {
        let mut said = Said::default();
        let Some(text) = record.info(&self.tag) else { return said };
        let [allele, number, consequence] = ["Allele", "ALLELE_NUM", "Consequence"].map(|name| self.place(name));
        let [gene, gene_id, transcript, hgvsc, hgvsp] = ["SYMBOL", "Gene", "Feature", "HGVSc", "HGVSp"].map(|name| self.place(name));
        let [feature_type, pick, mane, canonical] = ["Feature_type", "PICK", "MANE_SELECT", "CANONICAL"].map(|name| self.place(name));
        let spelt: Vec<&str> = (0..record.alternates.len()).map(|index| allele_of_vep(record, index)).collect();
        let mut found = Vec::new();
        for fields in entries(text) {
            let is_this = match at(&fields, number).parse::<usize>() {
                Ok(number) => number == index + 1,
                // What is spelt as none of them (an SVTYPE) is said of all.
                Err(_) => spelt[index] == at(&fields, allele) || !spelt.contains(&at(&fields, allele)),
            };
            if !is_this {
                continue;
            }
            for name in frequencies {
                let values = at(&fields, self.place(name)).split('&').filter_map(|value| value.parse::<f64>().ok());
                said.frequencies.extend(values.map(|value| (name.clone(), value)));
            }
            let terms = terms(at(&fields, consequence));
            if terms.is_empty() || !matches!(at(&fields, feature_type), "" | "Transcript") {
                continue;
            }
            let consequence = Consequence {
                terms,
                gene_name: at(&fields, gene).to_owned(),
                gene_id: at(&fields, gene_id).to_owned(),
                transcript_id: at(&fields, transcript).to_owned(),
                exon: None,
                coding_change: change(at(&fields, hgvsc)),
                protein_change: change(at(&fields, hgvsp)),
            };
            found.push(Entry {
                picked: at(&fields, pick) == "1",
                mane: !at(&fields, mane).is_empty(),
                canonical: at(&fields, canonical) == "YES",
                ..Entry::new(consequence)
            });
        }
        said.consequences = ordered(found);
        said
    }
}

/// The alternate allele as VEP spells it: without the first base where any allele has another length than the reference and all begin alike,
/// and `-` for none.
fn allele_of_vep<'a>(record: &VcfRecord<'a>, index: usize) -> &'a str {
    let alternate = record.alternates[index];
    let first = record.reference.chars().next();
    let is_indel = record.alternates.iter().any(|a| a.len() != record.reference.len());
    let trims = is_indel && record.alternates.iter().all(|a| a.chars().next() == first);
    match (trims, alternate.get(1..)) {
        (true, Some("")) => "-",
        (true, Some(rest)) => rest,
        _ => alternate,
    }
}

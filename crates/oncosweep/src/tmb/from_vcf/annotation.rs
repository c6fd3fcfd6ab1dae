//! What a record says its alleles do to transcripts: one file an annotator's dialect.
//!
//! METHOD: of several transcripts the one to report is chosen as this tool's own annotation chooses ([`Annotator::consequences`]): one in whose
//! coding sequence the variant lies first, then the annotator's pick, MANE Select, canonical, then the more severe term.

mod bcftools;
mod funcotator;
mod own;
mod snpeff;
mod terms;
mod vep;

use crate::{
    error::{Error, Result},
    genes::{Annotator, Consequence, SmallVariant},
    genome::{ContigId, Reference, VcfHeader, VcfRecord},
};

/// An annotator's dialect.
pub(super) enum Dialect {
    Vep(vep::Fields),
    SnpEff,
    Bcftools,
    Funcotator(funcotator::Fields),
    Own,
}

/// What a record says of one alternate allele.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Said {
    /// On transcripts, the one to report first; empty where nothing is said.
    pub(super) consequences: Vec<Consequence>,
    /// The change is one with that of another record, which tells it (bcftools csq).
    pub(super) told_elsewhere: bool,
    /// Population frequencies by field, for annotators that carry them.
    pub(super) frequencies: Vec<(String, f64)>,
}

/// An entry of an annotation, with what ranks it.
struct Entry {
    consequence: Consequence,
    picked: bool,
    mane: bool,
    canonical: bool,
}

impl Entry {
    fn new(consequence: Consequence) -> Self {
        Self { consequence, picked: false, mane: false, canonical: false }
    }
}

/// The consequences of `entries`, the one to report first.
fn ordered(mut entries: Vec<Entry>) -> Vec<Consequence> {
    entries.sort_by_key(|e| (!e.consequence.is_coding(), !e.picked, !e.mane, !e.canonical, e.consequence.most_severe()));
    entries.into_iter().map(|entry| entry.consequence).collect()
}

impl Dialect {
    /// The dialect a header declares; `None` where it declares none.
    pub(super) fn of(header: &VcfHeader) -> Result<Option<Self>, String> {
        for tag in ["CSQ", "vep"] {
            if let Some(description) = header.info.get(tag) {
                return vep::Fields::parse(tag, description).map(|fields| Some(Self::Vep(fields)));
            }
        }
        if header.info.contains_key("ANN") {
            return Ok(Some(Self::SnpEff));
        }
        if header.info.contains_key("BCSQ") {
            return Ok(Some(Self::Bcftools));
        }
        if let Some(description) = header.info.get("FUNCOTATION") {
            return funcotator::Fields::parse(description).map(|fields| Some(Self::Funcotator(fields)));
        }
        Ok((header.info.contains_key("CONSEQUENCE") && header.info.contains_key("TRANSCRIPT")).then_some(Self::Own))
    }

    /// The annotation's name in the output.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Vep(_) => "VEP CSQ",
            Self::SnpEff => "SnpEff ANN",
            Self::Bcftools => "bcftools BCSQ",
            Self::Funcotator(_) => "Funcotator FUNCOTATION",
            Self::Own => "oncosweep CONSEQUENCE",
        }
    }

    /// The fields of the annotation beside the consequence, which may hold population frequencies.
    pub(super) fn fields(&self) -> &[String] {
        match self {
            Self::Vep(fields) => fields.names(),
            Self::Funcotator(fields) => fields.names(),
            _ => &[],
        }
    }

    /// What `record` says of the alternate allele at `index`; `frequencies` are the fields to read as such.
    pub(super) fn said(&self, record: &VcfRecord<'_>, index: usize, frequencies: &[String]) -> Said {
        match self {
            Self::Vep(fields) => fields.said(record, index, frequencies),
            Self::SnpEff => snpeff::said(record, index),
            Self::Bcftools => bcftools::said(record, index),
            Self::Funcotator(fields) => fields.said(record, index, frequencies),
            Self::Own => own::said(record),
        }
    }
}

/// Annotation by our own genes on our own reference.
pub(super) struct OwnGenes<'a> {
    pub(super) annotator: Annotator<'a>,
    pub(super) reference: Reference,
}

impl OwnGenes<'_> {
    /// The consequences of the alternate allele at `index` on all transcripts; intergenic where there are none.
    ///
    /// # Errors
    /// When the reference cannot be read, or has other bases than the record.
    pub(super) fn said(&mut self, record: &VcfRecord<'_>, contig: ContigId, index: usize) -> Result<Said> {
        let (reference, alternate) = (record.reference.to_ascii_uppercase(), record.alternates[index].to_ascii_uppercase());
        let found = self.reference.fetch(record.chrom, record.start, record.start + reference.len() as u32)?;
        if found != reference.as_bytes() {
            return Err(Error::genome_mismatch(
                self.reference.path(),
                format!("has {} at {}; give the reference of the same genome build", String::from_utf8_lossy(&found), record.place()),
            ));
        }
        let variant = SmallVariant { contig, start: record.start, reference: reference.as_bytes(), alternate: alternate.as_bytes() };
        let mut consequences = self.annotator.consequences(variant, &mut self.reference)?;
        if consequences.is_empty() {
            consequences.push(Consequence::intergenic());
        }
        Ok(Said { consequences, ..Said::default() })
    }
}

/// The entries of a comma-separated annotation.
fn entries(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.split(',').map(|entry| entry.split('|').map(str::trim).collect())
}

fn at<'a>(fields: &[&'a str], index: Option<usize>) -> &'a str {
    index.and_then(|index| fields.get(index).copied()).unwrap_or_default()
}

/// The change behind the colon of an HGVS description: `ENST00000288602.6:c.1799T>A` gives `c.1799T>A`.
fn change(hgvs: &str) -> Option<String> {
    let change = hgvs.rsplit(':').next().unwrap_or_default();
    (!change.is_empty()).then(|| change.replace("%3D", "="))
}

#[cfg(test)]
mod tests;

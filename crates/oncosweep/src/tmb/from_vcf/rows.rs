//! From records to what the rules ask.

use std::{collections::HashSet, path::Path};

use super::{
    annotation::{Dialect, OwnGenes, Said},
    counts::{Counts, counts},
    population::PopulationTags,
    samples::Columns,
};
use crate::{
    error::{Error, Result},
    genes::{Consequence, SmallVariant},
    genome::{Contigs, Targets, VcfRecord},
    stats::phred,
    tmb::{Hotspots, Preset, TmbVariant},
    variant::{Allele, AlleleKind},
};

/// An allele of a VCF file with what the burden's rules ask of it.
// Each flag is a fact of its own.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, PartialEq)]
pub struct VcfVariant {
    /// The allele as the file spells it.
    pub allele: Allele,
    /// QUAL.
    pub quality: Option<f64>,
    /// FILTER as written.
    pub filter: String,
    /// Whether its filters passed it, or are at most one short of that.
    pub is_near_pass: bool,
    failed_filter: Option<String>,
    in_sample: bool,
    in_target: bool,
    in_coding_territory: bool,
    consequences: Vec<Consequence>,
    /// Depth of the tumour.
    pub tumor_depth: Option<u32>,
    tumor_alternate: Option<u32>,
    /// Depth of the normal.
    pub normal_depth: Option<u32>,
    /// Allele fraction in the tumour.
    pub vaf: Option<f64>,
    population_af: Option<f64>,
    is_hotspot: bool,
    is_repeated: bool,
    error_probability: Option<f64>,
    germline_probability: f64,
    failed_by_posterior: bool,
}

impl VcfVariant {
    /// The consequence to report.
    pub fn consequence(&self) -> Option<&Consequence> {
        self.consequences.first()
    }

    /// What the rules ask of it.
    pub fn facts(&self) -> TmbVariant<'_> {
        TmbVariant {
            failed_filter: self.failed_filter.as_deref(),
            in_sample: self.in_sample,
            in_target: self.in_target,
            in_coding_territory: self.in_coding_territory,
            consequence: self.consequence(),
            on_transcripts: &self.consequences,
            tumor_depth: self.tumor_depth,
            tumor_alternate: self.tumor_alternate,
            normal_depth: self.normal_depth,
            vaf: self.vaf,
            population_af: self.population_af,
            kind: kind(&self.allele),
            is_hotspot: self.is_hotspot,
            is_repeated: self.is_repeated,
            error_probability: self.error_probability,
            germline_probability: self.germline_probability,
            failed_by_posterior: self.failed_by_posterior,
        }
    }
}

/// What it does to the sequence, without the bases its alleles share.
fn kind(allele: &Allele) -> AlleleKind {
    let trimmed = small_variant(allele).trimmed();
    let bases = |bases: &[u8]| Box::from(bases);
    Allele { contig: 0, start: 0, reference: bases(trimmed.reference), alternate: bases(trimmed.alternate) }.kind()
}

fn small_variant(allele: &Allele) -> SmallVariant<'_> {
    SmallVariant { contig: allele.contig, start: allele.start, reference: &allele.reference, alternate: &allele.alternate }
}

/// Gathers the rows of a file.
pub(super) struct Rows<'a> {
    contigs: &'a Contigs,
    columns: Columns,
    rule: &'a Preset,
    population: &'a PopulationTags,
    pub(super) dialect: Option<Dialect>,
    pub(super) own: Option<OwnGenes<'a>>,
    pub(super) targets: Option<Targets>,
    pub(super) coding: Option<Targets>,
    pub(super) hotspots: Option<Hotspots>,
    /// Whether the file is this tool's own, whose QUAL is the posterior of what is not somatic.
    pub(super) is_ours: bool,
    /// Whether records to which no filter was applied count as passing.
    pub(super) unfiltered: bool,
    seen: HashSet<Allele>,
    variants: Vec<VcfVariant>,
    records: u64,
    not_small_variants: u64,
    failed: Option<Error>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(contigs: &'a Contigs, columns: Columns, rule: &'a Preset, population: &'a PopulationTags) -> Self {
        Self {
            contigs,
            columns,
            rule,
            population,
            dialect: None,
            own: None,
            targets: None,
            coding: None,
            hotspots: None,
            is_ours: false,
            unfiltered: false,
            seen: HashSet::new(),
            variants: Vec::new(),
            records: 0,
            not_small_variants: 0,
            failed: None,
        }
    }

    /// Looks at no further record: there will be no result.
    pub(super) fn stop(&mut self) {
        self.failed = Some(Error::Cancelled);
    }

    /// Adds the alleles of a record.
    pub(super) fn add(&mut self, record: &VcfRecord<'_>) -> Result<(), String> {
        self.records += 1;
        if self.failed.is_some() {
            return Ok(());
        }
        let Some(contig) = self.contigs.resolve(record.chrom) else {
            return Err(format!(
                "contig '{}' is not known (there are {}); give the reference the calls were made with, and a header with all contigs",
                record.chrom,
                self.contigs.sample_of_names()
            ));
        };
        let small = |alternate: &&str| alternate.bytes().all(|base| base.is_ascii_alphabetic());
        let alleles: Vec<usize> = (0..record.alternates.len()).filter(|&index| small(&record.alternates[index])).collect();
        self.not_small_variants += (record.alternates.len() - alleles.len()) as u64;
        let mut rows = Vec::with_capacity(alleles.len());
        for index in alleles {
            rows.push(self.row(record, contig, index)?);
        }
        if self.rule.counts_lines {
            rows = one_of(rows);
        }
        self.variants.extend(rows);
        Ok(())
    }

    fn row(&mut self, record: &VcfRecord<'_>, contig: u32, index: usize) -> Result<VcfVariant, String> {
        let upper = |bases: &str| bases.to_ascii_uppercase().into_bytes().into_boxed_slice();
        let allele = Allele { contig, start: record.start, reference: upper(record.reference), alternate: upper(record.alternates[index]) };
        // pyTMB takes what was not filtered for passed.
        let lenient = self.unfiltered || self.rule.counts_lines;
        let failed_filter = record.failed_filter().filter(|filter| !(lenient && *filter == "."));
        let is_near_pass = record.filter.split(';').count() <= 1;
        // What many filters reject needs no more than its place.
        let may_count = is_near_pass || (self.is_ours && record.filter == "germline;low_quality");
        let said = if may_count { self.said(record, contig, index) } else { Said::default() };
        let of = |column: Option<usize>| match column {
            Some(sample) => counts(record, sample, index),
            None => counts(record, 0, index),
        };
        let tumor = of(self.columns.tumor)?.unwrap_or_default();
        let normal = match self.columns.normal {
            Some(_) => of(self.columns.normal)?.unwrap_or_default(),
            None => Counts::default(),
        };
        let in_fields = said.frequencies.iter().map(|(_, frequency)| *frequency);
        let population_af = self.population.frequency(record, index)?.into_iter().chain(in_fields).reduce(f64::max);
        let variant = small_variant(&allele);
        let trimmed = variant.trimmed();
        let is_new = failed_filter.is_some()
            || self.seen.insert(Allele {
                contig,
                start: trimmed.start,
                reference: trimmed.reference.into(),
                alternate: trimmed.alternate.into(),
            });
        Ok(VcfVariant {
            in_sample: self.columns.tumor.is_none_or(|column| record.tells_of(column)),
            in_target: self.targets.as_ref().is_none_or(|targets| variant.lies_in(targets)),
            in_coding_territory: self.coding.as_ref().is_none_or(|coding| variant.lies_in(coding)),
            is_hotspot: self.hotspots.as_ref().is_some_and(|hotspots| hotspots.hold(variant)),
            quality: record.quality,
            filter: record.filter.to_owned(),
            is_near_pass,
            failed_filter: failed_filter.map(str::to_owned),
            consequences: said.consequences,
            tumor_depth: tumor.depth,
            tumor_alternate: tumor.alternate,
            normal_depth: normal.depth,
            vaf: tumor.vaf,
            population_af,
            error_probability: record.quality.filter(|_| self.is_ours).map(phred::to_probability),
            germline_probability: record.info("GERMLINE").filter(|_| self.is_ours).and_then(|text| text.parse().ok()).unwrap_or(0.0),
            failed_by_posterior: self.is_ours && record.filter.split(';').all(|name| matches!(name, "low_quality" | "germline")),
            is_repeated: !is_new || said.told_elsewhere,
            allele,
        })
    }

    fn said(&mut self, record: &VcfRecord<'_>, contig: u32, index: usize) -> Said {
        let fields = &self.population.fields;
        let told = self.dialect.as_ref().map(|dialect| dialect.said(record, index, fields)).unwrap_or_default();
        let Some(own) = &mut self.own else { return told };
        match own.said(record, contig, index) {
            Ok(said) => Said { frequencies: told.frequencies, ..said },
            Err(error) => {
                // Kept as it is: it names another file than the one that is read.
                self.failed = Some(error);
                Said::default()
            }
        }
    }

    /// The rows, the number of records, and of alleles that are no small variants.
    ///
    /// # Errors
    /// What [`Rows::add`] kept, and that no record was filtered at all.
    pub(super) fn finish(self, path: &Path) -> Result<(Vec<VcfVariant>, u64, u64)> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let never_filtered = |variant: &VcfVariant| variant.failed_filter.as_deref() == Some(".");
        if !self.variants.is_empty() && self.variants.iter().all(never_filtered) {
            return Err(Error::invalid(
                path,
                "holds no filtered record (FILTER is '.' on every line); filter the calls, or count them all with --unfiltered",
            ));
        }
        Ok((self.variants, self.records, self.not_small_variants))
    }
}

/// One row for a line: the transcripts of all its alleles speak, and the largest of their counts.
fn one_of(rows: Vec<VcfVariant>) -> Vec<VcfVariant> {
    let mut rows = rows.into_iter();
    let Some(mut line) = rows.next() else { return Vec::new() };
    for row in rows {
        // pyTMB compares the number of values that fail with that of alternates, so it never misses the depth of a line with several.
        line.in_sample = true;
        line.consequences.extend(row.consequences);
        line.tumor_alternate = line.tumor_alternate.max(row.tumor_alternate);
        line.vaf = [line.vaf, row.vaf].into_iter().flatten().reduce(f64::max);
        line.population_af = [line.population_af, row.population_af].into_iter().flatten().reduce(f64::max);
        line.is_hotspot |= row.is_hotspot;
        line.in_target |= row.in_target;
        line.in_coding_territory |= row.in_coding_territory;
    }
    vec![line]
}

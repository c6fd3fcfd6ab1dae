//! The burden of a caller's VCF file.
//!
//! The same rules as over a sweep's calls ([`super::verdict`]); what differs is where the facts come from:
//!
//! | fact | source |
//! |---|---|
//! | passed the caller | FILTER is PASS; where no filter was applied (`.`) only if that is asked for |
//! | what it does | genes and reference when both are given, else the file's annotation: VEP, SnpEff, bcftools csq, Funcotator, our own |
//! | counts | the sample's column, in the words of its caller |
//! | population frequency | only tags that are named; INFO/AF is not one by itself |
//! | denominator | given in Mb, else the target's coding bases (the target's bases without genes, coding bases without target) |
//!
//! A rule that asks for what the file does not tell is an error that names the tag, and never passed over.

mod annotation;
mod counts;
mod inputs;
mod population;
mod rows;
mod samples;

pub use inputs::VcfInputs;
pub use rows::VcfVariant;

use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

use super::{Hotspots, Preset, Territory, TmbCall, TmbConfig, burden};
use crate::{
    error::{Error, Result},
    genes::Annotator,
    genome::{Contigs, VcfHeader, VcfReader},
};
use annotation::{Dialect, OwnGenes};
use inputs::Opened;
use population::PopulationTags;
use rows::Rows;
use samples::Columns;

/// The burden of a VCF file.
#[derive(Debug, Clone, PartialEq)]
pub struct VcfBurden {
    /// The burden and the verdict on each of `variants`.
    pub call: TmbCall,
    /// Alleles in the file's order (lines, where the rule counts lines).
    pub variants: Vec<VcfVariant>,
    /// The file's contigs.
    pub contigs: Contigs,
    /// Name of the tumour's sample.
    pub tumor: Option<String>,
    /// Name of the normal's sample.
    pub normal: Option<String>,
    /// What was read.
    pub source: VcfSource,
}

/// What was read of a VCF file.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct VcfSource {
    /// The file's name without its folder.
    pub file: String,
    /// Its records.
    pub records: u64,
    /// Alleles that are no small variants: symbolic, breakends, `*`.
    pub not_small_variants: u64,
    /// Whose consequences were used.
    pub annotation: String,
    /// Tags that were taken for population frequencies.
    pub population_af: Vec<String>,
}

/// The burden of the file in `inputs`.
///
/// # Errors
/// Whatever is wrong with the files; [`Error::Config`] for settings that do not fit the file, and [`Error::Invalid`] naming the tag that a rule
/// needs and the file lacks.
pub fn from_vcf(inputs: &VcfInputs, config: &TmbConfig) -> Result<VcfBurden> {
    from_vcf_until(inputs, config, &AtomicBool::new(false))
}

/// As [`from_vcf`], until `cancel` is set.
///
/// # Errors
/// As [`from_vcf`], and [`Error::Cancelled`].
pub fn from_vcf_until(inputs: &VcfInputs, config: &TmbConfig, cancel: &AtomicBool) -> Result<VcfBurden> {
    let rule = config.rule()?;
    let mut reader = VcfReader::open(&inputs.vcf)?;
    let invalid = |message: String| Error::invalid(&inputs.vcf, message);
    let columns = samples::columns(reader.header(), inputs.tumor_sample.as_deref(), inputs.normal_sample.as_deref()).map_err(invalid)?;
    check_counts(reader.header(), columns, &rule).map_err(invalid)?;
    let dialect = Dialect::of(reader.header()).map_err(invalid)?;
    let population = PopulationTags::find(&inputs.population_af, reader.header(), dialect.as_ref()).map_err(invalid)?;
    let Opened { contigs, reference, genes, targets, hotspots } = inputs.open(reader.header())?;
    let own = match (&genes, reference) {
        (Some(genes), Some(reference)) => Some(OwnGenes { annotator: Annotator::new(genes, &contigs), reference }),
        _ => None,
    };
    if own.is_none() && dialect.is_none() {
        return Err(invalid(
            "is not annotated: its header declares none of the INFO tags CSQ (VEP), ANN (SnpEff), BCSQ (bcftools csq), FUNCOTATION (Funcotator); annotate it, or give --genes and --reference".into(),
        ));
    }
    let coding = genes.as_ref().map(crate::genes::GeneModel::coding_territory);
    let (bases, meaning) = inputs.denominator(targets.as_ref(), coding.as_ref())?;
    let name = |column: Option<usize>| column.and_then(|column| reader.header().samples.get(column).cloned());
    let (tumor, normal) = (name(columns.tumor), name(columns.normal));
    let annotation = if own.is_some() { "genes and reference" } else { dialect.as_ref().map_or("", Dialect::name) };

    let mut rows = Rows::new(&contigs, columns, &rule, &population);
    (rows.dialect, rows.own, rows.targets, rows.coding, rows.hotspots) = (dialect, own, targets, coding, hotspots);
    let listed = rows.hotspots.as_ref().map_or(0, Hotspots::len);
    rows.is_ours = reader.header().value("source").is_some_and(|source| source.starts_with("oncosweep"));
    rows.unfiltered = inputs.unfiltered;
    reader.for_each(|record| {
        if cancel.load(Ordering::Relaxed) {
            rows.stop();
        }
        rows.add(record)
    })?;
    let (variants, records, not_small_variants) = rows.finish(&inputs.vcf)?;

    let facts: Vec<_> = variants.iter().map(VcfVariant::facts).collect();
    let mut call = burden::call(&facts, &Territory::Known { bases, meaning }, columns.normal.is_some(), config)?;
    call.tmb.note_hotspots(listed);
    if columns.normal.is_none() && inputs.population_af.is_empty() {
        call.tmb
            .notes
            .push("there is no normal, and no population frequency was named: inherited variants that the caller passed count".into());
    }
    let file = inputs.vcf.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let population_af = inputs.population_af.clone();
    let source = VcfSource { file, records, not_small_variants, annotation: annotation.to_owned(), population_af };
    Ok(VcfBurden { call, variants, contigs, tumor, normal, source })
}

/// Refuses a file without counts for a rule that needs them.
fn check_counts(header: &VcfHeader, columns: Columns, rule: &Preset) -> Result<(), String> {
    let asked: Vec<&str> = [
        (rule.min_vaf > 0.0, "--tmb-min-vaf 0"),
        (rule.min_tumor_depth > 0, "--tmb-min-depth 0"),
        (rule.min_tumor_alternate > 0, "--tmb-min-support 0"),
    ]
    .into_iter()
    .filter_map(|(asked, remedy)| asked.then_some(remedy))
    .collect();
    let of_sample = ["AD", "AU", "TIR", "RO", "RD", "AF", "VAF", "FREQ"];
    let told = header.info.contains_key("DP4") || (columns.tumor.is_some() && of_sample.iter().any(|tag| header.format.contains_key(*tag)));
    if asked.is_empty() || told {
        return Ok(());
    }
    Err(format!(
        "tells no counts of reads: its header declares none of the tumour's FORMAT tags {}, but the rule '{}' asks for them; give a file with one of them, or ask for nothing with {}",
        counts::TAGS,
        rule.id,
        asked.join(" ")
    ))
}

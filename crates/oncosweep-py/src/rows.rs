//! The tables that profile.json leaves to files of their own, as columns.

use oncosweep::{
    msi::{LengthCounts, SiteReason},
    profile::Profile,
    tmb::VcfBurden,
    variant::{NotAssessed, SampleStrata, VariantFilter},
};
use pyo3::PyResult;

use crate::columns::{Column, Columns};

/// The microsatellite sites: the columns of msi.sites.tsv.
pub fn sites(profile: &Profile) -> PyResult<Columns> {
    let contigs = &profile.contigs;
    let calls = || profile.msi.iter().flat_map(|msi| &msi.sites);
    Columns::new(vec![
        Column::text("chrom", calls().map(|c| Some(contigs.name(c.site.contig)))),
        Column::int("start", calls().map(|c| count(c.site.start))),
        Column::int("end", calls().map(|c| count(c.site.end()))),
        Column::text("unit", calls().map(|c| Some(c.site.unit.to_string()))),
        Column::int("copies", calls().map(|c| count(c.site.copies))),
        Column::text("status", calls().map(|c| Some(c.status.as_str()))),
        Column::float("p_value", calls().map(|c| c.p_value)),
        Column::float("q_value", calls().map(|c| c.q_value)),
        Column::int("shift", calls().map(|c| c.shift.map(i64::from))),
        Column::float("shifted_fraction", calls().map(|c| c.shifted_fraction)),
        Column::int("normal_reads", calls().map(|c| count(c.normal.total()))),
        Column::int("tumor_reads", calls().map(|c| count(c.tumor.total()))),
        Column::text("normal_lengths", calls().map(|c| Some(lengths(&c.normal)))),
        Column::text("tumor_lengths", calls().map(|c| Some(lengths(&c.tumor)))),
        Column::text("reason", calls().map(|c| c.reason.map(SiteReason::as_str))),
        Column::float("shifted_fraction_low", calls().map(|c| c.shifted_fraction_ci95.map(|[low, _]| low))),
        Column::float("shifted_fraction_high", calls().map(|c| c.shifted_fraction_ci95.map(|[_, high]| high))),
        Column::int("germline1", calls().map(|c| c.germline.map(|[short, _]| i64::from(short)))),
        Column::int("germline2", calls().map(|c| c.germline.map(|[_, long]| i64::from(long)))),
    ])
}

/// `length:count,…`, lengths in copies.
fn lengths(counts: &LengthCounts) -> String {
    counts.iter().map(|(length, count)| format!("{length}:{count}")).collect::<Vec<_>>().join(",")
}

/// The small variants: `start` and `end` are 0-based half-open, `pos` is 1-based as in VCF.
pub fn variants(profile: &Profile) -> PyResult<Columns> {
    let calls = || profile.variants.iter().flat_map(|variants| &variants.calls);
    let consequences = || calls().map(|c| c.candidate.consequence.as_deref());
    let trace = profile.tmb.as_ref().map_or(&[][..], |tmb| &tmb.trace);
    let has_normal = profile.samples.normal.is_some();
    let normal = |value: u32| has_normal.then_some(i64::from(value));
    Columns::new(vec![
        Column::text("chrom", calls().map(|c| Some(profile.contigs.name(c.candidate.allele.contig)))),
        Column::int("start", calls().map(|c| count(c.candidate.allele.start))),
        Column::int("end", calls().map(|c| count(c.candidate.allele.start + c.candidate.allele.reference.len() as u32))),
        Column::int("pos", calls().map(|c| count(c.candidate.allele.start + 1))),
        Column::text("ref", calls().map(|c| letters(&c.candidate.allele.reference))),
        Column::text("alt", calls().map(|c| letters(&c.candidate.allele.alternate))),
        Column::text("filter", calls().map(|c| Some(filter(&c.filters)))),
        Column::float("quality", calls().map(|c| Some(c.score.quality))),
        Column::float("vaf", calls().map(|c| Some(c.vaf))),
        Column::float("vaf_low", calls().map(|c| Some(c.vaf_ci95[0]))),
        Column::float("vaf_high", calls().map(|c| Some(c.vaf_ci95[1]))),
        Column::int("tumor_ref", calls().map(|c| count(c.candidate.tumor().reference.fragments()))),
        Column::int("tumor_alt", calls().map(|c| count(c.candidate.tumor().alternate.fragments()))),
        Column::int("tumor_depth", calls().map(|c| count(c.candidate.tumor().depth()))),
        Column::int("normal_ref", calls().map(|c| normal(c.candidate.samples()[1].reference.fragments()))),
        Column::int("normal_alt", calls().map(|c| normal(c.candidate.samples()[1].alternate.fragments()))),
        Column::int("normal_depth", calls().map(|c| normal(c.candidate.samples()[1].depth()))),
        Column::float("germline_probability", calls().map(|c| Some(c.score.germline_probability))),
        Column::float("population_af", calls().map(|c| c.candidate.population_ppb.map(|ppb| f64::from(ppb) / 1e9))),
        Column::int("baseline_normals", calls().map(|c| c.baseline_normals.map(i64::from))),
        Column::text("gene", consequences().map(|c| named(&c?.gene_name))),
        Column::text("transcript", consequences().map(|c| named(&c?.transcript_id))),
        Column::text("consequence", consequences().map(|c| c.map(oncosweep::genes::Consequence::terms_joined))),
        Column::text("coding_change", consequences().map(|c| c?.coding_change.clone())),
        Column::text("protein_change", consequences().map(|c| c?.protein_change.clone())),
        Column::text("tmb_verdict", calls().enumerate().map(|(index, _)| trace.get(index).map(oncosweep::tmb::Verdict::code))),
    ])
}

/// A count that is always there.
#[allow(clippy::unnecessary_wraps, reason = "columns take what may be missing")]
fn count(value: u32) -> Option<i64> {
    Some(i64::from(value))
}

/// An allele's bases.
#[allow(clippy::unnecessary_wraps, reason = "columns take what may be missing")]
fn letters(bases: &[u8]) -> Option<String> {
    Some(String::from_utf8_lossy(bases).into_owned())
}

/// A name, unless it is empty.
fn named(name: &str) -> Option<String> {
    (!name.is_empty()).then(|| name.to_owned())
}

/// `PASS`, or the filters joined.
fn filter(filters: &[VariantFilter]) -> String {
    let names: Vec<&str> = filters.iter().map(|filter| filter.name()).collect();
    if names.is_empty() { "PASS".to_owned() } else { names.join(";") }
}

/// The answer on each listed allele: the columns of hotspots.tsv, and `pos` (1-based).
pub fn hotspots(profile: &Profile) -> PyResult<Columns> {
    let rows = || profile.variants.iter().flat_map(|variants| &variants.listed);
    let consequences = || rows().map(|c| c.consequence.as_deref());
    let has_normal = profile.samples.normal.is_some();
    let normal = |value: u32| has_normal.then_some(i64::from(value));
    let fragments = |sample: &SampleStrata| sample.alternate.fragments();
    Columns::new(vec![
        Column::text("chrom", rows().map(|c| Some(profile.contigs.name(c.allele.contig)))),
        Column::int("start", rows().map(|c| count(c.allele.start))),
        Column::int("end", rows().map(|c| count(c.allele.start + c.allele.reference.len() as u32))),
        Column::int("pos", rows().map(|c| count(c.allele.start + 1))),
        Column::text("ref", rows().map(|c| letters(&c.allele.reference))),
        Column::text("alt", rows().map(|c| letters(&c.allele.alternate))),
        Column::text("status", rows().map(|c| Some(c.status.name()))),
        Column::text("reason", rows().map(|c| c.reason.map(NotAssessed::name))),
        Column::float("detection_limit", rows().map(|c| c.detection_limit)),
        Column::float("vaf", rows().map(|c| c.samples[0].vaf())),
        Column::int("tumor_fragments", rows().map(|c| count(fragments(&c.samples[0])))),
        Column::int("tumor_depth", rows().map(|c| count(c.samples[0].depth()))),
        Column::int("normal_fragments", rows().map(|c| normal(fragments(&c.samples[1])))),
        Column::int("normal_depth", rows().map(|c| normal(c.samples[1].depth()))),
        Column::float("quality", rows().map(|c| c.quality)),
        Column::text("filter", rows().map(|c| c.quality.map(|_| filter(&c.filters)))),
        Column::text("gene", consequences().map(|c| named(&c?.gene_name))),
        Column::text("transcript", consequences().map(|c| named(&c?.transcript_id))),
        Column::text(
            "consequence",
            consequences().map(|c| c.map(oncosweep::genes::Consequence::terms_joined).filter(|terms| !terms.is_empty())),
        ),
        Column::text("protein_change", consequences().map(|c| c?.protein_change.clone())),
    ])
}

/// The alleles of a VCF file with their verdicts: the columns of tmb.trace.tsv, and `pos` (1-based).
pub fn alleles(burden: &VcfBurden) -> PyResult<Columns> {
    let rows = || burden.variants.iter();
    Columns::new(vec![
        Column::text("chrom", rows().map(|v| Some(burden.contigs.name(v.allele.contig)))),
        Column::int("start", rows().map(|v| count(v.allele.start))),
        Column::int("end", rows().map(|v| count(v.allele.start + v.allele.reference.len() as u32))),
        Column::int("pos", rows().map(|v| count(v.allele.start + 1))),
        Column::text("ref", rows().map(|v| letters(&v.allele.reference))),
        Column::text("alt", rows().map(|v| letters(&v.allele.alternate))),
        Column::text("verdict", burden.call.trace.iter().map(|verdict| Some(verdict.code()))),
        Column::text("filter", rows().map(|v| Some(v.filter.as_str()))),
        Column::float("quality", rows().map(|v| v.quality)),
        Column::float("vaf", rows().map(|v| v.vaf)),
        Column::int("tumor_depth", rows().map(|v| v.tumor_depth.map(i64::from))),
        Column::int("normal_depth", rows().map(|v| v.normal_depth.map(i64::from))),
        Column::text("gene", rows().map(|v| named(&v.consequence()?.gene_name))),
        Column::text("transcript", rows().map(|v| named(&v.consequence()?.transcript_id))),
        Column::text("consequence", rows().map(|v| v.consequence().map(oncosweep::genes::Consequence::terms_joined))),
        Column::text("protein_change", rows().map(|v| v.consequence()?.protein_change.clone())),
    ])
}

//! The rows of the tables that profile.json leaves to files of their own. Columns come in the order of the fields.

use oncosweep::{
    genome::Contigs,
    msi::{LengthCounts, SiteCall, SiteReason},
    profile::Profile,
    tmb::Verdict,
    variant::VariantCall,
};
use serde::Serialize;

/// One microsatellite site, with the columns of msi.sites.tsv.
#[derive(Serialize)]
struct SiteRow<'a> {
    chrom: &'a str,
    start: u32,
    end: u32,
    unit: String,
    copies: u32,
    status: &'static str,
    p_value: Option<f64>,
    q_value: Option<f64>,
    shift: Option<i32>,
    shifted_fraction: Option<f64>,
    normal_reads: u32,
    tumor_reads: u32,
    normal_lengths: String,
    tumor_lengths: String,
    reason: Option<&'static str>,
}

/// One small variant.
#[derive(Serialize)]
struct VariantRow<'a> {
    chrom: &'a str,
    /// 0-based; `end` is exclusive.
    start: u32,
    end: u32,
    /// 1-based, as in VCF.
    pos: u32,
    #[serde(rename = "ref")]
    reference: String,
    alt: String,
    filter: String,
    quality: f64,
    vaf: f64,
    vaf_low: f64,
    vaf_high: f64,
    tumor_ref: u32,
    tumor_alt: u32,
    tumor_depth: u32,
    normal_ref: Option<u32>,
    normal_alt: Option<u32>,
    normal_depth: Option<u32>,
    germline_probability: f64,
    gene: Option<&'a str>,
    transcript: Option<&'a str>,
    consequence: Option<String>,
    coding_change: Option<&'a str>,
    protein_change: Option<&'a str>,
    tmb_verdict: Option<String>,
}

/// The microsatellite sites as a JSON array.
pub fn sites_json(profile: &Profile) -> serde_json::Result<String> {
    let sites = profile.msi.iter().flat_map(|msi| &msi.sites);
    serde_json::to_string(&sites.map(|call| site_row(call, &profile.contigs)).collect::<Vec<_>>())
}

/// The small variants as a JSON array.
pub fn variants_json(profile: &Profile) -> serde_json::Result<String> {
    let calls = profile.variants.as_ref().map_or(&[][..], |variants| &variants.calls);
    let mut trace = profile.tmb.as_ref().map_or(&[][..], |tmb| &tmb.trace).iter();
    let has_normal = profile.samples.normal.is_some();
    let rows: Vec<_> = calls.iter().map(|call| variant_row(call, trace.next(), &profile.contigs, has_normal)).collect();
    serde_json::to_string(&rows)
}

fn site_row<'a>(call: &'a SiteCall, contigs: &'a Contigs) -> SiteRow<'a> {
    SiteRow {
        chrom: contigs.name(call.site.contig),
        start: call.site.start,
        end: call.site.end(),
        unit: call.site.unit.to_string(),
        copies: call.site.copies,
        status: call.status.as_str(),
        p_value: call.p_value,
        q_value: call.q_value,
        shift: call.shift,
        shifted_fraction: call.shifted_fraction,
        normal_reads: call.normal.total(),
        tumor_reads: call.tumor.total(),
        normal_lengths: lengths(&call.normal),
        tumor_lengths: lengths(&call.tumor),
        reason: call.reason.map(SiteReason::as_str),
    }
}

/// `length:count,…`, lengths in copies.
fn lengths(counts: &LengthCounts) -> String {
    counts.iter().map(|(length, count)| format!("{length}:{count}")).collect::<Vec<_>>().join(",")
}

fn variant_row<'a>(call: &'a VariantCall, verdict: Option<&Verdict>, contigs: &'a Contigs, has_normal: bool) -> VariantRow<'a> {
    let allele = &call.candidate.allele;
    let [tumor, normal] = &call.candidate.samples;
    let consequence = call.candidate.consequence.as_ref();
    let filters: Vec<&str> = call.filters.iter().map(|filter| filter.name()).collect();
    let text = |bases: &[u8]| String::from_utf8_lossy(bases).into_owned();
    let named = |name: &'a str| (!name.is_empty()).then_some(name);
    VariantRow {
        chrom: contigs.name(allele.contig),
        start: allele.start,
        end: allele.start + allele.reference.len() as u32,
        pos: allele.start + 1,
        reference: text(&allele.reference),
        alt: text(&allele.alternate),
        filter: if filters.is_empty() { "PASS".into() } else { filters.join(";") },
        quality: call.score.quality,
        vaf: call.vaf,
        vaf_low: call.vaf_ci95[0],
        vaf_high: call.vaf_ci95[1],
        tumor_ref: tumor.reference.fragments(),
        tumor_alt: tumor.alternate.fragments(),
        tumor_depth: tumor.depth(),
        normal_ref: has_normal.then(|| normal.reference.fragments()),
        normal_alt: has_normal.then(|| normal.alternate.fragments()),
        normal_depth: has_normal.then(|| normal.depth()),
        germline_probability: call.score.germline_probability,
        gene: consequence.and_then(|c| named(&c.gene_name)),
        transcript: consequence.and_then(|c| named(&c.transcript_id)),
        consequence: consequence.map(oncosweep::genes::Consequence::terms_joined),
        coding_change: consequence.and_then(|c| c.coding_change.as_deref()),
        protein_change: consequence.and_then(|c| c.protein_change.as_deref()),
        tmb_verdict: verdict.map(|verdict| verdict.code().to_string()),
    }
}

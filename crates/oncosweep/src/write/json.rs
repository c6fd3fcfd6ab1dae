//! profile.json: the whole profile in one document.
//!
//! Keys are sorted or in the order of the contract, floats have at most twelve significant digits (more than any estimate has, and few enough
//! that two builds agree on them), and a number that could not be computed is `null`. There is no time and no path in it, so equal inputs give equal bytes.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use crate::{
    config::Config,
    error::{Error, Result},
    evidence::ReferenceInput,
    fusion::{Fusion, FusionBackground, FusionBaselineSummary, Fusions},
    msi::Msi,
    profile::{Profile, Qc},
    tmb::{Tmb, VcfSource},
    variant::{VariantBaselineSummary, VariantCalls, VariantSummary},
};

/// The document's schema; a key is renamed or removed only with a new number.
pub const SCHEMA: &str = "oncosweep/1";

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    tool: Tool,
    parameters: &'a Config,
    inputs: Inputs<'a>,
    qc: &'a Qc,
    tmb: Option<&'a Tmb>,
    msi: Option<&'a Msi>,
    /// `null` when not swept for: "not assessed" is not "not detected".
    fusions: Option<Vec<FusionEntry<'a>>>,
    /// One entry an assay; empty when not swept for.
    fusion_background: Vec<FusionBackground>,
    /// The normals that fusions were compared with; left out without any.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    fusion_baselines: &'a [FusionBaselineSummary],
    /// The normals that variants were compared with; left out without any.
    #[serde(skip_serializing_if = "Option::is_none")]
    variant_baseline: Option<&'a VariantBaselineSummary>,
    variants: Option<VariantSummary>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Inputs<'a> {
    tumor: Option<SampleEntry<'a>>,
    normal: Option<SampleEntry<'a>>,
    rna: Option<SampleEntry<'a>>,
    reference: Option<ReferenceEntry<'a>>,
    /// The VCF file a burden was counted in; left out of sweeps.
    #[serde(skip_serializing_if = "Option::is_none")]
    calls: Option<&'a VcfSource>,
}

#[derive(Serialize)]
struct SampleEntry<'a> {
    sample: &'a str,
    /// `null` where no alignments were read.
    reads: Option<u64>,
}

#[derive(Serialize)]
struct ReferenceEntry<'a> {
    file: &'a str,
    contigs: u64,
    md5_verified: u64,
}

#[derive(Serialize)]
struct FusionEntry<'a> {
    #[serde(flatten)]
    fusion: &'a Fusion,
    assay: &'static str,
    filter: String,
}

/// The text of profile.json.
///
/// # Errors
/// [`Error::Config`] when the profile holds what JSON cannot (it never should).
pub fn profile_json(profile: &Profile) -> Result<String> {
    let sample = |name: &'_ Option<String>, reads: Option<u64>| name.clone().map(|name| (name, reads));
    let reads = |qc: &Option<crate::profile::SampleQc>| qc.as_ref().map(|qc| qc.reads);
    let names = [
        sample(&profile.samples.tumor, reads(&profile.qc.tumor)),
        sample(&profile.samples.normal, reads(&profile.qc.normal)),
        sample(&profile.samples.rna, reads(&profile.qc.rna)),
    ];
    let entry = |index: usize| names[index].as_ref().map(|(sample, reads)| SampleEntry { sample, reads: *reads });
    let document = Document {
        schema: SCHEMA,
        tool: Tool { name: "oncosweep", version: env!("CARGO_PKG_VERSION") },
        parameters: &profile.config,
        inputs: Inputs {
            tumor: entry(0),
            normal: entry(1),
            rna: entry(2),
            reference: profile.reference.as_ref().map(reference_entry),
            calls: profile.calls.as_ref(),
        },
        qc: &profile.qc,
        tmb: profile.tmb.as_ref().map(|call| &call.tmb),
        msi: profile.msi.as_ref(),
        fusions: profile.biomarkers.fusions.then(|| fusion_entries(profile)),
        fusion_background: profile.fusions.iter().map(Fusions::background).collect(),
        fusion_baselines: &profile.fusion_baselines,
        variant_baseline: profile.variant_baseline.as_ref(),
        variants: profile.variants.as_ref().map(VariantCalls::summary),
    };
    let failed = |e: &dyn std::fmt::Display| Error::Config(format!("profile.json cannot be made: {e}"));
    let mut bytes = Vec::new();
    document.serialize(&mut Serializer::with_formatter(&mut bytes, Rounded(PrettyFormatter::new()))).map_err(|e| failed(&e))?;
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(|e| failed(&e))
}

/// Indented JSON with rounded floats.
struct Rounded<'a>(PrettyFormatter<'a>);

impl Formatter for Rounded<'_> {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        // One digit before the point and eleven behind; reading it back gives the shortest text.
        let rounded = format!("{value:.11e}").parse().unwrap_or(value);
        self.0.write_f64(writer, rounded)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

fn fusion_entries(profile: &Profile) -> Vec<FusionEntry<'_>> {
    profile.listed_fusions().map(|fusion| FusionEntry { assay: fusion.assay_text(), filter: fusion.filter_text(), fusion }).collect()
}

fn reference_entry(input: &ReferenceInput) -> ReferenceEntry<'_> {
    ReferenceEntry { file: &input.file, contigs: input.contigs, md5_verified: input.md5_verified.len() as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_rounded_and_nothing_else_changes() {
        let value = serde_json::json!({"a": [0.1, 0.145_405_245_488_212_1, 4.098_264_811_614_311e-47, 200.0, null, 7], "b": {}, "c": []});
        let mut bytes = Vec::new();
        value.serialize(&mut Serializer::with_formatter(&mut bytes, Rounded(PrettyFormatter::new()))).unwrap();
        let rounded = serde_json::json!({"a": [0.1, 0.145_405_245_488, 4.098_264_811_61e-47, 200.0, null, 7], "b": {}, "c": []});
        assert_eq!(String::from_utf8(bytes).unwrap(), serde_json::to_string_pretty(&rounded).unwrap());
    }
}

//! Whether one variant counts, and if not, why.

use std::borrow::Cow;

use super::{Counted, Preset};
use crate::genes::Consequence;

/// What the burden needs to know of a variant.
// Each flag is a fact of its own: none excludes another.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, Copy)]
pub struct TmbVariant<'a> {
    /// The first filter it failed, as in VCF's FILTER column; `None` for PASS.
    pub failed_filter: Option<&'a str>,
    /// Whether a base it changes (for an insertion: a base beside it) lies in the target; true without a target.
    pub in_target: bool,
    /// The same for the coding territory.
    pub in_coding_territory: bool,
    /// The consequence to report; `None` when it was not annotated.
    pub consequence: Option<&'a Consequence>,
    /// Tumour depth in fragments.
    pub tumor_depth: u32,
    /// Normal depth in fragments; `None` without a normal.
    pub normal_depth: Option<u32>,
    /// Variant allele fraction in the tumour.
    pub vaf: f64,
    /// Whether it exchanges several neighbouring bases.
    pub is_mnv: bool,
    /// Whether it is a listed hot spot.
    pub is_hotspot: bool,
}

/// Counted, or the first rule that excluded the variant; the rules are asked in the order of this enum.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It counts.
    Counted,
    /// The caller did not pass it.
    Filter(String),
    /// Outside of the target.
    OffTarget,
    /// It was not annotated.
    NotAnnotated,
    /// Outside of coding sequence.
    NotCoding,
    /// Tumour depth under the rule's.
    LowDepth,
    /// Normal depth under the rule's.
    LowNormalDepth,
    /// Allele fraction under the rule's.
    LowVaf,
    /// The rule leaves multi-nucleotide variants out.
    Mnv,
    /// The rule counts protein changes only.
    Synonymous,
    /// The rule counts missense variants only.
    NotMissense,
    /// The rule leaves hot spots out.
    Hotspot,
}

impl Verdict {
    /// The code in `tmb.trace.tsv`: `counted`, `filter:<name>`, `off_target`, …
    pub fn code(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Counted => "counted",
            Self::Filter(name) => return Cow::Owned(format!("filter:{name}")),
            Self::OffTarget => "off_target",
            Self::NotAnnotated => "not_annotated",
            Self::NotCoding => "not_coding",
            Self::LowDepth => "low_depth",
            Self::LowNormalDepth => "low_normal_depth",
            Self::LowVaf => "low_vaf",
            Self::Mnv => "mnv",
            Self::Synonymous => "synonymous",
            Self::NotMissense => "not_missense",
            Self::Hotspot => "hotspot",
        })
    }

    /// The verdict of `rule` on `variant`.
    pub fn of(variant: &TmbVariant<'_>, rule: &Preset) -> Self {
        let consequence = match usable(variant, rule) {
            Ok(consequence) => consequence,
            Err(verdict) => return verdict,
        };
        match rule.counted {
            Counted::Nonsynonymous if !consequence.is_nonsynonymous() => return Self::Synonymous,
            Counted::Missense if !consequence.is_missense() => return Self::NotMissense,
            _ => {}
        }
        if rule.removes_hotspots && variant.is_hotspot { Self::Hotspot } else { Self::Counted }
    }
}

/// What all definitions ask for: a passing variant in callable coding territory with enough allele fraction. Its consequence, or the first
/// rule that excludes it.
fn usable<'a>(variant: &TmbVariant<'a>, rule: &Preset) -> Result<&'a Consequence, Verdict> {
    if let Some(name) = variant.failed_filter {
        return Err(Verdict::Filter(name.to_owned()));
    }
    if !variant.in_target {
        return Err(Verdict::OffTarget);
    }
    let consequence = variant.consequence.ok_or(Verdict::NotAnnotated)?;
    if !variant.in_coding_territory || !consequence.is_coding() {
        return Err(Verdict::NotCoding);
    }
    if variant.tumor_depth < rule.min_tumor_depth {
        return Err(Verdict::LowDepth);
    }
    if variant.normal_depth.is_some_and(|depth| depth < rule.min_normal_depth) {
        return Err(Verdict::LowNormalDepth);
    }
    // An allele fraction that is not a number is not enough either.
    if variant.vaf.is_nan() || variant.vaf < rule.min_vaf {
        return Err(Verdict::LowVaf);
    }
    if rule.removes_mnv && variant.is_mnv {
        return Err(Verdict::Mnv);
    }
    Ok(consequence)
}

//! Whether one variant counts, and if not, why.

use std::borrow::Cow;

use super::{Counted, Preset, Transcripts};
use crate::{
    genes::{Consequence, Term},
    variant::AlleleKind,
};

/// What the burden needs to know of a variant.
// Each flag is a fact of its own: none excludes another.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, Copy)]
pub struct TmbVariant<'a> {
    /// The first filter it failed, as in VCF's FILTER column; `None` for PASS.
    pub failed_filter: Option<&'a str>,
    /// Whether the file tells anything of it in the tumour's sample; a file of several samples may tell of another's alone.
    pub in_sample: bool,
    /// Whether a base it changes (for an insertion: a base beside it) lies in the target; true without a target.
    pub in_target: bool,
    /// The same for the coding territory.
    pub in_coding_territory: bool,
    /// The consequence to report; `None` when it was not annotated.
    pub consequence: Option<&'a Consequence>,
    /// The consequences on all transcripts, for rules that ask any; may be empty, and then `consequence` speaks.
    pub on_transcripts: &'a [Consequence],
    /// Tumour depth in fragments or reads; `None` where it is not told.
    pub tumor_depth: Option<u32>,
    /// Fragments or reads of the allele in the tumour; `None` where they are not told.
    pub tumor_alternate: Option<u32>,
    /// Normal depth in fragments or reads; `None` without a normal.
    pub normal_depth: Option<u32>,
    /// Variant allele fraction in the tumour; `None` where it is not told.
    pub vaf: Option<f64>,
    /// Allele frequency in a population, where one is told.
    pub population_af: Option<f64>,
    /// What it does to the sequence.
    pub kind: AlleleKind,
    /// Whether it is a listed hot spot.
    pub is_hotspot: bool,
    /// Whether an earlier line of the same file tells the same variant.
    pub is_repeated: bool,
    /// Posterior probability that it is not somatic; `None` where none is told.
    pub error_probability: Option<f64>,
    /// The part of it that is inheritance.
    pub germline_probability: f64,
    /// Whether nothing but the posterior speaks against it: every filter it failed weighs that.
    pub failed_by_posterior: bool,
}

impl TmbVariant<'_> {
    /// The consequences on all transcripts that are known.
    fn known_consequences(&self) -> &[Consequence] {
        match self.consequence {
            Some(consequence) if self.on_transcripts.is_empty() => std::slice::from_ref(consequence),
            _ => self.on_transcripts,
        }
    }
}

/// Counted, or the first rule that excluded the variant; the rules are asked in the order of this enum.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It counts.
    Counted,
    /// The caller did not pass it.
    Filter(String),
    /// It was not called in this sample.
    NotInSample,
    /// An earlier line tells it already.
    Repeated,
    /// Outside of the target.
    OffTarget,
    /// It was not annotated.
    NotAnnotated,
    /// Outside of coding sequence.
    NotCoding,
    /// The rule asks for counts of reads that the file does not tell.
    NoCounts,
    /// Tumour depth under the rule's.
    LowDepth,
    /// Normal depth under the rule's.
    LowNormalDepth,
    /// Fewer fragments of the allele than the rule's.
    LowSupport,
    /// Allele fraction under the rule's.
    LowVaf,
    /// Allele fraction over the rule's for a tumour without a normal.
    HighVaf,
    /// As frequent in the population as the rule's limit.
    Population,
    /// The rule leaves multi-nucleotide variants out.
    Mnv,
    /// The rule leaves all but single-base substitutions out.
    NotSnv,
    /// The rule leaves the gene out.
    Gene,
    /// The rule counts protein changes only.
    Synonymous,
    /// The rule counts missense variants only.
    NotMissense,
    /// The rule leaves truncations of the tumour suppressor out.
    Truncation,
    /// The rule leaves hot spots out.
    Hotspot,
}

impl Verdict {
    /// The code in `tmb.trace.tsv`: `counted`, `filter:<name>`, `off_target`, …
    pub fn code(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Counted => "counted",
            Self::Filter(name) => return Cow::Owned(format!("filter:{name}")),
            Self::NotInSample => "not_in_sample",
            Self::Repeated => "repeated",
            Self::OffTarget => "off_target",
            Self::NotAnnotated => "not_annotated",
            Self::NotCoding => "not_coding",
            Self::NoCounts => "no_counts",
            Self::LowDepth => "low_depth",
            Self::LowNormalDepth => "low_normal_depth",
            Self::LowSupport => "low_support",
            Self::LowVaf => "low_vaf",
            Self::HighVaf => "high_vaf",
            Self::Population => "population",
            Self::Mnv => "mnv",
            Self::NotSnv => "not_snv",
            Self::Gene => "gene",
            Self::Synonymous => "synonymous",
            Self::NotMissense => "not_missense",
            Self::Truncation => "truncation",
            Self::Hotspot => "hotspot",
        })
    }

    /// The verdict of `rule` on `variant`.
    pub fn of(variant: &TmbVariant<'_>, rule: &Preset) -> Self {
        let checks = [usable, deep_enough, inherited, left_out, effect];
        checks.into_iter().find_map(|check| check(variant, rule)).unwrap_or(Self::Counted)
    }
}

/// A passing, annotated variant of the coding target.
fn usable(variant: &TmbVariant<'_>, rule: &Preset) -> Option<Verdict> {
    if let Some(name) = variant.failed_filter {
        return Some(Verdict::Filter(name.to_owned()));
    }
    if !variant.in_sample {
        return Some(Verdict::NotInSample);
    }
    if variant.is_repeated && !rule.counts_lines {
        return Some(Verdict::Repeated);
    }
    if !variant.in_target {
        return Some(Verdict::OffTarget);
    }
    if variant.known_consequences().is_empty() {
        return Some(Verdict::NotAnnotated);
    }
    let spliced = |c: &Consequence| rule.counts_splice && c.terms.iter().any(|&term| is_splice(term));
    let coding = said_of(variant, rule, |c| c.is_coding() || spliced(c));
    // Splice sites lie beside the coding territory, not in it.
    let inside = variant.in_coding_territory || said_of(variant, rule, spliced);
    (!coding || !inside).then_some(Verdict::NotCoding)
}

/// Whether `is` holds of the consequences that speak under `rule`.
fn said_of(variant: &TmbVariant<'_>, rule: &Preset, is: impl Fn(&Consequence) -> bool) -> bool {
    match rule.transcripts {
        Transcripts::Chosen => variant.consequence.is_some_and(is),
        Transcripts::Any => variant.known_consequences().iter().any(is),
    }
}

fn is_truncating(term: Term) -> bool {
    matches!(term, Term::StopGained | Term::Frameshift) || term.is_splice_site()
}

fn is_splice(term: Term) -> bool {
    term.is_splice_site() || term == Term::SpliceRegion
}

/// Enough fragments to say it is there, in the places the denominator counts.
fn deep_enough(variant: &TmbVariant<'_>, rule: &Preset) -> Option<Verdict> {
    let missing = |asked: bool, told: bool| asked && !told;
    if missing(rule.min_tumor_depth > 0, variant.tumor_depth.is_some())
        || missing(rule.min_tumor_alternate > 0, variant.tumor_alternate.is_some())
        || missing(rule.min_vaf > 0.0, variant.vaf.is_some())
    {
        return Some(Verdict::NoCounts);
    }
    if variant.tumor_depth.is_some_and(|depth| depth < rule.min_tumor_depth) {
        return Some(Verdict::LowDepth);
    }
    if variant.normal_depth.is_some_and(|depth| depth < rule.min_normal_depth) {
        return Some(Verdict::LowNormalDepth);
    }
    if variant.tumor_alternate.is_some_and(|alternate| alternate < rule.min_tumor_alternate) {
        return Some(Verdict::LowSupport);
    }
    // An allele fraction that is not a number is not enough either.
    variant.vaf.is_some_and(|vaf| vaf.is_nan() || vaf < rule.min_vaf).then_some(Verdict::LowVaf)
}

/// Signs of inheritance.
fn inherited(variant: &TmbVariant<'_>, rule: &Preset) -> Option<Verdict> {
    let too_high = |vaf: f64| rule.max_vaf_without_normal.is_some_and(|limit| vaf > limit);
    if variant.normal_depth.is_none() && variant.vaf.is_some_and(too_high) {
        return Some(Verdict::HighVaf);
    }
    let common = |frequency: f64| frequency > 0.0 && rule.max_population_af.is_some_and(|limit| frequency >= limit);
    variant.population_af.is_some_and(common).then_some(Verdict::Population)
}

/// Kinds and genes that the rule leaves out.
fn left_out(variant: &TmbVariant<'_>, rule: &Preset) -> Option<Verdict> {
    if rule.removes_mnv && variant.kind == AlleleKind::Mnv {
        return Some(Verdict::Mnv);
    }
    if rule.snvs_only && variant.kind != AlleleKind::Snv {
        return Some(Verdict::NotSnv);
    }
    let gene_is_left_out = |c: &Consequence| rule.removed_genes.contains(&c.gene_name.as_str());
    (!rule.removed_genes.is_empty() && said_of(variant, rule, gene_is_left_out)).then_some(Verdict::Gene)
}

/// What it does to the protein, and whether that is a known driver's.
fn effect(variant: &TmbVariant<'_>, rule: &Preset) -> Option<Verdict> {
    match rule.counted {
        Counted::Nonsynonymous if !is_nonsynonymous(variant, rule) => return Some(Verdict::Synonymous),
        Counted::Missense if !said_of(variant, rule, Consequence::is_missense) => return Some(Verdict::NotMissense),
        _ => {}
    }
    let truncates =
        |c: &Consequence| rule.removed_truncations.contains(&c.gene_name.as_str()) && c.terms.iter().any(|&term| is_truncating(term));
    if !rule.removed_truncations.is_empty() && said_of(variant, rule, truncates) {
        return Some(Verdict::Truncation);
    }
    (rule.removes_hotspots && variant.is_hotspot).then_some(Verdict::Hotspot)
}

/// Whether the variant changes the protein. By any transcript, a variant that is synonymous on one of them must change another's protein by
/// a substitution, a frameshift or a splice site; all others count (pyTMB's `--filterSyn`).
fn is_nonsynonymous(variant: &TmbVariant<'_>, rule: &Preset) -> bool {
    let spliced = |term: Term| rule.counts_splice && is_splice(term);
    match rule.transcripts {
        Transcripts::Chosen => variant.consequence.is_some_and(|c| c.is_nonsynonymous() || c.terms.iter().any(|&term| spliced(term))),
        Transcripts::Any => {
            let any = |is: &dyn Fn(Term) -> bool| variant.known_consequences().iter().flat_map(|c| &c.terms).any(|&term| is(term));
            let changes = |term| {
                let by_base = matches!(term, Term::Missense | Term::StopGained | Term::StopLost | Term::StartLost | Term::Frameshift);
                by_base || spliced(term)
            };
            !any(&|term| matches!(term, Term::Synonymous | Term::StopRetained)) || any(&changes)
        }
    }
}

//! The burden: counts over callable territory, in every definition.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Counted, Preset, Territory, TmbConfig, TmbVariant, TrueCount, Verdict};
use crate::error::Result;

/// The classes of burden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TmbStatus {
    /// The burden reaches the threshold with the configured probability.
    High,
    /// It stays under the threshold with the configured probability.
    Low,
    /// Neither can be said.
    Indeterminate,
}

/// The burden by one definition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Definition {
    /// Variants counted.
    pub variants: u64,
    /// Variants per callable Mb; `None` without callable territory.
    pub per_mb: Option<f64>,
    /// Poisson interval of [`Definition::per_mb`], 95 %, widened by the calls' doubt.
    pub ci95: Option<[f64; 2]>,
}

/// What the posteriors of a rule's calls leave in doubt.
struct Doubt {
    /// Calls counted.
    counted: u64,
    /// Calls expected to be false among them; `None` where no posterior is told.
    expected_false: Option<f64>,
    /// Of these, inherited variants.
    inherited: Option<f64>,
    /// Somatic variants expected among calls that only their posterior kept from counting.
    missed: Option<f64>,
    /// The distribution of the true count.
    truth: TrueCount,
}

/// A sum that is 0 and not -0 for no term.
fn sum(terms: impl Iterator<Item = f64>) -> f64 {
    terms.fold(0.0, |sum, term| sum + term)
}

impl Doubt {
    fn of(variants: &[TmbVariant<'_>], rule: &Preset) -> Self {
        let is_counted = |variant: &&TmbVariant<'_>| Verdict::of(variant, rule) == Verdict::Counted;
        let counted: Vec<&TmbVariant<'_>> = variants.iter().filter(is_counted).collect();
        let would_count = |variant: &&TmbVariant<'_>| {
            variant.failed_filter.is_some()
                && variant.failed_by_posterior
                && Verdict::of(&TmbVariant { failed_filter: None, ..**variant }, rule) == Verdict::Counted
        };
        let told = variants.iter().all(|variant| variant.error_probability.is_some());
        let false_share = |variant: &TmbVariant<'_>| variant.error_probability.unwrap_or(0.0);
        let missed: Vec<f64> = variants.iter().filter(would_count).map(|variant| 1.0 - false_share(variant)).collect();
        let true_shares = counted.iter().map(|variant| 1.0 - false_share(variant));
        Self {
            expected_false: told.then(|| sum(counted.iter().map(|variant| false_share(variant)))),
            inherited: told.then(|| sum(counted.iter().map(|variant| variant.germline_probability))),
            missed: told.then(|| sum(missed.iter().copied())),
            truth: TrueCount::new(true_shares.chain(missed.iter().copied())),
            counted: counted.len() as u64,
        }
    }
}

impl Tmb {
    /// Says that the rule leaves hot spots out where none is listed.
    pub fn note_hotspots(&mut self, listed: usize) {
        if self.rule.removes_hotspots && listed == 0 {
            self.notes.push("the rule leaves hot spots out, but none is listed: known drivers count".into());
        }
    }
}

impl Definition {
    fn new(doubt: &Doubt, has_normal: bool, callable_mb: f64, scale: f64) -> Self {
        let callable = callable_mb > 0.0;
        let ci95 = doubt.truth.interval(0.95).map(|bound| bound * scale / callable_mb);
        // Without a normal the calls are a mixture: the estimate is of the somatic ones in it.
        let variants = if has_normal || doubt.expected_false.is_none() { doubt.counted as f64 } else { doubt.truth.mean() };
        Self {
            variants: doubt.counted,
            per_mb: callable.then(|| variants * scale / callable_mb),
            ci95: (callable && ci95.iter().all(|b| b.is_finite())).then_some(ci95),
        }
    }
}

/// The burden of a case. Field names are those of the output contract.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tmb {
    /// Variants per callable Mb; without a normal, somatic variants expected among and beside those counted; `None` without callable territory.
    pub per_mb: Option<f64>,
    /// Poisson interval of the rate, 95 %: the exact one, widened by what the calls' posteriors leave in doubt.
    pub ci95: Option<[f64; 2]>,
    /// Variants counted.
    pub variants: u64,
    /// Calls expected to be false among those counted, by their posteriors; `None` where none are told.
    pub expected_false: Option<f64>,
    /// Of these, inherited variants that were taken for somatic ones.
    pub leaked_germline: Option<f64>,
    /// Somatic variants expected among calls that only their posterior kept from counting.
    pub expected_missed: Option<f64>,
    /// Callable coding territory, in Mb.
    pub callable_mb: f64,
    /// What the territory is, in words.
    pub territory: &'static str,
    /// Name of the rule used.
    pub preset: String,
    /// The rule used.
    pub rule: Preset,
    /// Posterior probability that the burden reaches the threshold, under Jeffreys' prior.
    pub probability_high: Option<f64>,
    /// The threshold, in variants per Mb.
    pub threshold: f64,
    /// High, low or indeterminate; `None` when the territory is too small to say.
    pub status: Option<TmbStatus>,
    /// Why a value is missing.
    pub reason: Option<String>,
    /// What the rule asks for and nobody told, and other things to know of the number.
    pub notes: Vec<String>,
    /// The burden by every definition: {coding, nonsynonymous, missense}, with hot spots (plain name) and `_without_hotspots`; allele fraction, depth
    /// and MNVs are treated as the preset says.
    pub definitions: BTreeMap<String, Definition>,
    /// Variants not counted, by the code of their verdict.
    pub excluded: BTreeMap<String, u64>,
}

/// The burden and the verdict on each variant.
#[derive(Debug, Clone, PartialEq)]
pub struct TmbCall {
    /// The burden.
    pub tmb: Tmb,
    /// The verdict on each variant, in the order of the input.
    pub trace: Vec<Verdict>,
}

const DEFINITIONS: [(&str, Counted, bool); 6] = [
    ("coding", Counted::Coding, false),
    ("coding_without_hotspots", Counted::Coding, true),
    ("missense", Counted::Missense, false),
    ("missense_without_hotspots", Counted::Missense, true),
    ("nonsynonymous", Counted::Nonsynonymous, false),
    ("nonsynonymous_without_hotspots", Counted::Nonsynonymous, true),
];

/// The burden of `variants` over `territory`. `has_normal` says whether the normal's depth matters.
///
/// # Errors
/// [`Error::Config`](crate::Error::Config) for a setting out of its range.
pub fn call(variants: &[TmbVariant<'_>], territory: &Territory<'_>, has_normal: bool, config: &TmbConfig) -> Result<TmbCall> {
    let rule = config.rule()?;
    let callable_bases = territory.callable_bases(rule.min_tumor_depth, if has_normal { rule.min_normal_depth } else { 0 });
    let callable_mb = callable_bases as f64 / 1e6;

    let trace: Vec<Verdict> = variants.iter().map(|v| Verdict::of(v, &rule)).collect();
    let mut excluded = BTreeMap::new();
    for verdict in trace.iter().filter(|v| **v != Verdict::Counted) {
        *excluded.entry(verdict.code().into_owned()).or_insert(0) += 1;
    }
    let definitions = DEFINITIONS
        .iter()
        .map(|&(name, counted, removes_hotspots)| {
            let doubt = Doubt::of(variants, &Preset { counted, removes_hotspots, ..rule.clone() });
            (name.to_owned(), Definition::new(&doubt, has_normal, callable_mb, rule.scale))
        })
        .collect();

    let doubt = Doubt::of(variants, &rule);
    let Definition { variants: counted, per_mb, ci95 } = Definition::new(&doubt, has_normal, callable_mb, rule.scale);
    let probability_high = (callable_bases > 0)
        .then(|| doubt.truth.rate_at_least(config.threshold_per_mb * callable_mb / rule.scale))
        .filter(|p| p.is_finite());
    let (status, reason) = match (probability_high, no_status_reason(territory, callable_mb, has_normal, &rule, config)) {
        (Some(probability), None) => (Some(status(probability, config)), None),
        (None, None) => (None, Some("the probability of a high burden could not be computed".to_owned())),
        (_, reason) => (None, reason),
    };
    let tmb = Tmb {
        per_mb,
        ci95,
        variants: counted,
        expected_false: doubt.expected_false,
        leaked_germline: doubt.inherited,
        expected_missed: doubt.missed,
        callable_mb,
        territory: territory.meaning(),
        preset: rule.id.to_owned(),
        probability_high,
        threshold: config.threshold_per_mb,
        status,
        reason,
        notes: Vec::new(),
        definitions,
        excluded,
        rule,
    };
    Ok(TmbCall { tmb, trace })
}

fn status(probability_high: f64, config: &TmbConfig) -> TmbStatus {
    if probability_high >= config.min_probability_high {
        TmbStatus::High
    } else if probability_high <= config.max_probability_low {
        TmbStatus::Low
    } else {
        TmbStatus::Indeterminate
    }
}

/// Why no status can be given: the territory is missing, not covered or too small.
fn no_status_reason(territory: &Territory<'_>, callable_mb: f64, has_normal: bool, rule: &Preset, config: &TmbConfig) -> Option<String> {
    let too_small = callable_mb < config.min_callable_mb;
    let asked = config.min_callable_mb;
    match territory {
        Territory::Known { bases: 0, meaning } => Some(format!("no territory: there are no {meaning}")),
        Territory::Known { .. } => too_small.then(|| format!("the territory has {callable_mb:.3} Mb, but a status asks for {asked} Mb")),
        Territory::Depths(depths) => {
            let reached = if has_normal {
                format!("tumour depth {} and normal depth {}", rule.min_tumor_depth, rule.min_normal_depth)
            } else {
                format!("tumour depth {}", rule.min_tumor_depth)
            };
            if depths.total_bases() == 0 {
                Some("no coding territory: the target holds no coding base, or no gene annotation with CDS rows was given".into())
            } else if callable_mb <= 0.0 {
                Some(format!("no coding base of the target reaches {reached}"))
            } else {
                too_small.then(|| format!("{callable_mb:.3} Mb reach {reached}, but a status asks for {asked} Mb"))
            }
        }
    }
}

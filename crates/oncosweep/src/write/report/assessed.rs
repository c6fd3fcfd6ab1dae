//! What was assessed and what was not, and what became of the reads.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    hotspot_list,
    table::{grid, pairs},
    text::{count, decimal, escape, interval, none, percent, words},
};

const SAMPLES: [(&str, &str); 3] = [("tumor", "Tumour"), ("normal", "Normal"), ("rna", "RNA")];

/// The section's content.
pub(super) fn markup(profile: &Value) -> String {
    let (tmb, msi) = (&profile["tmb"], &profile["msi"]);
    let mut rows = Vec::new();
    let mut say = |name: &str, value: String| rows.push((name.to_owned(), value));
    if tmb.is_object() {
        let parameters = &profile["parameters"]["tmb"];
        say(
            "Burden",
            format!(
                "{} Mb ({}); a status asks for {} Mb",
                decimal(&tmb["callable_mb"], 3),
                escape(tmb["territory"].as_str().unwrap_or("callable coding sequence")),
                decimal(&parameters["min_callable_mb"], 1)
            ),
        );
    } else {
        say("Burden", "not swept for".into());
    }
    if msi.is_object() {
        let reasons = counts(&msi["not_assessed"]);
        let not = if reasons.is_empty() { String::new() } else { format!("; not assessed: {reasons}") };
        say("Microsatellites", format!("{} of {} listed sites{not}", count(&msi["sites_assessed"]), count(&msi["sites_listed"])));
    } else {
        say("Microsatellites", "not swept for".into());
    }
    let calls = &profile["inputs"]["calls"];
    if calls.is_object() {
        let not = count(&calls["not_small_variants"]);
        let said = format!(
            "from a VCF file of {} records, {not} alleles of which are no small variants; consequences from {}",
            count(&calls["records"]),
            escape(calls["annotation"].as_str().unwrap_or("?"))
        );
        say("Calls", said);
    }
    if profile["fusions"].is_null() {
        say("Fusions", "not swept for".into());
    } else {
        let assays = [("tumor", "DNA"), ("rna", "RNA")].into_iter().filter(|(key, _)| profile["inputs"][key].is_object());
        say("Fusions", format!("from {}", assays.map(|(_, name)| name).collect::<Vec<_>>().join(" and ")));
    }
    let variants = &profile["variants"];
    if variants.is_object() {
        say("Small variants", format!("{} pass, {} candidates filtered", count(&variants["pass"]), count(&variants["filtered"])));
        if variants["listed"].as_object().is_some_and(|listed| !listed.is_empty()) {
            say("Listed alleles", hotspot_list::summary(variants));
        }
    } else if !calls.is_object() {
        say("Small variants", "not swept for".into());
    }
    for (key, name) in SAMPLES {
        if profile["inputs"][key].is_null() {
            say(name, "not given".into());
        }
    }
    format!("<div class=\"two\">{}{}</div>{}", pairs("", &rows), reads(&profile["qc"]), unused(&profile["qc"]))
}

/// `not spanning 12, few reads 3` of an object of counts, leaving out zeros.
fn counts(reasons: &Value) -> String {
    let Some(reasons) = reasons.as_object() else { return String::new() };
    let shown = reasons.iter().filter(|(_, n)| n.as_u64() != Some(0));
    shown.map(|(reason, n)| format!("{} {}", words(reason), count(n))).collect::<Vec<_>>().join(", ")
}

fn present(qc: &Value) -> Vec<(&'static str, &'static str)> {
    SAMPLES.into_iter().filter(|(key, _)| qc[key].is_object()).collect()
}

/// Reads of each sample, those not used by reason, and depth.
fn reads(qc: &Value) -> String {
    let samples = present(qc);
    // A VCF file was counted; no alignments were read.
    if samples.is_empty() {
        return String::new();
    }
    let mut head = vec![""];
    head.extend(samples.iter().map(|(_, name)| *name));
    let row = |name: &str, value: &dyn Fn(&Value) -> String| {
        let values = samples.iter().map(|(key, _)| value(&qc[key]));
        std::iter::once(name.to_owned()).chain(values).collect::<Vec<String>>()
    };
    let mut rows = vec![row("Alignment records", &|s| count(&s["reads"]))];
    for reason in reasons(&samples, |key| &qc[key]["skipped"]) {
        rows.push(row(&format!("skipped: {}", words(&reason)), &|s| count(&s["skipped"][&reason])));
    }
    rows.push(row("Mean depth in target", &|s| decimal(&s["mean_target_depth"], 1)));
    rows.push(row("Duplicates", &|s| percent(&s["duplicate_fraction"])));
    rows.push(row("Mismatches per base", &|s| {
        let rate = &s["error_rate"];
        rate.as_f64().map_or_else(none, |n| super::text::figure(rate, &format!("{n:.5}")))
    }));
    for (key, name) in [("contamination", "Another person’s DNA"), ("tumor_share", "Tumour in the normal")] {
        if samples.iter().any(|(sample, _)| qc[sample][key].is_object()) {
            rows.push(row(name, &|s| share(&s[key])));
        }
    }
    grid("Reads", &head, &rows)
}

/// An estimated share with its interval.
fn share(estimate: &Value) -> String {
    let bounds = interval(&estimate["ci95"], percent).map(|bounds| format!(" <small>({bounds})</small>")).unwrap_or_default();
    format!("{}{bounds}", percent(&estimate["share"]))
}

/// Reads that one collector did not use.
fn unused(qc: &Value) -> String {
    let samples = present(qc);
    let mut head = vec![""];
    head.extend(samples.iter().map(|(_, name)| *name));
    let mut rows = Vec::new();
    for (collector, name) in [("variants", "Small variants"), ("msi", "Microsatellites"), ("fusions", "Fusions")] {
        for reason in reasons(&samples, |key| &qc[key]["not_used"][collector]) {
            let values = samples.iter().map(|(key, _)| count(&qc[key]["not_used"][collector][&reason]));
            rows.push(std::iter::once(format!("{name}: {}", words(&reason))).chain(values).collect());
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    let table = grid("Records not used by one analysis; a record can count under several", &head, &rows);
    format!("<details><summary>Records not used by one analysis</summary>{table}</details>")
}

/// The reasons that any sample has a count for, in alphabetical order, without those that are zero everywhere.
fn reasons<'a>(samples: &[(&str, &str)], counts: impl Fn(&str) -> &'a Value) -> BTreeSet<String> {
    let of_sample = |key: &str| counts(key).as_object().into_iter().flatten();
    samples.iter().flat_map(|(key, _)| of_sample(key)).filter(|(_, n)| n.as_u64() != Some(0)).map(|(reason, _)| reason.clone()).collect()
}

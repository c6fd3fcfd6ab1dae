//! The calls, at one glance: state, number, interval, threshold, and why where there is none.

use serde_json::Value;

use super::{
    strip::Strip,
    text::{as_percent, count, decimal, escape, fixed, interval, percent, probability, sentence},
};

/// One biomarker's card.
struct Card {
    title: &'static str,
    anchor: &'static str,
    /// Style of the state: `found`, `not-found`, `open`, `none`.
    tone: &'static str,
    state: String,
    figure: String,
    picture: String,
    notes: Vec<String>,
}

impl Card {
    fn markup(self) -> String {
        let notes = self.notes.iter().map(|note| format!("<p>{note}</p>")).collect::<Vec<_>>().concat();
        format!(
            "<article class=\"card {}\"><h3><a href=\"#{}\">{}</a></h3><p class=\"state\">{}</p><p class=\"figure\">{}</p>{}<div class=\"notes\">{notes}</div></article>",
            self.tone, self.anchor, self.title, self.state, self.figure, self.picture
        )
    }

    fn not_assessed(title: &'static str, anchor: &'static str, why: &str) -> Self {
        let notes = vec![sentence(why)];
        Self { title, anchor, tone: "none", state: "Not assessed".into(), figure: String::new(), picture: String::new(), notes }
    }
}

const NOT_ASKED: &str = "This run did not look for it.";

/// The cards of all biomarkers.
pub(super) fn markup(profile: &Value) -> String {
    let cards = [burden(&profile["tmb"]), instability(&profile["msi"]), fusions(&profile["fusions"])];
    format!("<div class=\"cards\">{}</div>", cards.map(Card::markup).concat())
}

fn burden(tmb: &Value) -> Card {
    let (title, anchor) = ("Tumour mutational burden", "tmb");
    if !tmb.is_object() {
        return Card::not_assessed(title, anchor, NOT_ASKED);
    }
    let Some(bounds) = interval(&tmb["ci95"], |v| decimal(v, 1)).filter(|_| tmb["per_mb"].is_number()) else {
        return Card::not_assessed(title, anchor, tmb["reason"].as_str().unwrap_or("No reason was given."));
    };
    let (tone, state) = match tmb["status"].as_str() {
        Some("high") => ("found", "High".to_owned()),
        Some("low") => ("not-found", "Low".to_owned()),
        Some("indeterminate") => ("open", "Indeterminate".to_owned()),
        Some(other) => ("open", escape(other)),
        None => ("none", "No status".to_owned()),
    };
    let mut notes = vec![format!(
        "{} variants in {} Mb of callable coding sequence, counted by the rule <b>{}</b>; high from {} per Mb.",
        count(&tmb["variants"]),
        decimal(&tmb["callable_mb"], 3),
        escape(tmb["preset"].as_str().unwrap_or("?")),
        decimal(&tmb["threshold"], 1)
    )];
    if tmb["status"].is_null() {
        notes.push(format!("No status: {}.", escape(tmb["reason"].as_str().unwrap_or("no reason was given"))));
    } else if tmb["probability_high"].is_number() {
        notes.push(format!("Probability that the burden reaches the threshold: {}.", probability(&tmb["probability_high"])));
    }
    let figure =
        format!("{} <small>per Mb</small> <span class=\"interval-text\">95 % interval {bounds}</span>", decimal(&tmb["per_mb"], 1));
    Card { title, anchor, tone, state, figure, picture: burden_strip(tmb), notes }
}

/// The burden on an axis, against its threshold.
fn burden_strip(tmb: &Value) -> String {
    let number = |value: &Value| value.as_f64().unwrap_or(0.0);
    let (value, threshold) = (number(&tmb["per_mb"]), number(&tmb["threshold"]));
    let bounds = [number(&tmb["ci95"][0]), number(&tmb["ci95"][1])];
    let label = format!(
        "{} variants per Mb, 95 % interval {} to {}, threshold {}",
        fixed(value, 1),
        fixed(bounds[0], 1),
        fixed(bounds[1], 1),
        fixed(threshold, 1)
    );
    let name = format!("high from {}", super::strip::number(threshold, if threshold.fract() == 0.0 { 1.0 } else { 0.1 }));
    Strip { value, interval: bounds, thresholds: vec![(threshold, &name)], least_end: threshold * 1.5, last_end: f64::MAX, unit: "", label }
        .svg()
}

fn instability(msi: &Value) -> Card {
    let (title, anchor) = ("Microsatellite instability", "msi");
    if !msi.is_object() {
        return Card::not_assessed(title, anchor, NOT_ASKED);
    }
    let Some(bounds) = interval(&msi["ci95"], percent).filter(|_| msi["fraction_unstable"].is_number()) else {
        return Card::not_assessed(title, anchor, msi["reason"].as_str().unwrap_or("No reason was given."));
    };
    let (tone, state) = match msi["status"].as_str() {
        Some("MSI-H") => ("found", "MSI-H".to_owned()),
        Some("MSS") => ("not-found", "MSS".to_owned()),
        Some("indeterminate") => ("open", "Indeterminate".to_owned()),
        Some(other) => ("open", escape(other)),
        None => ("none", "No status".to_owned()),
    };
    let mut notes = vec![format!(
        "{} of {} assessed sites unstable, compared with {}; MSS below {}, MSI-H from {}.",
        count(&msi["sites_unstable"]),
        count(&msi["sites_assessed"]),
        compared_with(msi),
        percent(&msi["thresholds"]["mss_fraction"]),
        percent(&msi["thresholds"]["msi_high_fraction"])
    )];
    if let Some(reason) = msi["reason"].as_str() {
        notes.push(if msi["status"].is_null() { format!("No status: {}.", escape(reason)) } else { sentence(reason) });
    }
    if msi["probability_high"].is_number() {
        notes.push(format!("Probability that the fraction reaches the threshold: {}.", probability(&msi["probability_high"])));
    }
    if msi["detection_limit"].is_number() {
        let limit = percent(&msi["detection_limit"]);
        notes.push(format!(
            "An MSI-H tumour would have been told from this one if {limit} or more of the fragments at its unstable sites were shifted."
        ));
    }
    let figure = format!(
        "{} <small>of sites</small> <span class=\"interval-text\">95 % interval {bounds}</span>",
        percent(&msi["fraction_unstable"])
    );
    Card { title, anchor, tone, state, figure, picture: instability_strip(msi), notes }
}

/// What the tumour was compared with, in words.
pub(super) fn compared_with(msi: &Value) -> &'static str {
    match msi["compared_with"].as_str() {
        Some("normal") => "the matched normal",
        Some("baseline") => "a baseline of other normals",
        Some("itself") => "nothing but the tumour itself",
        _ => "an unknown sample",
    }
}

/// The fraction on an axis, against both thresholds.
fn instability_strip(msi: &Value) -> String {
    let number = |value: &Value| value.as_f64().unwrap_or(0.0);
    let (value, thresholds) = (number(&msi["fraction_unstable"]), &msi["thresholds"]);
    let bounds = [number(&msi["ci95"][0]), number(&msi["ci95"][1])];
    let (stable, high) = (number(&thresholds["mss_fraction"]), number(&thresholds["msi_high_fraction"]));
    let label = format!(
        "{} of sites unstable, 95 % interval {} to {}; stable below {}, MSI-H from {}",
        as_percent(value),
        as_percent(bounds[0]),
        as_percent(bounds[1]),
        as_percent(stable),
        as_percent(high)
    );
    let names = [format!("MSS below {}", as_percent(stable)), format!("MSI-H from {}", as_percent(high))];
    let thresholds = vec![(stable * 100.0, names[0].as_str()), (high * 100.0, names[1].as_str())];
    let interval = bounds.map(|b| b * 100.0);
    Strip { value: value * 100.0, interval, thresholds, least_end: 20.0, last_end: 100.0, unit: " %", label }.svg()
}

fn fusions(fusions: &Value) -> Card {
    let (title, anchor) = ("Gene fusions", "fusions");
    let Some(all) = fusions.as_array() else { return Card::not_assessed(title, anchor, NOT_ASKED) };
    let passed: Vec<&Value> = all.iter().filter(|fusion| fusion["filter"] == "PASS").collect();
    let dropped = all.len() - passed.len();
    let dropped_note = match dropped {
        0 => None,
        1 => Some("1 candidate was dropped; the table says by which filter.".to_owned()),
        n => Some(format!("{n} candidates were dropped; the table says by which filter.")),
    };
    if passed.is_empty() {
        let notes = [
            Some("No junction passed all filters. Not detected is not the same as absent: see what was assessed.".to_owned()),
            dropped_note,
        ];
        let notes = notes.into_iter().flatten().collect();
        return Card {
            title,
            anchor,
            tone: "not-found",
            state: "None detected".into(),
            figure: String::new(),
            picture: String::new(),
            notes,
        };
    }
    let state = if passed.len() == 1 { "1 fusion".to_owned() } else { format!("{} fusions", passed.len()) };
    let listed = passed.iter().take(6).map(|fusion| {
        let frame = fusion["frame"].as_str().map(|frame| format!(", {}", escape(frame))).unwrap_or_default();
        let vaf = if fusion["vaf"].is_number() { format!(", allele fraction {}", decimal(&fusion["vaf"], 2)) } else { String::new() };
        format!(
            "<li><b>{}</b><span>{} – {}</span><span>{} fragments{vaf}{frame}</span></li>",
            escape(fusion["name"].as_str().unwrap_or("?")),
            escape(fusion["breakpoint1"].as_str().unwrap_or("?")),
            escape(fusion["breakpoint2"].as_str().unwrap_or("?")),
            count(&fusion["supporting_fragments"])
        )
    });
    let picture = format!("<ul class=\"found-list\">{}</ul>", listed.collect::<Vec<_>>().concat());
    let more = (passed.len() > 6).then(|| format!("The table lists all {}.", passed.len()));
    let notes = [more, dropped_note].into_iter().flatten().collect();
    Card { title, anchor, tone: "found", state, figure: String::new(), picture, notes }
}

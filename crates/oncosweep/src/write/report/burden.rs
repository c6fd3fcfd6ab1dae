//! The section on mutational burden: every definition with its interval, and why variants were not counted.

use serde_json::Value;

use super::{
    table::{grid, pairs},
    text::{count, decimal, escape, interval, none, sentence, words},
};

const DEFINITIONS: [(&str, &str); 3] = [("coding", "All coding"), ("nonsynonymous", "Non-synonymous"), ("missense", "Missense")];

/// The section's content.
pub(super) fn markup(tmb: &Value) -> String {
    let why = tmb["reason"].as_str().filter(|_| tmb["per_mb"].is_null());
    let why = why.map(|reason| format!("<p>Not assessed. {}</p>", sentence(reason))).unwrap_or_default();
    let mut rows = Vec::new();
    for (key, name) in DEFINITIONS {
        for (suffix, hotspots) in [("", ""), ("_without_hotspots", ", hot spots left out")] {
            let definition = &tmb["definitions"][format!("{key}{suffix}")];
            let bounds = interval(&definition["ci95"], |v| decimal(v, 1)).unwrap_or_else(none);
            rows.push(vec![format!("{name}{hotspots}"), count(&definition["variants"]), decimal(&definition["per_mb"], 1), bounds]);
        }
    }
    let definitions = grid("Burden by definition", &["Counted", "Variants", "Per Mb", "95 % interval"], &rows);
    let excluded: Vec<(String, String)> =
        tmb["excluded"].as_object().into_iter().flatten().map(|(verdict, n)| (words(&verdict.replace(':', ": ")), count(n))).collect();
    let excluded = if excluded.is_empty() {
        "<p>No variant was left out.</p>".to_owned()
    } else {
        pairs("Variants not counted, by the first rule that excluded them", &excluded)
    };
    let notes: String = tmb["notes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|note| format!("<p>{}</p>", sentence(note)))
        .collect::<Vec<_>>()
        .concat();
    format!("{why}{notes}{}<div class=\"two\">{definitions}{excluded}</div>", doubt(tmb))
}

/// The rule, and what the calls' posteriors leave in doubt.
fn doubt(tmb: &Value) -> String {
    let rule = tmb["rule"]["source"]
        .as_str()
        .map(|source| format!("<p>Rule {}: {}</p>", escape(tmb["preset"].as_str().unwrap_or("?")), sentence(source)));
    let expected = |key: &str| decimal(&tmb[key], 2);
    let doubt = (tmb["per_mb"].is_number() && tmb["expected_false"].is_number()).then(|| {
        format!(
            "<p>By the calls’ own posteriors {} of those counted are expected to be false ({} of them inherited), and {} somatic ones to be missing for want of certainty; the interval allows for both.</p>",
            expected("expected_false"),
            expected("leaked_germline"),
            expected("expected_missed")
        )
    });
    [rule, doubt].into_iter().flatten().collect::<Vec<_>>().concat()
}

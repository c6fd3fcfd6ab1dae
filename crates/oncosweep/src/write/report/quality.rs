//! The section on sequencing errors: by substitution, and measured against what base qualities claim.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    bars::Bars,
    table::grid,
    text::{count, escape, figure, none},
};

/// Each change with its complement: one chemistry, seen from both strands.
const PAIRS: [(&str, &str, &str); 6] = [
    ("C>A", "G>T", "oxidation"),
    ("C>G", "G>C", ""),
    ("C>T", "G>A", "deamination, FFPE"),
    ("T>A", "A>T", ""),
    ("T>C", "A>G", ""),
    ("T>G", "A>C", ""),
];

/// The section's content; nothing when errors were not measured.
pub(super) fn markup(qc: &Value) -> String {
    let samples: Vec<(&str, &str, &Value)> = [("tumor", "Tumour", &qc["tumor"]["errors"]), ("normal", "Normal", &qc["normal"]["errors"])]
        .into_iter()
        .filter(|(_, _, errors)| errors.is_object())
        .collect();
    if samples.is_empty() {
        return String::new();
    }
    format!("<div class=\"two\">{}{}</div>{}", substitutions(&samples), qualities(&samples), table(&samples))
}

fn substitutions(samples: &[(&str, &str, &Value)]) -> String {
    let mut bars = Vec::new();
    let mut words = Vec::new();
    for (i, (change, complement, _)) in PAIRS.into_iter().enumerate() {
        if i > 0 {
            bars.push((String::new(), "", 0.0));
        }
        for (key, name, errors) in samples {
            let class = &errors["by_substitution"];
            let sum = |field: &str| [change, complement].iter().filter_map(|c| class[c][field].as_f64()).sum::<f64>();
            let rate = if sum("bases") > 0.0 { sum("mismatches") / sum("bases") * 1e6 } else { 0.0 };
            words.push(format!("{name} {change} {rate:.0}"));
            let label = if *key == samples[0].0 { change.to_owned() } else { String::new() };
            bars.push((label, if *key == "tumor" { "tumour" } else { "normal" }, rate));
        }
    }
    let label = format!("Mismatches per million bases by substitution: {}", words.join(", "));
    let svg = Bars {
        size: [420.0, 200.0],
        heights: bars,
        least_top: 1.0,
        upright: false,
        every: 1,
        // One name for the bars of all samples.
        name_shift: (samples.len() - 1) as f64 / 2.0,
        axis: "with the complementary change",
        label,
    }
    .svg();
    format!(
        "<figure>{svg}<figcaption>Mismatches per million bases where the sample shows no variant{}. C&gt;A well above the others speaks for \
         oxidation, C&gt;T for deamination, as in FFPE.</figcaption></figure>",
        if samples.len() > 1 { ": tumour, and the normal beside it in grey" } else { "" }
    )
}

fn qualities(samples: &[(&str, &str, &Value)]) -> String {
    let mut rows: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let rate = |value: &Value| {
        let shown = |n: f64| if n > 0.0 && n < 1e-4 { format!("{n:.1e}") } else { format!("{n:.5}") };
        value.as_f64().map_or_else(none, |n| figure(value, &shown(n)))
    };
    for (_, _, errors) in samples {
        for (i, bin) in errors["by_quality"].as_array().into_iter().flatten().enumerate() {
            let row = rows.entry(i).or_insert_with(|| {
                let name = match bin["bin"].as_str().unwrap_or("?") {
                    "read_end" => "near read ends".to_owned(),
                    "doubtful" => "noisy reads, beside clips".to_owned(),
                    name => format!("Q {}", escape(&name.replace('-', "–"))),
                };
                vec![name, rate(&bin["claimed"])]
            });
            row.push(rate(&bin["rate"]));
        }
    }
    let mut head = vec!["Bases", "Claimed"];
    head.extend(samples.iter().map(|(_, name, _)| *name));
    grid("Mismatches per base by quality and place", &head, &rows.into_values().collect::<Vec<_>>())
}

fn table(samples: &[(&str, &str, &Value)]) -> String {
    let mut head = vec!["Change"];
    for (key, ..) in samples {
        head.extend(if *key == "tumor" { ["Tumour bases", "Mismatches", "Rate"] } else { ["Normal bases", "Mismatches", "Rate"] });
    }
    let mut rows = Vec::new();
    for (change, complement, process) in PAIRS {
        for change in [change, complement] {
            let note = if process.is_empty() { String::new() } else { format!(" <small>({process})</small>") };
            let mut row = vec![format!("{}{note}", escape(change))];
            for (_, _, errors) in samples {
                let class = &errors["by_substitution"][change];
                let rate = class["rate"].as_f64().map_or_else(none, |n| figure(&class["rate"], &format!("{n:.2e}")));
                row.extend([count(&class["bases"]), count(&class["mismatches"]), rate]);
            }
            rows.push(row);
        }
    }
    let table = grid("Mismatches by substitution", &head, &rows);
    format!("<details><summary>Mismatches by substitution</summary>{table}</details>")
}

//! The head of the page: whose results these are, and what they were made of.

use serde_json::Value;

use super::text::{count, escape};

/// The name of the case: of its tumour, or of its RNA.
pub(super) fn title(profile: &Value) -> String {
    let inputs = &profile["inputs"];
    let names = ["tumor", "rna", "normal"].map(|key| inputs[key]["sample"].as_str());
    escape(names.into_iter().flatten().next().unwrap_or("Unnamed case"))
}

pub(super) fn markup(profile: &Value) -> String {
    let inputs = &profile["inputs"];
    let mut facts = Vec::new();
    for (key, name) in [("tumor", "Tumour"), ("normal", "Normal"), ("rna", "RNA")] {
        let input = &inputs[key];
        if input.is_object() {
            let sample = escape(input["sample"].as_str().unwrap_or("?"));
            let reads =
                if input["reads"].is_number() { format!("<small>{} records</small>", count(&input["reads"])) } else { String::new() };
            facts.push(format!("<div><dt>{name}</dt><dd>{sample}{reads}</dd></div>"));
        }
    }
    let calls = &inputs["calls"];
    if calls.is_object() {
        let file = escape(calls["file"].as_str().unwrap_or("?"));
        facts.push(format!("<div><dt>Calls</dt><dd>{file}<small>{} records</small></dd></div>", count(&calls["records"])));
    }
    let reference = &inputs["reference"];
    if reference.is_object() {
        let file = escape(reference["file"].as_str().unwrap_or("?"));
        let verified = format!("{} of {} contigs verified by MD5", count(&reference["md5_verified"]), count(&reference["contigs"]));
        facts.push(format!("<div><dt>Reference</dt><dd>{file}<small>{verified}</small></dd></div>"));
    }
    facts.extend(panels(profile).map(|(name, panel)| panel_fact(&name, panel)));
    format!(
        "<header><p class=\"brand\"><span>oncosweep</span> <span class=\"research\">Research use only</span></p><h1>{}</h1><dl>{}</dl></header>\n",
        title(profile),
        facts.concat()
    )
}

/// The panels of normals that the case was compared with, and what for.
fn panels(profile: &Value) -> impl Iterator<Item = (String, &Value)> {
    let fusions = profile["fusion_baselines"].as_array().into_iter().flatten();
    let of_assay = |panel: &Value| format!("Normals for fusions in {}", panel["assay"].as_str().unwrap_or("?"));
    [("microsatellites", &profile["msi"]["baseline"]), ("variants", &profile["variant_baseline"])]
        .into_iter()
        .filter(|(_, panel)| panel.is_object())
        .map(|(what, panel)| (format!("Normals for {what}"), panel))
        .chain(fusions.map(move |panel| (of_assay(panel), panel)))
}

/// How many normals a panel has, who the first of them are, and what they were aligned to.
fn panel_fact(name: &str, panel: &Value) -> String {
    /// Names shown; profile.json has all.
    const SHOWN: usize = 3;
    let samples: Vec<&str> = panel["samples"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut names = samples[..samples.len().min(SHOWN)].join(", ");
    if samples.len() > SHOWN {
        names = format!("{names} and {} more", samples.len() - SHOWN);
    }
    let reference = panel["reference"].as_str().map(|file| format!(", on {file}")).unwrap_or_default();
    format!("<div><dt>{}</dt><dd>{}<small>{}</small></dd></div>", escape(name), samples.len(), escape(&format!("{names}{reference}")))
}

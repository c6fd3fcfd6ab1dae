//! What a run found, for a person: a few lines on stdout, from the document that profile.json holds.

use std::{
    fmt::Write as _,
    io::{self, Write},
    path::Path,
};

use anyhow::Result;
use oncosweep::{
    profile::Profile,
    write::{self, report::thousands},
};
use serde_json::Value;

/// Prints the summary of `profile`, and where its files are.
pub fn print(profile: &Profile, folder: &Path) -> Result<()> {
    let document: Value = serde_json::from_str(&write::profile_json(profile)?)?;
    let mut out = io::stdout().lock();
    write!(out, "{}", lines(&document))?;
    Ok(writeln!(out, "Files     {}", folder.display())?)
}

fn lines(profile: &Value) -> String {
    let mut text = String::new();
    for (name, line) in [
        ("Reads", reads(&profile["qc"])),
        ("Variants", variants(&profile["variants"])),
        ("Hot spots", hot_spots(&profile["variants"])),
        ("TMB", tmb(&profile["tmb"])),
        ("MSI", msi(&profile["msi"])),
        ("Fusions", fusions(&profile["fusions"])),
    ] {
        if let Some(line) = line {
            let _ = writeln!(text, "{name:<10}{line}");
        }
    }
    text
}

/// "not assessed", with the reason when there is one.
fn not_assessed(section: &Value) -> String {
    match section["reason"].as_str() {
        Some(reason) => format!("not assessed: {reason}"),
        None => "not assessed".into(),
    }
}

fn number(value: &Value, digits: usize) -> String {
    value.as_f64().map_or_else(|| "?".into(), |v| format!("{v:.digits$}"))
}

fn percent(value: &Value) -> String {
    value.as_f64().map_or_else(|| "?".into(), |v| format!("{:.1}", v * 100.0))
}

fn reads(qc: &Value) -> Option<String> {
    let parts: Vec<String> = ["tumor", "normal", "rna"]
        .iter()
        .filter_map(|sample| Some(format!("{sample} {}", thousands(qc[sample]["reads"].as_u64()?))))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn variants(section: &Value) -> Option<String> {
    let pass = section["pass"].as_u64()?;
    let filtered = section["filtered"].as_u64()?;
    Some(format!("{} pass, {} filtered", thousands(pass), thousands(filtered)))
}

/// The answers on listed alleles; `None` where none is listed.
fn hot_spots(section: &Value) -> Option<String> {
    let listed = section["listed"].as_object().filter(|listed| !listed.is_empty())?;
    let of = |status: &str| thousands(listed.get(status).and_then(Value::as_u64).unwrap_or(0));
    let mut line = format!("{} detected, {} not detected, {} not assessed", of("detected"), of("not_detected"), of("not_assessed"));
    if listed.contains_key("filtered") {
        let _ = write!(line, ", {} filtered", of("filtered"));
    }
    if section["median_detection_limit"].is_number() {
        let _ = write!(line, "; detection limit {} % (median)", percent(&section["median_detection_limit"]));
    }
    Some(line)
}

fn tmb(section: &Value) -> Option<String> {
    if section.is_null() {
        return None;
    }
    if section["per_mb"].is_null() {
        return Some(not_assessed(section));
    }
    let mut line = format!(
        "{}  {} per Mb (95 % interval {} to {}): {} variants in {} Mb callable; high from {} per Mb, preset {}",
        section["status"].as_str().unwrap_or("no status"),
        number(&section["per_mb"], 1),
        number(&section["ci95"][0], 1),
        number(&section["ci95"][1], 1),
        section["variants"],
        number(&section["callable_mb"], 3),
        section["threshold"],
        section["preset"].as_str().unwrap_or("?"),
    );
    if let Some(leaked) = section["leaked_germline"].as_f64().filter(|leaked| *leaked >= 0.05) {
        let _ = write!(line, "; about {leaked:.1} of these are expected to be inherited");
    }
    add_reason(&mut line, section);
    for note in section["notes"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let _ = write!(line, "; {note}");
    }
    Some(line)
}

/// Adds why there is no status, or none that is clear.
fn add_reason(line: &mut String, section: &Value) {
    if let Some(reason) = section["reason"].as_str() {
        let _ = write!(line, "; {reason}");
    }
}

fn msi(section: &Value) -> Option<String> {
    if section.is_null() {
        return None;
    }
    if section["fraction_unstable"].is_null() {
        return Some(not_assessed(section));
    }
    let mut line = format!(
        "{}  {} % of {} sites unstable (95 % interval {} to {} %)",
        section["status"].as_str().unwrap_or("no status"),
        percent(&section["fraction_unstable"]),
        section["sites_assessed"],
        percent(&section["ci95"][0]),
        percent(&section["ci95"][1]),
    );
    add_reason(&mut line, section);
    Some(line)
}

/// How many fusions are spelt out.
const SHOWN: usize = 10;

fn fusions(section: &Value) -> Option<String> {
    let list = section.as_array()?;
    let pass: Vec<&Value> = list.iter().filter(|f| f["filter"].as_str().is_none_or(|filter| filter == "PASS")).collect();
    if pass.is_empty() {
        return Some("none detected".into());
    }
    let mut shown: Vec<String> = pass.iter().take(SHOWN).map(|fusion| describe(fusion)).collect();
    if pass.len() > SHOWN {
        shown.push(format!("and {} more", pass.len() - SHOWN));
    }
    Some(shown.join("\n          "))
}

fn describe(fusion: &Value) -> String {
    let text = |key: &str| fusion[key].as_str().unwrap_or(".").to_owned();
    let mut line = format!(
        "{}  {} – {}, {} supporting fragments",
        text("name"),
        text("breakpoint1"),
        text("breakpoint2"),
        fusion["supporting_fragments"]
    );
    if let Some(vaf) = fusion["vaf"].as_f64() {
        let _ = write!(line, ", allele fraction {vaf:.2}");
    }
    if let Some(frame) = fusion["frame"].as_str() {
        let _ = write!(line, ", {frame}");
    }
    line
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_profile_is_told_in_five_lines() {
        let profile = json!({
            "qc": {"tumor": {"reads": 1_234_567}, "normal": null},
            "variants": {"pass": 12, "filtered": 1103, "by_filter": {"germline": 1100, "low_quality": 30}},
            "tmb": {"per_mb": 4.25, "ci95": [2.0, 9.06], "variants": 12, "callable_mb": 2.8235, "preset": "wes", "threshold": 10.0, "status": "low"},
            "msi": {"fraction_unstable": null, "reason": "no normal"},
            "fusions": [{"name": "A::B", "breakpoint1": "1:5", "breakpoint2": "2:6", "supporting_fragments": 7, "vaf": 0.253, "frame": "in_frame", "filter": "PASS"},
                        {"name": "C::D", "filter": "low_support"}],
        });
        let text = lines(&profile);
        assert_eq!(
            text,
            "Reads     tumor 1,234,567\n\
             Variants  12 pass, 1,103 filtered\n\
             TMB       low  4.2 per Mb (95 % interval 2.0 to 9.1): 12 variants in 2.824 Mb callable; high from 10.0 per Mb, preset wes\n\
             MSI       not assessed: no normal\n\
             Fusions   A::B  1:5 – 2:6, 7 supporting fragments, allele fraction 0.25, in_frame\n"
        );
    }

    #[test]
    fn what_was_not_asked_for_is_not_mentioned() {
        assert_eq!(lines(&json!({"tmb": null, "msi": null, "fusions": []})), "Fusions   none detected\n");
        assert_eq!(lines(&json!({"tmb": null, "msi": null, "fusions": null})), "");
    }
}

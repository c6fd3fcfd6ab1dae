//! The columns of the table.

use serde_json::Value;

use super::{
    Column,
    Kind::{self, Count, Number, Text},
};

const fn column(kind: Kind, name: &'static str, description: &'static str, value: fn(&Value) -> Value) -> Column {
    Column { name, description, kind, value }
}

/// Every column after `SAMPLE_ID`, in order.
pub const COLUMNS: &[Column] = &[
    column(Text, "NORMAL_SAMPLE_ID", "Matched normal", |p| p["inputs"]["normal"]["sample"].clone()),
    column(Text, "RNA_SAMPLE_ID", "RNA", |p| p["inputs"]["rna"]["sample"].clone()),
    column(Number, "TMB_NONSYNONYMOUS", "Non-synonymous variants per Mb (cBioPortal's attribute)", |p| nonsynonymous(p)["per_mb"].clone()),
    column(Number, "TMB_NONSYNONYMOUS_CI95_LOW", "Lower end of its 95 % interval", |p| nonsynonymous(p)["ci95"][0].clone()),
    column(Number, "TMB_NONSYNONYMOUS_CI95_HIGH", "Upper end of its 95 % interval", |p| nonsynonymous(p)["ci95"][1].clone()),
    column(Number, "TMB_SCORE", "Variants per Mb by the rule of TMB_PRESET", |p| p["tmb"]["per_mb"].clone()),
    column(Number, "TMB_SCORE_CI95_LOW", "Lower end of its 95 % interval", |p| p["tmb"]["ci95"][0].clone()),
    column(Number, "TMB_SCORE_CI95_HIGH", "Upper end of its 95 % interval", |p| p["tmb"]["ci95"][1].clone()),
    column(Text, "TMB_STATUS", "high, low or indeterminate", |p| p["tmb"]["status"].clone()),
    column(Number, "TMB_PROBABILITY_HIGH", "Posterior probability of reaching TMB_THRESHOLD", |p| p["tmb"]["probability_high"].clone()),
    column(Number, "TMB_THRESHOLD", "Variants per Mb from which the burden is high", |p| p["tmb"]["threshold"].clone()),
    column(Text, "TMB_PRESET", "The rule of what counts", |p| p["tmb"]["preset"].clone()),
    column(Count, "TMB_VARIANTS", "Variants counted", |p| p["tmb"]["variants"].clone()),
    column(Number, "TMB_CALLABLE_MB", "Callable coding territory, Mb", |p| p["tmb"]["callable_mb"].clone()),
    column(Text, "TMB_REASON", "Why there is no value or status", |p| p["tmb"]["reason"].clone()),
    column(Text, "MSI_TYPE", "Instable (MSI-H), Stable (MSS) or Indeterminate: cBioPortal's words", |p| msi_type(&p["msi"]["status"])),
    column(Number, "MSI_SCORE_ONCOSWEEP", "Unstable sites, per cent", |p| percent(&p["msi"]["fraction_unstable"])),
    column(Number, "MSI_SCORE_ONCOSWEEP_CI95_LOW", "Lower end of its 95 % interval", |p| percent(&p["msi"]["ci95"][0])),
    column(Number, "MSI_SCORE_ONCOSWEEP_CI95_HIGH", "Upper end of its 95 % interval", |p| percent(&p["msi"]["ci95"][1])),
    column(Number, "MSI_PROBABILITY_HIGH", "Posterior probability of reaching the MSI-H threshold", |p| {
        p["msi"]["probability_high"].clone()
    }),
    column(Count, "MSI_SITES_ASSESSED", "Sites tested", |p| p["msi"]["sites_assessed"].clone()),
    column(Count, "MSI_SITES_UNSTABLE", "Of these, called unstable", |p| p["msi"]["sites_unstable"].clone()),
    column(Text, "MSI_REASON", "Why there is no status, or an indeterminate one", |p| p["msi"]["reason"].clone()),
    column(Number, "MSI_SCORE_MSISENSOR", "MSIsensor's score by its definition, per cent", |p| {
        p["msi"]["legacy"]["msisensor"]["percent"].clone()
    }),
    column(Number, "MSI_SCORE_MSISENSOR_PRO", "MSIsensor-pro's score of a pair by its definition, per cent", |p| {
        p["msi"]["legacy"]["msisensor_pro"]["percent"].clone()
    }),
    column(Number, "MSI_SCORE_MANTIS", "MANTIS's stepwise difference by its definition", |p| {
        p["msi"]["legacy"]["mantis"]["difference"].clone()
    }),
    column(Count, "FUSION_COUNT", "Fusions that pass", |p| fusions(p).map_or(Value::Null, |names| names.len().into())),
    column(Text, "FUSIONS", "Their names, 5' partner first, separated by semicolons", |p| {
        fusions(p).filter(|names| !names.is_empty()).map_or(Value::Null, |names| names.join(";").into())
    }),
    column(Count, "VARIANTS_PASS", "Small variants that pass", |p| p["variants"]["pass"].clone()),
    column(Count, "READS", "Alignment records of the tumour, or of the RNA alone", |p| of_sample(p, "reads")),
    column(Number, "MEAN_TARGET_DEPTH", "Mean depth of the tumour in fragments", |p| p["qc"]["tumor"]["mean_target_depth"].clone()),
    column(Number, "NORMAL_MEAN_TARGET_DEPTH", "Mean depth of the normal in fragments", |p| p["qc"]["normal"]["mean_target_depth"].clone()),
    column(Number, "DUPLICATE_FRACTION", "Duplicates among placed records", |p| of_sample(p, "duplicate_fraction")),
    column(Number, "ERROR_RATE", "Mismatches per base of the tumour where it shows no variant", |p| p["qc"]["tumor"]["error_rate"].clone()),
    column(Text, "ONCOSWEEP_VERSION", "The version that made the profile", |p| p["tool"]["version"].clone()),
];

fn nonsynonymous(profile: &Value) -> &Value {
    &profile["tmb"]["definitions"]["nonsynonymous"]
}

/// cBioPortal's words for the states.
fn msi_type(status: &Value) -> Value {
    match status.as_str() {
        Some("MSI-H") => "Instable".into(),
        Some("MSS") => "Stable".into(),
        Some("indeterminate") => "Indeterminate".into(),
        _ => Value::Null,
    }
}

/// A fraction in per cent, free of the digits that multiplication adds.
fn percent(fraction: &Value) -> Value {
    let rounded = |f: f64| format!("{:.11e}", f * 100.0).parse::<f64>().ok();
    fraction.as_f64().and_then(rounded).map_or(Value::Null, Value::from)
}

/// Names of the fusions that pass; `None` when they were not swept for.
pub(super) fn fusions(profile: &Value) -> Option<Vec<String>> {
    let passing = profile["fusions"].as_array()?.iter().filter(|fusion| fusion["filter"] == "PASS");
    Some(passing.map(|fusion| fusion["name"].as_str().unwrap_or("?").to_owned()).collect())
}

fn of_sample(profile: &Value, key: &str) -> Value {
    let qc = &profile["qc"];
    let sample = if qc["tumor"].is_object() { &qc["tumor"] } else { &qc["rna"] };
    sample[key].clone()
}

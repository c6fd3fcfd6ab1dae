//! The section on settings: every parameter, and where thresholds come from.

use serde_json::Value;

use super::{
    table::pairs,
    text::{escape, figure, none},
};

/// The section's content.
pub(super) fn markup(profile: &Value) -> String {
    let mut rows = Vec::new();
    flatten("", &profile["parameters"], &mut rows);
    let sources: Vec<(String, String)> = profile["msi"]["sources"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, source)| (escape(&format!("msi.{key}")), escape(source.as_str().unwrap_or("?"))))
        .collect();
    let sources = if sources.is_empty() { String::new() } else { pairs("Where defaults come from", &sources) };
    format!("{sources}<details><summary>All settings</summary>{}</details>", pairs("Settings, as in parameters of profile.json", &rows))
}

fn flatten(path: &str, value: &Value, rows: &mut Vec<(String, String)>) {
    if let Some(object) = value.as_object() {
        for (key, value) in object {
            flatten(&if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, value, rows);
        }
        return;
    }
    let shown = match value {
        Value::Null => none(),
        Value::Number(number) => figure(value, &number.to_string()),
        Value::String(text) => escape(text),
        other => escape(&other.to_string()),
    };
    rows.push((format!("<code>{}</code>", escape(path)), shown));
}

//! Files that MultiQC shows without a module of its own ("custom content"): columns in its general statistics, and three plots.

use serde_json::{Value, json};

use super::{Cohort, columns::fusions};

/// Makes one plot's document of a cohort.
type Document = fn(&Cohort) -> Value;

/// Each file's name and how it is made.
const FILES: [(&str, Document); 4] = [
    ("oncosweep_general_mqc.json", general),
    ("oncosweep_intervals_mqc.json", intervals),
    ("oncosweep_msi_sites_mqc.json", sites),
    ("oncosweep_tmb_variants_mqc.json", variants),
];

impl Cohort {
    /// MultiQC's files: name and text of each.
    pub fn multiqc(&self) -> Vec<(&'static str, String)> {
        FILES.iter().map(|(name, document)| (*name, format!("{:#}\n", document(self)))).collect()
    }
}

/// An object of what `values` gives for each row; values that are null are left out, and rows without any.
fn by_row(cohort: &Cohort, values: impl Fn(&Value) -> Value) -> Value {
    let kept = |profile: &Value| match values(profile) {
        Value::Object(values) => values.into_iter().filter(|(_, value)| !value.is_null()).collect::<serde_json::Map<_, _>>(),
        _ => serde_json::Map::new(),
    };
    let rows = cohort.rows().map(|(name, profile)| (name.to_owned(), kept(profile))).filter(|(_, values)| !values.is_empty());
    rows.map(|(name, values)| (name, Value::Object(values))).collect::<serde_json::Map<_, _>>().into()
}

fn percent(fraction: &Value) -> Value {
    fraction.as_f64().map_or(Value::Null, |fraction| Value::from(fraction * 100.0))
}

fn general(cohort: &Cohort) -> Value {
    let data = by_row(cohort, |p| {
        json!({
            "tmb": p["tmb"]["per_mb"],
            "tmb_status": p["tmb"]["status"],
            "msi_percent": percent(&p["msi"]["fraction_unstable"]),
            "msi_unstable": p["msi"]["sites_unstable"],
            "msi_status": p["msi"]["status"],
            "fusions": fusions(p).map(|names| names.len()),
            "fusion_names": fusions(p).filter(|names| !names.is_empty()).map(|names| names.join(", ")),
        })
    });
    let bounded = |title: &str, about: &str, format: &str, scale: &str| json!({"title": title, "description": about, "min": 0, "format": format, "scale": scale});
    let word = |title: &str, about: &str| json!({"title": title, "description": about});
    let hidden = |mut header: Value| {
        header["hidden"] = true.into();
        header
    };
    json!({
        "id": "oncosweep_general",
        "plot_type": "generalstats",
        "headers": in_order([
            ("tmb", bounded("TMB", "Variants per Mb of callable coding territory", "{:,.1f}", "Blues")),
            ("tmb_status", word("TMB status", "high, low or indeterminate")),
            ("msi_percent", bounded("MSI %", "Unstable microsatellite sites, per cent", "{:,.1f}", "Oranges")),
            ("msi_unstable", hidden(bounded("Unstable sites", "Microsatellite sites called unstable", "{:,.0f}", "Oranges"))),
            ("msi_status", word("MSI status", "MSI-H, MSS or indeterminate")),
            ("fusions", bounded("Fusions", "Gene fusions that pass", "{:,.0f}", "Purples")),
            ("fusion_names", hidden(word("Fusion names", "Gene fusions that pass, 5' partner first"))),
        ]),
        "data": data,
    })
}

/// Headers of columns, placed in the order given (objects of JSON have none).
fn in_order<const N: usize>(headers: [(&str, Value); N]) -> Value {
    let placed = headers.into_iter().enumerate().map(|(place, (key, mut header))| {
        header["placement"] = (10 * (place + 1)).into();
        (key.to_owned(), header)
    });
    placed.collect::<serde_json::Map<_, _>>().into()
}

fn intervals(cohort: &Cohort) -> Value {
    let data = by_row(cohort, |p| {
        json!({
            "tmb": p["tmb"]["per_mb"],
            "tmb_low": p["tmb"]["ci95"][0],
            "tmb_high": p["tmb"]["ci95"][1],
            "callable_mb": p["tmb"]["callable_mb"],
            "msi": percent(&p["msi"]["fraction_unstable"]),
            "msi_low": percent(&p["msi"]["ci95"][0]),
            "msi_high": percent(&p["msi"]["ci95"][1]),
            "sites": p["msi"]["sites_assessed"],
        })
    });
    let number = |title: &str, format: &str| json!({"title": title, "min": 0, "format": format});
    json!({
        "id": "oncosweep_intervals",
        "parent_id": "oncosweep",
        "parent_name": "oncosweep",
        "parent_description": "Tumour mutational burden, microsatellite instability and fusions from one sweep. For research use only.",
        "section_name": "Intervals",
        "description": "Estimates with their 95 % intervals, and what they rest on.",
        "plot_type": "table",
        "pconfig": {"id": "oncosweep_intervals_table", "title": "oncosweep: intervals", "namespace": "oncosweep"},
        "headers": in_order([
            ("tmb", number("TMB per Mb", "{:,.1f}")),
            ("tmb_low", number("TMB from", "{:,.1f}")),
            ("tmb_high", number("TMB to", "{:,.1f}")),
            ("callable_mb", number("Callable Mb", "{:,.3f}")),
            ("msi", number("MSI %", "{:,.1f}")),
            ("msi_low", number("MSI % from", "{:,.1f}")),
            ("msi_high", number("MSI % to", "{:,.1f}")),
            ("sites", number("Sites assessed", "{:,.0f}")),
        ]),
        "data": data,
    })
}

fn sites(cohort: &Cohort) -> Value {
    let data = by_row(cohort, |p| {
        let count = |key: &str| p["msi"][key].as_u64();
        let (listed, assessed, unstable) = (count("sites_listed"), count("sites_assessed"), count("sites_unstable"));
        json!({
            "unstable": unstable,
            "stable": assessed.zip(unstable).map(|(assessed, unstable)| assessed.saturating_sub(unstable)),
            "not_assessed": listed.zip(assessed).map(|(listed, assessed)| listed.saturating_sub(assessed)),
        })
    });
    bars(
        "oncosweep_msi_sites",
        "Microsatellite sites",
        "Listed microsatellite sites by verdict.",
        "Sites",
        &json!({
            "unstable": {"name": "Unstable", "color": "#a4491c"},
            "stable": {"name": "Stable", "color": "#1d7186"},
            "not_assessed": {"name": "Not assessed", "color": "#b9c0c7"},
        }),
        &data,
    )
}

fn variants(cohort: &Cohort) -> Value {
    let data = by_row(cohort, |p| {
        // Without callable territory there is nothing to count in, which is not a count of none.
        let assessed = p["tmb"]["per_mb"].is_number();
        let count = |key: &str| p["tmb"]["definitions"][key]["variants"].as_u64().filter(|_| assessed);
        let (coding, nonsynonymous, missense) = (count("coding"), count("nonsynonymous"), count("missense"));
        json!({
            "missense": missense,
            "other": nonsynonymous.zip(missense).map(|(all, missense)| all.saturating_sub(missense)),
            "synonymous": coding.zip(nonsynonymous).map(|(all, changing)| all.saturating_sub(changing)),
        })
    });
    bars(
        "oncosweep_tmb_variants",
        "Coding variants",
        "Somatic coding variants in callable territory, by what they do.",
        "Variants",
        &json!({
            "missense": {"name": "Missense", "color": "#1d7186"},
            "other": {"name": "Other non-synonymous", "color": "#7a5b00"},
            "synonymous": {"name": "Synonymous", "color": "#b9c0c7"},
        }),
        &data,
    )
}

fn bars(id: &str, name: &str, description: &str, axis: &str, categories: &Value, data: &Value) -> Value {
    json!({
        "id": id,
        "parent_id": "oncosweep",
        "parent_name": "oncosweep",
        "section_name": name,
        "description": description,
        "plot_type": "bargraph",
        "pconfig": {"id": format!("{id}_plot"), "title": format!("oncosweep: {name}"), "ylab": axis},
        "categories": categories,
        "data": data,
    })
}

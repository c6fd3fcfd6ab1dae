//! The section on fusions: a picture of each call, and the table of all candidates.

use std::fmt::Write as _;

use serde_json::Value;

use super::{
    drawings::FusionDrawing,
    junction,
    table::{Cell, DataTable, cell, keyed, numbers, plain, words},
    text::{count, decimal, escape, interval, none, sentence, thousands, words as in_words},
};

/// So many fusions are drawn, and so many candidates listed.
const DRAWN: usize = 12;
const LISTED: usize = 500;
/// So many other places of a junction are named.
const LISTED_OTHERS: usize = 4;

/// How fusions are drawn.
const SCALES: &str = "<p>Genes are drawn as they are read, 5′ to 3′: exons to scale within each gene, introns shortened (by the square root of their length), what the fusion loses pale. Above each gene lies the depth of the tumour’s reads, of the RNA’s for a fusion seen in RNA; a line is the normal’s.</p>";

/// The section's content.
pub(super) fn markup(fusions: &[Value], drawings: &[FusionDrawing]) -> String {
    if fusions.is_empty() {
        return "<p>No candidate junction was seen.</p>".to_owned();
    }
    let passed: Vec<&Value> = fusions.iter().filter(|fusion| fusion["filter"] == "PASS").collect();
    let mut text = String::new();
    if !drawings.is_empty() {
        text.push_str(SCALES);
    }
    for (place, fusion) in passed.iter().take(DRAWN).enumerate() {
        // Both list the calls in one order.
        text.push_str(&picture(fusion, drawings.get(place).filter(|drawing| fusion["name"] == drawing.name.as_str())));
    }
    if passed.is_empty() {
        text.push_str("<p>No candidate passed all filters.</p>");
    } else if passed.len() > DRAWN {
        let _ = write!(text, "<p>The first {DRAWN} of {} are drawn.</p>", passed.len());
    }
    text.push_str(&table(&passed, fusions));
    text
}

fn picture(fusion: &Value, drawing: Option<&FusionDrawing>) -> String {
    let text = |key: &str| fusion[key].as_str().map_or_else(none, escape);
    let mut facts = vec![
        sentence(&fusion["type"].as_str().unwrap_or("?").replace('_', " ")).trim_end_matches('.').to_owned(),
        format!("seen in {}", text("assay")),
    ];
    if let Some(bounds) = interval(&fusion["vaf_ci95"], |v| decimal(v, 2)) {
        facts.push(format!("allele fraction {} (95 % interval {bounds})", decimal(&fusion["vaf"], 2)));
    }
    facts.push(format!("quality {}", decimal(&fusion["quality"], 0)));
    if fusion["inferred"] == true {
        facts.push("the fused transcript is inferred from DNA".into());
    }
    if fusion["known"] == true {
        facts.push("a known fusion".into());
    }
    if let Some(driver) = fusion["driver"].as_str() {
        facts.push(format!("driver: {}", escape(driver)));
    }
    for (key, name) in [("domains1", "5′"), ("domains2", "3′")] {
        let domains: Vec<String> = fusion[key].as_array().into_iter().flatten().filter_map(Value::as_str).map(escape).collect();
        if !domains.is_empty() {
            facts.push(format!("{name} partner keeps {}", domains.join(", ")));
        }
    }
    if let Some(others) = others(fusion) {
        facts.push(format!("its reads fit as well: {others}"));
    }
    let transcripts = [("transcript1", "exon1"), ("transcript2", "exon2")].map(|(transcript, exon)| {
        let exon = fusion[exon].as_u64().map(|exon| format!(" exon {exon}")).unwrap_or_default();
        fusion[transcript].as_str().map(|transcript| format!("{}{exon}", escape(transcript)))
    });
    if let [Some(first), Some(second)] = &transcripts {
        facts.push(format!("{first} – {second}"));
    }
    format!(
        "<figure class=\"fusion\"><h3>{}</h3><div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Drawing of {}\">{}</div>{}<figcaption>{}.</figcaption></figure>",
        text("name"),
        text("name"),
        junction::svg(fusion, drawing),
        sequence(fusion),
        facts.join(" · ")
    )
}

/// The other places its reads fit, as the fusion would be called there.
fn others(fusion: &Value) -> Option<String> {
    let names: Vec<String> = fusion["alternatives"].as_array()?.iter().filter_map(Value::as_str).map(escape).collect();
    let more = names.len().saturating_sub(LISTED_OTHERS);
    let mut text = names.into_iter().take(LISTED_OTHERS).collect::<Vec<_>>().join(", ");
    if more > 0 {
        let _ = write!(text, " and {more} more");
    }
    (!text.is_empty()).then_some(text)
}

/// The bases on either side of the junction.
fn sequence(fusion: &Value) -> String {
    let (Some(left), Some(right)) = (fusion["sequence"][0].as_str(), fusion["sequence"][1].as_str()) else { return String::new() };
    let left: String = left.chars().rev().take(30).collect::<Vec<_>>().into_iter().rev().collect();
    let right: String = right.chars().take(30).collect();
    if left.is_empty() || right.is_empty() {
        return String::new();
    }
    format!("<p class=\"sequence\"><span>{}</span><b aria-hidden=\"true\">|</b><span>{}</span></p>", escape(&left), escape(&right))
}

fn table(passed: &[&Value], fusions: &[Value]) -> String {
    let cut = if fusions.len() > LISTED {
        format!(
            " {} of {} are shown, passing ones first; all are in fusions.tsv.",
            thousands(LISTED as u64),
            thousands(fusions.len() as u64)
        )
    } else {
        String::new()
    };
    let caption = format!("All candidates, with the filters that dropped them. Breakpoints are 1-based.{cut}");
    let columns = vec![
        words("5′ :: 3′"),
        words("Breakpoints"),
        words("Type"),
        words("Frame"),
        numbers("Fragments"),
        numbers("Split"),
        numbers("Pairs"),
        numbers("Allele fraction"),
        numbers("Quality"),
        words("Assay"),
        words("Filter"),
    ];
    let mut table = DataTable::new("fusions-table", caption, columns).group("pass", "Pass").group("dropped", "Dropped");
    let dropped = fusions.iter().filter(|fusion| fusion["filter"] != "PASS");
    for fusion in passed.iter().copied().chain(dropped).take(LISTED) {
        let pass = fusion["filter"] == "PASS";
        table.row(if pass { "pass" } else { "dropped" }, cells(fusion, pass));
    }
    table.markup()
}

fn cells(fusion: &Value, pass: bool) -> Vec<Cell> {
    let text = |key: &str| plain(fusion[key].as_str().unwrap_or("."));
    let breakpoints = format!(
        "<span class=\"mono\">{} – {}</span>",
        escape(fusion["breakpoint1"].as_str().unwrap_or("?")),
        escape(fusion["breakpoint2"].as_str().unwrap_or("?"))
    );
    let filter = if pass {
        "<span class=\"chip pass\">PASS</span>".to_owned()
    } else {
        fusion["filter"]
            .as_str()
            .unwrap_or("?")
            .split(';')
            .map(|f| format!("<span class=\"chip\">{}</span>", escape(f)))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let name = fusion["name"].as_str().unwrap_or(".");
    let name = match others(fusion) {
        Some(others) => keyed(format!("{}<small class=\"or\">or {others}</small>", escape(name)), name),
        None => plain(name),
    };
    vec![
        name,
        cell(breakpoints),
        cell(in_words(fusion["type"].as_str().unwrap_or("?"))),
        text("frame"),
        cell(count(&fusion["supporting_fragments"])),
        cell(count(&fusion["split_reads"])),
        cell(count(&fusion["discordant_pairs"])),
        cell(decimal(&fusion["vaf"], 3)),
        cell(decimal(&fusion["quality"], 1)),
        text("assay"),
        cell(filter),
    ]
}

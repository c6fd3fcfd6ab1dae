//! The section on listed alleles: what is said of each, and down to which fraction.

use serde_json::Value;

use super::{
    hotspots::{HotspotRow, Hotspots},
    small_variants::{allele_cell, consequence_cell, filter_cell},
    table::{Cell, DataTable, cell, keyed, numbers, plain, words},
    text::{self, as_percent, count, none, percent, thousands},
};

/// The answers, as they are written, and as they are read.
const ANSWERS: [(&str, &str); 4] =
    [("detected", "Detected"), ("filtered", "Filtered"), ("not_detected", "Not detected"), ("not_assessed", "Not assessed")];

/// The section's content; `variants` is the part of profile.json on small variants.
pub(super) fn markup(hotspots: &Hotspots, variants: &Value) -> String {
    let shown = hotspots.rows.len();
    let cut = if shown < hotspots.total {
        format!(
            " The first {} are shown (detected, then filtered, then not assessed); all {} are in hotspots.tsv.",
            thousands(shown as u64),
            thousands(hotspots.total as u64)
        )
    } else {
        String::new()
    };
    let caption = format!(
        "Listed alleles, looked at whatever the reads show. Positions are 1-based. The limit is the smallest allele fraction that would have been called with a \
         probability of 95 %.{cut}"
    );
    let columns = vec![
        words("Allele"),
        words("Gene"),
        words("Change"),
        words("Consequence"),
        words("Answer"),
        numbers("Limit"),
        numbers("VAF"),
        numbers("Fragments"),
        numbers("Normal"),
        words("Filter"),
    ];
    let mut table = DataTable::new("hotspots-table", caption, columns);
    for (code, name) in ANSWERS {
        table = table.group(code, name);
    }
    for row in &hotspots.rows {
        table.row(&row.status, cells(row));
    }
    format!("<p>{}.</p>{}", summary(variants), table.markup())
}

/// Counts of the answers, and the limit of half of the alleles.
pub(super) fn summary(variants: &Value) -> String {
    let counts = ANSWERS.iter().filter(|(code, _)| variants["listed"][code].is_number());
    let counts: Vec<String> = counts.map(|(code, name)| format!("{} {}", count(&variants["listed"][code]), name.to_lowercase())).collect();
    let limit = &variants["median_detection_limit"];
    let limit = if limit.is_number() { format!("; half of the detection limits are at most {}", percent(limit)) } else { String::new() };
    format!("{}{limit}", counts.join(", "))
}

fn cells(row: &HotspotRow) -> Vec<Cell> {
    let change = if row.protein_change == "." { cell(none()) } else { plain(&row.protein_change) };
    let answer = ANSWERS.iter().find(|(code, _)| *code == row.status).map_or("?", |(_, name)| *name);
    let answer = match (row.status.as_str(), row.reason.as_str()) {
        ("detected", _) => format!("<span class=\"chip pass\">{answer}</span>"),
        (_, ".") => format!("<span class=\"chip\">{answer}</span>"),
        (_, reason) => format!("<span class=\"chip\">{answer}</span> <small>{}</small>", text::words(reason)),
    };
    let share = |value: Option<f64>| value.map_or_else(|| keyed(none(), -1.0), |share| keyed(as_percent(share), share));
    let fragments = |[of, all]: [Option<u64>; 2]| match (of, all) {
        (Some(of), Some(all)) => keyed(format!("{} of {}", thousands(of), thousands(all)), of as i64),
        _ => keyed(none(), -1),
    };
    vec![
        allele_cell(&row.chrom, row.start, &row.reference, &row.alternate),
        plain(&row.gene),
        change,
        consequence_cell(&row.consequence),
        cell(answer),
        share(row.detection_limit),
        share(row.vaf),
        fragments(row.tumor),
        fragments(row.normal),
        if row.filter == "." { cell(none()) } else { filter_cell(&row.filter) },
    ]
}

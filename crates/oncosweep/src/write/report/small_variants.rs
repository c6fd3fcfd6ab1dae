//! The section on small variants: the table, allele fractions, and the 96 classes of substitution.

use std::fmt::Write as _;

use serde_json::Value;

use super::{
    bars::Bars,
    table::{Cell, DataTable, cell, keyed, numbers, plain, words},
    text::{self, escape, fixed, none, thousands},
    variants::{VAF_BINS, VariantRow, Variants},
};

/// The table and the histogram of allele fractions.
pub(super) fn markup(variants: &Variants) -> String {
    let shown = variants.rows.len();
    let cut = if shown < variants.total {
        format!(
            " The {} of most interest are shown (counted, then passing, then near-passing; coding first); all {} are in tmb.trace.tsv.",
            thousands(shown as u64),
            thousands(variants.total as u64)
        )
    } else {
        String::new()
    };
    let caption = format!("Variants that pass, or fail one filter only. Positions are 1-based.{cut}");
    let columns = vec![
        words("Variant"),
        words("Gene"),
        words("Change"),
        words("Consequence"),
        numbers("VAF"),
        numbers("Fragments"),
        numbers("Normal depth"),
        numbers("Quality"),
        words("Filter"),
        words("Burden"),
    ];
    let mut table = DataTable::new("variants-table", caption, columns)
        .group("pass", "Pass")
        .group("counted", "Counted for the burden")
        .group("near", "Near-pass");
    for row in &variants.rows {
        let groups = match (row.verdict.as_str(), row.filter.as_str()) {
            ("counted", _) => "pass counted",
            (_, "PASS") => "pass",
            _ => "near",
        };
        table.row(groups, cells(row));
    }
    if table.is_empty() {
        return "<p>No variant passes, or fails one filter only.</p>".to_owned();
    }
    format!("{}{}", fractions(variants), table.markup())
}

fn cells(row: &VariantRow) -> Vec<Cell> {
    let change = match (row.protein_change.as_str(), &row.coding_change) {
        (".", None) => none(),
        (".", Some(coding)) => escape(coding),
        (protein, _) => escape(protein),
    };
    let depth = row.tumor_depth.map_or_else(none, thousands);
    let fragments = row.alternate_fragments.map_or_else(|| depth.clone(), |n| format!("{} of {depth}", thousands(n)));
    let optional = |number: Option<u64>| number.map_or_else(none, thousands);
    vec![
        allele_cell(&row.chrom, row.start, &row.reference, &row.alternate),
        plain(&row.gene),
        cell(change),
        consequence_cell(&row.consequence),
        row.vaf.map_or_else(|| cell(none()), |vaf| keyed(fixed(vaf, 3), vaf)),
        keyed(fragments, row.alternate_fragments.or(row.tumor_depth).map_or(-1, |n| n as i64)),
        keyed(optional(row.normal_depth), row.normal_depth.map_or(-1, |n| n as i64)),
        if row.quality == "." { cell(none()) } else { keyed(escape(&row.quality), row.quality.as_str()) },
        filter_cell(&row.filter),
        cell(text::words(&row.verdict.replace(':', ": "))),
    ]
}

/// An allele with its place (`start` 0-based, shown 1-based), sorted by it.
pub(super) fn allele_cell(chrom: &str, start: u64, reference: &str, alternate: &str) -> Cell {
    let (reference, alternate) = (escape(&shortened(reference)), escape(&shortened(alternate)));
    let markup = format!("<span class=\"mono\">{}:{} {reference}&gt;{alternate}</span>", escape(chrom), start + 1);
    keyed(markup, format!("{chrom}:{start:012}"))
}

/// Consequence terms as words.
pub(super) fn consequence_cell(terms: &str) -> Cell {
    cell(if terms == "." { none() } else { text::words(&terms.replace('&', ", ").replace("_variant", "")) })
}

/// PASS, or the filters.
pub(super) fn filter_cell(filter: &str) -> Cell {
    cell(if filter == "PASS" {
        "<span class=\"chip pass\">PASS</span>".into()
    } else {
        format!("<span class=\"chip\">{}</span>", text::words(filter))
    })
}

/// A long allele by its ends.
fn shortened(allele: &str) -> String {
    let bases = allele.chars().count();
    if bases <= 12 {
        return allele.to_owned();
    }
    let head: String = allele.chars().take(5).collect();
    let tail: String = allele.chars().skip(bases - 4).collect();
    format!("{head}…{tail} ({bases} bp)")
}

fn fractions(variants: &Variants) -> String {
    let total: u64 = variants.vaf_bins.iter().sum();
    if total == 0 {
        return String::new();
    }
    let bars = (0..VAF_BINS).map(|bin| (format!("{} %", bin * 5), "tumour", variants.vaf_bins[bin] as f64)).collect();
    let label = format!("Allele fractions of {total} passing variants in bins of five per cent");
    // A name is that of a bin's lower edge.
    let svg = Bars {
        size: [520.0, 170.0],
        heights: bars,
        least_top: 1.0,
        upright: false,
        every: 4,
        name_shift: -0.5,
        axis: "variant allele fraction",
        label,
    }
    .svg();
    format!(
        "<figure class=\"middle\">{svg}<figcaption>Allele fractions of the {} passing variants.</figcaption></figure>",
        thousands(total)
    )
}

/// The 96 classes as six panels, one a substitution; nothing without passing SNVs.
pub(super) fn spectrum(variants: &Value) -> String {
    let Some(classes) = variants["sbs96"].as_object() else { return String::new() };
    let count_of = |n: &Value| n.as_u64().unwrap_or(0);
    let total: u64 = classes.values().map(count_of).sum();
    if total == 0 {
        return String::new();
    }
    let highest = classes.values().map(count_of).max().unwrap_or(1);
    let mut panels = String::new();
    for (i, change) in ["C>A", "C>G", "C>T", "T>A", "T>C", "T>G"].into_iter().enumerate() {
        let class = ["sbs-1", "sbs-2", "sbs-3", "sbs-4", "sbs-5", "sbs-6"][i];
        let mut bars = Vec::new();
        for before in "ACGT".chars() {
            for after in "ACGT".chars() {
                let count = count_of(&variants["sbs96"][format!("{before}[{change}]{after}")]);
                bars.push((format!("{before}{}{after}", &change[..1]), class, count as f64));
            }
        }
        let sum: f64 = bars.iter().map(|(_, _, n)| n).sum();
        let label = format!("{change}: {sum} passing SNVs by the bases beside them");
        let size = [330.0, 130.0];
        let svg = Bars { size, heights: bars, least_top: highest as f64, upright: true, every: 1, name_shift: 0.0, axis: "", label }.svg();
        let _ = write!(
            panels,
            "<div class=\"panel\"><h3 class=\"{class}\">{} <small>{sum}</small></h3>{svg}</div>",
            escape(&change.replace('>', " → "))
        );
    }
    format!(
        "<figure><div class=\"panels\">{panels}</div><figcaption>The {} passing SNVs in the 96 classes of substitution: the pyrimidine's change, by the \
         bases on either side (the classes of COSMIC's SBS signatures). Counts; one scale for all panels.</figcaption></figure>",
        thousands(total)
    )
}

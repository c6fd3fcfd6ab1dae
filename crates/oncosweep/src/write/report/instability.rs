//! The section on microsatellites: the strongest sites, the shifts, the table, and other tools' scores.

use std::fmt::Write as _;

use serde_json::Value;

use super::{
    bars::Bars,
    lengths,
    sites::{Sites, UnstableSite},
    table::{DataTable, cell, grid, keyed, numbers, words},
    text::{as_percent, count, decimal, escape, none, signed, thousands},
};

/// So many sites are drawn.
const DRAWN: usize = 9;

/// The section's content.
pub(super) fn markup(msi: &Value, sites: &Sites) -> String {
    let mut text = String::new();
    if sites.unstable.is_empty() {
        text.push_str("<p>No assessed site is unstable.</p>");
    } else {
        text.push_str(&strongest(sites));
        text.push_str("<div class=\"two\">");
        text.push_str(&shifts(sites));
        text.push_str(&units(sites));
        text.push_str("</div>");
        text.push_str(&table(sites));
    }
    text.push_str(&identity(msi));
    text.push_str(&scores(&msi["legacy"]));
    text
}

fn strongest(sites: &Sites) -> String {
    let mut panels = String::new();
    for site in sites.unstable.iter().take(DRAWN) {
        let _ = write!(
            panels,
            "<div class=\"panel\"><h3>({}) × {} <small class=\"mono\">{}</small></h3>{}</div>",
            escape(&site.unit),
            site.copies,
            place(site),
            lengths::svg(site)
        );
    }
    let drawn = sites.unstable.len().min(DRAWN);
    format!(
        "<figure><div class=\"panels sites\">{panels}</div><figcaption>Repeat lengths in copies at the {drawn} unstable sites with the smallest p-values: \
         share of the tumour's fragments upwards, of the normal's downwards. The arrow runs from the germline length to the fitted shifted one, drawn \
         darker; beside it its share of the tumour's fragments with its 95 % interval.</figcaption></figure>"
    )
}

/// 1-based, as genome browsers take it.
fn place(site: &UnstableSite) -> String {
    format!("{}:{}-{}", escape(&site.chrom), thousands(site.start + 1), thousands(site.end))
}

fn shifts(sites: &Sites) -> String {
    let far = sites.shifts.keys().map(|shift| shift.abs()).max().unwrap_or(0).clamp(3, 10);
    let count = |low: i64, high: i64| sites.shifts.range(low..=high).map(|(_, count)| count).sum::<u64>() as f64;
    let bars = (-far..=far)
        .map(|shift| match shift {
            s if s == -far => (signed(s), "tumour", count(i64::MIN, s)),
            s if s == far => (signed(s), "tumour", count(s, i64::MAX)),
            s => (signed(s), "tumour", count(s, s)),
        })
        .collect();
    let label = format!("Unstable sites by the copies they gained or lost, {} in all", sites.unstable_total);
    let svg = Bars {
        size: [420.0, 180.0],
        heights: bars,
        least_top: 1.0,
        upright: false,
        every: if far > 6 { 2 } else { 1 },
        name_shift: 0.0,
        axis: "copies gained or lost",
        label,
    }
    .svg();
    format!("<figure>{svg}<figcaption>Unstable sites by shift; the outermost bars hold all beyond.</figcaption></figure>")
}

fn units(sites: &Sites) -> String {
    let rows: Vec<Vec<String>> = sites
        .by_unit
        .iter()
        .map(|(bases, counts)| {
            let share = if counts.assessed == 0 { none() } else { as_percent(counts.unstable as f64 / counts.assessed as f64) };
            vec![format!("{bases} bp"), thousands(counts.assessed), thousands(counts.unstable), share]
        })
        .collect();
    grid("Sites by length of the repeat unit", &["Unit", "Assessed", "Unstable", "Share"], &rows)
}

fn table(sites: &Sites) -> String {
    let shown = sites.unstable.len();
    let cut = if shown < sites.unstable_total {
        format!(" The {} with the smallest p-values of {} are shown.", thousands(shown as u64), thousands(sites.unstable_total as u64))
    } else {
        String::new()
    };
    let caption =
        format!("Unstable sites. Positions are 1-based, inclusive.{cut} Every listed site, assessed or not, is in msi.sites.tsv.");
    let columns = vec![
        words("Site"),
        words("Unit"),
        numbers("Copies"),
        numbers("Shift"),
        numbers("Shifted share"),
        words("95 % interval"),
        numbers("Tumour fragments"),
        numbers("Normal fragments"),
        numbers("p"),
        numbers("q"),
    ];
    let mut table = DataTable::new("sites-table", caption, columns).group("loss", "Copies lost").group("gain", "Copies gained");
    for site in &sites.unstable {
        let total = |lengths: &[(i64, u64)]| lengths.iter().map(|(_, count)| count).sum::<u64>();
        let group = match site.shift.unwrap_or(0) {
            s if s < 0 => "loss",
            s if s > 0 => "gain",
            _ => "",
        };
        table.row(
            group,
            vec![
                keyed(format!("<span class=\"mono\">{}</span>", place(site)), format!("{}:{:012}", site.chrom, site.start)),
                cell(format!("<span class=\"mono\">{}</span>", escape(&site.unit))),
                cell(site.copies.to_string()),
                keyed(site.shift.map_or_else(none, signed), site.shift.unwrap_or(0)),
                site.shifted_fraction.map_or_else(|| cell(none()), |share| keyed(as_percent(share), share)),
                site.interval.map_or_else(
                    || cell(none()),
                    |[low, high]| keyed(format!("<span class=\"whole\">{} to {}</span>", as_percent(low), as_percent(high)), low),
                ),
                cell(total(&site.tumor).to_string()),
                cell(total(&site.normal).to_string()),
                keyed(escape(&site.p_value.0), site.p_value.1),
                keyed(escape(&site.q_value), site.q_value.as_str()),
            ],
        );
    }
    table.markup()
}

/// Whether tumour and normal can be one person.
fn identity(msi: &Value) -> String {
    let identity = &msi["identity"];
    if msi["compared_with"] != "normal" || !identity.is_object() {
        return String::new();
    }
    format!(
        "<p>Tumour and normal: of {} assessed sites with one germline length, it has vanished from the tumour at {}; of {} with two, at least one has at {}. \
         Many would speak for two persons' samples.</p>",
        count(&identity["homozygous"]),
        count(&identity["homozygous_replaced"]),
        count(&identity["heterozygous"]),
        count(&identity["heterozygous_lost"])
    )
}

/// Scores by other tools' definitions.
fn scores(legacy: &Value) -> String {
    let mut rows = Vec::new();
    for (key, name) in [
        ("msisensor_pro", "MSIsensor-pro, tumour and normal"),
        ("msisensor", "MSIsensor"),
        ("msisensor_pro_pro", "MSIsensor-pro, tumour only"),
        ("msings", "mSINGS, against the baseline"),
    ] {
        let score = &legacy[key];
        if score.is_object() {
            let shown = format!(
                "{} % ({} of {} sites)",
                decimal(&score["percent"], 2),
                count(&score["sites_unstable"]),
                count(&score["sites_assessed"])
            );
            rows.push(vec![name.to_owned(), shown]);
        }
    }
    let mantis = &legacy["mantis"];
    if mantis.is_object() {
        rows.push(vec![
            "MANTIS, stepwise difference".into(),
            format!("{} over {} loci", decimal(&mantis["difference"], 4), count(&mantis["loci"])),
        ]);
    }
    if rows.is_empty() {
        return String::new();
    }
    let table = grid("By other tools' definitions, from the same evidence", &["Score", "Value"], &rows);
    format!("<details><summary>Scores by other tools’ definitions</summary>{table}</details>")
}

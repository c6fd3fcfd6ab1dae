//! A fusion: what is kept of each partner, where they join, and what supports it. Exons are drawn by number, not to scale.

use serde_json::Value;

use super::{
    svg::{Anchor, Drawing},
    text::{fixed, thousands},
};

const WIDTH: f64 = 680.0;
const MIDDLE: f64 = WIDTH / 2.0;
const TRACK: f64 = 62.0;
const EXON: f64 = 24.0;
/// Exons of a partner that are drawn: the ones at the junction and the outermost.
const DRAWN: u64 = 6;

/// The drawing.
pub(super) fn svg(fusion: &Value) -> String {
    let text = |key: &str| fusion[key].as_str().unwrap_or("?").to_owned();
    let mut drawing = Drawing::new(WIDTH, 152.0);
    drawing.rect("kept1", [30.0, TRACK + EXON / 2.0 - 1.5], [MIDDLE - 30.0, 3.0], 0.0);
    drawing.rect("kept2", [MIDDLE, TRACK + EXON / 2.0 - 1.5], [WIDTH - 30.0 - MIDDLE, 3.0], 0.0);
    exons(&mut drawing, &fusion["exon1"], true);
    exons(&mut drawing, &fusion["exon2"], false);
    drawing.text("end", [22.0, TRACK + EXON / 2.0 + 4.0], Anchor::End, "5′");
    drawing.text("end", [WIDTH - 22.0, TRACK + EXON / 2.0 + 4.0], Anchor::Start, "3′");
    drawing.line("junction", [MIDDLE, TRACK - 10.0], [MIDDLE, TRACK + EXON + 10.0]);
    for (x, anchor, gene, site, strand, breakpoint) in [
        (MIDDLE - 12.0, Anchor::End, "gene1", "site1", "strand1", "breakpoint1"),
        (MIDDLE + 12.0, Anchor::Start, "gene2", "site2", "strand2", "breakpoint2"),
    ] {
        drawing.text("gene", [x, 20.0], anchor, &shortened(&text(gene), 34));
        drawing.text("tick", [x, 38.0], anchor, &shortened(&format!("{} ({}), {}", text(breakpoint), text(strand), text(site)), 52));
    }
    let frame = fusion["frame"].as_str().map_or("frame not known".to_owned(), str::to_owned);
    drawing.text("key", [MIDDLE, TRACK + EXON + 26.0], Anchor::Middle, &frame);
    drawing.text("key", [MIDDLE, TRACK + EXON + 46.0], Anchor::Middle, &support(fusion));
    drawing.finish(&format!("{}: {} joined to {}, {frame}; {}", text("name"), text("breakpoint1"), text("breakpoint2"), support(fusion)))
}

fn support(fusion: &Value) -> String {
    let number = |key: &str| thousands(fusion[key].as_u64().unwrap_or(0));
    let spanning =
        fusion["spanning_fragments"].as_f64().map(|n| format!(" · {} fragments span without it", fixed(n, 1))).unwrap_or_default();
    format!(
        "{} fragments support it: {} split, {} pairs{spanning}",
        number("supporting_fragments"),
        number("split_reads"),
        number("discordant_pairs")
    )
}

/// The exons of a partner next to the junction: the last ones kept of the 5' partner, the first ones kept of the 3' partner.
fn exons(drawing: &mut Drawing, exon: &Value, five_prime: bool) {
    let Some(number) = exon.as_u64() else { return };
    let pitch = 48.0;
    let class = if five_prime { "exon1" } else { "exon2" };
    let fill = |drawing: &mut Drawing, slot: f64, name: &str| {
        let x = if five_prime { MIDDLE - 44.0 - slot * pitch } else { MIDDLE + 10.0 + slot * pitch };
        drawing.rect(class, [x, TRACK], [34.0, EXON], 3.0);
        drawing.text("exon-number", [x + 17.0, TRACK + 16.0], Anchor::Middle, name);
    };
    if five_prime {
        let shown = number.min(DRAWN);
        let cut = number > DRAWN;
        for slot in 0..shown {
            let name = match slot {
                slot if cut && slot + 1 == shown => "1".to_owned(),
                slot if cut && slot + 2 == shown => "…".to_owned(),
                slot => (number - slot).to_string(),
            };
            fill(drawing, slot as f64, &name);
        }
    } else {
        // How many follow is not in the results.
        fill(drawing, 0.0, &number.to_string());
        fill(drawing, 1.0, "…");
    }
}

/// At most `most` characters, the cut marked.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

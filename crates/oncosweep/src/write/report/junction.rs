//! A fusion: both genes with the depth of the reads, what is kept of each, where they join, and what supports it.

use serde_json::Value;

use super::{
    drawings::{Coverage, FusionDrawing, Partner},
    gene_track::{DrawnExon, GeneTrack, WITHOUT_GENE_BP},
    svg::{Anchor, Drawing},
    text::{fixed, thousands},
};

const WIDTH: f64 = 720.0;
const MIDDLE: f64 = WIDTH / 2.0;
/// The partners' places.
const HALVES: [[f64; 2]; 2] = [[12.0, 346.0], [374.0, 708.0]];
/// Top and height of the depth.
const DEPTH: [f64; 2] = [64.0, 46.0];
/// Middle line of the exons of both genes, and of the joined ones.
const GENES: f64 = 126.0;
const JOINED: f64 = 202.0;
/// Half heights of coding and of untranslated exons.
const TALL: f64 = 10.0;
const LOW: f64 = 5.5;
/// Width of a column of depth.
const COLUMN: f64 = 1.5;
/// Narrowest exon.
const NARROWEST: f64 = 1.2;

/// The drawing.
pub(super) fn svg(fusion: &Value, drawing: Option<&FusionDrawing>) -> String {
    let text = |key: &str| fusion[key].as_str().unwrap_or("?").to_owned();
    let mut picture = Drawing::new(WIDTH, 268.0);
    for (index, [left, right]) in HALVES.into_iter().enumerate() {
        let (gene, site, strand, breakpoint) =
            [("gene1", "site1", "strand1", "breakpoint1"), ("gene2", "site2", "strand2", "breakpoint2")][index];
        picture.text("gene", [left, 18.0], Anchor::Start, &shortened(&format!("{}  {}", ["5′", "3′"][index], text(gene)), 38));
        let site = fusion[site].as_str().filter(|site| *site != ".").map(|site| format!(", {site}")).unwrap_or_default();
        let place = format!("{} ({}){site}", text(breakpoint), text(strand));
        picture.text("tick", [left, 35.0], Anchor::Start, &shortened(&place, 58));
        let Some(drawing) = drawing else { continue };
        let partner = &drawing.partners[index];
        let track = GeneTrack::new(partner, index == 0, [left, right]);
        depth(&mut picture, &track, &drawing.coverage[index], [left, right]);
        gene_model(&mut picture, &track, partner, index, [left, right]);
    }
    if let Some(drawing) = drawing {
        joined(&mut picture, drawing);
    }
    let frame = fusion["frame"].as_str().map_or("frame not known".to_owned(), str::to_owned);
    picture.text("key", [MIDDLE, JOINED + 32.0], Anchor::Middle, &frame);
    picture.text("key", [MIDDLE, JOINED + 50.0], Anchor::Middle, &support(fusion));
    picture.finish(&format!("{}: {} joined to {}, {frame}; {}", text("name"), text("breakpoint1"), text("breakpoint2"), support(fusion)))
}

/// Depth of the tumour's reads as an area, of the normal's as a line, each partner on a scale of its own.
fn depth(picture: &mut Drawing, track: &GeneTrack<'_>, coverage: &Coverage, [left, right]: [f64; 2]) {
    let [top, height] = DEPTH;
    let tumor = track.depth(coverage, &coverage.tumor, COLUMN);
    let normal = coverage.normal.as_ref().map(|depths| track.depth(coverage, depths, COLUMN));
    let most = tumor.iter().chain(normal.iter().flatten()).map(|(_, depth)| *depth).fold(0.0, f64::max);
    picture.line("grid", [left, top + height], [right, top + height]);
    picture.text(
        "tick",
        [left, top - 6.0],
        Anchor::Start,
        &format!("depth in bins of {} bases: 0 to {}", thousands(u64::from(coverage.bin_bp)), fixed(most, usize::from(most < 10.0))),
    );
    if most <= 0.0 {
        return;
    }
    let y = |depth: f64| top + height * (1.0 - depth / most);
    let steps = |columns: &[([f64; 2], f64)]| {
        let step = |([from, to], depth): &([f64; 2], f64)| format!("L{from:.1} {0:.1}L{to:.1} {0:.1}", y(*depth));
        columns.iter().map(step).collect::<Vec<_>>().concat()
    };
    picture.path("depth-area", &format!("M{left:.1} {:.1}{}L{right:.1} {:.1}Z", top + height, steps(&tumor), top + height));
    if let Some(normal) = normal {
        picture.path("depth-line", &steps(&normal).replacen('L', "M", 1));
    }
}

fn gene_model(picture: &mut Drawing, track: &GeneTrack<'_>, partner: &Partner, index: usize, [left, right]: [f64; 2]) {
    picture.line("axis", [left, GENES], [right, GENES]);
    let mut last_number = f64::NEG_INFINITY;
    for exon in track.exons() {
        boxes(picture, if exon.is_kept { ["exon1", "exon2"][index] } else { "exon-lost" }, &exon, GENES);
        let (middle, name) = (f64::midpoint(exon.x[0], exon.x[1]), exon.number.to_string());
        // As many numbers as there is room for.
        if middle - last_number > 6.5 * name.len() as f64 + 5.0 {
            picture.text("mono", [middle, GENES + 21.0], Anchor::Middle, &name);
            last_number = middle;
        }
    }
    let at = track.breakpoint();
    picture.line("junction", [at, DEPTH[0] - 4.0], [at, GENES + TALL + 2.0]);
    let strand = partner.strand.map(|strand| format!(", {strand} strand")).unwrap_or_default();
    let what = partner.transcript.as_ref().map_or_else(
        || format!("{} kb without transcript", thousands(u64::from(WITHOUT_GENE_BP / 500))),
        |transcript| format!("{transcript}{strand}"),
    );
    let crossed = partner.spanning_fragments.map(|n| format!(" · {} cross it unbroken", thousands(u64::from(n)))).unwrap_or_default();
    picture.text("tick", [left, GENES + 36.0], Anchor::Start, &shortened(&format!("{what}{crossed}"), 60));
}

/// An exon: untranslated parts are lower than coding ones.
fn boxes(picture: &mut Drawing, class: &str, exon: &DrawnExon, y: f64) {
    let mut rect = |[from, to]: [f64; 2], half: f64| {
        picture.rect(class, [from, y - half], [(to - from).max(NARROWEST), 2.0 * half], 0.0);
    };
    if exon.coding.is_none_or(|[from, to]| from > exon.x[0] + 0.1 || to < exon.x[1] - 0.1) {
        rect(exon.x, LOW);
    }
    if let Some(coding) = exon.coding {
        rect(coding, TALL);
    }
}

/// The kept exons, joined where the genes are, on one scale.
fn joined(picture: &mut Drawing, drawing: &FusionDrawing) {
    let kept: Vec<Vec<DrawnExon>> = drawing
        .partners
        .iter()
        .enumerate()
        .map(|(index, partner)| {
            // One unit a base, as far as exons go.
            let track = GeneTrack::new(partner, index == 0, [0.0, 1.0]);
            track.exons().into_iter().filter(|exon| exon.is_kept).collect()
        })
        .collect();
    let bases = |index: usize, exon: &DrawnExon| {
        drawing.partners[index].exons.iter().find(|e| e.number == exon.number).map_or(0.0, |e| f64::from(e.span.end - e.span.start))
    };
    let total = |index: usize| kept[index].iter().map(|exon| bases(index, exon)).sum::<f64>();
    let longest = total(0).max(total(1));
    if longest <= 0.0 {
        return;
    }
    let unit = (HALVES[0][1] - HALVES[0][0] - 30.0) / longest;
    for (index, exons) in kept.iter().enumerate() {
        let mut x = if index == 0 { MIDDLE - total(0) * unit } else { MIDDLE };
        // A gene that is read against the fusion is joined in reverse.
        let retains_upstream = drawing.partners[index].retains_left == (drawing.partners[index].strand != Some('-'));
        let order: Vec<&DrawnExon> = if retains_upstream == (index == 0) { exons.iter().collect() } else { exons.iter().rev().collect() };
        for exon in order {
            let width = bases(index, exon) * unit;
            let scale = width / (exon.x[1] - exon.x[0]).max(1e-12);
            let coding = exon.coding.map(|part| part.map(|at| x + (at - exon.x[0]) * scale));
            boxes(picture, ["exon1 parted", "exon2 parted"][index], &DrawnExon { x: [x, x + width], coding, ..*exon }, JOINED);
            x += width;
        }
    }
    picture.text(
        "tick",
        [HALVES[0][0], JOINED - 19.0],
        Anchor::Start,
        if drawing.assay == "RNA" { "joined exons" } else { "exons joined if the transcript runs through" },
    );
    picture.line("junction", [MIDDLE, JOINED - TALL - 6.0], [MIDDLE, JOINED + TALL + 6.0]);
}

fn support(fusion: &Value) -> String {
    let number = |key: &str| thousands(fusion[key].as_u64().unwrap_or(0));
    // The mean of two counts.
    let count = |n: f64| fixed(n, usize::from(n.fract() != 0.0));
    let spanning = fusion["spanning_fragments"].as_f64().map(|n| format!(" · {} fragments span without it", count(n))).unwrap_or_default();
    format!(
        "{} fragments support it: {} split, {} pairs{spanning}",
        number("supporting_fragments"),
        number("split_reads"),
        number("discordant_pairs")
    )
}

/// At most `most` characters, the cut marked.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

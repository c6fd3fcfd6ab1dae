//! The repeat lengths of one microsatellite: the tumour's upwards, the normal's downwards, and the shift between them.

use super::{
    sites::{UnstableSite, share},
    svg::{Anchor, Drawing},
    text::{as_percent, signed, thousands},
};

const WIDTH: f64 = 250.0;
const LEFT: f64 = 12.0;
const BASE: f64 = 84.0;
const UP: f64 = 48.0;
const DOWN: f64 = 40.0;
/// So many lengths fit; those furthest from the middle of what is seen are left out.
const MAX_LENGTHS: i64 = 25;

/// The drawing.
pub(super) fn svg(site: &UnstableSite) -> String {
    let seen = site.normal.iter().chain(&site.tumor).map(|&(length, _)| length);
    let (mut first, mut last) = (seen.clone().min().unwrap_or(0) - 1, seen.max().unwrap_or(0) + 1);
    if last - first >= MAX_LENGTHS {
        let middle = site.shifted_from().unwrap_or(i64::midpoint(first, last));
        (first, last) = (first.max(middle - MAX_LENGTHS / 2), last.min(middle + MAX_LENGTHS / 2));
    }
    // Few lengths are not spread over the whole width.
    while last - first < 8 {
        (first, last) = (first - 1, last + 1);
    }
    let first = first.max(-1);
    let slot = (WIDTH - 2.0 * LEFT) / (last - first + 1) as f64;
    let centre = |length: i64| LEFT + slot * ((length - first) as f64 + 0.5);
    let bar = (slot * 0.72).min(16.0);
    let mut drawing = Drawing::new(WIDTH, 164.0);
    let shares = |lengths: &[(i64, u64)]| lengths.iter().map(|&(length, _)| share(lengths, length)).fold(0.0, f64::max);
    let full = shares(&site.tumor).max(shares(&site.normal)).max(0.1);
    let shifted = site.shifted_from().zip(site.shift).filter(|(_, shift)| *shift != 0);
    for length in first..=last {
        let (up, down) = (share(&site.tumor, length) / full * UP, share(&site.normal, length) / full * DOWN);
        let class = if shifted.is_some_and(|(germline, shift)| germline + shift == length) { "strong" } else { "soft" };
        drawing.rect(class, [centre(length) - bar / 2.0, BASE - up], [bar, up], 1.0);
        drawing.rect("normal", [centre(length) - bar / 2.0, BASE + 1.0], [bar, down], 1.0);
    }
    drawing.line("axis", [LEFT, BASE + 0.5], [WIDTH - LEFT, BASE + 0.5]);
    let every = ((last - first) / 8).max(1);
    for length in (first..=last).filter(|length| length.rem_euclid(every) == 0 && *length >= 0) {
        drawing.text("tick", [centre(length), BASE + DOWN + 16.0], Anchor::Middle, &length.to_string());
    }
    if let Some((germline, shift)) = shifted {
        arrow(&mut drawing, centre(germline), centre((germline + shift).clamp(first, last)));
    }
    let share = site.shifted_fraction.map(|fraction| {
        let interval = site.interval.map(|[low, high]| format!(" ({:.0}–{:.0})", low * 100.0, high * 100.0)).unwrap_or_default();
        format!(" · {:.0} %{interval}", fraction * 100.0)
    });
    let title = format!("{} copies{}", signed(site.shift.unwrap_or(0)), share.unwrap_or_default());
    drawing.text("title", [LEFT, 13.0], Anchor::Start, &title);
    let total = |lengths: &[(i64, u64)]| thousands(lengths.iter().map(|(_, count)| count).sum());
    drawing.text("key tumour-key", [LEFT, 157.0], Anchor::Start, &format!("▲ tumour, {} fragments", total(&site.tumor)));
    let normal = if site.normal.is_empty() { "no normal".to_owned() } else { format!("▼ normal, {}", total(&site.normal)) };
    drawing.text("key", [WIDTH - LEFT, 157.0], Anchor::End, &normal);
    drawing.finish(&label(site))
}

/// From the germline length to the shifted one.
fn arrow(drawing: &mut Drawing, from: f64, to: f64) {
    let y = 26.0;
    let tip = if to > from { -5.0 } else { 5.0 };
    drawing
        .path("arrow", &format!("M{from:.1} {y:.1}H{to:.1}M{:.1} {:.1}L{to:.1} {y:.1}L{:.1} {:.1}", to + tip, y - 3.5, to + tip, y + 3.5));
    drawing.circle("arrow-start", [from, y], 2.2);
}

fn label(site: &UnstableSite) -> String {
    let mode = |lengths: &[(i64, u64)]| lengths.iter().max_by_key(|(length, count)| (*count, -*length)).map(|(length, _)| *length);
    let copies = |lengths: &[(i64, u64)]| mode(lengths).map_or("none".to_owned(), |length| length.to_string());
    format!(
        "Repeat lengths of {} at {}:{}: most often {} copies in the normal and {} in the tumour; shift {} copies in {} of the tumour's fragments",
        site.unit,
        site.chrom,
        site.start,
        copies(&site.normal),
        copies(&site.tumor),
        signed(site.shift.unwrap_or(0)),
        site.shifted_fraction.map_or("an unknown share".to_owned(), as_percent),
    )
}

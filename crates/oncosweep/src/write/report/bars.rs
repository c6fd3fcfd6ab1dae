//! Upright bars over named places.

use super::{
    strip::number,
    svg::{Anchor, Drawing, step},
};

/// A bar chart.
pub(super) struct Bars<'a> {
    /// Width and height of the drawing.
    pub size: [f64; 2],
    /// Name, class and height of each bar.
    pub heights: Vec<(String, &'a str, f64)>,
    /// Heights up to here are drawn even when no bar is as high.
    pub least_top: f64,
    /// Names run upwards.
    pub upright: bool,
    /// Every so many names are written.
    pub every: usize,
    /// Where a name stands, in bars to the right of its bar's middle.
    pub name_shift: f64,
    /// Below the names.
    pub axis: &'a str,
    /// In words.
    pub label: String,
}

impl Bars<'_> {
    pub(super) fn svg(&self) -> String {
        let [width, height] = self.size;
        let (left, top) = (36.0, 8.0);
        let base = height - if self.upright { 32.0 } else { 22.0 } - if self.axis.is_empty() { 0.0 } else { 15.0 };
        let highest = self.heights.iter().map(|(_, _, h)| *h).fold(self.least_top, f64::max);
        let tick = step(highest, 3).max(if highest >= 1.0 { 1.0 } else { 0.0 });
        let end = (highest / tick).ceil().max(1.0) * tick;
        let y = |value: f64| base - (base - top) * value / end;
        let mut drawing = Drawing::new(width, height);
        for i in 0..=((end / tick).round() as usize) {
            let at = tick * i as f64;
            drawing.line(if i == 0 { "axis" } else { "grid" }, [left, y(at)], [width - 4.0, y(at)]);
            drawing.text("tick", [left - 5.0, y(at) + 3.5], Anchor::End, &number(at, tick));
        }
        let slot = (width - 4.0 - left) / self.heights.len().max(1) as f64;
        for (i, (name, class, value)) in self.heights.iter().enumerate() {
            let centre = left + slot * (i as f64 + 0.5);
            let bar = (slot * 0.74).min(26.0);
            drawing.rect(class, [centre - bar / 2.0, y(*value)], [bar, base - y(*value)], 1.0);
            if i % self.every != 0 {
                continue;
            }
            let middle = centre + slot * self.name_shift;
            if self.upright {
                drawing.upright("tick mono", [middle + 3.0, base + 5.0], name);
            } else {
                drawing.text("tick", [middle, base + 15.0], Anchor::Middle, name);
            }
        }
        if !self.axis.is_empty() {
            drawing.text("name", [f64::midpoint(left, width), height - 4.0], Anchor::Middle, self.axis);
        }
        drawing.finish(&self.label)
    }
}

//! An estimate with its interval on an axis, against thresholds.

use super::{
    svg::{Anchor, Drawing, step},
    text::fixed,
};

/// What a strip shows, in the units of its axis.
pub(super) struct Strip<'a> {
    /// The estimate.
    pub value: f64,
    /// Its 95 % interval.
    pub interval: [f64; 2],
    /// Thresholds with their names, in ascending order.
    pub thresholds: Vec<(f64, &'a str)>,
    /// The axis reaches at least so far.
    pub least_end: f64,
    /// The axis ends here at the latest.
    pub last_end: f64,
    /// Behind the axis' numbers, such as ` %`.
    pub unit: &'a str,
    /// In words.
    pub label: String,
}

const WIDTH: f64 = 340.0;
const LEFT: f64 = 10.0;
const AXIS_Y: f64 = 58.0;
/// Room for a threshold's name.
const NAME: f64 = 112.0;

impl Strip<'_> {
    pub(super) fn svg(&self) -> String {
        let furthest = self.thresholds.iter().map(|(at, _)| at * 1.25).fold(self.interval[1] * 1.08, f64::max).max(self.least_end);
        let tick = step(furthest, 4);
        let end = ((furthest / tick).ceil() * tick).min(self.last_end);
        let right = WIDTH - 26.0;
        let x = |value: f64| LEFT + (right - LEFT) * (value / end).clamp(0.0, 1.0);
        let mut drawing = Drawing::new(WIDTH, 82.0);
        if let Some((threshold, _)) = self.thresholds.last() {
            drawing.rect("zone", [x(*threshold), 18.0], [right - x(*threshold), AXIS_Y - 18.0], 0.0);
        }
        drawing.line("axis", [LEFT, AXIS_Y], [right, AXIS_Y]);
        for i in 0..=((end / tick + 1e-9).floor() as usize) {
            let at = tick * i as f64;
            drawing.line("axis", [x(at), AXIS_Y], [x(at), AXIS_Y + 4.0]);
            drawing.text("tick", [x(at), AXIS_Y + 17.0], Anchor::Middle, &format!("{}{}", number(at, tick), self.unit));
        }
        let last = self.thresholds.last().map_or(right, |(at, _)| x(*at));
        for (i, (at, name)) in self.thresholds.iter().enumerate() {
            drawing.line("threshold", [x(*at), 15.0], [x(*at), AXIS_Y]);
            let (start, anchor) = match i + 1 == self.thresholds.len() {
                true if last < 200.0 => (last + 3.0, Anchor::Start),
                true => (last - 3.0, Anchor::End),
                // The name of a lower threshold, where there is room before that of the last one.
                false if last > NAME + LEFT && last < 200.0 => ((x(*at) + 3.0).min(last - NAME), Anchor::Start),
                false => continue,
            };
            drawing.text("name", [start, 12.0], anchor, name);
        }
        let [low, high] = self.interval;
        drawing.rect("interval", [x(low), 33.0], [(x(high) - x(low)).max(2.0), 10.0], 5.0);
        drawing.circle("point", [x(self.value), 38.0], 6.5);
        drawing.finish(&self.label)
    }
}

/// A number of the axis with as many decimals as its step needs.
pub(super) fn number(value: f64, step: f64) -> String {
    let places = if step >= 1.0 { 0 } else { (-step.log10()).ceil().max(0.0) as usize };
    fixed(value, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_lies_on_the_axis() {
        let strip = Strip {
            value: 38.5,
            interval: [31.7, 45.6],
            thresholds: vec![(3.5, "MSS"), (10.0, "MSI-H")],
            least_end: 20.0,
            last_end: 100.0,
            unit: " %",
            label: "share".into(),
        };
        let svg = strip.svg();
        // An axis to 60 in steps of 20: 38.5 lies at 10 + 304 · 38.5 / 60.
        assert!(svg.contains("<circle class=\"point\" cx=\"205.1\""), "{svg}");
        assert!(svg.contains(">60 %</text>") && svg.contains(">MSI-H</text>"), "{svg}");
        assert_eq!((number(0.05, 0.05), number(20.0, 10.0)), ("0.05".into(), "20".into()));
    }
}

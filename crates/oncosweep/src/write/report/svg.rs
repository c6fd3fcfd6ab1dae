//! Drawing: SVG elements as text. Colours and fonts come from the page's style sheet, by class, so that a picture follows light, dark and print.

use std::fmt::Write as _;

use super::text::escape;

/// A drawing with a size in its own units.
pub(super) struct Drawing {
    width: f64,
    height: f64,
    body: String,
}

/// Where text stands about its place.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Drawing {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self { width, height, body: String::new() }
    }

    pub(super) fn line(&mut self, class: &str, [x1, y1]: [f64; 2], [x2, y2]: [f64; 2]) {
        let _ = write!(self.body, "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>");
    }

    /// A rectangle with rounded corners of radius `round`; nothing when it has no area.
    pub(super) fn rect(&mut self, class: &str, [x, y]: [f64; 2], [width, height]: [f64; 2], round: f64) {
        if width > 0.0 && height > 0.0 {
            let _ = write!(
                self.body,
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{round:.1}\"/>"
            );
        }
    }

    pub(super) fn circle(&mut self, class: &str, [x, y]: [f64; 2], radius: f64) {
        let _ = write!(self.body, "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>");
    }

    /// A path; `d` is made of numbers and commands only.
    pub(super) fn path(&mut self, class: &str, d: &str) {
        let _ = write!(self.body, "<path class=\"{class}\" d=\"{d}\"/>");
    }

    /// Text, which is escaped here.
    pub(super) fn text(&mut self, class: &str, [x, y]: [f64; 2], anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = write!(self.body, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>", escape(text));
    }

    /// Text that runs upwards, ending at its place.
    pub(super) fn upright(&mut self, class: &str, [x, y]: [f64; 2], text: &str) {
        let _ = write!(
            self.body,
            "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"end\" transform=\"rotate(-90 {x:.1} {y:.1})\">{}</text>",
            escape(text)
        );
    }

    /// The element, with what it shows in words for who does not see it.
    pub(super) fn finish(self, label: &str) -> String {
        format!(
            "<svg viewBox=\"0 0 {:.0} {:.0}\" role=\"img\" aria-label=\"{}\" style=\"max-width:{:.0}px\">{}</svg>",
            self.width,
            self.height,
            escape(label),
            self.width * 1.25,
            self.body
        )
    }
}

/// A step of 1, 2 or 5 times a power of ten that cuts `range` into at most `most` parts.
pub(super) fn step(range: f64, most: u32) -> f64 {
    if range.is_nan() || range <= 0.0 || range.is_infinite() {
        return 1.0;
    }
    let rough = range / f64::from(most.max(1));
    let power = 10f64.powi(rough.log10().floor() as i32);
    let steps = [1.0, 2.0, 5.0, 10.0].map(|s| s * power);
    steps.into_iter().find(|s| *s >= rough * (1.0 - 1e-9)).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_numbers() {
        for (range, most, expected) in [(10.0, 5, 2.0), (0.2, 4, 0.05), (1900.0, 4, 500.0), (0.0, 4, 1.0)] {
            assert!((step(range, most) - expected).abs() < 1e-12, "{range} in {most}");
        }
    }

    #[test]
    fn a_picture_says_in_words_what_it_shows() {
        let mut drawing = Drawing::new(10.0, 5.0);
        drawing.text("label", [1.0, 2.0], Anchor::Start, "<A>");
        drawing.rect("bar", [0.0, 0.0], [0.0, 5.0], 0.0);
        let expected = "<svg viewBox=\"0 0 10 5\" role=\"img\" aria-label=\"a &amp; b\" style=\"max-width:12px\">\
            <text class=\"label\" x=\"1.0\" y=\"2.0\" text-anchor=\"start\">&lt;A&gt;</text></svg>";
        assert_eq!(drawing.finish("a & b"), expected);
    }
}

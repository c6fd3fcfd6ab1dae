//! Places that are taken.

use oncosweep::genome::Span;

/// Stretches in which nothing more is planted.
#[derive(Debug, Default)]
pub struct Occupied(Vec<Span>);

impl Occupied {
    /// Takes `span` if it is free.
    pub fn take(&mut self, span: Span) -> bool {
        let at = self.0.partition_point(|s| s.end <= span.start);
        if self.0.get(at).is_some_and(|s| s.start < span.end) {
            return false;
        }
        self.0.insert(at, span);
        true
    }

    /// Takes `span` whether or not it is free, as part of what is taken already.
    pub fn force(&mut self, span: Span) {
        let from = self.0.partition_point(|s| s.end < span.start);
        let to = self.0.partition_point(|s| s.start <= span.end);
        let joined = self.0[from..to.max(from)].iter().fold(span, |a, b| Span::new(a.start.min(b.start), a.end.max(b.end)));
        self.0.splice(from..to.max(from), [joined]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_taken_once() {
        let mut taken = Occupied::default();
        assert!(taken.take(Span::new(10, 20)) && taken.take(Span::new(30, 40)) && taken.take(Span::new(20, 30)));
        assert!(!taken.take(Span::new(39, 41)) && !taken.take(Span::new(5, 11)));
        taken.force(Span::new(35, 60));
        assert!(!taken.take(Span::new(50, 51)) && taken.take(Span::new(60, 61)));
    }
}

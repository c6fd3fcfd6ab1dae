//! The repeats of a stretch of known bases, by the rules of a scan.

use std::{iter::Peekable, ops::Range};

use super::{MAX_UNIT_BP, ScanConfig, ScanRules};
use crate::genome::periodic_stretches;

/// A tandem repeat.
pub(super) struct Repeat {
    /// Offset of its first base.
    pub(super) start: usize,
    /// Length of its unit in bases.
    pub(super) unit: usize,
    /// Whole copies.
    pub(super) copies: usize,
}

/// The repeats of `bases`, all of them A, C, G or T, from left to right.
///
/// METHOD: a unit of `k` bases stands `n` times in tandem at a place when every base from there comes again `k` bases on, over `k(n − 1)` bases. Stretches of which
/// that holds are few and found many bases at once; the scan goes from one to the next.
pub(super) fn repeats<'a>(bases: &'a [u8], config: &ScanConfig) -> impl Iterator<Item = Repeat> + use<'a> {
    let units = 1..=(config.max_unit_bp as usize).min(MAX_UNIT_BP);
    let (run, copies) = (config.min_homopolymer_copies as usize, config.min_repeat_copies as usize);
    let mut periods: Vec<_> = units
        .map(|unit| {
            let shortest = unit * ((if unit == 1 { run } else { copies }).max(2) - 1);
            Period { unit, shortest, stretches: periodic_stretches(bases, unit, shortest, 0).peekable() }
        })
        .collect();
    let is_passed_over = config.rules == ScanRules::MsisensorPro;
    let mut from = 0;
    std::iter::from_fn(move || {
        // Of those that begin first, the shortest unit.
        let (start, end, unit) =
            periods.iter_mut().filter_map(|period| period.first(from)).min_by_key(|&(start, _, unit)| (start, unit))?;
        let repeat = Repeat { start, unit, copies: (end - start) / unit + 1 };
        from = start + unit * repeat.copies - if is_passed_over { 0 } else { unit - 1 };
        Some(repeat)
    })
}

/// What repeats with one length of unit.
struct Period<I: Iterator<Item = Range<usize>>> {
    unit: usize,
    /// Periodic places that make a repeat.
    shortest: usize,
    stretches: Peekable<I>,
}

impl<I: Iterator<Item = Range<usize>>> Period<I> {
    /// Start, end of the periodic places, and unit of the first repeat that begins at or after `from`, which never goes back.
    fn first(&mut self, from: usize) -> Option<(usize, usize, usize)> {
        while self.stretches.next_if(|stretch| stretch.end < from.max(stretch.start) + self.shortest).is_some() {}
        self.stretches.peek().map(|stretch| (stretch.start.max(from), stretch.end, self.unit))
    }
}

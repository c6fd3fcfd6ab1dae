//! The pieces in which a sample is made.

use oncosweep::genome::{Interval, Span, Targets};

/// Longest window, in bases: its records fit a core's cache at the depth of whole genomes.
const LONGEST_BP: u32 = 1 << 14;
/// Shortest window; no fragment with its deletions is longer.
const SHORTEST_BP: u32 = 1 << 12;
/// Reads of a window that are aimed at, at most.
const MAX_READS: f64 = 65_536.0;

/// A stretch of genome whose fragments start in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Where fragments start.
    pub place: Interval,
    /// The stretch of known bases it lies in; no fragment leaves it.
    pub region: Span,
    /// Whether the window before it in the list ends where it starts.
    pub continues: bool,
}

/// Cuts regions into windows, in genome order. With `only`, windows further than `margin_bp` from it are left out.
pub fn plan_windows(regions: &[Interval], depth: f64, read_length_bp: u32, only: Option<(&Targets, u32)>) -> Vec<Window> {
    let mut length = LONGEST_BP;
    while length > SHORTEST_BP && f64::from(length) * depth / f64::from(read_length_bp) > MAX_READS {
        length /= 2;
    }
    let mut windows: Vec<Window> = Vec::new();
    for region in regions {
        let mut start = region.span.start;
        while start < region.span.end {
            let end = ((start / length + 1) * length).min(region.span.end);
            let place = Interval::new(region.contig, start, end);
            let near =
                |(targets, margin): (&Targets, u32)| !targets.overlapping(region.contig, place.span.padded(margin, u32::MAX)).is_empty();
            if only.is_none_or(near) {
                let continues =
                    windows.last().is_some_and(|w| w.place.contig == region.contig && w.place.span.end == start && w.region == region.span);
                windows.push(Window { place, region: region.span, continues });
            }
            start = end;
        }
    }
    windows
}

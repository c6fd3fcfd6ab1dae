//! One partner of a fusion, to scale: its exons in the direction the gene is read, the breakpoint, and the depth of the reads above.
//!
//! METHOD: exons share one part of the width and introns the other: exons in proportion to their length, introns in proportion to the square root of
//! theirs, since most of a gene is intron. Depth lies on the same places.

use super::drawings::{Bases, Coverage, Partner};

/// Share of the width that introns take.
const INTRON_SHARE: f64 = 0.4;
/// Bases on either side of a breakpoint that are shown of a partner without exons.
pub(super) const WITHOUT_GENE_BP: u32 = 10_000;

/// Bases that are drawn evenly between two places, as they are read: from `first` at `x[0]` to past the last at `x[1]`.
struct Stretch {
    bases: Bases,
    x: [f64; 2],
}

/// Where a partner's bases are drawn.
pub(super) struct GeneTrack<'a> {
    partner: &'a Partner,
    /// From left to right.
    stretches: Vec<Stretch>,
}

/// An exon as it is drawn.
pub(super) struct DrawnExon {
    pub x: [f64; 2],
    /// Its coding part.
    pub coding: Option<[f64; 2]>,
    pub number: u32,
    pub is_kept: bool,
}

impl<'a> GeneTrack<'a> {
    /// Lays out a partner, the 5' one if `is_first`, between two places.
    pub(super) fn new(partner: &'a Partner, is_first: bool, [left, right]: [f64; 2]) -> Self {
        let mut track = Self { partner, stretches: Vec::new() };
        // By position: exons and introns in turn.
        let mut parts: Vec<(Bases, f64)> = Vec::new();
        let bases = |bases: &Bases| f64::from(bases.end.saturating_sub(bases.start));
        for exon in &partner.exons {
            if let Some((before, _)) = parts.last() {
                let intron = Bases { start: before.end, end: exon.span.start.max(before.end) };
                parts.push((intron, bases(&intron).sqrt()));
            }
            parts.push((exon.span, bases(&exon.span)));
        }
        if parts.is_empty() {
            let at = partner.position;
            let around = Bases { start: at.saturating_sub(WITHOUT_GENE_BP), end: at.saturating_add(WITHOUT_GENE_BP) };
            parts.push((around, bases(&around)));
        }
        let sum = |odd: usize| parts.iter().skip(odd).step_by(2).map(|(_, size)| size).sum::<f64>().max(1e-9);
        let introns = if parts.len() > 1 { INTRON_SHARE } else { 0.0 };
        let units = [(1.0 - introns) / sum(0), introns / sum(1)].map(|unit| unit * (right - left));
        let mut x = left;
        let turned = track.is_turned(is_first);
        let order: Box<dyn Iterator<Item = usize>> = if turned { Box::new((0..parts.len()).rev()) } else { Box::new(0..parts.len()) };
        for index in order {
            let (bases, size) = parts[index];
            let width = size * units[index % 2];
            track.stretches.push(Stretch { bases, x: if turned { [x + width, x] } else { [x, x + width] } });
            x += width;
        }
        track
    }

    /// Whether positions rise from right to left: as the gene is read, or so that what is kept of a stretch between genes lies at the seam.
    fn is_turned(&self, is_first: bool) -> bool {
        match self.partner.strand {
            Some(strand) => strand == '-',
            None => self.partner.retains_left != is_first,
        }
    }

    /// Where the boundary before `position` is drawn, at the nearer end for one outside.
    pub(super) fn x(&self, position: u32) -> f64 {
        let distance = |s: &&Stretch| s.bases.start.saturating_sub(position) + position.saturating_sub(s.bases.end);
        let Some(near) = self.stretches.iter().min_by_key(distance) else { return 0.0 };
        let within = position.clamp(near.bases.start, near.bases.end) - near.bases.start;
        let length = f64::from((near.bases.end - near.bases.start).max(1));
        near.x[0] + (near.x[1] - near.x[0]) * f64::from(within) / length
    }

    /// Where the breakpoint is drawn: beside the last retained base.
    pub(super) fn breakpoint(&self) -> f64 {
        self.x(if self.partner.retains_left { self.partner.position.saturating_add(1) } else { self.partner.position })
    }

    /// The exons, as the gene is read.
    pub(super) fn exons(&self) -> Vec<DrawnExon> {
        let place = |bases: Bases| {
            let mut x = [self.x(bases.start), self.x(bases.end)];
            x.sort_by(f64::total_cmp);
            x
        };
        let at = self.partner.position;
        let drawn = self.partner.exons.iter().map(|exon| DrawnExon {
            x: place(exon.span),
            coding: exon.coding.map(place),
            number: exon.number,
            is_kept: if self.partner.retains_left { exon.span.start <= at } else { exon.span.end > at },
        });
        let mut drawn: Vec<DrawnExon> = drawn.collect();
        drawn.sort_by(|a, b| a.x[0].total_cmp(&b.x[0]));
        drawn
    }

    /// Depth by columns of about `width`: left edge, right edge, mean of the bins there.
    pub(super) fn depth(&self, coverage: &Coverage, depths: &[f64], width: f64) -> Vec<([f64; 2], f64)> {
        let mut columns = Vec::new();
        for stretch in &self.stretches {
            let [from, to] = stretch.x;
            let count = ((to - from).abs() / width).ceil().max(1.0) as u32;
            let length = f64::from(stretch.bases.end - stretch.bases.start);
            for column in 0..count {
                let edge = |number: u32| f64::from(number) / f64::from(count);
                let bases = [edge(column), edge(column + 1)].map(|share| f64::from(stretch.bases.start) + share * length);
                let mut x = [edge(column), edge(column + 1)].map(|share| from + share * (to - from));
                x.sort_by(f64::total_cmp);
                columns.push((x, mean_over(coverage, depths, bases)));
            }
        }
        columns.sort_by(|a, b| a.0[0].total_cmp(&b.0[0]));
        columns
    }
}

/// Mean depth of the bases between two places, each bin by its share.
fn mean_over(coverage: &Coverage, depths: &[f64], [from, to]: [f64; 2]) -> f64 {
    let bin_bp = f64::from(coverage.bin_bp.max(1));
    let place = |position: f64| ((position - f64::from(coverage.start)) / bin_bp).max(0.0);
    let (first, end) = (place(from), place(to));
    let (mut sum, mut weight) = (0.0, 0.0);
    for (bin, depth) in depths.iter().enumerate().take(end.ceil() as usize).skip(first as usize) {
        let share = (end.min(bin as f64 + 1.0) - first.max(bin as f64)).max(1e-9);
        (sum, weight) = (sum + share * depth, weight + share);
    }
    if weight > 0.0 { sum / weight } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::{super::drawings::Exon, *};

    fn partner(strand: Option<char>) -> Partner {
        let exon = |number, start, end| Exon { number, span: Bases { start, end }, coding: None };
        Partner {
            position: 1_199,
            retains_left: true,
            strand,
            transcript: None,
            exons: if strand.is_some() { vec![exon(1, 1_000, 1_300), exon(2, 2_000, 2_100)] } else { Vec::new() },
            spanning_fragments: None,
        }
    }

    #[test]
    fn exons_are_to_scale_in_the_direction_they_are_read() {
        let forward = partner(Some('+'));
        let track = GeneTrack::new(&forward, true, [0.0, 100.0]);
        let places: Vec<[f64; 2]> = track.exons().iter().map(|exon| exon.x).collect();
        // 400 bases of exons in 60 parts, the one intron in 40.
        assert_eq!(places, [[0.0, 45.0], [85.0, 100.0]]);
        assert!((track.breakpoint() - 30.0).abs() < 1e-9 && track.exons().iter().map(|exon| exon.is_kept).eq([true, false]));
        let reverse = partner(Some('-'));
        let track = GeneTrack::new(&reverse, true, [0.0, 100.0]);
        assert!((track.x(1_000) - 100.0).abs() < 1e-9 && (track.breakpoint() - 70.0).abs() < 1e-9);
        assert_eq!(track.exons().iter().map(|exon| exon.number).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn between_genes_what_is_kept_lies_at_the_seam() {
        let alone = partner(None);
        let (first, second) = (GeneTrack::new(&alone, true, [0.0, 10.0]), GeneTrack::new(&alone, false, [0.0, 10.0]));
        assert!(first.x(0) < first.breakpoint() && second.x(0) > second.breakpoint());
    }

    #[test]
    fn depth_is_the_mean_of_the_bins_under_a_column() {
        let coverage = Coverage { start: 900, bin_bp: 100, tumor: vec![0.0, 10.0, 20.0, 30.0], normal: None };
        assert!((mean_over(&coverage, &coverage.tumor, [1_000.0, 1_200.0]) - 15.0).abs() < 1e-9);
        assert!((mean_over(&coverage, &coverage.tumor, [1_050.0, 1_150.0]) - 15.0).abs() < 1e-9);
        assert!((mean_over(&coverage, &coverage.tumor, [1_110.0, 1_120.0]) - 20.0).abs() < 1e-9);
        assert!(mean_over(&coverage, &coverage.tumor, [5_000.0, 5_100.0]).abs() < 1e-9);
        let forward = partner(Some('+'));
        let columns = GeneTrack::new(&forward, true, [0.0, 100.0]).depth(&coverage, &coverage.tumor, 5.0);
        assert!(columns.windows(2).all(|pair| (pair[0].0[1] - pair[1].0[0]).abs() < 1e-9) && columns.len() == 20);
    }
}

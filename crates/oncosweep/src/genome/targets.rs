//! Target regions: sorted, merged intervals over the case's contigs.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{ContigId, Contigs, Interval, Span, TextLines};
use crate::error::{Error, Result};

/// Merged, sorted regions by contig. Overlapping and touching input intervals are one region, so no base counts twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Targets {
    by_contig: Vec<Vec<Span>>,
}

impl Targets {
    /// Merges `intervals`, in any order and overlapping in any way.
    pub fn from_intervals(intervals: impl IntoIterator<Item = Interval>) -> Self {
        let mut by_contig: Vec<Vec<Span>> = Vec::new();
        for interval in intervals {
            let contig = interval.contig as usize;
            if by_contig.len() <= contig {
                by_contig.resize_with(contig + 1, Vec::new);
            }
            if !interval.span.is_empty() {
                by_contig[contig].push(interval.span);
            }
        }
        for spans in &mut by_contig {
            *spans = merge(std::mem::take(spans));
        }
        Self { by_contig }
    }

    /// Every base of every contig.
    pub fn whole(contigs: &Contigs) -> Self {
        Self::from_intervals(contigs.iter().map(|(id, c)| Interval::new(id, 0, c.length)))
    }

    /// Reads a BED file: `chrom start end …`, 0-based half-open, plain or gzip; `#`, `track` and `browser` lines are passed over.
    ///
    /// # Errors
    /// [`Error::Parse`] with the line for too few columns, a bad number, `end <= start`, a position past the contig's end, or an
    /// unknown contig; [`Error::Invalid`] for a file without any region.
    pub fn from_bed(path: &Path, contigs: &Contigs) -> Result<Self> {
        let mut lines = TextLines::open(path)?;
        let mut intervals = Vec::new();
        loop {
            let (number, parsed) = match lines.next_line()? {
                None => break,
                Some((number, line)) => (number, parse_bed_line(line, contigs)),
            };
            match parsed {
                Ok(Some(interval)) => intervals.push(interval),
                Ok(None) => {}
                Err(message) => return Err(lines.error(number, message)),
            }
        }
        if intervals.is_empty() {
            return Err(Error::invalid(path, "holds no region; give a BED file with at least one line 'chrom start end'"));
        }
        Ok(Self::from_intervals(intervals))
    }

    /// The regions of `contig`, sorted and disjoint.
    pub fn on(&self, contig: ContigId) -> &[Span] {
        self.by_contig.get(contig as usize).map_or(&[], Vec::as_slice)
    }

    /// All regions in genome order.
    pub fn iter(&self) -> impl Iterator<Item = Interval> {
        self.by_contig.iter().enumerate().flat_map(|(c, spans)| spans.iter().map(move |&span| Interval { contig: c as ContigId, span }))
    }

    /// The regions of `contig` that overlap `span`, as stored (not clipped to it).
    pub fn overlapping(&self, contig: ContigId, span: Span) -> &[Span] {
        let spans = self.on(contig);
        let first = spans.partition_point(|s| s.end <= span.start);
        let last = spans.partition_point(|s| s.start < span.end);
        &spans[first..last.max(first)]
    }

    /// Whether base `position` of `contig` lies in a region.
    pub fn contains(&self, contig: ContigId, position: u32) -> bool {
        spans_hold(self.on(contig), position)
    }

    /// Number of bases in all regions.
    pub fn total_bases(&self) -> u64 {
        self.iter().map(|i| u64::from(i.span.len())).sum()
    }

    /// Whether there is no region.
    pub fn is_empty(&self) -> bool {
        self.by_contig.iter().all(Vec::is_empty)
    }

    /// The regions widened by `margin_bp` on both sides and merged again.
    #[must_use]
    pub fn padded(&self, margin_bp: u32, contigs: &Contigs) -> Self {
        Self::from_intervals(self.iter().map(|i| Interval { contig: i.contig, span: i.span.padded(margin_bp, contigs.length(i.contig)) }))
    }

    /// The bases that lie in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self::from_intervals(self.iter().flat_map(|i| {
            other.overlapping(i.contig, i.span).iter().map(move |&s| Interval { contig: i.contig, span: s.intersection(i.span) })
        }))
    }

    /// The bases that lie in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::from_intervals(self.iter().chain(other.iter()))
    }
}

/// Whether one of the sorted, disjoint `spans` contains `position`.
pub(crate) fn spans_hold(spans: &[Span], position: u32) -> bool {
    let index = spans.partition_point(|span| span.end <= position);
    spans.get(index).is_some_and(|span| span.contains(position))
}

/// Merges overlapping and touching spans.
fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

fn parse_bed_line(line: &str, contigs: &Contigs) -> std::result::Result<Option<Interval>, String> {
    if line.trim().is_empty() || line.starts_with('#') || line.starts_with("track") || line.starts_with("browser") {
        return Ok(None);
    }
    let mut fields = line.split(['\t', ' ']).filter(|f| !f.is_empty());
    let (Some(chrom), Some(start), Some(end)) = (fields.next(), fields.next(), fields.next()) else {
        return Err(format!("'{line}' has fewer than three columns; a BED line is 'chrom start end'"));
    };
    let number = |text: &str, name: &str| text.parse::<u32>().map_err(|_| format!("{name} '{text}' is not a whole number"));
    let (start, end) = (number(start, "start")?, number(end, "end")?);
    if end <= start {
        return Err(format!("end {end} is not greater than start {start}; BED is 0-based and half-open"));
    }
    let Some(contig) = contigs.resolve(chrom) else {
        return Err(format!(
            "contig '{chrom}' is not in the alignments (which have {}); use regions of the same genome build",
            contigs.sample_of_names()
        ));
    };
    if end > contigs.length(contig) {
        return Err(format!(
            "end {end} lies past the end of '{chrom}' ({} bases); is the BED of another genome build?",
            contigs.length(contig)
        ));
    }
    Ok(Some(Interval::new(contig, start, end)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::genome::Contig;

    fn contigs() -> Contigs {
        Contigs::new(vec![Contig { name: "chr1".into(), length: 100 }, Contig { name: "chr2".into(), length: 50 }])
    }

    #[test]
    fn overlapping_and_touching_regions_count_once() {
        let targets =
            Targets::from_intervals([Interval::new(0, 10, 20), Interval::new(0, 15, 30), Interval::new(0, 30, 40), Interval::new(1, 0, 5)]);
        assert_eq!(targets.on(0), &[Span::new(10, 40)]);
        assert_eq!(targets.total_bases(), 35);
        assert!(targets.contains(0, 39) && !targets.contains(0, 40));
    }

    #[test]
    fn bed_lines_are_checked() {
        let contigs = contigs();
        assert_eq!(parse_bed_line("1\t5\t6\tname", &contigs), Ok(Some(Interval::new(0, 5, 6))));
        assert_eq!(parse_bed_line("# note", &contigs), Ok(None));
        for (line, word) in [
            ("chr1 5", "three columns"),
            ("chr1 a 6", "whole number"),
            ("chr1 6 6", "half-open"),
            ("chrX 1 2", "chrX"),
            ("chr2 1 51", "past the end"),
        ] {
            assert!(parse_bed_line(line, &contigs).unwrap_err().contains(word), "{line}");
        }
    }

    #[test]
    fn intersection_clips() {
        let a = Targets::from_intervals([Interval::new(0, 10, 40), Interval::new(1, 0, 5)]);
        let b = Targets::from_intervals([Interval::new(0, 0, 12), Interval::new(0, 30, 50)]);
        assert_eq!(a.intersection(&b).on(0), &[Span::new(10, 12), Span::new(30, 40)]);
        assert_eq!(a.intersection(&b).total_bases(), 12);
    }
}

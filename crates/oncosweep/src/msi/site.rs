//! A microsatellite site, and the sorted table of sites a sweep looks at.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::ShortSequence;
use crate::{
    genome::{ContigId, Contigs, Span, Targets},
    sweep::Merge,
};

/// A tandem repeat in the reference, with the bases beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Site {
    /// The contig, as an index into the case's contigs.
    pub contig: ContigId,
    /// First base of the repeat, 0-based.
    pub start: u32,
    /// The repeat unit as it stands at `start`.
    pub unit: ShortSequence,
    /// Whole copies of the unit in the reference.
    pub copies: u32,
    /// The bases just before `start`.
    pub left_flank: ShortSequence,
    /// The bases from [`Site::end`] on.
    pub right_flank: ShortSequence,
}

/// What identifies a site whatever list it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SiteKey {
    /// The contig, as an index into the case's contigs.
    pub contig: ContigId,
    /// First base of the repeat, 0-based.
    pub start: u32,
    /// The repeat unit.
    pub unit: ShortSequence,
}

impl Site {
    /// One past the last base of the repeat, 0-based.
    #[inline]
    pub fn end(&self) -> u32 {
        self.start + self.unit.len() * self.copies
    }

    /// The repeat and both flanks, 0-based half-open.
    #[inline]
    pub fn with_flanks(&self) -> Span {
        Span::new(self.start.saturating_sub(self.left_flank.len()), self.end() + self.right_flank.len())
    }

    /// What identifies it.
    #[inline]
    pub fn key(&self) -> SiteKey {
        SiteKey { contig: self.contig, start: self.start, unit: self.unit }
    }
}

/// Sites sorted by contig, start and unit, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sites(Vec<Site>);

impl Sites {
    /// Sorts `sites`; of several with one key the first in order of the remaining fields is kept.
    pub fn new(mut sites: Vec<Site>) -> Self {
        sites.sort_unstable();
        sites.dedup_by_key(|site| site.key());
        Self(sites)
    }

    /// All sites in genome order.
    pub fn as_slice(&self) -> &[Site] {
        &self.0
    }

    /// Indices of the sites of `contig` that start in `span`.
    pub fn range_in(&self, contig: ContigId, span: Span) -> Range<usize> {
        let first = self.0.partition_point(|s| (s.contig, s.start) < (contig, span.start));
        let last = self.0.partition_point(|s| (s.contig, s.start) < (contig, span.end));
        first..last.max(first)
    }

    /// The sites of `contig` that start in `span`.
    pub fn in_span(&self, contig: ContigId, span: Span) -> &[Site] {
        &self.0[self.range_in(contig, span)]
    }

    /// The sites that start in a target region. A site belongs to one region only, so runs over disjoint regions share none.
    #[must_use]
    pub fn starting_in(&self, targets: &Targets) -> Self {
        Self(self.0.iter().filter(|site| targets.contains(site.contig, site.start)).copied().collect())
    }

    /// The same sites numbered by another table of contigs (for example a scan of the reference, for the alignments of a case), and
    /// how many were on contigs that table lacks.
    pub fn renumbered(&self, from: &Contigs, to: &Contigs) -> (Self, u64) {
        let ids: Vec<Option<ContigId>> = from.iter().map(|(_, contig)| to.resolve(&contig.name)).collect();
        let known: Vec<Site> = self
            .0
            .iter()
            .filter_map(|site| ids.get(site.contig as usize).copied().flatten().map(|contig| Site { contig, ..*site }))
            .collect();
        let lost = (self.0.len() - known.len()) as u64;
        (Self::new(known), lost)
    }

    /// Number of sites.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no site.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Merge for Sites {
    fn merge(&mut self, other: Self) {
        if self.0.is_empty() {
            *self = other;
        } else if !other.0.is_empty() {
            self.0.extend(other.0);
            *self = Self::new(std::mem::take(&mut self.0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::genome::{Contig, Interval};

    fn site(contig: ContigId, start: u32) -> Site {
        let bases = |text: &str| ShortSequence::new(text.as_bytes()).unwrap();
        Site { contig, start, unit: bases("AC"), copies: 6, left_flank: bases("GGTTG"), right_flank: bases("TTGGG") }
    }

    #[test]
    fn ranges_go_by_the_start() {
        let sites = Sites::new(vec![site(1, 5), site(0, 40), site(0, 10), site(0, 10)]);
        assert_eq!(sites.len(), 3);
        assert_eq!(sites.range_in(0, Span::new(10, 40)), 0..1);
        assert_eq!(sites.range_in(0, Span::new(11, 41)), 1..2);
        assert_eq!(sites.in_span(1, Span::new(0, 100)).len(), 1);
        assert_eq!((site(0, 10).end(), site(0, 10).with_flanks()), (22, Span::new(5, 27)));
        let targets = Targets::from_intervals([Interval::new(0, 0, 11), Interval::new(1, 6, 50)]);
        assert_eq!(sites.starting_in(&targets).as_slice(), &[site(0, 10)]);
    }

    #[test]
    fn merging_disjoint_parts_gives_the_whole() {
        let whole = Sites::new(vec![site(0, 10), site(0, 40), site(1, 5)]);
        let mut late = Sites::new(vec![site(1, 5)]);
        late.merge(Sites::new(vec![site(0, 40), site(0, 10)]));
        assert_eq!(late, whole);
    }

    #[test]
    fn renumbering_follows_aliases() {
        let table = |names: &[&str]| Contigs::new(names.iter().map(|n| Contig { name: (*n).into(), length: 99 }).collect());
        let sites = Sites::new(vec![site(0, 1), site(1, 2), site(2, 3)]);
        let (moved, lost) = sites.renumbered(&table(&["chr1", "chrUn", "chr2"]), &table(&["2", "1"]));
        assert_eq!((moved.as_slice(), lost), (&[site(0, 3), site(1, 1)][..], 1));
    }
}

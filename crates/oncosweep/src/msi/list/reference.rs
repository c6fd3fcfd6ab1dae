//! Listed sites against the reference: flanks and repeats taken from it, or found to stand in it.

use super::{
    super::{ScanConfig, ScanRules, ShortSequence, Site, scan_contig},
    row::Outcome,
};
use crate::{
    error::Result,
    genome::{ContigId, Contigs, Reference, Span, TextLines},
};

/// Reference bases fetched at once: sites come in order, and a fetch from a compressed reference inflates a block.
const CHUNK_BP: u32 = 1 << 20;
/// Bases looked at on either side of a plain BED interval: repeats are often listed short of their ends.
const MARGIN_BP: u32 = 60;

/// Gives every site its flanks, and finds that it stands in the reference. Sites on contigs the reference lacks are taken as they are, for they
/// are not swept; intervals there are dropped.
pub(super) fn placed(lines: &TextLines, mut found: Vec<(Outcome, u64)>, contigs: &Contigs, reference: &mut Reference) -> Result<Vec<Site>> {
    found.sort_by_key(|(outcome, _)| match outcome {
        Outcome::Site(site, _) | Outcome::Bare(site) => (site.contig, site.start),
        Outcome::Interval(contig, span) => (*contig, span.start),
        _ => (0, 0),
    });
    let mut bases = Bases { contigs, reference, contig: None, start: 0, letters: Vec::new() };
    let mut sites = Vec::with_capacity(found.len());
    for (outcome, line) in found {
        let site = match outcome {
            Outcome::Site(site, _) if !bases.knows(site.contig) => Ok(site),
            Outcome::Site(site, _) => bases.stands(site)?.map(|()| site),
            Outcome::Bare(site) if bases.knows(site.contig) => bases.with_flanks(site)?,
            Outcome::Interval(contig, span) if bases.knows(contig) => bases.repeat_in(contig, span)?,
            _ => continue,
        };
        sites.push(site.map_err(|message| lines.error(line, message))?);
    }
    Ok(sites)
}

/// A stretch of the reference that moves along.
struct Bases<'a> {
    contigs: &'a Contigs,
    reference: &'a mut Reference,
    contig: Option<ContigId>,
    start: u32,
    letters: Vec<u8>,
}

impl Bases<'_> {
    fn knows(&self, contig: ContigId) -> bool {
        self.reference.contigs().resolve(self.contigs.name(contig)).is_some()
    }

    /// Letters of `span`, cut at the contig's end.
    fn fetch(&mut self, contig: ContigId, span: Span) -> Result<&[u8]> {
        let held = self.start..self.start + self.letters.len() as u32;
        if self.contig != Some(contig) || span.start < held.start || span.end > held.end {
            self.letters = self.reference.fetch(self.contigs.name(contig), span.start, span.end.saturating_add(CHUNK_BP))?;
            (self.contig, self.start) = (Some(contig), span.start);
        }
        let from = (span.start - self.start) as usize;
        let to = (from + span.len() as usize).min(self.letters.len());
        Ok(self.letters.get(from..to).unwrap_or_default())
    }

    fn stands(&mut self, site: Site) -> Result<Result<(), String>> {
        let found = self.fetch(site.contig, site.with_flanks())?.to_vec();
        let repeat = site.unit.letters().iter().copied().cycle().take((site.unit.len() * site.copies) as usize);
        let expected: Vec<u8> =
            site.left_flank.letters().iter().copied().chain(repeat).chain(site.right_flank.letters().iter().copied()).collect();
        if found == expected {
            return Ok(Ok(()));
        }
        let show = |bases: &[u8]| String::from_utf8_lossy(&bases[..bases.len().min(60)]).into_owned();
        Ok(Err(format!(
            "the site is {} at {}:{}, where the reference has {}; is the list of another genome build?",
            show(&expected),
            self.contigs.name(site.contig),
            site.with_flanks().start,
            show(&found)
        )))
    }

    /// MANTIS's lists start one base off when they were made 1-based; the reference decides, as MANTIS does.
    fn with_flanks(&mut self, site: Site) -> Result<Result<Site, String>> {
        let flank = ScanConfig::default().flank_bp;
        let length = site.unit.len() * site.copies;
        let from = site.start.saturating_sub(flank + 1);
        let bases = self.fetch(site.contig, Span::new(from, site.start + length + flank + 1))?;
        let repeat: Vec<u8> = site.unit.letters().iter().copied().cycle().take(length as usize).collect();
        for start in [site.start, site.start.wrapping_sub(1), site.start + 1] {
            let Some(offset) = start.checked_sub(from).map(|o| o as usize) else { continue };
            let (flank, end) = (flank as usize, offset + repeat.len());
            if offset < flank || bases.get(offset..end) != Some(&repeat[..]) {
                continue;
            }
            let left_flank = ShortSequence::new(&bases[offset - flank..offset]);
            let right_flank = bases.get(end..end + flank).and_then(ShortSequence::new);
            if let (Some(left_flank), Some(right_flank)) = (left_flank, right_flank) {
                return Ok(Ok(Site { start, left_flank, right_flank, ..site }));
            }
        }
        Ok(Err(format!(
            "{} copies of {} do not stand at {}:{} of the reference; is the list of another genome build?",
            site.copies,
            site.unit,
            self.contigs.name(site.contig),
            site.start
        )))
    }

    /// The repeat that shares most bases with an interval; of equals, the longer one, then the earlier.
    fn repeat_in(&mut self, contig: ContigId, span: Span) -> Result<Result<Site, String>> {
        let scan = ScanConfig { rules: ScanRules::MsisensorPro, min_homopolymer_copies: 5, min_repeat_copies: 3, ..ScanConfig::default() };
        let from = span.start.saturating_sub(MARGIN_BP);
        let bases = self.fetch(contig, Span::new(from, span.end + MARGIN_BP))?;
        let inside = |site: &Site| site.end().min(span.end).saturating_sub(site.start.max(span.start));
        let best = scan_contig(contig, bases, &scan)
            .into_iter()
            .map(|site| Site { start: site.start + from, ..site })
            .filter(|site| inside(site) > 0)
            .max_by_key(|site| (inside(site), site.end() - site.start, std::cmp::Reverse(site.start)));
        Ok(best.ok_or_else(|| {
            format!(
                "no repeat (5 copies of one base, or 3 of 2 to {} bases) stands at {}:{}-{} of the reference; remove the interval, or name the repeat as (UNIT)copies",
                scan.max_unit_bp,
                self.contigs.name(contig),
                span.start,
                span.end
            )
        }))
    }
}

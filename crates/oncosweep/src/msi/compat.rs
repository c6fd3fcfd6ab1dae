//! Compatibility counting: repeat lengths by exactly MSIsensor-pro's rules, for laboratories whose cut-offs were validated with it.
//!
//! The rules (msisensor-pro 1.3, found from its behaviour; the counts are equal byte for byte on the data in the tests):
//!
//! - No read is filtered: duplicates, secondary and supplementary alignments, failed quality and mapping quality 0 count, and
//!   overlapping mates count twice. The alignment is not looked at, only where it starts.
//! - A mapped read is tried at sites that start at most [`REACH_BP`] bases from its own start, on either side.
//! - A read shows `n` copies when it spells `left flank · unit × n · right flank` with `n ≥ 1`, the units taken greedily; the leftmost
//!   place that fits counts.
//! - Sites come in windows: from a site on, all of its contig that start fewer than [`WINDOW_BP`] bases behind it. Unmapped reads placed
//!   within [`MARGIN_BP`] of a window are tried at every site of it, as they are and, if that fails, reversed and complemented.
//! - Sites outside the ranges of copies of [`CompatConfig`] are not counted, and neither are lengths of 100 copies or more.
//!
//! Different: counts have 32 bits (MSIsensor-pro's wrap at 65,536).
//!
//! METHOD: the sweep never sees what its filters drop, and nothing of this belongs in its hot path. So this is a second, indexed pass over
//! the same alignments, made only when it is asked for.

mod config;
mod search;

pub use config::{CompatConfig, CompatTool};

use rust_htslib::bam::{self, Read as _};

use self::search::{Letters, copies_in};
use super::{LengthCounts, Site, SiteCounts, Sites};
use crate::{
    error::{Error, Result},
    genome::{Contigs, map_parallel},
    sweep::Source,
};

/// Greatest distance between the start of a read and that of a site.
const REACH_BP: u32 = 110;
/// Sites that start this far behind a window's first site belong to the next window.
const WINDOW_BP: u32 = 500_000;
/// Bases fetched on either side of a window's sites.
const MARGIN_BP: u32 = 1_000;
/// Longest length that is counted, in copies.
const MAX_COPIES: u32 = 99;

/// Counts by MSIsensor-pro's rules at all `sites` (whose contigs are those of `contigs`) that the configuration admits, with up to
/// `threads` threads. Sites without a read in either sample are left out; the rest come in the order of their keys.
///
/// # Errors
/// [`Error::MissingIndex`] for alignments without an index; [`Error::Truncated`] for alignments that cannot be read.
pub(crate) fn count(
    sites: &Sites,
    config: &CompatConfig,
    contigs: &Contigs,
    tumor: &Source,
    normal: Option<&Source>,
    threads: usize,
) -> Result<Vec<SiteCounts>> {
    let admitted: Vec<Site> = sites.as_slice().iter().filter(|site| config.admits(site)).copied().collect();
    let windows: Vec<&[Site]> = windows(&admitted).collect();
    let in_tumor = count_sample(&windows, contigs, tumor, threads)?;
    let in_normal = normal.map(|normal| count_sample(&windows, contigs, normal, threads)).transpose()?;
    let mut in_normal = in_normal.into_iter().flatten();
    let counts = admitted.iter().zip(in_tumor).map(|(site, tumor)| SiteCounts {
        key: site.key(),
        tumor,
        normal: in_normal.next().unwrap_or_default(),
    });
    Ok(counts.filter(|site| !(site.tumor.is_empty() && site.normal.is_empty())).collect())
}

/// Cuts sorted sites into windows.
fn windows(mut sites: &[Site]) -> impl Iterator<Item = &[Site]> {
    std::iter::from_fn(move || {
        let first = sites.first()?;
        let (window, rest) =
            sites.split_at(sites.partition_point(|site| site.contig == first.contig && site.start - first.start < WINDOW_BP));
        sites = rest;
        Some(window)
    })
}

/// The lengths at every site of all windows, in order.
fn count_sample(windows: &[&[Site]], contigs: &Contigs, source: &Source, threads: usize) -> Result<Vec<LengthCounts>> {
    let of_window = |reader: &mut bam::IndexedReader, window: &&[Site]| count_window(window, contigs, source, reader);
    Ok(map_parallel(windows, threads, || source.indexed(), of_window)?.into_iter().flatten().collect())
}

fn count_window(window: &[Site], contigs: &Contigs, source: &Source, reader: &mut bam::IndexedReader) -> Result<Vec<LengthCounts>> {
    let mut counts = vec![LengthCounts::default(); window.len()];
    let (Some(first), Some(last)) = (window.first(), window.last()) else { return Ok(counts) };
    let Some(tid) = source.header().contigs.resolve(contigs.name(first.contig)) else { return Ok(counts) };
    let (from, to) = (first.start.saturating_sub(MARGIN_BP), last.start.saturating_add(MARGIN_BP));
    let failed = |e: &dyn std::fmt::Display| Error::Truncated {
        path: source.path().into(),
        message: format!("cannot be read near {}:{from} ({e}); the file or its index is damaged", contigs.name(first.contig)),
    };
    reader.fetch((tid as i32, i64::from(from), i64::from(to))).map_err(|e| failed(&e))?;
    let mut record = bam::Record::new();
    let mut letters = Letters::default();
    while let Some(outcome) = reader.read(&mut record) {
        outcome.map_err(|e| failed(&e))?;
        letters.take(&record);
        if record.is_unmapped() {
            let reversed = letters.reverse_complement();
            for (site, counts) in window.iter().zip(&mut counts) {
                let found = copies_in(letters.as_slice(), site).or_else(|| copies_in(&reversed, site));
                add(counts, found);
            }
        } else {
            let start = record.pos().max(0) as u32;
            let near = window.partition_point(|site| site.start + REACH_BP < start);
            let sites = window.iter().zip(&mut counts).skip(near);
            for (site, counts) in sites.take_while(|(site, _)| site.start <= start + REACH_BP) {
                add(counts, copies_in(letters.as_slice(), site));
            }
        }
    }
    Ok(counts)
}

fn add(counts: &mut LengthCounts, copies: Option<u32>) {
    if let Some(copies) = copies.filter(|&copies| copies <= MAX_COPIES) {
        counts.add(copies, 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::msi::ShortSequence;

    #[test]
    fn windows_start_anew_half_a_megabase_behind_their_first_site() {
        let bases = |text: &str| ShortSequence::new(text.as_bytes()).unwrap();
        let site = |contig, start| Site { contig, start, unit: bases("A"), copies: 9, left_flank: bases("C"), right_flank: bases("G") };
        let sites = [site(0, 10), site(0, 500_009), site(0, 500_010), site(1, 3), site(1, 500_004)];
        let lengths: Vec<usize> = windows(&sites).map(<[Site]>::len).collect();
        assert_eq!(lengths, vec![2, 1, 1, 1]);
    }
}

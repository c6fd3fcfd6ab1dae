//! Site lists: MSIsensor-pro's and MSIsensor's formats read and written, MANTIS's and plain BED read and written; plain or compressed.
//!
//! | format | columns |
//! |---|---|
//! | MSIsensor-pro ≥ 1.3 | `chromosome location repeat_unit_length repeat_times repeat_unit_bases left_flank_bases right_flank_bases threshold support_num filter` |
//! | MSIsensor, MSIsensor2, MSIsensor-pro ≤ 1.2 | `chromosome location repeat_unit_length repeat_unit_binary repeat_times left_flank_binary right_flank_binary repeat_unit_bases left_flank_bases right_flank_bases` |
//! | MANTIS (BED) | `chrom start end (UNIT)copies …`, no flanks: they are taken from the reference |
//! | BED | `chrom start end …`: the repeat that fills most of the interval is looked up in the reference |
//!
//! The header line tells the first two apart, and without one the columns do; the packed columns of MSIsensor's format must agree with the
//! letters. `location` is the 0-based first base of the repeat. Rows whose `filter` is not `PASS` are counted and not used, as MSIsensor-pro
//! does. Where a reference is at hand every site must stand in it, with its flanks.

mod reference;
mod row;
mod write;

pub use write::{ListFormat, write_list};

use std::path::Path;

use self::row::{Outcome, RowReader};
use super::{Site, SiteKey, Sites};
use crate::{
    error::{Error, Result},
    genome::{Contigs, Reference, TextLines},
};

/// What a list held.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SiteList {
    /// The sites on the case's contigs.
    pub sites: Sites,
    /// Thresholds on MSIsensor-pro's `pro_p` that the list gives to sites, sorted; none in a list as the scan writes it.
    pub thresholds: Vec<(SiteKey, f64)>,
    /// Rows on contigs the alignments lack.
    pub on_unknown_contigs: u64,
    /// Rows whose `filter` column is not `PASS`.
    pub filtered: u64,
}

/// Reads a list of any of the four formats, plain or compressed. `reference` is needed for BED, which has no flanks; where it is given, all
/// sites on its contigs are checked against it.
///
/// # Errors
/// [`Error::Parse`] with the line for a bad field, a site past its contig's end, or one that does not stand in the reference;
/// [`Error::GenomeMismatch`] when no contig of the list is known; [`Error::Invalid`] for a list without a site, or one without flanks when
/// there is no reference.
pub fn read_list(path: &Path, contigs: &Contigs, reference: Option<&mut Reference>) -> Result<SiteList> {
    let mut lines = TextLines::open(path)?;
    let mut rows = RowReader::new(contigs);
    let mut found: Vec<(Outcome, u64)> = Vec::new();
    let mut list = SiteList::default();
    let mut unknown = None;
    loop {
        let (number, outcome) = match lines.next_line()? {
            None => break,
            Some((_, line)) if line.trim().is_empty() || is_comment(line) => continue,
            Some((number, line)) => (number, rows.read(line)),
        };
        match outcome.map_err(|message| lines.error(number, message))? {
            Outcome::Header => {}
            Outcome::Filtered => list.filtered += 1,
            Outcome::Unknown(name) => {
                list.on_unknown_contigs += 1;
                unknown.get_or_insert(name);
            }
            outcome => found.push((outcome, number)),
        }
    }
    if let (true, Some(name)) = (found.is_empty(), unknown) {
        return Err(Error::genome_mismatch(
            path,
            format!(
                "none of its contigs (such as '{name}') is in the alignments (which have {}); use a list of the same genome",
                contigs.sample_of_names()
            ),
        ));
    }
    if found.is_empty() {
        return Err(Error::invalid(path, "holds no usable site; make a list with: oncosweep sites REF.fa -o sites.list"));
    }
    for (outcome, _) in &found {
        if let Outcome::Site(site, Some(threshold)) = outcome {
            list.thresholds.push((site.key(), *threshold));
        }
    }
    list.thresholds.sort_by_key(|a| a.0);
    list.thresholds.dedup_by_key(|t| t.0);
    list.sites = match reference {
        Some(reference) => Sites::new(reference::placed(&lines, found, contigs, reference)?),
        None => Sites::new(with_own_flanks(path, found)?),
    };
    Ok(list)
}

fn is_comment(line: &str) -> bool {
    line.starts_with('#') || line.starts_with("track") || line.starts_with("browser")
}

fn with_own_flanks(path: &Path, found: Vec<(Outcome, u64)>) -> Result<Vec<Site>> {
    let mut sites = Vec::with_capacity(found.len());
    for (outcome, _) in found {
        let Outcome::Site(site, _) = outcome else {
            return Err(Error::invalid(
                path,
                "a BED of sites has no flanks; give the reference (-r) as well, or a list in MSIsensor-pro's format",
            ));
        };
        sites.push(site);
    }
    Ok(sites)
}

#[cfg(test)]
mod tests;

//! Site lists: MSIsensor-pro's format read and written, MSIsensor's and MANTIS's read.
//!
//! | format | columns |
//! |---|---|
//! | MSIsensor-pro ≥ 1.3 | `chromosome location repeat_unit_length repeat_times repeat_unit_bases left_flank_bases right_flank_bases threshold support_num filter` |
//! | MSIsensor, MSIsensor2 | `chromosome location repeat_unit_length repeat_unit_binary repeat_times left_flank_binary right_flank_binary repeat_unit_bases left_flank_bases right_flank_bases` |
//! | MANTIS (BED) | `chrom start end (UNIT)copies …`, no flanks: they are taken from the reference |
//!
//! The header line tells the first two apart. `location` is the 0-based first base of the repeat. Rows whose `filter` is not `PASS`
//! are counted and not used, as MSIsensor-pro does.

use std::{io::Write, path::Path};

use super::{ScanConfig, ShortSequence, Site, Sites};
use crate::{
    error::{Error, Result},
    genome::{ContigId, Contigs, Reference, TextLines},
};

/// What a list held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteList {
    /// The sites on the case's contigs.
    pub sites: Sites,
    /// Rows on contigs the alignments lack.
    pub on_unknown_contigs: u64,
    /// Rows whose `filter` column is not `PASS`.
    pub filtered: u64,
}

/// Where the fields lie in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Columns { copies: usize, unit: usize, left: usize, right: usize, filter: Option<usize> },
    Bed,
}

const PRO: Layout = Layout::Columns { copies: 3, unit: 4, left: 5, right: 6, filter: Some(9) };
const MSISENSOR: Layout = Layout::Columns { copies: 4, unit: 7, left: 8, right: 9, filter: None };

/// One usable row before its contig is looked up.
struct Row<'a> {
    contig: &'a str,
    start: u32,
    unit: ShortSequence,
    copies: u32,
    flanks: Option<(ShortSequence, ShortSequence)>,
}

/// Reads a list of any of the three formats, plain or compressed. `reference` is needed for MANTIS's, which has no flanks.
///
/// # Errors
/// [`Error::Parse`] with the line for a bad field or a site past its contig's end; [`Error::GenomeMismatch`] when no contig of the
/// list is known; [`Error::Invalid`] for a list without a site, or one without flanks when there is no reference.
pub fn read_list(path: &Path, contigs: &Contigs, mut reference: Option<&mut Reference>) -> Result<SiteList> {
    let mut lines = TextLines::open(path)?;
    let mut layout = None;
    let mut sites = Vec::new();
    let mut list = SiteList::default();
    let mut unknown = None;
    loop {
        let (number, outcome) = match lines.next_line()? {
            None => break,
            Some((_, line)) if line.trim().is_empty() || line.starts_with('#') => continue,
            Some((number, line)) => (number, read_line(line, &mut layout, contigs)),
        };
        match outcome.map_err(|message| lines.error(number, message))? {
            Outcome::Header => {}
            Outcome::Filtered => list.filtered += 1,
            Outcome::Unknown(name) => {
                list.on_unknown_contigs += 1;
                unknown.get_or_insert(name);
            }
            Outcome::Site(site) => sites.push(site),
            Outcome::Bare(site) => {
                let Some(reference) = reference.as_deref_mut() else {
                    return Err(Error::invalid(
                        path,
                        "a BED of sites has no flanks; give the reference (-r) as well, or a list in MSIsensor-pro's format",
                    ));
                };
                sites.push(with_reference_flanks(site, contigs, reference)?.map_err(|message| lines.error(number, message))?);
            }
        }
    }
    if let (true, Some(name)) = (sites.is_empty(), unknown) {
        return Err(Error::genome_mismatch(
            path,
            format!(
                "none of its contigs (such as '{name}') is in the alignments (which have {}); use a list of the same genome",
                contigs.sample_of_names()
            ),
        ));
    }
    if sites.is_empty() {
        return Err(Error::invalid(path, "holds no usable site; make a list with: oncosweep sites REF.fa -o sites.list"));
    }
    list.sites = Sites::new(sites);
    Ok(list)
}

enum Outcome {
    Header,
    Filtered,
    Unknown(String),
    Site(Site),
    /// A site whose flanks must come from the reference.
    Bare(Site),
}

fn read_line(line: &str, layout: &mut Option<Layout>, contigs: &Contigs) -> Result<Outcome, String> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let layout = if let Some(known) = *layout {
        known
    } else {
        let (found, is_header) = detect(&fields)?;
        *layout = Some(found);
        if is_header {
            return Ok(Outcome::Header);
        }
        found
    };
    let row = match layout {
        Layout::Columns { filter: Some(column), .. } if fields.get(column).is_some_and(|f| !f.eq_ignore_ascii_case("PASS")) => {
            return Ok(Outcome::Filtered);
        }
        Layout::Columns { copies, unit, left, right, .. } => list_row(&fields, copies, unit, left, right)?,
        Layout::Bed => bed_row(&fields)?,
    };
    let Some(contig) = contigs.resolve(row.contig) else { return Ok(Outcome::Unknown(row.contig.to_owned())) };
    let (left_flank, right_flank) = row.flanks.unwrap_or_default();
    let site = checked(Site { contig, start: row.start, unit: row.unit, copies: row.copies, left_flank, right_flank }, contig, contigs)?;
    Ok(if row.flanks.is_some() { Outcome::Site(site) } else { Outcome::Bare(site) })
}

/// The layout a first line shows, and whether that line is a header.
fn detect(fields: &[&str]) -> Result<(Layout, bool), String> {
    let place = |name: &str| fields.iter().position(|f| f.eq_ignore_ascii_case(name));
    if place("chromosome") == Some(0) {
        let columns = (place("repeat_times"), place("repeat_unit_bases"), place("left_flank_bases"), place("right_flank_bases"));
        let (Some(copies), Some(unit), Some(left), Some(right)) = columns else {
            return Err("the header lacks one of repeat_times, repeat_unit_bases, left_flank_bases, right_flank_bases; give a list as MSIsensor-pro or MSIsensor writes it".into());
        };
        return Ok((Layout::Columns { copies, unit, left, right, filter: place("filter") }, true));
    }
    let has_unit_at = |column: usize| fields.get(column).is_some_and(|f| ShortSequence::new(f.as_bytes()).is_some());
    if fields.get(3).is_some_and(|f| f.starts_with('(')) {
        Ok((Layout::Bed, false))
    } else if has_unit_at(7) && has_unit_at(8) {
        Ok((MSISENSOR, false))
    } else if has_unit_at(4) && has_unit_at(5) {
        Ok((PRO, false))
    } else {
        Err("not a line of a site list; expected MSIsensor-pro's or MSIsensor's header, or MANTIS's 'chrom start end (UNIT)copies'".into())
    }
}

fn list_row<'a>(fields: &[&'a str], copies: usize, unit: usize, left: usize, right: usize) -> Result<Row<'a>, String> {
    let field = |column: usize, name: &str| fields.get(column).copied().ok_or_else(|| format!("column {} ({name}) is missing", column + 1));
    let bases = |column: usize, name: &str| field(column, name).and_then(|text| short(text, name));
    let row = Row {
        contig: field(0, "chromosome")?,
        start: whole(field(1, "location")?, "location")?,
        unit: bases(unit, "repeat_unit_bases")?,
        copies: whole(field(copies, "repeat_times")?, "repeat_times")?,
        flanks: Some((bases(left, "left_flank_bases")?, bases(right, "right_flank_bases")?)),
    };
    let stated = whole(field(2, "repeat_unit_length")?, "repeat_unit_length")?;
    if stated != row.unit.len() {
        return Err(format!("repeat_unit_length is {stated} but the unit '{}' has {} bases", row.unit, row.unit.len()));
    }
    Ok(row)
}

/// `chrom start end (UNIT)copies`.
fn bed_row<'a>(fields: &[&'a str]) -> Result<Row<'a>, String> {
    let &[contig, start, end, name, ..] = fields else {
        return Err("fewer than four columns; expected 'chrom start end (UNIT)copies'".into());
    };
    let Some((unit, copies)) = name.strip_prefix('(').and_then(|rest| rest.split_once(')')) else {
        return Err(format!("'{name}' is not '(UNIT)copies', for example (CA)12"));
    };
    let (start, end) = (whole(start, "start")?, whole(end, "end")?);
    let row = Row { contig, start, unit: short(unit, "the unit")?, copies: whole(copies, "the number of copies")?, flanks: None };
    if end <= start {
        return Err(format!("end {end} is not greater than start {start}; BED is 0-based and half-open"));
    }
    Ok(row)
}

fn whole(text: &str, name: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("{name} '{text}' is not a whole number"))
}

fn short(text: &str, name: &str) -> Result<ShortSequence, String> {
    ShortSequence::new(text.as_bytes())
        .filter(|s| !s.is_empty())
        .ok_or_else(|| format!("{name} '{text}' is not 1 to {} bases of A, C, G and T", ShortSequence::MAX_LENGTH))
}

fn checked(site: Site, contig: ContigId, contigs: &Contigs) -> Result<Site, String> {
    let (name, length) = (contigs.name(contig), contigs.length(contig));
    if site.copies == 0 {
        return Err("a site of 0 copies".into());
    }
    let end = u64::from(site.start) + u64::from(site.unit.len()) * u64::from(site.copies) + u64::from(site.right_flank.len());
    if end > u64::from(length) || site.start < site.left_flank.len() {
        return Err(format!(
            "the site at {} lies past an end of '{name}' ({length} bases); is the list of another genome build?",
            site.start
        ));
    }
    Ok(site)
}

/// MANTIS's lists start one base off when they were made 1-based; the reference decides, as MANTIS does.
fn with_reference_flanks(site: Site, contigs: &Contigs, reference: &mut Reference) -> Result<Result<Site, String>> {
    let flank = ScanConfig::default().flank_bp;
    let (name, length) = (contigs.name(site.contig), site.unit.len() * site.copies);
    let from = site.start.saturating_sub(flank + 1);
    let bases = reference.fetch(name, from, site.start + length + flank + 1)?;
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
        "{} copies of {} do not stand at {name}:{} of the reference; is the list of another genome build?",
        site.copies, site.unit, site.start
    )))
}

/// Writes `sites` as `msisensor-pro scan` does.
///
/// # Errors
/// The writer's.
pub fn write_list(sites: &Sites, contigs: &Contigs, out: &mut impl Write) -> std::io::Result<()> {
    out.write_all(b"chromosome\tlocation\trepeat_unit_length\trepeat_times\trepeat_unit_bases\tleft_flank_bases\tright_flank_bases\tthreshold\tsupport_num\tfilter\n")?;
    for site in sites.as_slice() {
        let name = contigs.name(site.contig);
        let Site { start, unit, copies, left_flank, right_flank, .. } = site;
        writeln!(out, "{name}\t{start}\t{}\t{copies}\t{unit}\t{left_flank}\t{right_flank}\t-1\t-1\tPASS", unit.len())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;

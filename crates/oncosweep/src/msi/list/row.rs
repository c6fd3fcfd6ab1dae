//! One row of a site list: which columns it has, and what they say.

use super::{super::ShortSequence, write::packed};
use crate::{
    genome::{ContigId, Contigs, Span},
    msi::Site,
};

/// Where the fields lie in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Columns(Columns),
    Bed,
}

/// Places of the columns of MSIsensor's and MSIsensor-pro's formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Columns {
    copies: usize,
    unit: usize,
    left: usize,
    right: usize,
    threshold: Option<usize>,
    filter: Option<usize>,
    /// MSIsensor's packed unit, left and right flank.
    packed: Option<[usize; 3]>,
}

const PRO: Columns = Columns { copies: 3, unit: 4, left: 5, right: 6, threshold: Some(7), filter: Some(9), packed: None };
const MSISENSOR: Columns = Columns { copies: 4, unit: 7, left: 8, right: 9, threshold: None, filter: None, packed: Some([3, 5, 6]) };

/// What a row is.
pub(super) enum Outcome {
    Header,
    Filtered,
    /// On a contig of this name, which the case lacks.
    Unknown(String),
    /// A site with its flanks, and its threshold on `pro_p` where the list sets one.
    Site(Site, Option<f64>),
    /// A site whose flanks must come from the reference.
    Bare(Site),
    /// An interval whose repeat must come from the reference.
    Interval(ContigId, Span),
}

/// Reads rows; the first one shows the layout of all.
pub(super) struct RowReader<'a> {
    contigs: &'a Contigs,
    layout: Option<Layout>,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(contigs: &'a Contigs) -> Self {
        Self { contigs, layout: None }
    }

    /// Reads a line that is neither empty nor a comment.
    pub(super) fn read(&mut self, line: &str) -> Result<Outcome, String> {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let layout = if let Some(known) = self.layout {
            known
        } else {
            let (found, is_header) = detect(&fields)?;
            self.layout = Some(found);
            if is_header {
                return Ok(Outcome::Header);
            }
            found
        };
        match layout {
            Layout::Columns(columns) => self.list_row(&fields, columns),
            Layout::Bed => self.bed_row(&fields),
        }
    }

    fn list_row(&self, fields: &[&str], columns: Columns) -> Result<Outcome, String> {
        let field =
            |column: usize, name: &str| fields.get(column).copied().ok_or_else(|| format!("column {} ({name}) is missing", column + 1));
        let bases = |column: usize, name: &str| field(column, name).and_then(|text| short(text, name));
        let name = field(0, "chromosome")?;
        let start = whole(field(1, "location")?, "location")?;
        let stated = whole(field(2, "repeat_unit_length")?, "repeat_unit_length")?;
        let unit = bases(columns.unit, "repeat_unit_bases")?;
        let copies = whole(field(columns.copies, "repeat_times")?, "repeat_times")?;
        let (left_flank, right_flank) = (bases(columns.left, "left_flank_bases")?, bases(columns.right, "right_flank_bases")?);
        if stated != unit.len() {
            return Err(format!("repeat_unit_length is {stated} but the unit '{unit}' has {} bases", unit.len()));
        }
        if let Some(places) = columns.packed {
            for (place, letters) in places.into_iter().zip([unit, left_flank, right_flank]) {
                let text = field(place, "packed bases")?;
                if text.parse() != Ok(packed(letters)) {
                    return Err(format!(
                        "column {} is {text}, but {letters} packs to {}; are these the columns of MSIsensor's format?",
                        place + 1,
                        packed(letters)
                    ));
                }
            }
        }
        let threshold = match columns.threshold.and_then(|column| fields.get(column)) {
            Some(text) => Some(text.parse::<f64>().map_err(|_| format!("threshold '{text}' is not a number"))?).filter(|t| *t >= 0.0),
            None => None,
        };
        if columns.filter.and_then(|column| fields.get(column)).is_some_and(|f| !f.eq_ignore_ascii_case("PASS")) {
            return Ok(Outcome::Filtered);
        }
        let Some(contig) = self.contigs.resolve(name) else { return Ok(Outcome::Unknown(name.to_owned())) };
        let site = Site { contig, start, unit, copies, left_flank, right_flank };
        self.check(&site)?;
        Ok(Outcome::Site(site, threshold))
    }

    /// `chrom start end (UNIT)copies`, or `chrom start end` with anything behind.
    fn bed_row(&self, fields: &[&str]) -> Result<Outcome, String> {
        let &[name, start, end, ref rest @ ..] = fields else {
            return Err("fewer than three columns; expected 'chrom start end (UNIT)copies' or 'chrom start end'".into());
        };
        let (start, end) = (whole(start, "start")?, whole(end, "end")?);
        if end <= start {
            return Err(format!("end {end} is not greater than start {start}; BED is 0-based and half-open"));
        }
        let repeat = match rest.first() {
            Some(text) if text.starts_with('(') => Some(bed_repeat(text)?),
            _ => None,
        };
        let Some(contig) = self.contigs.resolve(name) else { return Ok(Outcome::Unknown(name.to_owned())) };
        let Some((unit, copies)) = repeat else {
            self.check_end(contig, start, u64::from(end))?;
            return Ok(Outcome::Interval(contig, Span::new(start, end)));
        };
        let none = ShortSequence::default();
        let site = Site { contig, start, unit, copies, left_flank: none, right_flank: none };
        self.check(&site)?;
        Ok(Outcome::Bare(site))
    }

    fn check(&self, site: &Site) -> Result<(), String> {
        if site.copies == 0 {
            return Err("a site of 0 copies".into());
        }
        let end = u64::from(site.start) + u64::from(site.unit.len()) * u64::from(site.copies) + u64::from(site.right_flank.len());
        let end = if site.start < site.left_flank.len() { u64::MAX } else { end };
        self.check_end(site.contig, site.start, end)
    }

    fn check_end(&self, contig: ContigId, start: u32, end: u64) -> Result<(), String> {
        let (name, length) = (self.contigs.name(contig), self.contigs.length(contig));
        if end > u64::from(length) {
            return Err(format!("the site at {start} lies past an end of '{name}' ({length} bases); is the list of another genome build?"));
        }
        Ok(())
    }
}

/// The layout a first line shows, and whether that line is a header.
fn detect(fields: &[&str]) -> Result<(Layout, bool), String> {
    let place = |name: &str| fields.iter().position(|f| f.eq_ignore_ascii_case(name));
    if place("chromosome") == Some(0) {
        let letters = (place("repeat_times"), place("repeat_unit_bases"), place("left_flank_bases"), place("right_flank_bases"));
        let (Some(copies), Some(unit), Some(left), Some(right)) = letters else {
            return Err("the header lacks one of repeat_times, repeat_unit_bases, left_flank_bases, right_flank_bases; give a list as MSIsensor-pro or MSIsensor writes it".into());
        };
        let packed = match (place("repeat_unit_binary"), place("left_flank_binary"), place("right_flank_binary")) {
            (Some(unit), Some(left), Some(right)) => Some([unit, left, right]),
            _ => None,
        };
        let columns = Columns { copies, unit, left, right, threshold: place("threshold"), filter: place("filter"), packed };
        return Ok((Layout::Columns(columns), true));
    }
    let is_text = |column: usize| fields.get(column).is_some_and(|f| ShortSequence::new(f.as_bytes()).is_some());
    let is_whole = |column: usize| fields.get(column).is_some_and(|f| f.parse::<u32>().is_ok());
    if fields.get(3).is_some_and(|f| f.starts_with('(')) {
        Ok((Layout::Bed, false))
    } else if is_text(7) && is_text(8) && is_whole(3) {
        Ok((Layout::Columns(MSISENSOR), false))
    } else if is_text(4) && is_text(5) && is_whole(3) {
        Ok((Layout::Columns(PRO), false))
    } else if is_whole(1) && is_whole(2) {
        Ok((Layout::Bed, false))
    } else {
        Err("not a line of a site list; expected MSIsensor-pro's or MSIsensor's header, MANTIS's 'chrom start end (UNIT)copies', or BED"
            .into())
    }
}

fn bed_repeat(text: &str) -> Result<(ShortSequence, u32), String> {
    let Some((unit, copies)) = text.strip_prefix('(').and_then(|rest| rest.split_once(')')) else {
        return Err(format!("'{text}' is not '(UNIT)copies', for example (CA)12"));
    };
    Ok((short(unit, "the unit")?, whole(copies, "the number of copies")?))
}

fn whole(text: &str, name: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("{name} '{text}' is not a whole number"))
}

fn short(text: &str, name: &str) -> Result<ShortSequence, String> {
    ShortSequence::new(text.as_bytes())
        .filter(|s| !s.is_empty())
        .ok_or_else(|| format!("{name} '{text}' is not 1 to {} bases of A, C, G and T", ShortSequence::MAX_LENGTH))
}

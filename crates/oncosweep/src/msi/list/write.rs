//! Writes site lists.

use std::io::Write;

use super::super::{ShortSequence, Site, Sites};
use crate::genome::Contigs;

/// A format of site lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ListFormat {
    /// As `msisensor-pro scan` (1.3 and later) writes it.
    #[default]
    MsisensorPro,
    /// As `msisensor scan` writes it; also of MSIsensor2 and of MSIsensor-pro up to 1.2.
    Msisensor,
    /// Six-column BED with `(UNIT)copies` as the name, as MANTIS's RepeatFinder writes it.
    Mantis,
}

/// Writes `sites` as a list.
///
/// # Errors
/// The writer's.
pub fn write_list(sites: &Sites, contigs: &Contigs, format: ListFormat, out: &mut impl Write) -> std::io::Result<()> {
    match format {
        ListFormat::MsisensorPro => out.write_all(b"chromosome\tlocation\trepeat_unit_length\trepeat_times\trepeat_unit_bases\tleft_flank_bases\tright_flank_bases\tthreshold\tsupport_num\tfilter\n")?,
        ListFormat::Msisensor => out.write_all(b"chromosome\tlocation\trepeat_unit_length\trepeat_unit_binary\trepeat_times\tleft_flank_binary\tright_flank_binary\trepeat_unit_bases\tleft_flank_bases\tright_flank_bases\n")?,
        ListFormat::Mantis => {}
    }
    for site in sites.as_slice() {
        let name = contigs.name(site.contig);
        let Site { start, unit, copies, left_flank, right_flank, .. } = *site;
        match format {
            ListFormat::MsisensorPro => {
                writeln!(out, "{name}\t{start}\t{}\t{copies}\t{unit}\t{left_flank}\t{right_flank}\t-1\t-1\tPASS", unit.len())?;
            }
            ListFormat::Msisensor => writeln!(
                out,
                "{name}\t{start}\t{}\t{}\t{copies}\t{}\t{}\t{unit}\t{left_flank}\t{right_flank}",
                unit.len(),
                packed(unit),
                packed(left_flank),
                packed(right_flank)
            )?,
            ListFormat::Mantis => writeln!(out, "{name}\t{start}\t{}\t({unit}){copies}\t0\t+", site.end())?,
        }
    }
    Ok(())
}

/// Two bits a base (A 0, C 1, G 2, T 3), the first base highest.
pub(super) fn packed(bases: ShortSequence) -> u64 {
    bases.letters().iter().fold(0, |code, letter| {
        code << 2
            | match letter {
                b'A' => 0,
                b'C' => 1,
                b'G' => 2,
                _ => 3,
            }
    })
}

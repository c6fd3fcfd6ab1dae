//! MSIsensor-pro's output files, from counts by its own rules: the score, `_dis`, `_all` and `_unstable`.
//!
//! `_dis` equals the tool's byte for byte. Rows of `_all` and `_unstable` in `msi` mode are sorted by p-value, equal ones by site; MSIsensor-pro's
//! order of equal ones, and with it their FDR, depends on its sort.

use std::io::{Result, Write};

use crate::{
    genome::Contigs,
    msi::{
        LengthCounts, Site,
        legacy::{MsisensorPro, PairRow, ProRow},
    },
};

/// Slots of `_dis`.
const SLOTS: u32 = 100;

/// The score file.
///
/// # Errors
/// The writer's.
pub fn write_score(tables: &MsisensorPro, max_fdr: f64, out: &mut impl Write) -> Result<()> {
    let unstable: Vec<bool> = if tables.has_normal {
        tables.pairs.iter().map(|row| row.fdr <= max_fdr).collect()
    } else {
        tables.singles.iter().map(ProRow::is_unstable).collect()
    };
    let (all, unstable) = (unstable.len(), unstable.into_iter().filter(|&u| u).count());
    let percent = if all == 0 { 0.0 } else { 100.0 * unstable as f64 / all as f64 };
    writeln!(out, "Total_Number_of_Sites\tNumber_of_Unstable_Sites\t%\n{all}\t{unstable}\t{percent:.2}")
}

/// `_dis`: the counts of every site.
///
/// # Errors
/// The writer's.
pub fn write_distributions(tables: &MsisensorPro, contigs: &Contigs, out: &mut impl Write) -> Result<()> {
    for (site, tumor, normal) in &tables.distributions {
        if !tables.has_normal && tumor.is_empty() {
            continue;
        }
        let Site { start, unit, copies, left_flank, right_flank, .. } = site;
        writeln!(out, "{} {start} {left_flank} {copies}[{unit}] {right_flank}", contigs.name(site.contig))?;
        if tables.has_normal {
            write_counts("N", normal, out)?;
        }
        write_counts("T", tumor, out)?;
    }
    Ok(())
}

fn write_counts(name: &str, lengths: &LengthCounts, out: &mut impl Write) -> Result<()> {
    write!(out, "{name}: ")?;
    for length in 1..=SLOTS {
        write!(out, "{} ", lengths.get(length))?;
    }
    writeln!(out)
}

/// `_all`: every assessed site.
///
/// # Errors
/// The writer's.
pub fn write_all_sites(tables: &MsisensorPro, contigs: &Contigs, out: &mut impl Write) -> Result<()> {
    if tables.has_normal {
        writeln!(out, "{SITE_COLUMNS}\tdifference\tP_value\tFDR")?;
        return tables.pairs.iter().try_for_each(|row| writeln!(out, "{}", pair_fields(row, contigs)));
    }
    writeln!(out, "{SITE_COLUMNS}\tpro_p\tpro_q\tCovReads\tthreshold")?;
    tables.singles.iter().try_for_each(|row| write_single(row, contigs, 6, out))
}

/// `_unstable`: the unstable sites.
///
/// # Errors
/// The writer's.
pub fn write_unstable_sites(tables: &MsisensorPro, max_fdr: f64, contigs: &Contigs, out: &mut impl Write) -> Result<()> {
    if tables.has_normal {
        writeln!(out, "{SITE_COLUMNS}\tdifference\tP_value\tFDR\trank")?;
        let unstable = tables.pairs.iter().enumerate().filter(|(_, row)| row.fdr <= max_fdr);
        return unstable.into_iter().try_for_each(|(index, row)| writeln!(out, "{}\t{}", pair_fields(row, contigs), index + 1));
    }
    writeln!(out, "{SITE_COLUMNS}\tpro_p\tpro_q\tCovReads\tthreshold")?;
    tables.singles.iter().filter(|row| row.is_unstable()).try_for_each(|row| write_single(row, contigs, 5, out))
}

const SITE_COLUMNS: &str = "chromosome\tlocation\tleft_flank_bases\trepeat_times\trepeat_unit_bases\tright_flank_bases";

fn site_fields(site: &Site, contigs: &Contigs) -> String {
    let Site { start, unit, copies, left_flank, right_flank, .. } = site;
    format!("{}\t{start}\t{left_flank}\t{copies}\t{unit}\t{right_flank}", contigs.name(site.contig))
}

fn pair_fields(row: &PairRow, contigs: &Contigs) -> String {
    let [difference, p_value, fdr] = [row.difference, row.p_value, row.fdr].map(|value| general(value, 5));
    format!("{}\t{difference}\t{p_value}\t{fdr}", site_fields(&row.site, contigs))
}

fn write_single(row: &ProRow, contigs: &Contigs, digits: usize, out: &mut impl Write) -> Result<()> {
    let ProRow { site, pro_p, pro_q, reads, threshold } = row;
    let fields = site_fields(site, contigs);
    writeln!(out, "{fields}\t{pro_p:.digits$}\t{pro_q:.digits$}\t{reads}\t{threshold:.digits$}")
}

/// A number as C's `%.{digits}g` prints it: significant digits, no trailing zeros, an exponent of at least two digits below 1e-4 and from
/// `10^digits` on.
fn general(value: f64, digits: usize) -> String {
    let scientific = format!("{value:.*e}", digits - 1);
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let power: i32 = exponent.parse().unwrap_or(0);
    let trimmed = |text: &str| {
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() }
    };
    if (-4..digits as i32).contains(&power) {
        trimmed(&format!("{value:.*}", (digits as i32 - 1 - power) as usize))
    } else {
        let sign = if power < 0 { '-' } else { '+' };
        format!("{}e{sign}{:02}", trimmed(mantissa), power.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_like_those_of_c() {
        // printf '%.5g\n' ...
        for (value, text) in [
            (0.970_482, "0.97048"),
            (1.479_1e-75, "1.4791e-75"),
            (1e-14, "1e-14"),
            (0.000_475_123_4, "0.00047512"),
            (6.4e-5, "6.4e-05"),
            (12.418, "12.418"),
            (0.0, "0"),
            (1.0, "1"),
            (123_456.0, "1.2346e+05"),
            (0.029_772, "0.029772"),
            (99_999.6, "1e+05"),
        ] {
            assert_eq!(general(value, 5), text);
        }
    }
}

//! What the report shows of msi.sites.tsv: the strongest unstable sites, and counts over all.

use std::{collections::BTreeMap, path::Path};

use super::tsv::Table;
use crate::error::Result;

/// So many unstable sites are kept for the table.
const MAX_UNSTABLE: usize = 500;

/// An unstable site.
pub(in crate::write) struct UnstableSite {
    /// Contig.
    pub chrom: String,
    /// 0-based start.
    pub start: u64,
    /// End, exclusive.
    pub end: u64,
    /// Repeat unit.
    pub unit: String,
    /// Copies in the reference.
    pub copies: i64,
    /// P-value as written, and as a number to sort by.
    pub p_value: (String, f64),
    /// Q-value as written.
    pub q_value: String,
    /// Copies gained or lost.
    pub shift: Option<i64>,
    /// Share of tumour fragments with the shifted allele.
    pub shifted_fraction: Option<f64>,
    /// The ends of its 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// Germline lengths in copies, the shorter first; the same twice for a homozygous site.
    pub germline: Option<[i64; 2]>,
    /// Normal fragments by length in copies.
    pub normal: Vec<(i64, u64)>,
    /// Tumour fragments by length in copies.
    pub tumor: Vec<(i64, u64)>,
}

/// Assessed sites of one unit length.
#[derive(Default, Clone, Copy)]
pub(in crate::write) struct UnitCounts {
    /// Sites tested.
    pub assessed: u64,
    /// Of these, unstable.
    pub unstable: u64,
}

/// The sites of a case.
#[derive(Default)]
pub(in crate::write) struct Sites {
    /// The strongest unstable sites, the smallest p-value first.
    pub unstable: Vec<UnstableSite>,
    /// Unstable sites in all.
    pub unstable_total: usize,
    /// Assessed sites by length of the unit in bases.
    pub by_unit: BTreeMap<usize, UnitCounts>,
    /// Unstable sites by shift in copies.
    pub shifts: BTreeMap<i64, u64>,
}

impl Sites {
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let mut table = Table::open(folder, "msi.sites.tsv")?;
        let columns = table.columns([
            "chrom",
            "start",
            "end",
            "unit",
            "copies",
            "status",
            "p_value",
            "q_value",
            "shift",
            "shifted_fraction",
            "normal_lengths",
            "tumor_lengths",
            "shifted_fraction_low",
            "shifted_fraction_high",
            "germline1",
            "germline2",
        ])?;
        let mut sites = Self::default();
        while let Some(row) = table.next_row()? {
            let fields: Vec<String> = match row[columns[5]] {
                "unstable" => columns.iter().map(|&c| row[c].to_owned()).collect(),
                "stable" => {
                    sites.by_unit.entry(row[columns[3]].len()).or_default().assessed += 1;
                    continue;
                }
                _ => continue,
            };
            let site = UnstableSite::parse(&table, &fields)?;
            let unit = sites.by_unit.entry(site.unit.len()).or_default();
            (unit.assessed, unit.unstable) = (unit.assessed + 1, unit.unstable + 1);
            *sites.shifts.entry(site.shift.unwrap_or(0)).or_default() += 1;
            sites.unstable_total += 1;
            sites.unstable.push(site);
            if sites.unstable.len() >= 2 * MAX_UNSTABLE {
                sites.keep_strongest();
            }
        }
        sites.keep_strongest();
        Ok(sites)
    }

    /// Stable sorting keeps sites of one p-value in genome order.
    fn keep_strongest(&mut self) {
        self.unstable.sort_by(|a, b| a.p_value.1.total_cmp(&b.p_value.1));
        self.unstable.truncate(MAX_UNSTABLE);
    }
}

impl UnstableSite {
    fn parse(table: &Table, fields: &[String]) -> Result<Self> {
        let number = |i: usize| table.number(&fields[i]);
        let whole = |i: usize| Ok::<_, crate::Error>(number(i)?.map_or(0, |n| n as i64));
        Ok(Self {
            chrom: fields[0].clone(),
            start: whole(1)? as u64,
            end: whole(2)? as u64,
            unit: fields[3].clone(),
            copies: whole(4)?,
            p_value: (fields[6].clone(), number(6)?.unwrap_or(1.0)),
            q_value: fields[7].clone(),
            shift: number(8)?.map(|n| n as i64),
            shifted_fraction: number(9)?,
            interval: number(12)?.zip(number(13)?).map(|(low, high)| [low, high]),
            germline: number(14)?.zip(number(15)?).map(|(short, long)| [short as i64, long as i64]),
            normal: lengths(table, &fields[10])?,
            tumor: lengths(table, &fields[11])?,
        })
    }

    /// The germline length that the shift is counted from: that from which the shifted length is no nearer to the other one, and of two such
    /// the one whose shifted length gained most in the tumour. `None` where the germline lengths are not known.
    pub fn shifted_from(&self) -> Option<i64> {
        let (shift, germline) = (self.shift?, self.germline?);
        let is_nearest = |&from: &i64| germline.iter().all(|other| (from + shift - other).abs() >= shift.abs());
        let gain = |from: i64| share(&self.tumor, from + shift) - share(&self.normal, from + shift);
        germline.into_iter().filter(is_nearest).max_by(|&a, &b| gain(a).total_cmp(&gain(b)))
    }
}

/// Share of the fragments of one length.
pub(super) fn share(lengths: &[(i64, u64)], length: i64) -> f64 {
    let total: u64 = lengths.iter().map(|(_, count)| count).sum();
    let count = lengths.iter().find(|(l, _)| *l == length).map_or(0, |(_, count)| *count);
    if total == 0 { 0.0 } else { count as f64 / total as f64 }
}

/// `length:count,…` in copies.
fn lengths(table: &Table, text: &str) -> Result<Vec<(i64, u64)>> {
    if text == "." {
        return Ok(Vec::new());
    }
    let pair = |entry: &str| {
        let (length, count) = entry.split_once(':').unwrap_or((entry, "0"));
        Ok((table.number(length)?.unwrap_or(0.0) as i64, table.number(count)?.unwrap_or(0.0) as u64))
    };
    text.split(',').map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(germline: [i64; 2], shift: i64, normal: &[(i64, u64)], tumor: &[(i64, u64)]) -> UnstableSite {
        UnstableSite {
            chrom: "chr1".into(),
            start: 0,
            end: 12,
            unit: "T".into(),
            copies: 12,
            p_value: ("1e-9".into(), 1e-9),
            q_value: "1e-8".into(),
            shift: Some(shift),
            shifted_fraction: Some(0.4),
            interval: None,
            germline: Some(germline),
            normal: normal.to_vec(),
            tumor: tumor.to_vec(),
        }
    }

    #[test]
    fn a_shift_is_drawn_from_the_allele_it_is_counted_from() {
        // The rarer allele has shifted; the other one is the normal's usual length.
        assert_eq!(site([8, 12], 1, &[(7, 1), (8, 7), (12, 1)], &[(8, 13), (13, 5), (14, 4)]).shifted_from(), Some(12));
        assert_eq!(site([8, 12], -2, &[(8, 10), (12, 10)], &[(6, 8), (8, 4), (12, 10)]).shifted_from(), Some(8));
        // 10 + 2 is the other allele itself.
        assert_eq!(site([10, 12], 2, &[(10, 5), (12, 5)], &[(12, 9), (14, 1)]).shifted_from(), Some(12));
        assert_eq!(site([9, 9], -3, &[], &[(6, 5), (9, 5)]).shifted_from(), Some(9));
        assert_eq!(UnstableSite { germline: None, ..site([9, 9], -3, &[], &[(6, 5)]) }.shifted_from(), None);
    }
}

//! What the report shows of hotspots.tsv: the listed alleles that matter most.

use std::path::Path;

use super::tsv::Table;
use crate::error::Result;

/// So many listed alleles are kept for the table.
const MAX_ROWS: usize = 500;

/// A listed allele with its answer.
pub(in crate::write) struct HotspotRow {
    /// Contig.
    pub chrom: String,
    /// 0-based start.
    pub start: u64,
    /// Reference allele.
    pub reference: String,
    /// Alternate allele.
    pub alternate: String,
    /// The answer: detected, filtered, not_detected, not_assessed.
    pub status: String,
    /// Why it was not assessed.
    pub reason: String,
    /// Smallest allele fraction that would have been called.
    pub detection_limit: Option<f64>,
    /// Allele fraction in the tumour.
    pub vaf: Option<f64>,
    /// Fragments of the allele, and all that tell, in the tumour.
    pub tumor: [Option<u64>; 2],
    /// The same in the normal; `None` without one.
    pub normal: [Option<u64>; 2],
    /// PASS or filters, `.` where the tumour does not show it.
    pub filter: String,
    /// Gene, `.` for none.
    pub gene: String,
    /// Consequence terms.
    pub consequence: String,
    /// Change of the protein.
    pub protein_change: String,
}

/// The listed alleles of a case.
#[derive(Default)]
pub(in crate::write) struct Hotspots {
    /// Detected, then filtered, then not assessed, then not detected; each in genome order.
    pub rows: Vec<HotspotRow>,
    /// Listed alleles in all.
    pub total: usize,
}

impl Hotspots {
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let mut table = Table::open(folder, "hotspots.tsv")?;
        let columns = table.columns([
            "chrom",
            "start",
            "ref",
            "alt",
            "status",
            "reason",
            "filter",
            "gene",
            "consequence",
            "protein_change",
            "detection_limit",
            "vaf",
            "tumor_fragments",
            "tumor_depth",
            "normal_fragments",
            "normal_depth",
        ])?;
        let mut hotspots = Self::default();
        while let Some(row) = table.next_row()? {
            let fields = columns.map(|column| row[column].to_owned());
            hotspots.rows.push(HotspotRow::parse(&table, fields)?);
            hotspots.total += 1;
            if hotspots.rows.len() >= 4 * MAX_ROWS {
                hotspots.keep_first();
            }
        }
        hotspots.keep_first();
        Ok(hotspots)
    }

    /// Stable sorting keeps alleles of one answer in genome order.
    fn keep_first(&mut self) {
        self.rows.sort_by_key(HotspotRow::rank);
        self.rows.truncate(MAX_ROWS);
    }
}

impl HotspotRow {
    fn parse(table: &Table, fields: [String; 16]) -> Result<Self> {
        let [chrom, start, reference, alternate, status, reason, filter, gene, consequence, protein_change, numbers @ ..] = fields;
        let [limit, vaf, of_tumor, tumor, of_normal, normal] = &numbers;
        let whole = |text: &str| Ok::<_, crate::Error>(table.number(text)?.map(|n| n as u64));
        Ok(Self {
            start: whole(&start)?.unwrap_or(0),
            detection_limit: table.number(limit)?,
            vaf: table.number(vaf)?,
            tumor: [whole(of_tumor)?, whole(tumor)?],
            normal: [whole(of_normal)?, whole(normal)?],
            chrom,
            reference,
            alternate,
            status,
            reason,
            filter,
            gene,
            consequence,
            protein_change,
        })
    }

    fn rank(&self) -> u8 {
        match self.status.as_str() {
            "detected" => 0,
            "filtered" => 1,
            "not_assessed" => 2,
            _ => 3,
        }
    }
}

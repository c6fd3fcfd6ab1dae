//! What the report shows of the small variants: the rows of tmb.trace.tsv that matter most, with what variants.vcf.gz adds to them.

use std::{collections::HashMap, path::Path};

use super::tsv::Table;
use crate::error::Result;

/// So many variants are kept for the table.
const MAX_ROWS: usize = 500;
/// Bins of the histogram of allele fractions, each 5 % wide.
pub(in crate::write) const VAF_BINS: usize = 20;

/// A PASS or near-PASS variant.
pub(in crate::write) struct VariantRow {
    /// Contig.
    pub chrom: String,
    /// 0-based start.
    pub start: u64,
    /// Reference allele.
    pub reference: String,
    /// Alternate allele.
    pub alternate: String,
    /// Verdict for the TMB.
    pub verdict: String,
    /// PASS, or the filter.
    pub filter: String,
    /// Phred quality, as written.
    pub quality: String,
    /// Allele fraction in the tumour.
    pub vaf: Option<f64>,
    /// Fragments in the tumour.
    pub tumor_depth: Option<u64>,
    /// Fragments in the normal.
    pub normal_depth: Option<u64>,
    /// Gene, `.` for none.
    pub gene: String,
    /// Consequence terms.
    pub consequence: String,
    /// Change of the protein.
    pub protein_change: String,
    /// Change of the coding sequence, from the VCF.
    pub coding_change: Option<String>,
    /// Alternate fragments in the tumour, from the VCF.
    pub alternate_fragments: Option<u64>,
}

/// The small variants of a case.
#[derive(Default)]
pub(in crate::write) struct Variants {
    /// Those of most interest first: counted, then PASS, then near-PASS; coding before the rest, each in genome order.
    pub rows: Vec<VariantRow>,
    /// Rows of tmb.trace.tsv in all.
    pub total: usize,
    /// PASS variants by allele fraction.
    pub vaf_bins: [u64; VAF_BINS],
}

impl Variants {
    /// Reads tmb.trace.tsv, and variants.vcf.gz where there are `calls` of our own.
    pub(super) fn read(folder: &Path, calls: bool) -> Result<Self> {
        let mut table = Table::open(folder, "tmb.trace.tsv")?;
        let columns = table.columns([
            "chrom",
            "start",
            "ref",
            "alt",
            "verdict",
            "filter",
            "quality",
            "vaf",
            "tumor_depth",
            "normal_depth",
            "gene",
            "consequence",
            "protein_change",
        ])?;
        let mut variants = Self::default();
        while let Some(row) = table.next_row()? {
            let fields: Vec<String> = columns.iter().map(|&c| row[c].to_owned()).collect();
            let row = VariantRow::parse(&table, fields)?;
            variants.total += 1;
            if let Some(vaf) = row.vaf.filter(|_| row.filter == "PASS") {
                variants.vaf_bins[((vaf * VAF_BINS as f64) as usize).min(VAF_BINS - 1)] += 1;
            }
            variants.rows.push(row);
            if variants.rows.len() >= 4 * MAX_ROWS {
                variants.keep_first();
            }
        }
        variants.keep_first();
        if calls {
            variants.add_from_vcf(folder)?;
        }
        Ok(variants)
    }

    fn keep_first(&mut self) {
        self.rows.sort_by_key(VariantRow::rank);
        self.rows.truncate(MAX_ROWS);
    }

    fn add_from_vcf(&mut self, folder: &Path) -> Result<()> {
        let mut vcf = Table::open(folder, "variants.vcf.gz")?;
        let columns = vcf.columns(["CHROM", "POS", "REF", "ALT", "INFO", "FORMAT"])?;
        let tumor = columns[5] + 1;
        let key = |chrom: &str, pos: &str, reference: &str, alternate: &str| format!("{chrom}\t{pos}\t{reference}\t{alternate}");
        let rows = self.rows.iter().enumerate();
        let mut wanted: HashMap<String, usize> =
            rows.map(|(i, r)| (key(&r.chrom, &(r.start + 1).to_string(), &r.reference, &r.alternate), i)).collect();
        while let Some(fields) = vcf.next_row()? {
            let [chrom, pos, reference, alternate, info, format] = columns.map(|c| fields[c]);
            let Some(index) = wanted.remove(&key(chrom, pos, reference, alternate)) else { continue };
            let row = &mut self.rows[index];
            row.coding_change = info.split(';').find_map(|entry| entry.strip_prefix("HGVSC=")).map(percent_decoded);
            let place = format.split(':').position(|name| name == "AD");
            let counts = place.zip(fields.get(tumor)).and_then(|(place, sample)| sample.split(':').nth(place));
            row.alternate_fragments = counts.and_then(|ad| ad.split(',').nth(1)).and_then(|count| count.parse().ok());
        }
        Ok(())
    }
}

impl VariantRow {
    fn parse(table: &Table, fields: Vec<String>) -> Result<Self> {
        let number = |i: usize| table.number(&fields[i]);
        let (start, vaf) = (number(1)?.unwrap_or(0.0) as u64, number(7)?);
        let (tumor_depth, normal_depth) = (number(8)?.map(|n| n as u64), number(9)?.map(|n| n as u64));
        let mut fields = fields.into_iter();
        let mut next = || fields.next().unwrap_or_default();
        let (chrom, _, reference, alternate, verdict, filter, quality) = (next(), next(), next(), next(), next(), next(), next());
        let (_, _, _, gene, consequence, protein_change) = (next(), next(), next(), next(), next(), next());
        let (coding_change, alternate_fragments) = (None, None);
        Ok(Self {
            chrom,
            start,
            reference,
            alternate,
            verdict,
            filter,
            quality,
            vaf,
            tumor_depth,
            normal_depth,
            gene,
            consequence,
            protein_change,
            coding_change,
            alternate_fragments,
        })
    }

    /// Whether it changes, or lies in, a protein's sequence or a splice site.
    fn is_coding(&self) -> bool {
        self.protein_change != "." || self.consequence.contains("splice_acceptor") || self.consequence.contains("splice_donor")
    }

    fn rank(&self) -> u8 {
        match (self.verdict.as_str(), self.filter.as_str(), self.is_coding()) {
            ("counted", ..) => 0,
            (_, "PASS", true) => 1,
            (_, "PASS", false) => 2,
            (_, _, true) => 3,
            _ => 4,
        }
    }
}

/// Undoes the percent-encoding of VCF's INFO (VCF 4.3, section 1.2).
fn percent_decoded(text: &str) -> String {
    [("%3B", ";"), ("%3D", "="), ("%2C", ","), ("%20", " "), ("%09", "\t"), ("%25", "%")]
        .iter()
        .fold(text.to_owned(), |text, (code, plain)| text.replace(code, plain))
}

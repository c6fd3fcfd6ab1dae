//! `msi.sites.tsv`: one line for each listed site.
//!
//! Columns: `chrom start end unit copies status p_value q_value shift shifted_fraction normal_reads tumor_reads normal_lengths
//! tumor_lengths reason shifted_fraction_low shifted_fraction_high germline1 germline2`; coordinates are 0-based half-open, lengths are `length:count,…` in copies. P- and q-values have three
//! significant digits in scientific notation (`1.23e-4`), the shifted fraction and the ends of its 95 % interval four decimals. Missing is `.`.

use std::{fmt, io::Write};

use crate::{
    genome::Contigs,
    msi::{LengthCounts, SiteCall},
};

const HEADER: &str = "#chrom\tstart\tend\tunit\tcopies\tstatus\tp_value\tq_value\tshift\tshifted_fraction\tnormal_reads\ttumor_reads\tnormal_lengths\ttumor_lengths\treason\tshifted_fraction_low\tshifted_fraction_high\tgermline1\tgermline2\n";

/// Writes `sites`, whose contigs are those of `contigs`.
///
/// # Errors
/// The writer's.
pub fn write_msi_sites(sites: &[SiteCall], contigs: &Contigs, out: &mut impl Write) -> std::io::Result<()> {
    out.write_all(HEADER.as_bytes())?;
    for call in sites {
        let site = &call.site;
        writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            contigs.name(site.contig),
            site.start,
            site.end(),
            site.unit,
            site.copies,
            call.status.as_str(),
            Scientific(call.p_value),
            Scientific(call.q_value),
            OrDot(call.shift),
            OrDot(call.shifted_fraction.map(|fraction| format!("{fraction:.4}"))),
            call.normal.total(),
            call.tumor.total(),
            Lengths(&call.normal),
            Lengths(&call.tumor),
            OrDot(call.reason.map(crate::msi::SiteReason::as_str)),
            OrDot(call.shifted_fraction_ci95.map(|[low, _]| format!("{low:.4}"))),
            OrDot(call.shifted_fraction_ci95.map(|[_, high]| format!("{high:.4}"))),
            OrDot(call.germline.map(|[short, _]| short)),
            OrDot(call.germline.map(|[_, long]| long)),
        )?;
    }
    Ok(())
}

struct OrDot<T>(Option<T>);

impl<T: fmt::Display> fmt::Display for OrDot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("."),
        }
    }
}

struct Scientific(Option<f64>);

impl fmt::Display for Scientific {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(value) => write!(f, "{value:.2e}"),
            None => f.write_str("."),
        }
    }
}

struct Lengths<'a>(&'a LengthCounts);

impl fmt::Display for Lengths<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(".");
        }
        for (i, (length, count)) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            write!(f, "{length}:{count}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        genome::Contig,
        msi::{ShortSequence, Site, SiteReason, SiteStatus},
    };

    #[test]
    fn a_line_for_each_site() {
        let bases = |text: &str| ShortSequence::new(text.as_bytes()).unwrap();
        let site = Site { contig: 0, start: 50, unit: bases("AC"), copies: 6, left_flank: bases("GGTTG"), right_flank: bases("TTGGG") };
        let unstable = SiteCall {
            site,
            status: SiteStatus::Unstable,
            reason: None,
            p_value: Some(1.2345e-6),
            q_value: Some(0.00321),
            shift: Some(-2),
            shifted_fraction: Some(1.0 / 3.0),
            shifted_fraction_ci95: Some([0.2, 0.5]),
            germline: Some([6, 7]),
            tumor: [(4, 10), (6, 20)].into_iter().collect(),
            normal: [(6, 31)].into_iter().collect(),
        };
        let bare = SiteCall {
            status: SiteStatus::NotAssessed,
            reason: Some(SiteReason::NoTumorReads),
            p_value: None,
            q_value: None,
            shift: None,
            shifted_fraction: None,
            shifted_fraction_ci95: None,
            germline: None,
            tumor: LengthCounts::default(),
            normal: LengthCounts::default(),
            ..unstable.clone()
        };
        let contigs = Contigs::new(vec![Contig { name: "chr1".into(), length: 100 }]);
        let mut out = Vec::new();
        write_msi_sites(&[unstable, bare], &contigs, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("#chrom\tstart"));
        assert_eq!(
            lines[1],
            "chr1\t50\t62\tAC\t6\tunstable\t1.23e-6\t3.21e-3\t-2\t0.3333\t31\t30\t6:31\t4:10,6:20\t.\t0.2000\t0.5000\t6\t7"
        );
        assert_eq!(lines[2], "chr1\t50\t62\tAC\t6\tnot_assessed\t.\t.\t.\t.\t0\t0\t.\t.\tno_tumor_reads\t.\t.\t.\t.");
        assert!(lines.iter().all(|line| line.split('\t').count() == 19));
    }
}

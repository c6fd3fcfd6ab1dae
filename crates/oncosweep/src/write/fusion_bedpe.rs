//! `fusions.bedpe`: all candidates as pairs of intervals (bedtools manual, "BEDPE format"), 5' partner first.
//!
//! Each interval holds where the last retained base may lie: along the homology, or within an insert where only pairs tell. Strands are `+` where what is
//! retained lies left of the breakpoint and `-` where it lies right of it, as structural-variant callers write them.

use std::io::{self, Write};

use crate::fusion::{Breakpoint, Fusion, Fusions, Side};

const COLUMNS: &str =
    "#chrom1\tstart1\tend1\tchrom2\tstart2\tend2\tname\tscore\tstrand1\tstrand2\tfilter\ttype\tassay\tsupporting_fragments";

/// Writes the candidates of all assays: each assay's junctions, also of a fusion that both show.
///
/// # Errors
/// As `out`.
pub fn write(out: &mut impl Write, calls: &[&Fusions]) -> io::Result<()> {
    writeln!(out, "{COLUMNS}")?;
    for fusion in calls.iter().flat_map(|c| &c.fusions) {
        let first_is_one = fusion.annotation.first_is_five_prime;
        let (one, two) = (interval(fusion, &fusion.breakpoint1, first_is_one), interval(fusion, &fusion.breakpoint2, !first_is_one));
        let strand = |breakpoint: &Breakpoint| if breakpoint.breakend.side == Side::Left { '+' } else { '-' };
        write!(out, "{}\t{}\t{}\t", fusion.breakpoint1.contig, one.0, one.1)?;
        write!(out, "{}\t{}\t{}\t", fusion.breakpoint2.contig, two.0, two.1)?;
        write!(out, "{}\t{:.1}\t{}\t{}\t", fusion.name, fusion.quality, strand(&fusion.breakpoint1), strand(&fusion.breakpoint2))?;
        writeln!(out, "{}\t{}\t{}\t{}", fusion.filter_text(), fusion.annotation.kind, fusion.assay.name(), fusion.supporting_fragments)?;
    }
    Ok(())
}

fn interval(fusion: &Fusion, breakpoint: &Breakpoint, first: bool) -> (u64, u64) {
    let (low, high) = fusion.position_interval(first);
    let position = i64::from(breakpoint.breakend.position);
    ((position + low).max(0) as u64, (position + high).max(0) as u64 + 1)
}

//! Which parts of the genome are swept, and how they are cut for the workers.

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    genome::{Contigs, Interval, Targets},
};

/// The regions to sweep.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Sorted, disjoint regions. A read or position outside is not counted.
    pub regions: Targets,
    /// Whether the reads without a position, at the end of the file, are counted too.
    pub unplaced: bool,
}

impl Plan {
    /// The whole genome and the unplaced reads.
    pub fn whole(contigs: &Contigs) -> Self {
        Self { regions: Targets::whole(contigs), unplaced: true }
    }

    /// Parses regions as samtools writes them: `chr1`, `chr1:1001-2000` (1-based, both ends included), `chr1:1001`, or `*` for reads
    /// without a position. No region at all means the whole genome.
    ///
    /// # Errors
    /// [`Error::Config`] for an unknown contig or a malformed or empty range.
    pub fn parse(regions: &[String], contigs: &Contigs) -> Result<Self> {
        if regions.is_empty() {
            return Ok(Self::whole(contigs));
        }
        let mut intervals = Vec::new();
        let mut unplaced = false;
        for region in regions {
            if region == "*" {
                unplaced = true;
            } else {
                intervals.push(parse_region(region, contigs)?);
            }
        }
        Ok(Self { regions: Targets::from_intervals(intervals), unplaced })
    }
}

fn parse_region(text: &str, contigs: &Contigs) -> Result<Interval> {
    // A contig's own name may hold a colon (HLA alleles), so the whole text is tried first.
    if let Some(contig) = contigs.resolve(text) {
        return Ok(Interval::new(contig, 0, contigs.length(contig)));
    }
    let bad = |why: String| Error::Config(format!("region '{text}': {why}; write it as chr1, chr1:1001-2000 (1-based) or *"));
    let (name, range) =
        text.rsplit_once(':').ok_or_else(|| bad(format!("no contig of that name (there are {})", contigs.sample_of_names())))?;
    let contig = contigs.resolve(name).ok_or_else(|| bad(format!("no contig '{name}' (there are {})", contigs.sample_of_names())))?;
    let number = |t: &str| t.replace(',', "").parse::<u32>().map_err(|_| bad(format!("'{t}' is not a position")));
    let (first, last) = match range.split_once('-') {
        Some((first, last)) => (number(first)?, number(last)?),
        None => (number(range)?, contigs.length(contig)),
    };
    let last = last.min(contigs.length(contig));
    if first == 0 || first > last {
        return Err(bad("holds no base".into()));
    }
    Ok(Interval::new(contig, first - 1, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::genome::{Contig, Span};

    fn contigs() -> Contigs {
        Contigs::new(vec![Contig { name: "chr1".into(), length: 1000 }, Contig { name: "HLA:1".into(), length: 50 }])
    }

    #[test]
    fn regions_are_one_based_and_inclusive() {
        let parse = |text: &str| Plan::parse(&[text.to_owned()], &contigs());
        assert_eq!(parse("1:11-20").unwrap().regions.on(0), &[Span::new(10, 20)]);
        assert_eq!(parse("chr1:991").unwrap().regions.on(0), &[Span::new(990, 1000)]);
        assert_eq!(parse("HLA:1").unwrap().regions.on(1), &[Span::new(0, 50)]);
        assert!(parse("*").unwrap().unplaced);
        for bad in ["chr9", "chr1:0-5", "chr1:20-10", "chr1:a-b", "chr1:2000-3000"] {
            assert!(matches!(parse(bad), Err(Error::Config(_))), "{bad}");
        }
    }
}

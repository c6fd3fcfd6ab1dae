//! Protein domains on the genome, and which of them a fusion keeps.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};

use super::{Breakend, Side};
use crate::{
    error::{Error, Result},
    genes::Gene,
    genome::{ContigId, Contigs, Span, TextLines},
};

/// One part of a domain: what lies of it in one exon.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Part {
    contig: ContigId,
    span: Span,
    name: String,
    strand: Option<char>,
}

/// Protein domains on the genome.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domains {
    /// Sorted by place.
    parts: Vec<Part>,
    /// The longest part, in bases: how far back one that overlaps a place may begin.
    longest_bp: u32,
}

impl Domains {
    /// No domains.
    pub fn none() -> &'static Self {
        static NONE: Domains = Domains { parts: Vec::new(), longest_bp: 0 };
        &NONE
    }

    /// Reads a BED file, plain or gzip: `chrom start end name [score strand]`, one line for each stretch of a domain within an exon; lines with one name
    /// in one gene make one domain. Lines on contigs the case does not have, empty lines, and those that begin with `#`, `track` or `browser` are passed over.
    ///
    /// # Errors
    /// [`Error::Parse`] with the line for fewer than four columns, bad numbers or an empty stretch.
    pub fn from_bed(path: &Path, contigs: &Contigs) -> Result<Self> {
        let mut lines = TextLines::open(path)?;
        let file = lines.path().to_path_buf();
        let mut domains = Self::default();
        while let Some((number, line)) = lines.next_line()? {
            if line.trim().is_empty() || ["#", "track", "browser"].iter().any(|word| line.starts_with(word)) {
                continue;
            }
            let fields: Vec<&str> = line.trim_end().split('\t').collect();
            let wrong =
                || Error::parse(&file, number, "is not BED with a name: chrom, start, end and the domain's name, separated by tabs");
            let [chrom, start, end, name, rest @ ..] = fields.as_slice() else { return Err(wrong()) };
            let (start, end) = (start.parse().map_err(|_| wrong())?, end.parse().map_err(|_| wrong())?);
            if start >= end || name.is_empty() {
                return Err(wrong());
            }
            let strand = rest.get(1).and_then(|text| text.chars().next()).filter(|sign| "+-".contains(*sign));
            if let Some(contig) = contigs.resolve(chrom) {
                domains.longest_bp = domains.longest_bp.max(end - start);
                domains.parts.push(Part { contig, span: Span::new(start, end), name: (*name).to_owned(), strand });
            }
        }
        domains.parts.sort_unstable();
        Ok(domains)
    }

    /// The domains of `gene` of which the side that `breakend` retains holds something, with the percentage of their bases: `Pkinase(100%)`, in the
    /// order of their names.
    pub fn retained(&self, gene: &Gene, breakend: Breakend) -> Vec<String> {
        let kept_side = match breakend.side {
            Side::Left => Span::new(0, breakend.position.saturating_add(1)),
            Side::Right => Span::new(breakend.position, u32::MAX),
        };
        let mut bases: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        let from =
            self.parts.partition_point(|p| (p.contig, p.span.start) < (gene.contig, gene.span.start.saturating_sub(self.longest_bp)));
        let near = self.parts[from..].iter().take_while(|p| p.contig == gene.contig && p.span.start < gene.span.end);
        for part in near.filter(|p| p.span.overlaps(gene.span) && p.strand.is_none_or(|sign| sign == gene.strand.sign())) {
            let (kept, all) = bases.entry(&part.name).or_default();
            *kept += u64::from(part.span.intersection(kept_side).len());
            *all += u64::from(part.span.len());
        }
        let percent = |(kept, all): (u64, u64)| (kept * 100 + all / 2) / all.max(1);
        bases.into_iter().filter(|&(_, counts)| percent(counts) > 0).map(|(name, counts)| format!("{name}({}%)", percent(counts))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{genes::Strand, genome::Contig};

    fn read(text: &str) -> Result<Domains> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("domains.bed");
        std::fs::write(&path, text).unwrap();
        Domains::from_bed(&path, &Contigs::new(vec![Contig { name: "chr2".into(), length: 1_000 }]))
    }

    fn gene() -> Gene {
        Gene {
            name: "ALK".into(),
            id: "ALK".into(),
            contig: 0,
            span: Span::new(100, 900),
            strand: Strand::Reverse,
            transcripts: 0..0,
            biotype: None,
        }
    }

    #[test]
    fn what_the_breakpoint_leaves_of_a_domain_is_told() {
        let bed =
            "#x\n2\t200\t300\tPkinase\t0\t-\nchr2\t350\t450\tPkinase\t0\t-\nchr2\t600\t700\tMAM\n2\t600\t700\tOther\t0\t+\nchr9\t1\t2\tX\n";
        let domains = read(bed).unwrap();
        let retained = |position, side| domains.retained(&gene(), Breakend { contig: 0, position, side });
        assert_eq!(retained(500, Side::Left), ["Pkinase(100%)"]);
        assert_eq!(retained(399, Side::Left), ["Pkinase(75%)"]);
        assert_eq!(retained(399, Side::Right), ["MAM(100%)", "Pkinase(26%)"]);
        assert!(retained(150, Side::Left).is_empty());
    }

    #[test]
    fn malformed_lines_are_errors() {
        for bad in ["chr2\t1\t5", "chr2\t5\t5\tX", "chr2\tx\t5\tX", "chr2\t1\t5\t"] {
            assert!(read(&format!("chr2\t1\t2\tA\n{bad}\n")).unwrap_err().to_string().contains("line 2"), "{bad}");
        }
    }
}

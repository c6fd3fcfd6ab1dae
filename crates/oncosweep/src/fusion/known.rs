//! Fusions the user wants to be told of with less support: pairs of genes, or pairs of regions.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::{Annotation, Junction, annotate};
use crate::{
    error::Result,
    genes::GeneModel,
    genome::{ContigId, Contigs, Interval, Span, Targets, TextLines},
};

/// Bases around a listed gene in which a breakpoint may lie: promoters and enhancers that are put before a gene's partner.
const GENE_MARGIN_BP: u32 = 10_000;

/// One listed fusion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum KnownFusion {
    /// Two genes by symbol or identifier, 5' partner first when the order is known; either order matches.
    Genes(String, String),
    /// Two regions of the case's contigs, and the name of the line.
    Regions {
        /// One side.
        first: (ContigId, Span),
        /// The other side.
        second: (ContigId, Span),
        /// The line's name, or its places.
        name: String,
    },
}

/// A list of known fusions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownFusions {
    list: Vec<KnownFusion>,
    /// BEDPE lines on contigs the case does not have.
    skipped_unknown_contig: u64,
}

impl KnownFusions {
    /// No list.
    pub fn none() -> &'static Self {
        static NONE: KnownFusions = KnownFusions { list: Vec::new(), skipped_unknown_contig: 0 };
        &NONE
    }

    /// Reads a list, plain or gzip. Lines are tab-separated: `gene1 gene2` (or one column `gene1::gene2`), further columns being ignored; or BEDPE
    /// (`chrom1 start1 end1 chrom2 start2 end2 [name …]`, 0-based half-open; bedtools manual, "BEDPE format"). Empty lines and those that
    /// begin with `#` are passed over; both forms may be mixed.
    ///
    /// # Errors
    /// [`Error::Parse`](crate::Error::Parse) with the line for a line of neither form or an empty region.
    pub fn from_file(path: &Path, contigs: &Contigs) -> Result<Self> {
        let mut lines = TextLines::open(path)?;
        let mut known = Self::default();
        let name = lines.path().to_path_buf();
        while let Some((number, line)) = lines.next_line()? {
            let line = line.trim_end();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match parse(line) {
                Some(Line::Genes(a, b)) => known.list.push(KnownFusion::Genes(a.into(), b.into())),
                Some(Line::Regions([first, second], label)) => {
                    let place = |(chrom, span): (&str, Span)| contigs.resolve(chrom).map(|contig| (contig, span));
                    match (place(first), place(second)) {
                        (Some(a), Some(b)) => {
                            let name = label
                                .map_or_else(|| format!("{}:{}~{}:{}", first.0, first.1.start, second.0, second.1.start), str::to_owned);
                            known.list.push(KnownFusion::Regions { first: a, second: b, name });
                        }
                        _ => known.skipped_unknown_contig += 1,
                    }
                }
                None => {
                    let message = "is neither a pair of genes (gene1, gene2) nor BEDPE (chrom1, start1, end1, chrom2, start2, end2); columns are separated by tabs";
                    return Err(crate::Error::parse(name, number, message));
                }
            }
        }
        Ok(known)
    }

    /// Adds a pair of genes.
    pub fn add_genes(&mut self, gene1: &str, gene2: &str) {
        self.list.push(KnownFusion::Genes(gene1.into(), gene2.into()));
    }

    /// The entries, in the order of the file.
    pub fn entries(&self) -> &[KnownFusion] {
        &self.list
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The places whose chimeric fragments are all kept: listed genes with a margin, listed regions.
    pub fn territory(&self, genes: Option<&GeneModel>, contigs: &Contigs) -> Targets {
        let mut intervals = Vec::new();
        for entry in &self.list {
            match entry {
                KnownFusion::Genes(a, b) => {
                    for gene in [a, b].into_iter().flat_map(|name| genes.into_iter().flat_map(move |model| model.genes_named(name))) {
                        let span = gene.span.padded(GENE_MARGIN_BP, contigs.length(gene.contig));
                        intervals.push(Interval { contig: gene.contig, span });
                    }
                }
                KnownFusion::Regions { first, second, .. } => {
                    intervals.extend([first, second].map(|&(contig, span)| Interval { contig, span }));
                }
            }
        }
        Targets::from_intervals(intervals)
    }

    /// The list, to be asked about many junctions.
    pub(super) fn index(&self) -> KnownIndex<'_> {
        let mut index = KnownIndex::default();
        for entry in &self.list {
            match entry {
                KnownFusion::Genes(a, b) => {
                    index.genes.insert((a, b));
                    index.genes.insert((b, a));
                }
                &KnownFusion::Regions { first, second, .. } => {
                    for (one, two) in [(first, second), (second, first)] {
                        index.regions.entry((one.0, two.0)).or_default().push((one.1, two.1));
                    }
                }
            }
        }
        index
    }
}

/// Listed fusions by genes and by contigs, both ways around.
#[derive(Debug, Default)]
pub(super) struct KnownIndex<'a> {
    genes: BTreeSet<(&'a str, &'a str)>,
    regions: BTreeMap<(ContigId, ContigId), Vec<(Span, Span)>>,
}

impl KnownIndex<'_> {
    /// Whether a junction with this annotation is listed.
    pub(super) fn lists(&self, junction: &Junction, annotation: &Annotation, genes: Option<&GeneModel>) -> bool {
        self.lists_genes(junction, annotation, genes) || self.lists_place(junction)
    }

    fn lists_genes(&self, junction: &Junction, annotation: &Annotation, genes: Option<&GeneModel>) -> bool {
        if self.genes.is_empty() {
            return false;
        }
        // An intergenic partner goes by its neighbour's name, with the distance.
        let neighbour = |label| str::split_once(label, '(').map(|(name, _)| name);
        let (label1, label2) = (neighbour(&annotation.gene1), neighbour(&annotation.gene2));
        let labels = if annotation.first_is_five_prime { [label1, label2] } else { [label2, label1] };
        let names = |end: super::Breakend, label| {
            let held = genes.into_iter().flat_map(move |model| model.genes_at(end.contig, end.position));
            held.flat_map(|gene| [gene.name.as_str(), gene.id.as_str(), annotate::name_of(gene)]).chain(label)
        };
        names(junction.first, labels[0]).any(|a| names(junction.second, labels[1]).any(|b| self.genes.contains(&(a, b))))
    }

    fn lists_place(&self, junction: &Junction) -> bool {
        let (a, b) = (junction.first, junction.second);
        let regions = self.regions.get(&(a.contig, b.contig)).map(Vec::as_slice).unwrap_or_default();
        regions.iter().any(|(one, two)| one.contains(a.position) && two.contains(b.position))
    }
}

enum Line<'a> {
    Genes(&'a str, &'a str),
    Regions([(&'a str, Span); 2], Option<&'a str>),
}

fn parse(line: &str) -> Option<Line<'_>> {
    let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
    let region = |at: usize| {
        let (start, end) = (fields.get(at + 1)?.parse().ok()?, fields.get(at + 2)?.parse().ok()?);
        (start < end).then(|| (fields[at], Span::new(start, end)))
    };
    if let (Some(first), Some(second)) = (region(0), region(3)) {
        return Some(Line::Regions([first, second], fields.get(6).copied().filter(|name| !name.is_empty() && *name != ".")));
    }
    let symbol = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace) && text.parse::<u32>().is_err();
    let (a, b) = match fields[..] {
        [pair] => pair.split_once("::")?,
        [a, b, ..] => a.split_once("::").unwrap_or((a, b)),
        [] => return None,
    };
    (symbol(a) && symbol(b)).then_some(Line::Genes(a, b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::genome::Contig;

    fn read(text: &str) -> Result<KnownFusions> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("known.tsv");
        std::fs::write(&path, text).unwrap();
        KnownFusions::from_file(&path, &Contigs::new(vec![Contig { name: "chr2".into(), length: 1_000 }]))
    }

    #[test]
    fn pairs_of_genes_and_bedpe_may_be_mixed() {
        let known = read("#5'\t3'\nEML4\tALK\tNSCLC\n\nKIF5B::RET\n2\t10\t20\tchr2\t500\t600\tname\nchr9\t1\t2\tchr2\t1\t2\n").unwrap();
        assert_eq!(known.entries().len(), 3);
        assert_eq!(known.entries()[0], KnownFusion::Genes("EML4".into(), "ALK".into()));
        assert_eq!(known.entries()[1], KnownFusion::Genes("KIF5B".into(), "RET".into()));
        assert!(
            matches!(&known.entries()[2], KnownFusion::Regions { first: (0, span), name, .. } if *span == Span::new(10, 20) && name == "name")
        );
        assert_eq!(known.skipped_unknown_contig, 1);
        assert_eq!(known.territory(None, &Contigs::new(vec![Contig { name: "chr2".into(), length: 1_000 }])).total_bases(), 110);
    }

    #[test]
    fn other_lines_are_errors_with_their_number() {
        for bad in ["EML4", "EML4\t\n", "chr2\t20\t10\tchr2\t1\t2", "EML4 ALK"] {
            let error = read(&format!("A\tB\n{bad}\n")).unwrap_err().to_string();
            assert!(error.contains("line 2"), "{bad}: {error}");
        }
    }
}

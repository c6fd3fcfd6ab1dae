//! Overlap and nearest-neighbour queries over genes sorted by contig and start.

use super::Gene;
use crate::genome::{ContigId, Span};

/// An implicit balanced tree over each contig's genes: the middle of a range is its root, and carries the largest end below it.
///
/// METHOD: a binary search alone would have to look back as far as the longest gene reaches (2.5 Mb); the tree visits
/// `O(log n + hits)` genes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct GeneIndex {
    /// For each gene, the largest end in the subtree it is the root of.
    subtree_end: Vec<u32>,
    /// For each gene, the gene with the largest end among those of its contig up to and including it.
    furthest_end: Vec<u32>,
}

impl GeneIndex {
    /// Builds the index; `genes` must be sorted by contig and start.
    pub(super) fn new(genes: &[Gene]) -> Self {
        let mut index = Self { subtree_end: vec![0; genes.len()], furthest_end: Vec::with_capacity(genes.len()) };
        for (i, gene) in genes.iter().enumerate() {
            let furthest = match index.furthest_end.last() {
                Some(&f) if genes[f as usize].contig == gene.contig && genes[f as usize].span.end >= gene.span.end => f,
                _ => i as u32,
            };
            index.furthest_end.push(furthest);
        }
        let mut from = 0;
        while let Some(first) = genes.get(from) {
            let to = from + genes[from..].partition_point(|g| g.contig == first.contig);
            index.fill(genes, from, to);
            from = to;
        }
        index
    }

    fn fill(&mut self, genes: &[Gene], from: usize, to: usize) -> u32 {
        if from >= to {
            return 0;
        }
        let middle = from.midpoint(to);
        let end = genes[middle].span.end.max(self.fill(genes, from, middle)).max(self.fill(genes, middle + 1, to));
        self.subtree_end[middle] = end;
        end
    }

    /// Indices of the genes of `contig` that share a base with `span`, by start.
    pub(super) fn overlapping(&self, genes: &[Gene], contig: ContigId, span: Span) -> Vec<u32> {
        let mut hits = Vec::new();
        if !span.is_empty() {
            let (from, to) = contig_range(genes, contig);
            self.visit(genes, from, to, span, &mut hits);
        }
        hits
    }

    fn visit(&self, genes: &[Gene], from: usize, to: usize, span: Span, hits: &mut Vec<u32>) {
        if from >= to {
            return;
        }
        let middle = from.midpoint(to);
        if self.subtree_end[middle] <= span.start {
            return;
        }
        self.visit(genes, from, middle, span, hits);
        if genes[middle].span.start < span.end {
            if genes[middle].span.end > span.start {
                hits.push(middle as u32);
            }
            self.visit(genes, middle + 1, to, span, hits);
        }
    }

    /// The genes next to `position` on either side, none of which holds it: the one that ends last before it and those that start
    /// first after it.
    pub(super) fn neighbours(&self, genes: &[Gene], contig: ContigId, position: u32) -> (Option<u32>, Option<u32>) {
        let (from, to) = contig_range(genes, contig);
        let after = from + genes[from..to].partition_point(|g| g.span.start <= position);
        let before = (after > from).then(|| self.furthest_end[after - 1]);
        (before, (after < to).then_some(after as u32))
    }
}

fn contig_range(genes: &[Gene], contig: ContigId) -> (usize, usize) {
    (genes.partition_point(|g| g.contig < contig), genes.partition_point(|g| g.contig <= contig))
}

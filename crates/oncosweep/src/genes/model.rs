//! The gene model of a case and the questions it answers.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Gene, Transcript, index::GeneIndex, load};
use crate::{
    error::Result,
    genome::{ContigId, Contigs, Interval, Span, Targets},
};

/// All genes and transcripts of an annotation, on the contigs of the case.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "StoredModel")]
pub struct GeneModel {
    genes: Vec<Gene>,
    transcripts: Vec<Transcript>,
    mitochondrion: Option<ContigId>,
    skipped_unknown_contig: u64,
    skipped_unknown_strand: u64,
    #[serde(skip)]
    index: GeneIndex,
}

/// What is written of a [`GeneModel`]; the index is built again.
#[derive(Deserialize)]
struct StoredModel {
    genes: Vec<Gene>,
    transcripts: Vec<Transcript>,
    mitochondrion: Option<ContigId>,
    skipped_unknown_contig: u64,
    skipped_unknown_strand: u64,
}

impl From<StoredModel> for GeneModel {
    fn from(stored: StoredModel) -> Self {
        let index = GeneIndex::new(&stored.genes);
        Self {
            genes: stored.genes,
            transcripts: stored.transcripts,
            mitochondrion: stored.mitochondrion,
            skipped_unknown_contig: stored.skipped_unknown_contig,
            skipped_unknown_strand: stored.skipped_unknown_strand,
            index,
        }
    }
}

impl GeneModel {
    /// Reads a GTF (Ensembl, GENCODE or plain) or GFF3 (Ensembl, GENCODE or RefSeq) file, plain or gzip; the flavour is told by its
    /// content. Lines on contigs the case does not have are passed over and counted.
    ///
    /// # Errors
    /// [`Error::Parse`](crate::Error::Parse) with the line for too few columns, bad numbers, `start > end`, an exon without transcript
    /// or past its contig's end; [`Error::GenomeMismatch`](crate::Error::GenomeMismatch) when none of the file's contigs is known;
    /// [`Error::Invalid`](crate::Error::Invalid) when it holds no gene.
    pub fn from_file(path: &Path, contigs: &Contigs) -> Result<Self> {
        load::from_file(path, contigs)
    }

    pub(super) fn from_parts(
        genes: Vec<Gene>,
        transcripts: Vec<Transcript>,
        contigs: &Contigs,
        skipped_unknown_contig: u64,
        skipped_unknown_strand: u64,
    ) -> Self {
        let index = GeneIndex::new(&genes);
        Self { genes, transcripts, mitochondrion: contigs.resolve("MT"), skipped_unknown_contig, skipped_unknown_strand, index }
    }

    /// The model with only the genes that `keep` accepts, and their transcripts: what an evidence file needs of a whole-genome annotation.
    #[must_use]
    pub fn retaining(&self, mut keep: impl FnMut(&Gene) -> bool) -> Self {
        let (mut genes, mut transcripts) = (Vec::new(), Vec::new());
        for gene in self.genes.iter().filter(|g| keep(g)) {
            let (index, first) = (genes.len() as u32, transcripts.len() as u32);
            transcripts.extend(self.transcripts_of(gene).iter().map(|t| Transcript { gene: index, ..t.clone() }));
            genes.push(Gene { transcripts: first..transcripts.len() as u32, ..gene.clone() });
        }
        Self::from(StoredModel {
            genes,
            transcripts,
            mitochondrion: self.mitochondrion,
            skipped_unknown_contig: self.skipped_unknown_contig,
            skipped_unknown_strand: self.skipped_unknown_strand,
        })
    }

    /// All genes, sorted by contig, start, end and id.
    pub fn genes(&self) -> &[Gene] {
        &self.genes
    }

    /// The bases that genes span, introns included.
    pub fn territory(&self) -> Targets {
        Targets::from_intervals(self.genes.iter().map(|gene| Interval { contig: gene.contig, span: gene.span }))
    }

    /// All transcripts; those of a gene lie together, sorted by start, end and id.
    pub fn transcripts(&self) -> &[Transcript] {
        &self.transcripts
    }

    /// Whether it holds no gene.
    pub fn is_empty(&self) -> bool {
        self.genes.is_empty()
    }

    /// Lines of the file that lay on contigs the case does not have.
    pub fn skipped_unknown_contig(&self) -> u64 {
        self.skipped_unknown_contig
    }

    /// Lines of the file whose strand was `.` or `?`.
    pub fn skipped_unknown_strand(&self) -> u64 {
        self.skipped_unknown_strand
    }

    /// Whether `contig` is the mitochondrion, which has its own genetic code.
    pub fn is_mitochondrion(&self, contig: ContigId) -> bool {
        self.mitochondrion == Some(contig)
    }

    /// The gene of `transcript`.
    pub fn gene_of(&self, transcript: &Transcript) -> Option<&Gene> {
        self.genes.get(transcript.gene as usize)
    }

    /// The transcripts of `gene`.
    pub fn transcripts_of(&self, gene: &Gene) -> &[Transcript] {
        self.transcripts.get(gene.transcripts.start as usize..gene.transcripts.end as usize).unwrap_or_default()
    }

    /// The genes called `name`, symbol or identifier, exactly. Looks at every gene: not for hot loops.
    pub fn genes_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Gene> {
        self.genes.iter().filter(move |g| g.name == name || g.id == name)
    }

    /// The genes that share a base with `span` of `contig`, by start.
    pub fn genes_overlapping(&self, contig: ContigId, span: Span) -> impl Iterator<Item = &Gene> {
        self.index.overlapping(&self.genes, contig, span).into_iter().filter_map(|i| self.genes.get(i as usize))
    }

    /// The genes that hold base `position` (0-based) of `contig`, by start.
    pub fn genes_at(&self, contig: ContigId, position: u32) -> impl Iterator<Item = &Gene> {
        self.genes_overlapping(contig, Span::base(position))
    }

    /// The transcripts (from first to last exon, introns included) that share a base with `span` of `contig`, gene by gene.
    pub fn transcripts_overlapping(&self, contig: ContigId, span: Span) -> impl Iterator<Item = &Transcript> {
        self.transcripts_with_index_overlapping(contig, span).map(|(_, t)| t)
    }

    /// As [`GeneModel::transcripts_overlapping`], with their indices in [`GeneModel::transcripts`].
    pub(super) fn transcripts_with_index_overlapping(&self, contig: ContigId, span: Span) -> impl Iterator<Item = (u32, &Transcript)> {
        self.genes_overlapping(contig, span)
            .flat_map(|gene| gene.transcripts.clone().zip(self.transcripts_of(gene)))
            .filter(move |(_, t)| t.span.overlaps(span))
    }

    /// The gene that holds `position` (0-based) or lies nearest to it, and its distance in bases (0 inside; 1 for the base next to
    /// it). Among genes at the same distance one with a protein-coding transcript comes first, then the shorter, then the smaller id.
    pub fn nearest_gene(&self, contig: ContigId, position: u32) -> Option<(&Gene, u32)> {
        let inside = self.genes_at(contig, position).map(|g| (g, 0));
        let (before, after) = self.index.neighbours(&self.genes, contig, position);
        let outside = [before, after].into_iter().flatten().filter_map(|i| self.genes.get(i as usize)).filter_map(|g| {
            if g.span.end <= position { Some((g, position - g.span.end + 1)) } else { Some((g, g.span.start.checked_sub(position)?)) }
        });
        inside.chain(outside).min_by_key(|&(g, distance)| (distance, !self.has_protein(g), g.span.len(), &g.id))
    }

    /// Whether any transcript of `gene` codes for a protein.
    pub fn has_protein(&self, gene: &Gene) -> bool {
        gene.biotype.as_deref() == Some("protein_coding") || self.transcripts_of(gene).iter().any(Transcript::is_protein_coding)
    }

    /// The transcript that stands for `gene`: the one tagged `MANE_Select` (Morales et al., Nature 604:310, 2022), else
    /// `Ensembl_canonical`, else the one with most coding bases, else with most exonic bases; ties by the smaller id. APPRIS tags
    /// are not used: where they differ from the first two, they name several principals.
    pub fn preferred_transcript(&self, gene: &Gene) -> Option<&Transcript> {
        let rank = |t: &Transcript| (t.is_mane, t.is_canonical, t.coding_bases(), t.exonic_bases());
        self.transcripts_of(gene).iter().max_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| b.id.cmp(&a.id)))
    }

    /// The union of the coding sequence of all protein-coding transcripts: the territory a mutational burden is counted over. Empty
    /// for a file without CDS rows.
    pub fn coding_territory(&self) -> Targets {
        Targets::from_intervals(
            self.transcripts
                .iter()
                .filter(|t| t.is_protein_coding())
                .flat_map(|t| t.cds.iter().map(|c| Interval { contig: t.contig, span: c.span })),
        )
    }
}

//! Gathers the rows of a GTF or GFF3 file, in whatever order they come, into genes and transcripts.

use std::path::Path;

use rustc_hash::FxHashMap;

use super::{CdsPart, Gene, Strand, Transcript, attributes::percent_decoded, load::Row};
use crate::{
    error::{Error, Result},
    genome::{ContigId, Span},
};

/// Where a draft lies. An identifier that occurs in two places (pseudo-autosomal genes, UCSC's repeated alignments) is two drafts.
type Place = (ContigId, Strand);

/// Drafts by identifier and place.
struct Drafts<D> {
    list: Vec<(Place, D)>,
    by_key: FxHashMap<String, Vec<u32>>,
}

impl<D> Default for Drafts<D> {
    fn default() -> Self {
        Self { list: Vec::new(), by_key: FxHashMap::default() }
    }
}

impl<D> Drafts<D> {
    fn find(&self, key: &str, place: Place) -> Option<usize> {
        self.by_key.get(key)?.iter().map(|&i| i as usize).find(|&i| self.list[i].0 == place)
    }

    fn any(&self, key: &str) -> Option<&D> {
        self.by_key.get(key)?.first().map(|&i| &self.list[i as usize].1)
    }

    fn entry(&mut self, key: &str, place: Place, make: impl FnOnce() -> D) -> (usize, &mut D) {
        let index = self.find(key, place).unwrap_or_else(|| {
            let index = self.list.len();
            self.list.push((place, make()));
            if let Some(same_key) = self.by_key.get_mut(key) {
                same_key.push(index as u32);
            } else {
                self.by_key.insert(key.to_owned(), vec![index as u32]);
            }
            index
        });
        (index, &mut self.list[index].1)
    }
}

#[derive(Default, Clone)]
struct GeneDraft {
    id: String,
    name: Option<String>,
    biotype: Option<String>,
    span: Option<Span>,
}

#[derive(Default)]
struct TranscriptDraft {
    id: String,
    gene_key: Option<String>,
    exons: Vec<Span>,
    cds: Vec<(Span, Option<u8>)>,
    stop_codon: Vec<(Span, Option<u8>)>,
    biotype: Option<String>,
    is_canonical: bool,
    is_mane: bool,
    /// Line of its first row.
    line: u64,
}

/// Rows gathered so far.
#[derive(Default)]
pub(super) struct Builder {
    genes: Drafts<GeneDraft>,
    transcripts: Drafts<TranscriptDraft>,
}

/// RefSeq calls the biotype of coding transcripts after their molecule.
fn biotype(text: &str) -> String {
    if text == "mRNA" { "protein_coding".into() } else { text.into() }
}

fn without_prefix<'a>(id: &'a str, prefixes: &[&str]) -> &'a str {
    prefixes.iter().find_map(|p| id.strip_prefix(p)).unwrap_or(id)
}

fn is_gene(feature: &str) -> bool {
    matches!(feature, "gene" | "pseudogene") || feature.ends_with("_gene")
}

impl Builder {
    /// Whether rows of this feature type can matter.
    pub(super) fn wants(feature: &str) -> bool {
        !matches!(
            feature,
            "UTR"
                | "five_prime_UTR"
                | "three_prime_UTR"
                | "five_prime_utr"
                | "three_prime_utr"
                | "5UTR"
                | "3UTR"
                | "start_codon"
                | "intron"
                | "Selenocysteine"
                | "stop_codon_redefined_as_selenocysteine"
                | "region"
                | "chromosome"
                | "supercontig"
                | "scaffold"
                | "biological_region"
                | "match"
                | "cDNA_match"
                | "protein"
        )
    }

    /// One row of a GTF file.
    pub(super) fn add_gtf(&mut self, row: &Row<'_>, line: u64) -> Result<(), String> {
        if !matches!(row.feature, "gene" | "transcript" | "mRNA" | "exon" | "CDS" | "stop_codon") {
            return Ok(());
        }
        let a = &row.attributes;
        let missing = |key: &str| format!("{} has no {key}; GTF asks for {key} \"…\"; in column 9", row.feature);
        let gene_id = a.gene_id.as_deref().ok_or_else(|| missing("gene_id"))?;
        let place = (row.contig, row.strand);
        let (_, gene) = self.genes.entry(gene_id, place, || GeneDraft { id: gene_id.into(), ..Default::default() });
        if gene.name.is_none() {
            gene.name = a.gene_name.as_deref().or(a.gene.as_deref()).map(Into::into);
        }
        if gene.biotype.is_none() {
            gene.biotype = a.gene_biotype.as_deref().map(biotype);
        }
        if row.feature == "gene" {
            gene.span = Some(row.span);
            return Ok(());
        }
        let transcript_id = a.transcript_id.as_deref().ok_or_else(|| missing("transcript_id"))?;
        let (_, transcript) = self.transcripts.entry(transcript_id, place, || TranscriptDraft {
            id: transcript_id.into(),
            gene_key: Some(gene_id.into()),
            line,
            ..Default::default()
        });
        if transcript.biotype.is_none() {
            transcript.biotype = a.transcript_biotype.as_deref().map(biotype);
        }
        transcript.is_canonical |= a.is_canonical;
        transcript.is_mane |= a.is_mane;
        transcript.add_part(row);
        Ok(())
    }

    /// One row of a GFF3 file.
    pub(super) fn add_gff3(&mut self, row: &Row<'_>, line: u64) -> Result<(), String> {
        let a = &row.attributes;
        let place = (row.contig, row.strand);
        if matches!(row.feature, "exon" | "CDS" | "stop_codon") {
            let parents = a.parent.ok_or_else(|| format!("{} has no Parent; GFF3 asks for Parent=… in column 9", row.feature))?;
            for parent in parents.split(',') {
                let parent = percent_decoded(parent);
                let id = without_prefix(&parent, &["transcript:", "rna-", "gene:", "gene-"]);
                let (_, transcript) =
                    self.transcripts.entry(&parent, place, || TranscriptDraft { id: id.into(), line, ..Default::default() });
                transcript.add_part(row);
            }
            return Ok(());
        }
        let Some(key) = a.id.as_deref() else { return Ok(()) };
        if a.parent.is_none() && is_gene(row.feature) {
            let id = a.gene_id.as_deref().unwrap_or_else(|| without_prefix(key, &["gene:", "gene-"]));
            let (_, gene) = self.genes.entry(key, place, GeneDraft::default);
            gene.id = id.into();
            gene.name = a.gene_name.as_deref().or(a.name.as_deref()).or(a.gene.as_deref()).map(Into::into);
            gene.biotype = a.gene_biotype.as_deref().or(a.biotype.as_deref()).map(biotype);
            gene.span = Some(row.span);
        } else if a.parent.is_some() || row.feature.contains("RNA") || row.feature.contains("transcript") {
            let id = a.transcript_id.as_deref().unwrap_or_else(|| without_prefix(key, &["transcript:", "rna-"]));
            let (_, transcript) = self.transcripts.entry(key, place, || TranscriptDraft { line, ..Default::default() });
            transcript.id = id.into();
            transcript.gene_key = a.parent.and_then(|p| p.split(',').next()).map(|p| percent_decoded(p).into_owned());
            let told = a.transcript_biotype.as_deref().or(a.biotype.as_deref());
            transcript.biotype = told.or((row.feature == "mRNA").then_some("mRNA")).map(biotype);
            transcript.is_canonical |= a.is_canonical;
            transcript.is_mane |= a.is_mane;
        }
        Ok(())
    }

    /// Puts genes and transcripts together.
    pub(super) fn finish(mut self, path: &Path) -> Result<(Vec<Gene>, Vec<Transcript>)> {
        let mut transcripts = Vec::with_capacity(self.transcripts.list.len());
        let gene_keys: Vec<String> = self.transcripts.list.iter().map(|(_, draft)| self.gene_key_of(draft)).collect();
        for ((place, draft), key) in std::mem::take(&mut self.transcripts.list).into_iter().zip(gene_keys) {
            if draft.exons.is_empty() && draft.cds.is_empty() {
                continue;
            }
            let line = draft.line;
            let transcript = draft.finish(place).map_err(|message| Error::parse(path, line, message))?;
            let elsewhere = self.genes.any(&key).cloned();
            let (gene, draft) = self.genes.entry(&key, place, || match elsewhere {
                Some(same) => GeneDraft { span: None, ..same },
                None => GeneDraft { id: without_prefix(&key, &["gene:", "gene-"]).into(), ..Default::default() },
            });
            let span = draft.span.get_or_insert(transcript.span);
            *span = Span::new(span.start.min(transcript.span.start), span.end.max(transcript.span.end));
            transcripts.push((gene, transcript));
        }
        Ok(self.sorted(transcripts))
    }

    /// The key of the gene a transcript belongs to. In GFF3 a part may hang on a gene directly, and a molecule on another one
    /// (miRNA on its primary transcript).
    fn gene_key_of(&self, draft: &TranscriptDraft) -> String {
        let mut key = draft.gene_key.as_deref().unwrap_or_else(|| {
            ["gene:", "gene-", ""]
                .iter()
                .find_map(|prefix| self.genes.by_key.get_key_value(&format!("{prefix}{}", draft.id)))
                .map_or(draft.id.as_str(), |(key, _)| key.as_str())
        });
        for _ in 0..4 {
            match self.transcripts.any(key).and_then(|parent| parent.gene_key.as_deref()) {
                Some(next) if !self.genes.by_key.contains_key(key) => key = next,
                _ => break,
            }
        }
        key.to_owned()
    }

    fn sorted(self, mut transcripts: Vec<(usize, Transcript)>) -> (Vec<Gene>, Vec<Transcript>) {
        let mut order: Vec<(usize, Gene)> = Vec::with_capacity(self.genes.list.len());
        for (i, ((contig, strand), draft)) in self.genes.list.into_iter().enumerate() {
            let Some(span) = draft.span else { continue };
            let name = draft.name.unwrap_or_else(|| draft.id.clone());
            order.push((i, Gene { name, id: draft.id, contig, span, strand, transcripts: 0..0, biotype: draft.biotype }));
        }
        order.sort_by(|(_, a), (_, b)| (a.contig, a.span, &a.id, a.strand).cmp(&(b.contig, b.span, &b.id, b.strand)));
        let rank: FxHashMap<usize, u32> = order.iter().enumerate().map(|(rank, &(i, _))| (i, rank as u32)).collect();
        for (gene, transcript) in &mut transcripts {
            transcript.gene = rank.get(gene).copied().unwrap_or_default();
        }
        let mut transcripts: Vec<Transcript> = transcripts.into_iter().map(|(_, t)| t).collect();
        transcripts.sort_by(|a, b| (a.gene, a.span, &a.id).cmp(&(b.gene, b.span, &b.id)));
        let mut genes: Vec<Gene> = order.into_iter().map(|(_, g)| g).collect();
        let mut from = 0;
        for (rank, gene) in genes.iter_mut().enumerate() {
            let to = from + transcripts[from..].partition_point(|t| t.gene as usize <= rank);
            gene.transcripts = from as u32..to as u32;
            from = to;
        }
        (genes, transcripts)
    }
}

impl TranscriptDraft {
    fn add_part(&mut self, row: &Row<'_>) {
        match row.feature {
            "exon" => self.exons.push(row.span),
            "CDS" => self.cds.push((row.span, row.phase)),
            "stop_codon" => self.stop_codon.push((row.span, row.phase)),
            _ => {}
        }
    }

    fn finish(mut self, (contig, strand): Place) -> Result<Transcript, String> {
        let cds = coding_parts(std::mem::take(&mut self.cds), &self.stop_codon, strand);
        if self.exons.is_empty() {
            self.exons = cds.iter().map(|c| c.span).collect();
        }
        let exons = without_overlaps(self.exons);
        if let Some(outside) = cds.iter().find(|c| !within(&exons, c.span)) {
            return Err(format!(
                "the CDS {}-{} of transcript '{}', which begins here, lies outside of its exons; is the file whole?",
                outside.span.start + 1,
                outside.span.end,
                self.id
            ));
        }
        let span = Span::new(exons.first().map_or(0, |e| e.start), exons.last().map_or(0, |e| e.end));
        Ok(Transcript {
            id: self.id,
            gene: 0,
            contig,
            span,
            strand,
            exons,
            cds,
            biotype: self.biotype,
            is_canonical: self.is_canonical,
            is_mane: self.is_mane,
        })
    }
}

fn within(exons: &[Span], part: Span) -> bool {
    let before = exons.partition_point(|e| e.start <= part.start);
    before > 0 && part.end <= exons[before - 1].end
}

/// Sorts exons; overlapping ones (rows given twice) become one, touching ones stay two.
fn without_overlaps(mut exons: Vec<Span>) -> Vec<Span> {
    exons.sort_unstable();
    let mut disjoint: Vec<Span> = Vec::with_capacity(exons.len());
    for exon in exons {
        match disjoint.last_mut() {
            Some(last) if exon.start < last.end => last.end = last.end.max(exon.end),
            _ => disjoint.push(exon),
        }
    }
    disjoint
}

/// The coding parts by position, with the stop codon joined on and missing phases counted up from the 5' end.
fn coding_parts(mut parts: Vec<(Span, Option<u8>)>, stop_codon: &[(Span, Option<u8>)], strand: Strand) -> Vec<CdsPart> {
    if parts.is_empty() {
        return Vec::new();
    }
    for &(stop, phase) in stop_codon {
        // Some files count the stop codon into the CDS and still give it a row.
        if parts.iter().any(|(p, _)| p.start <= stop.start && stop.end <= p.end) {
            continue;
        }
        let joined = match strand {
            Strand::Forward => parts.iter_mut().find(|(p, _)| p.end == stop.start).map(|(p, _)| p.end = stop.end),
            Strand::Reverse => parts.iter_mut().find(|(p, _)| p.start == stop.end).map(|(p, _)| p.start = stop.start),
        };
        if joined.is_none() {
            parts.push((stop, phase));
        }
    }
    parts.sort_unstable();
    parts.dedup_by_key(|(span, _)| *span);
    if strand == Strand::Reverse {
        parts.reverse();
    }
    let mut next_phase = 0;
    let mut coding: Vec<CdsPart> = parts
        .into_iter()
        .map(|(span, given)| {
            let phase = given.unwrap_or(next_phase);
            next_phase = ((u32::from(phase) + 2 * span.len()) % 3) as u8;
            CdsPart { span, phase }
        })
        .collect();
    if strand == Strand::Reverse {
        coding.reverse();
    }
    coding
}

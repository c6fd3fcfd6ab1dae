//! A thread's work on one cluster of genes.

use oncosweep::{Result, genes::GeneModel, genome::Reference};

use super::{Cluster, expression::is_forward, spliced_bases, spliced_template};
use crate::{
    bam::{BlockCompressor, Segment, SegmentWriter},
    random::{Poisson, Stream},
    reads::{Context, Draft, Errors, Names, Template, base},
    sequencing::{Aligned, Entry, Injected, ReadAlignments, Sample, UmiTags, emit_reads},
};

/// One thread's buffers.
pub struct RnaWorker<'a> {
    sample: &'a Sample<'a>,
    genes: &'a GeneModel,
    reference: Reference,
    compressor: BlockCompressor,
    bytes: Vec<u8>,
    entries: Vec<(u32, Entry)>,
}

impl<'a> RnaWorker<'a> {
    /// A worker with a handle of the reference of its own.
    ///
    /// # Errors
    /// [`oncosweep::Error::Io`] when the reference has gone.
    pub fn new(sample: &'a Sample<'a>, genes: &'a GeneModel, reference: &Reference) -> Result<Self> {
        let compressor = BlockCompressor::new(sample.config.output.compression_level)?;
        Ok(Self { sample, genes, reference: reference.reopen()?, compressor, bytes: Vec::new(), entries: Vec::new() })
    }

    /// Makes the records of all fragments of `cluster`, the `number`-th of the sample; returns the fragments of each transcript.
    ///
    /// # Errors
    /// [`oncosweep::Error::Io`] when the reference cannot be read.
    pub fn draw(&mut self, cluster: &Cluster, number: u32) -> Result<Vec<(u32, u32)>> {
        self.bytes.clear();
        self.entries.clear();
        let name = self.sample.contigs.name(cluster.contig);
        let start = cluster.span.start.saturating_sub(1_000);
        let codes = base::codes(&self.reference.fetch(name, start, cluster.span.end + 1_000)?);
        let context = Context { start, codes: &codes };
        let mut names = Names::default();
        names.restart(self.sample.role.number(), number);
        let mut fragment = 0;
        let mut written = Vec::new();
        for expressed in &cluster.transcripts {
            let transcript = &self.genes.transcripts()[expressed.transcript as usize];
            let key = u64::from(expressed.transcript);
            let mut stream = Stream::new(self.sample.config.seed, "transcript", [u64::from(self.sample.role.number()), key]);
            let bases = spliced_bases(&transcript.exons);
            let mut template = Template::default();
            let fragments = Poisson::new(expressed.fragments).draw(&mut stream);
            for _ in 0..fragments {
                let length = self.sample.lengths.get(stream.next_u32()).min(bases);
                spliced_template(&mut template, &transcript.exons, stream.below(bases - length + 1), length);
                // Read 1 of a reverse-stranded library is antisense: forward on the genome for a gene on the reverse strand.
                let random = stream.below(2) == 0;
                let first_forward = if self.sample.config.rna.reverse_stranded { !is_forward(transcript.strand) } else { random };
                self.fragment(
                    cluster.contig,
                    &template,
                    context,
                    first_forward,
                    is_forward(transcript.strand),
                    &names,
                    &mut fragment,
                    &mut stream,
                );
            }
            written.push((expressed.transcript, fragments));
        }
        Ok(written)
    }

    #[allow(clippy::too_many_arguments)]
    fn fragment(
        &mut self,
        contig: u32,
        template: &Template,
        context: Context<'_>,
        first_forward: bool,
        sense_forward: bool,
        names: &Names,
        number: &mut u32,
        stream: &mut Stream,
    ) {
        let sample = self.sample;
        let bases = sample.config.library.read_length_bp.min(template.length);
        let umi = UmiTags::draw(sample.config, stream);
        let mut copy = 0;
        let mut name = Vec::new();
        loop {
            let reads = [false, true].map(|right| {
                let from = if right { template.length - bases } else { 0 };
                let mate = usize::from(right == first_forward);
                let qualities = sample.qualities.get(mate, stream.next_u32(), bases as usize);
                let mut draft = Draft::default();
                draft.take(template, context, from, from + bases);
                let mut errors = Errors::default();
                errors.draw(&qualities, stream);
                errors.apply(&mut draft.codes, &qualities, right);
                draft.finish(context);
                let primary = Aligned { contig, reverse: right, draft };
                ReadAlignments {
                    primary,
                    supplementary: None,
                    qualities: [qualities.by_cycle.to_vec(), qualities.reversed.to_vec()],
                    sense_forward,
                }
            });
            names.write(&mut name, *number, 0);
            let duplicate = copy > 0 && sample.config.duplicates.flagged;
            emit_reads(sample, &name, &reads, first_forward, duplicate, &umi.tags(), &mut self.bytes, &mut self.entries);
            *number += 1;
            copy += 1;
            if !sample.another_copy(stream) {
                break;
            }
        }
    }

    /// Sorts the cluster's records together with those of fusions and compresses them.
    ///
    /// # Errors
    /// [`oncosweep::Error::Config`] when a block cannot be written at this compression level.
    pub fn finish(&mut self, injected: &[Injected]) -> Result<Segment> {
        for record in injected {
            let (offset, length) = (self.bytes.len() as u32, record.bytes.len() as u32);
            self.bytes.extend_from_slice(&record.bytes);
            self.entries.push((record.contig, Entry { start: record.start, end: record.end, offset, length }));
        }
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        order.sort_by_key(|&i| self.entries[i].1.start);
        let mut writer = SegmentWriter::new(self.bytes.len() / 3);
        for i in order {
            let (contig, entry) = self.entries[i];
            let record = &self.bytes[entry.offset as usize..(entry.offset + entry.length) as usize];
            writer.push(&mut self.compressor, record, contig, entry.start, entry.end)?;
        }
        writer.finish(&mut self.compressor)
    }
}

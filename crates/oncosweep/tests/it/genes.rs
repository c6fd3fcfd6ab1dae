//! The gene model and coding sequences of real annotation.

use oncosweep::{
    genes::{Annotator, GeneModel, Region},
    genome::{Contig, Contigs, Reference, Targets},
};

use crate::data::shared;

#[test]
fn every_coding_transcript_reads_from_start_to_stop() {
    let (Some(fasta), Some(gtf)) = (shared("ref/GRCh38.cancer20Mb.padded.fa.gz"), shared("ref/GRCh38.cancer20Mb.cds.gtf.gz")) else {
        return;
    };
    let mut reference = Reference::open(&fasta).unwrap();
    let contigs = reference.contigs().clone();
    let model = GeneModel::from_file(&gtf, &contigs).unwrap();
    assert_eq!(model.transcripts().len(), 1897);
    let mut annotator = Annotator::new(&model, &contigs);
    let mut coding = 0;
    for (index, transcript) in model.transcripts().iter().enumerate() {
        let Some(sequence) = annotator.coding_sequence(index as u32, &mut reference).unwrap() else { continue };
        coding += 1;
        assert!(sequence.begins_with_start(), "{}", transcript.id);
        assert_eq!(sequence.len() % 3, 0, "{}", transcript.id);
        let stop = sequence.protein().iter().position(|&r| r == b'*');
        assert_eq!(stop, sequence.ends_in_stop().then(|| sequence.protein().len() - 1), "{}", transcript.id);
    }
    assert_eq!(coding, 718);
    let egfr = model.genes_named("EGFR").next().unwrap();
    let t790 = model.transcripts_of(egfr).iter().find(|t| t.id.starts_with("ENST00000275493")).unwrap();
    // EGFR T790M: chr7:55181378 C>T, in exon 20.
    assert_eq!(Region::of(t790, 55_181_377), Some(Region::Cds { exon: 20 }));
    assert!(model.coding_territory().contains(contigs.resolve("7").unwrap(), 55_181_377));
}

#[test]
fn the_whole_genome_loads() {
    let Some(gtf) = shared("ref/GRCh38.gencode.exons.gtf.gz") else { return };
    let names = (1..=22).map(|n| n.to_string()).chain(["X".into(), "Y".into(), "M".into()]);
    let contigs = Contigs::new(names.map(|n| Contig { name: format!("chr{n}"), length: 250_000_000 }).collect());
    let started = std::time::Instant::now();
    let model = GeneModel::from_file(&gtf, &contigs).unwrap();
    eprintln!("whole genome: {} transcripts in {:?}", model.transcripts().len(), started.elapsed());
    assert_eq!(model.transcripts().len() as u64 + model.skipped_unknown_contig(), 208_621);
    assert_eq!(model.coding_territory(), Targets::default());
}

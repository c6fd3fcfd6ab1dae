//! Fusions on real alignments with known junctions, and the properties the collector must keep.

use std::{fmt::Write as _, io::Write as _};

use oncosweep::{
    fusion::{
        self, Assay, Frame, Fusion, FusionCase, FusionCollector, FusionConfig, FusionEvidence, Fusions, SampleFusionEvidence, place_clips,
    },
    genes::GeneModel,
    genome::{Contig, Contigs, Reference, Span},
    sweep::{
        Bases, Cigar, Collector, Flags, MatePlacement, Merge, Plan, Read, ReadStore, Sample, SkipReason, Source, Sweep, SweepOptions,
        Window, WindowReads,
    },
    write::{bgzip::BgzipVcf, fusion_tsv, fusion_vcf},
};
use proptest::prelude::*;
use rust_htslib::bam::{self, Read as _, record::Aux};

use crate::data::{demo, shared};

/// Alignments in memory, to be cut into windows anywhere: what the sweep does, in its plainest form.
pub(crate) struct Alignments {
    pub(crate) contigs: Contigs,
    pub(crate) reads: ReadStore,
}

impl Alignments {
    pub(crate) fn load(path: &std::path::Path) -> Self {
        Self::load_some(path, false)
    }

    /// Without supplementary alignments: neither the records nor the SA tags.
    fn load_some(path: &std::path::Path, without_supplementary: bool) -> Self {
        let mut reader = bam::Reader::from_path(path).unwrap();
        let header = reader.header().clone();
        let contigs = Contigs::new(
            (0..header.target_count())
                .map(|tid| Contig {
                    name: String::from_utf8(header.tid2name(tid).to_vec()).unwrap(),
                    length: header.target_len(tid).unwrap() as u32,
                })
                .collect(),
        );
        let mut reads = ReadStore::default();
        for record in reader.records().map(Result::unwrap) {
            let flags = Flags(record.flags());
            if record.tid() < 0 || SkipReason::from_flags(flags).is_some() || (without_supplementary && flags.is_supplementary()) {
                continue;
            }
            let packed: Vec<u8> = record.seq().encoded.to_vec();
            let cigar = record.raw_cigar().to_vec();
            let supplementary = match record.aux(b"SA") {
                Ok(Aux::String(text)) if !without_supplementary => text.as_bytes().to_vec(),
                _ => Vec::new(),
            };
            let alternative = match record.aux(b"XA") {
                Ok(Aux::String(text)) if !supplementary.is_empty() && record.mapq() == 0 => text.as_bytes().to_vec(),
                _ => Vec::new(),
            };
            let start = record.pos() as u32;
            let mate = (flags.is_paired() && !flags.is_mate_unmapped())
                .then(|| MatePlacement { contig: record.mtid() as u32, start: record.mpos() as u32 });
            reads.push(&Read {
                contig: record.tid() as u32,
                start,
                end: start + Cigar(&cigar).reference_length(),
                flags,
                mapping_quality: record.mapq(),
                fragment: xxhash_rust::xxh3::xxh3_64(record.qname()),
                mate,
                template_length: record.insert_size() as i32,
                cigar: Cigar(&cigar),
                bases: Bases { packed: &packed, length: record.seq_len() as u32 },
                qualities: record.qual(),
                supplementary_alignments: &supplementary,
                alternative_alignments: &alternative,
            });
        }
        Self { contigs, reads }
    }

    /// The evidence when every contig is cut at `cuts`.
    fn sweep(&self, assay: Assay, cuts: impl Fn(u32) -> Vec<u32>) -> FusionEvidence {
        merged(self.parts(assay, cuts))
    }

    /// The evidence of each window, in genome order.
    pub(crate) fn parts(&self, assay: Assay, cuts: impl Fn(u32) -> Vec<u32>) -> Vec<FusionEvidence> {
        let mut collector = FusionCollector::new(assay, &self.contigs);
        let mut parts = Vec::new();
        let by_contig = |contig: u32| self.reads.iter().filter(move |(_, read)| read.contig == contig).map(|(index, _)| index);
        for (contig, entry) in self.contigs.iter() {
            let on_contig: Vec<usize> = by_contig(contig).collect();
            if on_contig.is_empty() {
                continue;
            }
            let mut edges = cuts(entry.length);
            edges.push(entry.length);
            let mut from = 0;
            for to in edges {
                let core = Span::new(from, to);
                from = to;
                let window =
                    Window { contig, contig_name: &entry.name, contig_length: entry.length, core, reference: None, has_normal: false };
                let loaded = core.padded(Window::LOAD_MARGIN_BP, entry.length);
                let mut reads = WindowReads::default();
                collector.begin(&window);
                for read in on_contig.iter().map(|&i| self.reads.get(i)).filter(|read| read.span().overlaps(loaded)) {
                    let index = reads.of_mut(Sample::Tumor).push(&read);
                    collector.observe(Sample::Tumor, &read, index, core.contains(read.start));
                }
                parts.push(collector.finish(&window, &reads));
            }
        }
        parts
    }

    pub(crate) fn whole(&self, assay: Assay) -> FusionEvidence {
        self.sweep(assay, |_| Vec::new())
    }
}

/// Calls without a list of known fusions.
pub(crate) fn call(
    evidence: &FusionEvidence,
    assay: Assay,
    contigs: &Contigs,
    genes: Option<&GeneModel>,
    has_normal: bool,
    config: &FusionConfig,
) -> Fusions {
    fusion::call(evidence, &FusionCase { genes, has_normal, ..FusionCase::new(assay, contigs) }, config)
}

/// The reference of the RNA and of the simulated DNA.
const MINI: &str = "fusion/rna-minigenome/mini.fa";

fn merged(parts: Vec<FusionEvidence>) -> FusionEvidence {
    parts.into_iter().fold(FusionEvidence::default(), |mut all, part| {
        all.merge(part);
        all
    })
}

/// Every `step` bases, beginning at `step`.
fn every(step: u32) -> impl Fn(u32) -> Vec<u32> {
    move |length| (step..length).step_by(step as usize).collect()
}

/// One junction of a truth file: its name and both places, 1-based.
type Truth = (String, [(String, u32); 2]);

fn truth(path: &str) -> Option<Vec<Truth>> {
    let text = std::fs::read_to_string(shared(path)?).unwrap();
    let place = |f: &[&str]| (f[0].to_owned(), f[1].parse().unwrap());
    Some(
        text.lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split('\t').collect::<Vec<_>>())
            .map(|f| (f[0].to_owned(), [place(&f[1..3]), place(&f[3..5])]))
            .collect(),
    )
}

/// Calls `bam`, and gives the names of the truth's junctions that were found within `within_bp` and the calls that match none.
struct Scored {
    fusions: Fusions,
    found: Vec<String>,
    extra: Vec<String>,
}

fn score(bam: &str, reference: &str, genes: &str, truth_file: &str, assay: Assay, within_bp: u32) -> Option<Scored> {
    score_with(bam, reference, genes, truth_file, assay, within_bp, false)
}

/// As a sweep with the reference does once it is over.
pub(crate) fn refine(evidence: &mut FusionEvidence, assay: Assay, contigs: &Contigs, genes: &GeneModel, reference: &std::path::Path) {
    let mut reference = Reference::open(reference).unwrap();
    refine_with(evidence, assay, contigs, genes, |contig, span| reference.fetch(contigs.name(contig), span.start, span.end).unwrap());
}

/// As [`refine`], with letters from anywhere.
pub(crate) fn refine_with(
    evidence: &mut FusionEvidence,
    assay: Assay,
    contigs: &Contigs,
    genes: &GeneModel,
    mut letters: impl FnMut(u32, Span) -> Vec<u8>,
) {
    let mut letters = |contig: u32, span: Span| Ok(Some(letters(contig, span)));
    evidence.settle_inserted(contigs, &mut letters).unwrap();
    for sample in [&mut evidence.tumor, &mut evidence.normal] {
        place_clips(sample, contigs, &mut letters).unwrap();
        sample.look_around(assay, contigs, Some(genes), &mut letters).unwrap();
    }
    if assay == Assay::Rna {
        evidence.tumor.find_twins(contigs, genes, &mut letters).unwrap();
    }
}

fn score_with(
    bam: &str,
    reference: &str,
    genes: &str,
    truth_file: &str,
    assay: Assay,
    within_bp: u32,
    without_supplementary: bool,
) -> Option<Scored> {
    let truth = truth(truth_file)?;
    let alignments = Alignments::load_some(&shared(bam)?, without_supplementary);
    let genes = GeneModel::from_file(&shared(genes)?, &alignments.contigs).unwrap();
    let mut evidence = alignments.whole(assay);
    if without_supplementary {
        assert!(evidence.tumor.splits.is_empty());
    }
    refine(&mut evidence, assay, &alignments.contigs, &genes, &shared(reference)?);
    let fusions = call(&evidence, assay, &alignments.contigs, Some(&genes), false, &FusionConfig::default());
    let (mut found, mut extra) = (Vec::new(), Vec::new());
    for fusion in fusions.fusions.iter().filter(|f| f.is_pass()) {
        let places = [&fusion.breakpoint1, &fusion.breakpoint2].map(|b| (b.contig.clone(), b.breakend.position + 1));
        let near = |x: &(String, u32), y: &(String, u32)| x.0 == y.0 && x.1.abs_diff(y.1) <= within_bp;
        let hit =
            truth.iter().find(|(_, [a, b])| (near(&places[0], a) && near(&places[1], b)) || (near(&places[0], b) && near(&places[1], a)));
        match hit {
            Some((name, _)) => found.push(name.clone()),
            None => extra.push(fusion.name.clone()),
        }
    }
    let mut table = Vec::new();
    fusion_tsv::write(&mut table, &[&fusions]).unwrap();
    eprintln!("{}", String::from_utf8(table).unwrap());
    eprintln!("background {} fragments {} skipped {:?}", fusions.background_fragments, fusions.fragments, evidence.tumor.skipped);
    found.sort();
    Some(Scored { fusions, found, extra })
}

#[test]
fn the_demonstration_pair_has_one_fusion_in_frame() {
    let (tumor, normal) = (Source::open(&demo("tumor.bam"), None).unwrap(), Source::open(&demo("normal.bam"), None).unwrap());
    let contigs = &tumor.header().contigs;
    let genes = GeneModel::from_file(&demo("genes.gtf"), contigs).unwrap();
    let plan = Plan::whole(contigs);
    let sweep = Sweep::new(contigs, &tumor, Some(&normal), None, &plan);
    let evidence = sweep.run(|| FusionCollector::new(Assay::Dna, contigs), &SweepOptions::default()).unwrap().evidence;
    let fusions = call(&evidence, Assay::Dna, contigs, Some(&genes), true, &FusionConfig::default());
    let mut table = Vec::new();
    fusion_tsv::write(&mut table, &[&fusions]).unwrap();
    eprintln!("{}", String::from_utf8(table).unwrap());
    let called: Vec<_> = fusions.fusions.iter().filter(|f| f.is_pass()).collect();
    assert_eq!(called.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["DEMOA::DEMOD"]);
    // truth_fusions.tsv: chr1:20005 and chr2:48278.
    assert_eq!((called[0].breakpoint1.to_string(), called[0].breakpoint2.to_string()), ("chr1:20005".into(), "chr2:48278".into()));
    assert_eq!(called[0].annotation.frame, Some(Frame::InFrame));
    assert_eq!((called[0].annotation.exon1, called[0].annotation.exon2), (Some(4), Some(5)));
    assert_eq!((called[0].annotation.site1.as_str(), called[0].annotation.kind.as_str()), ("intron", "translocation"));
    assert_eq!(called[0].normal_fragments, Some(0));
    let [low, high] = called[0].vaf_ci95.unwrap();
    assert!(low < 0.3 && 0.3 < high, "0.3 outside of {low} to {high}");
}

#[test]
fn skbr3_translocations_are_found_within_ten_bases() {
    let data = |file: &str| format!("fusion/skbr3-dna/{file}");
    let Some(scored) = score(&data("skbr3.bam"), &data("skbr3.fa.gz"), &data("genes.gtf.gz"), &data("truth.tsv"), Assay::Dna, 10) else {
        return;
    };
    assert_eq!(scored.found, ["tra1", "tra2", "tra3", "tra4", "tra5"]);
    assert!(scored.extra.is_empty(), "{:?}", scored.extra);
    assert!(scored.fusions.fusions.iter().all(|f| f.inferred));
}

#[test]
fn skbr3_translocations_are_found_without_any_supplementary_alignment() {
    let data = |file: &str| format!("fusion/skbr3-dna/{file}");
    let (bam, reference, genes, truth) = (data("skbr3.bam"), data("skbr3.fa.gz"), data("genes.gtf.gz"), data("truth.tsv"));
    let Some(scored) = score_with(&bam, &reference, &genes, &truth, Assay::Dna, 10, true) else { return };
    assert!(scored.found.len() >= 4, "{:?}", scored.found);
    assert!(scored.extra.is_empty(), "{:?}", scored.extra);
}

#[test]
fn rna_junctions_are_exact_and_in_transcript_order() {
    let data = |file: &str| format!("fusion/rna-minigenome/{file}");
    let Some(scored) = score(&data("rna.bam"), &data("mini.fa"), &data("m2.gtf"), &data("truth.tsv"), Assay::Rna, 0) else { return };
    assert_eq!(scored.found.len(), 7, "{:?}", scored.found);
    assert!(scored.extra.is_empty(), "{:?}", scored.extra);
    let named = |name: &str| scored.fusions.fusions.iter().find(|f| f.name == name && f.is_pass());
    for name in ["HOOK3::RET", "EWSR1::ATF1", "EWSR1::FLI1", "BRD4::NUTM1", "CD74::ROS1"] {
        let fusion = named(name).unwrap_or_else(|| panic!("{name} is not called by that name"));
        assert_eq!(fusion.annotation.frame.map(Frame::name), Some("in-frame"), "{name}");
        assert_eq!(fusion.annotation.site1, "CDS/splice-site", "{name}");
    }
    let mut five_prime: Vec<&str> = scored.fusions.fusions.iter().filter(|f| f.is_pass()).map(|f| f.annotation.gene1.as_str()).collect();
    five_prime.sort_unstable();
    assert_eq!(five_prime, ["AKAP9", "BRD4", "CD74", "EWSR1", "EWSR1", "HOOK3", "TMPRSS2"]);
}

#[test]
fn simulated_junctions_are_found_in_transcript_order() {
    let genes = "fusion/rna-minigenome/m2.gtf";
    let Some(scored) = score("fusion/sim-dna/s.bam", MINI, genes, "fusion/sim-dna/truth.pairs.tsv", Assay::Dna, 10) else { return };
    assert_eq!(scored.found, ["BRD4::NUTM1", "CD74::ROS1", "EWSR1::FLI1", "HOOK3::RET"]);
    assert!(scored.extra.is_empty(), "{:?}", scored.extra);
    for fusion in scored.fusions.fusions.iter().filter(|f| f.is_pass()) {
        assert!(scored.found.contains(&fusion.name), "{} has its partners in another order", fusion.name);
    }
}

#[test]
fn evidence_is_the_same_wherever_the_genome_is_cut() {
    for (bam, assay) in [("fusion/rna-minigenome/rna.bam", Assay::Rna), ("fusion/sim-dna/s.bam", Assay::Dna)] {
        let Some(path) = shared(bam) else { return };
        let alignments = Alignments::load(&path);
        let whole = alignments.whole(assay);
        assert!(!whole.tumor.splits.is_empty() && !whole.tumor.pairs.is_empty() && !whole.tumor.spanning.is_empty());
        for step in [997, 20_011] {
            assert_eq!(alignments.sweep(assay, every(step)), whole, "{bam} cut every {step} bases");
        }
    }
}

#[test]
fn the_sweep_gathers_the_same_evidence_however_it_runs() {
    for (bam, assay) in [("fusion/rna-minigenome/rna.bam", Assay::Rna), ("fusion/skbr3-dna/skbr3.bam", Assay::Dna)] {
        let Some(path) = shared(bam) else { return };
        let alignments = Alignments::load(&path);
        let whole = alignments.whole(assay);
        let source = Source::open(&path, None).unwrap();
        let contigs = &source.header().contigs;
        let plan = Plan::whole(contigs);
        let sweep = Sweep::new(contigs, &source, None, None, &plan);
        for (threads, shard_bp, stream) in [(1, None, false), (2, Some(150_000), false), (2, Some(40_000_000), false), (1, None, true)] {
            let options = SweepOptions { threads, shard_bp, stream, ..SweepOptions::default() };
            let swept = sweep.run(|| FusionCollector::new(assay, contigs), &options).unwrap();
            assert!(swept.evidence == whole, "{bam} with {threads} threads, shards of {shard_bp:?}, streamed {stream}");
        }
    }
}

#[test]
fn what_the_normal_shows_is_not_called() {
    let Some(path) = shared("fusion/sim-dna/s.bam") else { return };
    let alignments = Alignments::load(&path);
    let mut evidence = alignments.whole(Assay::Dna);
    evidence.normal = evidence.tumor.clone();
    let fusions = call(&evidence, Assay::Dna, &alignments.contigs, None, true, &FusionConfig::default());
    for fusion in &fusions.fusions {
        assert_eq!(fusion.normal_fragments, Some(fusion.supporting_fragments), "{}", fusion.name);
        // One fragment in the normal may be contamination; one in the tumour is no call.
        let is_single = fusion.supporting_fragments == 1;
        assert!(fusion.filter_text() == "InNormal" || is_single, "{} {}", fusion.name, fusion.filter_text());
    }
    evidence.normal = SampleFusionEvidence::default();
    let fusions = call(&evidence, Assay::Dna, &alignments.contigs, None, true, &FusionConfig::default());
    assert!(fusions.fusions.iter().all(|f| (f.is_pass() || f.supporting_fragments == 1) && f.normal_fragments == Some(0)));
}

#[test]
fn the_simulated_share_of_fragments_lies_in_the_interval() {
    // The junctions were simulated at 30, 15 and 10 fold; samtools depth gives 31 fold for the unbroken sequence around them.
    let genes = "fusion/rna-minigenome/m2.gtf";
    let Some(scored) = score("fusion/sim-dna/s.bam", MINI, genes, "fusion/sim-dna/truth.pairs.tsv", Assay::Dna, 10) else { return };
    for (name, expected) in [("HOOK3::RET", 0.5), ("CD74::ROS1", 1.0 / 3.0), ("EWSR1::FLI1", 0.25)] {
        let fusion = scored.fusions.fusions.iter().find(|f| f.name == name).unwrap();
        let [low, high] = fusion.vaf_ci95.unwrap();
        assert!(low < expected && expected < high, "{name}: {expected} outside of {low} to {high}");
        assert!(low < fusion.vaf.unwrap() && fusion.vaf.unwrap() < high);
    }
}

#[test]
fn bcftools_accepts_the_file() {
    let Some(path) = shared("fusion/skbr3-dna/skbr3.bam") else { return };
    if std::process::Command::new("bcftools").arg("--version").output().is_err() {
        eprintln!("SKIPPED: bcftools is not installed");
        return;
    }
    let alignments = Alignments::load(&path);
    let config = FusionConfig { min_listed_fragments: 1, ..FusionConfig::default() };
    let fusions = call(&alignments.whole(Assay::Dna), Assay::Dna, &alignments.contigs, None, true, &config);
    for calls in [&[&fusions][..], &[]] {
        // A folder each: bcftools complains of the index that it left of an earlier file.
        let folder = tempfile::tempdir().unwrap();
        let vcf = folder.path().join("fusions.vcf.gz");
        let mut out = BgzipVcf::create(&vcf).unwrap();
        fusion_vcf::write(&mut out, calls, &alignments.contigs, true, |_, _| b'N').unwrap();
        out.finish().unwrap();
        for arguments in [&["view"][..], &["view", "-r", "8"], &["index", "-f", "-c"]] {
            let output = std::process::Command::new("bcftools").args(arguments).arg(&vcf).output().unwrap();
            let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success() && complaints.is_empty(), "bcftools {arguments:?}: {complaints}");
        }
    }
}

#[test]
fn ordinary_samples_have_no_fusion() {
    let samples = [
        "somatic/spikein-hg002/tumor.bam",
        "somatic/wes-pair/threeIndels_zero_deletion_tumor.bam",
        "somatic/strelka-demo/NA12891_demo20.bam",
        "msi/sim-pair/msih.bam",
        "msi/wgs-pair/detect_msi_tu_in.bam",
    ];
    for bam in samples {
        let Some(path) = shared(bam) else { return };
        let source = Source::open(&path, None).unwrap();
        let contigs = &source.header().contigs;
        let plan = Plan::whole(contigs);
        let sweep = Sweep::new(contigs, &source, None, None, &plan);
        let evidence = sweep.run(|| FusionCollector::new(Assay::Dna, contigs), &SweepOptions::default()).unwrap().evidence;
        assert!(evidence.tumor.fragments > 0, "{bam}");
        let fusions = call(&evidence, Assay::Dna, contigs, None, false, &FusionConfig::default());
        let mut table = Vec::new();
        fusion_tsv::write(&mut table, &[&fusions]).unwrap();
        eprintln!("{bam}: {:?}\n{}", evidence.tumor.skipped, String::from_utf8(table).unwrap());
        assert!(!fusions.fusions.iter().any(Fusion::is_pass), "{bam}");
    }
}

#[test]
fn files_are_valid_and_hold_each_junction_twice() {
    let Some(path) = shared("fusion/sim-dna/s.bam") else { return };
    let alignments = Alignments::load(&path);
    let fusions = call(&alignments.whole(Assay::Dna), Assay::Dna, &alignments.contigs, None, false, &FusionConfig::default());
    let folder = tempfile::tempdir().unwrap();
    let vcf = folder.path().join("fusions.vcf.gz");
    let mut out = BgzipVcf::create(&vcf).unwrap();
    fusion_vcf::write(&mut out, &[&fusions], &alignments.contigs, false, |_, _| b'N').unwrap();
    out.flush().unwrap();
    out.finish().unwrap();
    assert!(folder.path().join("fusions.vcf.gz.tbi").exists());
    let mut reader = rust_htslib::bcf::Reader::from_path(&vcf).unwrap();
    let records: Vec<_> = rust_htslib::bcf::Read::records(&mut reader).map(Result::unwrap).collect();
    assert_eq!(records.len(), 2 * fusions.fusions.len());
    let id = |record: &rust_htslib::bcf::Record| String::from_utf8(record.id()).unwrap();
    for record in &records {
        let info = record.info(b"MATEID").string().unwrap().unwrap();
        let mate_id = String::from_utf8(info[0].to_vec()).unwrap();
        let mate = records.iter().find(|r| id(r) == mate_id).unwrap();
        let alt = String::from_utf8(record.alleles()[1].to_vec()).unwrap();
        let place = format!("{}:{}", String::from_utf8_lossy(mate.header().rid2name(mate.rid().unwrap()).unwrap()), mate.pos() + 1);
        assert!(alt.contains(&place), "{alt} should name {place}");
    }
    let json = serde_json::to_value(&fusions.fusions).unwrap();
    assert!(json[0]["breakpoint1"].as_str().unwrap().contains(':') && json[0]["name"].is_string());
}

/// A read of 100 bases on contig 0 from `start`, its last 40 clipped, with the SA text given.
pub(crate) fn split_read<'a>(start: u32, fragment: u64, cigar: &'a [u32], supplementary: &'a [u8]) -> Read<'a> {
    Read {
        contig: 0,
        start,
        end: start + Cigar(cigar).reference_length(),
        flags: Flags(0),
        mapping_quality: 60,
        fragment,
        mate: None,
        template_length: 0,
        cigar: Cigar(cigar),
        bases: Bases { packed: &[], length: 0 },
        qualities: &[],
        supplementary_alignments: supplementary,
        alternative_alignments: b"",
    }
}

const CLIPPED: [u32; 2] = [60 << 4, 40 << 4 | 4];

pub(crate) fn two_contigs() -> Contigs {
    Contigs::new(["chr1", "chr2"].map(|name| Contig { name: name.into(), length: 100_000 }).to_vec())
}

fn swept(assay: Assay, reads: &[(u32, String)]) -> FusionEvidence {
    let mut store = ReadStore::default();
    for (fragment, (start, text)) in reads.iter().enumerate() {
        store.push(&split_read(*start, fragment as u64, &CLIPPED, text.as_bytes()));
    }
    Alignments { contigs: two_contigs(), reads: store }.whole(assay)
}

#[test]
fn malformed_supplementary_tags_are_counted_and_the_rest_is_used() {
    let mut reads = Vec::new();
    for text in
        ["chr2,50001,+,60S40M,60,0;", "nonsense;", ";;;", "chr2,50001,+,60S40M,60", "chr2,0,+,60S40M,60,0;", "chr9,5,+,60S40M,60,0;"]
    {
        reads.push((1_000, text.to_owned()));
    }
    reads.push((1_000, "\u{1F9EC},1,+,60S40M,60,0;chr2,50001,+,60S40M,60,0;chr2,50001,+,60S40M,60,0,,,".to_owned()));
    let evidence = swept(Assay::Dna, &reads).tumor;
    assert_eq!(evidence.splits.len(), 2);
    assert_eq!(evidence.skipped.malformed_supplementary, 4);
    assert_eq!(evidence.skipped.unknown_contig, 2);
    let junction = evidence.splits[0].junction;
    assert_eq!((junction.first.position, junction.second.position, junction.gap), (1_059, 50_000, 0));
}

#[test]
fn copies_of_a_molecule_count_once_and_dropped_candidates_keep_their_filter() {
    let supplementary = "chr2,50001,+,60S40M,60,0;".to_owned();
    let config = FusionConfig { min_listed_fragments: 1, ..FusionConfig::default() };
    let called = |reads: &[(u32, String)]| call(&swept(Assay::Dna, reads), Assay::Dna, &two_contigs(), None, false, &config);
    let copies = called(&[(1_000, supplementary.clone()), (1_000, supplementary.clone())]);
    assert_eq!(copies.fusions[0].supporting_fragments, 1);
    assert!(copies.fusions[0].filter_text().contains("LowSupport"), "{}", copies.fusions[0].filter_text());
}

#[test]
fn neighbours_joined_in_rna_are_read_through_and_in_dna_a_deletion() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("genes.gtf");
    let gene = |name: &str, start: u32| {
        format!("chr1\tt\texon\t{start}\t{}\t.\t+\t.\tgene_id \"{name}\"; transcript_id \"{name}1\";\n", start + 4_999)
    };
    std::fs::write(&path, gene("UP", 1) + &gene("DOWN", 20_001)).unwrap();
    let genes = GeneModel::from_file(&path, &two_contigs()).unwrap();
    // Copies of one molecule, split from chr1:1060 to chr1:20501.
    let reads: Vec<(u32, String)> = (0..4).map(|_| (1_000, "chr1,20501,+,60S40M,60,0;".to_owned())).collect();
    let config = FusionConfig { min_supporting_fragments: 1, min_listed_fragments: 1, min_quality: 0.0, ..FusionConfig::default() };
    let called = |assay| call(&swept(assay, &reads), assay, &two_contigs(), Some(&genes), false, &config).fusions.remove(0);
    let rna = called(Assay::Rna);
    assert_eq!((rna.name.as_str(), rna.annotation.kind.as_str()), ("UP::DOWN", "deletion/read-through"));
    assert_eq!(rna.filter_text(), "ReadThrough");
    let dna = called(Assay::Dna);
    assert_eq!((dna.annotation.kind.as_str(), dna.filter_text().as_str()), ("deletion", "PASS"));
    assert!(dna.inferred && !rna.inferred);
}

#[test]
fn nothing_in_gives_nothing_out() {
    let fusions = call(&FusionEvidence::default(), Assay::Dna, &two_contigs(), None, true, &FusionConfig::default());
    assert!(fusions.fusions.is_empty());
    let mut table = Vec::new();
    fusion_tsv::write(&mut table, &[&fusions]).unwrap();
    assert_eq!(String::from_utf8(table).unwrap().lines().count(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any text in an SA tag: no panic, and every entry is used or counted.
    #[test]
    fn any_supplementary_text_is_survived(text in "([a-z0-9,+;:MSHIDN*-]|chr2,5,[+],60S40M,60,0;){0,40}") {
        let mut line = String::new();
        write!(line, "{text}").unwrap();
        let _ = swept(Assay::Dna, &[(1_000, line.clone())]);
        let mut store = ReadStore::default();
        let read = split_read(1_000, 1, &CLIPPED, b"chr2,5,+,60S40M,60,0;");
        store.push(&Read { mapping_quality: 0, alternative_alignments: line.as_bytes(), ..read });
        let evidence = Alignments { contigs: two_contigs(), reads: store }.whole(Assay::Dna).tumor;
        assert_eq!(evidence.ambiguous.len() as u64 + evidence.skipped.low_mapping_quality, 1);
    }

    /// Random chimeric reads, cut at random places: the same evidence, whatever the order of the parts.
    #[test]
    fn cutting_anywhere_changes_nothing(
        reads in prop::collection::vec((0u32..3_000, 0u32..3_000, any::<bool>(), 0u64..20, any::<bool>(), 0u8..4), 1..60),
        cuts in prop::collection::btree_set(1u32..3_200, 0..8),
    ) {
        let mut reads = reads;
        reads.sort_unstable();
        let mut store = ReadStore::default();
        for (start, mate, reverse, fragment, split, quality) in reads {
            let text = format!("chr2,{},{},60S40M,{},0;", mate + 1, if reverse { '-' } else { '+' }, if quality == 1 { 0 } else { 60 });
            // Of the parts placed at random, some tell where else.
            let alternative = format!("chr1,+{},60M40S,0;", 50_000 + mate);
            let flags = Flags(0x1 | if reverse { 0x10 } else { 0 });
            let supplementary = if split { text.as_bytes() } else { b"" };
            let read = split_read(start, fragment, &CLIPPED, supplementary);
            let alternative_alignments = if split && quality == 2 { alternative.as_bytes() } else { b"" };
            let mapping_quality = if quality == 2 { 0 } else { 60 };
            let mate = Some(MatePlacement { contig: 1, start: mate });
            store.push(&Read { flags, mate, mapping_quality, alternative_alignments, ..read });
        }
        let alignments = Alignments { contigs: two_contigs(), reads: store };
        let whole = alignments.whole(Assay::Dna);
        let mut parts = alignments.parts(Assay::Dna, |_| cuts.iter().copied().collect());
        prop_assert_eq!(&merged(parts.clone()), &whole);
        // Associative: the second half on its own first; and no order matters.
        let mut halves = vec![merged(parts[..parts.len() / 2].to_vec()), merged(parts[parts.len() / 2..].to_vec())];
        prop_assert_eq!(&merged(halves.clone()), &whole);
        halves.reverse();
        parts.reverse();
        prop_assert_eq!(&merged(halves), &whole);
        prop_assert_eq!(&merged(parts), &whole);
    }
}

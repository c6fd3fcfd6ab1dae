//! Short duplications, drivers within one gene, known fusions, explanations, and DNA with RNA, on reads made by hand.

use std::io::Write as _;

use oncosweep::{
    fusion::{
        self, Assay, Breakend, Domains, Frame, Fusion, FusionCase, FusionCollector, FusionConfig, FusionEvidence, FusionFilter, Fusions,
        Junction, KnownFusions, Side, SplitRead, Watched,
    },
    genes::GeneModel,
    genome::{Contig, Contigs, Span, Targets},
    sweep::{Bases, Cigar, Collector, Flags, MatePlacement, Read, Sample, Window, WindowReads},
};

use crate::fusion::refine_with;

const M: u32 = 0;
const I: u32 = 1;
const S: u32 = 4;

/// Letters without pattern.
pub(crate) fn letters(count: usize, seed: u64) -> Vec<u8> {
    let mut state = seed;
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            b"ACGT"[(state >> 62) as usize]
        })
        .collect()
}

pub(crate) fn packed(letters: &[u8]) -> Vec<u8> {
    let code = |letter: u8| match letter {
        b'A' => 1,
        b'C' => 2,
        b'G' => 4,
        b'T' => 8,
        _ => 15,
    };
    letters.chunks(2).map(|pair| code(pair[0]) << 4 | pair.get(1).map_or(0, |&b| code(b))).collect()
}

pub(crate) struct Made {
    pub contig: u32,
    pub start: u32,
    pub cigar: Vec<u32>,
    pub bases: Vec<u8>,
    pub flags: u16,
    pub mate: Option<MatePlacement>,
    pub fragment: u64,
}

/// The evidence of reads of DNA, in one window a contig.
fn gathered(reads: &[Made], contigs: &Contigs, watched: &Watched) -> FusionEvidence {
    gathered_as(Assay::Dna, reads, contigs, watched)
}

/// The evidence of reads, in one window a contig.
pub(crate) fn gathered_as(assay: Assay, reads: &[Made], contigs: &Contigs, watched: &Watched) -> FusionEvidence {
    use oncosweep::sweep::Merge;
    let mut collector = FusionCollector::new(assay, contigs).watching(watched);
    let mut evidence = FusionEvidence::default();
    for (contig, entry) in contigs.iter() {
        let core = Span::new(0, entry.length);
        let window = Window { contig, contig_name: &entry.name, contig_length: entry.length, core, reference: None, has_normal: false };
        collector.begin(&window);
        let mut store = WindowReads::default();
        let mut on_contig: Vec<&Made> = reads.iter().filter(|r| r.contig == contig).collect();
        on_contig.sort_by_key(|r| r.start);
        for made in on_contig {
            let (packed, qualities) = (packed(&made.bases), vec![30; made.bases.len()]);
            let read = Read {
                contig,
                start: made.start,
                end: made.start + Cigar(&made.cigar).reference_length(),
                flags: Flags(made.flags),
                mapping_quality: 60,
                fragment: made.fragment,
                mate: made.mate,
                template_length: 0,
                cigar: Cigar(&made.cigar),
                bases: Bases { packed: &packed, length: made.bases.len() as u32 },
                qualities: &qualities,
                supplementary_alignments: b"",
                alternative_alignments: b"",
            };
            let index = store.of_mut(Sample::Tumor).push(&read);
            collector.observe(Sample::Tumor, &read, index, true);
        }
        evidence.merge(collector.finish(&window, &store));
    }
    evidence
}

pub(crate) fn model(gtf: &str, contigs: &Contigs) -> GeneModel {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("genes.gtf");
    std::fs::write(&path, gtf).unwrap();
    GeneModel::from_file(&path, contigs).unwrap()
}

pub(crate) fn exons(gene: &str, contig: &str, strand: char, exons: &[(u32, u32)]) -> String {
    let row = |kind: &str, (start, end): (u32, u32)| {
        let phase = if kind == "CDS" { "0" } else { "." };
        format!("{contig}\tt\t{kind}\t{start}\t{end}\t.\t{strand}\t{phase}\tgene_id \"{gene}\"; transcript_id \"{gene}.1\";\n")
    };
    exons.iter().flat_map(|&exon| [row("exon", exon), row("CDS", exon)]).collect()
}

fn one_contig(length: u32) -> Contigs {
    Contigs::new(vec![Contig { name: "chr1".into(), length }])
}

/// Twenty exons of 300 bases, 600 apart.
pub(crate) fn twenty() -> Vec<(u32, u32)> {
    (0..20).map(|i| (1_001 + 600 * i, 1_300 + 600 * i)).collect()
}

#[test]
fn internal_tandem_duplications_are_found_from_clips_and_insertions() {
    // Exon 14 is 8,801-9,100; 60 bases of it, 8,901-8,960, are repeated, and 30 bases in another tumour.
    let reference = letters(14_000, 3);
    let contigs = one_contig(14_000);
    let genes = model(&exons("FLT3", "chr1", '+', &twenty()), &contigs);
    for (from, to, inserts) in [(8_900usize, 8_960usize, false), (8_900, 8_930, true)] {
        let copy = reference[from..to].to_vec();
        let tumour = [&reference[..to], &copy, &reference[to..]].concat();
        let mut reads = Vec::new();
        // Reads of 100 bases that begin so that the seam, at `to` of the tumour's sequence, lies within.
        for (fragment, start) in (to - 85..to - 15).step_by(5).enumerate() {
            let bases = tumour[start..start + 100].to_vec();
            let before = (to - start) as u32;
            let (place, cigar) = if inserts && start < from && start + 100 > to + copy.len() + 10 {
                // The aligner puts the copy before the first one.
                let left = (from - start) as u32;
                (start, vec![left << 4 | M, (copy.len() as u32) << 4 | I, (100 - left - copy.len() as u32) << 4 | M])
            } else if before >= 50 {
                (start, vec![before << 4 | M, (100 - before) << 4 | S])
            } else {
                (from, vec![before << 4 | S, (100 - before) << 4 | M])
            };
            reads.push(Made { contig: 0, start: place as u32, cigar, bases, flags: 0, mate: None, fragment: fragment as u64 });
        }
        // As many that lie across without a seam.
        for fragment in 100..114 {
            let start = 8_850 + 3 * (fragment - 100) as u32;
            let bases = reference[start as usize..start as usize + 150].to_vec();
            reads.push(Made { contig: 0, start, cigar: vec![150 << 4 | M], bases, flags: 0, mate: None, fragment });
        }
        let watched = Watched::new(Targets::default(), Some(&genes));
        let mut evidence = gathered(&reads, &contigs, &watched);
        refine_with(&mut evidence, Assay::Dna, &contigs, &genes, |_, span| {
            reference[span.start as usize..(span.end as usize).min(14_000)].to_vec()
        });
        let case = FusionCase { genes: Some(&genes), ..FusionCase::new(Assay::Dna, &contigs) };
        let config = FusionConfig { min_quality: 0.0, ..FusionConfig::default() };
        let fusions = fusion::call(&evidence, &case, &config).fusions;
        let itd = fusions.iter().find(|f| f.driver == Some("FLT3-ITD")).unwrap_or_else(|| panic!("{fusions:#?}"));
        assert!(itd.is_pass(), "{}", itd.filter_text());
        let length = itd.junction.second.position + 1 - itd.junction.first.position;
        assert_eq!((length as usize, itd.annotation.kind.as_str()), (to - from, "duplication"));
        assert!(itd.junction.first.position.abs_diff(from as u32) <= itd.homology_bp, "{}", itd.breakpoint1);
        assert_eq!(itd.annotation.frame, Some(Frame::InFrame));
        assert!(itd.supporting_fragments >= 12, "{}", itd.supporting_fragments);
        // Elsewhere in the genome nothing that short is kept.
        let elsewhere = gathered(&reads, &contigs, &Watched::default());
        assert!(elsewhere.tumor.clips.is_empty() && elsewhere.tumor.splits.is_empty());
    }
}

pub(crate) fn split(junction: Junction, fragment: u64) -> SplitRead {
    SplitRead {
        contig: junction.first.contig,
        start: junction.first.position,
        fragment,
        junction,
        first_far_end: junction.first.position + fragment as u32,
        second_far_end: junction.second.position,
        mate_start: u32::MAX,
        mapping_qualities: [60, 60],
        anchor_bp: 50,
        realigned: false,
        spliced: false,
    }
}

pub(crate) fn end(contig: u32, position: u32, side: Side) -> Breakend {
    Breakend { contig, position: position - 1, side }
}

/// Evidence of one junction in the split reads of so many molecules.
pub(crate) fn shown(junction: Junction, fragments: u64) -> FusionEvidence {
    let mut evidence = FusionEvidence::default();
    evidence.tumor.splits = (0..fragments).map(|fragment| split(junction, fragment)).collect();
    evidence.tumor.fragments = 1_000_000;
    evidence
}

#[test]
fn drivers_within_one_gene_are_called_and_other_deletions_are_not() {
    let contigs = one_contig(14_000);
    let genes = model(&(exons("EGFR", "chr1", '+', &twenty()) + &exons("OTHER", "chr1", '-', &[(13_500, 13_600)])), &contigs);
    let called = |gene_exon: u32, next_exon: u32| {
        // From the intron behind one exon to that before another.
        let (from, to) = (1_400 + 600 * (gene_exon - 1), 900 + 600 * (next_exon - 1));
        let junction = Junction::new(end(0, from, Side::Left), end(0, to, Side::Right), 0);
        let case = FusionCase { genes: Some(&genes), ..FusionCase::new(Assay::Dna, &contigs) };
        fusion::call(&shown(junction, 5), &case, &FusionConfig::default()).fusions.remove(0)
    };
    let viii = called(1, 8);
    assert_eq!((viii.driver, viii.filter_text().as_str(), viii.annotation.frame), (Some("EGFRvIII"), "PASS", Some(Frame::InFrame)));
    let other = called(1, 9);
    assert_eq!((other.driver, other.filter_text().as_str()), (None, "Short;SameGene"));
}

pub(crate) fn two_genes() -> (Contigs, GeneModel) {
    let contigs = Contigs::new(["chr1", "chr2"].map(|name| Contig { name: name.into(), length: 100_000 }).to_vec());
    let genes = model(&(exons("AAA", "chr1", '+', &twenty()) + &exons("BBB", "chr2", '+', &twenty())), &contigs);
    (contigs, genes)
}

fn list(text: &str, contigs: &Contigs) -> KnownFusions {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    KnownFusions::from_file(file.path(), contigs).unwrap()
}

/// AAA's exon 3 to BBB's exon 5.
fn exon_junction() -> Junction {
    Junction::new(end(0, 2_500, Side::Left), end(1, 3_401, Side::Right), 0)
}

/// AAA's intron 3 to BBB's intron 4.
pub(crate) fn intron_junction() -> Junction {
    Junction::new(end(0, 2_700, Side::Left), end(1, 3_200, Side::Right), 0)
}

#[test]
fn a_known_fusion_needs_less_support_and_is_listed_with_one_fragment() {
    let (contigs, genes) = two_genes();
    let called = |known: &KnownFusions, fragments| {
        let case = FusionCase { genes: Some(&genes), known, ..FusionCase::new(Assay::Dna, &contigs) };
        fusion::call(&shown(intron_junction(), fragments), &case, &FusionConfig::default()).fusions
    };
    let verdict = |fusions: &[Fusion]| fusions.iter().map(Fusion::filter_text).collect::<Vec<_>>();
    let nothing = KnownFusions::default();
    assert_eq!(verdict(&called(&nothing, 2)), ["LowSupport"]);
    assert_eq!(verdict(&called(&nothing, 1)), ["LowSupport;LowQual"]);
    for text in ["AAA\tBBB\n", "BBB::AAA\n", "chr2\t3000\t3300\tchr1\t2600\t2800\tx\n"] {
        let known = list(text, &contigs);
        assert_eq!(verdict(&called(&known, 2)), ["PASS"], "{text}");
        let one = called(&known, 1);
        assert!(one.len() == 1 && one[0].known && one[0].filters.contains(&FusionFilter::LowSupport), "{text}");
    }
    assert_eq!(verdict(&called(&list("AAA\tCCC\n", &contigs), 2)), ["LowSupport"]);
}

#[test]
fn lone_pairs_are_kept_where_a_known_fusion_may_lie() {
    let (contigs, genes) = two_genes();
    let mate = |contig, start| Some(MatePlacement { contig, start });
    let read =
        |contig, start, flags, mate| Made { contig, start, cigar: vec![100 << 4 | M], bases: vec![b'A'; 100], flags, mate, fragment: 1 };
    let reads = [read(0, 2_400, 0x61, mate(1, 3_300)), read(1, 3_300, 0x91, mate(0, 2_400))];
    let alone = gathered(&reads, &contigs, &Watched::default());
    assert_eq!((alone.tumor.pairs.len(), alone.tumor.skipped.isolated_pairs), (0, 2));
    let known = list("AAA\tBBB\n", &contigs);
    let watched = Watched::new(known.territory(Some(&genes), &contigs), Some(&genes));
    let kept = gathered(&reads, &contigs, &watched);
    assert_eq!((kept.tumor.pairs.len(), kept.tumor.skipped.isolated_pairs), (2, 0));
    let case = FusionCase { genes: Some(&genes), known: &known, ..FusionCase::new(Assay::Dna, &contigs) };
    let fusions = fusion::call(&kept, &case, &FusionConfig::default()).fusions;
    assert_eq!(fusions.len(), 1);
    assert_eq!((fusions[0].name.as_str(), fusions[0].discordant_pairs, fusions[0].is_pass()), ("AAA::BBB", 1, false));
}

#[test]
fn an_explanation_names_what_decided() {
    let (contigs, genes) = two_genes();
    let case = FusionCase { genes: Some(&genes), has_normal: true, ..FusionCase::new(Assay::Dna, &contigs) };
    let explained = |fragments, pair: &str| {
        fusion::explain(&shown(intron_junction(), fragments), &case, &FusionConfig::default(), pair).map(|e| e.to_string())
    };
    let text = explained(2, "BBB::AAA").unwrap();
    for part in
        ["dropped by LowSupport", ": 2 of 3", "chr1:2700", "chr2:3200", "normal: 0 fragments", "fragment 0000000000000001 split read"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(explained(5, "AAA::BBB").unwrap().trim_end().ends_with("called"));
    assert!(explained(0, "AAA::BBB").unwrap().contains("no chimeric fragment joins the two genes"));
    assert!(explained(1, "AAA::XYZ").unwrap_err().to_string().contains("XYZ"));
    assert!(explained(1, "AAA").unwrap_err().to_string().contains("EML4::ALK"));
}

#[test]
fn dna_and_rna_make_one_event() {
    let (contigs, genes) = two_genes();
    let (known, domains) = (KnownFusions::default(), Domains::default());
    let case = |assay| FusionCase { genes: Some(&genes), known: &known, domains: &domains, ..FusionCase::new(assay, &contigs) };
    let both = |dna: u64, rna: u64| -> Vec<Fusions> {
        let (dna, rna) = (shown(intron_junction(), dna), shown(exon_junction(), rna));
        fusion::call_case(&[(&dna, case(Assay::Dna)), (&rna, case(Assay::Rna))], &FusionConfig::default())
    };
    let calls = both(5, 4);
    let (dna, rna) = (&calls[0].fusions[0], &calls[1].fusions[0]);
    assert!(dna.joined && dna.is_pass() && rna.is_pass());
    assert_eq!((rna.assay_text(), rna.supporting_fragments), ("DNA+RNA", 4));
    let genomic = rna.dna.as_ref().unwrap();
    assert_eq!((genomic.breakpoint1.to_string().as_str(), genomic.supporting_fragments), ("chr1:2700", 5));
    // Two fragments in each are too few alone and enough together.
    let calls = both(2, 2);
    assert!(calls.iter().all(|c| c.fusions[0].is_pass()));
    assert_eq!(calls[1].fusions[0].dna.as_ref().unwrap().filter, "LowSupport");
    let mut table = Vec::new();
    oncosweep::write::fusion_tsv::write(&mut table, &calls.iter().collect::<Vec<_>>()).unwrap();
    assert_eq!(String::from_utf8(table).unwrap().lines().count(), 2, "one header, one event");
    // A break before the exon's end cannot give this transcript.
    let wrong = shown(Junction::new(end(0, 2_000, Side::Left), end(1, 3_200, Side::Right), 0), 5);
    let rna = shown(exon_junction(), 4);
    let calls = fusion::call_case(&[(&wrong, case(Assay::Dna)), (&rna, case(Assay::Rna))], &FusionConfig::default());
    assert!(calls[1].fusions[0].dna.is_none() && !calls[0].fusions[0].joined);
}

#[test]
fn both_derivatives_of_a_balanced_rearrangement_stay_apart_and_know_each_other() {
    let (contigs, genes) = two_genes();
    let mut evidence = shown(intron_junction(), 5);
    let other = Junction::new(end(0, 2_701, Side::Right), end(1, 3_199, Side::Left), 0);
    evidence.tumor.splits.extend((10..16).map(|fragment| split(other, fragment)));
    evidence.tumor.splits.sort_unstable();
    let case = FusionCase { genes: Some(&genes), ..FusionCase::new(Assay::Dna, &contigs) };
    let fusions = fusion::call(&evidence, &case, &FusionConfig::default()).fusions;
    let names: Vec<_> = fusions.iter().map(|f| (f.name.as_str(), f.reciprocal.as_deref())).collect();
    assert_eq!(names, [("BBB::AAA", Some("AAA::BBB")), ("AAA::BBB", Some("BBB::AAA"))]);
}

#[test]
fn pairs_whose_mate_lies_beyond_the_targets_support_a_junction_that_split_reads_show() {
    let (contigs, genes) = two_genes();
    let mut evidence = shown(intron_junction(), 3);
    // Mates on chr1 only: the records on chr2 were not swept.
    for fragment in 20..24u64 {
        evidence.tumor.pairs.push(fusion::DiscordantPair {
            contig: 0,
            start: 2_500 + fragment as u32,
            fragment,
            end: 2_600 + fragment as u32,
            side: Side::Left,
            mate_contig: 1,
            mate_start: 3_250,
            mate_side: Side::Right,
            mapping_quality: 60,
        });
    }
    let case = FusionCase { genes: Some(&genes), ..FusionCase::new(Assay::Dna, &contigs) };
    let called = |evidence: &FusionEvidence| fusion::call(evidence, &case, &FusionConfig::default()).fusions;
    let with = called(&evidence);
    assert_eq!((with.len(), with[0].split_reads, with[0].discordant_pairs, with[0].confident_fragments), (1, 3, 4, 7));
    // Alone they suggest nothing.
    evidence.tumor.splits.clear();
    assert!(called(&evidence).is_empty());
}

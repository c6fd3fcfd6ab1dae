//! What is listed below PASS, and why: single fragments, junctions that normals have, shadows of better candidates.

use oncosweep::{
    Error,
    fusion::{
        self, Assay, Breakend, DiscordantPair, Fusion, FusionBaseline, FusionBaselineSample, FusionCase, FusionConfig, FusionEvidence,
        FusionFilter, Junction, LonePairs, Side, Surroundings,
    },
    genes::GeneModel,
    genome::{Contig, Contigs},
};

use crate::fusion_events::{end, exons, intron_junction, model, shown, split, twenty, two_genes};

fn called(evidence: &FusionEvidence, contigs: &Contigs, genes: &GeneModel, config: &FusionConfig) -> fusion::Fusions {
    fusion::call(evidence, &FusionCase { genes: Some(genes), ..FusionCase::new(Assay::Dna, contigs) }, config)
}

/// Both records of a pair from chr1 to chr2.
fn pair(fragment: u64, start: u32, mate_start: u32) -> [DiscordantPair; 2] {
    let record = |contig, start, mate_contig, mate_start, side, mate_side| DiscordantPair {
        contig,
        start,
        fragment,
        end: start + 100,
        side,
        mate_contig,
        mate_start,
        mate_side,
        mapping_quality: 60,
    };
    [record(0, start, 1, mate_start, Side::Left, Side::Right), record(1, mate_start, 0, start, Side::Right, Side::Left)]
}

#[test]
fn a_single_pair_between_two_genes_is_listed_below_pass_with_its_evidence() {
    let (contigs, genes) = two_genes();
    let mut evidence = FusionEvidence::default();
    evidence.tumor.fragments = 1_000_000;
    evidence.tumor.skipped.isolated_pairs = 2;
    // From AAA's intron 3 to BBB's intron 4.
    evidence.tumor.lone_pairs = LonePairs::of(pair(1, 2_550, 3_200).to_vec());
    let calls = called(&evidence, &contigs, &genes, &FusionConfig::default());
    let [found] = &calls.fusions[..] else { panic!("{:#?}", calls.fusions) };
    assert_eq!((found.name.as_str(), found.discordant_pairs, found.split_reads, found.precise), ("AAA::BBB", 1, 0, false));
    assert_eq!(found.filter_text(), "LowSupport;NoSplit;LowQual");
    assert_eq!(calls.single_not_listed, 0);
    let none = called(&evidence, &contigs, &genes, &FusionConfig { max_listed_single: 0, ..FusionConfig::default() });
    assert_eq!((none.fusions.len(), none.single_not_listed), (0, 1));
    // Its drawing has the pair.
    let case = FusionCase { genes: Some(&genes), ..FusionCase::new(Assay::Dna, &contigs) };
    assert_eq!(fusion::Diagrams::new(&evidence, &case, &FusionConfig::default()).of(found).fragments.len(), 1);
}

#[test]
fn of_many_single_fragments_those_that_would_keep_the_frame_are_told_of_first() {
    let (contigs, genes) = two_genes();
    let mut evidence = FusionEvidence::default();
    evidence.tumor.fragments = 1_000_000;
    // Exons have whole codons: from intron to intron the frame is kept, from an exon into an intron it is not known.
    let places = [(1_150, 3_200), (2_550, 3_200), (1_160, 3_900), (3_150, 3_810)];
    evidence.tumor.lone_pairs = LonePairs::of(places.iter().zip(1..).flat_map(|(&(a, b), fragment)| pair(fragment, a, b)).collect());
    let config = FusionConfig { max_listed_single: 2, ..FusionConfig::default() };
    evidence.tumor.skipped.isolated_pairs = 8;
    let calls = called(&evidence, &contigs, &genes, &config);
    assert_eq!((calls.fusions.len(), calls.single_not_listed), (2, 2));
    assert!(calls.fusions.iter().all(|f| f.annotation.frame.is_some()), "{:#?}", calls.fusions);
}

#[test]
fn the_list_is_cut_at_the_weakest_and_says_by_how_many() {
    let (contigs, genes) = two_genes();
    let mut evidence = shown(intron_junction(), 9);
    for (n, fragments) in [2u64, 3, 2].into_iter().enumerate() {
        let junction = Junction::new(end(0, 5_000 + 700 * n as u32, Side::Right), end(1, 3_200, Side::Left), 0);
        evidence.tumor.splits.extend((0..fragments).map(|f| split(junction, 100 * (n as u64 + 1) + f)));
    }
    evidence.tumor.splits.sort_unstable();
    let config = FusionConfig { max_listed_dropped: 1, min_supporting_fragments: 9, ..FusionConfig::default() };
    let calls = called(&evidence, &contigs, &genes, &config);
    let support: Vec<u32> = calls.fusions.iter().map(|f| f.supporting_fragments).collect();
    assert_eq!((support, calls.not_listed), (vec![9, 3], 2));
}

/// The junction in normals of one and the same run.
fn baseline(assay: Assay, contigs: &Contigs, normals: &[(&str, &FusionEvidence)]) -> Result<FusionBaseline, Error> {
    let mut whole: Option<FusionBaseline> = None;
    for (name, evidence) in normals {
        let part = FusionBaseline {
            version: "1".into(),
            reference: Some("genome.fa".into()),
            assay,
            contigs: contigs.clone(),
            samples: vec![FusionBaselineSample::of((*name).into(), name.len() as u64, &evidence.tumor, assay, contigs)],
            path: "panel.osw".into(),
        };
        match &mut whole {
            None => whole = Some(part),
            Some(whole) => whole.merge(part)?,
        }
    }
    Ok(whole.unwrap())
}

#[test]
fn junctions_that_two_normals_have_are_dropped_by_name() {
    let (contigs, genes) = two_genes();
    let tumour = shown(intron_junction(), 9);
    // The same junction six bases on in one normal, and to the base in the other, each in one fragment.
    let beside = Junction::new(end(0, 2_706, Side::Left), end(1, 3_206, Side::Right), 0);
    let (one, two) = (shown(intron_junction(), 1), shown(beside, 1));
    let elsewhere = shown(Junction::new(end(0, 9_000, Side::Left), end(1, 3_206, Side::Right), 0), 7);
    let verdict = |baseline: &FusionBaseline, contigs: &Contigs| -> Fusion {
        let case = FusionCase { genes: Some(&genes), baseline: Some(baseline), ..FusionCase::new(Assay::Dna, contigs) };
        fusion::call(&tumour, &case, &FusionConfig::default()).fusions.remove(0)
    };
    let both = baseline(Assay::Dna, &contigs, &[("a", &one), ("bb", &two), ("ccc", &elsewhere)]).unwrap();
    let dropped = verdict(&both, &contigs);
    assert_eq!((dropped.baseline_normals, dropped.filter_text().as_str()), (Some(2), "InBaseline"));
    let single = verdict(&baseline(Assay::Dna, &contigs, &[("a", &one), ("ccc", &elsewhere)]).unwrap(), &contigs);
    assert_eq!((single.baseline_normals, single.filter_text().as_str()), (Some(1), "PASS"));
    // A genome whose contigs come in another order, under other names.
    let renamed = Contigs::new(["2", "1"].map(|name| Contig { name: name.into(), length: 100_000 }).to_vec());
    let turned = |b: Breakend| Breakend { contig: 1 - b.contig, ..b };
    let moved = |evidence: &FusionEvidence| {
        let junction = evidence.tumor.splits[0].junction;
        shown(Junction::new(turned(junction.first), turned(junction.second), junction.gap), 1)
    };
    let panel = baseline(Assay::Dna, &renamed, &[("a", &moved(&one)), ("bb", &moved(&two))]).unwrap();
    assert_eq!(verdict(&panel, &contigs).baseline_normals, Some(2));
}

#[test]
fn a_baseline_keeps_its_origin_and_refuses_what_does_not_fit() {
    let (contigs, _) = two_genes();
    let (one, two) = (shown(intron_junction(), 1), shown(intron_junction(), 2));
    let panel = baseline(Assay::Dna, &contigs, &[("a", &one), ("bb", &two)]).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    panel.save(file.path()).unwrap();
    let again = FusionBaseline::load(file.path()).unwrap();
    assert_eq!((&again.samples, &again.contigs, again.assay), (&panel.samples, &panel.contigs, Assay::Dna));
    let summary = again.summary();
    assert_eq!((summary.assay, summary.samples.len(), summary.junctions), ("DNA", 2, 1));
    let message = |result: Result<(), Error>| result.unwrap_err().to_string();
    assert!(message(again.check(Assay::Rna, &contigs)).contains("was made of DNA"));
    let longer = Contigs::new(vec![Contig { name: "chr1".into(), length: 99 }]);
    assert!(message(again.check(Assay::Dna, &longer)).contains("'chr1' has 100000 bases"));
    let strange = Contigs::new(vec![Contig { name: "scaffold".into(), length: 99 }]);
    assert!(message(again.check(Assay::Dna, &strange)).contains("shares no contig"));
    assert!(again.check(Assay::Dna, &contigs).is_ok());
    let twice = baseline(Assay::Dna, &contigs, &[("a", &one), ("a", &one)]).unwrap_err().to_string();
    assert!(twice.contains("given twice"), "{twice}");
    std::fs::write(file.path(), b"something else").unwrap();
    assert!(FusionBaseline::load(file.path()).unwrap_err().to_string().contains("oncosweep baseline --fusions"));
}

#[test]
fn fewer_fragments_at_a_relative_of_the_partner_are_a_shadow() {
    let contigs = Contigs::new(["chr1", "chr2"].map(|name| Contig { name: name.into(), length: 100_000 }).to_vec());
    let late: Vec<(u32, u32)> = twenty().iter().map(|&(s, e)| (s + 40_000, e + 40_000)).collect();
    let gtf = exons("AAA", "chr1", '+', &twenty()) + &exons("BBB", "chr2", '+', &twenty()) + &exons("BBC", "chr2", '+', &late);
    let genes = model(&gtf, &contigs);
    let shadow = Junction::new(end(0, 2_700, Side::Left), end(1, 43_200, Side::Right), 0);
    let text = String::from_utf8(crate::fusion_events::letters(100, 5)).unwrap();
    let verdicts = |copy: &str| {
        let mut evidence = shown(intron_junction(), 9);
        evidence.tumor.splits.extend((0..4).map(|f| split(shadow, 100 + f)));
        evidence.tumor.splits.sort_unstable();
        let letters = |seed: u64| String::from_utf8(crate::fusion_events::letters(100, seed)).unwrap();
        let around = |junction: Junction, after: String| Surroundings {
            junction: junction.leftmost(),
            before: letters(1),
            after,
            shared_percent: 0,
            distinct_triplets: 40,
        };
        evidence.tumor.surroundings = vec![around(intron_junction(), text.clone()), around(shadow, copy.to_owned())];
        let calls = called(&evidence, &contigs, &genes, &FusionConfig::default());
        calls.fusions.iter().map(|f| (f.name.clone(), f.filter_text())).collect::<Vec<_>>()
    };
    let pass = |name: &str| (name.to_owned(), "PASS".to_owned());
    // One letter differs, which the reads may show.
    let relative = if text.as_bytes()[10] == b'A' { 'C' } else { 'A' };
    let relative = format!("{}{relative}{}", &text[..10], &text[11..]);
    assert_eq!(verdicts(&relative), vec![pass("AAA::BBB"), ("AAA::BBC".into(), FusionFilter::Relative.name().into())]);
    assert_eq!(verdicts(&String::from_utf8(crate::fusion_events::letters(100, 9)).unwrap()), vec![pass("AAA::BBB"), pass("AAA::BBC")]);
    // Two places of the same letters are one fusion.
    assert_eq!(verdicts(&text), vec![pass("AAA::BBB")]);
}

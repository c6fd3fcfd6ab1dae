//! Small variants: counts against a plain pileup, accuracy against truth and against other callers' recorded calls.

use std::collections::{BTreeMap, BTreeSet};

use oncosweep::{
    case::{Biomarkers, CaseInputs, RunOptions, collect},
    config::Config,
    evidence::Evidence,
    genome::TextLines,
    profile::{Profile, call},
    variant::{AlleleKind, VariantCall},
};
use rust_htslib::bam::{self, Read as _};

use crate::data::{demo, demo_inputs, shared};

fn sweep(inputs: &CaseInputs) -> (Evidence, Profile) {
    let config = Config::default();
    let evidence = collect(inputs, Biomarkers::tmb(), &config, &RunOptions { threads: 2, ..RunOptions::default() }).unwrap();
    let profile = call(&evidence, &config).unwrap();
    (evidence, profile)
}

/// Letters and qualities by place and by fragment.
type Pileup = BTreeMap<(i32, u32), BTreeMap<Vec<u8>, Vec<(u8, u8)>>>;

/// The pileup at `positions`, from a plain loop over the file.
fn plain_pileup(file: &str, positions: &BTreeSet<(i32, u32)>) -> Pileup {
    let mut pileup = Pileup::new();
    let mut reader = bam::Reader::from_path(demo(file)).unwrap();
    for record in reader.records().map(Result::unwrap) {
        // Unmapped, secondary, QC-failed, duplicate, supplementary; then the default minimum mapping quality.
        if record.flags() & 0xf04 != 0 || record.mapq() < 20 {
            continue;
        }
        let (mut position, mut offset) = (record.pos() as u32, 0usize);
        for op in &record.cigar() {
            let length = op.len();
            match op.char() {
                'M' | '=' | 'X' => {
                    for i in 0..length {
                        let place = (record.tid(), position + i);
                        if positions.contains(&place) {
                            let shown = (record.seq()[offset + i as usize], record.qual()[offset + i as usize]);
                            pileup.entry(place).or_default().entry(record.qname().to_vec()).or_default().push(shown);
                        }
                    }
                    position += length;
                    offset += length as usize;
                }
                'D' | 'N' => position += length,
                'I' | 'S' => offset += length as usize,
                _ => {}
            }
        }
    }
    pileup
}

#[test]
fn fragment_counts_equal_a_plain_pileup() {
    let (evidence, _) = sweep(&demo_inputs());
    let is_snv = |candidate: &&oncosweep::variant::Candidate| candidate.allele.kind() == AlleleKind::Snv;
    let snvs: Vec<_> = evidence.dna.variants.candidates.iter().filter(is_snv).collect();
    assert!(snvs.len() > 200, "{}", snvs.len());
    let positions: BTreeSet<(i32, u32)> = snvs.iter().map(|c| (c.allele.contig as i32, c.allele.start)).collect();
    for (sample, file) in ["tumor.bam", "normal.bam"].into_iter().enumerate() {
        let pileup = plain_pileup(file, &positions);
        for candidate in &snvs {
            let empty = BTreeMap::new();
            let fragments = pileup.get(&(candidate.allele.contig as i32, candidate.allele.start)).unwrap_or(&empty);
            let (mut reference, mut alternate, mut disagreeing) = (0, 0, 0);
            for shown in fragments.values() {
                let letters: BTreeSet<u8> = shown.iter().filter(|(_, quality)| *quality >= 10).map(|(letter, _)| *letter).collect();
                match letters.iter().collect::<Vec<_>>().as_slice() {
                    [letter] if **letter == candidate.allele.reference[0] => reference += 1,
                    [letter] if **letter == candidate.allele.alternate[0] => alternate += 1,
                    [_, _, ..] => disagreeing += 1,
                    _ => {}
                }
            }
            let strata = &candidate.samples()[sample];
            assert_eq!(
                (strata.reference.fragments(), strata.alternate.fragments()),
                (reference, alternate),
                "{:?} in {file}",
                candidate.allele
            );
            // Mates of which one lacks the base altogether disagree too; the plain pileup sees only letters.
            assert!(strata.disagreeing >= disagreeing, "{:?} in {file}", candidate.allele);
        }
    }
}

/// `(contig name, 1-based position, ref, alt)` of a VCF's records whose fields pass `keep`.
fn vcf_alleles(path: &std::path::Path, keep: impl Fn(&[&str]) -> bool) -> BTreeSet<(String, u32, String, String)> {
    let mut alleles = BTreeSet::new();
    let mut lines = TextLines::open(path).unwrap();
    while let Some((_, line)) = lines.next_line().unwrap() {
        let fields: Vec<&str> = line.split('\t').collect();
        if !line.starts_with('#') && keep(&fields) {
            for alternate in fields[4].split(',') {
                alleles.insert((fields[0].to_owned(), fields[1].parse().unwrap(), fields[3].to_owned(), alternate.to_owned()));
            }
        }
    }
    alleles
}

fn called(profile: &Profile, keep: impl Fn(&VariantCall) -> bool) -> BTreeSet<(String, u32, String, String)> {
    let text = |bases: &[u8]| String::from_utf8(bases.to_vec()).unwrap();
    let calls = profile.variants.as_ref().unwrap().calls.iter().filter(|call| call.passes() && keep(call));
    calls
        .map(|call| {
            let allele = &call.candidate.allele;
            (profile.contigs.name(allele.contig).to_owned(), allele.start + 1, text(&allele.reference), text(&allele.alternate))
        })
        .collect()
}

#[test]
fn spiked_variants_in_real_reads_are_found() {
    let Some(truth) = shared("somatic/spikein-hg002/truth.norm.vcf.gz") else { return };
    let file = |name: &str| shared(&format!("somatic/spikein-hg002/{name}"));
    let inputs =
        CaseInputs { tumor: file("tumor.bam"), normal: file("normal.bam"), reference: file("compact.fa"), ..CaseInputs::default() };
    let (_, profile) = sweep(&inputs);
    // The stretches of each contig that were spiked; calls outside are not judged.
    let mut judged = BTreeMap::new();
    let mut lines = TextLines::open(&file("compact.bed").unwrap()).unwrap();
    while let Some((_, line)) = lines.next_line().unwrap() {
        let fields: Vec<&str> = line.split('\t').collect();
        judged.insert(fields[0].to_owned(), fields[1].parse::<u32>().unwrap()..fields[2].parse::<u32>().unwrap());
    }
    let spiked = vcf_alleles(&truth, |_| true);
    let fragments = |fields: &[&str]| fields[7].split(';').find_map(|f| f.strip_prefix("NALT=")).map_or(3, |n| n.parse::<u32>().unwrap());
    let required = vcf_alleles(&truth, |fields| fragments(fields) >= 3);
    // The best other caller on these reads reaches 0.83 at 0.93 (SNV) and 0.71 at 1.00 (indel).
    for (kind, is_kind, min_recall, min_precision) in [("SNV", true, 0.93, 0.97), ("indel", false, 0.88, 0.95)] {
        let wanted: BTreeSet<_> = required.iter().filter(|a| (a.2.len() == a.3.len()) == is_kind).collect();
        let calls = called(&profile, |call| (call.candidate.allele.kind() == AlleleKind::Snv) == is_kind);
        let calls: BTreeSet<_> = calls.iter().filter(|call| judged[&call.0].contains(&(call.1 - 1))).collect();
        let found = wanted.intersection(&calls).count();
        let wrong = calls.iter().filter(|call| !spiked.contains(**call)).count();
        let (recall, precision) = (found as f64 / wanted.len() as f64, found as f64 / (found + wrong) as f64);
        assert!(wanted.len() > 100, "{kind}: {} wanted", wanted.len());
        assert!(recall >= min_recall && precision >= min_precision, "{kind}: recall {recall:.3}, precision {precision:.3}");
    }
}

#[test]
fn a_recorded_call_set_is_reproduced() {
    let Some(expected) = shared("somatic/strelka-demo/expectedResults/somatic.snvs.vcf.gz") else { return };
    let file = |name: &str| shared(&format!("somatic/strelka-demo/{name}"));
    let inputs = CaseInputs {
        tumor: file("NA12891_demo20.bam"),
        normal: file("NA12892_demo20.bam"),
        reference: file("demo20.fa"),
        ..CaseInputs::default()
    };
    let (_, profile) = sweep(&inputs);
    let snvs = vcf_alleles(&expected, |fields| fields[6] == "PASS");
    let found = called(&profile, |_| true);
    assert_eq!(snvs.len(), 16);
    assert!(snvs.is_subset(&found), "{:?}", snvs.difference(&found).collect::<Vec<_>>());
    let indels = vcf_alleles(&file("expectedResults/somatic.indels.vcf.gz").unwrap(), |fields| fields[6] == "PASS");
    assert_eq!(indels.intersection(&found).count(), 2);
}

#[test]
fn what_three_callers_agree_on_in_an_exome_is_found() {
    let Some(tumor) = shared("somatic/wes-pair/threeIndels_zero_deletion_tumor.bam") else { return };
    let inputs = CaseInputs {
        tumor: Some(tumor),
        normal: shared("somatic/wes-pair/threeIndels_zero_deletion_normal.bam"),
        reference: shared("ref/GRCh37.20.fa.gz"),
        targets: shared("somatic/wes-pair/region.bed"),
        ..CaseInputs::default()
    };
    let (_, profile) = sweep(&inputs);
    let found = called(&profile, |_| true);
    for (position, reference, alternate) in [
        (62_356_626, "G", "A"),
        (62_356_639, "A", "C"),
        (62_358_229, "G", "T"),
        (62_360_983, "G", "A"),
        (62_369_887, "G", "A"),
        (62_374_830, "G", "T"),
    ] {
        assert!(
            found.contains(&("20".into(), position, reference.into(), alternate.into())),
            "{position} {reference}>{alternate} of {found:?}"
        );
    }
    // Two more are called by two of three; of others there are few.
    assert!(found.len() <= 11, "{found:?}");
}

#[test]
fn without_a_normal_no_value_of_a_normal_is_written() {
    let (evidence, profile) = sweep(&CaseInputs { normal: None, ..demo_inputs() });
    let folder = tempfile::tempdir().unwrap();
    oncosweep::write::write_all(&profile, &evidence, folder.path()).unwrap();
    let lines = |name: &str| {
        let mut lines = TextLines::open(&folder.path().join(name)).unwrap();
        std::iter::from_fn(|| lines.next_line().unwrap().map(|(_, line)| line.to_owned())).collect::<Vec<_>>()
    };
    let trace = lines("tmb.trace.tsv");
    let column = trace[0].split('\t').position(|name| name == "normal_depth").unwrap();
    assert!(trace.len() > 1 && trace[1..].iter().all(|line| line.split('\t').nth(column) == Some(".")));
    let records: Vec<_> = lines("variants.vcf.gz").into_iter().filter(|line| !line.starts_with('#')).collect();
    assert!(!records.is_empty() && records.iter().all(|line| line.contains(";GERMLINE=") && !line.contains("NLOD=")));
}

#[test]
fn saved_evidence_is_the_same_evidence() {
    let (evidence, profile) = sweep(&demo_inputs());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("evidence.osw");
    evidence.save(&path).unwrap();
    let loaded = Evidence::load(&path).unwrap();
    assert!(loaded == evidence);
    assert!(call(&loaded, &Config::default()).unwrap() == profile);
    // Cut short, it is refused; it is never half read.
    let bytes = std::fs::read(&path).unwrap();
    for length in [0, 7, 8, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(&path, &bytes[..length]).unwrap();
        assert!(Evidence::load(&path).is_err(), "{length} bytes");
    }
}

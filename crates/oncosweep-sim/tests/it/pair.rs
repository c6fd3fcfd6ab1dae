//! A pair read back: records that agree with each other and the reference, and the support that the truth states.

use std::collections::BTreeMap;

use oncosweep_sim::{
    config::{Config, UmiKind},
    reads::QualityKind,
    run::{Inputs, simulate_pair},
};

use crate::support::{Alignment, Genome, alignments, config, genome, info, table};

/// NM and MD as the SAM tags specification defines them.
fn distance(genome: &Genome, read: &Alignment) -> (usize, String) {
    let (mut at, mut query, mut run, mut differences, mut md) = (read.start, 0, 0, 0, String::new());
    for &(op, length) in &read.cigar {
        match op {
            'M' => {
                let known = genome.bases(read.contig, at, at + length);
                for (i, &there) in known.iter().enumerate() {
                    if read.bases[query + i] == there {
                        run += 1;
                    } else {
                        differences += 1;
                        md += &format!("{run}{}", char::from(there));
                        run = 0;
                    }
                }
                (at, query) = (at + length, query + length);
            }
            'I' => (query, differences) = (query + length, differences + length),
            'D' => {
                md += &format!("{run}^{}", String::from_utf8_lossy(genome.bases(read.contig, at, at + length)));
                (at, run, differences) = (at + length, 0, differences + length);
            }
            'N' => at += length,
            'S' => query += length,
            _ => {}
        }
    }
    (differences, md + &run.to_string())
}

pub fn check_records(genome: &Genome, reads: &[Alignment]) {
    assert!(reads.windows(2).all(|w| (w[0].contig, w[0].start) <= (w[1].contig, w[1].start)));
    let mut pairs: BTreeMap<&str, Vec<&Alignment>> = BTreeMap::new();
    for read in reads {
        assert_eq!((read.tags["NM"].parse().unwrap(), read.tags["MD"].clone()), distance(genome, read), "{read:?}");
        assert_eq!(read.bases.len(), read.qualities.len());
        assert!(!genome.bases(read.contig, read.start, read.end).contains(&b'N'), "{read:?}");
        let gap = |op: Option<&(char, usize)>| op.is_some_and(|(op, _)| matches!(op, 'I' | 'D' | 'N'));
        assert!(!gap(read.cigar.first()) && !gap(read.cigar.last()), "{read:?}");
        if !read.is(0x800) {
            pairs.entry(&read.name).or_default().push(read);
        }
    }
    for (name, pair) in pairs {
        let [a, b] = pair[..] else { panic!("{name}: {} primary records", pair.len()) };
        assert!(a.is(0x40) != b.is(0x40) && a.is(0x80) != b.is(0x80) && a.is(0x400) == b.is(0x400), "{name}");
        assert_eq!(a.template_length, -b.template_length, "{name}");
        for (x, y) in [(a, b), (b, a)] {
            assert_eq!(x.mate, (y.contig as i32, y.start as i64), "{name}");
            assert_eq!(x.is(0x20), y.is(0x10), "{name}");
            assert_eq!(x.tags["MC"], y.cigar.iter().map(|(op, n)| format!("{n}{op}")).collect::<String>(), "{name}");
        }
        if a.is(0x2) {
            let (left, right) = if a.is(0x10) { (b, a) } else { (a, b) };
            assert!(a.contig == b.contig && !left.is(0x10) && right.is(0x10), "{name}");
            assert_eq!(left.template_length.unsigned_abs() as usize, right.end.abs_diff(left.start).max(1), "{name}");
        }
    }
}

fn has_gap(read: &Alignment, position: usize, deleted: usize, inserted: usize) -> bool {
    let mut at = read.start;
    for &(op, length) in &read.cigar {
        match op {
            'I' if at == position && deleted == 0 => return length == inserted,
            'D' if at == position => return length == deleted,
            _ => {}
        }
        if matches!(op, 'M' | 'D' | 'N') {
            at += length;
        }
    }
    false
}

/// Fragments that show a variant, and all over it, counted from the records.
fn support(reads: &[Alignment], contig: usize, row: &[String]) -> (usize, usize) {
    let (start, old, new) = (row[1].parse::<usize>().unwrap() - 1, row[3].as_bytes(), row[4].as_bytes());
    let indel = old.len() != new.len();
    let end = start + old.len() + usize::from(indel);
    let mut by_name: BTreeMap<&str, bool> = BTreeMap::new();
    for read in reads.iter().filter(|r| r.contig == contig && r.start <= start && r.end >= end && !r.is(0xc00)) {
        let shows = if indel {
            has_gap(read, start + 1, old.len() - 1, new.len() - 1)
        } else {
            (0..old.len()).all(|i| read.at(start + i) == Some(new[i]))
        };
        *by_name.entry(&read.name).or_default() |= shows;
    }
    (by_name.values().filter(|&&shows| shows).count(), by_name.len())
}

#[test]
fn records_agree_with_the_reference_and_each_other() {
    let genome = genome();
    let written = simulate_pair(&config(), &genome.inputs(), &genome.output("case"), 2, None).unwrap();
    for (name, reads, depth) in [("tumor", written.tumor.reads, 60.0), ("normal", written.normal.reads, 30.0)] {
        let found = alignments(&genome.output("case").join(format!("{name}.bam")));
        assert_eq!(found.len() as u64, reads);
        check_records(&genome, &found);
        let duplicates = found.iter().filter(|r| r.is(0x400)).count() as f64 / found.len() as f64;
        assert!((duplicates - 0.09).abs() < 0.02, "{duplicates}");
        let bases: usize = found.iter().filter(|r| !r.is(0x400)).map(|r| r.bases.len()).sum();
        let mean = bases as f64 / 229_400.0;
        assert!((mean / depth - 1.0).abs() < 0.06, "{name}: {mean}");
    }
}

#[test]
fn planted_variants_have_the_support_that_the_truth_states() {
    let genome = genome();
    simulate_pair(&config(), &genome.inputs(), &genome.output("case"), 2, None).unwrap();
    let tumor = alignments(&genome.output("case").join("tumor.bam"));
    let (mut checked, mut expected, mut found) = (0, 0.0, 0.0);
    for file in ["somatic.vcf.gz", "germline.vcf.gz"] {
        for row in table(&genome.output("case").join(file)) {
            let contig = genome.contigs.iter().position(|(name, _)| *name == row[0]).unwrap();
            let start = row[1].parse::<usize>().unwrap() - 1;
            assert_eq!(genome.bases(contig, start, start + row[3].len()), row[3].as_bytes());
            let (stated, total): (usize, usize) = (info(&row, "NALT").unwrap(), info(&row, "NTOT").unwrap());
            let (alternate, depth) = support(&tumor, contig, &row);
            // Sequencing errors hide or feign an allele now and then; a gap near a read's end does not show.
            assert!(alternate.abs_diff(stated) <= 2 + total / 30, "{row:?}: {alternate} of {depth}");
            assert!(depth.abs_diff(total) <= 3 + total / 8, "{row:?}: {alternate} of {depth}");
            let fraction: f64 = info(&row, "TVAF").unwrap();
            let sd = (total as f64 * fraction * (1.0 - fraction)).sqrt().max(1.0);
            assert!((stated as f64 - total as f64 * fraction).abs() < 6.0 * sd, "{row:?}");
            checked += 1;
            if file.starts_with("somatic") {
                expected += total as f64 * fraction;
                found += stated as f64;
            }
        }
    }
    assert!(checked > 150, "{checked}");
    assert!((found - expected).abs() < 5.0 * f64::sqrt(expected), "{found} of {expected}");
}

#[test]
fn unstable_sites_and_junctions_have_the_support_that_the_truth_states() {
    let genome = genome();
    simulate_pair(&config(), &genome.inputs(), &genome.output("case"), 2, None).unwrap();
    let tumor = alignments(&genome.output("case").join("tumor.bam"));
    let mut unstable = 0;
    for row in table(&genome.output("case").join("msi.truth.tsv")).iter().filter(|row| row[12] == "unstable") {
        let contig = genome.contigs.iter().position(|(name, _)| *name == row[0]).unwrap();
        let (start, end): (usize, usize) = (row[1].parse().unwrap(), row[2].parse().unwrap());
        let (expected, depth, shifted): (f64, f64, f64) = (row[7].parse().unwrap(), row[8].parse().unwrap(), row[9].parse().unwrap());
        let sd = (depth * expected * (1.0 - expected)).sqrt().max(1.0);
        assert!((shifted - depth * expected).abs() < 6.0 * sd, "{row:?}");
        let spanning = tumor.iter().filter(|r| r.contig == contig && r.start + 5 <= start && r.end >= end + 5 && !r.is(0xc00));
        let names: std::collections::BTreeSet<&str> = spanning.map(|r| r.name.as_str()).collect();
        assert!((names.len() as f64 - depth).abs() <= 2.0 + depth / 15.0, "{row:?}: {}", names.len());
        unstable += 1;
    }
    assert!(unstable > 20, "{unstable}");
    let junctions = table(&genome.output("case").join("fusions.truth.tsv"));
    assert_eq!(junctions.len(), 3);
    for row in junctions {
        let [first, second] = [(1, 2), (3, 4)].map(|(c, p)| {
            let contig = genome.contigs.iter().position(|(name, _)| *name == row[c]).unwrap();
            (contig, row[p].parse::<usize>().unwrap() - 1)
        });
        let near = |read: &Alignment, (contig, position): (usize, usize)| {
            read.contig == contig && (read.start.abs_diff(position) < 30 || (read.end - 1).abs_diff(position) < 30)
        };
        let split = tumor.iter().filter(|r| !r.is(0x400) && r.tags.contains_key("SA") && (near(r, first) || near(r, second)));
        let names: std::collections::BTreeSet<&str> = split.map(|r| r.name.as_str()).collect();
        assert_eq!(names.len().to_string(), row[11], "{row:?}");
        let (broken, whole): (f64, f64) = (row[10].parse().unwrap(), row[14].parse().unwrap());
        // Half of 0.8 of the copies are broken; both numbers vary.
        assert!(broken > 5.0 && (broken / (broken + whole) - 0.4).abs() < 0.25, "{row:?}");
    }
}

#[test]
fn errors_happen_as_often_as_the_qualities_state() {
    let genome = genome();
    let mut config = config();
    config.germline.snv_per_mb = 0.0;
    config.germline.indel_per_mb = 0.0;
    (config.somatic.snv_per_mb, config.somatic.mnv_per_mb, config.somatic.indel_per_mb) = (0.0, 0.0, 0.0);
    config.damage.oxidation_rate = 0.0;
    config.junctions.random = 0;
    config.quality.kind = QualityKind::Hiseq;
    config.normal.depth = 0.0;
    simulate_pair(&config, &genome.inputs(), &genome.output("case"), 2, None).unwrap();
    let (mut bases, mut wrong) = ([0.0f64; 100], [0.0f64; 100]);
    for read in alignments(&genome.output("case").join("tumor.bam")).iter().filter(|r| r.cigar == [('M', 150)]) {
        for (i, &there) in genome.bases(read.contig, read.start, read.end).iter().enumerate() {
            bases[usize::from(read.qualities[i])] += 1.0;
            wrong[usize::from(read.qualities[i])] += f64::from(u8::from(read.bases[i] != there));
        }
    }
    let mut checked = 0;
    for quality in 5..42 {
        let expected = bases[quality] * 10f64.powf(-(quality as f64) / 10.0);
        if expected > 50.0 {
            assert!(
                (wrong[quality] - expected).abs() < 6.0 * expected.sqrt() + 0.03 * expected,
                "Q{quality}: {} of {expected}",
                wrong[quality]
            );
            checked += 1;
        }
    }
    assert!(checked > 15, "{checked}");
    assert!(!genome.output("case").join("normal.bam").exists());
}

#[test]
fn a_panel_is_deep_on_its_targets_only() {
    let genome = genome();
    let targets = genome.write("targets.bed", "chr1\t20000\t22000\nchr2\t30000\t30500\n");
    let ambiguous = genome.write("mapq0.bed", "chr1\t20000\t20500\n");
    let inputs = Inputs { targets: Some(targets), ambiguous: Some(ambiguous), ..Inputs::new(genome.path()) };
    let mut config = oncosweep_sim::config::Preset::Panel.config();
    config.normal.depth = 0.0;
    config.coverage.target_sd = 0.0;
    simulate_pair(&config, &inputs, &genome.output("case"), 2, None).unwrap();
    let reads = alignments(&genome.output("case").join("tumor.bam"));
    let covered = |contig: usize, from: usize, to: usize| {
        let shared = reads.iter().filter(|r| r.contig == contig && !r.is(0x400)).map(|r| r.end.min(to).saturating_sub(r.start.max(from)));
        shared.sum::<usize>() as f64 / (to - from) as f64
    };
    let (on, off) = (covered(0, 20_500, 21_500), covered(0, 100_000, 140_000));
    assert!((400.0..620.0).contains(&on) && off < 5.0, "{on} {off}");
    let quality =
        |from: usize, to: usize| reads.iter().filter(move |r| r.contig == 0 && r.start >= from && r.end <= to).map(|r| r.mapping_quality);
    assert!(quality(20_000, 20_500).all(|q| q == 0) && quality(20_600, 21_900).all(|q| q == 60));
}

#[test]
fn consensus_reads_carry_their_family() {
    let genome = genome();
    let mut config = Config { seed: 3, ..oncosweep_sim::config::Preset::Ctdna.config() };
    (config.tumor.depth, config.normal.depth) = (20.0, 0.0);
    assert_eq!(config.duplicates.umi, UmiKind::Duplex);
    simulate_pair(&config, &Inputs::new(genome.path()), &genome.output("case"), 1, None).unwrap();
    let reads = alignments(&genome.output("case").join("tumor.bam"));
    check_records(&genome, &reads);
    let number = |read: &Alignment, tag: &str| read.tags[tag].parse::<u32>().unwrap();
    for read in &reads {
        assert_eq!(number(read, "aD") + number(read, "bD"), number(read, "cD"));
        assert!(read.tags["RX"].len() == 17 && read.tags.contains_key("MI") && !read.is(0x400));
    }
    let length = reads.iter().map(|r| r.template_length.unsigned_abs()).sum::<u64>() as f64 / reads.len() as f64;
    assert!((150.0..200.0).contains(&length), "{length}");
}

#[test]
fn contamination_and_tumour_in_normal_show() {
    let genome = genome();
    let mut config = config();
    config.tumor.contamination = 0.2;
    config.normal.tumor_fraction = 0.3;
    simulate_pair(&config, &genome.inputs(), &genome.output("case"), 2, None).unwrap();
    let sums = |rows: &[Vec<String>], alternate: &str, total: &str| {
        let sum = |key: &str| rows.iter().filter_map(|row| info::<f64>(row, key)).sum::<f64>();
        sum(alternate) / sum(total)
    };
    let germline = table(&genome.output("case").join("germline.vcf.gz"));
    let foreign: Vec<Vec<String>> = germline.into_iter().filter(|row| row[7].contains("GT=0|0;OTHER=1|1")).collect();
    let share = sums(&foreign, "NALT", "NTOT");
    assert!(foreign.len() > 5 && (share - 0.2).abs() < 0.06, "{share} of {}", foreign.len());
    let somatic = table(&genome.output("case").join("somatic.vcf.gz"));
    let (expected, found) =
        (somatic.iter().filter_map(|row| info::<f64>(row, "NVAF")).sum::<f64>() / somatic.len() as f64, sums(&somatic, "NNALT", "NNTOT"));
    assert!(expected > 0.08 && (found - expected).abs() < 0.03, "{found} {expected}");
}

#[test]
fn listed_variants_and_junctions_are_planted() {
    let genome = genome();
    let letter = |at: usize| char::from(genome.contigs[0].1[at]);
    let other = |at: usize| if letter(at) == 'A' { 'C' } else { 'A' };
    let vcf = format!(
        "##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nchr1\t30001\t.\t{}\t{}\t.\t.\tAF=0.4\n1\t40001\t.\t{}\t{}\t.\t.\tGT=1|1\n",
        letter(30_000),
        other(30_000),
        letter(40_000),
        other(40_000)
    );
    let variants = genome.write("list.vcf", &vcf);
    let junctions = genome.write("list.tsv", "MINE\tchr1\t50001\t-\tchr2\t20001\t+\t0.5\tGATTACA\n");
    let mut config = config();
    (config.tumor.tumor_fraction, config.junctions.random) = (1.0, 0);
    let inputs = Inputs { variants: Some(variants), junctions: Some(junctions), ..Inputs::new(genome.path()) };
    simulate_pair(&config, &inputs, &genome.output("case"), 2, None).unwrap();
    let somatic = table(&genome.output("case").join("somatic.vcf.gz"));
    let row = somatic.iter().find(|row| row[0] == "chr1" && row[1] == "30001").unwrap();
    assert_eq!((info::<f64>(row, "TVAF"), info::<f64>(row, "NVAF")), (Some(0.4), Some(0.0)));
    assert!(info::<f64>(row, "NALT").unwrap() > 10.0);
    let germline = table(&genome.output("case").join("germline.vcf.gz"));
    assert!(germline.iter().any(|row| row[1] == "40001" && row[7].contains("GT=1|1")));
    let reads = alignments(&genome.output("case").join("tumor.bam"));
    check_records(&genome, &reads);
    let split: Vec<&Alignment> = reads.iter().filter(|r| r.tags.contains_key("SA") && r.contig == 0).collect();
    // The first side is read downwards: it ends at the left of the alignments, at the 1-based position 50001 or a base or two before.
    assert!(split.len() > 10 && split.iter().all(|r| r.start.abs_diff(50_000) < 12 && r.cigar[0].0 != 'M'), "{split:?}");
}

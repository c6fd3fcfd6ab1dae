//! Insertions and deletions beside a junction: reads that carry them, as variants or as errors, still support it, and it stays where it is.

use oncosweep::{
    fusion::{self, Assay, Fusion, FusionCase, FusionConfig, FusionEvidence},
    genome::{Contigs, Span},
    sweep::{Bases, Cigar, Flags, Merge, Read, ReadStore},
};

use crate::{
    fusion::{Alignments, refine_with, two_contigs},
    fusion_events::{exons, letters, model, packed},
};

const LENGTH: usize = 100_000;
/// Bases before the junction on the first contig, and the first one behind it on the second, 0-based.
const FIRST: usize = 30_000;
const SECOND: usize = 20_000;

/// Two contigs that share nothing at the junction.
fn genome() -> [Vec<u8>; 2] {
    let [mut a, b] = [letters(LENGTH, 71), letters(LENGTH, 72)];
    let other = |letter: u8| if letter == b'A' { b'C' } else { b'A' };
    a[FIRST] = other(b[SECOND]);
    a[FIRST - 1] = other(b[SECOND - 1]);
    [a, b]
}

/// The best local alignment of `read` to `target` with bwa mem's scores: score, first base of the read, first of the target, operations.
fn aligned(read: &[u8], target: &[u8]) -> (i32, usize, usize, Vec<(u32, u32)>) {
    let width = target.len() + 1;
    let mut scores = vec![[0i32, i32::MIN / 2, i32::MIN / 2]; width * (read.len() + 1)];
    let (mut best, mut end) = (0, 0);
    for i in 1..=read.len() {
        for j in 1..width {
            let at = i * width + j;
            let agree = if read[i - 1] == target[j - 1] { 1 } else { -4 };
            let top = |cell: [i32; 3]| cell.into_iter().max().unwrap();
            let both = (top(scores[at - width - 1]) + agree).max(0);
            let deleted = (top(scores[at - 1]) - 7).max(scores[at - 1][1] - 1);
            let inserted = (top(scores[at - width]) - 7).max(scores[at - width][2] - 1);
            scores[at] = [both, deleted, inserted];
            if both > best {
                (best, end) = (both, at);
            }
        }
    }
    let (mut at, mut kind, mut ops): (usize, usize, Vec<(u32, u32)>) = (end, 0, Vec::new());
    let mut push = |op: u32| match ops.last_mut() {
        Some(last) if last.0 == op => last.1 += 1,
        _ => ops.push((op, 1)),
    };
    while scores[at][kind] > 0 || kind > 0 {
        let here = scores[at][kind];
        let step = [width + 1, 1, width][kind];
        push([0, 2, 1][kind]);
        at -= step;
        let cell = scores[at];
        kind = match kind {
            0 => (0..3).max_by_key(|&k| (cell[k], std::cmp::Reverse(k))).unwrap(),
            k if cell[k] - 1 == here => k,
            _ => 0,
        };
    }
    ops.reverse();
    (best, at / width, at % width, ops)
}

/// Score, first base of the read, contig, first base there, operations.
type Part = (i32, usize, u32, u32, Vec<(u32, u32)>);
/// Contig, start, CIGAR, bases, SA tag, flags, fragment.
type Record = (u32, u32, Vec<u32>, Vec<u8>, String, u16, u64);

/// A read as an aligner leaves it: the longer part primary, the other in an SA tag (and a record of its own) where it scores 30, else clipped.
fn push(store: &mut Vec<Record>, read: &[u8], genome: &[Vec<u8>; 2], fragment: u64) {
    let around = [FIRST, SECOND].map(|at| Span::new(at as u32 - 300, at as u32 + 300));
    let parts: Vec<Part> = (0..2)
        .map(|contig| {
            let span: Span = around[contig];
            let (score, from, start, ops) = aligned(read, &genome[contig][span.start as usize..span.end as usize]);
            (score, from, contig as u32, span.start + start as u32, ops)
        })
        .collect();
    let whole = |part: &Part| {
        let used: u32 = part.4.iter().filter(|op| op.0 != 2).map(|op| op.1).sum();
        let mut cigar = vec![(4, part.1 as u32)];
        cigar.extend(&part.4);
        cigar.push((4, read.len() as u32 - part.1 as u32 - used));
        cigar.retain(|op| op.1 > 0);
        cigar
    };
    let text = |part: &Part| {
        let ops: Vec<String> = whole(part).iter().map(|(op, n)| format!("{n}{}", ["M", "I", "D", "N", "S"][*op as usize])).collect();
        let cigar = ops.concat();
        format!("chr{},{},+,{cigar},60,0;", part.2 + 1, part.3 + 1)
    };
    let (primary, other) = if parts[0].0 >= parts[1].0 { (&parts[0], &parts[1]) } else { (&parts[1], &parts[0]) };
    let both = other.0 >= 30;
    let coded = |part| whole(part).iter().map(|&(op, n)| n << 4 | op).collect::<Vec<u32>>();
    store.push((primary.2, primary.3, coded(primary), read.to_vec(), if both { text(other) } else { String::new() }, 0, fragment));
    if both {
        store.push((other.2, other.3, coded(other), read.to_vec(), text(primary), 0x800, fragment));
    }
}

fn records(reads: &[Vec<u8>], genome: &[Vec<u8>; 2]) -> Alignments {
    let mut made = Vec::new();
    for (fragment, read) in reads.iter().enumerate() {
        push(&mut made, read, genome, fragment as u64);
    }
    made.sort_by_key(|m| (m.0, m.1, m.6, m.5));
    let mut store = ReadStore::default();
    for (contig, start, cigar, bases, supplementary, flags, fragment) in &made {
        let (packed, qualities) = (packed(bases), vec![30; bases.len()]);
        store.push(&Read {
            contig: *contig,
            start: *start,
            end: start + Cigar(cigar).reference_length(),
            flags: Flags(*flags),
            mapping_quality: 60,
            fragment: *fragment,
            mate: None,
            template_length: 0,
            cigar: Cigar(cigar),
            bases: Bases { packed: &packed, length: bases.len() as u32 },
            qualities: &qualities,
            supplementary_alignments: supplementary.as_bytes(),
            alternative_alignments: b"",
        });
    }
    Alignments { contigs: two_contigs(), reads: store }
}

/// As the end of a sweep leaves it.
fn refined(mut evidence: FusionEvidence, contigs: &Contigs, genome: &[Vec<u8>; 2]) -> FusionEvidence {
    let genes = model(&exons("AAA", "chr1", '+', &[(28_001, 29_000), (31_001, 32_000)]), contigs);
    refine_with(&mut evidence, Assay::Dna, contigs, &genes, |contig, span| {
        genome[contig as usize][span.start as usize..(span.end as usize).min(LENGTH)].to_vec()
    });
    evidence
}

fn call(evidence: &FusionEvidence, contigs: &Contigs) -> Vec<Fusion> {
    let config = FusionConfig { min_quality: 0.0, min_listed_fragments: 1, ..FusionConfig::default() };
    fusion::call(evidence, &FusionCase::new(Assay::Dna, contigs), &config).fusions
}

fn called(reads: &[Vec<u8>], genome: &[Vec<u8>; 2]) -> Vec<Fusion> {
    let alignments = records(reads, genome);
    call(&refined(alignments.whole(Assay::Dna), &alignments.contigs, genome), &alignments.contigs)
}

/// The same from two sweeps, one a contig, whose evidence is merged when each has decided whose the inserted bases are.
fn called_in_parts(reads: &[Vec<u8>], genome: &[Vec<u8>; 2]) -> Vec<Fusion> {
    let alignments = records(reads, genome);
    let mut all = FusionEvidence::default();
    for part in alignments.parts(Assay::Dna, |_| Vec::new()) {
        all.merge(refined(part, &alignments.contigs, genome));
    }
    call(&all, &alignments.contigs)
}

/// Reads of 100 bases over the junction of `molecule` at `seam`.
fn over(molecule: &[u8], seam: usize) -> Vec<Vec<u8>> {
    (seam - 70..seam - 30).step_by(3).map(|start| molecule[start..start + 100].to_vec()).collect()
}

fn check(fusions: &[Fusion], reads: usize, molecule: &[u8], seam: usize, what: &str) {
    let [fusion] = fusions else { panic!("{what}: {fusions:#?}") };
    assert_eq!((fusion.breakpoint1.to_string(), fusion.breakpoint2.to_string()), ("chr1:30000".into(), "chr2:20001".into()), "{what}");
    assert_eq!((fusion.homology_bp, fusion.inserted_bp, fusion.split_reads), (0, 0, reads as u32), "{what}");
    let consensus = fusion.consensus.as_deref().unwrap_or_else(|| panic!("{what}"));
    let parts: Vec<&str> = consensus.split('|').collect();
    let [before, after] = [parts[0], parts[2]].map(str::as_bytes);
    assert!(before.len() >= 30 && after.len() >= 30 && parts[1].is_empty(), "{what}: {consensus}");
    assert!(molecule[..seam].ends_with(before) && molecule[seam..].starts_with(after), "{what}: {consensus}");
}

#[test]
fn a_small_indel_beside_the_junction_moves_nothing() {
    let genome = genome();
    let [a, b] = [&genome[0][..FIRST], &genome[1][SECOND..]];
    for distance in [8, 10, 12, 16, 20] {
        for size in [1, 2, 3, 5] {
            let left = |middle: &[u8], skip: usize| [&a[..a.len() - distance - skip], middle, &a[a.len() - distance..], &b[..300]].concat();
            let right = |middle: &[u8], skip: usize| [a, &b[..distance], middle, &b[distance + skip..300]].concat();
            let strange = letters(size, 900 + size as u64);
            let molecules = [
                ("deletion before", left(b"", size), FIRST - size),
                ("insertion before", left(&strange, 0), FIRST + size),
                ("deletion behind", right(b"", size), FIRST),
                ("insertion behind", right(&strange, 0), FIRST),
            ];
            for (kind, molecule, seam) in molecules {
                let what = format!("{kind} of {size} at {distance}");
                if 2 * distance < 11 + size {
                    continue;
                }
                let reads = over(&molecule, seam);
                let fusions = called(&reads, &genome);
                check(&fusions, reads.len(), &molecule, seam, &what);
                assert_eq!(called_in_parts(&reads, &genome), fusions, "{what}");
            }
        }
    }
}

/// Reads of 130 bases over the junction of `molecule`, at [`FIRST`]; of each hundred bases three begin an insertion or a deletion of one to three.
fn with_indel_errors(molecule: &[u8], count: usize, seed: u64) -> Vec<Vec<u8>> {
    let mut random = letters(400_000, seed).into_iter().map(|letter| b"ACGT".iter().position(|&x| x == letter).unwrap());
    let mut draw = |bits: usize| (0..bits).fold(0, |sum, _| sum * 4 + random.next().unwrap());
    let mut with_errors = |read: &[u8]| {
        let mut out = Vec::new();
        let mut skip = 0;
        for &letter in read {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            if draw(4) * 100 < 3 * 256 {
                let size = 1 + draw(2) % 3;
                if draw(1) < 2 {
                    skip = size - 1;
                    continue;
                }
                out.extend((0..size).map(|_| b"ACGT"[draw(1)]));
            }
            out.push(letter);
        }
        out
    };
    (0..count).map(|i| with_errors(&molecule[FIRST - 100 + i..FIRST + 30 + i])).collect()
}

#[test]
fn reads_full_of_indel_errors_support_the_junction_that_is_there() {
    let genome = genome();
    let molecule = [&genome[0][..FIRST], &genome[1][SECOND..SECOND + 400]].concat();
    let reads = with_indel_errors(&molecule, 60, 5);
    let fusions = called(&reads, &genome);
    let fusion = &fusions[0];
    assert_eq!(
        (fusion.breakpoint1.to_string(), fusion.breakpoint2.to_string()),
        ("chr1:30000".into(), "chr2:20001".into()),
        "{fusions:#?}"
    );
    assert_eq!((fusion.homology_bp, fusion.inserted_bp), (0, 0));
    let elsewhere: u32 = fusions[1..].iter().map(|f| f.supporting_fragments).sum();
    assert!(fusion.split_reads >= 54 && elsewhere <= 4, "{} and {elsewhere} elsewhere: {fusions:#?}", fusion.split_reads);
    let consensus = fusion.consensus.as_deref().unwrap();
    let parts: Vec<&str> = consensus.split('|').collect();
    let [before, after] = [parts[0], parts[2]].map(str::as_bytes);
    // The outermost places have few votes.
    assert!(before.len() >= 55 && molecule[..FIRST].ends_with(&before[before.len() - 50..]), "{consensus}");
    assert!(after.len() >= 55 && molecule[FIRST..].starts_with(&after[..50]), "{consensus}");
}

/// Whose the inserted bases at a junction are is decided at the end of each sweep, by the reads that it has. Sweeps of regions that are merged have decided by fewer; that moves no
/// breakpoint. What may differ are reads full of errors: which of them agree with the junction.
#[test]
fn sweeps_of_regions_decide_as_one_sweep_does() {
    let genome = genome();
    let molecule = [&genome[0][..FIRST], &genome[1][SECOND..SECOND + 400]].concat();
    let (mut same, mut off) = (0, 0);
    for seed in 0..24 {
        let reads = with_indel_errors(&molecule, 5 + 2 * seed, 40 + seed as u64);
        let (whole, parts) = (called(&reads, &genome), called_in_parts(&reads, &genome));
        let told = |fusions: &[Fusion]| {
            let best = &fusions[0];
            (best.breakpoint1.to_string(), best.breakpoint2.to_string(), best.homology_bp, best.inserted_bp, best.filters.clone())
        };
        assert_eq!(told(&parts), told(&whole), "{seed}");
        off += parts[0].supporting_fragments.abs_diff(whole[0].supporting_fragments);
        same += u32::from(parts == whole);
    }
    assert!(off <= 2, "{off}");
    eprintln!("{same} of 24 the same in everything, {off} reads elsewhere");
}

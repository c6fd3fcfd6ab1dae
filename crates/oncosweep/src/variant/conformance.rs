//! The cheap scan counts what samtools counts: every base at every place (`mpileup`) and all of them together (`depth`), with all filters off.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use super::scan::{ReferenceCodes, mismatches};
use crate::{
    genome::{Reference, Span},
    sweep::{Collector, Merge, Plan, Read, Sample, Source, Sweep, SweepOptions, Window, WindowReads},
};

/// Reads with A, C, G and T by contig and position, where there are any; and reads with any base.
#[derive(Debug, Default, PartialEq)]
struct Counts {
    bases: BTreeMap<(u32, u32), [i32; 4]>,
    depth: BTreeMap<(u32, u32), i32>,
}

impl Merge for Counts {
    fn merge(&mut self, other: Self) {
        self.bases.extend(other.bases);
        self.depth.extend(other.depth);
    }
}

/// Counts bases as the pileup does: depth by differences, what differs by the scan, the reference's as the rest.
#[derive(Default)]
struct AllBases {
    core: Span0,
    codes: ReferenceCodes,
    letters: Vec<u8>,
    letters_start: u32,
    depth: Vec<i32>,
    /// Reads whose base was not read.
    unread: Vec<i32>,
    others: Vec<[i32; 4]>,
}

/// A span with an empty default.
#[derive(Clone, Copy)]
struct Span0(Span);

impl Default for Span0 {
    fn default() -> Self {
        Self(Span::new(0, 0))
    }
}

impl Collector for AllBases {
    type Evidence = Counts;

    fn begin(&mut self, window: &Window<'_>) {
        let reference = window.reference.unwrap();
        self.core = Span0(window.core);
        self.codes.set(&reference);
        self.letters = reference.bases.to_vec();
        self.letters_start = reference.start;
        self.depth = vec![0; window.core.len() as usize + 1];
        self.unread = vec![0; window.core.len() as usize];
        self.others = vec![[0; 4]; window.core.len() as usize];
    }

    fn observe(&mut self, _sample: Sample, read: &Read<'_>, _index: usize, _owned: bool) {
        let core = self.core.0;
        for block in read.blocks() {
            let inside = Span::new(block.reference_start, block.reference_start + block.length).intersection(core);
            if !inside.is_empty() {
                self.depth[(inside.start - core.start) as usize] += 1;
                self.depth[(inside.end - core.start) as usize] -= 1;
            }
            // A base that was not read is none of the four.
            for i in (0..block.length).filter(|i| read.bases.code(block.read_offset + i) == 15) {
                let position = block.reference_start + i;
                if core.contains(position) {
                    self.unread[(position - core.start) as usize] += 1;
                }
            }
        }
        mismatches(read, &self.codes, |position, _, _, seen| {
            if core.contains(position) && matches!(seen, 1 | 2 | 4 | 8) {
                self.others[(position - core.start) as usize][seen.trailing_zeros() as usize] += 1;
            }
        });
    }

    fn finish(&mut self, window: &Window<'_>, _reads: &WindowReads) -> Counts {
        let mut counts = Counts::default();
        let mut depth = 0;
        for (index, others) in self.others.iter().enumerate() {
            depth += self.depth[index];
            let position = window.core.start + index as u32;
            let mut all = *others;
            let letter = self.letters[(position - self.letters_start) as usize];
            if let Some(base) = b"ACGT".iter().position(|&base| base == letter) {
                all[base] += depth - self.unread[index] - others.iter().sum::<i32>();
            }
            if all != [0; 4] {
                counts.bases.insert((window.contig, position), all);
            }
            if depth > 0 {
                counts.depth.insert((window.contig, position), depth);
            }
        }
        counts
    }
}

/// The same of samtools, or `None` where it is not installed.
fn samtools(bam: &Path, reference: &Path, contigs: &crate::genome::Contigs) -> Option<Counts> {
    // The index of the reference would be written beside it.
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("reference.fa");
    std::fs::copy(reference, &copy).unwrap();
    let output = Command::new("samtools")
        .args(["mpileup", "-B", "-A", "-x", "-Q0", "-q0", "-d", "100000", "-f"])
        .args([&copy, bam])
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let mut counts = Counts::default();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let place = (contigs.resolve(fields[0]).unwrap(), fields[1].parse::<u32>().unwrap() - 1);
        let bases = piled(fields[4].as_bytes(), fields[2].as_bytes()[0]);
        if bases != [0; 4] {
            counts.bases.insert(place, bases);
        }
    }
    let output = Command::new("samtools").arg("depth").arg(bam).output().ok().filter(|output| output.status.success())?;
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let depth: i32 = fields[2].parse().unwrap();
        if depth > 0 {
            counts.depth.insert((contigs.resolve(fields[0]).unwrap(), fields[1].parse::<u32>().unwrap() - 1), depth);
        }
    }
    Some(counts)
}

/// The bases of mpileup's column (samtools manual, "Pileup Format").
fn piled(column: &[u8], reference: u8) -> [i32; 4] {
    let mut counts = [0; 4];
    let mut i = 0;
    while i < column.len() {
        let letter = match column[i] {
            b'^' => {
                i += 2;
                continue;
            }
            b'+' | b'-' => {
                let digits = column[i + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                let length: usize = std::str::from_utf8(&column[i + 1..=i + digits]).unwrap().parse().unwrap();
                i += 1 + digits + length;
                continue;
            }
            b'.' | b',' => reference,
            letter => letter,
        };
        if let Some(base) = b"ACGT".iter().position(|&base| base == letter.to_ascii_uppercase()) {
            counts[base] += 1;
        }
        i += 1;
    }
    counts
}

/// Compares all places of a file; the number of them.
fn compare(bam: &Path, reference: &Path) -> Option<usize> {
    let opened = Reference::open(reference).unwrap();
    let source = Source::open(bam, Some(&opened)).unwrap();
    let contigs = source.header().contigs.clone();
    let Some(expected) = samtools(bam, reference, &contigs) else {
        eprintln!("skipped: samtools is not installed");
        return None;
    };
    let plan = Plan::parse(&[], &contigs).unwrap();
    let options = SweepOptions { threads: 1, shard_bp: Some(50_000), stream: false, progress: None, cancel: None };
    let found = Sweep::new(&contigs, &source, None, Some(&opened), &plan).run(AllBases::default, &options).unwrap().evidence;
    let differing: Vec<_> = expected.bases.iter().filter(|(place, counts)| found.bases.get(place) != Some(counts)).take(5).collect();
    assert!(differing.is_empty(), "{}: samtools {differing:?}, here {:?}", bam.display(), found.bases.get(differing[0].0));
    assert_eq!(found.bases.len(), expected.bases.len(), "{}", bam.display());
    assert!(found.depth == expected.depth, "{}: depth", bam.display());
    Some(found.bases.len())
}

#[test]
fn the_demonstration_pair_is_counted_as_by_samtools() {
    let demo = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/demo"));
    for bam in ["tumor.bam", "normal.bam"] {
        compare(&demo.join(bam), &demo.join("genome.fa"));
    }
}

#[test]
fn a_spiked_in_pair_is_counted_as_by_samtools() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/somatic/spikein-hg002"));
    if !folder.exists() {
        eprintln!("skipped: ../shared/data/somatic/spikein-hg002 is not on this machine");
        return;
    }
    for bam in ["tumor.bam", "normal.bam"] {
        let places = compare(&folder.join(bam), &folder.join("compact.fa"));
        eprintln!("{bam}: {places:?} places agree");
    }
}

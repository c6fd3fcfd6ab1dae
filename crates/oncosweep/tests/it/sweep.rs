//! The sweep shows every read once and every position whole, wherever the genome is cut.

use rustc_hash::FxHashMap;

use oncosweep::{
    genome::{Contigs, Reference, Targets},
    sweep::{Collector, Merge, Plan, Read, Sample, SkipReason, Source, Sweep, SweepOptions, Swept, Window, WindowReads},
};
use rust_htslib::bam::{self, Read as _};

use crate::data::demo;

/// Depth by position and reads by start, the two kinds of counting every collector does.
#[derive(Debug, Default, PartialEq, Clone)]
struct Depths {
    depth: FxHashMap<(usize, u32, u32), u32>,
    starts: FxHashMap<(usize, u32, u32), u32>,
    /// Reference letter at each covered position.
    letters: FxHashMap<(u32, u32), u8>,
}

impl Merge for Depths {
    fn merge(&mut self, other: Self) {
        for (mine, theirs) in [(&mut self.depth, other.depth), (&mut self.starts, other.starts)] {
            for (key, count) in theirs {
                *mine.entry(key).or_default() += count;
            }
        }
        self.letters.extend(other.letters);
    }
}

#[derive(Default)]
struct DepthCollector {
    here: Depths,
    core: Option<oncosweep::genome::Span>,
}

impl Collector for DepthCollector {
    type Evidence = Depths;

    fn begin(&mut self, window: &Window<'_>) {
        self.here = Depths::default();
        self.core = Some(window.core);
    }

    fn observe(&mut self, sample: Sample, read: &Read<'_>, _index: usize, owned: bool) {
        let core = self.core.unwrap();
        for block in read.blocks() {
            for position in block.reference_start..block.reference_start + block.length {
                if core.contains(position) {
                    *self.here.depth.entry((sample as usize, read.contig, position)).or_default() += 1;
                }
            }
        }
        if owned {
            *self.here.starts.entry((sample as usize, read.contig, read.start)).or_default() += 1;
        }
    }

    fn finish(&mut self, window: &Window<'_>, reads: &WindowReads) -> Depths {
        assert!(reads.of(Sample::Tumor).iter().all(|(_, read)| read.contig == window.contig));
        if let Some(reference) = window.reference {
            for &(_, contig, position) in self.here.depth.keys() {
                self.here.letters.insert((contig, position), reference.base(position));
            }
        }
        std::mem::take(&mut self.here)
    }
}

fn run(plan: impl Fn(&Contigs) -> Plan, options: &SweepOptions<'_>) -> Swept<Depths> {
    let reference = Reference::open(&demo("genome.fa")).unwrap();
    let tumor = Source::open(&demo("tumor.bam"), Some(&reference)).unwrap();
    let normal = Source::open(&demo("normal.bam"), Some(&reference)).unwrap();
    let contigs = tumor.header().contigs.clone();
    let plan = plan(&contigs);
    Sweep::new(&contigs, &tumor, Some(&normal), Some(&reference), &plan).run(DepthCollector::default, options).unwrap()
}

/// The same from a plain loop over the file.
fn naive(regions: Option<&Targets>) -> (Depths, [u64; 2], [u64; 2]) {
    let mut depths = Depths::default();
    let (mut reads, mut duplicates) = ([0; 2], [0; 2]);
    let mut reference = Reference::open(&demo("genome.fa")).unwrap();
    for (sample, file) in ["tumor.bam", "normal.bam"].into_iter().enumerate() {
        let mut reader = bam::Reader::from_path(demo(file)).unwrap();
        for record in reader.records().map(Result::unwrap) {
            let contig = record.tid().max(0) as u32;
            let wanted = |position: u32| regions.is_none_or(|regions| regions.contains(contig, position));
            let owned = wanted(record.pos().max(0) as u32);
            reads[sample] += u64::from(owned);
            duplicates[sample] += u64::from(owned && record.is_duplicate() && !record.is_unmapped());
            if record.is_unmapped() || record.is_duplicate() || record.is_secondary() || record.is_quality_check_failed() {
                continue;
            }
            if owned {
                *depths.starts.entry((sample, contig, record.pos() as u32)).or_default() += 1;
            }
            let mut position = record.pos() as u32;
            for op in &record.cigar() {
                let length = op.len();
                if matches!(op.char(), 'M' | '=' | 'X') {
                    for p in (position..position + length).filter(|&p| wanted(p)) {
                        *depths.depth.entry((sample, contig, p)).or_default() += 1;
                    }
                }
                if matches!(op.char(), 'M' | '=' | 'X' | 'D' | 'N') {
                    position += length;
                }
            }
        }
    }
    for (id, name) in [(0, "chr1"), (1, "chr2")] {
        let bases = reference.fetch(name, 0, u32::MAX).unwrap();
        for &(_, _, position) in depths.depth.keys().filter(|key| key.1 == id) {
            depths.letters.insert((id, position), bases[position as usize]);
        }
    }
    (depths, reads, duplicates)
}

#[test]
fn equals_a_plain_loop_for_any_threads_shards_and_input() {
    let (expected, reads, duplicates) = naive(None);
    assert!(expected.depth.len() > 300_000);
    for (threads, shard_bp, stream) in [(1, None, false), (2, Some(7_777), false), (3, Some(40_000), false), (2, None, true)] {
        let swept = run(Plan::whole, &SweepOptions { threads, shard_bp, stream, ..Default::default() });
        let label = format!("threads {threads}, shard {shard_bp:?}, stream {stream}");
        assert!(swept.evidence == expected, "{label}");
        for sample in 0..2 {
            assert_eq!(swept.counts[sample].reads, reads[sample], "{label}");
            assert_eq!(swept.counts[sample].skipped.get(SkipReason::Duplicate), duplicates[sample], "{label}");
        }
    }
}

#[test]
fn regions_limit_positions_and_reads_alike_indexed_and_streamed() {
    let text = ["chr1:1001-60000", "chr1:60301-60400", "chr2:5000-9000"].map(str::to_owned);
    let plan = |contigs: &Contigs| Plan::parse(&text, contigs).unwrap();
    let contigs = Source::open(&demo("tumor.bam"), None).unwrap().header().contigs.clone();
    let (expected, reads, _) = naive(Some(&plan(&contigs).regions));
    for (shard_bp, stream) in [(None, false), (Some(500), false), (None, true)] {
        let swept = run(plan, &SweepOptions { threads: 2, shard_bp, stream, ..Default::default() });
        assert!(swept.evidence == expected, "shard {shard_bp:?}, stream {stream}");
        assert_eq!([swept.counts[0].reads, swept.counts[1].reads], reads);
    }
}

#[test]
fn a_cancelled_sweep_stops() {
    let cancel = std::sync::atomic::AtomicBool::new(true);
    for stream in [false, true] {
        let tumor = Source::open(&demo("tumor.bam"), None).unwrap();
        let contigs = tumor.header().contigs.clone();
        let plan = Plan::whole(&contigs);
        let options = SweepOptions { stream, cancel: Some(&cancel), ..Default::default() };
        let outcome = Sweep::new(&contigs, &tumor, None, None, &plan).run(DepthCollector::default, &options);
        assert!(matches!(outcome, Err(oncosweep::Error::Cancelled)));
    }
}

#[test]
fn progress_reaches_the_end_and_counts_every_read() {
    use std::sync::Mutex;

    use oncosweep::sweep::{Progress, ProgressEvent};

    #[derive(Default)]
    struct Seen(Mutex<(u64, f64)>);
    impl Progress for Seen {
        fn advance(&self, event: &ProgressEvent<'_>) {
            let mut seen = self.0.lock().unwrap();
            *seen = (seen.0 + event.reads, seen.1.max(event.fraction));
        }
    }

    let seen = Seen::default();
    let swept = run(Plan::whole, &SweepOptions { threads: 2, progress: Some(&seen), ..Default::default() });
    let (reads, fraction) = *seen.0.lock().unwrap();
    let placed: u64 = swept.counts.iter().map(|counts| counts.reads).sum();
    assert!((fraction - 1.0).abs() < 1e-9);
    // Unplaced reads, if any, come after the last window.
    assert!(reads <= placed && reads * 100 > placed * 99, "{reads} of {placed}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_a_file_read_once() {
    use std::{io::Write, process::Command, thread};

    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe.bam");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let bytes = std::fs::read(demo("tumor.bam")).unwrap();
    let (expected, ..) = naive(None);
    // Whole, and without the end-of-file block of 28 bytes.
    for (length, is_whole) in [(bytes.len(), true), (bytes.len() - 28, false)] {
        let (pipe_in, part) = (pipe.clone(), bytes[..length].to_vec());
        let writer = thread::spawn(move || {
            let mut file = std::fs::OpenOptions::new().write(true).open(pipe_in).unwrap();
            file.write_all(&part).unwrap();
        });
        let tumor = Source::open(&pipe, None).unwrap();
        let contigs = tumor.header().contigs.clone();
        let plan = Plan::whole(&contigs);
        let outcome = Sweep::new(&contigs, &tumor, None, None, &plan).run(DepthCollector::default, &SweepOptions::default());
        writer.join().unwrap();
        match outcome {
            Ok(swept) => {
                assert!(is_whole);
                assert_eq!(swept.evidence.starts.len(), expected.starts.keys().filter(|key| key.0 == 0).count());
            }
            Err(error) => assert!(!is_whole && matches!(error, oncosweep::Error::Truncated { .. }), "{error}"),
        }
    }
}

#[test]
fn stacks_on_two_contigs_are_two_stacks() {
    use std::fmt::Write;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("amplicons.sam");
    let mut text = "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:a\tLN:100\n@SQ\tSN:b\tLN:100\n".to_owned();
    for contig in ["a", "b"] {
        for i in 0..=oncosweep::sweep::MAX_IDENTICAL_SPANS {
            writeln!(text, "{contig}{i}\t0\t{contig}\t1\t60\t4M\t*\t0\t0\tACGT\tIIII").unwrap();
        }
    }
    std::fs::write(&path, text).unwrap();
    let tumor = Source::open(&path, None).unwrap();
    let contigs = tumor.header().contigs.clone();
    let plan = Plan::whole(&contigs);
    let swept = Sweep::new(&contigs, &tumor, None, None, &plan).run(DepthCollector::default, &SweepOptions::default()).unwrap();
    assert_eq!(swept.counts[0].skipped.get(SkipReason::DepthCap), 2, "one too many on each contig");
}

#[test]
fn an_alignment_past_every_position_is_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("garbage.sam");
    let gaps = "268435455N1M".repeat(20);
    let text = format!("@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:a\tLN:100\nr\t0\ta\t1\t60\t4M{gaps}\t*\t0\t0\t{}\t*\n", "A".repeat(24));
    std::fs::write(&path, text).unwrap();
    let tumor = Source::open(&path, None).unwrap();
    let contigs = tumor.header().contigs.clone();
    let plan = Plan::whole(&contigs);
    let swept = Sweep::new(&contigs, &tumor, None, None, &plan).run(DepthCollector::default, &SweepOptions::default()).unwrap();
    assert_eq!(swept.counts[0].skipped.get(SkipReason::NoAlignedBases), 1);
}

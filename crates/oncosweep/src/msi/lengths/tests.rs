use super::{super::ShortSequence, *};
use crate::{
    genome::Span,
    sweep::{Merge, read_maker::MadeRead},
};

const LETTERS: &str = "GATTACAGGCTTTTTTTTTTCAGTACCATG";

fn t10(start: u32) -> Site {
    let bases = |text: &str| ShortSequence::new(text.as_bytes()).unwrap();
    Site { contig: 0, start, unit: bases("T"), copies: 10, left_flank: bases("CAGGC"), right_flank: bases("CAGTA") }
}

fn sites() -> Arc<Sites> {
    Arc::new(Sites::new(vec![t10(110), t10(210), t10(310)]))
}

/// Reads of ten fragments at each of the three sites; every third one lost one T, every fourth has a mate that overlaps.
fn reads() -> Vec<(Sample, MadeRead)> {
    let mut reads = Vec::new();
    for i in 0..30u32 {
        let (start, shorter) = (100 + 100 * (i / 10), i % 3 == 0);
        let (cigar, letters) = if shorter { ("10M1D19M", LETTERS.replacen('T', "", 1)) } else { ("30M", LETTERS.to_owned()) };
        let letters =
            if shorter { letters.replacen("GATACAGGC", "GATTACAGGC", 1).replacen("GCTTTTTTTTTTC", "GCTTTTTTTTTC", 1) } else { letters };
        let mut read = MadeRead::new(start, cigar, &letters);
        read.fragment = u64::from(i);
        let sample = if i % 2 == 0 { Sample::Tumor } else { Sample::Normal };
        reads.push((sample, read.clone()));
        if i % 4 == 0 {
            reads.push((sample, read));
        }
    }
    reads
}

fn collect(core: Span, reads: &[(Sample, MadeRead)]) -> MsiEvidence {
    let window = Window { contig: 0, contig_name: "chr1", contig_length: 1000, core, reference: None, has_normal: true };
    let mut collector = MsiCollector::new(sites(), MsiSweepConfig::default());
    collector.begin(&window);
    for (index, (sample, read)) in reads.iter().enumerate() {
        collector.observe(*sample, &read.read(), index, core.contains(read.start));
    }
    collector.finish(&window, &WindowReads::default())
}

#[test]
fn mates_count_once_and_must_agree() {
    let mut twin = MadeRead::new(100, "30M", LETTERS);
    twin.fragment = 7;
    let mut other = MadeRead::new(100, "10M1D19M", "GATTACAGGCTTTTTTTTTCAGTACCATG");
    other.fragment = 8;
    let mut odd = MadeRead::new(100, "30M", LETTERS);
    odd.fragment = 8;
    let mut low = twin.clone();
    (low.fragment, low.mapping_quality) = (9, 9);
    let mut unknown = twin.clone();
    (unknown.fragment, unknown.mapping_quality) = (10, 255);
    let mut supplementary = twin.clone();
    supplementary.flags = 0x800;
    let reads = [twin.clone(), twin, other, odd, low, unknown, supplementary].map(|read| (Sample::Tumor, read));
    let evidence = collect(Span::new(0, 1000), &reads);
    assert_eq!(evidence.counts.len(), 1);
    assert_eq!(evidence.counts[0].tumor.iter().collect::<Vec<_>>(), vec![(10, 2)]);
    assert!(evidence.counts[0].normal.is_empty());
    let skipped = evidence.skipped(Sample::Tumor);
    assert_eq!(skipped.iter().map(|(_, n)| n).sum::<u64>(), 3);
    for reason in [LengthSkip::MatesDisagree, LengthSkip::LowMappingQuality, LengthSkip::Supplementary] {
        assert_eq!(skipped.get(reason), 1, "{}", reason.code());
    }
}

#[test]
fn cut_anywhere_is_the_whole() {
    let reads = reads();
    let whole = collect(Span::new(0, 1000), &reads);
    assert_eq!(whole.counts.len(), 3);
    assert_eq!(whole.counts.iter().map(|s| s.tumor.total() + s.normal.total()).sum::<u32>(), 30);
    assert_eq!(whole.counts[0].tumor.iter().collect::<Vec<_>>(), vec![(9, 2), (10, 3)]);
    for cut in 0..400 {
        let mut parts = collect(Span::new(0, cut), &reads);
        parts.merge(collect(Span::new(cut, 1000), &reads));
        assert_eq!(parts, whole, "cut at {cut}");
        let mut parts = collect(Span::new(cut, 1000), &reads);
        parts.merge(collect(Span::new(0, cut), &reads));
        assert_eq!(parts, whole, "cut at {cut}, merged in the other order");
    }
}

#[test]
fn merging_adds_lanes() {
    let reads = reads();
    let mut twice = collect(Span::new(0, 1000), &reads);
    twice.merge(collect(Span::new(0, 1000), &reads));
    assert_eq!(twice.counts.len(), 3);
    assert_eq!(twice.counts[0].tumor.iter().collect::<Vec<_>>(), vec![(9, 4), (10, 6)]);
}

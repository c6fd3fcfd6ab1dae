//! The depth of the burden's territory: that of `samtools depth`, and callable bases as a plain count over it.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use oncosweep::{
    genome::{Reference, Targets},
    sweep::{Plan, Source, Sweep, SweepOptions},
    tmb::{DepthHistogram, TerritoryCollector, TerritoryEvidence},
};

use crate::data::{demo, shared};

/// Bases by depth of tumour and normal.
type Joint = BTreeMap<(u32, u32), u64>;
/// Depths of tumour and normal by contig's name and 1-based position.
type Depths = BTreeMap<(String, u32), [u32; 2]>;

/// What samtools prints; `None` where it is not installed.
fn samtools(arguments: &[&str], paths: &[&Path]) -> Option<String> {
    let output = Command::new("samtools").args(arguments).args(paths).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Depths at every base of `bed`, by `samtools depth`: supplementary alignments (`-G 0x800`) and low mapping qualities (`-Q 20`) do not count;
/// with `more` = `-s`, fragments count once where mates overlap. `None` where samtools is not installed.
fn samtools_depth(more: &[&str], bed: &Path, bams: [&Path; 2]) -> Option<Depths> {
    let arguments = [&["depth", "-a", "-Q", "20", "-G", "0x800"], more, &["-b", bed.to_str().unwrap()]].concat();
    let text = samtools(&arguments, &bams)?;
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [position, tumor, normal] = [1, 2, 3].map(|field: usize| fields[field].parse().unwrap());
        ((fields[0].to_owned(), position), [tumor, normal])
    };
    Some(text.lines().map(row).collect())
}

fn joint(depths: &Depths) -> Joint {
    let mut bases = Joint::new();
    for depth in depths.values() {
        *bases.entry((depth[0].min(DepthHistogram::TUMOR_DEPTH_CAP), depth[1].min(DepthHistogram::NORMAL_DEPTH_CAP))).or_default() += 1;
    }
    bases
}

fn gathered(bed: &Path, [tumor, normal]: [&Path; 2], reference: &Path) -> TerritoryEvidence {
    let reference = Reference::open(reference).unwrap();
    let [tumor, normal] = [tumor, normal].map(|path| Source::open(path, Some(&reference)).unwrap());
    let contigs = tumor.header().contigs.clone();
    let targets = Arc::new(Targets::from_bed(bed, &contigs).unwrap());
    let plan = Plan { regions: targets.padded(500, &contigs), unplaced: false };
    let options = SweepOptions { threads: 2, shard_bp: Some(20_000), stream: false, progress: None, cancel: None };
    let make = || TerritoryCollector::new(Arc::clone(&targets), Arc::clone(&targets), 20);
    Sweep::new(&contigs, &tumor, Some(&normal), Some(&reference), &plan).run(make, &options).unwrap().evidence
}

/// Compares what the collector gathers with depths at every base.
fn compare(expected: &Depths, bed: &Path, bams: [&Path; 2], reference: &Path) {
    let expected = joint(expected);
    let found = gathered(bed, bams, reference);
    let rows: Vec<(u16, u16, u64)> = found.coding.clone().into();
    let rows: Joint = rows.into_iter().map(|(t, n, bases)| ((t.into(), n.into()), bases)).collect();
    let differing: Vec<_> = expected.iter().filter(|(depth, bases)| rows.get(depth) != Some(bases)).take(5).collect();
    assert_eq!(rows, expected, "expected {differing:?}");
    for (min_tumor, min_normal) in [(1, 1), (20, 8), (25, 8), (40, 20), (100, 30)] {
        let counted = expected.iter().filter(|((t, n), _)| *t >= min_tumor && *n >= min_normal).map(|(_, bases)| bases).sum::<u64>();
        assert_eq!(found.coding.callable_bases(min_tumor, min_normal), counted, "{min_tumor} {min_normal}");
    }
    let sum = |pick: fn(&(u32, u32)) -> u32| expected.iter().map(|(depth, bases)| u64::from(pick(depth)) * bases).sum::<u64>();
    assert_eq!(found.target_depth_sum, [sum(|d| d.0), sum(|d| d.1)]);
    eprintln!("{} bases agree, {} of them at 25 and 8 or deeper", found.target_bases, found.coding.callable_bases(25, 8));
}

/// How the two mates of a fragment are counted.
#[derive(Debug, Clone, Copy)]
enum Mates {
    /// Both, also where they overlap.
    Both,
    /// A base once, whichever of them shows it: what oncosweep counts.
    Once,
    /// The mate that comes second only behind the end of the first: what `samtools depth -s` counts.
    BehindTheFirst,
}

/// Positions (1-based) that a read of this start and CIGAR aligns, and the last position it covers.
fn aligned(start: u32, cigar: &str) -> (Vec<u32>, u32) {
    let (mut positions, mut at, mut length) = (Vec::new(), start, 0);
    for byte in cigar.bytes() {
        match byte {
            b'0'..=b'9' => length = 10 * length + u32::from(byte - b'0'),
            operation => {
                if b"M=X".contains(&operation) {
                    positions.extend(at..at + length);
                }
                at += if b"M=XDN".contains(&operation) { length } else { 0 };
                length = 0;
            }
        }
    }
    (positions, at - 1)
}

/// Depths at the bases of `bases`, read for read and base by base from the text of the alignments.
fn plain_depth(mates: Mates, bases: &Depths, bams: [&Path; 2]) -> Depths {
    // By contig: the depth at every position.
    let mut depths: HashMap<String, Vec<[u32; 2]>> = HashMap::new();
    for (sample, bam) in bams.into_iter().enumerate() {
        // By fragment and contig: what its first read aligns, and where that ends.
        let mut first: HashMap<(String, String), (HashSet<u32>, u32)> = HashMap::new();
        for line in samtools(&["view", "-q", "20", "-F", "0xF04"], &[bam]).unwrap().lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            let (positions, end) = aligned(fields[3].parse().unwrap(), fields[5]);
            let fragment = (fields[0].to_owned(), fields[2].to_owned());
            let known = first.get(&fragment);
            let is_new = |position: &u32| match (known, mates) {
                (None, _) | (_, Mates::Both) => true,
                (Some((seen, _)), Mates::Once) => !seen.contains(position),
                (Some((_, end)), Mates::BehindTheFirst) => position > end,
            };
            let contig = depths.entry(fields[2].to_owned()).or_default();
            contig.resize(contig.len().max(end as usize + 1), [0; 2]);
            for position in positions.iter().copied().filter(is_new) {
                contig[position as usize][sample] += 1;
            }
            first.entry(fragment).or_insert_with(|| (positions.into_iter().collect(), end));
        }
    }
    let at = |contig: &str, position: u32| depths.get(contig).and_then(|contig| contig.get(position as usize)).copied().unwrap_or_default();
    bases.keys().map(|place| (place.clone(), at(&place.0, place.1))).collect()
}

#[test]
fn the_demonstration_pair_lies_as_deep_as_samtools_says() {
    let (bed, bams) = (demo("targets.bed"), [demo("tumor.bam"), demo("normal.bam")]);
    let bams = [bams[0].as_path(), bams[1].as_path()];
    match samtools_depth(&["-s"], &bed, bams) {
        Some(expected) => compare(&expected, &bed, bams, &demo("genome.fa")),
        None => eprintln!("SKIPPED: samtools is not installed"),
    }
}

/// Where the first mate has a deletion and the second mate, left of the first one's end, has bases, the fragment was seen: oncosweep counts it, and
/// `samtools depth -s` does not. Nothing else differs.
#[test]
fn a_spiked_in_pair_lies_as_deep_as_samtools_says_but_for_gaps_under_mates() {
    let Some(folder) = shared("somatic/spikein-hg002") else { return };
    let path = |name: &str| -> PathBuf { folder.join(name) };
    let (bed, bams) = (path("compact.bed"), [path("tumor.bam"), path("normal.bam")]);
    let bams = [bams[0].as_path(), bams[1].as_path()];
    let Some(both) = samtools_depth(&[], &bed, bams) else {
        eprintln!("SKIPPED: samtools is not installed");
        return;
    };
    let behind = samtools_depth(&["-s"], &bed, bams).unwrap();
    assert!(plain_depth(Mates::Both, &both, bams) == both);
    assert!(plain_depth(Mates::BehindTheFirst, &both, bams) == behind);
    let once = plain_depth(Mates::Once, &both, bams);
    compare(&once, &bed, bams, &path("compact.fa"));
    let more = |sample: usize| once.iter().filter(|(place, depth)| depth[sample] > behind[place][sample]).count();
    let fewer = once.iter().filter(|(place, depth)| depth[0] < behind[place][0] || depth[1] < behind[place][1]).count();
    eprintln!("of {} bases, {} and {} have a fragment more than by samtools", once.len(), more(0), more(1));
    assert_eq!((both.len(), more(0), more(1), fewer), (357_624, 54, 22, 0));
}

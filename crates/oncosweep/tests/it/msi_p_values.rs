//! P-values of microsatellite sites where nothing is unstable: reads of one sample against others of the same sample, and a stable simulated pair.

use std::{path::Path, sync::Arc};

use oncosweep::{
    genome::{Contigs, Reference},
    msi::{LengthCounts, MsiCollector, MsiConfig, MsiEvidence, MsiSweepConfig, ScanConfig, Sites, call, read_list, scan_reference},
    sweep::{Collector, Plan, Read, Sample, Source, Sweep, SweepOptions, Window, WindowReads},
};

use crate::data::shared;

const OPTIONS: SweepOptions<'_> = SweepOptions { threads: 2, shard_bp: None, stream: false, progress: None, cancel: None };

/// Measures one sample as if half of its fragments were the tumour's and the others the normal's.
struct Halves(MsiCollector);

impl Collector for Halves {
    type Evidence = MsiEvidence;

    fn begin(&mut self, window: &Window<'_>) {
        self.0.begin(window);
    }

    fn observe(&mut self, _sample: Sample, read: &Read<'_>, index: usize, owned: bool) {
        // The highest bit of a product is a fair coin, whatever the hash of the name.
        let half = if read.fragment.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 63 == 0 { Sample::Tumor } else { Sample::Normal };
        self.0.observe(half, read, index, owned);
    }

    fn finish(&mut self, window: &Window<'_>, reads: &WindowReads) -> MsiEvidence {
        self.0.finish(window, reads)
    }
}

fn halves(bam: &Path, fasta: &Path) -> MsiEvidence {
    let source = Source::open(bam, None).unwrap();
    let contigs = source.header().contigs.clone();
    let reference = Reference::open(fasta).unwrap();
    let (sites, _) = scan_reference(&reference, &ScanConfig::default(), 2).unwrap().renumbered(reference.contigs(), &contigs);
    let (sites, plan) = (Arc::new(sites), Plan::whole(&contigs));
    let sweep = Sweep::new(&contigs, &source, None, None, &plan);
    let mut evidence = sweep.run(|| Halves(MsiCollector::new(sites.clone(), MsiSweepConfig::default())), &OPTIONS).unwrap().evidence;
    evidence.sites = Sites::clone(&sites);
    evidence
}

fn stable_pair(tumor: &Path, normal: &Path, list: &Path) -> MsiEvidence {
    let (tumor, normal) = (Source::open(tumor, None).unwrap(), Source::open(normal, None).unwrap());
    let contigs: Contigs = tumor.header().contigs.clone();
    let (sites, plan) = (Arc::new(read_list(list, &contigs, None).unwrap().sites), Plan::whole(&contigs));
    let sweep = Sweep::new(&contigs, &tumor, Some(&normal), None, &plan);
    let mut evidence = sweep.run(|| MsiCollector::new(sites.clone(), MsiSweepConfig::default()), &OPTIONS).unwrap().evidence;
    evidence.sites = Sites::clone(&sites);
    evidence
}

fn p_values(evidence: &MsiEvidence) -> Vec<f64> {
    call(evidence, &MsiConfig::default(), true).sites.iter().filter_map(|site| site.p_value).collect()
}

/// The first of some thresholds that more p-values reach than valid ones do: three standard deviations of a binomial and one more.
fn too_many(p_values: &[f64]) -> Option<(f64, usize)> {
    let reached = |threshold: f64| p_values.iter().filter(|&&p| p <= threshold).count();
    let most = |threshold: f64| {
        let mean = p_values.len() as f64 * threshold;
        mean + 3.0 * (mean * (1.0 - threshold)).sqrt() + 1.0
    };
    [1e-4, 1e-3, 0.003, 0.01, 0.03, 0.1, 0.2, 0.5].into_iter().map(|x| (x, reached(x))).find(|&(x, count)| count as f64 > most(x))
}

#[test]
fn are_valid_where_reads_of_one_sample_are_compared() {
    let folder = "somatic/spikein-hg002";
    let Some(fasta) = shared(&format!("{folder}/compact.fa")) else { return };
    for (name, at_least) in [("tumor.bam", 100), ("normal.bam", 50)] {
        let Some(bam) = shared(&format!("{folder}/{name}")) else { return };
        let evidence = halves(&bam, &fasta);
        let p_values = p_values(&evidence);
        let least = p_values.iter().copied().fold(1.0, f64::min);
        eprintln!("{name}: {} sites, least p-value {least:.2e}", p_values.len());
        assert!(p_values.len() >= at_least);
        assert_eq!(too_many(&p_values), None);
    }
}

#[test]
fn are_valid_of_a_stable_tumour_and_small_of_shifted_lengths() {
    let (Some(tumor), Some(normal), Some(list)) =
        (shared("msi/sim-pair/mss.bam"), shared("msi/sim-pair/normal.bam"), shared("msi/scan/msisensor-pro.scan.list"))
    else {
        return;
    };
    let mut evidence = stable_pair(&tumor, &normal, &list);
    let p = p_values(&evidence);
    assert!(p.len() > 900);
    assert_eq!(too_many(&p), None);
    // A quarter of the fragments of every tenth site loses two copies: the measure of validity notices.
    for counts in evidence.counts.iter_mut().step_by(10) {
        let mut shifted = LengthCounts::default();
        for (length, count) in counts.tumor.iter() {
            shifted.add(length, count - count / 4);
            shifted.add(length.saturating_sub(2), count / 4);
        }
        counts.tumor = shifted;
    }
    assert!(too_many(&p_values(&evidence)).is_some());
}

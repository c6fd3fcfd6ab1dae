//! The model against simulated cases: are p-values honest without instability, and shifts found with it?

use super::{
    super::{MsiStatus, ShortSequence, Site, SiteCounts, Sites, model::Stream as Dice},
    *,
};

impl Dice {
    fn below(&mut self, n: u32) -> u32 {
        (self.uniform() * f64::from(n)) as u32
    }

    /// Gamma with a whole-number shape and mean 1.
    fn gamma(&mut self, shape: u32) -> f64 {
        (0..shape).map(|_| -(1.0 - self.uniform()).ln()).sum::<f64>() / f64::from(shape)
    }
}

struct Case {
    sites: usize,
    unstable_share: f64,
    shifted_fraction: f64,
    /// Stutter of the tumour's library over the normal's.
    tumor_stutter: f64,
    depth: u32,
}

/// Runs of A of 8 to 20 copies, one site in six heterozygous, site rates spread by a gamma of shape 5 around a class rate that grows
/// 1.25-fold with each copy; four slips in five lose a copy. Returns the evidence and which sites are unstable.
fn simulate(case: &Case, seed: u64) -> (MsiEvidence, Vec<bool>) {
    let bases = |text: &str| ShortSequence::new(text.as_bytes()).unwrap();
    let mut dice = Dice(seed);
    let (mut sites, mut counts, mut truth) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..case.sites {
        let copies = 8 + dice.below(13);
        let other = if dice.uniform() < 1.0 / 6.0 { copies - 1 - dice.below(3) } else { copies };
        let slip = (0.005 * 1.25f64.powi(copies as i32 - 8) * dice.gamma(5)).min(0.6);
        let unstable = dice.uniform() < case.unstable_share;
        let shift = 1 + dice.below(4);
        let mut reads = |fraction: f64, slip: f64| -> LengthCounts {
            (0..case.depth / 2 + dice.below(case.depth))
                .map(|_| {
                    let mut length = if dice.uniform() < 0.5 { copies } else { other };
                    if dice.uniform() < fraction {
                        length = copies - shift;
                    }
                    while dice.uniform() < slip {
                        length = if dice.uniform() < 0.8 { length - 1 } else { length + 1 };
                    }
                    (length, 1)
                })
                .collect()
        };
        let normal = reads(0.0, slip);
        let tumor = reads(if unstable { case.shifted_fraction } else { 0.0 }, (slip * case.tumor_stutter).min(0.6));
        let site = Site {
            contig: 0,
            start: 100 * (i as u32 + 1),
            unit: bases("A"),
            copies,
            left_flank: bases("CAGGC"),
            right_flank: bases("CAGTA"),
        };
        counts.push(SiteCounts { key: site.key(), tumor, normal });
        sites.push(site);
        // A shift onto the other germline allele cannot be told from loss of heterozygosity.
        truth.push(unstable && copies - shift != other);
    }
    (MsiEvidence { sites: Sites::new(sites), counts, ..MsiEvidence::default() }, truth)
}

#[test]
fn p_values_are_honest_without_instability() {
    for (seed, depth) in [(1, 30), (2, 60), (3, 400)] {
        let case = Case { sites: 3000, unstable_share: 0.0, shifted_fraction: 0.0, tumor_stutter: 1.0, depth };
        let (evidence, _) = simulate(&case, seed);
        let msi = call(&evidence, &MsiConfig::default(), true);
        let share = |bound: f64| {
            let assessed = msi.sites.iter().filter_map(|site| site.p_value);
            assessed.clone().filter(|&p| p <= bound).count() as f64 / assessed.count() as f64
        };
        eprintln!(
            "depth {depth}: {} unstable of {}; p <= 0.1: {:.4}, 0.01: {:.4}, 0.001: {:.5}",
            msi.sites_unstable,
            msi.sites_assessed,
            share(0.1),
            share(0.01),
            share(0.001)
        );
        assert!(share(0.1) <= 0.1 && share(0.01) <= 0.013 && share(0.001) <= 0.002, "depth {depth}");
        assert!(msi.sites_unstable <= 3);
        assert_eq!(msi.status, Some(MsiStatus::Stable));
    }
}

#[test]
fn a_library_with_half_again_the_stutter_stays_stable() {
    for (seed, depth) in [(4, 60), (5, 400)] {
        let case = Case { sites: 1000, unstable_share: 0.0, shifted_fraction: 0.0, tumor_stutter: 1.5, depth };
        let msi = call(&simulate(&case, seed).0, &MsiConfig::default(), true);
        eprintln!("depth {depth}: {} unstable", msi.sites_unstable);
        assert_eq!(msi.status, Some(MsiStatus::Stable));
    }
}

#[test]
fn shifts_are_found_at_the_stated_false_discovery_rate() {
    for (seed, shifted_fraction, depth, wanted) in [(6, 0.3, 60, 0.9), (7, 0.15, 60, 0.6), (8, 0.05, 400, 0.6)] {
        let case = Case { sites: 1000, unstable_share: 0.35, shifted_fraction, tumor_stutter: 1.0, depth };
        let (evidence, truth) = simulate(&case, seed);
        let msi = call(&evidence, &MsiConfig::default(), true);
        let called = |i: usize| msi.sites[i].status == SiteStatus::Unstable;
        let found = (0..truth.len()).filter(|&i| truth[i] && called(i)).count() as f64;
        let wrong = (0..truth.len()).filter(|&i| !truth[i] && called(i)).count() as f64;
        let sensitivity = found / truth.iter().filter(|&&t| t).count() as f64;
        eprintln!(
            "fraction {shifted_fraction}, depth {depth}: sensitivity {sensitivity:.3}, false discoveries {:.3}",
            wrong / (found + wrong)
        );
        assert!(sensitivity >= wanted && wrong / (found + wrong) <= 0.05);
        assert_eq!(msi.status, Some(MsiStatus::High));
    }
}

//! Is the fraction of unstable sites covered by its interval, and the probability of MSI-H true? Samples are made as counts of lengths by a generator that
//! shares nothing with the model, and called.
//!
//! usage: `cargo run --release -p oncosweep --example msi_calibration -- [SAMPLES] [SEED] > samples.tsv`, then `calibration.py samples.tsv OUT`.
//!
//! METHOD: each sample has 100 to 1,000 sites, tumour and normal of 25 to 120 reads (negative binomial from site to site), a purity of 0.1 to 0.8, and a true fraction
//! that is 0 in one sample of eight, up to 0.1 in three, and up to 0.45 in the others; each site is unstable with that probability. Stutter grows with the run,
//! differs log-normally between sites (deviation 0.5), again between libraries (0.2), and its balance of losses and gains differs too; reads slip repeatedly.
//! One site in seven is heterozygous. Unstable sites lose (four in five) or gain copies, on one allele or on both, in all tumour cells or in a
//! subclone, and one in five has a second shifted length. One read in 2,000 shows any length.

use std::io::{BufWriter, Write, stdout};

use oncosweep::msi::{LengthCounts, MsiConfig, MsiEvidence, MsiStatus, ShortSequence, Site, SiteCounts, Sites, call};

/// xorshift64* (Vigna, ACM Trans. Math. Softw. 42:30, 2016).
struct Dice(u64);

impl Dice {
    fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    fn is(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// Standard normal (Box & Muller, Ann. Math. Statist. 29:610, 1958).
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// Poisson (Knuth, The Art of Computer Programming 2, §3.4.1).
    fn poisson(&mut self, mean: f64) -> u32 {
        let (least, mut product, mut count) = ((-mean).exp(), self.uniform(), 0);
        while product > least {
            product *= self.uniform();
            count += 1;
        }
        count
    }
}

/// How one site stutters in one library.
#[derive(Clone, Copy)]
struct Stutter {
    slip: f64,
    loss: f64,
}

fn reads(dice: &mut Dice, depth: f64, alleles: &[(f64, i32)], stutter: Stutter) -> LengthCounts {
    let depth = depth * (0.25 * dice.normal()).exp();
    let depth = dice.poisson(depth);
    (0..depth)
        .map(|_| {
            let mut left = dice.uniform();
            let mut length = alleles[0].1;
            for &(share, copies) in alleles {
                length = copies;
                left -= share;
                if left < 0.0 {
                    break;
                }
            }
            while dice.is(stutter.slip) {
                length += if dice.is(stutter.loss) { -1 } else { 1 };
            }
            if dice.is(0.0005) {
                length = dice.between(1.0, 30.0) as i32;
            }
            (length.max(1) as u32, 1)
        })
        .collect()
}

fn site(dice: &mut Dice, index: usize, purity: f64, fraction: f64, depths: [f64; 2], library: f64) -> (Site, SiteCounts, bool) {
    let of = |text: &str| ShortSequence::new(text.as_bytes());
    let (Some(a), Some(ac), Some(left), Some(right)) = (of("A"), of("AC"), of("CAGGC"), of("GTGTA")) else { std::process::exit(1) };
    let is_run = dice.is(0.8);
    let copies = if is_run { dice.between(8.0, 25.0) } else { dice.between(6.0, 18.0) } as i32;
    let class = if is_run { 0.004 * 1.25f64.powi(copies - 8) } else { 0.005 * 1.18f64.powi(copies - 6) };
    let slip = class * (0.5 * dice.normal()).exp();
    let loss = (0.8 + 0.07 * dice.normal()).clamp(0.5, 0.98);
    let normal = Stutter { slip: slip.min(0.5), loss };
    let tumor = Stutter { slip: (slip * library * (0.2 * dice.normal()).exp()).min(0.5), loss };
    let other = if dice.is(1.0 / 7.0) { copies + if dice.is(0.5) { 1 + dice.between(0.0, 3.0) as i32 } else { -1 } } else { copies };
    let mut alleles = vec![(0.5, copies), (0.5, other)];
    let germline = alleles.clone();
    let is_unstable = dice.is(fraction);
    if is_unstable {
        let cells = purity * if dice.is(0.75) { 1.0 } else { dice.between(0.4, 1.0) };
        let mut shift = || {
            let mut size = 1;
            while size < 7 && dice.is(0.6) {
                size += 1;
            }
            if dice.is(0.8) { -size } else { size }
        };
        let shifts = [shift(), shift()];
        alleles = vec![(0.5 * (1.0 - cells), copies), (0.5, other), (0.5 * cells, copies + shifts[0])];
        if dice.is(0.3) {
            alleles[1].0 = 0.5 * (1.0 - cells);
            alleles.push((0.5 * cells, other + shifts[0]));
        }
        if dice.is(0.2) {
            alleles[2].0 *= 0.6;
            alleles.push((0.2 * cells, copies + shifts[1]));
        }
    }
    let unit = if is_run { a } else { ac };
    let site = Site { contig: 0, start: 200 * (index as u32 + 1), unit, copies: copies as u32, left_flank: left, right_flank: right };
    let counts =
        SiteCounts { key: site.key(), tumor: reads(dice, depths[0], &alleles, tumor), normal: reads(dice, depths[1], &germline, normal) };
    (site, counts, is_unstable)
}

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u64>().unwrap_or(400));
    let (samples, seed) = (arguments.next().unwrap_or(400), arguments.next().unwrap_or(1));
    let mut out = BufWriter::new(stdout().lock());
    writeln!(out, "#fraction\tpurity\tdepth\tsites\tunstable\testimate\tlow\thigh\tprobability_high\tstatus\tcalled\tfalse_sites")?;
    for sample in 0..samples {
        let mut dice = Dice((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (sample + 1).wrapping_mul(0xd1b5_4a32_d192_ed03));
        (0..8).for_each(|_| _ = dice.uniform());
        let fraction = match sample % 8 {
            0 => 0.0,
            1..=3 => dice.between(0.0, 0.1),
            _ => dice.between(0.0, 0.45),
        };
        let (purity, sites) = (dice.between(0.1, 0.8), dice.between(100.0, 1000.0) as usize);
        let depths = [dice.between(25.0, 120.0), dice.between(25.0, 120.0)];
        let library = dice.between(0.8, 1.25);
        let made: Vec<_> = (0..sites).map(|index| site(&mut dice, index, purity, fraction, depths, library)).collect();
        let evidence = MsiEvidence {
            sites: Sites::new(made.iter().map(|(site, ..)| *site).collect()),
            counts: made.iter().map(|(_, counts, _)| counts.clone()).collect(),
            ..MsiEvidence::default()
        };
        let msi = call(&evidence, &MsiConfig::default(), true);
        let assessed = || msi.sites.iter().zip(&made).filter(|(site, _)| site.p_value.is_some());
        let unstable = assessed().filter(|(_, made)| made.2).count();
        let wrong = assessed().filter(|(site, made)| site.status.as_str() == "unstable" && !made.2).count();
        let [low, high] = msi.ci95.unwrap_or_default();
        writeln!(
            out,
            "{fraction:.5}\t{purity:.3}\t{:.0}\t{}\t{unstable}\t{:.5}\t{low:.5}\t{high:.5}\t{:.6}\t{}\t{}\t{wrong}",
            depths[0],
            msi.sites_assessed,
            msi.fraction_unstable.unwrap_or_default(),
            msi.probability_high.unwrap_or_default(),
            msi.status.map_or("none", MsiStatus::as_str),
            msi.sites_unstable,
        )?;
    }
    Ok(())
}

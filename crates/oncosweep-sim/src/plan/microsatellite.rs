//! Microsatellites: the patient's lengths, somatic shifts, and stutter.

use oncosweep::msi::Site;

use super::{SOURCES, left_aligned};
use crate::{
    config::MicrosatelliteConfig,
    random::{Stream, exact, threshold},
    reads::{Context, base},
};

/// Somatic alleles of one site, at most.
const MAX_SHIFTS: usize = 3;
/// Share of an unstable site's changed cells by their distance from the main shift: the shift itself, one unit further, one unit less.
const SPREAD: [f64; MAX_SHIFTS] = [0.6, 0.25, 0.15];

/// A microsatellite with its alleles.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedSite {
    /// The site.
    pub site: Site,
    /// Leftmost place of a change by whole units, 0-based.
    pub position: u32,
    /// The unit as it stands at `position`, as base codes.
    pub unit: [u8; 7],
    /// Copies more (or fewer) than the reference, for each source.
    pub inherited: [i8; SOURCES],
    /// The patient's chromosome (0 or 1) that is unstable.
    pub haplotype: u8,
    /// Somatic changes in copies, each with the share of tumour cells that have it; 0 where unused.
    pub shifts: [(f32, i8); MAX_SHIFTS],
}

impl PlannedSite {
    /// Decides the alleles of `site`.
    pub fn plan(site: Site, context: Context<'_>, config: &MicrosatelliteConfig, stream: &mut Stream) -> Self {
        let mut unit = [base::N; 7];
        let length = site.unit.len() as usize;
        for (code, &letter) in unit.iter_mut().zip(site.unit.letters()) {
            *code = base::code(letter);
        }
        let position = left_aligned(site.start, 0, &mut unit[..length], context);
        let mut planned =
            Self { site, position, unit, inherited: [0; SOURCES], haplotype: stream.below(2) as u8, shifts: [(0.0, 0); MAX_SHIFTS] };
        if stream.happens(threshold(config.germline_fraction)) {
            for first in [0, 2] {
                let change = planned.bounded(if stream.below(4) == 0 { 2 } else { 1 } * if stream.below(2) == 0 { -1 } else { 1 }, 0);
                planned.inherited[first + stream.below(2) as usize] = change;
                if stream.below(3) == 0 {
                    planned.inherited[first] = change;
                    planned.inherited[first + 1] = change;
                }
            }
        }
        if stream.happens(threshold(config.unstable_fraction)) {
            planned.destabilise(config, stream);
        }
        planned
    }

    /// A change that leaves at least one copy besides those that `inherited` adds.
    fn bounded(&self, change: i32, inherited: i8) -> i8 {
        change.max(1 - self.site.copies as i32 - i32::from(inherited)).clamp(-100, 100) as i8
    }

    fn destabilise(&mut self, config: &MicrosatelliteConfig, stream: &mut Stream) {
        let sign = if stream.happens(threshold(config.expansion_fraction)) { 1 } else { -1 };
        // Geometric with the mean asked for: another unit with probability 1 − 1/mean.
        let more = threshold(1.0 - 1.0 / config.mean_shift);
        let mut size = 1i32;
        while size < config.max_shift as i32 && stream.happens(more) {
            size += 1;
        }
        let (low, high) = config.cell_fraction;
        let cells = low + (high - low) * stream.unit();
        let inherited = self.inherited[usize::from(self.haplotype)];
        for (slot, further) in self.shifts.clone().iter().zip([0, 1, -1]).enumerate().map(|(slot, (_, further))| (slot, further)) {
            let size = (size + further).max(1);
            self.shifts[slot] = ((cells * SPREAD[slot]) as f32, self.bounded(sign * size, inherited));
        }
    }

    /// Whether the tumour's length differs from the patient's own.
    pub fn is_unstable(&self) -> bool {
        self.shifts.iter().any(|&(share, change)| share > 0.0 && change != 0)
    }

    /// Share of tumour cells with a changed length.
    pub fn unstable_cells(&self) -> f64 {
        self.shifts.iter().filter(|(_, change)| *change != 0).map(|&(share, _)| f64::from(share)).sum()
    }

    /// Most common somatic change, in copies.
    pub fn main_shift(&self) -> i8 {
        self.shifts[0].1
    }

    /// Length of the unit, in bases.
    pub fn unit_bases(&self) -> usize {
        self.site.unit.len() as usize
    }
}

/// How often a fragment's repeat loses or gains units while it is amplified and sequenced.
///
/// METHOD: probability per fragment a × exp(b × (copies − n₀)), at most one half, with (a, b, n₀) by unit length:
/// 1: (0.004, 0.27, 8), 2: (0.003, 0.17, 5), 3: (0.002, 0.15, 5), 4 and more: (0.001, 0.12, 5). That is 0.7 % for 10 A, 2.6 % for 15, 10 % for
/// 20: the exponential growth with the number of copies and the order of units that Fungtammasan et al. (Genome Res. 25:736, 2015)
/// measured. 85 % of slips change one unit, each further unit is 0.15 times as likely.
#[derive(Debug, Clone)]
pub struct StutterTable {
    /// By unit length and copies.
    rates: Vec<[u32; MAX_COPIES]>,
    expansion: u32,
}

const MAX_COPIES: usize = 64;
const NEXT_UNIT: f64 = 0.15;

/// A change of a fragment's repeat, in copies.
pub type Stutters = i32;

impl StutterTable {
    /// The table of a configuration.
    pub fn new(config: &MicrosatelliteConfig) -> Self {
        let rates = [(0.0, 0.0, 0.0), (0.004, 0.27, 8.0), (0.003, 0.17, 5.0), (0.002, 0.15, 5.0), (0.001, 0.12, 5.0)].map(
            |(a, b, n): (f64, f64, f64)| {
                let mut row = [0; MAX_COPIES];
                for (copies, rate) in row.iter_mut().enumerate() {
                    *rate = threshold((config.stutter_scale * a * exact::exp(b * (copies as f64 - n))).min(0.5));
                }
                row
            },
        );
        Self { rates: rates.to_vec(), expansion: threshold(config.stutter_expansion) }
    }

    /// Draws the change of a repeat of this many copies; it keeps at least one.
    #[inline]
    pub fn draw(&self, unit_bases: usize, copies: i32, stream: &mut Stream) -> Stutters {
        let rate = self.rates[unit_bases.min(4)][(copies.max(0) as usize).min(MAX_COPIES - 1)];
        if !stream.happens(rate) {
            return 0;
        }
        let mut size = 1;
        while size < 5 && stream.happens(threshold(NEXT_UNIT)) {
            size += 1;
        }
        if stream.happens(self.expansion) { size } else { (-size).max(1 - copies) }
    }
}

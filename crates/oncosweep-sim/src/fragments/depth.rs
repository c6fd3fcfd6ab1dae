//! How many fragments start where.

use oncosweep::genome::{ContigId, Interval, Span, Targets};

use crate::{
    config::CoverageConfig,
    random::{Stream, exact},
    reads::Context,
};

/// Bases over which the rate is constant.
pub const BIN_BP: u32 = 64;
/// Distance, in units of the slope, beyond which a target is not felt.
const REACH: u32 = 8;

/// The expected number of fragments that start at each place of a sample.
///
/// METHOD: rate = depth / bases sequenced per fragment × GC factor × wave × target factor. The wave and each target's efficiency are
/// log-normal with mean 1, drawn from the seed and the place alone, so that tumour and normal of one case share them, as samples of one
/// assay do. Within targets the rate is flat, outside it falls exponentially.
#[derive(Debug, Clone)]
pub struct DepthField {
    config: CoverageConfig,
    seed: u64,
    /// Fragments per base at factor 1.
    rate: f64,
    /// Distance from a fragment's start to its middle.
    half_bp: u32,
    targets: Option<Targets>,
    gc_factor: [f64; 101],
}

impl DepthField {
    /// The field of a sample. `rate_per_bp` is the mean number of fragments starting at a base of the territory.
    pub fn new(config: &CoverageConfig, targets: Option<Targets>, rate_per_bp: f64, mean_fragment_bp: f64, seed: u64) -> Self {
        let mut gc_factor = [1.0; 101];
        for (percent, factor) in gc_factor.iter_mut().enumerate() {
            let off = (percent as f64 / 100.0 - 0.45) / 0.2;
            *factor = exact::exp(-config.gc_strength * off * off / 2.0);
        }
        Self { config: config.clone(), seed, rate: rate_per_bp, half_bp: (mean_fragment_bp / 2.0) as u32, targets, gc_factor }
    }

    /// The captured regions.
    pub fn targets(&self) -> Option<&Targets> {
        self.targets.as_ref()
    }

    /// Whether `position` is where the stated depth is to be reached.
    pub fn is_territory(&self, contig: ContigId, position: u32) -> bool {
        self.targets.as_ref().is_none_or(|targets| targets.contains(contig, position))
    }

    /// Fragments per base at factor 1.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Multiplies the rate.
    pub fn scale(&mut self, factor: f64) {
        self.rate *= factor;
    }

    /// How far from a target fragments are caught by it, in bases.
    pub fn reach_bp(&self) -> u32 {
        self.config.edge_bp * REACH + self.half_bp
    }

    /// Fills `rates` with the expected number of fragments that start in each bin of `place` (bins count from its start; the last may
    /// be short). `context` holds its bases and those of the fragments that start there.
    pub fn rates(&self, place: Interval, context: Context<'_>, rates: &mut Vec<f64>) {
        rates.clear();
        let mut start = place.span.start;
        while start < place.span.end {
            let end = (start + BIN_BP).min(place.span.end);
            let middle = start + (end - start) / 2 + self.half_bp;
            rates.push(f64::from(end - start) * self.at(place.contig, middle, context));
            start = end;
        }
    }

    /// Fragments per base whose middle is at `middle`.
    pub fn at(&self, contig: ContigId, middle: u32, context: Context<'_>) -> f64 {
        let around = context.slice(middle.saturating_sub(self.half_bp), middle + self.half_bp);
        let strong = around.iter().filter(|&&code| code == 2 || code == 4).count();
        let gc = if around.is_empty() { 45 } else { (100 * strong / around.len()).min(100) };
        self.rate * self.gc_factor[gc] * self.wave(contig, middle) * self.target_factor(contig, middle)
    }

    /// A smooth field: log-normal values at knots, blended between them.
    fn wave(&self, contig: ContigId, position: u32) -> f64 {
        let sd = self.config.wave_sd;
        if sd == 0.0 {
            return 1.0;
        }
        let step = self.config.wave_bp.max(1);
        let knot = position / step;
        let value = |knot: u32| Stream::new(self.seed, "wave", [u64::from(contig), u64::from(knot)]).normal();
        let t = f64::from(position % step) / f64::from(step);
        let blend = t * t * (3.0 - 2.0 * t);
        exact::exp(sd * (value(knot) * (1.0 - blend) + value(knot + 1) * blend) - sd * sd / 2.0)
    }

    fn target_factor(&self, contig: ContigId, middle: u32) -> f64 {
        let Some(targets) = &self.targets else { return 1.0 };
        let slope = self.config.edge_bp;
        let near = targets.overlapping(contig, Span::new(middle, middle + 1).padded(slope * REACH, u32::MAX));
        let caught = near.iter().map(|target| {
            let distance = target.start.saturating_sub(middle).max((middle + 1).saturating_sub(target.end));
            self.efficiency(contig, *target) * exact::exp(-f64::from(distance) / f64::from(slope))
        });
        caught.fold(self.config.off_target, f64::max)
    }

    /// How well a target is caught.
    fn efficiency(&self, contig: ContigId, target: Span) -> f64 {
        let sd = self.config.target_sd;
        let z = Stream::new(self.seed, "target", [u64::from(contig), u64::from(target.start)]).normal();
        exact::exp(sd * z - sd * sd / 2.0)
    }
}

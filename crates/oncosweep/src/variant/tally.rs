//! What one sample's reads leave in a window before the second look.

use super::{
    alternates::Alternates,
    differences::{Differences, NOISE_QUALITY},
    errors::{BaseTally, ErrorCounts, SAMPLED_FRAGMENTS},
    evidence::VariantSkips,
    places::ReadPlaces,
    scan::{ReferenceCodes, mismatches},
    strata::{AlleleStrata, MIN_BASE_QUALITY},
};
use crate::{genome::Span, sweep::Read};

/// Share of a position's depth from which on mismatches to one base are taken for a variant, not for error.
const VARIANT_LIKE_SHARE: f64 = 0.05;

/// A mismatch in a fragment that is sampled for the error rates.
struct SampledMismatch {
    position: u32,
    reference: u8,
    read: u8,
    offset: u32,
    quality: u8,
    /// Set when the whole read is known.
    bin: u8,
}

/// What one sample's reads leave in a window before the second look.
#[derive(Default)]
pub(super) struct Tally {
    /// Reads with each base that differs from the reference, by position of the core.
    pub(super) alternates: Alternates,
    /// Differences of depth from one position of the core to the next; from [`Tally::settle`] on, depths.
    pub(super) depth: Vec<i32>,
    sampled: Vec<SampledMismatch>,
    pub(super) differences: Differences,
    bases: BaseTally,
    pub(super) errors: ErrorCounts,
    pub(super) skips: VariantSkips,
}

impl Tally {
    pub(super) fn begin(&mut self, core: Span) {
        self.alternates.begin(core.len() as usize);
        self.depth.clear();
        self.depth.resize(core.len() as usize + 1, 0);
        self.sampled.clear();
        self.differences.clear();
        self.bases.clear();
        self.skips = VariantSkips::default();
    }

    /// Scans the bases of a read that touches `core`; `index` is its number in the window.
    pub(super) fn scan(&mut self, read: &Read<'_>, index: usize, codes: &ReferenceCodes, core: Span) {
        let sampled = read.fragment.is_multiple_of(SAMPLED_FRAGMENTS);
        for block in read.blocks() {
            let inside = Span::new(block.reference_start, block.reference_start + block.length).intersection(core);
            if !inside.is_empty() {
                self.depth[(inside.start - core.start) as usize] += 1;
                self.depth[(inside.end - core.start) as usize] -= 1;
            }
        }
        let (first_sampled, mut differing) = (self.sampled.len(), 0u8);
        mismatches(read, codes, |position, offset, reference, seen| {
            let quality = read.quality(offset);
            self.differences.add_mismatch(position, quality);
            differing = differing.saturating_add(u8::from(quality >= NOISE_QUALITY));
            if quality < MIN_BASE_QUALITY || !core.contains(position) {
                return;
            }
            let (Some(reference), Some(seen)) = (index_of_code(reference), index_of_code(seen)) else { return };
            self.alternates.add((position - core.start) as usize, seen);
            if sampled {
                self.sampled.push(SampledMismatch { position, reference: reference as u8, read: seen as u8, offset, quality, bin: 0 });
            }
        });
        if sampled {
            let places = ReadPlaces::new(read.cigar, read.bases.length, differing > AlleleStrata::NOISY_DIFFERENCES);
            for mismatch in &mut self.sampled[first_sampled..] {
                mismatch.bin = places.bin(mismatch.offset, mismatch.quality).unwrap_or(0) as u8;
            }
            places.add_bases(read, codes, core, &mut self.bases);
        }
        self.differences.close(index, read);
    }

    /// Sums the depth up, and moves the sampled mismatches that look like error, not like a variant, into the error counts.
    pub(super) fn settle(&mut self, core: Span) {
        let mut running = 0;
        for depth in &mut self.depth {
            running += *depth;
            *depth = running;
        }
        self.errors.add_bases(&self.bases);
        for mismatch in self.sampled.drain(..) {
            let index = (mismatch.position - core.start) as usize;
            let seen = f64::from(self.alternates.get(index, usize::from(mismatch.read)));
            if seen < 2.0 || seen < VARIANT_LIKE_SHARE * f64::from(self.depth[index]) {
                self.errors.add_mismatch(mismatch.reference as usize, mismatch.read as usize, mismatch.bin as usize);
            }
        }
    }
}

/// A, C, G, T as 0 to 3 from BAM's one-hot code.
fn index_of_code(code: u8) -> Option<usize> {
    matches!(code, 1 | 2 | 4 | 8).then(|| code.trailing_zeros() as usize)
}

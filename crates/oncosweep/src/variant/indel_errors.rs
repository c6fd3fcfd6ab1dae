//! Indel error, measured in the sweep: how often a read shows a repeat longer or shorter than its molecule has it.
//!
//! Every read over a tandem repeat of the reference is an opportunity; every read whose alignment holds an indel of the repeat's unit is an
//! error, unless so many reads of the place show it that it is likely a variant. The rate of a class (unit, copies, shorter or longer, by
//! one copy or by more) is `(errors + w·p) / (opportunities + w)`, with `p` of [`IndelErrorCounts::usual`] and `w` = [`PRIOR_READS`].
//!
//! Places of one class are not alike: what slipped in an early cycle of PCR is in many of a place's reads, and repeats differ in what surrounds them. The dispersion
//! `ρ` of the rates, that of a beta-binomial count, follows from the pairs of errors at one place, `E[x(x − 1)] = n(n − 1)·μ·(μ + ρ·(1 − μ))`, by moments
//! (Kleinman, JASA 68:46, 1973), drawn towards what is usual where a class has few pairs.

use serde::{Deserialize, Serialize};

use super::{
    allele::{Allele, AlleleKind},
    class::Class,
    evidence::{RepeatContext, VariantEvidence},
    repeat::MAX_REPEAT_BP,
};
use crate::{
    genome::{Span, periodic_stretches},
    sweep::{Merge, ReferenceSlice},
};

/// Copies from which on a unit is a repeat that polymerases slip on.
pub(super) const MIN_COPIES: u16 = 4;
/// Copies are told apart up to this number.
const MAX_COPIES: usize = 40;
/// Longest unit counted.
const MAX_UNIT_BP: usize = 4;
/// Share of a place's reads from which on an indel is taken for a variant.
const VARIANT_LIKE_SHARE: f64 = 0.25;
/// Weight of what is usual, in reads.
const PRIOR_READS: f64 = 200.0;
/// Smallest rate, that of a repeat of three copies: what makes indels outside of repeats is no slippage and strikes unevenly.
const MIN_RATE: f64 = 3e-5;
/// Largest rate: beyond it most reads of a place are wrong.
const MAX_RATE: f64 = 0.45;

/// Dispersion where a sample has no pairs of reads to tell it.
const USUAL_DISPERSION: f64 = 0.01;
/// Weight of [`USUAL_DISPERSION`], in pairs of reads that err once on average: those of a dozen places at a depth of fifty with an error in a hundred.
const PRIOR_PAIRS: f64 = 300.0;
/// Largest dispersion: beyond it the classes are wrong, not the places unlike.
const MAX_DISPERSION: f64 = 0.2;

/// Columns of errors: one copy less, one more, several less, several more.
const KINDS: usize = 4;

/// Counts of one class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Row {
    /// Places over which at least [`VariantEvidence::EXAMINED_DEPTH`] reads lie.
    places: u64,
    /// Reads over its places.
    reads: u64,
    /// `n(n − 1)`, summed over places with `n` reads.
    pairs: u64,
    /// Reads with an error, by kind.
    errors: [u64; KINDS],
    /// Fragments with an error, by kind.
    fragments: [u64; KINDS],
    /// `x(x − 1)`, summed over places and errors with `x` fragments, by kind.
    error_pairs: [u64; KINDS],
}

impl Row {
    /// Pairs of errors beyond those of places that are alike, and what a dispersion of one would make of them: by the formula at the head of this module.
    fn unlike_pairs(&self) -> [f64; 2] {
        let (mut expected, mut excess) = (0.0, 0.0);
        for kind in (0..KINDS).filter(|&kind| self.fragments[kind] > 0 && self.reads > 0) {
            // Mates that overlap are two reads of one fragment.
            let reads_a_fragment = self.errors[kind] as f64 / self.fragments[kind] as f64;
            let pairs = self.pairs as f64 / reads_a_fragment.powi(2);
            let rate = self.errors[kind] as f64 / self.reads as f64;
            expected += pairs * rate * (1.0 - rate);
            excess += self.error_pairs[kind] as f64 - pairs * rate * rate;
        }
        [excess, expected]
    }

    fn add(&mut self, other: &Self) {
        self.places += other.places;
        self.reads += other.reads;
        self.pairs += other.pairs;
        for (mine, theirs) in
            [(&mut self.errors, &other.errors), (&mut self.fragments, &other.fragments), (&mut self.error_pairs, &other.error_pairs)]
        {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
    }
}

/// Indel errors of one class of repeats.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RepeatErrors {
    /// Length of the unit, in bases.
    pub unit_bp: usize,
    /// Copies of it in the reference; the last class holds longer repeats as well.
    pub copies: usize,
    /// Reads over such repeats.
    pub reads: u64,
    /// Share of them that show fewer copies, where no variant is likely.
    pub shorter: f64,
    /// Share of them that show more copies.
    pub longer: f64,
    /// How unlike the places of repeats of this unit length and about so many copies are: the dispersion of a beta-binomial count; 0: all alike.
    pub dispersion: f64,
}

/// Opportunities and errors of one sample, by unit and copies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndelErrorCounts {
    /// By unit length and copies; empty before the first count.
    rows: Vec<Row>,
}

impl IndelErrorCounts {
    /// Longest unit counted, in bases.
    pub const MAX_UNIT_BP: usize = MAX_UNIT_BP;
    /// Reads over a class from which on it is shown.
    pub const SHOWN_READS: u64 = 1_000;
    /// Copies are told apart up to this number; longer repeats count as it.
    pub const MAX_COPIES: usize = MAX_COPIES;

    /// Of repeats of `copies` units of `unit_bp` bases (1 to [`Self::MAX_UNIT_BP`]): reads over them; of these, reads with one copy less, one more,
    /// several less, several more. Zeros for what is not counted.
    pub fn counts(&self, unit_bp: usize, copies: usize) -> [u64; 5] {
        let row = if (1..=MAX_UNIT_BP).contains(&unit_bp) { self.get(unit_bp, copies) } else { Row::default() };
        let [less, more, many_less, many_more] = row.errors;
        [row.reads, less, more, many_less, many_more]
    }

    fn row(&mut self, unit_bp: usize, copies: usize) -> &mut Row {
        if self.rows.is_empty() {
            self.rows = vec![Row::default(); MAX_UNIT_BP * (MAX_COPIES + 1)];
        }
        &mut self.rows[(unit_bp - 1) * (MAX_COPIES + 1) + copies.min(MAX_COPIES)]
    }

    fn get(&self, unit_bp: usize, copies: usize) -> Row {
        self.rows.get((unit_bp - 1) * (MAX_COPIES + 1) + copies.min(MAX_COPIES)).copied().unwrap_or_default()
    }

    /// Adds repeats with the reads over them; `depth` is by position of the core.
    pub(super) fn add_opportunities(&mut self, repeats: &[Opportunity], depth: &[i32]) {
        for repeat in repeats {
            let reads = depth[repeat.place as usize].max(0) as u64;
            if reads > 0 {
                let row = self.row(usize::from(repeat.unit_bp), usize::from(repeat.copies));
                row.places += u64::from(reads >= u64::from(VariantEvidence::EXAMINED_DEPTH));
                row.reads += reads;
                row.pairs += reads * (reads - 1);
            }
        }
    }

    /// Adds an indel that `reads` of `depth` reads show, which are of `fragments` fragments.
    pub(super) fn add_indel(&mut self, allele: &Allele, repeat: RepeatContext, reads: u32, fragments: u32, depth: u32) {
        let is_error = reads < 2 || f64::from(reads) < VARIANT_LIKE_SHARE * f64::from(depth);
        if let (true, Some((unit, copies, kind))) = (is_error, class(allele, repeat)) {
            let (row, fragments) = (self.row(unit, copies), u64::from(fragments));
            row.errors[kind] += u64::from(reads);
            row.fragments[kind] += fragments;
            row.error_pairs[kind] += fragments * fragments.saturating_sub(1);
        }
    }

    /// Places of a class of repeats where a variant could have shown.
    pub(super) fn places(&self, class: Class) -> u64 {
        let rows =
            self.rows.chunks(MAX_COPIES + 1).zip(1..).flat_map(|(rows, unit_bp)| rows.iter().enumerate().map(move |row| (unit_bp, row)));
        let repeat = |unit_bp: usize, copies: usize| RepeatContext { unit_bp: unit_bp as u8, copies: copies as u16, is_own: true };
        rows.filter(|&(unit_bp, (copies, _))| Class::of_repeat(repeat(unit_bp, copies)) == class).map(|(_, (_, row))| row.places).sum()
    }

    /// The dispersion `ρ` of the rates of places like that of `allele`; 0 outside of repeats, and in short ones: they slip so rarely that pairs of errors do not tell it,
    /// and what pairs there are, are variants.
    ///
    /// METHOD: of one number of copies there are few pairs, and one mosaic variant makes most of them; repeats of one class and unit length share one dispersion.
    pub fn dispersion(&self, allele: &Allele, repeat: RepeatContext) -> f64 {
        let slips = matches!(Class::of_repeat(repeat), Class::Repeat | Class::LongRepeat);
        class(allele, repeat).filter(|_| slips).map_or(0.0, |(unit, copies, _)| self.shared_dispersion(unit, copies))
    }

    /// The dispersion of all repeats of the same class and unit length.
    fn shared_dispersion(&self, unit_bp: usize, copies: usize) -> f64 {
        let class = |copies: usize| Class::of_repeat(RepeatContext { unit_bp: unit_bp as u8, copies: copies as u16, is_own: true });
        let (mut excess, mut expected) = (PRIOR_PAIRS * USUAL_DISPERSION, PRIOR_PAIRS);
        for other in (0..=MAX_COPIES).filter(|&other| class(other) == class(copies)) {
            let [more, whole] = self.get(unit_bp, other).unlike_pairs();
            (excess, expected) = (excess + more, expected + whole);
        }
        (excess / expected).clamp(0.0, MAX_DISPERSION)
    }

    /// What was measured in each class over which at least [`IndelErrorCounts::SHOWN_READS`] reads lie, by unit and copies.
    pub fn classes(&self) -> Vec<RepeatErrors> {
        let all = (1..=MAX_UNIT_BP).flat_map(|unit_bp| (0..=MAX_COPIES).map(move |copies| (unit_bp, copies)));
        all.filter_map(|(unit_bp, copies)| {
            let row = self.get(unit_bp, copies);
            let [less, more, many_less, many_more] = row.errors.map(|errors| errors as f64 / row.reads as f64);
            (row.reads >= Self::SHOWN_READS).then(|| RepeatErrors {
                unit_bp,
                copies,
                reads: row.reads,
                shorter: less + many_less,
                longer: more + many_more,
                dispersion: self.shared_dispersion(unit_bp, copies),
            })
        })
        .collect()
    }

    /// Whether the rate of `allele` rests on more reads than on what is usual.
    pub fn is_informed(&self, allele: &Allele, repeat: RepeatContext) -> bool {
        class(allele, repeat).is_some_and(|(unit, copies, _)| self.get(unit, copies).reads as f64 > 5.0 * PRIOR_READS)
    }

    /// The rate at which a read shows `allele` that its molecule does not have.
    pub fn rate(&self, allele: &Allele, repeat: RepeatContext) -> f64 {
        let Some((unit, copies, kind)) = class(allele, repeat) else { return MIN_RATE };
        let row = self.get(unit, copies);
        let usual = PRIOR_READS * Self::usual(unit, copies, kind);
        ((row.errors[kind] as f64 + usual) / (row.reads as f64 + PRIOR_READS)).clamp(MIN_RATE, MAX_RATE)
    }

    /// `10^(−4.5 + 0.3·(c − 3))` for `c` copies of a single base, a tenth of it for longer units or several copies at once, at most 0.05: it follows
    /// the rise of Illumina's indel error with homopolymer length (Ross et al., Genome Biology 14:R51, 2013).
    fn usual(unit: usize, copies: usize, kind: usize) -> f64 {
        let rate = 10f64.powf(-4.5 + 0.3 * (copies as f64 - 3.0));
        let rarer = if unit > 1 || kind > 1 { 0.1 } else { 1.0 };
        (rarer * rate).min(0.05)
    }
}

/// A repeat of the reference on which a read may slip.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opportunity {
    /// Its first base, counted from the core's.
    place: u32,
    unit_bp: u8,
    copies: u16,
}

impl Opportunity {
    /// The repeats that begin in `core`.
    pub(super) fn all_in(core: Span, reference: &ReferenceSlice<'_>) -> Vec<Self> {
        let (bases, first) = (reference.bases, core.start.saturating_sub(reference.start) as usize);
        let mut found = Vec::new();
        for unit in 1..=MAX_UNIT_BP {
            for run in runs(bases, first, first + core.len() as usize, unit) {
                if matches!(bases[run.start], b'A' | b'C' | b'G' | b'T') && is_primitive(&bases[run.start..run.start + unit]) {
                    let copies = run.len().min(MAX_REPEAT_BP as usize) / unit + 1;
                    found.push(Self { place: (run.start - first) as u32, unit_bp: unit as u8, copies: copies as u16 });
                }
            }
        }
        found
    }
}

/// The runs of positions, beginning in `[first, end)` and not at the first base, whose letter comes again `unit` letters on; only those as long as a
/// repeat of [`MIN_COPIES`] makes them.
fn runs(bases: &[u8], first: usize, end: usize, unit: usize) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let (first, shortest) = (first.max(1), unit * usize::from(MIN_COPIES - 1));
    // From one base before, so that a run that begins there is not taken for one that begins at the first.
    let stretches = periodic_stretches(bases, unit, shortest, first - 1);
    stretches.skip_while(move |run| run.start < first).take_while(move |run| run.start < end)
}

/// Whether a unit is not itself copies of a shorter one.
fn is_primitive(unit: &[u8]) -> bool {
    (1..unit.len()).filter(|period| unit.len().is_multiple_of(*period)).all(|period| unit.iter().zip(&unit[period..]).any(|(a, b)| a != b))
}

/// Unit length, copies and kind of an indel in a repeat; `None` outside of repeats.
fn class(allele: &Allele, repeat: RepeatContext) -> Option<(usize, usize, usize)> {
    let unit = usize::from(repeat.unit_bp);
    if repeat.copies < MIN_COPIES || unit == 0 || unit > MAX_UNIT_BP {
        return None;
    }
    let several = allele.indel_length() as usize > unit;
    let longer = allele.kind() == AlleleKind::Insertion;
    Some((unit, usize::from(repeat.copies).min(MAX_COPIES), usize::from(longer) + 2 * usize::from(several)))
}

impl Merge for IndelErrorCounts {
    fn merge(&mut self, other: Self) {
        if self.rows.is_empty() {
            self.rows = other.rows;
            return;
        }
        for (mine, theirs) in self.rows.iter_mut().zip(&other.rows) {
            mine.add(theirs);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_repeat_is_one_opportunity_a_read() {
        //            0         1         2
        //            0123456789012345678901234567
        let bases = b"GATTTTTCACACACAGGTAGGTAGGTAGGTAC";
        let slice = ReferenceSlice { start: 100, bases };
        let mut counts = IndelErrorCounts::default();
        let add = |counts: &mut IndelErrorCounts, core: Span| {
            counts.add_opportunities(&Opportunity::all_in(core, &slice), &vec![7; core.len() as usize]);
        };
        add(&mut counts, Span::new(100, 132));
        // T×5, CA×4 (from position 7), GGTA×4 (from 15, after the A).
        assert_eq!((counts.places(Class::ShortRepeat), counts.places(Class::Repeat)), (0, 0));
        assert_eq!((counts.get(1, 5).reads, counts.get(2, 4).reads, counts.get(4, 4).reads), (7, 7, 7));
        assert_eq!(counts.rows.iter().map(|row| row.reads).sum::<u64>(), 21);
        // Cut anywhere, the parts are the whole.
        let mut parts = IndelErrorCounts::default();
        add(&mut parts, Span::new(100, 109));
        let mut right = IndelErrorCounts::default();
        add(&mut right, Span::new(109, 132));
        parts.merge(right);
        assert_eq!(parts, counts);
    }

    proptest::proptest! {
        #[test]
        fn runs_are_those_found_place_by_place(text in "[AC]{0,30}(A{20}|(ACG){9}|N{15})?[ACGT]{0,30}", first in 0usize..40, length in 0usize..40) {
            let bases = text.as_bytes();
            let end = (first + length).min(bases.len());
            for unit in 1..=MAX_UNIT_BP {
                let recurs = |at: usize| at + unit < bases.len() && bases[at] == bases[at + unit];
                let plain: Vec<_> = (first.max(1)..end)
                    .filter(|&at| recurs(at) && !recurs(at - 1))
                    .map(|at| at..(at..=bases.len()).find(|&at| !recurs(at)).unwrap())
                    .filter(|run| run.len() >= 3 * unit)
                    .collect();
                proptest::prop_assert_eq!(runs(bases, first, end, unit).collect::<Vec<_>>(), plain);
            }
        }
    }

    #[test]
    fn the_rate_is_that_of_the_data_where_there_is_some() {
        let slice = ReferenceSlice { start: 0, bases: b"GATTTTTTTTCA" };
        let allele = Allele::deletion(0, 5, 1, &slice).unwrap();
        let repeat = RepeatContext { unit_bp: 1, copies: 8, is_own: true };
        let mut counts = IndelErrorCounts::default();
        assert!((counts.rate(&allele, repeat) - 1e-3).abs() < 1e-9);
        counts.row(1, 8).reads = 19_800;
        counts.add_indel(&allele, repeat, 100, 100, 19_800);
        // A variant is no error.
        counts.add_indel(&allele, repeat, 10, 10, 20);
        // (100 + 200 · 0.001) / 20000
        assert!((counts.rate(&allele, repeat) - 0.005_01).abs() < 1e-9);
        let outside = RepeatContext { unit_bp: 1, copies: 3, is_own: true };
        assert!((counts.rate(&allele, outside) - MIN_RATE).abs() < 1e-12);
    }

    #[test]
    fn dispersion_is_found_by_moments_and_mates_do_not_make_it() {
        let slice = ReferenceSlice { start: 0, bases: b"GATTTTTTTTCA" };
        let allele = Allele::deletion(0, 5, 1, &slice).unwrap();
        let repeat = RepeatContext { unit_bp: 1, copies: 8, is_own: true };
        // 1,000 places of 50 reads; at every tenth the same number of reads errs.
        let with = |at_each: u32, reads_a_fragment: u32| {
            let mut counts = IndelErrorCounts::default();
            let row = counts.row(1, 8);
            (row.reads, row.pairs) = (50_000 * u64::from(reads_a_fragment), 1_000 * 50 * 49 * u64::from(reads_a_fragment).pow(2));
            for _ in 0..100 {
                counts.add_indel(&allele, repeat, at_each * reads_a_fragment, at_each, 50 * reads_a_fragment);
            }
            counts.dispersion(&allele, repeat)
        };
        // One at each: no pair. Five: 100·5·4 pairs of a rate of 0.01; (2000 − 2.45e6·1e-4 + 3) / (2.45e6·0.01·0.99 + 300)
        assert!(with(1, 1).abs() < 1e-12);
        assert!((with(5, 1) - 1758.0 / 24_555.0).abs() < 1e-9, "{}", with(5, 1));
        assert!((with(5, 2) - with(5, 1)).abs() < 1e-9);
        let unseen = IndelErrorCounts::default();
        assert!((unseen.dispersion(&allele, repeat) - USUAL_DISPERSION).abs() < 1e-12);
        assert!(unseen.dispersion(&allele, RepeatContext::default()).abs() < 1e-12);
    }
}

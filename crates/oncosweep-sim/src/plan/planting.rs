//! Choosing places and alleles.

use oncosweep::genome::{ContigId, Span};

use super::{Alleles, Origin, PlannedVariant, SOURCES, left_aligned, occupied::Occupied};
use crate::{
    config::{FractionRule, GermlineConfig, SomaticConfig},
    random::{Stream, threshold},
    reads::{Context, base},
};

/// Places tried for one variant before it is given up.
const TRIES: u32 = 20;
/// Share of substitutions that are transitions, as in human genomes.
const TRANSITIONS: f64 = 0.67;
/// Longest inherited insertion or deletion, in bases.
const INHERITED_INDEL_BP: u32 = 30;

/// A stretch of genome that is being filled.
pub struct Planting<'a> {
    pub context: Context<'a>,
    /// Where variants may lie.
    pub span: Span,
    pub gap_bp: u32,
    pub occupied: Occupied,
    pub contig: ContigId,
    pub alleles: Alleles,
    pub variants: Vec<PlannedVariant>,
}

/// An allele fraction in pure tumour.
pub fn draw_fraction(rule: &FractionRule, stream: &mut Stream) -> f64 {
    match rule {
        FractionRule::Listed(fractions) => stream.choose(fractions).copied().unwrap_or(0.0),
        FractionRule::Uniform(low, high) => low + (high - low) * stream.unit(),
        FractionRule::Clonality { clonal, subclones: (low, high) } => {
            let cells = if stream.unit() < *clonal { 1.0 } else { low + (high - low) * stream.unit() };
            cells / 2.0
        }
    }
}

fn somatic_origin(rule: &FractionRule, stream: &mut Stream) -> Origin {
    Origin::Somatic { haplotype: stream.below(2) as u8, fraction: draw_fraction(rule, stream) as f32 }
}

/// Variants of the patient (two in three) and of the other person (two in three, one in three shared).
fn inherited_origin(config: &GermlineConfig, stream: &mut Stream) -> Origin {
    let mut on = [false; SOURCES];
    let who = stream.below(3);
    for (person, first) in [(0, 0), (1, 2)] {
        if who == person || who == 2 {
            let both = stream.happens(threshold(config.homozygous_fraction));
            let one = stream.below(2) as usize;
            on[first] = both || one == 0;
            on[first + 1] = both || one == 1;
        }
    }
    Origin::Inherited(on)
}

fn substituted(code: u8, stream: &mut Stream) -> u8 {
    let transition = match code {
        1 => 4,
        4 => 1,
        2 => 8,
        8 => 2,
        other => other,
    };
    if stream.happens(threshold(TRANSITIONS)) {
        return transition;
    }
    let others: Vec<u8> = (0..3).map(|i| base::other(code, i)).filter(|&c| c != transition).collect();
    stream.choose(&others).copied().unwrap_or(transition)
}

fn place_in(spans: &[Span], stream: &mut Stream) -> Option<u32> {
    let total: u32 = spans.iter().map(|s| s.len()).sum();
    let mut offset = stream.below(total);
    for span in spans {
        if offset < span.len() {
            return Some(span.start + offset);
        }
        offset -= span.len();
    }
    None
}

impl Planting<'_> {
    pub fn somatic_substitution(&mut self, bases: u32, places: &[Span], config: &SomaticConfig, stream: &mut Stream) {
        let origin = somatic_origin(&config.fractions, stream);
        self.substitution(bases, places, origin, stream);
    }

    pub fn somatic_indel(&mut self, places: &[Span], config: &SomaticConfig, stream: &mut Stream) {
        let origin = somatic_origin(&config.fractions, stream);
        self.indel(config.indel_max_bp, places, origin, stream);
    }

    pub fn inherited_substitution(&mut self, config: &GermlineConfig, stream: &mut Stream) {
        let origin = inherited_origin(config, stream);
        self.substitution(1, &[self.span], origin, stream);
    }

    pub fn inherited_indel(&mut self, config: &GermlineConfig, stream: &mut Stream) {
        let origin = inherited_origin(config, stream);
        self.indel(INHERITED_INDEL_BP, &[self.span], origin, stream);
    }

    fn substitution(&mut self, bases: u32, places: &[Span], origin: Origin, stream: &mut Stream) {
        for _ in 0..TRIES {
            let Some(position) = place_in(places, stream) else { return };
            let known = self.context.slice(position, position + bases);
            if known.len() < bases as usize || known.contains(&base::N) {
                continue;
            }
            if self.take(position, bases) {
                let new: Vec<u8> = known.iter().map(|&code| substituted(code, stream)).collect();
                return self.add(position, bases, &new, origin);
            }
        }
    }

    fn indel(&mut self, max_bp: u32, places: &[Span], origin: Origin, stream: &mut Stream) {
        for _ in 0..TRIES {
            let Some(position) = place_in(places, stream) else { return };
            let mut length = 1;
            while length < max_bp && stream.below(2) == 0 {
                length += 1;
            }
            let deletion = stream.below(2) == 0;
            let mut inserted: Vec<u8> = Vec::new();
            if !deletion {
                // Half of the insertions copy the bases before them.
                let copied = self.context.slice(position.saturating_sub(length), position);
                let copies = stream.below(2) == 0 && copied.len() == length as usize;
                inserted = if copies { copied.to_vec() } else { (0..length).map(|_| 1 << stream.below(4)).collect() };
            }
            let deleted = if deletion { length } else { 0 };
            let around = self.context.slice(position.saturating_sub(1), position + deleted + 1);
            if around.len() < deleted as usize + 2 || around.contains(&base::N) || inserted.contains(&base::N) {
                continue;
            }
            let position = left_aligned(position, deleted, &mut inserted, self.context);
            if self.take(position.saturating_sub(1), deleted + 1) {
                return self.add(position, deleted, &inserted, origin);
            }
        }
    }

    fn take(&mut self, start: u32, bases: u32) -> bool {
        let span = Span::new(start, start + bases);
        let inside = self.span.intersection(span) == span;
        inside && self.occupied.take(Span::new(span.start.saturating_sub(self.gap_bp), span.end + self.gap_bp))
    }

    pub fn add(&mut self, position: u32, reference_bases: u32, alternate: &[u8], origin: Origin) {
        let alternate = self.alleles.add(alternate);
        self.variants.push(PlannedVariant { contig: self.contig, position, reference_bases, alternate, origin });
    }
}

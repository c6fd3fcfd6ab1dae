//! One fragment: whose it is, and what its molecule looks like.

use super::{
    Sample,
    scene::{EventKind, Scene},
};
use crate::{
    random::Stream,
    reads::{Damage, Template, base},
};

/// Something planted that a fragment covers.
#[derive(Debug, Clone, Copy)]
pub struct Met {
    /// First base that it may change.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// Index in the plan.
    pub index: u32,
    /// What it is.
    pub kind: MetKind,
    /// Whether the molecule carries it.
    pub carried: bool,
    /// Number of replaced bases and of new ones, for a variant.
    pub change: (u32, u32),
}

/// What a fragment covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetKind {
    /// A small variant.
    Variant,
    /// A microsatellite.
    Site,
    /// The unbroken chromosome where a junction cuts it in other fragments.
    Uncut,
}

/// A fragment's identity.
#[derive(Debug, Clone, Copy)]
pub struct Molecule {
    /// Chromosome: 0 and 1 the patient's, 2 and 3 the other person's.
    pub source: u8,
    /// Uniform over 32 bits: somatic changes with a share of cells above it are present. One number for the whole fragment makes
    /// changes of the same chromosome nest, as those of one lineage do.
    pub rank: u32,
    /// Whether read 1 lies on the forward strand.
    pub first_forward: bool,
}

impl Molecule {
    /// Draws a molecule.
    #[inline]
    pub fn draw(sample: &Sample<'_>, stream: &mut Stream) -> Self {
        let bits = stream.next_u64();
        let other = sample.thresholds.contamination > 0 && stream.happens(sample.thresholds.contamination);
        Self { source: (bits & 1) as u8 + if other { 2 } else { 0 }, rank: (bits >> 32) as u32, first_forward: bits & 2 != 0 }
    }

    /// Writes the molecule's differences from the reference into `template`, whose start and length are set, and lists what it meets.
    /// False when there is no such molecule, because the chromosome is cut here.
    pub fn describe(self, sample: &Sample<'_>, scene: &Scene, template: &mut Template, met: &mut Vec<Met>, stream: &mut Stream) -> bool {
        met.clear();
        let source = usize::from(self.source);
        // The template's end moves as its edits are known.
        let mut reference_end = template.start + template.length;
        for event in scene.from(template.start) {
            if event.start >= reference_end {
                break;
            }
            let inside = event.start >= template.start;
            match event.kind {
                EventKind::Variant(thresholds) => {
                    let variant = &sample.plan.variants[event.index as usize];
                    let new = sample.plan.alleles.get(variant.alternate);
                    let present = inside && (thresholds[source] == u32::MAX || self.rank < thresholds[source]);
                    let carried = present && template.push(variant.position, variant.reference_bases, new.iter().copied());
                    if carried {
                        reference_end = (reference_end + variant.reference_bases).saturating_sub(new.len() as u32);
                    }
                    let change = (variant.reference_bases, new.len() as u32);
                    met.push(Met { start: event.start, end: event.end, index: event.index, kind: MetKind::Variant, carried, change });
                }
                EventKind::Cut(thresholds) => {
                    if event.start > template.start {
                        if self.rank < thresholds[source] {
                            return false;
                        }
                        met.push(Met {
                            start: event.start,
                            end: event.end,
                            index: event.index,
                            kind: MetKind::Uncut,
                            carried: false,
                            change: (0, 0),
                        });
                    }
                }
                EventKind::Site(thresholds) => {
                    let site = &sample.plan.sites[event.index as usize];
                    let mut change = i32::from(site.inherited[source]);
                    let mut carried = false;
                    if source == usize::from(site.haplotype)
                        && let Some(which) = thresholds.iter().position(|&t| self.rank < t)
                    {
                        let shift = i32::from(site.shifts[which].1);
                        change += shift;
                        carried = shift != 0;
                    }
                    let copies = site.site.copies as i32 + change;
                    change += sample.stutter.draw(site.unit_bases(), copies, stream);
                    if change != 0 && inside {
                        let unit = &site.unit[..site.unit_bases()];
                        let bases = change.unsigned_abs() * unit.len() as u32;
                        if change > 0 {
                            template.push(site.position, 0, unit.iter().cycle().take(bases as usize).copied());
                            reference_end = reference_end.saturating_sub(bases);
                        } else {
                            template.push(site.position, bases, []);
                            reference_end += bases;
                        }
                    }
                    met.push(Met { start: event.start, end: event.end, index: event.index, kind: MetKind::Site, carried, change: (0, 0) });
                }
            }
        }
        self.damage(sample, template, stream);
        true
    }

    /// Damage strikes the strand that becomes read 1.
    fn damage(self, sample: &Sample<'_>, template: &mut Template, stream: &mut Stream) {
        let damage = &sample.config.damage;
        for (rate, from, to) in [(damage.oxidation_rate, b'G', b'T'), (damage.deamination_rate, b'C', b'T')] {
            if rate == 0.0 {
                continue;
            }
            let (from, to) = (base::code(from), base::code(to));
            let (from, to) = if self.first_forward { (from, to) } else { (base::complement(from), base::complement(to)) };
            let struck = crate::random::Poisson::new(rate * f64::from(template.length)).draw(stream);
            for _ in 0..struck {
                template.damage.push(Damage { offset: stream.below(template.length), from, to });
            }
        }
    }
}

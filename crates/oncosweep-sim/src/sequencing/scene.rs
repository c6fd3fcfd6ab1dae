//! What fragments of one window may meet.

use oncosweep::genome::{ContigId, Span};

use super::Sample;
use crate::{plan::SOURCES, random::threshold};

/// Bases of one step of the lookup.
const STEP_BP: u32 = 64;

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// A small variant, by its index in the plan; present in fragments whose rank is below the threshold of their source.
    Variant([u32; SOURCES]),
    /// A microsatellite, by its index in the plan.
    Site([u32; 3]),
    /// A place where the chromosome is cut in some fragments, by twice the junction's index and its side.
    Cut([u32; SOURCES]),
}

/// Something planted near the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// First base that it may change.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// Index in the plan's list.
    pub index: u32,
    /// What it is.
    pub kind: EventKind,
}

/// The events of a window, sorted, and where in their list to begin for a position.
#[derive(Debug, Default)]
pub struct Scene {
    start: u32,
    events: Vec<Event>,
    /// For each step of [`STEP_BP`], the first event that ends after its start.
    first: Vec<u32>,
}

impl Scene {
    /// Gathers what lies in `span`; fragments of a rearranged chromosome know no cuts.
    pub fn prepare(&mut self, sample: &Sample<'_>, contig: ContigId, span: Span, with_cuts: bool) {
        let plan = sample.plan;
        let fraction = sample.own.tumor_fraction;
        self.start = span.start;
        self.events.clear();
        // Something that begins before the window may reach into it.
        let wide = Span::new(span.start.saturating_sub(1_000), span.end);
        for index in plan.variants_in(contig, wide) {
            let variant = &plan.variants[index];
            let thresholds = variant.origin.thresholds(fraction);
            let other_person_only = thresholds[0] == 0 && thresholds[1] == 0 && sample.own.contamination == 0.0;
            if thresholds != [0; SOURCES] && !other_person_only || variant.origin.is_somatic() {
                let end = variant.position + variant.reference_bases.max(1);
                self.events.push(Event { start: variant.position, end, index: index as u32, kind: EventKind::Variant(thresholds) });
            }
        }
        for index in plan.sites_in(contig, wide) {
            let site = &plan.sites[index];
            let mut sum = 0.0;
            let kind = EventKind::Site(site.shifts.map(|(share, _)| {
                sum += f64::from(share) * fraction;
                threshold(sum)
            }));
            self.events.push(Event { start: site.position, end: site.site.end(), index: index as u32, kind });
        }
        for (index, junction) in plan.junctions.iter().enumerate().filter(|_| with_cuts) {
            for (side, (cut_contig, cut)) in junction.cuts().into_iter().enumerate() {
                if cut_contig == contig && wide.contains(cut) {
                    let kind = EventKind::Cut(junction.origin.thresholds(fraction));
                    self.events.push(Event { start: cut, end: cut + 1, index: (2 * index + side) as u32, kind });
                }
            }
        }
        self.events.retain(|event| event.end > span.start && event.start < span.end);
        self.events.sort_unstable_by_key(|event| (event.start, event.end, event.index));
        self.first.clear();
        let (mut at, mut step) = (0, span.start);
        while step < span.end {
            while self.events.get(at).is_some_and(|event| event.end <= step) {
                at += 1;
            }
            self.first.push(at as u32);
            step += STEP_BP;
        }
    }

    /// The events from the first that ends after `position` on; the caller stops where they begin too late.
    #[inline]
    pub fn from(&self, position: u32) -> &[Event] {
        let step = (position.saturating_sub(self.start) / STEP_BP) as usize;
        let Some(&first) = self.first.get(step) else { return &[] };
        let rest = &self.events[first as usize..];
        let skip = rest.iter().take_while(|event| event.end <= position).count();
        &rest[skip..]
    }
}

//! What a fragment shows of the things that are planted.

use super::{
    Sample,
    fragment::{Met, MetKind},
};
use crate::reads::{Draft, op};

/// Bases beside a microsatellite that a fragment shows when it counts as spanning.
const FLANK_BP: u32 = 5;

/// Counts what an original fragment shows of the things it covers.
pub fn count(sample: &Sample<'_>, met: &[Met], drafts: &[&Draft]) {
    let spans = |from: u32, to: u32| drafts.iter().any(|draft| draft.start <= from && to <= draft.end);
    for thing in met {
        let index = thing.index as usize;
        let indel = thing.change.0 != thing.change.1;
        match thing.kind {
            MetKind::Uncut => sample.uncut_counts.add(index, false),
            MetKind::Site => {
                let start = sample.plan.sites[index].site.start;
                if spans(start.saturating_sub(FLANK_BP), thing.end + FLANK_BP) {
                    sample.site_counts.add(index, thing.carried);
                }
            }
            MetKind::Variant if indel => {
                let (from, to) = (thing.start.saturating_sub(1), thing.start + thing.change.0 + 1);
                let shown = !thing.carried || drafts.iter().any(|draft| draft.start <= from && to <= draft.end && has_gap(draft, thing));
                if shown && spans(from, to) {
                    sample.variant_counts.add(index, thing.carried);
                }
            }
            MetKind::Variant => {
                if spans(thing.start, thing.end) {
                    sample.variant_counts.add(index, thing.carried);
                }
            }
        }
    }
}

/// Whether the read's alignment has the gap of an indel.
fn has_gap(draft: &Draft, thing: &Met) -> bool {
    let mut reference = draft.start;
    for &packed in &draft.cigar {
        let length = packed >> 4;
        match packed & 15 {
            op::MATCH | op::SKIP => reference += length,
            op::DELETION => {
                if reference + length == thing.start + thing.change.0 {
                    return true;
                }
                reference += length;
            }
            op::INSERTION if reference == thing.start + thing.change.0 => return true,
            _ => {}
        }
    }
    false
}

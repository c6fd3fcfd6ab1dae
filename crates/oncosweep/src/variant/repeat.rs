//! The repeat an indel lies in.

use super::{
    allele::{Allele, MAX_INDEL_BP},
    class::Class,
    evidence::RepeatContext,
};
use crate::sweep::{ReferenceSlice, Window};

/// Copies of a repeat that begin farther from the anchor are not counted: bounded by the reference that every window holds, so that the number
/// does not depend on the window.
pub(super) const MAX_REPEAT_BP: u32 = 1_500;
const _: () = assert!(MAX_REPEAT_BP + MAX_INDEL_BP < Window::REFERENCE_MARGIN_BP);

/// Longer indels than this are not taken for slips of a run that is not theirs, in bases.
const MAX_SLIP_BP: u32 = 2;
/// Bases of a run that are counted on each side of a place.
const MAX_RUN_BP: u32 = 64;

/// The repeat of an indel's own unit that follows its anchor in the reference, or the run of one base that a short indel touches, if that slips more easily.
///
/// METHOD: where a person's own base interrupts a run (`TTTTATTTT` for nine T), a slip of the run shows as an insertion of that base, or its deletion beside it: an
/// indel of another unit, at the rate of the run's slips. Aligners place what they cannot tell beside runs as well.
pub(super) fn repeat_of(allele: &Allele, reference: &ReferenceSlice<'_>) -> RepeatContext {
    let bases = allele.indel_bases();
    if bases.is_empty() {
        return RepeatContext::default();
    }
    let period =
        (1..=bases.len()).find(|&period| bases.len().is_multiple_of(period) && bases.chunks(period).all(|chunk| chunk == &bases[..period]));
    let unit = &bases[..period.unwrap_or(bases.len())];
    let first = allele.start + 1;
    let is_copy = |start: &u32| unit.iter().zip(*start..).all(|(&base, position)| reference.base(position) == base);
    let copies = (first..first + MAX_REPEAT_BP).step_by(unit.len()).take_while(is_copy).count() as u16;
    let own = RepeatContext { unit_bp: unit.len().min(255) as u8, copies, is_own: true };
    if allele.indel_length() > MAX_SLIP_BP {
        return own;
    }
    let touched = [allele.start, first, allele.start + allele.reference.len() as u32].map(|position| run_through(position, reference));
    let run = RepeatContext { unit_bp: 1, copies: touched.into_iter().max().unwrap_or(0), is_own: false };
    if Class::of_repeat(run) > Class::of_repeat(own) { run } else { own }
}

/// Length of the run of one base through `position`.
fn run_through(position: u32, reference: &ReferenceSlice<'_>) -> u16 {
    let letter = reference.base(position);
    if !matches!(letter, b'A' | b'C' | b'G' | b'T') {
        return 0;
    }
    let is_same = |place: &u32| reference.base(*place) == letter;
    let right = (position..position + MAX_RUN_BP).take_while(is_same).count();
    let left = (position.saturating_sub(MAX_RUN_BP)..position).rev().take_while(is_same).count();
    (left + right) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_a_repeat_does_not_depend_on_the_window() {
        let bases = [vec![b'C'], vec![b'A'; 20_000]].concat();
        let copies = |end: usize| {
            let slice = ReferenceSlice { start: 0, bases: &bases[..end] };
            repeat_of(&Allele::deletion(0, 5, 1, &slice).unwrap(), &slice).copies
        };
        // A window ends at least the margin right of the allele.
        assert_eq!(copies(2_001), copies(20_001));
    }

    #[test]
    fn short_indels_that_touch_a_long_run_are_slips_of_it() {
        let bases = [b"GCA".as_slice(), &[b'T'; 20], b"ACGTC", &[b'A'; 9], b"CGC"].concat();
        let slice = ReferenceSlice { start: 0, bases: &bases };
        let of = |allele: Option<Allele>| {
            let repeat = repeat_of(&allele.unwrap(), &slice);
            (repeat.unit_bp, repeat.copies, repeat.is_own)
        };
        // An A within the run of T, and the A after it.
        assert_eq!(of(Allele::insertion(0, 13, b"A", &slice)), (1, 20, false));
        assert_eq!(of(Allele::deletion(0, 23, 1, &slice)), (1, 20, false));
        // The run's own unit, a longer insertion, and what touches nothing.
        assert_eq!(of(Allele::deletion(0, 9, 1, &slice)), (1, 20, true));
        assert_eq!(of(Allele::insertion(0, 13, b"ACG", &slice)), (3, 0, true));
        assert_eq!(of(Allele::deletion(0, 25, 1, &slice)), (1, 1, true));
        assert_eq!(of(Allele::insertion(0, 28, b"G", &slice)), (1, 9, false));
    }
}

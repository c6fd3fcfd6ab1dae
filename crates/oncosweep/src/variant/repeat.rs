//! The repeat an indel lies in.

use super::{
    allele::{Allele, MAX_INDEL_BP},
    evidence::RepeatContext,
};
use crate::sweep::{ReferenceSlice, Window};

/// Copies of a repeat that begin farther from the anchor are not counted: bounded by the reference that every window holds, so that the number
/// does not depend on the window.
pub(super) const MAX_REPEAT_BP: u32 = 1_500;
const _: () = assert!(MAX_REPEAT_BP + MAX_INDEL_BP < Window::REFERENCE_MARGIN_BP);

/// The repeat of an indel's own unit that follows its anchor in the reference.
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
    RepeatContext { unit_bp: unit.len().min(255) as u8, copies }
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
}

//! The 96 classes of somatic base substitutions: the change of the pyrimidine of the base pair, between the bases beside it, as in `A[C>T]G`
//! (Alexandrov et al., Nature 500:415, 2013; the classes of COSMIC's SBS signatures).

use std::collections::BTreeMap;

use super::{allele::AlleleKind, call::VariantCall};

/// Passing SNVs by class; every class is named, seen or not. Those beside an N or in an MNV are in none.
pub fn sbs96(calls: &[VariantCall]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for (plain, changes) in [('C', "AGT"), ('T', "ACG")] {
        for (before, after, changed) in
            "ACGT".chars().flat_map(|b| "ACGT".chars().flat_map(move |a| changes.chars().map(move |changed| (b, a, changed))))
        {
            counts.insert(format!("{before}[{plain}>{changed}]{after}"), 0);
        }
    }
    for call in calls.iter().filter(|call| call.passes() && call.candidate.allele.kind() == AlleleKind::Snv) {
        let class = class(call.candidate.context, call.candidate.allele.alternate[0]);
        if let Some(count) = counts.get_mut(&class) {
            *count += 1;
        }
    }
    counts
}

/// The class of a change of the middle base of `context` to `changed`, on the strand of the pyrimidine.
fn class(context: [u8; 3], changed: u8) -> String {
    let complement = |letter: u8| match letter {
        b'A' => b'T',
        b'C' => b'G',
        b'G' => b'C',
        b'T' => b'A',
        other => other,
    };
    let [before, plain, after, changed] = match context {
        [before, plain @ (b'C' | b'T'), after] => [before, plain, after, changed],
        [before, plain, after] => [after, plain, before, changed].map(complement),
    };
    let [before, plain, after, changed] = [before, plain, after, changed].map(char::from);
    format!("{before}[{plain}>{changed}]{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_96_classes_and_both_strands_are_one() {
        assert_eq!(sbs96(&[]).len(), 96);
        assert_eq!(class(*b"ACG", b'T'), "A[C>T]G");
        // The other strand of ACG is CGT: its G reads as A.
        assert_eq!(class(*b"CGT", b'A'), "A[C>T]G");
        assert_eq!(class(*b"TAG", b'C'), "C[T>G]A");
        assert!(!sbs96(&[]).contains_key(&class(*b"NCG", b'T')));
    }
}

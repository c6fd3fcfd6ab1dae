//! Alleles that a user lists: always candidates, so that each has an answer even where no read shows it.

use serde::{Deserialize, Serialize};

use super::allele::{Allele, AlleleKind, MAX_INDEL_BP};

/// Listed alleles, normalised as candidates are: sorted and distinct.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedAlleles(Vec<Allele>);

impl ListedAlleles {
    /// The alleles, in any order.
    pub fn new(mut alleles: Vec<Allele>) -> Self {
        alleles.sort_unstable();
        alleles.dedup();
        Self(alleles)
    }

    /// The alleles in genome order.
    pub fn iter(&self) -> impl Iterator<Item = &Allele> {
        self.0.iter()
    }

    /// Number of alleles.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What the second look must look at: every allele's parts, in genome order.
    pub fn candidates(&self) -> Vec<Allele> {
        let mut candidates: Vec<Allele> = self.iter().filter_map(parts).flatten().collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }
}

/// The alleles whose reads tell of `allele`: itself, or the base changes that an MNV consists of; `None` for what the second look cannot weigh: a
/// replacement of bases by another number of bases, an indel of more than a hundred bases.
pub fn parts(allele: &Allele) -> Option<Vec<Allele>> {
    match allele.kind() {
        AlleleKind::Snv => Some(vec![allele.clone()]),
        AlleleKind::Mnv => {
            let places = (allele.start..).zip(allele.reference.iter().zip(&*allele.alternate));
            let changed = places.filter(|(_, (reference, alternate))| reference != alternate);
            Some(changed.map(|(start, (&reference, &alternate))| Allele::snv(allele.contig, start, reference, alternate)).collect())
        }
        AlleleKind::Insertion | AlleleKind::Deletion => {
            let is_anchored =
                allele.reference.len().min(allele.alternate.len()) == 1 && allele.reference.first() == allele.alternate.first();
            (is_anchored && allele.indel_length() <= MAX_INDEL_BP).then(|| vec![allele.clone()])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allele(start: u32, reference: &[u8], alternate: &[u8]) -> Allele {
        Allele { contig: 0, start, reference: reference.into(), alternate: alternate.into() }
    }

    #[test]
    fn an_mnv_is_looked_at_base_by_base_and_a_replacement_not_at_all() {
        let listed = ListedAlleles::new(vec![
            allele(5, b"GTG", b"AAG"),
            allele(6, b"T", b"A"),
            allele(2, b"CA", b"C"),
            allele(9, b"CAT", b"GG"),
            allele(9, b"CAT", b"GG"),
        ]);
        assert_eq!(listed.len(), 4);
        assert_eq!(listed.candidates(), [allele(2, b"CA", b"C"), allele(5, b"G", b"A"), allele(6, b"T", b"A")]);
        assert_eq!(parts(&allele(9, b"CAT", b"GG")), None);
        assert_eq!(parts(&allele(9, &[b'C'; 150], b"C")), None);
    }
}

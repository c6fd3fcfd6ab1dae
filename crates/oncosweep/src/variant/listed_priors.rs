//! Listed alleles are likelier than others of their class: they are listed because tumours have them.

use super::{allele::Allele, listed::ListedAlleles, priors::Priors};

/// The priors of candidates, with what it means that some are listed.
///
/// A tumour has `hotspots_per_tumor` of the listed alleles, each of them as likely: the somatic prior of one is that number over how many are listed, no less than its class's and no
/// more than one in a hundred. So a short list of drivers counts for much and a list of all that was ever seen in a tumour for nothing.
pub(super) struct ListedPriors {
    /// Sorted.
    alleles: Vec<Allele>,
    somatic: f64,
}

impl ListedPriors {
    /// The prior of a listed allele grows no further.
    const MOST: f64 = 0.01;

    pub(super) fn new(listed: &ListedAlleles, hotspots_per_tumor: f64) -> Self {
        let somatic = (hotspots_per_tumor / listed.len().max(1) as f64).min(Self::MOST);
        Self { alleles: listed.candidates(), somatic }
    }

    /// The priors of `allele`, of whose class they are `priors`.
    pub(super) fn of(&self, allele: &Allele, priors: &Priors) -> Priors {
        let is_listed = self.alleles.binary_search(allele).is_ok();
        Priors { somatic: if is_listed { priors.somatic.max(self.somatic) } else { priors.somatic }, ..*priors }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_the_list_the_less_it_says() {
        let priors = Priors { somatic: 1e-5, germline: 1e-3, ..Priors::default() };
        let snv = |start: u32| Allele::snv(0, start, b'A', b'C');
        // In parts of 100,000.
        let share = |priors: Priors| (1e5 * priors.somatic).round() as u32;
        let of = |listed: u32, start: u32| {
            let listed = ListedAlleles::new((0..listed).map(|place| snv(2 * place)).collect());
            share(ListedPriors::new(&listed, 1.0).of(&snv(start), &priors))
        };
        assert_eq!([of(400, 20), of(400, 21)], [250, 1]);
        assert_eq!([of(3, 2), of(200_000, 2), of(0, 2)], [1000, 1, 1]);
        // The bases of a listed MNV are looked at one by one.
        let mnv = Allele { contig: 0, start: 7, reference: Box::from(&b"AGA"[..]), alternate: Box::from(&b"CGC"[..]) };
        let listed = ListedPriors::new(&ListedAlleles::new(vec![mnv]), 1.0);
        assert_eq!([7, 8, 9].map(|start| share(listed.of(&snv(start), &priors))), [1000, 1, 1000]);
        assert_eq!(listed.of(&snv(7), &priors), Priors { somatic: 0.01, ..priors });
    }
}

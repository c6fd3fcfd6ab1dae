//! Neighbouring indels that one read seems to show: the one it fits decides.
//!
//! // METHOD: a read votes on each indel against the reference, so a read of one indel also votes for another that puts nearly the same bases there (another letter inserted, a deletion one
//! base to the left), and a few reads that err alike would make the other a variant with all the reads of the first.
//! Of two indels whose places touch a molecule has one. They are compared where their haplotypes differ (what the read has elsewhere speaks for neither), and the one that the read fits
//! clearly better is the one it shows. A read that fits both, because it ends before they part or errs where they do, is given to the one with whose gap more fragments are aligned, so
//! that a listed neighbour of a true indel does not live on what is left over.
//! Of two that lie apart a molecule may have both: one leaves no room for the other only where it alone explains the read through both places.

use super::{
    haplotypes::{MAX_BASE_QUALITY, UNKNOWN},
    observation::Shown,
    realign::{MIN_DIFFERENCE, Side, Stretch},
    show::{EXPLAINING_BP, IndelPlace, Seen},
    strata::MIN_BASE_QUALITY,
};
use crate::sweep::Read;

/// What a read shows at an indel.
#[derive(Clone, Copy)]
pub(super) struct IndelVote<'a> {
    pub(super) indel: &'a IndelPlace,
    pub(super) seen: Seen,
    /// The side of the indel on which the read is held.
    pub(super) side: Side,
}

impl IndelVote<'_> {
    pub(super) fn is_alternate(&self) -> bool {
        self.seen.0 == Shown::Alternate
    }

    /// Whether the read shows this indel and no other, where this is certain.
    fn fits_better(&self, other: &Self, read: &Read<'_>) -> bool {
        self.against(other, read).is_some_and(|against| against.other - against.own >= MIN_DIFFERENCE)
    }

    /// Whether the read fits this indel no worse than `other`, which fewer fragments show.
    fn is_likelier(&self, other: &Self, read: &Read<'_>) -> bool {
        let is_usual = self.indel.gapped_fragments > other.indel.gapped_fragments;
        is_usual && !self.indel.haplotypes.is_apart(&other.indel.haplotypes) && self.against(other, read).is_some()
    }

    /// How a read that fits this indel fits either; `None` where it may show `other` as well.
    fn against(&self, other: &Self, read: &Read<'_>) -> Option<Against> {
        let [own, theirs] = [self, other].map(|vote| &vote.indel.haplotypes);
        let (start, there) = (self.indel.start, other.indel.start);
        if start.abs_diff(there) > EXPLAINING_BP {
            return None;
        }
        if own.is_apart(theirs) {
            // Neither alone explains the place of the other of two that a molecule has.
            let through = own.stretch_through(read, self.side, there)?.misfit(read);
            let misfit = |vote: &Self| vote.indel.haplotypes.stretch(read, vote.side).map(|stretch| stretch.misfit(read));
            return (through < MIN_DIFFERENCE).then_some(Against { own: misfit(self)?, other: misfit(other)? });
        }
        // What speaks for an indel lies beyond it, as seen from where the read is held: both are compared from one side.
        let from = |side: Side| {
            let one = own.stretch_through(read, own.side_beside(theirs, side)?, there)?;
            Against::where_they_differ(&one, &theirs.stretch(read, side)?, read)
        };
        let against = from(other.side).or_else(|| from(theirs.side_beside(own, self.side)?));
        against.filter(|against| against.own < MIN_DIFFERENCE)
    }
}

/// Sums of base qualities at a read's mismatches to two indels' haplotypes.
struct Against {
    own: i32,
    other: i32,
}

impl Against {
    /// Of two indels of which a molecule has one: where they differ, for what a read has elsewhere speaks for neither. `None` where what speaks for the other, against the reference, is not
    /// compared.
    fn where_they_differ(one: &Stretch<'_>, other: &Stretch<'_>, read: &Read<'_>) -> Option<Self> {
        let (mut against, mut evidence) = (Self { own: 0, other: 0 }, 0);
        let [ones, others] = [one, other].map(Stretch::offsets);
        for offset in ones.start.max(others.start)..ones.end.min(others.end) {
            let ([_, own], [plain, changed], seen) = (one.codes(offset), other.codes(offset), read.bases.code(offset));
            let quality = i32::from(read.quality(offset).min(MAX_BASE_QUALITY));
            let misfit = |code: u8| if code == seen || seen == UNKNOWN { 0 } else { quality };
            evidence += misfit(plain) - misfit(changed);
            if own != changed {
                against.own += misfit(own);
                against.other += misfit(changed);
            }
        }
        (evidence >= MIN_DIFFERENCE).then_some(against)
    }
}

/// Turns the votes of `read` for indels that another of its votes leaves no room for into votes for neither allele.
pub(super) fn settle(votes: &mut [IndelVote<'_>], read: &Read<'_>) {
    // What fits worse decides on nothing that fits as well as something else.
    withdraw(votes, |vote, other| other.fits_better(vote, read));
    withdraw(votes, |vote, other| other.is_likelier(vote, read));
}

/// Withdraws the votes for an indel to which another such vote is preferred.
fn withdraw(votes: &mut [IndelVote<'_>], yields: impl Fn(&IndelVote<'_>, &IndelVote<'_>) -> bool) {
    if votes.iter().filter(|vote| vote.is_alternate()).count() < 2 {
        return;
    }
    let yields_to_any = |vote: &IndelVote<'_>| vote.is_alternate() && votes.iter().any(|other| other.is_alternate() && yields(vote, other));
    let withdrawn: Vec<usize> = (0..votes.len()).filter(|&index| yields_to_any(&votes[index])).collect();
    for index in withdrawn {
        let (shown, quality, _) = &mut votes[index].seen;
        (*shown, *quality) = (Shown::Other, MIN_BASE_QUALITY);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{allele::Allele, lone_bases::LoneBases, realign::IndelHaplotypes},
        *,
    };
    use crate::sweep::{ReferenceSlice, read_maker::MadeRead};

    const REFERENCE: &[u8] = b"GATTACAGGCTCAGTCATAGCGTGCATCTTGACCATGCAGGTCCTAACGTTAGCATCGGATACCA";

    /// What a read that is held as the CIGAR says shows of each allele.
    fn shown(alleles: &[Allele], start: u32, cigar: &str, letters: &[u8]) -> Vec<Option<Shown>> {
        shown_among(alleles, &[0; 2][..alleles.len()], start, cigar, letters)
    }

    /// The same where so many fragments are aligned with the gap of each.
    fn shown_among(alleles: &[Allele], gapped: &[u32], start: u32, cigar: &str, letters: &[u8]) -> Vec<Option<Shown>> {
        let slice = ReferenceSlice { start: 0, bases: REFERENCE };
        let place = |(allele, &gapped_fragments): (&Allele, &u32)| IndelPlace {
            candidate: Some(0),
            start: allele.start,
            gapped_fragments,
            haplotypes: IndelHaplotypes::new(allele, &slice).unwrap(),
        };
        let indels: Vec<IndelPlace> = alleles.iter().zip(gapped).map(place).collect();
        let made = MadeRead::new(start, cigar, std::str::from_utf8(letters).unwrap());
        let mut votes: Vec<IndelVote<'_>> = indels.iter().filter_map(|indel| indel.show(&made.read(), &LoneBases::default())).collect();
        settle(&mut votes, &made.read());
        let of = |indel: &IndelPlace| votes.iter().find(|vote| std::ptr::eq(vote.indel, indel)).map(|vote| vote.seen.0);
        indels.iter().map(of).collect()
    }

    fn deletion(from: u32, bases: u32) -> Allele {
        Allele::deletion(0, from, bases, &ReferenceSlice { start: 0, bases: REFERENCE }).unwrap()
    }

    fn insertion(before: u32, letters: &[u8]) -> Allele {
        Allele::insertion(0, before, letters, &ReferenceSlice { start: 0, bases: REFERENCE }).unwrap()
    }

    #[test]
    fn a_read_shows_the_insertion_with_its_own_letters() {
        let alleles = [insertion(20, b"TTGCAACCTA"), insertion(20, b"TTGCATCCTA")];
        for (own, letters) in [(0, b"TTGCAACCTA"), (1, b"TTGCATCCTA")] {
            let molecule = [&REFERENCE[..20], letters, &REFERENCE[20..]].concat();
            for (start, cigar) in [(0, "20M10I45M"), (0, "20M55S"), (22, "32S43M")] {
                let mut expected = [Some(Shown::Other); 2];
                expected[own] = Some(Shown::Alternate);
                assert_eq!(shown(&alleles, start, cigar, &molecule), expected, "{own} {cigar}");
            }
        }
        // It ends where both are the same.
        let short = [&REFERENCE[4..20], &b"TTGCAACCTA"[..], &REFERENCE[20..24]].concat();
        assert_eq!(shown(&alleles, 4, "16M14S", &short[..]), [Some(Shown::Alternate), Some(Shown::Other)]);
    }

    #[test]
    fn a_read_shows_the_deletion_at_its_own_place() {
        let alleles = [deletion(19, 9), deletion(20, 9)];
        assert_eq!([alleles[0].start, alleles[1].start], [18, 19]);
        for (own, from) in [(0, 19), (1, 20)] {
            let molecule = [&REFERENCE[..from], &REFERENCE[from + 9..]].concat();
            for (start, cigar) in [(0, format!("{from}M9D{}M", 56 - from)), (0, format!("{from}M{}S", 56 - from)), (30, "21S35M".into())] {
                let mut expected = [Some(Shown::Other); 2];
                expected[own] = Some(Shown::Alternate);
                assert_eq!(shown(&alleles, start, &cigar, &molecule), expected, "{own} {cigar}");
            }
        }
    }

    #[test]
    fn errors_elsewhere_and_at_the_base_that_tells() {
        // The letter that tells is the sixth.
        let alleles = [insertion(20, b"TTGCAACCTA"), insertion(20, b"TTGCATCCTA")];
        let molecule = [&REFERENCE[..20], b"TTGCAACCTA", &REFERENCE[20..]].concat();
        let read = |changed: usize, letter: u8| {
            let mut molecule = molecule.clone();
            assert_ne!(std::mem::replace(&mut molecule[changed], letter), letter);
            molecule
        };
        for (gapped, winner) in [([5, 0], Some(0)), ([0, 5], Some(1)), ([3, 3], None)] {
            let own = [Some(Shown::Alternate), Some(Shown::Other)];
            let usual = [0, 1].map(|index| Some(if winner.is_none_or(|winner| winner == index) { Shown::Alternate } else { Shown::Other }));
            for (start, cigar) in [(0, "20M10I45M"), (0, "20M55S"), (22, "32S43M")] {
                let of = |letters: &[u8]| shown_among(&alleles, &gapped, start, cigar, letters);
                for elsewhere in [22, 28, 34] {
                    assert_eq!(
                        of(&read(elsewhere, if molecule[elsewhere] == b'C' { b'A' } else { b'C' })),
                        own,
                        "{gapped:?} {cigar} {elsewhere}"
                    );
                }
                assert_eq!(of(&read(25, b'N')), usual, "{gapped:?} {cigar}");
            }
        }
    }

    #[test]
    fn two_indels_of_one_molecule_stay() {
        // Three bases missing and, some bases further, two more, with a changed base on either side that makes the read fit the one less well.
        let mut both = 0;
        for second in 17..50 {
            let alleles = [deletion(10, 3), deletion(second, 2)];
            let mut molecule = [&REFERENCE[..10], &REFERENCE[13..second as usize], &REFERENCE[second as usize + 2..]].concat();
            for changed in [4, second as usize + 1] {
                molecule[changed] = if molecule[changed] == b'A' { b'C' } else { b'A' };
                for length in second as usize..molecule.len() {
                    let cigar = format!("10M3D{}M2D{}M", second - 13, length + 3 - second as usize);
                    let alone = alleles.each_ref().map(|allele| shown(std::slice::from_ref(allele), 0, &cigar, &molecule[..length])[0]);
                    assert_eq!(shown(&alleles, 0, &cigar, &molecule[..length]), alone, "{second} {changed} {length}");
                    both += u32::from(alone == [Some(Shown::Alternate); 2]);
                }
            }
        }
        assert!(both > 100, "{both}");
    }
}

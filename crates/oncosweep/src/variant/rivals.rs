//! Neighbouring indels that one read seems to show: the one it fits decides.
//!
//! // METHOD: a read votes on each indel against the reference, so a read of one indel also votes for another that puts nearly the same bases there (another letter inserted, a deletion one
//! base to the left), and a few reads that err alike would make the other a variant with all the reads of the first. A read that fits one indel, through the place of the other, and the
//! other clearly worse, shows no more than the first. Two indels of one molecule stay: neither alone explains the place of the other.

use super::{
    observation::Shown,
    realign::{MIN_DIFFERENCE, Side},
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
    /// Sum of base qualities at mismatches to the haplotype it votes for.
    pub(super) misfit: i32,
}

impl IndelVote<'_> {
    pub(super) fn is_alternate(&self) -> bool {
        self.seen.0 == Shown::Alternate
    }

    /// Whether the read's vote for this indel leaves no room for `other`.
    fn beats(&self, other: &Self, read: &Read<'_>) -> bool {
        let (start, there) = (self.indel.start, other.indel.start);
        self.is_alternate()
            && other.misfit - self.misfit >= MIN_DIFFERENCE
            && start.abs_diff(there) <= EXPLAINING_BP
            && self.indel.haplotypes.misfit_through(read, self.side, there).is_some_and(|misfit| misfit < MIN_DIFFERENCE)
    }
}

/// Turns the votes of `read` for indels that another of its votes leaves no room for into votes for neither allele.
pub(super) fn settle(votes: &mut [IndelVote<'_>], read: &Read<'_>) {
    if votes.iter().filter(|vote| vote.is_alternate()).count() < 2 {
        return;
    }
    let is_beaten = |vote: &IndelVote<'_>| vote.is_alternate() && votes.iter().any(|other| other.beats(vote, read));
    let beaten: Vec<usize> = (0..votes.len()).filter(|&index| is_beaten(&votes[index])).collect();
    for index in beaten {
        let (shown, quality, _) = &mut votes[index].seen;
        (*shown, *quality) = (Shown::Other, MIN_BASE_QUALITY);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{allele::Allele, realign::IndelHaplotypes},
        *,
    };
    use crate::sweep::{ReferenceSlice, read_maker::MadeRead};

    const REFERENCE: &[u8] = b"GATTACAGGCTCAGTCATAGCGTGCATCTTGACCATGCAGGTCCTAACGTTAGCATCGGATACCA";

    /// What a read that is held as the CIGAR says shows of each allele.
    fn shown(alleles: &[Allele], start: u32, cigar: &str, letters: &[u8]) -> Vec<Option<Shown>> {
        let slice = ReferenceSlice { start: 0, bases: REFERENCE };
        let place = |allele: &Allele| IndelPlace {
            candidate: Some(0),
            start: allele.start,
            haplotypes: IndelHaplotypes::new(allele, &slice).unwrap(),
        };
        let indels: Vec<IndelPlace> = alleles.iter().map(place).collect();
        let made = MadeRead::new(start, cigar, std::str::from_utf8(letters).unwrap());
        let mut votes: Vec<IndelVote<'_>> = indels.iter().filter_map(|indel| indel.show(&made.read())).collect();
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

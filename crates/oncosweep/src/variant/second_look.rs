//! The second look: every candidate against the window's reads, one vote a fragment.

use super::{
    allele::{Allele, AlleleKind, MAX_INDEL_BP},
    evidence::{Candidate, RepeatContext},
    realign::{IndelHaplotypes, MAX_SLACK_BP, Vote},
    scan::{ReferenceCodes, mismatches},
    strata::{AlleleStrata, MIN_BASE_QUALITY, SampleStrata, quality_bin},
};
use crate::{
    genome::Span,
    sweep::{FragmentId, Read, ReadStore, ReferenceSlice, Sample, Window, WindowReads, base_code},
};

/// What a read shows at a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shown {
    Reference,
    Alternate,
    Other,
}

/// One read's observation of one candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Observation {
    candidate: u32,
    fragment: FragmentId,
    shown: Shown,
    quality: u8,
    mapping_quality: u8,
    reverse: bool,
    near_end: bool,
    noisy: bool,
}

/// Differences within this distance of a candidate make a read noisy. Bounded, so that it does not depend on the window.
const NOISE_BP: u32 = 100;
/// Base quality from which on a difference counts as noise.
const NOISE_QUALITY: u8 = 20;
/// Candidates whose anchor lies at most this far left of a read may still concern it: an indel's repeat and its own length.
const REACH_BP: u32 = 400;
/// Copies of a repeat that begin farther from the anchor are not counted: bounded by the reference that every window holds, so that the number
/// does not depend on the window.
const MAX_REPEAT_BP: u32 = 1_500;
const _: () = assert!(MAX_REPEAT_BP + MAX_INDEL_BP < Window::REFERENCE_MARGIN_BP);

/// Scratch space of the second look.
#[derive(Default)]
pub(super) struct SecondLook {
    observations: Vec<Observation>,
    differences: Vec<u32>,
}

impl SecondLook {
    /// Looks at `alleles` (sorted) in both samples.
    pub(super) fn look(
        &mut self,
        alleles: Vec<Allele>,
        reference: &ReferenceSlice<'_>,
        codes: &ReferenceCodes,
        reads: &WindowReads,
        min_mapping_quality: u8,
    ) -> Vec<Candidate> {
        let haplotypes: Vec<Option<IndelHaplotypes>> = alleles.iter().map(|allele| IndelHaplotypes::new(allele, reference)).collect();
        let mut candidates: Vec<Candidate> = alleles.into_iter().map(|allele| candidate(allele, reference)).collect();
        for sample in [Sample::Tumor, Sample::Normal] {
            self.observations.clear();
            self.observe(&candidates, &haplotypes, reference, codes, reads.of(sample));
            self.observations.sort_unstable();
            for fragment in self.observations.chunk_by(|a, b| (a.candidate, a.fragment) == (b.candidate, b.fragment)) {
                let strata = &mut candidates[fragment[0].candidate as usize].samples[sample as usize];
                count(strata, fragment, min_mapping_quality);
            }
        }
        candidates
    }

    fn observe(
        &mut self,
        candidates: &[Candidate],
        haplotypes: &[Option<IndelHaplotypes>],
        reference: &ReferenceSlice<'_>,
        codes: &ReferenceCodes,
        store: &ReadStore,
    ) {
        // Reads come in order, so the first candidate within reach only moves on.
        let mut first = 0;
        for (_, read) in store.iter() {
            while candidates.get(first).is_some_and(|c| c.allele.start + REACH_BP < read.start) {
                first += 1;
            }
            if first == candidates.len() {
                break;
            }
            if read.flags.is_supplementary() {
                continue;
            }
            let touched = candidates[first..].iter().take_while(|c| c.allele.start < read.end + MAX_SLACK_BP);
            let mut scanned = false;
            for (index, candidate) in (first..).zip(touched) {
                let seen = match &haplotypes[index] {
                    None => show_snv(&read, &candidate.allele),
                    Some(indel) => show_indel(&read, indel, reference),
                };
                let Some((shown, quality, offset)) = seen else { continue };
                if !scanned {
                    self.find_differences(&read, codes);
                    scanned = true;
                }
                self.observations.push(Observation {
                    candidate: index as u32,
                    fragment: read.fragment,
                    shown,
                    quality,
                    mapping_quality: read.mapping_quality,
                    reverse: read.flags.is_reverse(),
                    near_end: offset.min(read.bases.length.saturating_sub(offset + 1)) < AlleleStrata::END_BP,
                    noisy: self
                        .is_noisy(candidate.allele.start, haplotypes[index].as_ref().map_or(candidate.allele.start, IndelHaplotypes::end)),
                });
            }
        }
    }

    /// Positions where the read clearly differs from the reference; an indel counts once, at its place.
    fn find_differences(&mut self, read: &Read<'_>, codes: &ReferenceCodes) {
        let differences = &mut self.differences;
        differences.clear();
        mismatches(read, codes, |position, offset, _, _| {
            if read.quality(offset) >= NOISE_QUALITY {
                differences.push(position);
            }
        });
        let mut last_end = None;
        for block in read.blocks() {
            // Blocks that touch in both are one, written with = and X.
            differences.extend(last_end.filter(|&end| end != (block.reference_start, block.read_offset)).map(|(end, _)| end));
            last_end = Some((block.reference_start + block.length, block.read_offset + block.length));
        }
    }

    /// Whether the read has many differences near an allele besides the allele itself, which may lie anywhere from `first` to `last`.
    fn is_noisy(&self, first: u32, last: u32) -> bool {
        let near = Span::new(first.saturating_sub(NOISE_BP), first + NOISE_BP + 1);
        let others = self.differences.iter().filter(|&&p| near.contains(p) && !(first..=last).contains(&p)).count();
        others >= usize::from(AlleleStrata::NOISY_DIFFERENCES)
    }
}

fn candidate(allele: Allele, reference: &ReferenceSlice<'_>) -> Candidate {
    let at = |position: Option<u32>| position.map_or(b'N', |position| reference.base(position));
    let context = [at(allele.start.checked_sub(1)), at(Some(allele.start)), at(Some(allele.start + 1))];
    let repeat = repeat_of(&allele, reference);
    Candidate { allele, context, repeat, samples: Default::default(), consequence: None }
}

/// The repeat of an indel's own unit that follows its anchor in the reference.
fn repeat_of(allele: &Allele, reference: &ReferenceSlice<'_>) -> RepeatContext {
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

fn show_snv(read: &Read<'_>, allele: &Allele) -> Option<(Shown, u8, u32)> {
    debug_assert_eq!(allele.kind(), AlleleKind::Snv);
    let position = allele.start;
    if position < read.start || position >= read.end {
        return None;
    }
    let mut before = 0;
    for block in read.blocks() {
        if position < block.reference_start {
            // The base is deleted in this read (or spliced out, which tells nothing).
            let spliced = read.cigar.ops().any(|op| op.kind == crate::sweep::CigarKind::Skip);
            return (!spliced).then_some((Shown::Other, read.quality(before), before));
        }
        before = block.read_offset + block.length - 1;
        if position < block.reference_start + block.length {
            let offset = block.read_offset + position - block.reference_start;
            let code = read.bases.code(offset);
            // SAM writes 0 (=) for a base that equals the reference's.
            let shown = if code == base_code(allele.reference[0]) || code == 0 {
                Shown::Reference
            } else if code == base_code(allele.alternate[0]) {
                Shown::Alternate
            } else {
                Shown::Other
            };
            let quality = if code == 15 { 0 } else { read.quality(offset) };
            return Some((shown, quality, offset));
        }
    }
    None
}

fn show_indel(read: &Read<'_>, indel: &IndelHaplotypes, reference: &ReferenceSlice<'_>) -> Option<(Shown, u8, u32)> {
    if read.start > indel.end() + MAX_SLACK_BP {
        return None;
    }
    let (vote, offset) = indel.vote(read, reference)?;
    match vote {
        Vote::Reference { quality } => Some((Shown::Reference, quality, offset)),
        Vote::Alternate { quality } => Some((Shown::Alternate, quality, offset)),
        Vote::Neither => Some((Shown::Other, MIN_BASE_QUALITY, offset)),
    }
}

/// Counts one fragment's observations (one, or two of overlapping mates).
fn count(strata: &mut SampleStrata, fragment: &[Observation], min_mapping_quality: u8) {
    let is_mapped = |o: &&Observation| o.mapping_quality >= min_mapping_quality;
    let good = |o: &&Observation| is_mapped(o) && o.quality >= MIN_BASE_QUALITY;
    let Some(best) = fragment.iter().filter(good).max_by_key(|o| o.quality) else {
        if fragment.iter().any(|o| is_mapped(&o)) {
            strata.low_quality += 1;
        } else if let Some(allele) = allele_mut(strata, fragment[0].shown) {
            allele.low_mapping_quality += 1;
        }
        return;
    };
    if fragment.iter().filter(good).any(|o| o.shown != best.shown) {
        strata.disagreeing += 1;
        return;
    }
    let Some(allele) = allele_mut(strata, best.shown) else {
        strata.other += 1;
        return;
    };
    let Some(bin) = quality_bin(best.quality) else { return };
    allele.by_quality[bin] += 1;
    allele.forward += u32::from(fragment.iter().filter(good).all(|o| !o.reverse));
    allele.reverse += u32::from(fragment.iter().filter(good).all(|o| o.reverse));
    allele.near_end += u32::from(fragment.iter().filter(good).all(|o| o.near_end));
    allele.noisy += u32::from(fragment.iter().filter(good).all(|o| o.noisy));
    allele.mapping_quality_sum += u32::from(best.mapping_quality);
}

fn allele_mut(strata: &mut SampleStrata, shown: Shown) -> Option<&mut AlleleStrata> {
    match shown {
        Shown::Reference => Some(&mut strata.reference),
        Shown::Alternate => Some(&mut strata.alternate),
        Shown::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweep::{Bases, read_maker::MadeRead};

    const REFERENCE: &[u8] = b"GATTACAGGCTCAGTCAAAAAACGTGCATCTTGACCATGCAGGT";

    fn differences(cigar: &str, letters: &str) -> Vec<u32> {
        let slice = ReferenceSlice { start: 0, bases: REFERENCE };
        let mut codes = ReferenceCodes::default();
        codes.set(&slice);
        let mut look = SecondLook::default();
        look.find_differences(&MadeRead::new(0, cigar, letters).read(), &codes);
        look.differences.sort_unstable();
        look.differences
    }

    #[test]
    fn a_mismatch_is_one_difference_however_the_cigar_is_written() {
        //             GATTACAGGCTCAGTCAAAAAACG
        let letters = "GATTCCAGGCTCAGACAAAAAACG";
        assert_eq!(differences("24M", letters), vec![4, 14]);
        assert_eq!(differences("4=1X9=1X9=", letters), vec![4, 14]);
        assert_eq!(differences("10M1P14M", letters), vec![4, 14]);
        // The mismatch, the deletion of CAG, and nothing else.
        assert_eq!(differences("4=1X6=3D10=", "GATTCCAGGCTTCAAAAAACG"), vec![4, 11]);
    }

    #[test]
    fn an_indel_is_no_noise_to_itself() {
        let slice = ReferenceSlice { start: 0, bases: REFERENCE };
        let mut codes = ReferenceCodes::default();
        codes.set(&slice);
        // Three mismatches and one A less of six, wherever the aligner put it.
        let letters = "CATTCCAGGCTCAGACAAAAACGTGCATC";
        for cigar in ["16M1D13M", "21M1D8M"] {
            let mut look = SecondLook::default();
            look.find_differences(&MadeRead::new(0, cigar, letters).read(), &codes);
            let allele = Allele::deletion(0, 18, 1, &slice).unwrap();
            let last = IndelHaplotypes::new(&allele, &slice).unwrap().end();
            assert!(!look.is_noisy(allele.start, last), "{:?}", look.differences);
            assert!(look.is_noisy(30, 30), "{:?}", look.differences);
        }
    }

    #[test]
    fn a_base_written_as_equal_shows_the_reference() {
        let made = MadeRead::new(0, "4M", "GATT");
        let mut read = made.read();
        read.bases = Bases { packed: &[0x00, 0x00], length: 4 };
        assert_eq!(show_snv(&read, &Allele::snv(0, 2, b'T', b'C')), Some((Shown::Reference, 30, 2)));
    }

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

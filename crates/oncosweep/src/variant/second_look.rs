//! The second look: every candidate against the window's reads, one vote a fragment.

use super::{
    allele::{Allele, MAX_INDEL_BP},
    differences::Differences,
    evidence::{Candidate, RepeatContext},
    mnv,
    observation::{Observation, Shown, count_fragments},
    realign::{IndelHaplotypes, MAX_SLACK_BP, Side, Vote, Voted},
    strata::{AlleleStrata, MIN_BASE_QUALITY, from_end},
};
use crate::{
    genome::Span,
    sweep::{Cigar, CigarKind, CigarOp, Read, ReadStore, ReferenceSlice, Sample, Window, WindowReads, base_code},
};

/// Differences within this distance of a candidate make a read noisy. Bounded, so that it does not depend on the window.
const NOISE_BP: u32 = 100;
/// Indels whose anchor lies at most this far left of a read may still concern it: an indel's repeat and its own length.
const REACH_BP: u32 = 400;
/// Copies of a repeat that begin farther from the anchor are not counted: bounded by the reference that every window holds, so that the number
/// does not depend on the window.
pub(super) const MAX_REPEAT_BP: u32 = 1_500;
const _: () = assert!(MAX_REPEAT_BP + MAX_INDEL_BP < Window::REFERENCE_MARGIN_BP);

/// A single-base candidate, ready to compare.
struct SnvPlace {
    candidate: u32,
    position: u32,
    reference_code: u8,
    alternate_code: u8,
}

/// An indel candidate, ready to compare.
struct IndelPlace {
    candidate: u32,
    start: u32,
    haplotypes: IndelHaplotypes,
}

/// Scratch space of the second look.
#[derive(Default)]
pub(super) struct SecondLook {
    snvs: Vec<SnvPlace>,
    indels: Vec<IndelPlace>,
    /// With the candidate each belongs to, in the order of reads.
    observations: Vec<(u32, Observation)>,
    /// The same, candidate by candidate.
    grouped: Vec<Observation>,
}

impl SecondLook {
    /// Looks at `alleles` (sorted) in both samples, whose reads differ from the reference at `differences`.
    pub(super) fn look(
        &mut self,
        alleles: Vec<Allele>,
        reference: &ReferenceSlice<'_>,
        differences: [&Differences; 2],
        reads: &WindowReads,
        min_mapping_quality: u8,
    ) -> Vec<Candidate> {
        if alleles.is_empty() {
            return Vec::new();
        }
        self.prepare(&alleles, reference);
        let mut candidates: Vec<Candidate> = alleles.into_iter().map(|allele| candidate(allele, reference)).collect();
        for (sample, differences) in [Sample::Tumor, Sample::Normal].into_iter().zip(differences) {
            self.observe(differences, reads.of(sample));
            let mut start = 0;
            for (end, candidate) in self.group(candidates.len()).into_iter().zip(&mut candidates) {
                let group = &mut self.grouped[start..end as usize];
                count_fragments(&mut candidate.samples[sample as usize], group, min_mapping_quality);
                start = end as usize;
            }
        }
        for candidate in &mut candidates {
            candidate.joined = mnv::joined(candidate, reference);
        }
        candidates
    }

    fn prepare(&mut self, alleles: &[Allele], reference: &ReferenceSlice<'_>) {
        self.snvs.clear();
        self.indels.clear();
        for (allele, candidate) in alleles.iter().zip(0..) {
            match IndelHaplotypes::new(allele, reference) {
                Some(haplotypes) => self.indels.push(IndelPlace { candidate, start: allele.start, haplotypes }),
                None => self.snvs.push(SnvPlace {
                    candidate,
                    position: allele.start,
                    reference_code: base_code(allele.reference[0]),
                    alternate_code: base_code(allele.alternate[0]),
                }),
            }
        }
    }

    fn observe(&mut self, differences: &Differences, store: &ReadStore) {
        self.observations.clear();
        // Reads come by start, so the first candidate within reach only moves on.
        let (mut snvs, mut indels) = (&self.snvs[..], &self.indels[..]);
        // The indels that a read shows.
        let mut shifted: Vec<(&IndelHaplotypes, Side)> = Vec::new();
        for index in 0..store.len() {
            let span = store.span(index);
            while snvs.first().is_some_and(|snv| snv.position < span.start) {
                snvs = &snvs[1..];
            }
            while indels.first().is_some_and(|indel| indel.start + REACH_BP < span.start) {
                indels = &indels[1..];
            }
            let touched_snvs = snvs.iter().take_while(|snv| snv.position < span.end);
            let touched_indels = indels.iter().take_while(|indel| indel.start < span.end + MAX_SLACK_BP);
            let (mut touched_snvs, mut touched_indels) = (touched_snvs.peekable(), touched_indels.peekable());
            if touched_snvs.peek().is_none() && touched_indels.peek().is_none() {
                if snvs.is_empty() && indels.is_empty() {
                    break;
                }
                continue;
            }
            let read = store.get(index);
            if read.flags.is_supplementary() {
                continue;
            }
            let differences = differences.of(index);
            shifted.clear();
            for indel in touched_indels {
                if let Some((seen, side)) = show_indel(&read, &indel.haplotypes) {
                    let noisy = is_noisy(differences, indel.start, indel.haplotypes.end());
                    self.observations.push((indel.candidate, observation(&read, seen, noisy)));
                    if seen.0 == Shown::Alternate {
                        shifted.push((&indel.haplotypes, side));
                    }
                }
            }
            for snv in touched_snvs {
                if let Some(seen) = show_snv(&read, snv) {
                    // METHOD: a read of an indel that the aligner placed without the gap differs from the reference where the indel shifts it. What the
                    // indel explains is no base change.
                    if seen.0 == Shown::Alternate && shifted.iter().any(|(haplotypes, side)| haplotypes.explains(&read, *side, seen.2)) {
                        continue;
                    }
                    let noisy = is_noisy(differences, snv.position, snv.position);
                    let mut observation = observation(&read, seen, noisy);
                    observation.near_clip = is_beside_clip(&read, seen.2);
                    if seen.0 == Shown::Alternate {
                        observation.following = following(&read, seen.2);
                    }
                    self.observations.push((snv.candidate, observation));
                }
            }
        }
    }

    /// Brings the observations of each candidate together; returns one past the last of each.
    fn group(&mut self, candidates: usize) -> Vec<u32> {
        let mut places = vec![0u32; candidates];
        for (candidate, _) in &self.observations {
            places[*candidate as usize] += 1;
        }
        let mut start = 0;
        for place in &mut places {
            (*place, start) = (start, start + *place);
        }
        let Some(&(_, any)) = self.observations.first() else { return places };
        self.grouped.clear();
        self.grouped.resize(self.observations.len(), any);
        for &(candidate, observation) in &self.observations {
            let place = &mut places[candidate as usize];
            self.grouped[*place as usize] = observation;
            *place += 1;
        }
        places
    }
}

/// What a read shows, how well, and at which of its bases.
type Seen = (Shown, u8, u32);

fn observation(read: &Read<'_>, (shown, quality, offset): Seen, noisy: bool) -> Observation {
    Observation {
        fragment: read.fragment,
        shown,
        quality,
        mapping_quality: read.mapping_quality,
        reverse: read.flags.is_reverse(),
        offset,
        from_end: from_end(offset, read.bases.length),
        near_clip: false,
        noisy,
        following: [0; 2],
    }
}

/// Whether a base lies beside the soft clip that ends a read's alignment.
fn is_beside_clip(read: &Read<'_>, offset: u32) -> bool {
    let (left, right) = beside_clips(read.cigar, read.bases.length);
    offset < left || offset >= right
}

/// The offsets, in a read of `length` bases, between which bases are not beside a clip.
pub(super) fn beside_clips(cigar: Cigar<'_>, length: u32) -> (u32, u32) {
    let reach = |clip: u32| if clip > 0 { clip + AlleleStrata::CLIP_BP } else { 0 };
    (reach(soft_clip(cigar.ops())), length.saturating_sub(reach(soft_clip(cigar.ops().rev()))))
}

/// Length of the soft clip the operations begin with.
fn soft_clip(mut ops: impl Iterator<Item = CigarOp>) -> u32 {
    ops.find(|op| op.kind != CigarKind::HardClip).filter(|op| op.kind == CigarKind::SoftClip).map_or(0, |op| op.length)
}

/// Whether a read has many differences near an allele besides the allele itself, which may lie anywhere from `first` to `last`.
fn is_noisy(differences: &[u32], first: u32, last: u32) -> bool {
    let many = usize::from(AlleleStrata::NOISY_DIFFERENCES);
    let near = Span::new(first.saturating_sub(NOISE_BP), first + NOISE_BP + 1);
    differences.len() >= many && differences.iter().filter(|&&p| near.contains(p) && !(first..=last).contains(&p)).count() >= many
}

fn candidate(allele: Allele, reference: &ReferenceSlice<'_>) -> Candidate {
    let at = |position: Option<u32>| position.map_or(b'N', |position| reference.base(position));
    let context = [at(allele.start.checked_sub(1)), at(Some(allele.start)), at(Some(allele.start + 1))];
    let repeat = repeat_of(&allele, reference);
    Candidate { allele, context, repeat, samples: Default::default(), consequence: None, joined: None, population_ppb: None }
}

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

fn show_snv(read: &Read<'_>, snv: &SnvPlace) -> Option<Seen> {
    let position = snv.position;
    if position < read.start || position >= read.end {
        return None;
    }
    let mut before = 0;
    for block in read.blocks() {
        if position < block.reference_start {
            // The base is deleted in this read (or spliced out, which tells nothing).
            let spliced = read.cigar.ops().any(|op| op.kind == CigarKind::Skip);
            return (!spliced).then_some((Shown::Other, read.quality(before), before));
        }
        before = block.read_offset + block.length - 1;
        if position < block.reference_start + block.length {
            let offset = block.read_offset + position - block.reference_start;
            let code = read.bases.code(offset);
            // SAM writes 0 (=) for a base that equals the reference's.
            let shown = if code == snv.reference_code || code == 0 {
                Shown::Reference
            } else if code == snv.alternate_code {
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

/// Codes of the two bases right of the one at `offset`, as far as they are aligned beside it with enough quality; 0 elsewhere.
fn following(read: &Read<'_>, offset: u32) -> [u8; 2] {
    let block = read.blocks().find(|block| block.read_offset <= offset && offset < block.read_offset + block.length);
    let end = block.map_or(0, |block| block.read_offset + block.length);
    [1, 2].map(|place| {
        let at = offset + place;
        if at < end && read.quality(at) >= MIN_BASE_QUALITY { read.bases.code(at) } else { 0 }
    })
}

fn show_indel(read: &Read<'_>, indel: &IndelHaplotypes) -> Option<(Seen, Side)> {
    if read.start > indel.end() + MAX_SLACK_BP {
        return None;
    }
    let Voted { vote, offset, side } = indel.vote(read)?;
    let seen = match vote {
        Vote::Reference { quality } => (Shown::Reference, quality, offset),
        Vote::Alternate { quality } => (Shown::Alternate, quality, offset),
        Vote::Neither => (Shown::Other, MIN_BASE_QUALITY, offset),
    };
    Some((seen, side))
}

#[cfg(test)]
mod tests {
    use super::{
        super::scan::{ReferenceCodes, mismatches},
        *,
    };
    use crate::sweep::{Bases, read_maker::MadeRead};

    const REFERENCE: &[u8] = b"GATTACAGGCTCAGTCAAAAAACGTGCATCTTGACCATGCAGGT";

    fn differences(cigar: &str, letters: &str) -> Vec<u32> {
        let mut codes = ReferenceCodes::default();
        codes.set(&ReferenceSlice { start: 0, bases: REFERENCE });
        let (made, mut differences) = (MadeRead::new(0, cigar, letters), Differences::default());
        mismatches(&made.read(), &codes, |position, offset, _, _| differences.add_mismatch(position, made.read().quality(offset)));
        differences.close(0, &made.read());
        differences.of(0).to_vec()
    }

    #[test]
    fn an_indel_is_no_noise_to_itself() {
        let slice = ReferenceSlice { start: 0, bases: REFERENCE };
        // Three mismatches and one A less of six, wherever the aligner put it.
        let letters = "CATTCCAGGCTCAGACAAAAACGTGCATC";
        for cigar in ["16M1D13M", "21M1D8M"] {
            let found = differences(cigar, letters);
            let allele = Allele::deletion(0, 18, 1, &slice).unwrap();
            let last = IndelHaplotypes::new(&allele, &slice).unwrap().end();
            assert!(!is_noisy(&found, allele.start, last), "{found:?}");
            assert!(is_noisy(&found, 30, 30), "{found:?}");
        }
    }

    #[test]
    fn a_mismatch_and_a_gap_are_one_difference_each() {
        // The mismatch, the deletion of CAG, and nothing else.
        let mut found = differences("4=1X6=3D10=", "GATTCCAGGCTTCAAAAAACG");
        found.sort_unstable();
        assert_eq!(found, vec![4, 11]);
    }

    #[test]
    fn a_base_written_as_equal_shows_the_reference() {
        let made = MadeRead::new(0, "4M", "GATT");
        let place = SnvPlace { candidate: 0, position: 2, reference_code: base_code(b'T'), alternate_code: base_code(b'C') };
        let mut read = made.read();
        read.bases = Bases { packed: &[0x00, 0x00], length: 4 };
        assert_eq!(show_snv(&read, &place), Some((Shown::Reference, 30, 2)));
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

//! The second look: every candidate against the window's reads, one vote a fragment.

use super::{
    allele::Allele,
    differences::{Differences, is_noisy},
    evidence::Candidate,
    fragments::Fragments,
    lone_bases::LoneBases,
    mnv,
    observation::{Observation, Shown, count_fragments},
    places::is_beside_clip,
    realign::{IndelHaplotypes, MAX_SLACK_BP},
    repeat::repeat_of,
    rivals::{self, IndelVote},
    scan::ReferenceCodes,
    show::{IndelPlace, Seen, SnvPlace, following},
    strata::{SampleStrata, from_end},
};
use crate::{
    genome::Span,
    sweep::{Read, ReadStore, ReferenceSlice, Sample, WindowReads, base_code, group},
};

/// Indels whose anchor lies at most this far left of a read may still concern it: an indel's repeat and its own length.
const REACH_BP: u32 = 400;

/// Scratch space of the second look.
#[derive(Default)]
pub(super) struct SecondLook {
    snvs: Vec<SnvPlace>,
    indels: Vec<IndelPlace>,
    lone_bases: LoneBases,
    /// With the candidate each belongs to, in the order of reads.
    observations: Vec<(u32, Observation)>,
    fragments: Fragments,
    /// The same, candidate by candidate.
    grouped: Vec<Observation>,
    /// What tumour and normal say of each candidate.
    strata: Vec<[SampleStrata; 2]>,
}

/// What the scan of a window leaves for the second look.
pub(super) struct Scanned<'a> {
    /// Reads that touch it were scanned.
    pub(super) core: Span,
    pub(super) codes: &'a ReferenceCodes,
    /// Fragments of the case that are aligned with the gap of an indel in the core or beside it.
    pub(super) gapped_fragments: &'a dyn Fn(&Allele) -> u32,
    /// Where the scanned reads of tumour and normal differ from the reference.
    pub(super) differences: [&'a Differences; 2],
    /// Reads of less were not scanned.
    pub(super) min_mapping_quality: u8,
}

impl SecondLook {
    /// Looks at `alleles` (sorted) in both samples and makes candidates of those `is_kept` keeps by what the tumour says. Indels `beside` the core only explain what
    /// its reads show.
    pub(super) fn look(
        &mut self,
        alleles: Vec<Allele>,
        beside: &[Allele],
        reference: &ReferenceSlice<'_>,
        scanned: &Scanned<'_>,
        reads: &WindowReads,
        is_kept: impl Fn(&Allele, &SampleStrata) -> bool,
    ) -> Vec<Candidate> {
        if alleles.is_empty() {
            return Vec::new();
        }
        self.prepare(&alleles, beside, reference, scanned.gapped_fragments);
        self.lone_bases.begin(self.indels.iter().map(|indel| &indel.haplotypes));
        for sample in [Sample::Tumor, Sample::Normal] {
            self.lone_bases.add(reads.of(sample), scanned.min_mapping_quality);
        }
        self.lone_bases.settle();
        self.strata.clear();
        self.strata.resize_with(alleles.len(), Default::default);
        for sample in [Sample::Tumor, Sample::Normal] {
            self.observe(sample, scanned, reads.of(sample));
            let mut start = 0;
            let ends = group(&self.observations, alleles.len(), &mut self.grouped);
            for (end, strata) in ends.into_iter().zip(&mut self.strata) {
                let own = &self.grouped[start..end as usize];
                count_fragments(&mut strata[sample as usize], own, scanned.min_mapping_quality, &mut self.fragments);
                start = end as usize;
            }
        }
        let mut candidates = Vec::new();
        for (allele, strata) in alleles.into_iter().zip(&self.strata).filter(|(allele, strata)| is_kept(allele, &strata[0])) {
            candidates.push(candidate(allele, strata, reference));
        }
        candidates
    }

    fn prepare(
        &mut self,
        alleles: &[Allele],
        beside: &[Allele],
        reference: &ReferenceSlice<'_>,
        gapped_fragments: &dyn Fn(&Allele) -> u32,
    ) {
        self.snvs.clear();
        self.indels.clear();
        let indel = |candidate, allele: &Allele| {
            let place = |haplotypes| IndelPlace { candidate, start: allele.start, gapped_fragments: gapped_fragments(allele), haplotypes };
            IndelHaplotypes::new(allele, reference).map(place)
        };
        for (allele, candidate) in alleles.iter().zip(0..) {
            match indel(Some(candidate), allele) {
                Some(place) => self.indels.push(place),
                None => self.snvs.push(SnvPlace {
                    candidate,
                    position: allele.start,
                    reference_code: base_code(allele.reference[0]),
                    alternate_code: base_code(allele.alternate[0]),
                }),
            }
        }
        self.indels.extend(beside.iter().filter_map(|allele| indel(None, allele)));
        self.indels.sort_by_key(|indel| indel.start);
    }

    fn observe(&mut self, sample: Sample, scanned: &Scanned<'_>, store: &ReadStore) {
        self.observations.clear();
        // Reads come by start, so the first candidate within reach only moves on.
        let (mut snvs, mut indels) = (&self.snvs[..], &self.indels[..]);
        // What a read shows of indels.
        let mut votes: Vec<IndelVote<'_>> = Vec::new();
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
            let own;
            let differences = if span.intersection(scanned.core).is_empty() && read.mapping_quality >= scanned.min_mapping_quality {
                // Beside the core only an indel near its edge asks.
                own = Differences::of_read(&read, scanned.codes);
                &own[..]
            } else {
                scanned.differences[sample as usize].of(index)
            };
            votes.clear();
            votes.extend(touched_indels.filter_map(|indel| indel.show(&read, &self.lone_bases)));
            rivals::settle(&mut votes, &read);
            for IndelVote { indel, seen, .. } in &votes {
                if let Some(candidate) = indel.candidate {
                    let noisy = is_noisy(differences, indel.start, indel.haplotypes.end());
                    self.observations.push((candidate, observation(&read, *seen, noisy)));
                }
            }
            votes.retain(IndelVote::is_alternate);
            for snv in touched_snvs {
                if let Some(seen) = snv.show(&read) {
                    // METHOD: a read of an indel that the aligner placed without the gap differs from the reference where the indel shifts it. What the
                    // indel explains is no base change.
                    if seen.0 == Shown::Alternate && votes.iter().any(|shown| shown.indel.explains(snv, &read, shown.side, seen.2)) {
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
}

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

fn candidate(allele: Allele, strata: &[SampleStrata; 2], reference: &ReferenceSlice<'_>) -> Candidate {
    let at = |position: Option<u32>| position.map_or(b'N', |position| reference.base(position));
    let context = [at(allele.start.checked_sub(1)), at(Some(allele.start)), at(Some(allele.start + 1))];
    let repeat = repeat_of(&allele, reference);
    let joined = mnv::joined(&allele, &strata[0], reference).map(Box::new);
    Candidate { allele, context, repeat, strata: strata.into(), consequence: None, joined, population_ppb: None }
}

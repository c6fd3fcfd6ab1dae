//! Neighbouring base changes on the same molecules are one variant.
//!
//! Two changed bases of one codon make another amino acid together than either alone. The second look counts, for the fragments that show an
//! SNV, the letters they show one and two bases further right; where nearly all show a changed one, the SNV carries the joined allele (at most three
//! bases: a codon) with its own consequence. Whether the neighbours are somatic themselves is known only in the call, which joins them then.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::{
    allele::{Allele, AlleleKind},
    call::VariantCall,
    strata::SampleStrata,
};
use crate::{genes::Consequence, sweep::ReferenceSlice};

/// Share of the fragments with an allele that must show its neighbour's too.
const SHARED: f64 = 0.8;
/// Fragments that must show both.
const MIN_FRAGMENTS: u32 = 2;

/// An SNV together with those right of it on the same fragments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinedAllele {
    /// The allele from the first to the last changed base.
    pub allele: Allele,
    /// Fragments of the tumour that show its changes, as counted from the first base.
    pub fragments: u32,
    /// Its consequence on the chosen transcript; filled after the sweep when genes are given.
    pub consequence: Option<Arc<Consequence>>,
}

/// What the fragments with an SNV say of its right neighbours; `None` when most show the reference there.
pub(super) fn joined(allele: &Allele, tumor: &SampleStrata, reference: &ReferenceSlice<'_>) -> Option<JoinedAllele> {
    const LETTERS: &[u8; 4] = b"ACGT";
    let seen = tumor.alternate.fragments();
    if allele.kind() != AlleleKind::Snv || seen < MIN_FRAGMENTS {
        return None;
    }
    let (mut plain, mut changed) = (allele.reference.to_vec(), allele.alternate.to_vec());
    let (mut length, mut fragments) = (1, seen);
    for (place, counts) in (1u32..).zip(tumor.following) {
        let letter = reference.base(allele.start + place);
        let other = LETTERS.iter().zip(counts).filter(|&(&other, _)| other != letter).max_by_key(|&(_, count)| count);
        let neighbour = other.filter(|&(_, count)| count >= MIN_FRAGMENTS && f64::from(count) >= SHARED * f64::from(seen));
        plain.push(letter);
        changed.push(neighbour.map_or(letter, |(&other, _)| other));
        if let Some((_, count)) = neighbour {
            (length, fragments) = (plain.len(), fragments.min(count));
        }
    }
    plain.truncate(length);
    changed.truncate(length);
    let is_known = plain.iter().all(|letter| LETTERS.contains(letter));
    (length > 1 && is_known).then(|| JoinedAllele {
        allele: Allele { contig: allele.contig, start: allele.start, reference: plain.into(), alternate: changed.into() },
        fragments,
        consequence: None,
    })
}

/// Puts one call in place of passing SNVs whose fragments are the same; its quality and counts are those of the weakest of them. `calls` are in
/// genome order before and after.
pub(super) fn join(calls: &mut Vec<VariantCall>) {
    let (mut replaced, mut joined) = (FxHashSet::default(), Vec::new());
    for first in 0..calls.len() {
        if let Some((members, call)) = joined_call(calls, first)
            && members.iter().all(|member| !replaced.contains(member))
        {
            replaced.extend(members);
            joined.push(call);
        }
    }
    if joined.is_empty() {
        return;
    }
    // All at once: a genome has millions of calls, and thousands of these among them.
    let mut index = 0..;
    calls.retain(|_| index.next().is_none_or(|index| !replaced.contains(&index)));
    calls.extend(joined);
    calls.sort_by(|a, b| a.candidate.allele.cmp(&b.candidate.allele));
}

/// The members, by ascending index, and the call that stands for them.
fn joined_call(calls: &[VariantCall], first: usize) -> Option<(Vec<usize>, VariantCall)> {
    let joined = calls[first].candidate.joined.as_ref().filter(|_| calls[first].passes())?;
    let allele = &joined.allele;
    let mut members = vec![first];
    let places = (allele.start..).zip(allele.reference.iter().zip(&*allele.alternate)).skip(1);
    for (position, (&plain, &changed)) in places.filter(|(_, (plain, changed))| plain != changed) {
        let member = Allele::snv(allele.contig, position, plain, changed);
        members.push(calls.binary_search_by(|call| call.candidate.allele.cmp(&member)).ok()?);
    }
    let most = members.iter().map(|&member| calls[member].candidate.tumor().alternate.fragments()).max()?;
    if members.iter().any(|&member| !calls[member].passes()) || f64::from(joined.fragments) < SHARED * f64::from(most) {
        return None;
    }
    let weakest = members.iter().copied().min_by(|&a, &b| calls[a].score.quality.total_cmp(&calls[b].score.quality))?;
    let mut call = calls[weakest].clone();
    call.candidate.context = calls[first].candidate.context;
    call.candidate.allele = allele.clone();
    call.candidate.consequence.clone_from(&joined.consequence);
    call.candidate.joined = None;
    Some((members, call))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            config::VariantCallConfig,
            evidence::{Candidate, RepeatContext, VariantEvidence},
            filters::VariantFilter,
        },
        *,
    };

    const REFERENCE: &[u8] = b"GATTACAGGC";

    /// An SNV that `seen` of 60 tumour fragments show, with what those show one and two bases right of it.
    fn snv(position: u32, changed: u8, seen: u32, following: [(u8, u32); 2]) -> Candidate {
        let slice = ReferenceSlice { start: 0, bases: REFERENCE };
        let (mut tumor, mut normal) = (SampleStrata::default(), SampleStrata::default());
        for (allele, count) in
            [(&mut tumor.reference, 60 - seen), (&mut tumor.alternate, seen), (&mut normal.reference, 40), (&mut normal.alternate, 0)]
        {
            allele.by_quality[5] = count;
            (allele.forward, allele.reverse, allele.places, allele.mapping_quality_sum) = (count / 2, count - count / 2, count, 60 * count);
        }
        for (counts, (letter, count)) in tumor.following.iter_mut().zip(following) {
            counts[b"ACGT".iter().position(|&l| l == letter).unwrap()] = count;
        }
        let allele = Allele::snv(0, position, slice.base(position), changed);
        Candidate {
            joined: joined(&allele, &tumor, &slice).map(Box::new),
            allele,
            context: *b"NNN",
            repeat: RepeatContext::default(),
            strata: (&[tumor, normal]).into(),
            consequence: None,
            population_ppb: None,
        }
    }

    fn called(candidates: Vec<Candidate>) -> Vec<(u32, String, String)> {
        let evidence = VariantEvidence { candidates, examined_bases: 10_000, ..VariantEvidence::default() };
        let calls = super::super::call(&evidence, true, &VariantCallConfig::default()).calls;
        let text = |letters: &[u8]| String::from_utf8(letters.to_vec()).unwrap();
        let passing = calls.iter().filter(|call| !call.filters.contains(&VariantFilter::LowQuality));
        passing
            .map(|call| {
                let allele = &call.candidate.allele;
                (allele.start, text(&allele.reference), text(&allele.alternate))
            })
            .collect()
    }

    #[test]
    fn changes_on_the_same_fragments_are_joined() {
        // TTA to CTG: the first and the last of three, the middle one as in the reference.
        let calls = called(vec![snv(2, b'C', 20, [(b'T', 20), (b'G', 19)]), snv(4, b'G', 21, [(b'C', 20), (b'A', 20)])]);
        assert_eq!(calls, vec![(2, "TTA".into(), "CTG".into())]);
    }

    #[test]
    fn changes_on_different_fragments_stay_apart() {
        let apart = vec![snv(2, b'C', 20, [(b'T', 20), (b'A', 20)]), snv(3, b'G', 20, [(b'A', 20), (b'C', 20)])];
        assert_eq!(called(apart).len(), 2);
        // All of the first's fragments show the second, but most of the second's do not show the first.
        let within = vec![snv(2, b'C', 10, [(b'G', 10), (b'A', 10)]), snv(3, b'G', 25, [(b'A', 25), (b'C', 25)])];
        assert_eq!(called(within).len(), 2);
    }

    #[test]
    fn a_neighbour_that_does_not_pass_is_not_joined() {
        let mut inherited = snv(3, b'G', 30, [(b'A', 30), (b'C', 30)]);
        let mut samples = inherited.samples();
        samples[1].alternate.by_quality[5] = 20;
        samples[1].reference.by_quality[5] = 20;
        inherited.strata = (&samples).into();
        let calls = called(vec![snv(2, b'C', 28, [(b'G', 28), (b'A', 28)]), inherited]);
        assert_eq!(calls, vec![(2, "T".into(), "C".into())]);
    }
}

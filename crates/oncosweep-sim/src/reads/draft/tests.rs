use proptest::prelude::*;

use super::*;
use crate::reads::base::codes;

const START: u32 = 1_000;

/// Non-overlapping edits behind base 60 of the context, each at least 3 bases from the next.
fn edits() -> impl Strategy<Value = Vec<(u32, u32, Vec<u8>)>> {
    let one = (3u32..40, 0u32..6, prop::collection::vec(prop::sample::select(vec![1u8, 2, 4, 8]), 0..6));
    prop::collection::vec(one, 0..5).prop_map(|list| {
        let mut at = START + 60;
        list.into_iter()
            .filter(|(_, old, new)| *old > 0 || !new.is_empty())
            .map(|(gap, old, new)| {
                at += gap;
                let edit = (at, old, new);
                at += old;
                edit
            })
            .collect()
    })
}

/// The molecule base by base, with the reference position of those that have one.
fn naive(context: Context<'_>, start: u32, length: u32, edits: &[(u32, u32, Vec<u8>)]) -> Vec<(u8, Option<u32>)> {
    let mut molecule = Vec::new();
    let mut position = start;
    for (at, old, new) in edits {
        while position < *at {
            molecule.push((context.at(i64::from(position)), Some(position)));
            position += 1;
        }
        for (i, &code) in new.iter().enumerate() {
            molecule.push((code, (i < *old as usize).then_some(at + i as u32)));
        }
        position = at + old;
    }
    while molecule.len() < length as usize {
        molecule.push((context.at(i64::from(position)), Some(position)));
        position += 1;
    }
    molecule.truncate(length as usize);
    molecule
}

proptest! {
    #[test]
    fn a_read_is_a_part_of_its_molecule(letters in "[ACGT]{600}", edits in edits(), from in 0u32..150, bases in 20u32..120) {
        let reference = codes(letters.as_bytes());
        let context = Context { start: START, codes: &reference };
        let (start, length) = (START + 50, 300);
        let mut template = Template::default();
        template.restart(start, length);
        for (at, old, new) in &edits {
            prop_assert!(template.push(*at, *old, new.iter().copied()));
        }
        let molecule = naive(context, start, length, &edits);
        let part = &molecule[from as usize..(from + bases) as usize];
        let mut draft = Draft::default();
        draft.take(&template, context, from, from + bases);
        prop_assert_eq!(&draft.codes, &part.iter().map(|b| b.0).collect::<Vec<_>>());
        // The CIGAR puts each base where the molecule has it.
        let (mut read, mut position) = (0usize, draft.start);
        for &packed in &draft.cigar {
            for _ in 0..packed >> 4 {
                match packed & 15 {
                    op::MATCH => {
                        prop_assert_eq!(part[read].1, Some(position));
                        (read, position) = (read + 1, position + 1);
                    }
                    op::INSERTION => {
                        prop_assert_eq!(part[read].1, None);
                        read += 1;
                    }
                    op::SOFT_CLIP => read += 1,
                    _ => position += 1,
                }
            }
        }
        prop_assert_eq!(read, part.len());

        draft.finish(context);
        // After the ends are settled: as many bases, no gap at an end, NM counts what differs.
        let taken: u32 = draft.cigar.iter().filter(|&&c| !matches!(c & 15, op::DELETION | op::SKIP)).map(|c| c >> 4).sum();
        prop_assert_eq!(taken, bases);
        let inner: Vec<u32> = draft.cigar.iter().map(|c| c & 15).filter(|&kind| kind != op::SOFT_CLIP).collect();
        if let (Some(first), Some(last)) = (inner.first(), inner.last()) {
            prop_assert!(*first == op::MATCH && *last == op::MATCH);
        }
        let (mut read, mut position, mut distance) = (0usize, draft.start, 0u32);
        for &packed in &draft.cigar {
            let length = packed >> 4;
            match packed & 15 {
                op::MATCH => {
                    for _ in 0..length {
                        distance += u32::from(draft.codes[read] != context.at(i64::from(position)));
                        (read, position) = (read + 1, position + 1);
                    }
                }
                op::INSERTION => (read, distance) = (read + length as usize, distance + length),
                op::DELETION => (position, distance) = (position + length, distance + length),
                _ => read += length as usize,
            }
        }
        prop_assert_eq!((draft.end, draft.edit_distance), (position, distance));
    }
}

#[test]
fn gaps_near_an_end_are_settled_as_bwa_does() {
    let letters = b"ACGTTGCAACTGATCGGATCTTAGCCATGACCATTGGCATACGTACCTGAAGTCCGATTACG";
    let reference = codes(letters);
    let context = Context { start: 0, codes: &reference };
    let read = |position: u32, deleted: u32, from: u32| {
        let (mut template, mut draft) = (Template::default(), Draft::default());
        template.restart(0, 50);
        template.push(position, deleted, []);
        draft.take(&template, context, from, 50);
        draft.finish(context);
        (draft.start, draft.cigar)
    };
    // 20 bases beyond a deletion of 4 pay for it: 20 − 10 > −5.
    assert_eq!(read(30, 4, 0), (0, vec![30 << 4, 4 << 4 | op::DELETION, 20 << 4]));
    // 3 bases do not: they are clipped or, where they happen to match, aligned without the gap.
    let (start, cigar) = read(3, 4, 0);
    assert!(start >= 4 && cigar.iter().all(|c| c & 15 != op::DELETION), "{start} {cigar:?}");
}

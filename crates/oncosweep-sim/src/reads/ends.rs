//! What an aligner makes of a read's ends.
//!
//! A gap near an end costs more than it gains: the bases beyond it are then aligned without it, as mismatches, or clipped. Scores are
//! those of `bwa mem` (Li, arXiv:1303.3997): match 1, mismatch −4, a gap of k bases −(6 + k), 5 for reaching the read's end.

use super::draft::{Context, Draft, differences, op};

/// Cost of opening a gap.
pub(super) const GAP_OPEN: i32 = 6;
/// Score for reaching the end of a read instead of clipping.
const END_BONUS: i32 = 5;
/// How far below its best an extension may fall before it is given up.
const DROP: i32 = 100;
/// Mismatches are looked for in this many bases at an end before clipping is weighed.
const END_BP: usize = 12;

/// An extension without gaps, from inside outward.
struct Extension {
    /// Bases of the best part.
    best_bases: u32,
    best_score: i32,
    /// Score of all bases, or far below zero when it was given up.
    full_score: i32,
}

/// Extends over `count` bases; `matches(i)` tells whether the i-th base outward equals the reference.
fn extend(count: u32, matches: impl Fn(u32) -> bool) -> Extension {
    let (mut score, mut best_score, mut best_bases) = (0, 0, 0);
    for i in 0..count {
        score += if matches(i) { 1 } else { -4 };
        if score > best_score {
            (best_score, best_bases) = (score, i + 1);
        } else if score < best_score - DROP {
            return Extension { best_bases, best_score, full_score: i32::MIN / 2 };
        }
    }
    Extension { best_bases, best_score, full_score: score }
}

fn leftwards(draft: &Draft, context: Context<'_>, read: u32, reference: u32, count: u32) -> Extension {
    extend(count, |i| {
        let read = read as usize - 1 - i as usize;
        context.at(i64::from(reference) - 1 - i64::from(i)) == draft.codes[read]
    })
}

fn rightwards(draft: &Draft, context: Context<'_>, read: u32, reference: u32, count: u32) -> Extension {
    extend(count, |i| context.at(i64::from(reference) + i64::from(i)) == draft.codes[(read + i) as usize])
}

fn is_gap(packed: u32) -> bool {
    matches!(packed & 15, op::INSERTION | op::DELETION)
}

/// Score of an aligned stretch.
fn stretch_score(draft: &Draft, context: Context<'_>, read: u32, reference: u32, bases: u32) -> i32 {
    let mut wrong = 0;
    let here = &draft.codes[read as usize..(read + bases) as usize];
    differences(here, context.slice(reference, reference + bases), |_| wrong += 1);
    bases as i32 - 5 * wrong
}

/// Decides for each gap from the left whether it stands; stops at the first that does.
pub(super) fn settle_left(draft: &mut Draft, context: Context<'_>) {
    while let Some(index) = draft.cigar.iter().position(|&packed| is_gap(packed)) {
        let clip = draft.left_clip();
        let (gap, length) = (draft.cigar[index] & 15, draft.cigar[index] >> 4);
        let aligned = if index > usize::from(clip > 0) { draft.cigar[index - 1] >> 4 } else { 0 };
        let outside = clip + aligned + if gap == op::INSERTION { length } else { 0 };
        let beyond = draft.start + aligned + if gap == op::DELETION { length } else { 0 };
        if aligned > 0 && draft.cigar[..index - 1].iter().any(|&packed| packed & 15 != op::SOFT_CLIP) {
            return;
        }
        let gapped =
            stretch_score(draft, context, clip, draft.start, aligned) - GAP_OPEN - length as i32 + if clip == 0 { END_BONUS } else { 0 };
        let ungapped = leftwards(draft, context, outside, beyond, outside);
        let whole = ungapped.full_score + END_BONUS;
        if gapped > whole && gapped > ungapped.best_score {
            return;
        }
        let kept = if whole >= ungapped.best_score && beyond >= outside { outside } else { ungapped.best_bases };
        let Some(&next) = draft.cigar.get(index + 1).filter(|&&packed| packed & 15 == op::MATCH) else { return };
        draft.cigar[index + 1] = next + (kept << 4);
        draft.cigar.drain(..=index);
        if kept < outside {
            draft.cigar.insert(0, (outside - kept) << 4 | op::SOFT_CLIP);
        }
        draft.start = beyond - kept;
    }
}

/// Decides for each gap from the right whether it stands; stops at the first that does.
pub(super) fn settle_right(draft: &mut Draft, context: Context<'_>) {
    while let Some(index) = draft.cigar.iter().rposition(|&packed| is_gap(packed)) {
        let (gap, length) = (draft.cigar[index] & 15, draft.cigar[index] >> 4);
        let (read, reference) = offsets(draft, index);
        let aligned = draft.cigar.get(index + 1).filter(|&&packed| packed & 15 == op::MATCH).map_or(0, |packed| packed >> 4);
        let after = draft.cigar.get(index + 1 + usize::from(aligned > 0)).copied();
        if after.is_some_and(|packed| packed & 15 != op::SOFT_CLIP) {
            return;
        }
        let outside = draft.codes.len() as u32 - read;
        let (aligned_read, aligned_reference) = if gap == op::INSERTION { (read + length, reference) } else { (read, reference + length) };
        let gapped = stretch_score(draft, context, aligned_read, aligned_reference, aligned) - GAP_OPEN - length as i32
            + if after.is_none() { END_BONUS } else { 0 };
        let ungapped = rightwards(draft, context, read, reference, outside);
        let whole = ungapped.full_score + END_BONUS;
        if (gapped > whole && gapped > ungapped.best_score) || index == 0 {
            return;
        }
        let kept = if whole >= ungapped.best_score { outside } else { ungapped.best_bases };
        draft.cigar.truncate(index);
        draft.cigar[index - 1] += kept << 4;
        if kept < outside {
            draft.cigar.push((outside - kept) << 4 | op::SOFT_CLIP);
        }
    }
}

/// Offsets in read and reference at which operation `index` begins.
fn offsets(draft: &Draft, index: usize) -> (u32, u32) {
    draft.cigar[..index].iter().fold((0, draft.start), |(read, reference), &packed| {
        let length = packed >> 4;
        match packed & 15 {
            op::MATCH => (read + length, reference + length),
            op::INSERTION | op::SOFT_CLIP => (read + length, reference),
            op::DELETION | op::SKIP => (read, reference + length),
            _ => (read, reference),
        }
    })
}

/// Clips the left end when mismatches near it cost more than its bases gain.
pub(super) fn clip_left(draft: &mut Draft, context: Context<'_>) {
    let Some(&first) = draft.cigar.first().filter(|&&packed| packed & 15 == op::MATCH) else { return };
    let length = first >> 4;
    let near = (length as usize).min(END_BP);
    if count_differences(&draft.codes[..near], context.slice(draft.start, draft.start + near as u32)) < 2 {
        return;
    }
    let extension = leftwards(draft, context, length, draft.start + length, length);
    let clipped = length - extension.best_bases;
    if extension.best_score > extension.full_score + END_BONUS && clipped > 0 && extension.best_bases > 0 {
        draft.cigar[0] = extension.best_bases << 4 | op::MATCH;
        draft.cigar.insert(0, clipped << 4 | op::SOFT_CLIP);
        draft.start += clipped;
    }
}

/// Clips the right end when mismatches near it cost more than its bases gain.
pub(super) fn clip_right(draft: &mut Draft, context: Context<'_>) {
    let Some(&last) = draft.cigar.last().filter(|&&packed| packed & 15 == op::MATCH) else { return };
    let (length, index) = (last >> 4, draft.cigar.len() - 1);
    let (read, reference) = offsets(draft, index);
    let near = length.min(END_BP as u32);
    let tail = &draft.codes[draft.codes.len() - near as usize..];
    if count_differences(tail, context.slice(reference + length - near, reference + length)) < 2 {
        return;
    }
    let extension = rightwards(draft, context, read, reference, length);
    let clipped = length - extension.best_bases;
    if extension.best_score > extension.full_score + END_BONUS && clipped > 0 && extension.best_bases > 0 {
        draft.cigar[index] = extension.best_bases << 4 | op::MATCH;
        draft.cigar.push(clipped << 4 | op::SOFT_CLIP);
    }
}

fn count_differences(here: &[u8], there: &[u8]) -> u32 {
    let mut count = 0;
    differences(here, there, |_| count += 1);
    count
}

/// Shortest part of a read beyond an annotated intron that an aligner believes (STAR's `alignSJDBoverhangMin`).
const MIN_OVERHANG_BP: u32 = 3;

/// Gives up an intron from whose left exon the read has too few bases: they run on into the intron or are clipped.
pub(super) fn unsplice_left(draft: &mut Draft, context: Context<'_>) {
    let [first, skip, next, ..] = draft.cigar[..] else { return };
    if first & 15 != op::MATCH || first >> 4 >= MIN_OVERHANG_BP || skip & 15 != op::SKIP || next & 15 != op::MATCH {
        return;
    }
    let overhang = first >> 4;
    let beyond = draft.start + overhang + (skip >> 4);
    let kept = leftwards(draft, context, overhang, beyond, overhang).best_bases;
    draft.cigar.drain(..2);
    draft.cigar[0] += kept << 4;
    if kept < overhang {
        draft.cigar.insert(0, (overhang - kept) << 4 | op::SOFT_CLIP);
    }
    draft.start = beyond - kept;
}

/// Gives up an intron from whose right exon the read has too few bases.
pub(super) fn unsplice_right(draft: &mut Draft, context: Context<'_>) {
    let [.., before, skip, last] = draft.cigar[..] else { return };
    if last & 15 != op::MATCH || last >> 4 >= MIN_OVERHANG_BP || skip & 15 != op::SKIP || before & 15 != op::MATCH {
        return;
    }
    let index = draft.cigar.len() - 2;
    let (read, reference) = offsets(draft, index);
    let overhang = last >> 4;
    let kept = rightwards(draft, context, read, reference, overhang).best_bases;
    draft.cigar.truncate(index);
    draft.cigar[index - 1] += kept << 4;
    if kept < overhang {
        draft.cigar.push((overhang - kept) << 4 | op::SOFT_CLIP);
    }
}

/// Lets an alignment run on into the clip at its right (or left) end as far as that gains: bases that both sides of a junction share
/// belong to either.
pub fn extend_over_clip(draft: &mut Draft, context: Context<'_>, right: bool) {
    let last = draft.cigar.len().saturating_sub(1);
    let (index, neighbour) = if right { (last, last.wrapping_sub(1)) } else { (0, 1) };
    let Some(&clip) = draft.cigar.get(index).filter(|&&packed| packed & 15 == op::SOFT_CLIP) else { return };
    if draft.cigar.get(neighbour).is_none_or(|&packed| packed & 15 != op::MATCH) {
        return;
    }
    let clip = clip >> 4;
    let (read, reference) = offsets(draft, index);
    let extension =
        if right { rightwards(draft, context, read, reference, clip) } else { leftwards(draft, context, clip, draft.start, clip) };
    let gained = if extension.full_score + END_BONUS >= extension.best_score { clip } else { extension.best_bases };
    draft.cigar[neighbour] += gained << 4;
    if !right {
        draft.start -= gained;
    }
    if gained == clip {
        draft.cigar.remove(index);
    } else {
        draft.cigar[index] = (clip - gained) << 4 | op::SOFT_CLIP;
    }
}

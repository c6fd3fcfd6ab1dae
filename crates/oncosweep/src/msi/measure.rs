//! The repeat length a read shows at a site.
//!
//! METHOD: the alignment only says where to look. A reference base beside the repeat, the outermost base of a flank, is found in the
//! read through the CIGAR; from there the read must spell `left flank · unit × n · right flank` exactly, and `n` is its length. So
//! neither the side on which an aligner places an indel nor a clip in or behind the repeat matters: the search may run into soft-clipped
//! bases. The left anchor is tried first, then the right one. No flank base may differ: a mismatch there may as well be an
//! interrupted repeat.

use super::{LengthSkip, MsiSweepConfig, Site, codes::Codes};
use crate::sweep::{Bases, Read};

/// Repeat length, in copies of the unit, that `read` shows at `site`, or why it shows none.
///
/// The mean base quality of the repeat and its flanks must reach `config.min_mean_base_quality` (phred; 255 is "not available" and
/// passes).
///
/// # Errors
/// The reason why the read is of no use at this site.
pub fn measure(read: &Read<'_>, site: &Site, config: &MsiSweepConfig) -> Result<u32, LengthSkip> {
    let span = site.with_flanks();
    let from_left = read_offset(read, span.start).map(|offset| spelled_from_left(read.bases, offset, site));
    let found = match from_left {
        Some(Ok(found)) => found,
        tried => {
            let from_right = read_offset(read, span.end - 1).map(|offset| spelled_from_right(read.bases, offset, site));
            match (tried, from_right) {
                (_, Some(Ok(found))) => found,
                (Some(Err(left)), Some(Err(right))) => return Err(left.max(right)),
                (Some(Err(reason)), None) | (None, Some(Err(reason))) => return Err(reason),
                _ => return Err(LengthSkip::NotSpanning),
            }
        }
    };
    if mean_quality_is_low(read.qualities, found.start, found.end, config.min_mean_base_quality) {
        return Err(LengthSkip::LowBaseQuality);
    }
    Ok(found.copies)
}

/// A repeat with its flanks in a read.
struct Spelled {
    copies: u32,
    /// Read offset of the left flank's first base.
    start: u32,
    /// One past the read offset of the right flank's last base.
    end: u32,
}

/// The place in the read of reference base `position`; `None` when no base of the read is aligned to it.
fn read_offset(read: &Read<'_>, position: u32) -> Option<u32> {
    if position < read.start || position >= read.end {
        return None;
    }
    read.blocks()
        .take_while(|block| block.reference_start <= position)
        .find(|block| position < block.reference_start + block.length)
        .map(|block| block.read_offset + (position - block.reference_start))
}

fn spelled_from_left(bases: Bases<'_>, start: u32, site: &Site) -> Result<Spelled, LengthSkip> {
    let (left_flank, unit_codes, right_flank) = (Codes::of(site.left_flank), Codes::of(site.unit), Codes::of(site.right_flank));
    let (unit, right) = (unit_codes.length, right_flank.length);
    let repeat = start + left_flank.length;
    if repeat > bases.length {
        return Err(LengthSkip::NotSpanning);
    }
    if !left_flank.lie_at(bases, start) {
        return Err(LengthSkip::FlankMismatch);
    }
    let copies = unit_codes.copies_from(bases, repeat);
    // The right flank may begin with whole units in lists that are not made by a greedy scan, so fewer copies are tried as well.
    for fewer in 0..=copies.min(right) {
        let flank = repeat + (copies - fewer) * unit;
        if flank + right <= bases.length && right_flank.lie_at(bases, flank) {
            return Ok(Spelled { copies: copies - fewer, start, end: flank + right });
        }
    }
    let tail = repeat + copies * unit;
    if tail + right.max(unit) > bases.length {
        return Err(LengthSkip::NotSpanning);
    }
    let partial = (1..unit).any(|extra| unit_codes.part(0, extra).lie_at(bases, tail) && right_flank.lie_at(bases, tail + extra));
    Err(if partial { LengthSkip::PartialUnit } else { LengthSkip::FlankMismatch })
}

fn spelled_from_right(bases: Bases<'_>, last: u32, site: &Site) -> Result<Spelled, LengthSkip> {
    let (left_flank, unit_codes, right_flank) = (Codes::of(site.left_flank), Codes::of(site.unit), Codes::of(site.right_flank));
    let (unit, left, end) = (unit_codes.length, left_flank.length, last + 1);
    let Some(repeat_end) = end.checked_sub(right_flank.length) else { return Err(LengthSkip::NotSpanning) };
    if !right_flank.lie_at(bases, repeat_end) {
        return Err(LengthSkip::FlankMismatch);
    }
    let mut copies = 0;
    while repeat_end.checked_sub((copies + 1) * unit).is_some_and(|at| unit_codes.lie_at(bases, at)) {
        copies += 1;
    }
    // The left flank may end with the unit: the scan starts a repeat where the one before it ended.
    for fewer in 0..=copies.min(left) {
        let repeat = repeat_end - (copies - fewer) * unit;
        if let Some(start) = repeat.checked_sub(left)
            && left_flank.lie_at(bases, start)
        {
            return Ok(Spelled { copies: copies - fewer, start, end });
        }
    }
    let head = repeat_end - copies * unit;
    if head < left.max(unit) {
        return Err(LengthSkip::NotSpanning);
    }
    let partial = (1..unit).any(|extra| {
        unit_codes.part(unit - extra, unit).lie_at(bases, head - extra)
            && (head - extra).checked_sub(left).is_some_and(|start| left_flank.lie_at(bases, start))
    });
    Err(if partial { LengthSkip::PartialUnit } else { LengthSkip::FlankMismatch })
}

fn mean_quality_is_low(qualities: &[u8], start: u32, end: u32, min_mean: u8) -> bool {
    let Some(part) = qualities.get(start as usize..end as usize) else { return false };
    if part.first() == Some(&255) {
        return false;
    }
    let sum: u32 = part.iter().map(|&q| u32::from(q)).sum();
    sum < u32::from(min_mean) * part.len() as u32
}

#[cfg(test)]
mod tests;

//! One read's bases and alignment, in the making.

use super::{Template, base, ends};

/// CIGAR operations in BAM's numbering.
pub mod op {
    /// Aligned.
    pub const MATCH: u32 = 0;
    /// Insertion.
    pub const INSERTION: u32 = 1;
    /// Deletion.
    pub const DELETION: u32 = 2;
    /// Spliced out.
    pub const SKIP: u32 = 3;
    /// Soft clip.
    pub const SOFT_CLIP: u32 = 4;
    /// Hard clip.
    pub const HARD_CLIP: u32 = 5;
}

/// A stretch of reference as base codes.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Position of the first base, 0-based.
    pub start: u32,
    /// Codes, one a byte.
    pub codes: &'a [u8],
}

impl<'a> Context<'a> {
    /// The bases `[from, to)`; fewer when they reach out of the stretch.
    #[inline]
    pub fn slice(&self, from: u32, to: u32) -> &'a [u8] {
        let (from, to) = (from.saturating_sub(self.start) as usize, to.saturating_sub(self.start) as usize);
        self.codes.get(from..to.min(self.codes.len())).unwrap_or_default()
    }

    /// The base at `position`; N outside the stretch.
    #[inline]
    pub fn at(&self, position: i64) -> u8 {
        usize::try_from(position - i64::from(self.start)).ok().and_then(|i| self.codes.get(i)).copied().unwrap_or(base::N)
    }
}

/// A read: where it lies, how it is aligned and what it says. Reused from read to read.
#[derive(Debug, Default, Clone)]
pub struct Draft {
    /// First aligned base, 0-based.
    pub start: u32,
    /// One past the last aligned base.
    pub end: u32,
    /// CIGAR in BAM's packed form.
    pub cigar: Vec<u32>,
    /// Base codes along the reference, soft clips included.
    pub codes: Vec<u8>,
    /// Edit distance of the aligned part (NM).
    pub edit_distance: u32,
    /// MD tag.
    pub mismatches: Vec<u8>,
    /// Alignment score (AS).
    pub score: i32,
}

impl Draft {
    /// Takes bases `[from, to)` of the template, aligned as they truly lie.
    pub fn take(&mut self, template: &Template, context: Context<'_>, from: u32, to: u32) {
        self.cigar.clear();
        self.codes.clear();
        if template.edits.is_empty() {
            self.start = template.start + from;
            self.codes.extend_from_slice(context.slice(self.start, template.start + to));
            self.cigar.push((to - from) << 4 | op::MATCH);
        } else {
            self.take_edited(template, context, from, to);
        }
        for damage in &template.damage {
            if let Some(code) = damage.offset.checked_sub(from).and_then(|i| self.codes.get_mut(i as usize))
                && *code == damage.from
            {
                *code = damage.to;
            }
        }
    }

    fn take_edited(&mut self, template: &Template, context: Context<'_>, from: u32, to: u32) {
        let (mut reference, mut offset) = (template.start, 0u32);
        self.start = u32::MAX;
        for edit in &template.edits {
            let between = edit.position - reference;
            self.copy(context, reference, offset, between, from, to);
            reference += between;
            offset += between;
            let new = &template.inserted[edit.inserted_start as usize..][..edit.inserted_bases as usize];
            let (substituted, inserted) = new.split_at(edit.reference_bases.min(edit.inserted_bases) as usize);
            self.write(substituted, reference, offset, from, to, op::MATCH);
            reference += substituted.len() as u32;
            offset += substituted.len() as u32;
            self.write(inserted, reference, offset, from, to, op::INSERTION);
            offset += inserted.len() as u32;
            let deleted = edit.reference_bases - substituted.len() as u32;
            if deleted > 0 && self.start != u32::MAX && from < offset && offset < to {
                self.push(if edit.is_splice { op::SKIP } else { op::DELETION }, deleted);
            }
            reference += deleted;
        }
        self.copy(context, reference, offset, template.length.saturating_sub(offset), from, to);
        // Inserted bases at an end have nothing beyond them that could be aligned.
        if let Some(last) = self.cigar.last_mut()
            && *last & 15 == op::INSERTION
        {
            *last = *last & !15 | op::SOFT_CLIP;
        }
        if self.start == u32::MAX {
            self.start = template.start;
        }
    }

    fn copy(&mut self, context: Context<'_>, reference: u32, offset: u32, bases: u32, from: u32, to: u32) {
        let (low, high) = (offset.max(from), (offset + bases).min(to));
        if low < high {
            let at = reference + (low - offset);
            self.write(context.slice(at, at + (high - low)), at, low, from, to, op::MATCH);
        }
    }

    fn write(&mut self, new: &[u8], reference: u32, offset: u32, from: u32, to: u32, kind: u32) {
        let (low, high) = (offset.max(from), (offset + new.len() as u32).min(to));
        if low >= high {
            return;
        }
        self.codes.extend_from_slice(&new[(low - offset) as usize..(high - offset) as usize]);
        if self.start == u32::MAX {
            if kind == op::INSERTION {
                return self.push(op::SOFT_CLIP, high - low);
            }
            self.start = reference + (low - offset);
        }
        self.push(kind, high - low);
    }

    fn push(&mut self, kind: u32, length: u32) {
        match self.cigar.last_mut() {
            Some(last) if *last & 15 == kind => *last += length << 4,
            _ => self.cigar.push(length << 4 | kind),
        }
    }

    /// Completes a read that equals the reference.
    #[inline]
    pub fn finish_clean(&mut self) {
        let bases = self.codes.len() as u32;
        self.end = self.start + bases;
        self.edit_distance = 0;
        self.score = bases as i32;
        self.mismatches.clear();
        super::tags::push_number(&mut self.mismatches, bases);
    }

    /// Gives the read's ends the form an aligner would, and completes the rest.
    pub fn finish(&mut self, context: Context<'_>) {
        if self.cigar.len() > 1 {
            ends::settle_left(self, context);
            ends::settle_right(self, context);
            ends::unsplice_left(self, context);
            ends::unsplice_right(self, context);
        }
        ends::clip_left(self, context);
        ends::clip_right(self, context);
        self.describe(context);
    }

    /// Number of bases clipped at the left end.
    pub fn left_clip(&self) -> u32 {
        self.cigar.first().filter(|&&packed| packed & 15 == op::SOFT_CLIP).map_or(0, |packed| packed >> 4)
    }

    /// NM, MD, AS and the end from the alignment.
    fn describe(&mut self, context: Context<'_>) {
        self.mismatches.clear();
        let (mut read, mut reference, mut run) = (0usize, self.start, 0u32);
        let (mut distance, mut score) = (0u32, 0i32);
        for &packed in &self.cigar {
            let length = packed >> 4;
            match packed & 15 {
                op::MATCH => {
                    let there = context.slice(reference, reference + length);
                    let here = &self.codes[read..read + length as usize];
                    let mut from = 0u32;
                    differences(here, there, |i| {
                        run += i - from;
                        from = i + 1;
                        super::tags::push_number(&mut self.mismatches, run);
                        self.mismatches.push(base::letter(there[i as usize]));
                        run = 0;
                        distance += 1;
                        score -= if here[i as usize] == base::N { 2 } else { 5 };
                    });
                    run += length - from;
                    score += length as i32;
                    read += length as usize;
                    reference += length;
                }
                op::INSERTION => {
                    read += length as usize;
                    distance += length;
                    score -= ends::GAP_OPEN + length as i32;
                }
                op::DELETION => {
                    super::tags::push_number(&mut self.mismatches, run);
                    run = 0;
                    self.mismatches.push(b'^');
                    self.mismatches.extend(context.slice(reference, reference + length).iter().map(|&c| base::letter(c)));
                    reference += length;
                    distance += length;
                    score -= ends::GAP_OPEN + length as i32;
                }
                op::SKIP => reference += length,
                op::SOFT_CLIP => read += length as usize,
                _ => {}
            }
        }
        super::tags::push_number(&mut self.mismatches, run);
        (self.end, self.edit_distance, self.score) = (reference, distance, score);
    }
}

/// Calls `found` for every place where two stretches differ.
#[inline]
pub fn differences(here: &[u8], there: &[u8], mut found: impl FnMut(u32)) {
    let word = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_le_bytes);
    for (number, (a, b)) in here.chunks_exact(8).zip(there.chunks_exact(8)).enumerate() {
        if word(a) != word(b) {
            (0..8).filter(|&i| a[i] != b[i]).for_each(|i| found((8 * number + i) as u32));
        }
    }
    let whole = here.len() & !7;
    for (i, (a, b)) in here.iter().zip(there).enumerate().skip(whole) {
        if a != b {
            found(i as u32);
        }
    }
}

#[cfg(test)]
mod tests;

//! What an edit of the coding sequence does to the protein.

use super::{
    coding_sequence::CodingSequence,
    coding_words,
    genetic_code::{STOP, UNKNOWN},
    protein_change,
    term::Term,
};

/// An edit of a coding sequence, in the transcript's direction; offsets are 0-based in the coding sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CodingEdit {
    /// Single bases become others: offset and new base.
    Substitute(Vec<(u32, u8)>),
    /// `removed` bases from `offset` on become `inserted`, which has another length. The removed bases may run into the bases after the coding
    /// sequence.
    Replace { offset: u32, removed: u32, inserted: Vec<u8> },
}

/// The effect on the protein.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CodingChange {
    pub(super) terms: Vec<Term>,
    pub(super) coding: Option<String>,
    pub(super) protein: Option<String>,
}

impl CodingChange {
    fn only(term: Term) -> Self {
        Self { terms: vec![term], ..Self::default() }
    }
}

impl CodingSequence {
    /// The effect of `edit`.
    pub(super) fn change(&self, edit: &CodingEdit) -> CodingChange {
        let mut change = match edit {
            CodingEdit::Substitute(bases) => self.substituted(bases),
            CodingEdit::Replace { offset, removed, inserted } => self.replaced(*offset, *removed, inserted),
        };
        change.coding = self.coding_words(edit);
        change
    }

    /// The change of the coding sequence in words; `None` when the annotation begins within a codon, as its numbers are not known then.
    fn coding_words(&self, edit: &CodingEdit) -> Option<String> {
        if self.phase() > 0 {
            return None;
        }
        let (offset, removed, inserted) = match edit {
            CodingEdit::Replace { offset, removed, inserted } => (*offset as usize, *removed as usize, inserted.clone()),
            CodingEdit::Substitute(bases) => {
                let first = bases.iter().map(|&(offset, _)| offset).min()? as usize;
                let last = bases.iter().map(|&(offset, _)| offset).max()? as usize;
                let mut window = self.with_tail().get(first..=last)?.to_vec();
                for &(offset, base) in bases {
                    window[offset as usize - first] = base;
                }
                (first, window.len(), window)
            }
        };
        coding_words::replaced(self.with_tail(), self.len() as usize, offset, removed, &inserted)
    }

    /// Number (1-based) of the residue at `index` of [`CodingSequence::protein`]; a codon the annotation begins inside of counts.
    fn residue_number(&self, index: usize) -> u32 {
        index as u32 + 1 + u32::from(self.phase() > 0)
    }

    fn is_terminal_stop(&self, index: usize) -> bool {
        self.ends_in_stop() && index + 1 == self.protein().len()
    }

    fn substituted(&self, bases: &[(u32, u8)]) -> CodingChange {
        let mut codons: Vec<usize> = Vec::with_capacity(bases.len());
        for &(offset, _) in bases {
            let Some(past_phase) = offset.checked_sub(self.phase()) else { return CodingChange::only(Term::CodingSequence) };
            codons.push(past_phase as usize / 3);
        }
        codons.sort_unstable();
        codons.dedup();
        let (Some(&first), Some(&last)) = (codons.first(), codons.last()) else { return CodingChange::default() };
        let Some(old) = self.protein().get(first..=last) else { return CodingChange::only(Term::IncompleteTerminalCodon) };
        let from = self.phase() as usize + 3 * first;
        let mut window = self.with_tail()[from..from + 3 * old.len()].to_vec();
        for &(offset, base) in bases {
            window[offset as usize - from] = base;
        }
        let new = self.code().translate(&window);
        if old.contains(&UNKNOWN) || new.contains(&UNKNOWN) {
            return CodingChange::only(Term::CodingSequence);
        }
        let term = codons.iter().map(|&codon| self.residue_term(codon, old[codon - first], new[codon - first])).min();
        let term = term.unwrap_or(Term::CodingSequence);
        let protein = match term {
            Term::StartLost => Some("p.(Met1?)".into()),
            Term::StopLost => self.stop_lost_words(first, &window),
            Term::Synonymous | Term::StopRetained if old.len() == 1 => {
                Some(format!("p.({}{}=)", super::genetic_code::three_letter(old[0]), self.residue_number(first)))
            }
            _ => protein_change::in_frame(self.protein(), first, old.len(), &new, self.residue_number(0)),
        };
        CodingChange { terms: vec![term], protein, ..CodingChange::default() }
    }

    /// The term for one codon whose residue goes from `old` to `new`. A stop before the last codon is a selenocysteine.
    fn residue_term(&self, codon: usize, old: u8, new: u8) -> Term {
        let terminal_stop = self.is_terminal_stop(codon);
        if codon == 0 && self.begins_with_start() && new != b'M' {
            Term::StartLost
        } else if old == new {
            if terminal_stop { Term::StopRetained } else { Term::Synonymous }
        } else if terminal_stop {
            Term::StopLost
        } else if new == STOP {
            Term::StopGained
        } else {
            Term::Missense
        }
    }

    /// The protein change when reading goes on past the stop: `window` replaces the codons from `first` to the end.
    fn stop_lost_words(&self, first: usize, window: &[u8]) -> Option<String> {
        let after = self.with_tail().get(self.len() as usize..).unwrap_or_default();
        let read: Vec<u8> = window.iter().chain(after).copied().collect();
        protein_change::shifted(self.protein().get(first..)?, &self.up_to_stop(&read), self.residue_number(first))
    }

    /// Residues of `bases` up to and including the first stop.
    fn up_to_stop(&self, bases: &[u8]) -> Vec<u8> {
        let mut residues = Vec::new();
        for codon in bases.as_chunks::<3>().0 {
            let residue = self.code().residue(codon);
            residues.push(residue);
            if residue == STOP {
                break;
            }
        }
        residues
    }

    fn replaced(&self, offset: u32, removed: u32, inserted: &[u8]) -> CodingChange {
        let (from, to) = (offset as usize, (offset + removed) as usize);
        let Some(past_phase) = offset.checked_sub(self.phase()) else { return CodingChange::only(Term::CodingSequence) };
        let first = past_phase as usize / 3;
        let window_start = self.phase() as usize + 3 * first;
        // The codons that lose a base: none for an insertion between two codons.
        let touched_end = if removed == 0 && past_phase.is_multiple_of(3) { from } else { to.max(from + 1) };
        let codons = (touched_end - window_start).div_ceil(3);
        let window_end = window_start + 3 * codons;
        let all = self.with_tail();
        let whole_codons_end = self.phase() as usize + 3 * self.protein().len();
        if window_start >= whole_codons_end || (!self.ends_in_stop() && window_end > whole_codons_end) {
            return CodingChange::only(Term::IncompleteTerminalCodon);
        }
        let acgt = |bases: &[u8]| bases.iter().all(|b| matches!(b, b'A' | b'C' | b'G' | b'T'));
        let (Some(head), Some(tail)) = (all.get(window_start..from), all.get(to..)) else {
            return CodingChange::only(Term::CodingSequence);
        };
        if !acgt(inserted) || !acgt(&all[window_start..window_end.min(all.len())]) {
            return CodingChange::only(Term::CodingSequence);
        }
        let mutated: Vec<u8> = [head, inserted, tail].concat();
        let new = self.up_to_stop(&mutated);
        if self.begins_with_start() && first == 0 && window_end > window_start && new.first() != Some(&b'M') {
            return CodingChange { terms: vec![Term::StartLost], protein: Some("p.(Met1?)".into()), ..CodingChange::default() };
        }
        let old = &self.protein()[first..];
        if self.ends_in_stop() && new == old {
            return CodingChange { terms: vec![Term::StopRetained], protein: Some("p.(=)".into()), ..CodingChange::default() };
        }
        let coding_end = self.len() as usize;
        let difference = inserted.len() as i64 - i64::from(removed);
        let within = to <= coding_end;
        let shifts = within && difference % 3 != 0;
        let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        // The frame is kept and ends in a stop where the changed length puts it: whatever changed, the stop did not go.
        let stop_in_place = within && !shifts && new.last() == Some(&STOP) && new.len() as i64 == old.len() as i64 + difference / 3;
        let hits_stop = to > coding_end - 3 || (shifts && same + 1 == old.len());
        let in_frame_term = match (removed, inserted.len()) {
            _ if !within => None,
            (0, _) => Some(Term::InframeInsertion),
            (_, 0) => Some(Term::InframeDeletion),
            _ => Some(Term::ProteinAltering),
        };
        if shifts || (self.ends_in_stop() && hits_stop && !stop_in_place) {
            let mut terms = Vec::with_capacity(2);
            if self.ends_in_stop() && hits_stop {
                terms.push(Term::StopLost);
            } else if new.get(same) == Some(&STOP) {
                terms.push(Term::StopGained);
            }
            terms.extend(if shifts { Some(Term::Frameshift) } else { in_frame_term });
            let protein = protein_change::shifted(old, &new, self.residue_number(first));
            return CodingChange { terms, protein, ..CodingChange::default() };
        }
        let new_window = self.code().translate(&mutated[..window_end - window_start - removed as usize + inserted.len()]);
        let stops = new_window.contains(&STOP) && !stop_in_place;
        let terms = stops.then_some(Term::StopGained).into_iter().chain(in_frame_term).collect();
        let words = protein_change::in_frame(self.protein(), first, codons, &new_window, self.residue_number(0));
        CodingChange { terms, protein: words, ..CodingChange::default() }
    }
}

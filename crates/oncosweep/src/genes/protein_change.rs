//! Predicted protein changes in words: HGVS recommendations, protein level (Den Dunnen et al., Human Mutation 37:564, 2016).
//!
//! The most C-terminal position of a change within a repeat is described (the 3' rule), which falls out of taking the common prefix first.

use super::genetic_code::{STOP, three_letter};

/// Length of the common prefix.
fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(x, y)| x == y).count()
}

fn names(residues: &[u8]) -> String {
    residues.iter().map(|&r| three_letter(r)).collect()
}

/// The change of reading on to another frame or past a lost stop. Both proteins start at residue `first` (1-based) and end with their
/// stop, if there is one; `None` when they are equal.
///
/// `p.(Arg97ProfsTer23)`: the new frame's first residue counts 1 and its stop is residue 23; `p.(Ter110GlnextTer17)`: the new stop is 17 residues
/// past the old one.
pub(super) fn shifted(reference: &[u8], alternate: &[u8], first: u32) -> Option<String> {
    let at = common_prefix(reference, alternate);
    let old = *reference.get(at)?;
    let number = first + at as u32;
    let old_name = three_letter(old);
    let Some(&new) = alternate.get(at) else { return Some(format!("p.({old_name}{number}fsTer?)")) };
    let new_name = three_letter(new);
    if new == STOP {
        return Some(format!("p.({old_name}{number}Ter)"));
    }
    let stop_after = alternate[at..].iter().position(|&r| r == STOP);
    Some(if old == STOP {
        format!("p.(Ter{number}{new_name}extTer{})", stop_after.map_or_else(|| "?".into(), |n| n.to_string()))
    } else {
        format!("p.({old_name}{number}{new_name}fsTer{})", stop_after.map_or_else(|| "?".into(), |n| (n + 1).to_string()))
    })
}

/// A change that keeps the frame: `alternate` replaces the residues `at..at + removed` of `protein`, whose first residue has number `first` (1-based).
/// `None` when nothing changes.
pub(super) fn in_frame(protein: &[u8], at: usize, removed: usize, alternate: &[u8], first: u32) -> Option<String> {
    let old_tail = protein.get(at..)?;
    let tail = protein.get(at + removed..)?;
    if let Some(stop) = alternate.iter().position(|&r| r == STOP).filter(|_| !protein[at..at + removed].contains(&STOP)) {
        return stop_gained(old_tail, removed, &alternate[..=stop], first + at as u32);
    }
    let new_tail: Vec<u8> = alternate.iter().chain(tail).copied().collect();
    let prefix = common_prefix(old_tail, &new_tail);
    let (old, new) = (&old_tail[prefix..], &new_tail[prefix..]);
    let suffix = old.iter().rev().zip(new.iter().rev()).take_while(|(x, y)| x == y).count();
    let (old, new) = (&old[..old.len() - suffix], &new[..new.len() - suffix]);
    let start = at + prefix;
    let place = |index: usize| protein.get(index).map(|&r| format!("{}{}", three_letter(r), first + index as u32));
    let range = |from: usize, length: usize| {
        if length == 1 { place(from) } else { Some(format!("{}_{}", place(from)?, place(from + length - 1)?)) }
    };
    let text = match (old.len(), new.len()) {
        (0, 0) => return None,
        (n, 0) => format!("{}del", range(start, n)?),
        (0, n) if start >= n && protein[start - n..start] == *new => format!("{}dup", range(start - n, n)?),
        (0, _) => format!("{}ins{}", range(start.checked_sub(1)?, 2)?, names(new)),
        (1, 1) => format!("{}{}", place(start)?, names(new)),
        (n, _) => format!("{}delins{}", range(start, n)?, names(new)),
    };
    Some(format!("p.({text})"))
}

/// `new` ends with the stop; `number` is that of the first residue of `old_tail`.
fn stop_gained(old_tail: &[u8], removed: usize, new: &[u8], number: u32) -> Option<String> {
    let prefix = common_prefix(old_tail, new);
    let (first, at) = (*old_tail.get(prefix)?, number + prefix as u32);
    if new.get(prefix) == Some(&STOP) {
        return Some(format!("p.({}{at}Ter)", three_letter(first)));
    }
    let last = removed.saturating_sub(1).max(prefix);
    let range = if last > prefix {
        format!("{}{at}_{}{}", three_letter(first), three_letter(*old_tail.get(last)?), number + last as u32)
    } else {
        format!("{}{at}", three_letter(first))
    };
    Some(format!("p.({range}delins{})", names(&new[prefix..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_frame_changes_follow_the_three_prime_rule() {
        // M K K A S *
        let protein = b"MKKAS*";
        assert_eq!(in_frame(protein, 1, 1, b"", 1).as_deref(), Some("p.(Lys3del)"));
        assert_eq!(in_frame(protein, 1, 3, b"", 1).as_deref(), Some("p.(Lys2_Ala4del)"));
        assert_eq!(in_frame(protein, 1, 0, b"K", 1).as_deref(), Some("p.(Lys3dup)"));
        assert_eq!(in_frame(protein, 4, 0, b"KA", 1).as_deref(), Some("p.(Lys3_Ala4dup)"));
        assert_eq!(in_frame(protein, 3, 0, b"WV", 1).as_deref(), Some("p.(Lys3_Ala4insTrpVal)"));
        assert_eq!(in_frame(protein, 3, 1, b"V", 1).as_deref(), Some("p.(Ala4Val)"));
        assert_eq!(in_frame(protein, 2, 2, b"W", 1).as_deref(), Some("p.(Lys3_Ala4delinsTrp)"));
        assert_eq!(in_frame(protein, 2, 1, b"*", 1).as_deref(), Some("p.(Lys3Ter)"));
        assert_eq!(in_frame(protein, 3, 1, b"A", 1), None);
    }

    #[test]
    fn frames_and_extensions_count_to_the_new_stop() {
        assert_eq!(shifted(b"RKL*", b"PVA*", 97).as_deref(), Some("p.(Arg97ProfsTer4)"));
        assert_eq!(shifted(b"RKL*", b"RVA", 97).as_deref(), Some("p.(Lys98ValfsTer?)"));
        assert_eq!(shifted(b"RKL*", b"R*", 97).as_deref(), Some("p.(Lys98Ter)"));
        assert_eq!(shifted(b"K*", b"KQLV*", 109).as_deref(), Some("p.(Ter110GlnextTer3)"));
        assert_eq!(shifted(b"K*", b"K*", 109), None);
    }
}

//! A stretch of a transcript on the genome.

use oncosweep::genome::Span;

use crate::reads::Template;

/// Number of bases in exons.
pub fn spliced_bases(exons: &[Span]) -> u32 {
    exons.iter().map(|exon| exon.len()).sum()
}

/// Makes `template` the bases `[from, from + bases)` of the exons joined along the genome (whatever the strand), introns spliced out.
pub fn spliced_template(template: &mut Template, exons: &[Span], from: u32, bases: u32) {
    let mut skipped = 0;
    let mut left = bases;
    template.restart(0, bases);
    let mut previous: Option<u32> = None;
    for exon in exons {
        if left == 0 {
            break;
        }
        let offset = from.saturating_sub(skipped);
        skipped += exon.len();
        if offset >= exon.len() {
            continue;
        }
        match previous {
            None => template.start = exon.start + offset,
            Some(end) => template.splice(end, exon.start - end),
        }
        left = left.saturating_sub(exon.len() - offset);
        previous = Some(exon.end);
    }
    template.length = bases - left;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reads::{Context, Draft, base::codes};

    #[test]
    fn introns_are_skipped() {
        let bases = codes(b"AAAACCCCGGGGTTTTACGT");
        let context = Context { start: 10, codes: &bases };
        let exons = [Span::new(10, 14), Span::new(18, 22), Span::new(26, 30)];
        let (mut template, mut draft) = (Template::default(), Draft::default());
        spliced_template(&mut template, &exons, 2, 9);
        assert_eq!((template.start, template.length, template.reference_end()), (12, 9, 29));
        draft.take(&template, context, 0, 9);
        assert_eq!(draft.codes, codes(b"AAGGGGACG"));
        assert_eq!(draft.cigar, [2 << 4, 4 << 4 | 3, 4 << 4, 4 << 4 | 3, 3 << 4]);
        spliced_template(&mut template, &exons, 10, 9);
        assert_eq!(template.length, 2);
    }
}

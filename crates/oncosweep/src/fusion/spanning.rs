//! Fragments that cross a breakend unbroken: the other side of the allele fraction.

use super::{Assay, SpanningDepth};
use crate::{
    genome::ContigId,
    sweep::{CigarKind, FragmentId, Read, ReadStore, Window, group},
};

/// Bases a fragment must hold on both sides of the breakend.
const MIN_FLANK_BP: u32 = 10;
/// Longer gaps in a read break it.
const MAX_GAP_BP: u32 = 50;
/// The inner end of a left mate may lie this far from the breakend: as far as every read is shown to the window.
const MAX_INNER_BP: u32 = Window::LOAD_MARGIN_BP - MIN_FLANK_BP;

/// Breakends of a window, sorted.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub contig: ContigId,
    pub positions: &'a [u32],
}

/// Reused memory for the count.
#[derive(Debug, Default)]
pub(super) struct Spanning {
    /// Fragments that cross, each with the number of the place.
    votes: Vec<(u32, FragmentId)>,
    /// The same, place by place.
    fragments: Vec<FragmentId>,
}

impl Spanning {
    /// Distinct fragments that cross each place: by one read, or by the stretch between the mates of a proper pair (which is
    /// what makes them comparable with supporting fragments, of which some are split and some only discordant).
    pub fn count(&mut self, assay: Assay, places: Places<'_>, reads: &ReadStore) -> Vec<SpanningDepth> {
        self.votes.clear();
        // Reads come by start, so the first place that one may cross only moves on.
        let mut first = 0;
        for index in 0..reads.len() {
            let span = reads.span(index);
            first += places.positions[first..].iter().take_while(|&&position| position < span.start).count();
            let farthest = span.end.saturating_add(MAX_INNER_BP);
            match places.positions.get(first) {
                None => break,
                Some(&position) if position < farthest => {}
                Some(_) => continue,
            }
            let read = reads.get(index);
            if read.mapping_quality == 0 {
                continue;
            }
            let votes = &mut self.votes;
            let mut vote = |from: u32, to: u32, crosses: &dyn Fn(u32) -> bool| {
                let first = first + places.positions[first..].partition_point(|&position| position < from);
                let near = (first as u32..).zip(&places.positions[first..]).take_while(|&(_, &position)| position < to);
                votes.extend(near.filter(|&(_, &position)| crosses(position)).map(|(place, _)| (place, read.fragment)));
            };
            match assay {
                Assay::Dna => vote(read.start.saturating_add(MIN_FLANK_BP), read.end, &|p| read_crosses(assay, &read, p)),
                // Introns may hold many places and are not crossed.
                Assay::Rna => {
                    for block in read.blocks() {
                        let end = block.reference_start + block.length;
                        vote(block.reference_start, end, &|p| read_crosses(assay, &read, p));
                    }
                }
            }
            vote(read.end, pair_end(&read).min(farthest), &|p| pair_crosses(&read, p));
        }
        self.distinct(places)
    }

    /// Counts the votes of each place, one a fragment.
    fn distinct(&mut self, places: Places<'_>) -> Vec<SpanningDepth> {
        let ends = group(&self.votes, places.positions.len(), &mut self.fragments);
        let mut start = 0;
        let of_place = |(&position, end): (&u32, u32)| {
            let fragments = &mut self.fragments[start..end as usize];
            start = end as usize;
            fragments.sort_unstable();
            SpanningDepth { contig: places.contig, position, fragments: fragments.chunk_by(|a, b| a == b).count() as u32 }
        };
        places.positions.iter().zip(ends).map(of_place).collect()
    }
}

/// One past the last base of the pair `read` is the left mate of; 0 for any other read.
fn pair_end(read: &Read<'_>) -> u32 {
    if read.flags.is_proper_pair() && read.flags.is_primary() && read.template_length > 0 {
        read.start.saturating_add(read.template_length.unsigned_abs())
    } else {
        0
    }
}

fn pair_crosses(read: &Read<'_>, position: u32) -> bool {
    read.end <= position
        && position - read.end < MAX_INNER_BP
        && position.saturating_add(MIN_FLANK_BP) < pair_end(read)
        && read.cigar.right_clip() < MIN_FLANK_BP
}

fn read_crosses(assay: Assay, read: &Read<'_>, position: u32) -> bool {
    if read.end <= position.saturating_add(MIN_FLANK_BP) {
        return false;
    }
    match assay {
        Assay::Dna => {
            let mut reference = read.start;
            read.cigar.ops().all(|op| {
                let (start, moves) = (reference, matches!(op.kind, CigarKind::Aligned | CigarKind::Deletion | CigarKind::Skip));
                reference += if moves { op.length } else { 0 };
                let gap = matches!(op.kind, CigarKind::Deletion | CigarKind::Skip) && op.length >= MAX_GAP_BP;
                !(gap && start <= position.saturating_add(MIN_FLANK_BP) && position < reference.saturating_add(MIN_FLANK_BP))
            })
        }
        // A read that is spliced at the breakend comes from the unbroken transcript.
        Assay::Rna => {
            let (mut left, mut right, mut covered) = (0, 0, false);
            for block in read.blocks() {
                let end = block.reference_start + block.length;
                left += position.clamp(block.reference_start, end) - block.reference_start;
                right += end - position.clamp(block.reference_start, end);
                covered |= block.reference_start <= position && position < end;
            }
            covered && left.min(right) >= MIN_FLANK_BP
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweep::{Bases, Cigar, Flags};

    fn read(start: u32, cigar: &[u32], template_length: i32) -> Read<'_> {
        Read {
            contig: 0,
            start,
            end: start + Cigar(cigar).reference_length(),
            flags: Flags(if template_length == 0 { 0 } else { 0x3 }),
            mapping_quality: 60,
            fragment: u64::from(start),
            mate: None,
            template_length,
            cigar: Cigar(cigar),
            bases: Bases { packed: &[], length: 0 },
            qualities: &[],
            supplementary_alignments: &[],
            alternative_alignments: &[],
        }
    }

    const M: u32 = 0;
    const D: u32 = 2;
    const N: u32 = 3;
    const S: u32 = 4;

    fn counted(assay: Assay, reads: &[Read<'_>], positions: &[u32]) -> Vec<u32> {
        let mut store = ReadStore::default();
        for read in reads {
            store.push(read);
        }
        let places = Places { contig: 0, positions };
        Spanning::default().count(assay, places, &store).iter().map(|depth| depth.fragments).collect()
    }

    #[test]
    fn a_read_crosses_with_ten_bases_on_both_sides() {
        let whole = [100 << 4 | M];
        assert_eq!(counted(Assay::Dna, &[read(1_000, &whole, 0)], &[1_009, 1_010, 1_089, 1_090]), vec![0, 1, 1, 0]);
        // The part that is clipped at the breakend does not cross it.
        let clipped = [60 << 4 | M, 40 << 4 | S];
        assert_eq!(counted(Assay::Dna, &[read(1_000, &clipped, 0)], &[1_030, 1_059]), vec![1, 0]);
    }

    #[test]
    fn a_long_gap_breaks_dna_and_splicing_does_not_break_rna() {
        let spliced = [50 << 4 | M, 1_000 << 4 | N, 50 << 4 | M];
        let positions = [1_020, 1_049, 1_500, 2_050];
        assert_eq!(counted(Assay::Dna, &[read(1_000, &spliced, 0)], &positions), vec![1, 0, 0, 0]);
        assert_eq!(counted(Assay::Rna, &[read(1_000, &spliced, 0)], &positions), vec![1, 1, 0, 1]);
        let short = [50 << 4 | M, 3 << 4 | D, 50 << 4 | M];
        assert_eq!(counted(Assay::Dna, &[read(1_000, &short, 0)], &[1_049]), vec![1]);
    }

    #[test]
    fn a_pair_crosses_between_its_mates_and_counts_once() {
        let whole = [100 << 4 | M];
        let (left, mut right) = (read(1_000, &whole, 400), read(1_300, &whole, -400));
        right.fragment = left.fragment;
        assert_eq!(counted(Assay::Dna, &[left, right], &[1_050, 1_200, 1_305, 1_350, 1_395]), vec![1, 1, 1, 1, 0]);
    }
}

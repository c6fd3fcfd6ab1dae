//! Fragments that cross a breakend unbroken: the other side of the allele fraction.

use super::{Assay, SpanningDepth};
use crate::{
    genome::ContigId,
    sweep::{CigarKind, FragmentId, Read, ReadStore, Window},
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
    votes: Vec<(u32, FragmentId)>,
}

impl Spanning {
    /// Distinct fragments that cross each place: by one read, or by the stretch between the mates of a proper pair (which is
    /// what makes them comparable with supporting fragments, of which some are split and some only discordant).
    pub fn count(&mut self, assay: Assay, places: Places<'_>, reads: &ReadStore) -> Vec<SpanningDepth> {
        self.votes.clear();
        for (_, read) in reads.iter().filter(|(_, read)| read.mapping_quality > 0) {
            let reach = read.end.max(pair_end(&read));
            let from = places.positions.partition_point(|&p| p < read.start.saturating_add(MIN_FLANK_BP));
            for &position in places.positions[from..].iter().take_while(|&&p| p.saturating_add(MIN_FLANK_BP) < reach) {
                if read_crosses(assay, &read, position) || pair_crosses(&read, position) {
                    self.votes.push((position, read.fragment));
                }
            }
        }
        self.votes.sort_unstable();
        self.votes.dedup();
        let (contig, mut votes) = (places.contig, self.votes.iter().peekable());
        let count = |&position: &u32| {
            let mut fragments = 0;
            while votes.next_if(|vote| vote.0 == position).is_some() {
                fragments += 1;
            }
            SpanningDepth { contig, position, fragments }
        };
        places.positions.iter().map(count).collect()
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

//! Clipped reads become split reads: their consensus is looked for where chimeric fragments beside them lead.

use std::rc::Rc;

use super::{
    Breakend, Junction, SampleFusionEvidence, Side, SplitRead,
    claims::{Claims, Flank},
    clip::{self, ClippedRead, Locus, complement, reverse_complement},
    realign::{self, Finder, Placement},
    stretch::{Stretch, Stretches},
};
use crate::{
    error::Result,
    genome::{ContigId, Contigs, Span},
};

/// Bases looked through on either side of a locus: inserts reach that far from a mate.
pub(super) const REACH_BP: u32 = 1_000;
/// Homology is followed over at most this many bases.
pub(super) const MAX_HOMOLOGY_BP: u32 = 100;
/// Clips that share their place with others are cut to a consensus of these.
const MAX_CLIPS_AT_A_PLACE: usize = 200;
/// The partner must lie this far away on the same contig, or the clip belongs to a small variant…
const MIN_JUNCTION_BP: u32 = 1_000;
/// …unless the clip was kept for short events: then so far. Only such clips have their own place among their loci.
const MIN_SHORT_EVENT_BP: u32 = 10;

/// Gives reference letters of a stretch of the case's contigs, cut at the contig's end; `None` where the reference lacks the contig.
pub trait Letters {
    /// Upper-case letters of `span` of `contig`.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn letters(&mut self, contig: ContigId, span: Span) -> Result<Option<Vec<u8>>>;
}

impl<F: FnMut(ContigId, Span) -> Result<Option<Vec<u8>>>> Letters for F {
    fn letters(&mut self, contig: ContigId, span: Span) -> Result<Option<Vec<u8>>> {
        self(contig, span)
    }
}

/// Turns the clipped reads of a sample into split reads where their partner is found, and forgets the others.
///
/// # Errors
/// As `reference`.
pub fn place_clips(evidence: &mut SampleFusionEvidence, contigs: &Contigs, reference: &mut impl Letters) -> Result<()> {
    let clips = std::mem::take(&mut evidence.clips);
    let (mut finder, mut stretches) = (Finder::default(), Stretches::default());
    let (mut placed, mut unplaced) = (Vec::new(), 0u64);
    for group in clips.chunk_by(|a, b| (a.breakend, a.inserted) == (b.breakend, b.inserted)) {
        let group: Vec<&ClippedRead> = group.iter().take(MAX_CLIPS_AT_A_PLACE).collect();
        let before = placed.len();
        if group.first().is_some_and(|clip| clip.inserted) {
            place_insertions(&group, contigs, reference, &mut placed)?;
        } else {
            place_group(&group, contigs, reference, &mut finder, &mut stretches, &mut placed)?;
        }
        unplaced += (group.len() - (placed.len() - before).min(group.len())) as u64;
    }
    evidence.skipped.unplaced_clips += unplaced;
    evidence.splits.append(&mut placed);
    evidence.splits.sort_unstable();
    Ok(())
}

/// What lies on both sides of a breakend, read towards the junction: the retained bases before it and what the reference goes on with.
pub(super) fn own_letters(breakend: Breakend, contigs: &Contigs, reference: &mut impl Letters) -> Result<Option<Flank>> {
    let span = Span::new(breakend.position, breakend.position + 1).padded(MAX_HOMOLOGY_BP, contigs.length(breakend.contig));
    let Some(letters) = reference.letters(breakend.contig, span)? else { return Ok(None) };
    let at = (breakend.position - span.start) as usize;
    if at >= letters.len() {
        return Ok(None);
    }
    Ok(Some(match breakend.side {
        Side::Left => Flank { retained: letters[..=at].to_vec(), onward: letters[at + 1..].to_vec() },
        Side::Right => Flank { retained: reverse_complement(&letters[at..]), onward: reverse_complement(&letters[..at]) },
    }))
}

fn place_group(
    group: &[&ClippedRead],
    contigs: &Contigs,
    reference: &mut impl Letters,
    finder: &mut Finder,
    stretches: &mut Stretches,
    placed: &mut Vec<SplitRead>,
) -> Result<()> {
    let Some(first) = group.first() else { return Ok(()) };
    let consensus = clip::consensus(group);
    if consensus.len() < realign::MIN_SCORE as usize {
        return Ok(());
    }
    let Some(mine) = own_letters(first.breakend, contigs, reference)? else { return Ok(()) };
    let mut loci: Vec<Locus> = Vec::with_capacity(group.iter().map(|clip| clip.loci.len()).sum());
    for clip in group {
        loci.extend_from_slice(&clip.loci);
    }
    let keeps_short = loci.iter().any(|locus| (locus.contig, locus.position) == (first.breakend.contig, first.breakend.position));
    loci.sort_unstable();
    loci.dedup_by(|b, a| (a.contig, a.side) == (b.contig, b.side) && b.position - a.position <= REACH_BP / 2);
    finder.look_for(&consensus);
    let mut best: Option<(Placement, Rc<Stretch>)> = None;
    let mut tied = false;
    for locus in loci {
        let Some(stretch) = stretches.around(locus, contigs, reference)? else { continue };
        let Some(found) = finder.place(&stretch.indexed) else { continue };
        if let Some((top, other)) = &best {
            // Neighbouring loci see the same place twice.
            if other.breakend(top.offset) == stretch.breakend(found.offset) {
                continue;
            }
            tied = if found.score > top.score { false } else { tied || found.score == top.score };
            if found.score <= top.score {
                continue;
            }
        }
        best = Some((found, stretch));
    }
    let Some((found, stretch)) = best.filter(|_| !tied) else { return Ok(()) };
    let between = &consensus[..found.inserted];
    let ends = (first.breakend, stretch.breakend(found.offset));
    let (own, partner, gap) = if let Some(claims) = Claims::of(between, [&mine, &stretch.flank(found.offset)]) {
        // A gap close to the junction ended the alignment early, or the segment begins behind one.
        claims.settle(ends.0, ends.1, found.inserted)
    } else {
        // Bases that go on as the reference does belong to the aligned side: the aligner stopped early.
        let recovered = realign::shared_start(between, &mine.onward);
        let homology = if found.inserted == 0 { realign::shared_end(&mine.retained, &stretch.letters[..found.offset]) } else { 0 };
        let gap = found.inserted as i32 - recovered as i32 - homology as i32;
        (ends.0.extended(recovered as i32), ends.1.extended(homology as i32), gap)
    };
    let junction = Junction::new(own, partner, gap);
    let min_bp = if keeps_short { MIN_SHORT_EVENT_BP } else { MIN_JUNCTION_BP };
    if junction.distance_bp().is_some_and(|distance| distance < min_bp) {
        return Ok(());
    }
    for clip in group.iter().filter(|clip| clip::agrees(&clip.bases, &consensus)) {
        let reached = (clip.bases.len() - clip.bases.len().min(found.inserted)) as i32;
        let far = Breakend { side: partner.side, ..stretch.breakend(found.offset) }.extended(1 - reached).position;
        let own_is_first = junction.first == own;
        let ends = if own_is_first { [clip.far_end, far] } else { [far, clip.far_end] };
        placed.push(SplitRead {
            contig: own.contig,
            start: clip.start,
            fragment: clip.fragment,
            junction,
            first_far_end: ends[0],
            second_far_end: ends[1],
            mate_start: clip.mate_start,
            mapping_qualities: if own_is_first { [clip.mapping_quality, 0] } else { [0, clip.mapping_quality] },
            anchor_bp: (clip.bases.len() as u32).min(u32::from(u16::MAX)) as u16,
            realigned: true,
            spliced: false,
        });
    }
    Ok(())
}

/// Insertions that repeat what lies beside them are tandem duplications; others are left to the variant caller.
fn place_insertions(group: &[&ClippedRead], contigs: &Contigs, reference: &mut impl Letters, placed: &mut Vec<SplitRead>) -> Result<()> {
    for clip in group {
        let (contig, after) = (clip.breakend.contig, clip.breakend.position + 1);
        let length = clip.bases.len() as u32;
        let around = Span::new(after, after).padded(length + MAX_HOMOLOGY_BP, contigs.length(contig));
        let Some(letters) = reference.letters(contig, around)? else { continue };
        let at = (after - around.start) as usize;
        // A copy lies right before or right after the place of insertion.
        let copy = [at.checked_sub(clip.bases.len()), Some(at)].into_iter().flatten().find(|&start| {
            let copy = letters.get(start..start + clip.bases.len()).unwrap_or_default();
            copy.len() == clip.bases.len() && clip::agrees(&clip.bases, copy)
        });
        let Some(start) = copy else { continue };
        let end = start + clip.bases.len();
        // The repeated stretch may be moved along as long as the bases that enter it are those that leave it.
        let (left, right) =
            (realign::shared_end(&letters[..start], &letters[..end]), realign::shared_start(&letters[start..], &letters[end..]));
        let from = Breakend { contig, position: around.start + (start - left) as u32, side: Side::Right };
        let to = Breakend { contig, position: around.start + (end - 1 + right) as u32, side: Side::Left };
        placed.push(SplitRead {
            contig,
            start: clip.start,
            fragment: clip.fragment,
            junction: Junction::new(from, to, -((left + right) as i32)),
            first_far_end: clip.start,
            second_far_end: clip.far_end,
            mate_start: clip.mate_start,
            mapping_qualities: [clip.mapping_quality; 2],
            anchor_bp: clip.bases.len().min(usize::from(u16::MAX)) as u16,
            realigned: true,
            spliced: false,
        });
    }
    Ok(())
}

/// The clipped letters of a read, read from the junction outwards.
pub(super) fn outward(side: Side, letters: &[u8]) -> Vec<u8> {
    match side {
        Side::Left => letters.to_vec(),
        Side::Right => letters.iter().rev().map(|&letter| complement(letter)).collect(),
    }
}

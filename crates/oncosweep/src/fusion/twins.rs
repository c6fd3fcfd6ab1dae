//! In RNA, exons that begin with the very letters of a junction's side: copies of a gene to which no read was put.
//!
//! METHOD: aligners prefer one of two equal places for reasons of their own (a shorter intron, a better known splice site) and may put all reads there with the highest mapping quality. So the
//! first [`PROBE_BP`] letters of either side of the junctions that may become calls are looked for, on both strands, in all exons: one pass over these.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Breakend, Junction, SampleFusionEvidence, Side, ambiguous::are_one, clip::reverse_complement, cluster, place_clips::Letters,
    similarity::distinct_triplets,
};
use crate::{
    error::Result,
    genes::GeneModel,
    genome::{Contigs, Interval, Span, Targets},
};

/// Letters that are looked for. By chance 150 million bases hold a given word of 32 with probability 2 · 1.5e8 / 4³² < 1e-10.
const PROBE_BP: usize = 32;
/// Letters kept of a copy.
const FLANK_BP: u32 = 60;
/// A call has so many fragments.
const MIN_FRAGMENTS: usize = 3;
/// Junctions that agree within this distance, the default of the call, make a candidate.
const MERGE_BP: u32 = 10;
/// Sequences that lie at more places are repeats.
const MAX_COPIES: usize = 10;
/// Simpler letters are repeats of a short unit.
const MIN_TRIPLETS: u8 = 10;

/// Another place of the sequence on one side of a junction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Twin {
    /// The junction, placed leftmost.
    pub junction: Junction,
    /// The same with that side at the other place, placed leftmost.
    pub other: Junction,
    /// Up to 60 letters there, read away from the junction.
    pub letters: String,
}

/// A word that is looked for.
#[derive(Debug, Clone, Copy)]
struct Probe {
    junction: Junction,
    /// Which of the junction's breakends it begins at.
    side: usize,
    /// Whether it is the reverse complement of what is read away from the junction.
    turned: bool,
}

/// Whole words of [`PROBE_BP`] letters as numbers, two bits a letter, each with its place.
fn words(letters: &[u8]) -> impl Iterator<Item = (usize, u64)> + '_ {
    let (mut word, mut known) = (0u64, 0);
    letters.iter().enumerate().filter_map(move |(end, letter)| {
        let code = match letter {
            b'A' => 0,
            b'C' => 1,
            b'G' => 2,
            b'T' => 3,
            _ => {
                known = 0;
                return None;
            }
        };
        known += 1;
        word = word << 2 | code;
        (known >= PROBE_BP).then(|| (end + 1 - PROBE_BP, word))
    })
}

/// The words that are looked for, with a table that tells most others in one look.
struct Probes {
    by_word: BTreeMap<u64, Vec<Probe>>,
    seen: Vec<bool>,
}

impl Probes {
    const BITS: u32 = 16;

    fn slot(word: u64) -> usize {
        // Fibonacci hashing (Knuth, TAOCP 3, 6.4).
        (word.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - Self::BITS)) as usize
    }

    fn of(evidence: &SampleFusionEvidence) -> Self {
        let mut probes = Self { by_word: BTreeMap::new(), seen: vec![false; 1 << Self::BITS] };
        for junction in cluster::repeated_junctions(evidence, MERGE_BP, MIN_FRAGMENTS) {
            let Some(around) = evidence.surroundings_of(&junction).filter(|around| around.junction == junction) else { continue };
            let outward = [reverse_complement(around.before.as_bytes()), around.after.clone().into_bytes()];
            for (side, letters) in outward.iter().enumerate() {
                let Some(letters) = letters.get(..PROBE_BP).filter(|letters| distinct_triplets(letters) >= MIN_TRIPLETS) else { continue };
                for (turned, letters) in [(false, letters.to_vec()), (true, reverse_complement(letters))] {
                    for (_, word) in words(&letters) {
                        probes.seen[Self::slot(word)] = true;
                        probes.by_word.entry(word).or_default().push(Probe { junction, side, turned });
                    }
                }
            }
        }
        probes
    }

    fn at(&self, word: u64) -> &[Probe] {
        if !self.seen[Self::slot(word)] {
            return &[];
        }
        self.by_word.get(&word).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The junction with one of its sides at another place, placed leftmost.
fn exchanged(junction: &Junction, side: usize, other: Breakend) -> Junction {
    let homology = junction.homology_bp() as i32;
    // Placed leftmost, the first side lacks the homology if it lies left of the junction, else the second one does.
    let lacks = usize::from(junction.first.side == Side::Right);
    let mut ends = [junction.first, junction.second];
    ends[side] = other;
    ends[lacks] = ends[lacks].extended(homology);
    Junction::new(ends[0], ends[1], junction.gap).leftmost()
}

impl SampleFusionEvidence {
    /// Looks in all exons of `genes` for the letters on either side of junctions that three fragments show.
    ///
    /// # Errors
    /// As `reference`.
    pub fn find_twins(&mut self, contigs: &Contigs, genes: &GeneModel, reference: &mut impl Letters) -> Result<()> {
        let probes = Probes::of(self);
        if probes.by_word.is_empty() {
            return Ok(());
        }
        let mut found: BTreeMap<(Junction, usize), Vec<Breakend>> = BTreeMap::new();
        for Interval { contig, span: exon } in exons(genes, contigs).iter() {
            let Some(letters) = reference.letters(contig, exon)? else { continue };
            for (offset, word) in words(&letters) {
                for probe in probes.at(word) {
                    let start = exon.start + offset as u32;
                    let end = if probe.turned {
                        Breakend { contig, position: start + PROBE_BP as u32 - 1, side: Side::Left }
                    } else {
                        Breakend { contig, position: start, side: Side::Right }
                    };
                    let ends = [probe.junction.first, probe.junction.second];
                    if !are_one(end, ends[probe.side], MERGE_BP) {
                        found.entry((probe.junction, probe.side)).or_default().push(end);
                    }
                }
            }
        }
        for ((junction, side), mut ends) in found {
            ends.sort_unstable();
            ends.dedup();
            if ends.len() > MAX_COPIES {
                continue;
            }
            for end in ends {
                let span = match end.side {
                    Side::Left => Span::new((end.position + 1).saturating_sub(FLANK_BP), end.position + 1),
                    Side::Right => Span::new(end.position, end.position.saturating_add(FLANK_BP).min(contigs.length(end.contig))),
                };
                let Some(letters) = reference.letters(end.contig, span)? else { continue };
                let outward = if end.side == Side::Left { reverse_complement(&letters) } else { letters };
                let letters = String::from_utf8_lossy(&outward).into_owned();
                self.twins.push(Twin { junction, other: exchanged(&junction, side, end), letters });
            }
        }
        self.twins.sort_unstable();
        Ok(())
    }

    /// Other places of the sequence on one side of `junction`.
    pub(super) fn twins_of(&self, junction: &Junction) -> &[Twin] {
        let from = self.twins.partition_point(|twin| twin.junction < *junction);
        let count = self.twins[from..].iter().take_while(|twin| twin.junction == *junction).count();
        &self.twins[from..from + count]
    }
}

/// The exons of all transcripts with what may be homologous beside them, those that overlap as one, in genome order.
fn exons(genes: &GeneModel, contigs: &Contigs) -> Targets {
    let all = genes.genes().iter().flat_map(|gene| {
        let exons = genes.transcripts_of(gene).iter().flat_map(|transcript| transcript.exons.iter());
        exons.map(|exon| Interval { contig: gene.contig, span: exon.padded(MERGE_BP, contigs.length(gene.contig)) })
    });
    Targets::from_intervals(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_at_another_place_keeps_the_homology() {
        let end = |contig, position, side| Breakend { contig, position, side };
        // Three homologous bases; as aligned, the sides end at 102 and 500.
        let junction = Junction::new(end(1, 102, Side::Left), end(2, 500, Side::Right), -3).leftmost();
        assert_eq!((junction.first.position, junction.second.position), (99, 500));
        let other = exchanged(&junction, 1, end(3, 800, Side::Right));
        assert_eq!((other.first, other.second, other.gap), (end(1, 99, Side::Left), end(3, 800, Side::Right), -3));
        // Before the other side, and turned: now the copy is the first side, and lies left of the junction.
        let other = exchanged(&junction, 1, end(0, 800, Side::Left));
        assert_eq!((other.first, other.second), (end(0, 797, Side::Left), end(1, 102, Side::Left)));
    }

    #[test]
    fn words_pass_over_unknown_letters() {
        let letters = [vec![b'A'; 40], vec![b'N'], vec![b'C'; 33]].concat();
        let found: Vec<usize> = words(&letters).map(|(place, _)| place).collect();
        assert_eq!(found, (0..9).chain(41..43).collect::<Vec<_>>());
    }
}

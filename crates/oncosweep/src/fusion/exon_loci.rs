//! In RNA, a clip goes on at an exon's edge, while the mates that lead to the partner may lie introns away.

use super::{ClippedRead, Locus, Side};
use crate::{genes::GeneModel, genome::Span};

/// Edges added for each place of a clip, at most: the nearest.
const MAX_EDGES: usize = 8;

/// Adds to the places that each clip is looked for at the exons' edges of the genes there: starts where the partner's sequence lies right of the junction, ends where
/// it lies left of it.
///
/// METHOD: only for clips that share their breakend, as those of a transcript's junction do at its exon's edge; a clip alone would have to be looked for at many
/// places, and could not make a call. `clips` are sorted.
pub fn add_exon_loci(clips: &mut [ClippedRead], genes: &GeneModel) {
    for group in clips.chunk_by_mut(|a, b| (a.breakend, a.inserted) == (b.breakend, b.inserted)).filter(|group| group.len() > 1) {
        for clip in group.iter_mut().filter(|clip| !clip.inserted) {
            let edges: Vec<Locus> = clip.loci.iter().flat_map(|locus| edges_at(*locus, genes)).collect();
            clip.loci.extend(edges);
            clip.loci.sort_unstable();
            clip.loci.dedup();
        }
    }
}

/// The exons' edges of the genes that hold `locus` where a junction may lie whose mates are seen there: on the junction's side of it.
fn edges_at(locus: Locus, genes: &GeneModel) -> Vec<Locus> {
    let transcripts = genes.genes_at(locus.contig, locus.position).flat_map(|gene| genes.transcripts_of(gene));
    let edge = |exon: &Span| match locus.side {
        Side::Right => exon.start,
        Side::Left => exon.end.saturating_sub(1),
    };
    let is_before = |position: u32| match locus.side {
        Side::Right => position <= locus.position,
        Side::Left => position >= locus.position,
    };
    let mut edges: Vec<u32> =
        transcripts.flat_map(|transcript| transcript.exons.iter().map(edge)).filter(|&edge| is_before(edge)).collect();
    edges.sort_unstable_by_key(|&edge| (edge.abs_diff(locus.position), edge));
    edges.dedup();
    edges.truncate(MAX_EDGES);
    edges.into_iter().map(|position| Locus { position, ..locus }).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::clip::tests::clip, *};
    use crate::genome::{Contig, Contigs};

    #[test]
    fn edges_on_the_junctions_side_of_the_mates_are_added() {
        let contigs = Contigs::new(vec![Contig { name: "chr1".into(), length: 10_000 }]);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("genes.gtf");
        let exon = |start: u32| format!("chr1\tt\texon\t{start}\t{}\t.\t+\t.\tgene_id \"G\"; transcript_id \"T\";\n", start + 99);
        std::fs::write(&path, [1_001, 3_001, 6_001].map(exon).concat()).unwrap();
        let genes = GeneModel::from_file(&path, &contigs).unwrap();
        let added = |side, position| {
            let mut clips = [clip(1, b"ACGT"), clip(2, b"ACGT")];
            clips[0].loci = vec![Locus { contig: 0, side, position }];
            let mut alone = clips[..1].to_vec();
            add_exon_loci(&mut alone, &genes);
            assert_eq!(alone[0].loci.len(), 1);
            add_exon_loci(&mut clips, &genes);
            clips[0].loci.iter().map(|locus| locus.position).collect::<Vec<_>>()
        };
        // Mates at 3,050 of the 3' partner: the junction lies at the start of this exon or of the one before.
        assert_eq!(added(Side::Right, 3_049), vec![1_000, 3_000, 3_049]);
        assert_eq!(added(Side::Left, 3_049), vec![3_049, 3_099, 6_099]);
        assert_eq!(added(Side::Left, 9_000), vec![9_000]);
    }
}

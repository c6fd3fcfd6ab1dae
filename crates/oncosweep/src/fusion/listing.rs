//! Which of the candidates that are no calls are listed: enough to answer "was there anything?", few enough to read.

use std::{cmp::Reverse, collections::BTreeSet};

use super::{Assay, Fusion, FusionConfig, cluster::Candidate, verdict};
use crate::genome::Targets;

/// Candidates of one fragment that are looked at, at most: as many as the sweep keeps of the pairs that nothing agrees with.
const MAX_SINGLES: usize = 1_000;

/// Of the candidates of one fragment, those that may show a fusion: both places unique and, where `genes` are known, in genes.
///
/// METHOD: of more than a thousand, those with the least fragment identifiers: the same sample that [`LonePairs`](super::LonePairs) keeps.
pub(super) fn singles<'a>(
    candidates: impl Iterator<Item = &'a Candidate>,
    config: &FusionConfig,
    genes: Option<&Targets>,
) -> Vec<&'a Candidate> {
    let min = config.min_mapping_quality;
    let is_unique = |c: &Candidate| c.support.first().is_some_and(|s| s.mapping_qualities.iter().all(|&quality| quality >= min));
    let in_genes = |c: &Candidate| {
        let ends = [c.junction.first, c.junction.second];
        genes.is_none_or(|genes| ends.iter().all(|end| genes.contains(end.contig, end.position)))
    };
    let mut all: Vec<&Candidate> =
        candidates.filter(|c| is_unique(c) && c.junction.is_apart(config.min_distance_bp) && in_genes(c)).collect();
    all.sort_unstable_by_key(|c| (c.support.first().map(|s| s.fragment), c.junction));
    all.truncate(MAX_SINGLES);
    all
}

/// Of judged candidates of one fragment, the `max_listed_single` most likely to show a fusion.
///
/// METHOD: one fragment can never tell a fusion from the background, whatever its place; what it would make decides which are told of. Only what two genes
/// would be transcribed into is listed, in this order: splice sites in RNA, the frame kept, the breakpoint shown to the base.
///
/// Those between two genes that one of `listed` joins tell nothing new.
pub(super) fn strongest_singles(mut singles: Vec<Fusion>, listed: &[Fusion], config: &FusionConfig, has_genes: bool) -> Vec<Fusion> {
    let pair = |f: &Fusion| {
        let (a, b) = (f.annotation.gene1.clone(), f.annotation.gene2.clone());
        if a <= b { (a, b) } else { (b, a) }
    };
    let told: BTreeSet<(String, String)> = listed.iter().map(pair).collect();
    let is_plausible = |f: &Fusion| {
        let a = &f.annotation;
        !has_genes || (a.is_gene_pair() && !a.is_same_gene() && !verdict::is_read_through(f, config) && !told.contains(&pair(f)))
    };
    let rank = |f: &Fusion| {
        let a = &f.annotation;
        let at_splice_sites = f.assay == Assay::Rna && [&a.site1, &a.site2].iter().all(|site| site.ends_with("/splice-site"));
        (at_splice_sites, a.frame == Some(super::Frame::InFrame), a.frame.is_some(), f.precise)
    };
    singles.retain(is_plausible);
    singles.sort_by_key(|f| (Reverse(rank(f)), f.junction));
    singles.truncate(config.max_listed_single as usize);
    singles
}

/// Cuts the dropped candidates to the `max_listed_dropped` of the highest quality; calls and listed fusions all stay. Returns how many were cut.
pub(super) fn cut(fusions: &mut Vec<Fusion>, config: &FusionConfig) -> u64 {
    let stays = |f: &Fusion| f.is_pass() || f.known;
    let mut dropped: Vec<usize> = (0..fusions.len()).filter(|&i| !stays(&fusions[i])).collect();
    dropped.sort_by(|&a, &b| {
        let (x, y) = (&fusions[a], &fusions[b]);
        y.quality.total_cmp(&x.quality).then(y.supporting_fragments.cmp(&x.supporting_fragments)).then(x.junction.cmp(&y.junction))
    });
    let mut is_cut = vec![false; fusions.len()];
    let beyond = dropped.get(config.max_listed_dropped as usize..).unwrap_or_default();
    for &i in beyond {
        is_cut[i] = true;
    }
    let mut cuts = is_cut.iter();
    fusions.retain(|_| !cuts.next().copied().unwrap_or(false));
    beyond.len() as u64
}

//! The verdict: from evidence to fusions.

use super::{
    Assay, Breakend, Breakpoint, Fusion, FusionConfig, FusionEvidence, FusionFilter, Fusions, Side, annotate,
    cluster::{self, Candidate, SupportIndex},
    model::Background,
    pair::Reach,
};
use crate::{genes::GeneModel, genome::Contigs, stats::interval};

/// Distance a recorded depth may lie from the consensus breakpoint, in bases.
const DEPTH_WITHIN_BP: u32 = 20;
/// Bases a mate may reach past a breakpoint.
const MATE_SLACK_BP: u32 = 20;
/// Insert size taken for a library that shows no proper pair, in bases.
const FALLBACK_INSERT_BP: u32 = 600;

/// Calls fusions. `has_normal` says whether the case has one, whatever it shows.
pub fn call(
    evidence: &FusionEvidence,
    assay: Assay,
    contigs: &Contigs,
    genes: Option<&GeneModel>,
    has_normal: bool,
    config: &FusionConfig,
) -> Fusions {
    let reach = reach(evidence, assay, config);
    let (candidates, lone_pairs) = cluster::candidates(&evidence.tumor, config.merge_bp, reach);
    let is_far = |c: &Candidate| c.junction.distance_bp().is_none_or(|distance| distance >= config.min_distance_bp);
    let lone_junctions = candidates.iter().filter(|c| c.support.len() == 1 && is_far(c)).count() as u64;
    // A lone pair is counted once for each mate.
    let lone = lone_pairs + lone_junctions + evidence.tumor.skipped.isolated_pairs.div_ceil(2);
    let background = Background::new(lone, evidence.tumor.fragments);
    let normal = has_normal.then(|| SupportIndex::new(&evidence.normal));
    let caller = Caller { evidence, assay, contigs, genes, config, background, normal, reach };
    let mut fusions: Vec<Fusion> = candidates
        .iter()
        .filter(|candidate| candidate.support.len() as u32 >= config.min_listed_fragments)
        .map(|candidate| caller.judge(candidate))
        .collect();
    fusions.sort_by(|a, b| {
        let rank = |f: &Fusion| (!f.is_pass(), std::cmp::Reverse(f.supporting_fragments));
        rank(a).cmp(&rank(b)).then(a.junction.cmp(&b.junction)).then(b.precise.cmp(&a.precise))
    });
    Fusions { assay, fusions, background_fragments: lone, fragments: evidence.tumor.fragments }
}

fn reach(evidence: &FusionEvidence, assay: Assay, config: &FusionConfig) -> Reach {
    let longest = evidence.tumor.insert_sizes.quantile(0.995).unwrap_or(FALLBACK_INSERT_BP);
    let insert = longest + MATE_SLACK_BP;
    match assay {
        Assay::Dna => Reach { insert, mate: insert, slack: MATE_SLACK_BP },
        Assay::Rna => Reach { insert: u32::MAX, mate: config.max_rna_pair_bp, slack: MATE_SLACK_BP },
    }
}

struct Caller<'a> {
    evidence: &'a FusionEvidence,
    assay: Assay,
    contigs: &'a Contigs,
    genes: Option<&'a GeneModel>,
    config: &'a FusionConfig,
    background: Background,
    normal: Option<SupportIndex>,
    reach: Reach,
}

impl Caller<'_> {
    fn judge(&self, candidate: &Candidate) -> Fusion {
        let (placed, annotation) = annotate::annotate(candidate.junction, self.assay, self.contigs, self.genes);
        let support = candidate.support.len() as u32;
        let split_reads = candidate.split_reads();
        let confident = candidate.confident(self.config.min_mapping_quality);
        let depths =
            [self.spanning(candidate.junction.first), self.spanning(candidate.junction.second)].map(|d| d.filter(|_| candidate.precise));
        let known: Vec<f64> = depths.iter().flatten().map(|&d| f64::from(d)).collect();
        let spanning = (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64);
        // Where one breakend's depth is not known, the other's stands in for it.
        let depth = |own: Option<u32>| own.map_or(spanning.unwrap_or(0.0), f64::from) + f64::from(support);
        let quality = self.background.quality(confident, depth(depths[0]), depth(depths[1]));
        let vaf = spanning.map(|s| f64::from(support) / (f64::from(support) + s));
        let vaf_ci95 = spanning.map(|s| interval::binomial(u64::from(support), u64::from(support) + s.round() as u64, 0.95));
        let normal_fragments = self.normal.as_ref().map(|index| index.supporting(&candidate.junction, self.config.merge_bp, self.reach));
        let (one, two) = if annotation.first_is_five_prime { (placed.first, placed.second) } else { (placed.second, placed.first) };
        let breakpoint = |b: Breakend| Breakpoint { contig: self.contigs.name(b.contig).to_owned(), breakend: b };
        let mut fusion = Fusion {
            name: annotation.name(),
            breakpoint1: breakpoint(one),
            breakpoint2: breakpoint(two),
            annotation,
            split_reads,
            discordant_pairs: support - split_reads,
            supporting_fragments: support,
            spanning_fragments: spanning,
            vaf,
            vaf_ci95,
            quality,
            homology_bp: candidate.junction.homology_bp(),
            homology_shift_bp: placed.first.position.abs_diff(candidate.junction.first.position),
            inserted_bp: candidate.junction.inserted_bp(),
            precise: candidate.precise,
            uncertainty_bp: if candidate.precise { 0 } else { self.reach.insert.min(self.reach.mate) },
            normal_fragments,
            filters: Vec::new(),
            assay: self.assay,
            inferred: self.assay == Assay::Dna,
            junction: placed,
        };
        fusion.filters = self.filters(&fusion, confident);
        if fusion.filters.contains(&FusionFilter::ReadThrough) {
            fusion.annotation.kind.push_str("/read-through");
        }
        fusion
    }

    fn spanning(&self, breakend: Breakend) -> Option<u32> {
        self.evidence.tumor.spanning_near(breakend.contig, breakend.position, DEPTH_WITHIN_BP)
    }

    fn filters(&self, fusion: &Fusion, confident: u32) -> Vec<FusionFilter> {
        let config = self.config;
        let distance = fusion.junction.distance_bp();
        let in_order = (fusion.junction.first.side, fusion.junction.second.side) == (Side::Left, Side::Right);
        let read_through = self.assay == Assay::Rna
            && in_order
            && fusion.annotation.is_gene_pair()
            && distance.is_some_and(|d| d < config.max_read_through_bp);
        let applies = |filter: FusionFilter| match filter {
            FusionFilter::LowSupport => fusion.supporting_fragments < config.min_supporting_fragments,
            FusionFilter::LowMapQ => {
                confident < config.min_supporting_fragments && fusion.supporting_fragments >= config.min_supporting_fragments
            }
            FusionFilter::NoSplit => fusion.split_reads < config.min_split_reads,
            FusionFilter::LowQual => fusion.quality < config.min_quality,
            FusionFilter::InNormal => fusion.normal_fragments.is_some_and(|n| n > config.max_normal_fragments),
            FusionFilter::Short => distance.is_some_and(|d| d < config.min_distance_bp),
            FusionFilter::SameGene => fusion.annotation.is_same_gene(),
            FusionFilter::ReadThrough => read_through,
        };
        FusionFilter::ALL.iter().map(|&(filter, _)| filter).filter(|&filter| applies(filter)).collect()
    }
}

//! The verdict: from evidence to fusions.

use super::{
    Annotation, Assay, Breakend, Breakpoint, Domains, Fusion, FusionConfig, FusionEvidence, Fusions, KnownFusions, annotate,
    clip::reverse_complement,
    cluster::{self, Candidate, SupportIndex},
    crowding::Crowding,
    join,
    model::{self, Background},
    pair::Reach,
    verdict,
};
use crate::{
    genes::GeneModel,
    genome::{Contigs, Span},
    stats::interval,
};

/// Distance a recorded depth may lie from the consensus breakpoint, in bases.
const DEPTH_WITHIN_BP: u32 = 20;
/// Bases a mate may reach past a breakpoint.
const MATE_SLACK_BP: u32 = 20;
/// Rounds in which the background is measured, at most.
const MAX_ROUNDS: usize = 20;
/// Insert size taken for a library that shows no proper pair, in bases.
const FALLBACK_INSERT_BP: u32 = 600;

/// What is known of a case besides its evidence.
#[derive(Clone, Copy)]
pub struct FusionCase<'a> {
    /// What was sequenced.
    pub assay: Assay,
    /// The case's contigs.
    pub contigs: &'a Contigs,
    /// The genes.
    pub genes: Option<&'a GeneModel>,
    /// Fusions that need less support.
    pub known: &'a KnownFusions,
    /// Protein domains.
    pub domains: &'a Domains,
    /// Whether there is a normal, whatever it shows.
    pub has_normal: bool,
}

/// Calls fusions.
pub fn call(evidence: &FusionEvidence, case: &FusionCase<'_>, config: &FusionConfig) -> Fusions {
    let reach = reach(evidence, case.assay, config);
    let (candidates, lone_pairs) = cluster::candidates(&evidence.tumor, config.merge_bp, reach);
    let is_far = |c: &Candidate| c.junction.distance_bp().is_none_or(|distance| distance >= config.min_distance_bp);
    let lone_junctions = candidates.iter().filter(|c| c.precise && c.support.len() == 1 && is_far(c)).count() as u64;
    // A lone pair is counted once for each mate.
    let lone = lone_pairs + lone_junctions + evidence.tumor.skipped.isolated_pairs.div_ceil(2);
    let normal = case.has_normal.then(|| SupportIndex::new(&evidence.normal));
    let watched = case.known.territory(case.genes, case.contigs);
    let caller = Caller { evidence, case, config, normal, reach, crowding: Crowding::new(&evidence.tumor, reach) };
    let listed = |c: &Candidate| {
        let is_watched = || [c.junction.first, c.junction.second].iter().all(|e| watched.contains(e.contig, e.position));
        c.support.len() as u32 >= config.min_listed_fragments || is_watched()
    };
    let listed: Vec<&Candidate> = candidates.iter().filter(|candidate| listed(candidate)).collect();
    let supports: Vec<model::Support> = listed.iter().map(|candidate| caller.support(candidate)).collect();
    let (background, uncalled) = caller.background(&listed, &supports, lone);
    let mut fusions: Vec<Fusion> = listed
        .iter()
        .zip(&supports)
        .map(|(candidate, support)| caller.judge(candidate, background.quality(support)))
        .filter(|fusion| fusion.known || fusion.supporting_fragments >= config.min_listed_fragments)
        .collect();
    sort(&mut fusions);
    join::mark_reciprocal(&mut fusions);
    Fusions { assay: case.assay, fusions, background_fragments: uncalled, fragments: evidence.tumor.fragments }
}

/// Calls the fusions of a case: of its DNA, of its RNA, and what both show together.
pub fn call_case(assays: &[(&FusionEvidence, FusionCase<'_>)], config: &FusionConfig) -> Vec<Fusions> {
    let mut calls: Vec<Fusions> = assays.iter().map(|(evidence, case)| call(evidence, case, config)).collect();
    join::join(&mut calls, config);
    calls
}

/// Calls first, each by support.
pub(super) fn sort(fusions: &mut [Fusion]) {
    fusions.sort_by(|a, b| {
        let rank = |f: &Fusion| (!f.is_pass(), std::cmp::Reverse(f.supporting_fragments));
        rank(a).cmp(&rank(b)).then(a.junction.cmp(&b.junction)).then(b.precise.cmp(&a.precise))
    });
}

/// How far mates may lie from the junction they support.
pub(super) fn reach(evidence: &FusionEvidence, assay: Assay, config: &FusionConfig) -> Reach {
    let longest = evidence.tumor.insert_sizes.quantile(0.995).unwrap_or(FALLBACK_INSERT_BP);
    let insert = longest + MATE_SLACK_BP;
    match assay {
        Assay::Dna => Reach { insert, mate: insert, slack: MATE_SLACK_BP },
        Assay::Rna => Reach { insert: u32::MAX, mate: config.max_rna_pair_bp, slack: MATE_SLACK_BP },
    }
}

struct Caller<'a> {
    evidence: &'a FusionEvidence,
    case: &'a FusionCase<'a>,
    config: &'a FusionConfig,
    normal: Option<SupportIndex>,
    reach: Reach,
    crowding: Crowding,
}

impl Caller<'_> {
    /// Fragments that cross the first and the second breakend unbroken.
    fn depths(&self, candidate: &Candidate) -> [Option<u32>; 2] {
        [self.spanning(candidate.junction.first), self.spanning(candidate.junction.second)].map(|d| d.filter(|_| candidate.precise))
    }

    fn support(&self, candidate: &Candidate) -> model::Support {
        let [split_reads, pairs] = candidate.confident(self.config.min_mapping_quality);
        let depths = self.depths(candidate);
        // Where one breakend's depth is not known, the other's stands in for it.
        let stand_in = depths.iter().flatten().copied().max().unwrap_or(0);
        let depths = depths.map(|depth| f64::from(depth.unwrap_or(stand_in)) + candidate.support.len() as f64);
        model::Support { split_reads, pairs, depths, expected_pairs: self.crowding.expected(&candidate.junction, candidate.precise) }
    }

    /// The background, and the number of chimeric fragments it was measured from.
    ///
    /// METHOD: what no call explains is background. Begun with the fragments that agree with no other; each round adds those of candidates that the background
    /// so far can explain, which can only make it larger, until none is added.
    fn background(&self, candidates: &[&Candidate], supports: &[model::Support], lone: u64) -> (Background, u64) {
        let insert_sizes = &self.evidence.tumor.insert_sizes;
        let fragment_bp = f64::from(insert_sizes.quantile(0.5).unwrap_or(FALLBACK_INSERT_BP));
        let same_bp = f64::from(2 * self.config.merge_bp + 1);
        let with = |uncalled: u64| Background::new(uncalled, self.evidence.tumor.fragments, fragment_bp, same_bp);
        let is_far = |c: &Candidate| c.junction.distance_bp().is_none_or(|distance| distance >= self.config.min_distance_bp);
        let mut uncalled = lone;
        for _ in 0..MAX_ROUNDS {
            let background = with(uncalled);
            let explained = candidates
                .iter()
                .zip(supports)
                .filter(|(c, s)| c.support.len() > 1 && is_far(c) && background.quality(s) < self.config.min_quality);
            let next = lone + explained.map(|(c, _)| c.support.len() as u64).sum::<u64>();
            if next <= uncalled {
                break;
            }
            uncalled = next;
        }
        (with(uncalled), uncalled)
    }

    fn judge(&self, candidate: &Candidate, quality: f64) -> Fusion {
        let case = self.case;
        let (placed, annotation) = annotate::annotate(candidate.junction, case.assay, case.contigs, case.genes);
        let support = candidate.support.len() as u32;
        let split_reads = candidate.split_reads();
        let confident = candidate.confident(self.config.min_mapping_quality).iter().sum();
        let depths = self.depths(candidate);
        let known: Vec<f64> = depths.iter().flatten().map(|&d| f64::from(d)).collect();
        let spanning = (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64);
        // METHOD: a tandem duplication keeps both of its outer boundaries, so every allele crosses them unbroken, the duplicated one too; other
        // junctions break both.
        let is_duplication = annotation.kind.starts_with("duplication");
        let trials = |s: f64| if is_duplication { s.max(f64::from(support)) } else { f64::from(support) + s };
        let vaf = spanning.map(|s| f64::from(support) / trials(s));
        let vaf_ci95 = spanning.map(|s| interval::binomial(u64::from(support), trials(s).round() as u64, 0.95));
        let normal_fragments = self.normal.as_ref().map(|index| index.supporting(&candidate.junction, self.config.merge_bp, self.reach));
        let first_is_one = annotation.first_is_five_prime;
        let (one, two) = if first_is_one { (placed.first, placed.second) } else { (placed.second, placed.first) };
        let breakpoint = |b: Breakend| Breakpoint { contig: case.contigs.name(b.contig).to_owned(), breakend: b };
        let surroundings = candidate.precise.then(|| self.evidence.tumor.surroundings_of(&candidate.junction)).flatten();
        let mut fusion = Fusion {
            name: annotation.name(),
            breakpoint1: breakpoint(one),
            breakpoint2: breakpoint(two),
            known: case.known.lists(&placed, &annotation, case.genes),
            driver: verdict::driver(&annotation),
            domains1: self.retained(one, annotation.gene_id1.as_deref()),
            domains2: self.retained(two, annotation.gene_id2.as_deref()),
            sequence: surroundings.map(|s| read_on(&s.before, &s.after, &annotation)),
            annotation,
            split_reads,
            split_reads1: if first_is_one { candidate.anchored_at_first() } else { split_reads - candidate.anchored_at_first() },
            realigned_reads: candidate.realigned(),
            discordant_pairs: support - split_reads,
            supporting_fragments: support,
            spanning_fragments: spanning,
            spanning: if first_is_one { depths } else { [depths[1], depths[0]] },
            vaf,
            vaf_ci95,
            quality,
            homology_bp: candidate.junction.homology_bp(),
            homology_shift_bp: placed.first.position.abs_diff(candidate.junction.first.position),
            inserted_bp: candidate.junction.inserted_bp(),
            precise: candidate.precise,
            uncertainty_bp: if candidate.precise { 0 } else { self.reach.insert.min(self.reach.mate) },
            normal_fragments,
            shared_percent: surroundings.map(|s| s.shared_percent),
            distinct_triplets: surroundings.map(|s| s.distinct_triplets),
            reciprocal: None,
            dna: None,
            joined: false,
            confident_fragments: confident,
            filters: Vec::new(),
            assay: case.assay,
            inferred: case.assay == Assay::Dna,
            junction: placed,
        };
        fusion.filters = verdict::filters(&fusion, self.config);
        if verdict::is_read_through(&fusion, self.config) {
            fusion.annotation.kind.push_str("/read-through");
        }
        fusion
    }

    /// Domains that the gene called `id` keeps at `breakend`.
    fn retained(&self, breakend: Breakend, id: Option<&str>) -> Vec<String> {
        let here = Span::new(breakend.position, breakend.position.saturating_add(1));
        let genes = self.case.genes.into_iter().flat_map(|genes| genes.genes_overlapping(breakend.contig, here));
        let mut own = genes.filter(|gene| Some(gene.id.as_str()) == id);
        own.next().map(|gene| self.case.domains.retained(gene, breakend)).unwrap_or_default()
    }

    fn spanning(&self, breakend: Breakend) -> Option<u32> {
        self.evidence.tumor.spanning_near(breakend.contig, breakend.position, DEPTH_WITHIN_BP)
    }
}

/// Both sides' letters as the fusion is read, 5' partner first.
fn read_on(before: &str, after: &str, annotation: &Annotation) -> [String; 2] {
    if annotation.first_is_five_prime {
        return [before.to_owned(), after.to_owned()];
    }
    let turned = |text: &str| String::from_utf8_lossy(&reverse_complement(text.as_bytes())).into_owned();
    [turned(after), turned(before)]
}

//! The verdict: from evidence to fusions.

use super::{
    Annotation, Assay, Breakend, Breakpoint, Frame, Fusion, FusionCase, FusionConfig, FusionEvidence, Fusions, Junction,
    SampleFusionEvidence,
    ambiguous::{Exchange, are_one},
    annotate,
    baseline::BaselineIndex,
    calibration::{Calibration, Drawn, MAX_SAMPLE},
    clip::reverse_complement,
    cluster::{self, Candidate, SupportIndex},
    crowding::Crowding,
    frame, join,
    known::KnownIndex,
    listing,
    model::{self, Background},
    pair::Reach,
    relatives, verdict,
};
use crate::{genes::GeneModel, genome::Contigs, stats::interval};

/// Distance a recorded depth may lie from the consensus breakpoint, in bases.
const DEPTH_WITHIN_BP: u32 = 20;
/// Distance from a breakpoint that only pairs show within which a depth was recorded at their mates, in bases.
const PAIR_DEPTH_WITHIN_BP: u32 = 300;
/// Bases a mate may reach past a breakpoint.
const MATE_SLACK_BP: u32 = 20;
/// Rounds in which the background is measured, at most.
const MAX_ROUNDS: usize = 20;
/// Insert size taken for a library that shows no proper pair, in bases.
const FALLBACK_INSERT_BP: u32 = 600;

/// Calls fusions.
pub fn call(evidence: &FusionEvidence, case: &FusionCase<'_>, config: &FusionConfig) -> Fusions {
    let reach = reach(&evidence.tumor, case, config);
    let (candidates, lone_pairs) = cluster::candidates(&evidence.tumor, config.merge_bp, reach, case.genes);
    // What has no place of its own is neither background nor crowds a place.
    let is_far = |c: &Candidate| !c.is_unplaced && c.junction.is_apart(config.min_distance_bp);
    let lone_junctions = candidates.iter().filter(|c| c.precise && c.support.len() == 1 && is_far(c)).count() as u64;
    // A lone pair is counted once for each mate that was swept.
    let skipped = &evidence.tumor.skipped;
    let lone = lone_pairs + lone_junctions + (skipped.isolated_pairs + skipped.isolated_halves).div_ceil(2);
    let normal = case.has_normal.then(|| SupportIndex::new(&evidence.normal));
    let watched = case.known.territory(case.genes, case.contigs);
    let baseline = case.baseline.map(|baseline| BaselineIndex::new(baseline, case.contigs, reach.insert.min(reach.mate)));
    let caller = Caller {
        evidence,
        case,
        config,
        normal,
        baseline,
        reach,
        crowding: Crowding::new(&evidence.tumor, reach),
        elsewhere: elsewhere(evidence, case),
        known: case.known.index(),
    };
    let is_listed = |c: &Candidate| {
        let is_watched = || [c.junction.first, c.junction.second].iter().all(|e| watched.contains(e.contig, e.position));
        c.support.len() as u32 >= config.min_listed_fragments || is_watched()
    };
    let (listed, single): (Vec<&Candidate>, Vec<&Candidate>) = candidates.iter().partition(|candidate| is_listed(candidate));
    let supports: Vec<model::Support> = listed.iter().map(|candidate| caller.support(candidate)).collect();
    let (background, uncalled) = caller.background(&listed, &supports, lone);
    let lone_candidates = cluster::lone_candidates(&evidence.tumor);
    let is_background = |(c, s): &(&&Candidate, &model::Support)| is_far(c) && background.quality(s) < config.min_quality;
    let repeated: Vec<&Candidate> = listed.iter().zip(&supports).filter(is_background).map(|(c, _)| *c).collect();
    let all: Vec<&Candidate> =
        repeated.iter().copied().chain(single.iter().copied().filter(|c| is_far(c))).chain(&lone_candidates).collect();
    let (splits, pairs) = caller.drawn(&all, uncalled);
    let background = if case.assay == Assay::Dna { Caller::coincidences(background, &repeated, &splits, uncalled) } else { background };
    let calibration = Calibration::new(background, &splits, &pairs);
    let mut fusions: Vec<Fusion> = listed
        .iter()
        .zip(&supports)
        .map(|(candidate, support)| caller.judge(candidate, calibration.quality(support)))
        .filter(|fusion| fusion.known || fusion.supporting_fragments >= config.min_listed_fragments)
        .collect();
    relatives::mark(&mut fusions, &evidence.tumor, config);
    let not_listed = listing::cut(&mut fusions, config);
    let territory = case.genes.map(GeneModel::territory);
    let singles = listing::singles(single.into_iter().chain(&lone_candidates), config, territory.as_ref());
    let judged = singles.into_iter().map(|candidate| caller.judge(candidate, calibration.quality(&caller.support(candidate)))).collect();
    let singles = listing::strongest_singles(judged, &fusions, config, case.genes.is_some());
    let single_not_listed = lone.saturating_sub(singles.len() as u64);
    fusions.extend(singles);
    sort(&mut fusions);
    join::mark_reciprocal(&mut fusions);
    Fusions {
        assay: case.assay,
        fusions,
        background_fragments: uncalled,
        fragments: evidence.tumor.fragments,
        not_listed,
        single_not_listed,
    }
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
pub(super) fn reach<'a>(evidence: &SampleFusionEvidence, case: &FusionCase<'a>, config: &FusionConfig) -> Reach<'a> {
    let longest = evidence.insert_sizes.quantile(0.995).unwrap_or(FALLBACK_INSERT_BP);
    let insert = longest + MATE_SLACK_BP;
    match case.assay {
        Assay::Dna => Reach { insert, mate: insert, slack: MATE_SLACK_BP, genes: None },
        Assay::Rna => Reach { insert: u32::MAX, mate: config.max_rna_pair_bp, slack: MATE_SLACK_BP, genes: case.genes },
    }
}

/// Depth at places that were not swept, as those of a panel's partner genes: with a share `o` of the chimeric ends there, and `G` bases of genome, `F`
/// fragments of `L` bases cover a place `o · F · L / G` times.
///
/// METHOD: a panel learns from its own chimeras how often they lead off it. An end was added to those seen, so that none seen does not mean none.
fn elsewhere(evidence: &FusionEvidence, case: &FusionCase<'_>) -> f64 {
    let Some(swept) = case.swept else { return 0.0 };
    let tumor = &evidence.tumor;
    let is_outside = |contig: u32, position: u32| !swept.contains(contig, position);
    let kept = tumor.pairs.iter().filter(|pair| is_outside(pair.mate_contig, pair.mate_start)).count() as u64;
    let outside = kept + tumor.skipped.isolated_halves + 1;
    // Each record is an end on the panel; its mate's end lies on it, too, or not.
    let ends = tumor.pairs.len() as u64 + tumor.skipped.isolated_pairs + outside;
    let bases = case.contigs.total_bases().saturating_sub(swept.total_bases()).max(1);
    let fragment_bp = tumor.insert_sizes.quantile(0.5).unwrap_or(FALLBACK_INSERT_BP);
    outside as f64 / ends as f64 * tumor.fragments as f64 * f64::from(fragment_bp) / bases as f64
}

struct Caller<'a> {
    evidence: &'a FusionEvidence,
    case: &'a FusionCase<'a>,
    config: &'a FusionConfig,
    normal: Option<SupportIndex>,
    baseline: Option<BaselineIndex>,
    reach: Reach<'a>,
    crowding: Crowding<'a>,
    /// Mean depth of fragments outside of what was swept.
    elsewhere: f64,
    known: KnownIndex<'a>,
}

impl Caller<'_> {
    /// Fragments that cross the first and the second breakend unbroken.
    fn depths(&self, candidate: &Candidate) -> [Option<u32>; 2] {
        let ends = [candidate.junction.first, candidate.junction.second];
        ends.map(|end| self.spanning(end).filter(|_| candidate.precise).map(|depth| depth.saturating_sub(candidate.spliced())))
    }

    /// The same, without the depth of a side that may lie elsewhere: its reads are divided between its places, and those that fit several are not counted.
    fn depths_where_placed(&self, candidate: &Candidate) -> [Option<u32>; 2] {
        let (depths, elsewhere) = (self.depths(candidate), candidate.may_lie_elsewhere(self.config.merge_bp));
        [0, 1].map(|side| depths[side].filter(|_| !elsewhere[side]))
    }

    fn support(&self, candidate: &Candidate) -> model::Support {
        self.support_at(candidate, candidate.precise)
    }

    /// The support of a candidate; its place as crowded as one that is known to the base, or as one of pairs.
    fn support_at(&self, candidate: &Candidate, precise: bool) -> model::Support {
        let elsewhere = candidate.may_lie_elsewhere(self.config.merge_bp);
        let [split_reads, pairs] = candidate.confident_but_for(elsewhere, self.config.min_mapping_quality);
        let ends = [candidate.junction.first, candidate.junction.second];
        let beside = |end: Breakend| self.evidence.tumor.spanning_near(end.contig, end.position, PAIR_DEPTH_WITHIN_BP);
        let known = if candidate.precise { self.depths_where_placed(candidate) } else { ends.map(beside) };
        // Where one breakend's depth is not known, the other's stands in for it; what was not swept is as deep as chimeras that lead there say.
        let stand_in = f64::from(known.iter().flatten().copied().max().unwrap_or(0));
        let depth = |depth: Option<u32>, end: Breakend| {
            let is_swept = self.case.swept.is_none_or(|swept| swept.contains(end.contig, end.position));
            depth.map_or(if is_swept { stand_in } else { self.elsewhere.min(stand_in) }, f64::from) + candidate.support.len() as f64
        };
        let depths = [depth(known[0], candidate.junction.first), depth(known[1], candidate.junction.second)];
        model::Support { split_reads, pairs, depths, crowds: self.crowding.around(&candidate.junction, precise) }
    }

    /// Of the `uncalled` fragments of the background, which `candidates` hold, those with a split read and those without one.
    ///
    /// METHOD: of the DNA's pairs a sample is kept, without the depth of their places. Split fragments fall on places as pairs do, and theirs is known.
    fn drawn(&self, candidates: &[&Candidate], uncalled: u64) -> (Drawn, Drawn) {
        let of = |split: bool| -> Vec<&Candidate> {
            let count = |c: &Candidate| c.support.iter().filter(|s| s.by_pair_only != split).count();
            candidates.iter().filter(|c| c.precise || !split).flat_map(|&c| std::iter::repeat_n(c, count(c))).collect()
        };
        let places = |fragments: &[&Candidate], precise: bool| -> Vec<model::Support> {
            let step = fragments.len().div_ceil(MAX_SAMPLE).max(1);
            fragments.iter().step_by(step).map(|c| self.support_at(c, precise && c.precise)).collect()
        };
        let (with_split, without) = (of(true), of(false));
        let stand_in = self.case.assay == Assay::Dna && !with_split.is_empty();
        let splits = Drawn { places: places(&with_split, true), fragments: with_split.len() as u64 };
        let places = if stand_in { places(&with_split, false) } else { places(&without, true) };
        let pairs = Drawn { places, fragments: uncalled.saturating_sub(splits.fragments) };
        (splits, pairs)
    }

    /// The background with what its fragments, of which `repeated` holds those that agree with others, say of how often they do.
    fn coincidences(background: Background, repeated: &[&Candidate], splits: &Drawn, uncalled: u64) -> Background {
        let mean = |of: &dyn Fn(&model::Support) -> f64| splits.places.iter().map(of).sum::<f64>() / splits.places.len().max(1) as f64;
        let (split, alone) = (splits.fragments as f64, uncalled.saturating_sub(splits.fragments) as f64);
        let [split_share, pair_share] = [split, alone].map(|fragments| fragments / uncalled.max(1) as f64);
        let seen = |of: &dyn Fn(u32, u32) -> u32| -> u64 {
            repeated.iter().map(|c| u64::from(of(c.split_reads(), c.support.len() as u32 - c.split_reads()))).sum()
        };
        // Each meeting of two of a kind is one.
        let meetings = split * split_share * mean(&|place| background.meetings(place)) / 2.0;
        let beside_split = split * pair_share * mean(&|place| background.by_depth(place).beside_split);
        let beside_pair = alone * pair_share * mean(&|place| background.by_depth(place).beside_pair) / 2.0;
        background.of_coincidences(seen(&|splits, _| splits.saturating_sub(1)), meetings).of_company(
            (seen(&|splits, pairs| if splits > 0 { pairs } else { 0 }), beside_split),
            (seen(&|splits, pairs| if splits > 0 { 0 } else { pairs.saturating_sub(1) }), beside_pair),
        )
    }

    /// The background, and the number of chimeric fragments it was measured from.
    ///
    /// METHOD: what no call explains is background. Begun with the fragments that agree with no other; each round adds those of candidates that the background
    /// so far can explain, which can only make it larger, until none is added.
    fn background(&self, candidates: &[&Candidate], supports: &[model::Support], lone: u64) -> (Background, u64) {
        let insert_sizes = &self.evidence.tumor.insert_sizes;
        let fragment_bp = f64::from(insert_sizes.quantile(0.5).unwrap_or(FALLBACK_INSERT_BP));
        let same_bp = f64::from(2 * self.config.merge_bp + 1);
        let pairs = &self.evidence.tumor.pairs;
        let mate_bp = pairs.iter().map(|pair| u64::from(pair.end - pair.start)).sum::<u64>() as f64 / pairs.len().max(1) as f64;
        let with = |uncalled: u64| {
            let background = Background::new(uncalled, self.evidence.tumor.fragments, fragment_bp, same_bp);
            match self.case.assay {
                Assay::Dna => background.of_dna(fragment_bp, f64::from(self.reach.insert), mate_bp),
                Assay::Rna => background,
            }
        };
        let mut uncalled = lone;
        for _ in 0..MAX_ROUNDS {
            let background = with(uncalled);
            let explained = candidates.iter().zip(supports).filter(|(c, s)| {
                let is_far = !c.is_unplaced && c.junction.is_apart(self.config.min_distance_bp);
                c.support.len() > 1 && is_far && background.quality(s) < self.config.min_quality
            });
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
        let base = self.named(candidate);
        let is_turned = Exchange::of(&candidate.junction, &base, self.config.merge_bp).is_some_and(|exchange| exchange.turned);
        let (placed, annotation) = annotate::annotate(base, case.assay, case.contigs, case.genes);
        let support = candidate.support.len() as u32;
        let split_reads = candidate.split_reads();
        let confident = candidate.confident(self.config.min_mapping_quality).iter().sum();
        let depths = self.depths(candidate);
        let known: Vec<f64> = self.depths_where_placed(candidate).iter().flatten().map(|&d| f64::from(d)).collect();
        let spanning = (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64);
        // METHOD: a tandem duplication keeps both of its outer boundaries, so every allele crosses them unbroken, the duplicated one too; other
        // junctions break both.
        let is_duplication = annotation.kind.starts_with("duplication");
        let trials = |s: f64| if is_duplication { s.max(f64::from(support)) } else { f64::from(support) + s };
        let vaf = spanning.map(|s| f64::from(support) / trials(s));
        let vaf_ci95 = spanning.map(|s| interval::binomial(u64::from(support), trials(s).round() as u64, 0.95));
        let normal_fragments = self.normal.as_ref().map(|index| index.supporting(candidate.places(), self.config.merge_bp, self.reach));
        // Where enough fragments are placed uniquely, the others are as well.
        let is_placed = confident >= self.config.min_supporting_fragments && !candidate.is_unplaced;
        let named =
            std::iter::once(&candidate.junction).chain(candidate.alternatives.iter().filter(|_| !is_placed)).chain(&candidate.copies);
        let others = named.filter(|&&other| other != base);
        let elsewhere: Vec<_> = others.map(|&other| annotate::annotate(other, case.assay, case.contigs, case.genes)).collect();
        let first_is_one = annotation.first_is_five_prime;
        let (one, two) = if first_is_one { (placed.first, placed.second) } else { (placed.second, placed.first) };
        let breakpoint = |b: Breakend| Breakpoint { contig: case.contigs.name(b.contig).to_owned(), breakend: b };
        let surroundings = candidate.precise.then(|| self.evidence.tumor.surroundings_of(&candidate.junction)).flatten();
        let shift = placed.first.position.wrapping_sub(base.first.position) as i32;
        let bases = self.evidence.tumor.bases_of(&candidate.junction).filter(|_| candidate.precise);
        let agreement = bases.and_then(|bases| bases.consensus(0)).zip(surroundings).map(|(whole, s)| whole.agreement(&s.before, &s.after));
        let consensus = bases.and_then(|bases| bases.consensus(if is_turned { -shift } else { shift }));
        // As the reads were put, its first side is the 5' partner's.
        let as_read = first_is_one != is_turned;
        let consensus = consensus.map(|c| if as_read { c } else { c.turned() });
        let is_same_gene = annotation.is_same_gene();
        let mut fusion = Fusion {
            consensus: consensus.as_ref().map(|c| format!("{}|{}|{}", c.before, c.inserted, c.after)),
            consensus_reads: consensus.as_ref().map_or(0, |c| c.reads),
            consensus_agreement: agreement,
            name: annotation.name(),
            breakpoint1: breakpoint(one),
            breakpoint2: breakpoint(two),
            known: std::iter::once((&placed, &annotation))
                .chain(elsewhere.iter().map(|(other, annotation)| (other, annotation)))
                .any(|(junction, annotation)| self.known.lists(junction, annotation, case.genes)),
            may_lie_elsewhere: !elsewhere.is_empty() && !is_placed,
            alternatives: alternatives(&placed, &elsewhere, case.contigs, self.config.merge_bp),
            driver: verdict::driver(&annotation),
            domains1: self.retained(one, annotation.gene_id1.as_deref()),
            domains2: self.retained(two, annotation.gene_id2.as_deref()),
            sequence: surroundings.map(|s| read_on(&s.before, &s.after, as_read)),
            annotation,
            split_reads,
            split_reads1: if as_read { candidate.anchored_at_first() } else { split_reads - candidate.anchored_at_first() },
            realigned_reads: candidate.realigned(),
            discordant_pairs: support - split_reads,
            supporting_fragments: support,
            spanning_fragments: spanning,
            spanning: if as_read { depths } else { [depths[1], depths[0]] },
            vaf,
            vaf_ci95,
            quality,
            homology_bp: candidate.junction.homology_bp(),
            homology_shift_bp: placed.first.position.abs_diff(base.first.position),
            inserted_bp: candidate.junction.inserted_bp(),
            precise: candidate.precise,
            uncertainty_bp: if candidate.precise { 0 } else { self.reach.insert.min(self.reach.mate) },
            normal_fragments,
            baseline_normals: self.baseline.as_ref().map(|index| {
                candidate
                    .places()
                    .map(|junction| index.normals(junction, candidate.precise, self.config.merge_bp))
                    .max()
                    .unwrap_or_default()
            }),
            shared_percent: surroundings.map(|s| s.shared_percent),
            distinct_triplets: surroundings.map(|s| s.distinct_triplets),
            reciprocal: None,
            dna: None,
            skips_exons: candidate.spliced() > 0 && is_same_gene,
            joined: false,
            confident_fragments: confident,
            filters: Vec::new(),
            assay: case.assay,
            inferred: case.assay == Assay::Dna,
            junction: placed,
            seen: candidate.junction,
        };
        let read = consensus.as_ref().map(|c| [&c.before, &c.inserted, &c.after].map(String::as_str));
        let expected = fusion.sequence.as_ref().filter(|_| fusion.inserted_bp == 0).map(|[before, after]| [before, "", after]);
        if let (Some(Frame::InFrame), Some(open_bp), Some([before, inserted, after])) =
            (fusion.annotation.frame, fusion.annotation.open_codon_bp, read.or(expected))
            && frame::stops(open_bp, before, inserted, after)
        {
            fusion.annotation.frame = Some(Frame::StopCodon);
        }
        fusion.filters = verdict::filters(&fusion, self.config);
        if verdict::is_read_through(&fusion, self.config) {
            fusion.annotation.kind.push_str("/read-through");
        }
        fusion
    }

    /// Where a candidate is called: of the places that the reads do not tell apart, that in coding genes.
    fn named(&self, candidate: &Candidate) -> Junction {
        let rank = |junction: &Junction| cluster::coding_ends(junction, self.case.genes);
        let own = rank(&candidate.junction);
        let better = candidate.copies.iter().filter(|&copy| rank(copy) > own);
        better.max_by_key(|&copy| (rank(copy), std::cmp::Reverse(*copy))).copied().unwrap_or(candidate.junction)
    }

    /// Domains that the gene called `id` keeps at `breakend`.
    fn retained(&self, breakend: Breakend, id: Option<&str>) -> Vec<String> {
        let genes = self.case.genes.into_iter().flat_map(|genes| genes.genes_at(breakend.contig, breakend.position));
        let mut own = genes.filter(|gene| Some(gene.id.as_str()) == id);
        own.next().map(|gene| self.case.domains.retained(gene, breakend)).unwrap_or_default()
    }

    fn spanning(&self, breakend: Breakend) -> Option<u32> {
        self.evidence.tumor.spanning_near(breakend.contig, breakend.position, DEPTH_WITHIN_BP)
    }
}

/// Each other place of a junction as the fusion would be called there, with the place of the side that differs: `A::B2@chr2:100`.
fn alternatives(placed: &Junction, others: &[(Junction, Annotation)], contigs: &Contigs, merge_bp: u32) -> Vec<String> {
    let name = |(other, annotation): &(Junction, Annotation)| {
        let shared = [placed.first, placed.second];
        let is_shared = |end: Breakend| shared.iter().any(|&mine| are_one(mine, end, merge_bp));
        let end = if is_shared(other.first) { other.second } else { other.first };
        format!("{}@{}:{}", annotation.name(), contigs.name(end.contig), u64::from(end.position) + 1)
    };
    let mut names: Vec<String> = others.iter().map(name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Both sides' letters as the fusion is read, 5' partner first: the first side's before the second's, or turned.
fn read_on(before: &str, after: &str, as_read: bool) -> [String; 2] {
    if as_read {
        return [before.to_owned(), after.to_owned()];
    }
    let turned = |text: &str| String::from_utf8_lossy(&reverse_complement(text.as_bytes())).into_owned();
    [turned(after), turned(before)]
}

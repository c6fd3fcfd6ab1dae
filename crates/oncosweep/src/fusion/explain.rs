//! "Why not EML4::ALK?": everything the evidence holds on a pair of genes, and what decided.

use std::fmt;

use super::{
    Breakend, Fusion, FusionCase, FusionConfig, FusionEvidence, FusionFilter, Junction, KnownFusions, SampleFusionEvidence, SplitRead,
    call, cluster::arrangement, verdict,
};
use crate::{
    error::{Error, Result},
    genes::Gene,
    genome::Span,
};

/// Bases around a gene that are searched.
const MARGIN_BP: u32 = 10_000;
/// Fragments listed one by one, at most.
const MAX_FRAGMENTS: usize = 50;

/// The two names of `EML4::ALK`.
///
/// # Errors
/// [`Error::Config`] for anything else.
pub fn pair_of_genes(text: &str) -> Result<(&str, &str)> {
    match text.split_once("::") {
        Some((a, b)) if !a.is_empty() && !b.is_empty() && !b.contains("::") => Ok((a, b)),
        _ => Err(Error::Config(format!("'{text}' is not a pair of genes; write it as EML4::ALK"))),
    }
}

/// What the evidence of one assay says of a pair of genes.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    title: String,
    lines: Vec<String>,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title)?;
        self.lines.iter().try_for_each(|line| writeln!(f, "  {line}"))
    }
}

/// Explains what was decided on `pair` (`EML4::ALK`), in either order.
///
/// # Errors
/// [`Error::Config`] when `pair` is no pair of genes, there is no annotation, or it does not hold one of the genes.
pub fn explain(evidence: &FusionEvidence, case: &FusionCase<'_>, config: &FusionConfig, pair: &str) -> Result<Explanation> {
    let (name1, name2) = pair_of_genes(pair)?;
    let Some(genes) = case.genes else {
        return Err(Error::Config(format!("'{pair}' cannot be explained without genes; sweep with --genes")));
    };
    let find = |name: &str| {
        let found: Vec<&Gene> = genes.genes().iter().filter(|g| g.name == name || g.id == name).collect();
        if found.is_empty() {
            Err(Error::Config(format!("the annotation has no gene '{name}'; give its symbol or identifier")))
        } else {
            Ok(found)
        }
    };
    let sides = [find(name1)?, find(name2)?];
    let lies = |side: usize, contig: u32, position: u32| {
        sides[side].iter().any(|g| g.contig == contig && g.span.padded(MARGIN_BP, case.contigs.length(contig)).contains(position))
    };
    let joins = |a: (u32, u32), b: (u32, u32)| (lies(0, a.0, a.1) && lies(1, b.0, b.1)) || (lies(0, b.0, b.1) && lies(1, a.0, a.1));
    let place = |contig: u32, position: u32| format!("{}:{}", case.contigs.name(contig), u64::from(position) + 1);
    let mut lines = Vec::new();
    for (name, side) in [(name1, &sides[0]), (name2, &sides[1])] {
        let spans: Vec<String> = side
            .iter()
            .map(|g| format!("{}:{}-{} ({})", case.contigs.name(g.contig), g.span.start + 1, g.span.end, g.strand.sign()))
            .collect();
        lines.push(format!("{name}: {}; searched {MARGIN_BP} bases to either side", spans.join(", ")));
    }
    // Everything is listed: as if the pair were known, and one fragment enough to be listed.
    let listing = FusionConfig { min_listed_fragments: 1, max_listed_dropped: u32::MAX, max_listed_single: u32::MAX, ..config.clone() };
    let listed = call(evidence, &FusionCase { known: KnownFusions::none(), ..*case }, &listing);
    let known = case.known.index();
    let mut candidates: Vec<Fusion> = listed
        .fusions
        .into_iter()
        .filter(|f| joins(at(f.junction.first), at(f.junction.second)))
        .map(|mut f| {
            f.known = known.lists(&f.junction, &f.annotation, case.genes);
            let is_relative = f.filters.contains(&FusionFilter::Relative);
            f.filters = verdict::filters(&f, config);
            f.filters.extend(is_relative.then_some(FusionFilter::Relative));
            f.filters.sort_unstable();
            f
        })
        .collect();
    candidates.sort_by_key(|f| (!f.is_pass(), std::cmp::Reverse(f.supporting_fragments), f.junction));
    lines.push(format!(
        "{} candidate junction(s); background of the sample: {} chimeric fragments that no call explains among {}",
        candidates.len(),
        listed.background_fragments,
        listed.fragments
    ));
    for (number, fusion) in candidates.iter().enumerate() {
        lines.extend(candidate(number + 1, fusion, config));
        lines.extend(fragments(&evidence.tumor, &fusion.seen, config.merge_bp, &place).into_iter().map(|line| format!("    {line}")));
    }
    let pairs = |sample: &SampleFusionEvidence| {
        sample.pairs.iter().filter(|p| joins((p.contig, p.start), (p.mate_contig, p.mate_start))).count().div_ceil(2)
    };
    let splits = |sample: &SampleFusionEvidence| {
        let reads = sample.splits.iter().chain(sample.ambiguous.iter().flat_map(|read| &read.places));
        let mut all: Vec<u64> = reads.filter(|s| joins(at(s.junction.first), at(s.junction.second))).map(|s| s.fragment).collect();
        all.sort_unstable();
        all.dedup();
        all.len()
    };
    lines.push(format!(
        "tumour: {} fragments with a split read and about {} discordant pairs join the two genes",
        splits(&evidence.tumor),
        pairs(&evidence.tumor)
    ));
    if case.has_normal {
        lines.push(format!(
            "normal: {} fragments with a split read and about {} discordant pairs",
            splits(&evidence.normal),
            pairs(&evidence.normal)
        ));
    }
    let skipped: Vec<String> = evidence.tumor.skipped.iter().filter(|&(_, n)| n > 0).map(|(reason, n)| format!("{reason} {n}")).collect();
    if !skipped.is_empty() {
        lines.push(format!("left out in the whole sample, wherever they lead: {}", skipped.join(", ")));
    }
    let verdict = match candidates.first() {
        Some(best) if best.is_pass() => "called".to_owned(),
        Some(best) => format!("not called: the best candidate is dropped by {}", best.filter_text()),
        None => "not called: no chimeric fragment joins the two genes".to_owned(),
    };
    lines.push(verdict);
    Ok(Explanation { title: format!("{name1}::{name2} in {}", case.assay.name()), lines })
}

fn at(end: Breakend) -> (u32, u32) {
    (end.contig, end.position)
}

fn candidate(number: usize, f: &Fusion, config: &FusionConfig) -> Vec<String> {
    let a = &f.annotation;
    let share = f.vaf.map_or_else(|| "unknown".to_owned(), |vaf| format!("{vaf:.4}"));
    let mut lines = vec![
        format!("candidate {number}: {} {} ({}) – {} ({}), {}", f.name, f.breakpoint1, a.site1, f.breakpoint2, a.site2, a.kind),
        format!(
            "  {} supporting fragments ({} split, of which {} realigned clips; {} by their mates only), {} placed uniquely; fraction {share}; quality {:.1}",
            f.supporting_fragments, f.split_reads, f.realigned_reads, f.discordant_pairs, f.confident_fragments, f.quality
        ),
    ];
    if !f.alternatives.is_empty() {
        lines.push(format!("  its reads fit as well: {}", f.alternatives.join(", ")));
    }
    if let (Some(percent), Some(triplets)) = (f.shared_percent, f.distinct_triplets) {
        lines.push(format!("  both sides share {percent} % of their sequence; {triplets} distinct triplets beside the junction"));
    }
    if let Some([before, after]) = &f.sequence {
        lines.push(format!("  {before}|{after}"));
    }
    if f.filters.is_empty() {
        lines.push("  passes every filter".into());
    }
    for filter in &f.filters {
        let threshold = match filter {
            FusionFilter::LowSupport => format!(": {} of {}", f.supporting_fragments, config.min_supporting_fragments),
            FusionFilter::LowMapQ | FusionFilter::Ambiguous => {
                format!(": {} of {}", f.confident_fragments, config.min_supporting_fragments)
            }
            FusionFilter::LowQual => format!(": {:.1} of {:.1}", f.quality, config.min_quality),
            FusionFilter::NoSplit => format!(": {} of {}", f.split_reads, config.min_split_reads),
            FusionFilter::InNormal => format!(": {} fragments", f.normal_fragments.unwrap_or(0)),
            FusionFilter::InBaseline => format!(": {} normals, at most {}", f.baseline_normals.unwrap_or(0), config.max_baseline_normals),
            FusionFilter::Homologous => format!(": {} %, at most {}", f.shared_percent.unwrap_or(0), config.max_shared_percent),
            _ => String::new(),
        };
        let (_, meaning) = FusionFilter::ALL.iter().find(|(known, _)| known == filter).copied().unwrap_or((*filter, ""));
        lines.push(format!("  dropped by {} ({meaning}){threshold}", filter.name()));
    }
    lines
}

/// The records that show a junction, one line each.
fn fragments(sample: &SampleFusionEvidence, junction: &Junction, merge_bp: u32, place: &impl Fn(u32, u32) -> String) -> Vec<String> {
    let near = |a: Breakend, b: Breakend| a.position.abs_diff(b.position) <= merge_bp + 10;
    let mut lines: Vec<String> = sample
        .splits
        .iter()
        .filter(|s| {
            let shown = s.junction.leftmost();
            arrangement(&shown) == arrangement(junction) && near(shown.first, junction.first) && near(shown.second, junction.second)
        })
        .map(|s| {
            let kind = if s.realigned { "realigned clip" } else { "split read" };
            let (a, b) = (s.junction.first, s.junction.second);
            format!(
                "fragment {:016x} {kind} at {}: {} – {}, gap {}, mapping qualities {} and {}, {} bases on the shorter side",
                s.fragment,
                place(s.contig, s.start),
                place(a.contig, a.position),
                place(b.contig, b.position),
                s.junction.gap,
                s.mapping_qualities[0],
                s.mapping_qualities[1],
                s.anchor_bp
            )
        })
        .collect();
    for read in &sample.ambiguous {
        let shows = |s: &&SplitRead| {
            let shown = s.junction.leftmost();
            arrangement(&shown) == arrangement(junction) && near(shown.first, junction.first) && near(shown.second, junction.second)
        };
        let ends = |s: &SplitRead| {
            let (a, b) = (s.junction.first, s.junction.second);
            format!("{} – {}", place(a.contig, a.position), place(b.contig, b.position))
        };
        let Some(here) = read.places.iter().find(shows) else { continue };
        let others: Vec<String> = read.places.iter().filter(|s| s.junction != here.junction).map(ends).collect();
        let also = if others.is_empty() { "places that are not named".to_owned() } else { others.join(", ") };
        lines.push(format!(
            "fragment {:016x} split read at {} that fits {} and {also}, mapping qualities {} and {}, {} bases on the shorter side",
            here.fragment,
            place(here.contig, here.start),
            ends(here),
            here.mapping_qualities[0],
            here.mapping_qualities[1],
            here.anchor_bp
        ));
    }
    let reach = Span::new(0, 2_000);
    for p in &sample.pairs {
        let (a, b) = (junction.first, junction.second);
        let beside = |contig: u32, position: u32, end: Breakend| contig == end.contig && reach.contains(position.abs_diff(end.position));
        if beside(p.contig, p.start, a) && beside(p.mate_contig, p.mate_start, b) {
            lines.push(format!(
                "fragment {:016x} pair {} – {}, mapping quality {} of the first",
                p.fragment,
                place(p.contig, p.start),
                place(p.mate_contig, p.mate_start),
                p.mapping_quality
            ));
        }
    }
    let more = lines.len().saturating_sub(MAX_FRAGMENTS);
    lines.truncate(MAX_FRAGMENTS);
    if more > 0 {
        lines.push(format!("… and {more} more"));
    }
    lines
}

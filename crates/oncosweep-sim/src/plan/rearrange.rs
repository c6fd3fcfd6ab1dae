//! Junctions at random places, and those of a list.

use std::path::Path;

use oncosweep::{
    Error, Result,
    genes::{GeneModel, Strand, Transcript},
    genome::{ContigId, Contigs, Interval, Reference, Span, TextLines},
};

use super::{Origin, PlannedJunction, junction::JunctionSide, planting::draw_fraction};
use crate::{
    config::JunctionConfig,
    random::{Stream, threshold},
    reads::base,
    survey::Survey,
};

/// Known bases on either side of a breakpoint: the longest fragment fits.
const MARGIN_BP: u32 = 2_000;
/// Bases around a drawn place in which one with the wanted homology is looked for.
const SEARCH_BP: u32 = 12_000;
/// Draws for one junction before it is given up.
const TRIES: u32 = 200;
/// Two sides on one contig lie at least this far apart.
const MIN_DISTANCE_BP: u32 = 20_000;

/// Where random breakpoints may lie: with genes, introns of coding transcripts in the gene's direction; otherwise anywhere.
fn places(survey: &Survey, genes: Option<&GeneModel>) -> Vec<(String, Interval, Option<bool>)> {
    let known = |contig: ContigId, span: Span| {
        survey.regions.iter().any(|r| r.contig == contig && r.span.start + MARGIN_BP <= span.start && span.end + MARGIN_BP <= r.span.end)
    };
    let Some(genes) = genes else {
        let shrunk = survey.regions.iter().filter(|r| r.span.len() > 3 * MARGIN_BP);
        return shrunk.map(|r| (String::new(), Interval::new(r.contig, r.span.start + MARGIN_BP, r.span.end - MARGIN_BP), None)).collect();
    };
    let mut list = Vec::new();
    for gene in genes.genes() {
        let Some(transcript) = genes.preferred_transcript(gene).filter(|t| t.is_protein_coding()) else { continue };
        let introns = introns(transcript).filter(|intron| intron.len() > 500 && known(gene.contig, *intron));
        let forward = gene.strand == Strand::Forward;
        list.extend(introns.map(|span| (gene.name.clone(), Interval { contig: gene.contig, span }, Some(forward))));
    }
    list
}

/// Introns within the coding span.
fn introns(transcript: &Transcript) -> impl Iterator<Item = Span> + '_ {
    let coding = transcript.coding_span().unwrap_or(Span::new(0, 0));
    let gaps = transcript.exons.windows(2).map(|pair| Span::new(pair[0].end, pair[1].start));
    gaps.filter(move |gap| coding.start <= gap.start && gap.end <= coding.end)
}

/// Draws the random junctions of a case.
///
/// # Errors
/// [`Error::Io`] when the reference cannot be read; [`Error::Config`] when there is no room for them.
pub fn random_junctions(
    config: &JunctionConfig,
    seed: u64,
    reference: &mut Reference,
    survey: &Survey,
    genes: Option<&GeneModel>,
) -> Result<Vec<PlannedJunction>> {
    let places = if config.random > 0 { places(survey, genes) } else { Vec::new() };
    let mut junctions: Vec<PlannedJunction> = Vec::new();
    for number in 0..config.random {
        let mut stream = Stream::new(seed, "junction", [u64::from(number), 0]);
        let found = (0..TRIES).find_map(|_| draw(config, number, reference, &places, &junctions, &mut stream).transpose());
        let Some(junction) = found else {
            let why = format!("junctions.random is {}, but there is room for {number} only", config.random);
            return Err(Error::Config(format!("{why}; ask for fewer, or give more of the genome")));
        };
        junctions.push(junction?);
    }
    Ok(junctions)
}

fn draw(
    config: &JunctionConfig,
    number: u32,
    reference: &mut Reference,
    places: &[(String, Interval, Option<bool>)],
    earlier: &[PlannedJunction],
    stream: &mut Stream,
) -> Result<Option<PlannedJunction>> {
    let mut side = || {
        let (name, place, forward) = stream.choose(places)?;
        let position = place.span.start + stream.below(place.span.len());
        let forward = forward.unwrap_or(stream.below(2) == 0);
        Some((name.clone(), JunctionSide { contig: place.contig, position, forward }, place.span))
    };
    let (Some((gene1, first, _)), Some((gene2, mut second, room))) = (side(), side()) else { return Ok(None) };
    let far = |a: JunctionSide, b: JunctionSide| a.contig != b.contig || a.position.abs_diff(b.position) > MIN_DISTANCE_BP;
    let used = earlier.iter().any(|j| [j.first, j.second].iter().any(|&s| !far(s, first) || !far(s, second)));
    if used || !far(first, second) || (gene1 == gene2 && !gene1.is_empty()) {
        return Ok(None);
    }
    let mut inserted = Vec::new();
    if stream.happens(threshold(config.inserted_fraction)) {
        inserted = (0..=stream.below(12)).map(|_| 1 << stream.below(4)).collect();
    } else {
        let wanted = stream.below(config.max_homology_bp + 1);
        let area = room.intersection(Span::new(second.position.saturating_sub(SEARCH_BP / 2), second.position + SEARCH_BP / 2));
        if let Some(position) = with_homology(reference, first, second, area, wanted)? {
            second.position = position;
        }
    }
    let fraction = draw_fraction(&config.fractions, stream) as f32;
    let origin = Origin::Somatic { haplotype: stream.below(2) as u8, fraction };
    let name = if gene1.is_empty() { format!("junction{}", number + 1) } else { format!("{gene1}::{gene2}") };
    let homology_bp = if inserted.is_empty() { homology(reference, first, second)? } else { 0 };
    Ok(Some(PlannedJunction { name, first, second, inserted, origin, homology_bp }))
}

/// The bases before a side's end (`inside`) or behind it, `count` of them, in the new chromosome's reading direction.
fn neighbours(reference: &mut Reference, side: JunctionSide, first: bool, inside: bool, count: u32) -> Result<Vec<u8>> {
    // On the forward strand the first side ends at its position and the second begins there.
    let lower = (first == inside) == side.forward;
    let position = side.position;
    let span = match (lower, inside) {
        (true, true) => Span::new((position + 1).saturating_sub(count), position + 1),
        (true, false) => Span::new(position.saturating_sub(count), position),
        (false, true) => Span::new(position, position + count),
        (false, false) => Span::new(position + 1, position + 1 + count),
    };
    let name = reference.contigs().name(side.contig).to_owned();
    let codes = base::codes(&reference.fetch(&name, span.start, span.end)?);
    Ok(if side.forward { codes } else { base::reverse_complement(&codes) })
}

/// Bases that both sides share at the junction.
fn homology(reference: &mut Reference, first: JunctionSide, second: JunctionSide) -> Result<u32> {
    const LONGEST: u32 = 60;
    let (own, other) = (neighbours(reference, first, true, true, LONGEST)?, neighbours(reference, second, false, false, LONGEST)?);
    let before = own.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let (own, other) = (neighbours(reference, second, false, true, LONGEST)?, neighbours(reference, first, true, false, LONGEST)?);
    let after = own.iter().zip(&other).take_while(|(a, b)| a == b).count();
    Ok((before + after) as u32)
}

/// A place for the second side in `area` where the bases before it equal the first side's last `wanted`.
fn with_homology(reference: &mut Reference, first: JunctionSide, second: JunctionSide, area: Span, wanted: u32) -> Result<Option<u32>> {
    let pattern = neighbours(reference, first, true, true, wanted)?;
    let name = reference.contigs().name(second.contig).to_owned();
    let codes = base::codes(&reference.fetch(&name, area.start, area.end)?);
    let pattern = if second.forward { pattern } else { base::reverse_complement(&pattern) };
    let size = wanted as usize;
    if size == 0 || codes.len() <= size {
        return Ok(None);
    }
    let found = codes.windows(size).position(|window| window == pattern);
    Ok(found.and_then(|at| {
        let at = area.start + at as u32;
        if second.forward { Some(at + wanted) } else { at.checked_sub(1) }.filter(|&p| area.contains(p))
    }))
}

/// Reads junctions: `name chrom1 pos1 strand1 chrom2 pos2 strand2 fraction [inserted]`, tab-separated, positions 1-based: the last base
/// of either side next to the junction; strands `+` or `-` in the reading direction of the new chromosome (both `+` joins the part left of pos1 to
/// the part right of pos2).
///
/// # Errors
/// [`Error::Parse`] with the line.
pub fn read_junctions(path: &Path, contigs: &Contigs, reference: &mut Reference) -> Result<Vec<PlannedJunction>> {
    let mut lines = TextLines::open(path)?;
    let mut junctions = Vec::new();
    loop {
        let (number, parsed) = match lines.next_line()? {
            None => return Ok(junctions),
            Some((_, line)) if line.starts_with('#') || line.trim().is_empty() => continue,
            Some((number, line)) => (number, parse(line, contigs, (junctions.len() % 2) as u8)),
        };
        let mut junction = parsed.map_err(|message| lines.error(number, message))?;
        for side in [junction.first, junction.second] {
            let name = contigs.name(side.contig);
            let around = reference.fetch(name, side.position.saturating_sub(MARGIN_BP), side.position + MARGIN_BP)?;
            if around.len() < 2 * MARGIN_BP as usize || around.iter().any(|&b| base::code(b) == base::N) {
                let why = format!("the reference has unknown bases or ends within {MARGIN_BP} bases of {name}:{}", side.position + 1);
                return Err(lines.error(number, why + "; move the breakpoint"));
            }
        }
        if junction.inserted.is_empty() {
            junction.homology_bp = homology(reference, junction.first, junction.second)?;
        }
        junctions.push(junction);
    }
}

fn parse(line: &str, contigs: &Contigs, haplotype: u8) -> Result<PlannedJunction, String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [name, chrom1, pos1, strand1, chrom2, pos2, strand2, fraction, more @ ..] = fields.as_slice() else {
        let form = "name chrom1 pos1 strand1 chrom2 pos2 strand2 fraction [inserted]";
        return Err(format!("has {} tab-separated columns; a junction is '{form}'", fields.len()));
    };
    let side = |chrom: &str, position: &str, strand: &str| -> Result<JunctionSide, String> {
        let Some(contig) = contigs.resolve(chrom) else {
            return Err(format!("contig '{chrom}' is not in the reference (which has {})", contigs.sample_of_names()));
        };
        let at: u32 = position.parse().map_err(|_| format!("position '{position}' is not a whole number"))?;
        if at == 0 || at > contigs.length(contig) {
            return Err(format!("position {at} is outside '{chrom}' (1 to {})", contigs.length(contig)));
        }
        match strand {
            "+" | "-" => Ok(JunctionSide { contig, position: at - 1, forward: strand == "+" }),
            other => Err(format!("strand '{other}' is neither + nor -")),
        }
    };
    let value: f32 = fraction.parse().map_err(|_| format!("fraction '{fraction}' is not a number"))?;
    if !(0.0..=1.0).contains(&value) {
        return Err(format!("fraction {value} is outside 0 to 1"));
    }
    let letters = more.first().map_or("", |text| if *text == "." { "" } else { text });
    let inserted = base::codes(letters.as_bytes());
    if inserted.contains(&base::N) {
        return Err(format!("inserted bases '{letters}' are not A, C, G and T"));
    }
    Ok(PlannedJunction {
        name: (*name).to_owned(),
        first: side(chrom1, pos1, strand1)?,
        second: side(chrom2, pos2, strand2)?,
        inserted,
        origin: Origin::Somatic { haplotype, fraction: value },
        homology_bp: 0,
    })
}

//! One stretch of the plan.

use oncosweep::{
    Result,
    genome::{Interval, Reference, Span, Targets},
};

use super::{Alleles, PlannedJunction, PlannedSite, PlannedVariant, Wishes, occupied::Occupied, planting::Planting, sites_near};
use crate::{
    config::Config,
    random::{Poisson, Stream},
    reads::{Context, base},
    survey::Survey,
};

/// Bases around the stretch that left alignment may look at.
const MARGIN_BP: u32 = 512;
/// Free bases on either side of everything planted, so that each read's alignment is unambiguous.
const GAP_BP: u32 = 6;
/// Free bases on either side of a breakpoint.
const CUT_MARGIN_BP: u32 = 30;

/// What is planted in one stretch.
pub struct TilePlan {
    pub variants: Vec<PlannedVariant>,
    pub alleles: Alleles,
    pub sites: Vec<PlannedSite>,
}

pub fn plan(
    config: &Config,
    reference: &mut Reference,
    survey: &Survey,
    territory: Option<&Targets>,
    wishes: &Wishes,
    place: Interval,
) -> Result<TilePlan> {
    let (contig, span) = (place.contig, place.span);
    let name = reference.contigs().name(contig).to_owned();
    let padded = span.padded(MARGIN_BP, reference.contigs().length(contig));
    let codes = base::codes(&reference.fetch(&name, padded.start, padded.end)?);
    let context = Context { start: padded.start, codes: &codes };
    let stream = |role: &str| Stream::new(config.seed, role, [u64::from(contig), u64::from(span.start)]);

    let mut occupied = Occupied::default();
    let listed = wishes.variants_near(contig, span.padded(MARGIN_BP, u32::MAX));
    let taken = |start: u32, end: u32| Span::new(start.saturating_sub(GAP_BP), end + GAP_BP);
    for variant in listed {
        occupied.force(taken(variant.position.saturating_sub(1), variant.position + variant.reference_bases + 1));
    }
    for (_, cut) in wishes.junctions.iter().flat_map(PlannedJunction::cuts).filter(|(c, cut)| *c == contig && span.contains(*cut)) {
        occupied.force(Span::new(cut.saturating_sub(CUT_MARGIN_BP), cut + CUT_MARGIN_BP));
    }
    let mut sites = Vec::new();
    let mut site_stream = stream("microsatellites");
    for site in sites_near(survey, contig, span) {
        let planned = PlannedSite::plan(*site, context, &config.microsatellites, &mut site_stream);
        let place = taken(planned.position, site.end());
        if listed.iter().any(|v| taken(v.position, v.position + v.reference_bases.max(1)).overlaps(place)) {
            continue;
        }
        occupied.force(place);
        sites.push(planned);
    }
    // Nothing reaches over the stretch's edges, so stretches are planned apart.
    let mut planting = Planting {
        context,
        span: Span::new(span.start + GAP_BP, span.end.saturating_sub(GAP_BP)),
        gap_bp: GAP_BP,
        occupied,
        contig,
        alleles: Alleles::default(),
        variants: Vec::new(),
    };

    let somatic_places: Vec<Span> = match territory {
        None => vec![span],
        Some(targets) => targets.overlapping(contig, span).iter().map(|s| s.intersection(span)).collect(),
    };
    let somatic_mb = somatic_places.iter().map(|s| f64::from(s.len())).sum::<f64>() / 1e6;
    let whole_mb = f64::from(span.len()) / 1e6;
    let count = |stream: &mut Stream, per_mb: f64, mb: f64| Poisson::new(per_mb * mb).draw(stream);

    let mut draws = stream("somatic");
    for _ in 0..count(&mut draws, config.somatic.snv_per_mb, somatic_mb) {
        planting.somatic_substitution(1, &somatic_places, &config.somatic, &mut draws);
    }
    for _ in 0..count(&mut draws, config.somatic.mnv_per_mb, somatic_mb) {
        let bases = 2 + draws.below(2);
        planting.somatic_substitution(bases, &somatic_places, &config.somatic, &mut draws);
    }
    for _ in 0..count(&mut draws, config.somatic.indel_per_mb, somatic_mb) {
        planting.somatic_indel(&somatic_places, &config.somatic, &mut draws);
    }
    // Two thirds of the variants are the patient's, two thirds the other person's.
    let mut draws = stream("germline");
    for _ in 0..count(&mut draws, 1.5 * config.germline.snv_per_mb, whole_mb) {
        planting.inherited_substitution(&config.germline, &mut draws);
    }
    for _ in 0..count(&mut draws, 1.5 * config.germline.indel_per_mb, whole_mb) {
        planting.inherited_indel(&config.germline, &mut draws);
    }
    for variant in listed.iter().filter(|v| span.contains(v.position)) {
        planting.add(variant.position, variant.reference_bases, &variant.alternate, variant.origin);
    }
    let mut variants = planting.variants;
    variants.sort_by_key(|v| v.position);
    Ok(TilePlan { variants, alleles: planting.alleles, sites })
}

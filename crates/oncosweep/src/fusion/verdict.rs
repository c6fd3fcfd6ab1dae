//! Which filters apply to a candidate.

use super::{
    Annotation, Assay, Fusion, FusionConfig, FusionFilter, Side,
    driver::{self, Change},
};

/// The driver a rearrangement within one gene is.
pub(super) fn driver(annotation: &Annotation) -> Option<&'static str> {
    let (true, Some(exon1), Some(exon2)) =
        (annotation.is_same_gene() && annotation.gene1 == annotation.gene2, annotation.exon1, annotation.exon2)
    else {
        return None;
    };
    match annotation.kind.as_str() {
        "deletion" => driver::named(&annotation.gene1, Change::Lost, exon1 + 1, exon2.checked_sub(1)?),
        "duplication" => driver::named(&annotation.gene1, Change::Repeated, exon2, exon1),
        _ => None,
    }
}

/// Whether transcription may have run from one gene into its neighbour.
pub(super) fn is_read_through(fusion: &Fusion, config: &FusionConfig) -> bool {
    let in_order = (fusion.junction.first.side, fusion.junction.second.side) == (Side::Left, Side::Right);
    fusion.assay == Assay::Rna
        && in_order
        && fusion.annotation.is_gene_pair()
        && !fusion.annotation.is_same_gene()
        && fusion.junction.distance_bp().is_some_and(|d| d < config.max_read_through_bp)
}

/// Whether it is the read-through that any two neighbours may have: transcription missed the end of the first gene, so all of its exons that can be joined are
/// there, and splicing went on to the first exon of the second gene that can be joined to.
///
/// A deletion that fuses neighbours takes exons with it (STIL::TAL1 keeps the first exon of STIL: Aplan et al., Science 250:1426, 1990).
fn keeps_all_exons(annotation: &Annotation) -> bool {
    let last = annotation.exon1.zip(annotation.exons1).is_some_and(|(exon, exons)| exon + 1 >= exons);
    last && annotation.exon2.is_some_and(|exon| exon <= 2)
}

/// The filters that apply to `fusion`.
///
/// METHOD: a listed fusion, or a driver within one gene, is expected by its prior and not by chance: it needs less support, and the filters on what kind of
/// junction it is (close by, one gene, read-through, similar sides, simple sequence) do not apply; but what any neighbours have is no evidence of a listed one:
/// a read-through that keeps all exons of both stays one. That the normal or the baseline has it, or that its reads
/// are not placed uniquely, counts against any.
pub(super) fn filters(fusion: &Fusion, config: &FusionConfig) -> Vec<FusionFilter> {
    let expected = fusion.known || fusion.driver.is_some();
    let (min_fragments, min_quality) = if fusion.known {
        (config.min_known_fragments.min(config.min_supporting_fragments), config.min_known_quality.min(config.min_quality))
    } else {
        (config.min_supporting_fragments, config.min_quality)
    };
    let is_misplaced = fusion.confident_fragments < min_fragments && fusion.supporting_fragments >= min_fragments;
    let applies = |filter: FusionFilter| match filter {
        FusionFilter::LowSupport => fusion.supporting_fragments < min_fragments,
        FusionFilter::LowMapQ => is_misplaced && !fusion.may_lie_elsewhere,
        FusionFilter::Ambiguous => is_misplaced && fusion.may_lie_elsewhere,
        FusionFilter::NoSplit => fusion.split_reads < config.min_split_reads,
        FusionFilter::LowQual => fusion.quality < min_quality,
        FusionFilter::LowFraction => fusion.skips_exons && fusion.vaf.is_some_and(|share| share < config.min_skipping_fraction),
        FusionFilter::InNormal => fusion.normal_fragments.is_some_and(|n| n > config.max_normal_fragments),
        FusionFilter::InBaseline => fusion.baseline_normals.is_some_and(|n| n > config.max_baseline_normals),
        FusionFilter::Short => !expected && !fusion.junction.is_apart(config.min_distance_bp),
        FusionFilter::SameGene => !expected && fusion.annotation.is_same_gene(),
        FusionFilter::ReadThrough => is_read_through(fusion, config) && (!expected || keeps_all_exons(&fusion.annotation)),
        FusionFilter::Homologous => !expected && fusion.shared_percent.is_some_and(|p| p > config.max_shared_percent),
        // Of all candidates together: relatives.rs.
        FusionFilter::Relative => false,
        FusionFilter::LowComplexity => !expected && fusion.distinct_triplets.is_some_and(|n| n < config.min_distinct_triplets),
    };
    FusionFilter::ALL.iter().map(|&(filter, _)| filter).filter(|&filter| applies(filter)).collect()
}

//! Consequences of the planted somatic variants, and the mutational burden they make.

use oncosweep::{
    Result,
    genes::{Annotator, Consequence, GeneModel, SmallVariant},
    genome::{Contigs, Reference, Targets},
};
use serde::Serialize;

use crate::{plan::Plan, reads::base};

/// The true mutational burden.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Burden {
    /// Coding bases of the territory, in megabases.
    pub coding_mb: f64,
    /// Somatic variants in coding sequence.
    pub coding: u64,
    /// Those that change the protein.
    pub nonsynonymous: u64,
    /// Missense variants.
    pub missense: u64,
    /// `coding` per megabase.
    pub coding_per_mb: f64,
    /// `nonsynonymous` per megabase.
    pub nonsynonymous_per_mb: f64,
}

/// The consequence of each somatic variant, by its index in the plan; `None` for inherited ones.
///
/// # Errors
/// Those of [`Annotator::consequence`].
pub fn consequences(plan: &Plan, genes: &GeneModel, contigs: &Contigs, reference: &mut Reference) -> Result<Vec<Option<Consequence>>> {
    let mut annotator = Annotator::new(genes, contigs);
    plan.variants
        .iter()
        .map(|variant| {
            if !variant.origin.is_somatic() {
                return Ok(None);
            }
            let name = contigs.name(variant.contig).to_owned();
            let anchor = u32::from(variant.is_indel()).min(variant.position);
            let start = variant.position - anchor;
            let old = reference.fetch(&name, start, variant.position + variant.reference_bases)?;
            let mut new = old[..anchor as usize].to_vec();
            new.extend(plan.alleles.get(variant.alternate).iter().map(|&code| base::letter(code)));
            let small = SmallVariant { contig: variant.contig, start, reference: &old, alternate: &new };
            annotator.consequence(small, reference).map(Some)
        })
        .collect()
}

/// The burden of `consequences` over the coding sequence of the territory.
pub fn burden(consequences: &[Option<Consequence>], genes: &GeneModel, territory: &Targets) -> Burden {
    let count = |rule: fn(&Consequence) -> bool| consequences.iter().flatten().filter(|c| rule(c)).count() as u64;
    let coding_mb = genes.coding_territory().intersection(territory).total_bases() as f64 / 1e6;
    let per_mb = |n: u64| if coding_mb > 0.0 { n as f64 / coding_mb } else { 0.0 };
    let (coding, nonsynonymous) = (count(Consequence::is_coding), count(Consequence::is_nonsynonymous));
    Burden {
        coding_mb,
        coding,
        nonsynonymous,
        missense: count(Consequence::is_missense),
        coding_per_mb: per_mb(coding),
        nonsynonymous_per_mb: per_mb(nonsynonymous),
    }
}

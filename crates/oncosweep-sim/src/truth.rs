//! Files that tell what is true, and what of it was written.

mod burden;
mod junctions;
mod msi;
mod parameters;
mod rna;
mod summary;
mod vcf;

use std::path::Path;

use oncosweep::{
    Result,
    genes::GeneModel,
    genome::{Reference, Targets},
};

use crate::{
    plan::Plan,
    rna::{Expression, PlannedFusion},
    sequencing::Sample,
};

/// What the truth is told of.
pub struct Case<'a> {
    /// The tumour, as it was written.
    pub tumor: &'a Sample<'a>,
    /// The normal, as it was written.
    pub normal: &'a Sample<'a>,
    /// Genes, for consequences and burden.
    pub genes: Option<&'a GeneModel>,
    /// Where somatic variants may lie.
    pub territory: &'a Targets,
}

/// Writes all truth files of a pair into `folder`.
///
/// # Errors
/// [`oncosweep::Error::Io`] naming the file that cannot be written.
pub fn write(folder: &Path, reference: &mut Reference, plan: &Plan, case: &Case<'_>) -> Result<()> {
    let (tumor, normal) = (case.tumor, case.normal);
    let consequences = case.genes.map(|genes| burden::consequences(plan, genes, tumor.contigs, reference)).transpose()?;
    let burden = case.genes.zip(consequences.as_ref()).map(|(genes, list)| burden::burden(list, genes, case.territory));
    vcf::write(folder, reference, plan, tumor, normal, consequences.as_deref())?;
    msi::write(folder, plan, tumor, normal)?;
    junctions::write(folder, plan, tumor, normal)?;
    summary::write(folder, plan, burden.as_ref())?;
    parameters::write(folder, tumor.config)
}

/// Writes all truth files of an RNA sample into `folder`.
///
/// # Errors
/// [`oncosweep::Error::Io`] naming the file that cannot be written.
pub fn write_rna(
    folder: &Path,
    sample: &Sample<'_>,
    genes: &GeneModel,
    expression: &Expression,
    by_transcript: &[u32],
    fusions: &[PlannedFusion],
) -> Result<()> {
    rna::write(folder, sample, genes, expression, by_transcript, fusions)?;
    parameters::write(folder, sample.config)
}

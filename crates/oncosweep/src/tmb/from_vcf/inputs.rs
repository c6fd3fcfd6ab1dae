//! The files of a burden from calls, opened and found to belong together.

use std::path::PathBuf;

use super::super::Hotspots;
use crate::{
    error::{Error, Result},
    genes::GeneModel,
    genome::{Contig, Contigs, Reference, Targets, VcfHeader, VcfReader},
};

/// A caller's file, and what its burden is counted over.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VcfInputs {
    /// The calls: VCF, plain or compressed.
    pub vcf: PathBuf,
    /// Name of the tumour's sample; found in the header by default.
    pub tumor_sample: Option<String>,
    /// Name of the normal's sample; found in the header by default.
    pub normal_sample: Option<String>,
    /// The reference, for annotation by `genes`.
    pub reference: Option<PathBuf>,
    /// Genes: GTF or GFF3. With a reference they annotate; they also say what is coding territory.
    pub genes: Option<PathBuf>,
    /// Target regions: BED.
    pub targets: Option<PathBuf>,
    /// The denominator in Mb, in place of the bases of `targets` and `genes`.
    pub callable_mb: Option<f64>,
    /// Whether records to which no filter was applied (`.`) count as passing.
    pub unfiltered: bool,
    /// INFO tags or annotation fields that hold a population's allele frequencies.
    pub population_af: Vec<String>,
    /// Known recurrent variants: VCF or BED.
    pub hotspots: Option<PathBuf>,
}

/// The opened files.
pub(super) struct Opened {
    pub(super) contigs: Contigs,
    pub(super) reference: Option<Reference>,
    pub(super) genes: Option<GeneModel>,
    pub(super) targets: Option<Targets>,
    pub(super) hotspots: Option<Hotspots>,
}

impl VcfInputs {
    pub(super) fn open(&self, header: &VcfHeader) -> Result<Opened> {
        let reference = self.reference.as_deref().map(Reference::open).transpose()?;
        let contigs = match (header.contigs_with_lengths(), &reference) {
            (_, Some(reference)) => {
                self.check_lengths(header, reference)?;
                reference.contigs().clone()
            }
            (Some(contigs), None) => contigs,
            (None, None) => self.contigs_of_records(header)?,
        };
        let targets = self.targets.as_deref().map(|path| Targets::from_bed(path, &contigs)).transpose()?;
        let genes = self.genes.as_deref().map(|path| GeneModel::from_file(path, &contigs)).transpose()?;
        let hotspots = self.hotspots.as_deref().map(|path| Hotspots::from_file(path, &contigs)).transpose()?;
        Ok(Opened { contigs, reference, genes, targets, hotspots })
    }

    fn check_lengths(&self, header: &VcfHeader, reference: &Reference) -> Result<()> {
        for (name, length) in &header.contigs {
            let (Some(length), Some(id)) = (length, reference.contigs().resolve(name)) else { continue };
            let found = reference.contigs().length(id);
            if found != *length {
                return Err(Error::genome_mismatch(
                    reference.path(),
                    format!(
                        "contig '{name}' has {found} bases, but {length} in the header of {}; give the reference of the same build",
                        self.vcf.display()
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Contigs of a file whose header does not tell their lengths: those of its records, of any length.
    fn contigs_of_records(&self, header: &VcfHeader) -> Result<Contigs> {
        let mut names: Vec<String> = header.contigs.iter().map(|(name, _)| name.clone()).collect();
        VcfReader::open(&self.vcf)?.for_each(|record| {
            if names.last().is_none_or(|last| last != record.chrom) && !names.iter().any(|name| name == record.chrom) {
                names.push(record.chrom.to_owned());
            }
            Ok(())
        })?;
        Ok(Contigs::new(names.into_iter().map(|name| Contig { name, length: u32::MAX }).collect()))
    }

    /// The denominator in bases, and what it is.
    pub(super) fn denominator(&self, targets: Option<&Targets>, coding: Option<&Targets>) -> Result<(u64, &'static str)> {
        if let Some(mb) = self.callable_mb {
            if !(mb.is_finite() && mb > 0.0) {
                return Err(Error::Config(format!("the callable territory is {mb} Mb; it must be greater than 0")));
            }
            return Ok(((mb * 1e6).round() as u64, "as given"));
        }
        match (targets, coding) {
            (Some(targets), Some(coding)) => Ok((targets.intersection(coding).total_bases(), "coding bases of the targets")),
            (Some(targets), None) => Ok((targets.total_bases(), "bases of the targets")),
            (None, Some(coding)) => Ok((coding.total_bases(), "coding bases of the genes")),
            (None, None) => Err(Error::Config(
                "a burden needs its territory: give --callable-mb, or --targets with the regions that were sequenced, or --genes".into(),
            )),
        }
    }
}
